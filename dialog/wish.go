package dialog

import (
	"madoguchi/knowledge/reading"
)

// wish does what may be asked for at any time and reports whether it was that.
func (t *turn) wish(r reading.Reading) bool {
	switch r.Intent {
	case "":
		return false
	case reading.Despair:
		t.overhear(r)
		t.comfort()
	case reading.WantsHuman:
		t.overhear(r)
		t.firstAid()
		t.handOff(Requested)
	case reading.WantsRestart:
		t.restart()
		t.sayAsking("restart")
	case reading.WantsBack:
		t.back()
	case reading.WantsEasy, reading.WantsPlain:
		t.speak(r.Intent == reading.WantsEasy)
	case reading.WantsRecord:
		t.record()
	case reading.WantsAnswer:
		return t.enough()
	case reading.WantsOther:
		return t.otherwise(r)
	case reading.WantsMore:
		if !t.state.Answered {
			return false
		}
		t.state.clear()
		t.tellMore()
	case reading.Hello:
		if t.state.Phase != PhaseSymptom && t.state.Phase != PhaseDone {
			return false
		}
		t.sayAsking("symptom.hello")
	case reading.WantsUrgent:
		t.say(FirstAid, "aid.common")
		if t.state.Phase != PhaseSymptom && t.state.Phase != PhaseDone {
			t.repeatQuestion()
			break
		}
		t.sayAsking("urgent.ask")
	case reading.Thanks, reading.Okay:
		return t.thanked(r)
	case reading.Bye:
		return t.leave()
	case reading.English, reading.Korean, reading.Chinese: // the phrase has the intent's name
		t.say(Plain, string(r.Intent))
		t.repeatQuestion()
		t.offerEasy()
	case reading.WantsAbout:
		t.say(Plain, "about")
		t.repeatQuestion()
	case reading.Insult:
		t.say(Plain, "insult")
		t.repeatQuestion()
	default: // no words
		t.say(Plain, "empty")
		t.repeatQuestion()
	}
	return true
}

// overhear keeps what is told together with a wish: nobody should have to say it again.
func (t *turn) overhear(r reading.Reading) {
	if r.Length() < reading.TellsMore {
		return
	}
	t.save()
	t.note("consulter", r.Text)
	t.state.learn(r.Stated, &t.brought)
	if t.state.FAQ != "" {
		return
	}
	t.state.addWords(r.Text, &t.brought)
	m := t.match()
	if entry := t.world.Base.FAQ(m.Best().FAQ); !m.None && m.Confidence >= sure && t.isUrgent(entry, r) {
		t.state.FAQ = entry.ID
	}
}

// enough answers without further questions.
func (t *turn) enough() bool {
	if t.state.Phase != PhaseAsk || t.entry() == nil {
		return false
	}
	t.save()
	t.state.clear()
	t.say(Plain, "answer.enough")
	t.giveAnswer()
	return true
}

// thanked ends a consultation that has had its answer. In the middle of one the thanks are for what was said so far.
func (t *turn) thanked(r reading.Reading) bool {
	switch t.state.Phase {
	case PhaseAsk, PhaseClarify:
		if r.Intent == reading.Thanks && r.Says(reading.Fine) {
			return false
		}
		t.say(Plain, "thanks.middle")
		t.repeatQuestion()
	case PhaseAnswer, PhaseFeedback:
		if r.Intent == reading.Okay && !r.Says(reading.AlsoThanks) {
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
