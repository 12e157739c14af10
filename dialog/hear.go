package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// reply hears a text that names no choice while something is being asked.
func (t *turn) reply(r reading.Reading) {
	c := t.c
	switch c.state.Slot {
	case knowledge.SlotTopic:
		t.replyToTopic(r)
	case slotHelped:
		switch {
		case r.Says(reading.Differs) && t.otherwise(r):
		case r.YesNo != "":
			t.answered(r.YesNo)
		default:
			t.afterwards(r)
		}
	case slotHappens:
		replyToHappens(t, r)
	case slotSwitch, slotResume, slotExpiry:
		switch {
		case r.YesNo != "":
			t.answered(c.state.sided(r.YesNo))
		case c.state.Slot == slotSwitch && c.view().tellsMoreOfPending(r):
			c.state.pend(c.state.Pending+"\n"+r.Text, c.message) // who goes on telling means the urgent matter
			t.switchTopic(knowledge.Yes)
		case c.state.Slot == slotSwitch && c.view().urgentPending():
			c.state.keep(c.read(c.state.Pending).Match.Best().FAQ) // what is urgent is not let go of
			t.keepAndHear(r)
		default:
			t.keepAndHear(r)
		}
	default:
		if slot := c.world.Base.Slot(c.state.Slot); slot != nil {
			t.replyWithFact(slot, r)
			return
		}
		t.afterwards(r)
	}
}

// replyWithFact hears a text while a fact is asked for.
func (t *turn) replyWithFact(slot *knowledge.Slot, r reading.Reading) {
	c := t.c
	v := c.view()
	value, ok := r.Answer(slot)
	deed := slot.Name == "network" || reading.AsksDeed(slot.Name) && !r.Says(reading.CutOff) // 「切りました」 may answer it
	if (!ok || !deed && !r.Stated.Answered(slot.Name)) && t.flow.followed(r) {
		return
	}
	if !(ok && r.Stated.Answered(slot.Name)) && r.FirmGiven() != nil && t.flow.explains(r, v.retort(r)) { // a bank that is named was not paid for that
		return
	}
	if deniesPart(t.flow, r) {
		return
	}
	asksNumber := r.Says(reading.WhomToCall) && !r.Stated.Answered(slot.Name) // 「電話番号は」 is nothing that was typed in
	if !ok || asksNumber || v.aboutOthers(slot.Name, r) || v.talks(slot.Name, r) {
		if !t.digress(r) {
			t.missed(slot, r)
		}
		return
	}
	p := v.retort(r)
	c.state.noteAnswer(value)
	c.save()
	c.learn(r.Facts.With(slot.Name, value))
	c.state.clear()
	if saysMore(r, p) {
		c.firstAid()
		c.out.tell(Plain, p.text())
		c.state.Said = p.place
	}
	t.flow.proceed()
}

// saysMore reports whether a text that answers what is asked has a reply besides: it is a question
// as well, or long, or tells what came of it and the matter itself surely has a reply to that.
func saysMore(r reading.Reading, p retort) bool {
	switch {
	case r.Length() < reading.SaysLittle:
		return false
	case r.Says(reading.Question):
		return p.belief >= heardAfter
	case r.Length() <= reading.Short:
		return p.ownAndSure() && r.Says(reading.GoesOn)
	}
	return p.belief >= heardSurely
}

// others are the facts that a typed answer states besides the one asked for.
func others(slot string, r reading.Reading) knowledge.Facts {
	news := r.Facts.Clone()
	delete(news, slot)
	return news
}

// replyToTopic hears a text while it is asked which is meant.
func (t *turn) replyToTopic(r reading.Reading) {
	c := t.c
	switch one := len(c.state.Offered) == 2; { // one meaning and "no"
	case r.YesNo != "" && one:
		t.answered(c.state.sided(r.YesNo))
		return
	case r.YesNo == knowledge.Yes && r.Bare:
		c.say(Plain, "clarify.which")
		t.flow.repeat()
		return
	case r.YesNo == knowledge.No && r.Bare:
		t.answered(noMeaning)
		return
	}
	c.save()
	v := c.view()
	p := v.asksOfOffered(r)
	switch {
	case t.flow.explains(r, p), deniesPart(t.flow, r):
	case v.knowsNot(r), r.Says(reading.WhatNow) && r.Length() <= reading.ShortNews:
		t.flow.cannotTell()
	case p.belief >= heardSurely || p.belief >= heardAfter && r.Says(reading.Question):
		t.flow.talkBack(r, p)
	case introduces(r), onlyAside(r.Facts, r): // says nothing about which is meant
		c.learn(r.Facts)
		openChoice(t.flow)
	case r.Says(reading.Question) && len(r.Stated) == 0 && r.Match.Confidence < sure: // it has its answer with the guess
		c.state.pend(r.Text, c.message)
		takeGuess(t.flow)
	default:
		t.flow.clarifyAgain(r)
	}
}

