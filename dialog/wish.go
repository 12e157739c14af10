package dialog

import (
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// wish does what may be asked for at any time and reports whether it was that.
func (t *turn) wish(r reading.Reading) bool {
	c := t.c
	switch r.Intent {
	case "":
		return false
	case reading.Despair:
		t.flow.overhear(r)
		vigil{t.flow}.comfort(r)
	case reading.Danger:
		if v := r.Voice; v != nil && v.Grave && v.ID != voiceDanger && r.Voiced >= hardlyElse { // the knife is their own
			t.flow.overhear(r)
			vigil{t.flow}.comfort(r)
			return true
		}
		vigil{t.flow}.guard(r)
	case reading.WantsHuman:
		switch v := r.Voice; {
		case v == nil || r.Voiced < voiceSurely:
		case strings.HasPrefix(v.ID, voiceHuman):
			return t.flow.wantsHuman(v, r)
		case v.ID == voiceDesk+voiceMachine && r.Says(reading.AsksForPeople):
			return t.flow.aboutDesk(v, r)
		}
		t.flow.overhear(r)
		if r.SpacedKana() {
			c.state.Easy, c.out.easy = true, true
		}
		c.firstAid()
		c.handOff(Requested)
	case reading.WantsRestart:
		c.restart()
		c.out.sayAsking("restart")
	case reading.WantsBack:
		t.flow.back()
	case reading.WantsEasy, reading.WantsPlain:
		t.flow.speak(r.Intent == reading.WantsEasy)
	case reading.WantsRecord:
		t.flow.tellRecord()
	case reading.WantsKept:
		showKept(t.flow)
	case reading.WantsNotice:
		tellNotice(t.flow)
	case reading.WantsPaper:
		wantsPaper(t.flow, r)
	case reading.WantsAnswer:
		return t.flow.enough()
	case reading.WantsOther:
		return t.otherwise(r)
	case reading.WantsMore:
		if !c.state.Answered {
			return false
		}
		c.state.clear()
		c.tellMore()
	case reading.Hello, reading.WantsUrgent:
		return t.begins(r.Intent)
	case reading.Thanks, reading.Okay:
		return t.thanked(r)
	case reading.Bye:
		return t.flow.leaves()
	default:
		t.flow.remark(r.Intent)
	}
	return true
}

// begins takes what people say first: a greeting, or a cry for help.
func (t *turn) begins(wish reading.Intent) bool {
	c := t.c
	idle := c.state.Phase == PhaseSymptom || c.state.Phase == PhaseDone
	switch {
	case wish == reading.Hello && idle:
		c.out.sayAsking("symptom.hello")
	case wish == reading.Hello:
		return false
	default:
		c.say(FirstAid, "aid.common")
		if !idle {
			t.flow.repeat()
			break
		}
		c.out.sayAsking("urgent.ask")
	}
	return true
}

// remark takes what changes nothing: it has its reply, and what was asked is asked again.
func (f flow) remark(wish reading.Intent) {
	c := f.c
	switch wish {
	case reading.WantsAbout:
		c.say(Plain, "about")
	case reading.Insult:
		c.say(Plain, "insult")
	default: // no words
		c.say(Plain, "empty")
	}
	f.repeat()
}

// thanked ends a consultation that has had its answer. In the middle of one the thanks are for what was said so far.
func (t *turn) thanked(r reading.Reading) bool {
	c := t.c
	switch c.state.Phase {
	case PhaseAsk, PhaseClarify:
		if r.Intent == reading.Thanks && r.Says(reading.Fine) {
			return false
		}
		c.say(Plain, "thanks.middle")
		t.flow.repeat()
	case PhaseAnswer, PhaseFeedback:
		if r.Intent == reading.Okay && !r.Says(reading.AlsoThanks) {
			c.say(Plain, "okay")
			t.flow.repeat()
			return true
		}
		c.finish("helped.thanks")
	case PhaseHandoff:
		c.say(Plain, "thanks.waiting", c.state.Ticket)
	default:
		c.say(Plain, "thanks")
	}
	return true
}

// leaves says goodbye. Who leaves in the middle of the questions is told what can be told already.
func (f flow) leaves() bool {
	c := f.c
	switch {
	case c.state.Phase == PhaseHandoff:
		c.say(Plain, "thanks.waiting", c.state.Ticket)
	case c.state.Phase == PhaseAsk && c.view().urgent() && !c.state.Answered:
		return f.enough()
	default:
		c.state.Queue = nil
		c.finish("bye")
	}
	return true
}

// otherwise takes 「別のことです」: what was understood, or asked about, is ruled out.
func (t *turn) otherwise(r reading.Reading) bool {
	c := t.c
	more := r.Length() >= reading.TellsMore // tells besides what it is
	switch {
	case c.state.Slot == knowledge.SlotTopic && !more:
		c.note("consulter", r.Text)
		t.flow.meant(noMeaning)
		return true
	case c.state.Slot == knowledge.SlotTopic:
		c.note("consulter", r.Text)
		c.save()
		t.flow.ruleOutOffered()
		c.learn(r.Facts)
		if m := r.Match; !m.None && m.Confidence >= sure { // says by itself what it is, be it one of those
			c.state.allow(m.Best().FAQ)
			c.setWords(r.Text)
		} else {
			c.addWords(r.Text)
		}
		t.flow.understand()
		return true
	case c.state.FAQ == "" && c.state.Phase == PhaseSymptom && c.state.Words != "" && !more:
		c.note("consulter", r.Text)
		t.flow.lost()
		return true
	case c.state.FAQ == "":
		return false
	}
	c.state.clear()
	c.note("consulter", r.Text)
	if more {
		c.addWords(r.Text)
	}
	t.flow.ruleOut()
	return true
}
