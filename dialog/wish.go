package dialog

import (
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// wish does what may be asked for at any time and reports whether it was that.
func (t *turn) wish(i intent, text string) bool {
	switch i {
	case "":
		return false
	case despair:
		t.overhear(text)
		t.comfort()
	case wantsHuman:
		t.overhear(text)
		t.firstAid()
		t.handOff(Requested)
	case wantsRestart:
		t.restart()
		t.sayAsking("restart")
	case wantsBack:
		t.back()
	case wantsEasy, wantsPlain:
		t.speak(i == wantsEasy)
	case wantsRecord:
		t.record()
	case wantsAnswer:
		return t.enough()
	case wantsOther:
		return t.otherwise(text)
	case wantsMore:
		if !t.state.Answered {
			return false
		}
		t.clearQuestion()
		t.tellMore()
	case hello:
		if t.state.Phase != PhaseSymptom && t.state.Phase != PhaseDone {
			return false
		}
		t.sayAsking("symptom.hello")
	case wantsUrgent:
		t.say(FirstAid, "aid.common")
		if t.state.Phase != PhaseSymptom && t.state.Phase != PhaseDone {
			t.repeatQuestion()
			break
		}
		t.sayAsking("urgent.ask")
	case thanks, okay:
		return t.thanked(i, text)
	case bye:
		return t.leave()
	case english, korean, chinese: // the phrase has the intent's name
		t.say(Plain, string(i))
		t.repeatQuestion()
		t.offerEasy()
	default: // about, an insult, no words: so have these
		t.say(Plain, string(i))
		t.repeatQuestion()
	}
	return true
}

// overhear keeps what is told together with a wish: nobody should have to say it again.
func (t *turn) overhear(text string) {
	if utf8.RuneCountInString(text) < 14 {
		return
	}
	t.save()
	t.note("consulter", text)
	t.learn(reading.Read(text, t.world.Now))
	if t.state.FAQ != "" {
		return
	}
	t.addWords(text)
	m := t.match()
	if entry := t.world.Base.FAQ(m.Best().FAQ); !m.None && m.Confidence >= sure && t.isUrgent(entry, text) {
		t.state.FAQ = entry.ID
	}
}

// enough answers without further questions.
func (t *turn) enough() bool {
	if t.state.Phase != PhaseAsk || t.entry() == nil {
		return false
	}
	t.save()
	t.clearQuestion()
	t.say(Plain, "answer.enough")
	t.giveAnswer()
	return true
}

// thanked ends a consultation that has had its answer. In the middle of one the thanks are for what was said so far.
func (t *turn) thanked(i intent, text string) bool {
	switch t.state.Phase {
	case PhaseAsk, PhaseClarify:
		if i == thanks && plainAnswer.MatchString(knowledge.Fold(text)) {
			return false
		}
		t.say(Plain, "thanks.middle")
		t.repeatQuestion()
	case PhaseAnswer, PhaseFeedback:
		if i == okay && !saysThanks.MatchString(text) {
			t.say(Plain, "okay")
			t.repeatQuestion()
			return true
		}
		t.finish("helped.thanks")
	case PhaseHandoff:
		t.say(Plain, "thanks.waiting", t.state.Ticket)
	default:
		t.say(Plain, "thanks")
	}
	return true
}

// leave says goodbye. Who leaves in the middle of the questions is told what can be told already.
func (t *turn) leave() bool {
	switch {
	case t.state.Phase == PhaseHandoff:
		t.say(Plain, "thanks.waiting", t.state.Ticket)
	case t.state.Phase == PhaseAsk && t.urgent() && !t.state.Answered:
		return t.enough()
	default:
		t.state.Queue = nil
		t.finish("bye")
	}
	return true
}