// digress takes a text that answers another question than the one asked: what is urgent comes first, a question has its answer, facts
// are noted, and the question stays; a new matter is confirmed first. It reports whether the text was such a one.
func (t *turn) digress(r reading.Reading) bool {
	c := t.c
	v := c.view()
	p := v.retort(r)
	switch {
	case facesNew(v, r) && !p.ownAndSure(): // no reply to it may speak as if it had been done
		t.flow.takeNews(r.Facts)
	case t.flow.explains(r, p):
	case r.Says(reading.WhatNow) && !p.ownAndSure() && t.flow.enough(): // whoever asks what to do needs the answer
	case anotherWay(t.flow, r, p):
	case introduces(r):
		t.flow.noted()
	case r.Says(reading.AboutQuestion):
		return false
	case r.Says(reading.EndsUnknown) && len(r.Stated) == 0 && p.belief < beyondDoubt:
		t.answered(knowledge.Unknown)
	case called(t.flow, r), stepDone(t.flow, r, p):
	case v.emergency(c.state.Slot, r) && p.belief < heardRather:
		t.flow.offerSwitch(r)
	case p.ownAndSure() && r.Says(reading.GoesOn):
		t.flow.talkBack(r, p)
	case v.newDeed(r) && p.belief < heardSurely, v.statesOnly(r), onlyAside(r.Facts, r) && !r.Says(reading.Question):
		t.flow.takeNews(r.Facts)
	case t.flow.nameBody(r):
	case p.belief >= v.least(r) && !(r.Bare && r.YesNo != ""):
		t.flow.talkBack(r, p)
	case v.onlyFacts(r):
		t.flow.takeNews(r.Facts)
	case t.flow.nameContacts(r):
	case v.elsewhere(r) != nil:
		t.flow.talkBack(r, *v.elsewhere(r))
	case v.newMatter(r) && !(v.urgent() && r.Says(reading.Question) && r.Length() <= reading.Short && p.belief >= heardNear):
		t.flow.offerSwitch(r) // a short question in the worst minute is rather about it than about another matter
	case p.belief >= heardNear && (r.Says(reading.Question) || r.Length() > reading.Short):
		t.flow.talkBack(r, p)
	case r.Says(reading.Question) && v.lineNear(r).belief > 0:
		t.flow.talkBack(r, v.lineNear(r))
	case len(r.Facts) == 0:
		return false
	default:
		t.flow.takeNews(r.Facts)
	}
	return true
}

// missed asks once more in other words; then the answer is given without it, or where that cannot be
// the slot counts as unknown and the consultation goes on.
func (t *turn) missed(slot *knowledge.Slot, r reading.Reading) {
	c := t.c
	if len(c.out.messages) > 0 { // what was written was answered otherwise: a password was taken out
		t.flow.repeat()
		return
	}
	c.state.Missed++
	tries := 1
	if r.Says(reading.Question) { // a question is no failed answer; but nobody is asked for ever
		tries = 2
	}
	if c.state.Missed > tries {
		if t.flow.enough() {
			return
		}
		c.say(Plain, "ask.skip")
		t.answered(knowledge.Unknown)
		return
	}
	lead := "ask.again"
	switch {
	case r.Says(reading.AboutQuestion):
		lead = "ask.explain"
	case r.Says(reading.Question):
		lead = "ask.first"
	case r.Japanese(): // a remark was read well; it answers something else
		lead = "ask.remark"
	}
	c.put(slot.Name, c.out.slotAgain(slot, lead))
}

// keepAndHear drops a yes-or-no question of the flow that was not answered, and hears the text instead.
func (t *turn) keepAndHear(r reading.Reading) {
	c := t.c
	c.state.unpend()
	c.state.clear()
	if c.state.FAQ == "" {
		t.symptom(r)
		return
	}
	t.afterwards(r)
}

