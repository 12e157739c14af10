package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// reply hears a text while something is being asked.
func (t *turn) reply(r reading.Reading) {
	if value, ok := t.state.chosen(r); ok {
		if t.state.Slot != knowledge.SlotTopic { // the words of a meaning are the desk's, not the consulter's
			t.state.learn(t.others(r), &t.brought)
		}
		t.answered(value)
		return
	}
	slot := t.world.Base.Slot(t.state.Slot)
	if slot == nil || slot.Name == knowledge.SlotTopic {
		t.replyFreely(r)
		return
	}
	value, ok := r.Answer(slot)
	if !ok && t.followed(r) {
		return
	}
	if !ok || t.aboutOthers(slot.Name, r) {
		if !t.digress(r) {
			t.missed(slot, r)
		}
		return
	}
	t.save()
	t.state.learn(r.Facts.With(slot.Name, value), &t.brought)
	t.state.clear()
	t.proceed()
}

// others are the facts that a typed answer states besides the one asked for.
func (t *turn) others(r reading.Reading) knowledge.Facts {
	news := r.Facts.Clone()
	delete(news, t.state.Slot)
	return news
}

// aboutOthers reports whether a text that could pass for an answer speaks of something else: 「個人情報も入ってます」 is
// no yes to whether it spreads. A text that begins with yes or no answers what was asked.
func (t *turn) aboutOthers(slot string, r reading.Reading) bool {
	if r.BeginsWithYesNo() || r.Stated.Answered(slot) || slices.Contains(r.Subjects, slot) {
		return false
	}
	return onlyAside(r.Stated, r) || len(r.Subjects) > 0 || t.emergency(slot, r)
}

// onlyAside reports whether a short text states nothing but how many machines there are, which, since when, or who writes from where:
// 「うちは4台です」 is no yes to whatever else was asked, and says nothing about what is meant.
func onlyAside(news knowledge.Facts, r reading.Reading) bool {
	for slot := range news {
		switch slot {
		case knowledge.SlotPCs, knowledge.SlotOS, knowledge.SlotDevice, knowledge.SlotWritingFrom, "since", "role":
		default:
			return false
		}
	}
	return len(news) > 0 && r.Length() <= reading.ShortAside
}

// emergency reports whether a text tells of something urgent of another kind than the matter in hand.
func (t *turn) emergency(slot string, r reading.Reading) bool {
	if r.Length() < reading.TellsMore || slot == "victims" || !t.newMatter(r) {
		return false
	}
	return t.isUrgent(t.world.Base.FAQ(r.Match.Best().FAQ), r)
}

// digress takes a text that answers another question than the one asked: facts are noted and the question stays; a
// new matter is confirmed first. It reports whether the text was such a one.
func (t *turn) digress(r reading.Reading) bool {
	switch {
	case r.Says(reading.AboutQuestion):
		return false
	case t.onlyFacts(r):
	case t.entry() != nil && r.Says(reading.RefersBack) && r.Says(reading.Question) && r.Length() <= reading.Short:
		t.say(Plain, "answer.later", knowledge.FirstLine(t.entry().Now, t.state.Facts))
		t.repeatQuestion()
		return true
	case t.nameContacts(r):
		t.repeatQuestion()
		return true
	case r.Says(reading.Question) && t.aside(r):
		return true
	case t.newMatter(r):
		t.offerSwitch(r)
		return true
	case len(r.Facts) == 0:
		return false
	}
	t.save()
	t.state.learn(r.Facts, &t.brought)
	slot := t.state.Slot
	t.firstAid()
	if s := t.world.Base.Slot(slot); s != nil && !t.state.Facts.Answered(slot) {
		if len(t.messages) == 0 {
			t.say(Plain, "ask.noted")
		}
		t.askSlot(s)
		return true
	}
	t.state.clear()
	t.proceed()
	return true
}

// onlyFacts reports whether a text tells more of the matter in hand: a short one with facts, or one that adds red flags.
func (t *turn) onlyFacts(r reading.Reading) bool {
	if len(r.Facts) == 0 || r.Length() >= reading.LongNews {
		return t.onlyFlags(r.Facts)
	}
	entry := t.world.Base.FAQ(r.Match.Best().FAQ)
	return r.Length() < reading.ShortNews || t.onlyFlags(r.Facts) || entry == nil || !t.isUrgent(entry, r)
}

// onlyFlags reports whether all that is new is what the consulter did or suffered.
func (t *turn) onlyFlags(news knowledge.Facts) bool {
	for slot := range news {
		if slot != "since" && !slices.ContainsFunc(redFlags, func(r redFlag) bool { return r.slot == slot }) {
			return false
		}
	}
	return flagged(news)
}

// missed asks once more in other words; then the slot counts as unknown and the consultation goes on.
func (t *turn) missed(slot *knowledge.Slot, r reading.Reading) {
	if len(t.messages) > 0 { // what was written was answered otherwise: a password was taken out
		t.repeatQuestion()
		return
	}
	t.state.Missed++
	if t.state.Missed > 1 {
		t.say(Plain, "ask.skip")
		t.answered(knowledge.Unknown)
		return
	}
	lead := "ask.again"
	switch {
	case r.Says(reading.AboutQuestion):
		lead = "ask.explain"
	case r.Says(reading.Question):
		lead = "ask.first"
	}
	missed := t.state.Missed
	t.question(slot.Name, t.phrase(lead)+"\n"+t.inEasy(slot.EasyAgain, slot.Again), t.choicesOf(slot))
	t.state.Missed = missed
}

// replyFreely hears a text while the flow asks one of its own questions (which is meant? did it help? what next?).
func (t *turn) replyFreely(r reading.Reading) {
	switch t.state.Slot {
	case knowledge.SlotTopic:
		switch one := len(t.state.Offered) == 2; { // one meaning and "no"
		case r.YesNo != "" && one:
			t.answered(t.state.sided(r.YesNo))
		case r.YesNo == knowledge.Yes && r.Bare:
			t.repeatQuestion()
		case r.YesNo == knowledge.No && r.Bare:
			t.answered(noMeaning)
		default:
			t.clarifyAgain(r)
		}
	case slotHelped:
		if r.YesNo != "" {
			t.answered(r.YesNo)
			return
		}
		t.afterwards(r)
	case slotSwitch, slotResume, slotExpiry:
		switch {
		case r.YesNo != "":
			t.answered(t.state.sided(r.YesNo))
		case t.state.Slot == slotSwitch && t.urgentPending():
			t.state.pend(t.state.Pending+"\n"+r.Text, t.event.Message) // who goes on telling means the urgent matter
			t.switchTopic(knowledge.Yes)
		default:
			t.keepAndHear(r)
		}
	default:
		t.afterwards(r)
	}
}

// urgentPending reports whether the text that is kept tells of something urgent.
func (t *turn) urgentPending() bool {
	r := t.read(t.state.Pending)
	return t.isUrgent(t.world.Base.FAQ(r.Match.Best().FAQ), r)
}