// afterwards hears a text after the answer: a correction, a question about the same matter, or a new matter.
func (t *turn) afterwards(r reading.Reading) {
	c := t.c
	v, entry := c.view(), c.entry()
	p := v.retort(r)
	switch {
	case entry != nil && facesNew(v, r) && !p.ownAndSure():
		c.save()
		c.learn(r.Facts)
		t.flow.proceed()
	case t.flow.explains(r, p):
	case entry == nil && r.Says(reading.WhomToCall):
		c.out.add(c.out.nearest(generalHelp...)...)
		t.flow.repeat()
	case entry == nil && (v.knowsNot(r) || r.Says(reading.WhatNow) || r.Intent == reading.WantsOther || r.Bare && c.state.Missed > 0):
		c.handOff(NotHelped) // what can be told was told
	case entry == nil && r.Bare:
		c.state.Missed++
		c.say(Plain, "next.again")
		t.flow.repeat()
	case entry == nil:
		c.state.clear()
		t.symptom(r)
	case entry.Category == knowledge.OutOfScope && p.belief < heardSurely:
		t.flow.reconsider(r)
	case v.takesOver(r, p):
		t.takeOver(r)
	case v.emergency("", r) && p.belief < heardRather:
		t.flow.offerSwitch(r)
	case called(t.flow, r), stepDone(t.flow, r, p):
	case t.flow.nameBody(r), anotherWay(t.flow, r, p), whatNow(t.flow, r, p):
	case p.ownAndSure() && r.Says(reading.GoesOn):
		t.flow.talkBack(r, p)
	case v.newDeed(r) && p.belief < heardSurely, v.statesOnly(r) && c.state.anyNew(r.Facts):
		c.save()
		c.learn(r.Facts)
		t.flow.proceed()
	case p.belief >= heardRather:
		t.flow.talkBack(r, p)
	case t.flow.nameContacts(r):
	case v.elsewhere(r) != nil:
		t.flow.talkBack(r, *v.elsewhere(r))
	case p.belief >= heardAfter:
		t.flow.talkBack(r, p)
	case v.newMatter(r) && !v.onlyFacts(r) && (p.belief < heardNear || v.emergency("", r)):
		if v.calmly(r) {
			if !asksAnew(r) { // a word of conversation brings no other sheet
				t.flow.sameMatter(r)
				return
			}
			t.takeOver(r)
			return
		}
		t.flow.offerSwitch(r)
	case r.Says(reading.Question) && p.belief >= heardNear:
		t.flow.talkBack(r, p)
	case c.state.anyNew(r.Facts):
		c.save()
		c.learn(r.Facts)
		t.flow.proceed()
	case len(r.Facts) > 0 && !r.Says(reading.Question): // said before
		t.flow.noted()
	case p.belief >= heardNear && !r.Bare:
		t.flow.talkBack(r, p)
	case v.lineNear(r).belief > 0:
		t.flow.talkBack(r, v.lineNear(r))
	default:
		t.flow.sameMatter(r)
	}
}

// interrupts reports whether a text tells of an urgent deed of another matter than the calm one in hand,
// whatever is being asked; an answer to that is none.
func interrupts(c *consultation, r reading.Reading) bool {
	v := c.view()
	if c.state.Slot == "" || v.entry() == nil || c.state.labelled(r) || r.Bare {
		return false
	}
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil && (r.Stated.Answered(slot.Name) || r.BeginsWithYesNo() || v.answers(r)) {
		return false
	}
	return v.takesOver(r, v.retort(r))
}

// takeOver makes an urgent matter the one in hand at once; the old one is kept.
func (t *turn) takeOver(r reading.Reading) {
	t.c.save()
	t.c.state.pend(r.Text, t.c.message)
	t.switchTopic(knowledge.Yes)
}

// switchTopic goes over to the new matter and keeps the old one for afterwards, or goes on and keeps the new one.
func (t *turn) switchTopic(value string) {
	c := t.c
	r := c.unpend()
	if value != knowledge.Yes {
		if later := r.Match.Best().FAQ; !c.state.keeps(later) {
			c.state.keep(later)
		}
		c.state.reopen(c.state.Facts)
		c.say(Plain, "topic.resume")
		c.state.clear()
		t.flow.proceed()
		return
	}
	old := c.state.Core
	c.restart()
	c.state.Aid, c.state.Flags, c.state.Ticketed = old.Aid, old.Flags, old.Ticketed
	c.state.Queue = old.Queue
	c.state.carry(old.Facts)
	if old.FAQ != "" && !old.Answered {
		c.state.keep(old.FAQ)
		c.say(Plain, "topic.kept")
	}
	t.symptom(r)
}

// afterExpiry goes on with the old matter after a long silence, or begins anew.
func (t *turn) afterExpiry(value string) {
	c := t.c
	r := c.unpend()
	if value == "new" {
		c.restart()
		t.symptom(r)
		return
	}
	c.state.clear()
	c.state.reopen(c.state.Facts)
	if c.entry() != nil && c.state.Answered && !r.Bare { // what was written is heard, not only asked about
		t.afterwards(r)
		return
	}
	c.say(Plain, "topic.resume")
	c.learn(r.Stated)
	t.flow.proceed()
}

// edit takes a message in other words. Something is said only when that changes what the consulter should know or answer.
func (t *turn) edit() {
	c := t.c
	changed := c.mend(t.event.Text)
	if t.event.Secrets {
		c.say(Plain, "secret")
	}
	if (guest{c}).mended(c.read(t.event.Text), changed) {
		return
	}
	if r := c.read(t.event.Text); r.Intent == reading.Despair || r.Intent == reading.WantsHuman {
		t.wish(r)
		return
	}
	t.flow.react(changed)
}
