package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// greet welcomes somebody who opens the chat, or shows one who comes back where the conversation stands.
func (f flow) greet(fresh bool) {
	c := f.c
	if !fresh && c.state.Slot != "" {
		f.repeat()
		return
	}
	c.say(Plain, "greet", c.world.Desk.Name)
	c.out.sayAsking("greet.ask")
}

// hearSymptom takes a text as what is wrong.
func (f flow) hearSymptom(r reading.Reading) {
	c := f.c
	if r.Bare && r.YesNo != "" && c.state.Words == "" { // to nothing that was asked
		f.repeat()
		return
	}
	c.save()
	if c.state.Words != "" && c.view().knowsNot(r) { // no more can be told
		f.understand()
		return
	}
	if forFriend(f, r) {
		return
	}
	if c.state.Words != "" && r.Says(reading.WhomToCall) && r.Length() <= reading.ShortNews { // nobody has to be understood first
		c.out.add(c.out.nearest(generalHelp...)...)
		c.out.sayAsking("clarify.told")
		return
	}
	c.learn(r.Facts)
	first, one, other := c.view().twoMatters(r)
	if other != nil {
		c.say(Plain, "topic.two", one.Title, other.Title)
		c.state.keep(other.ID)
	}
	c.addWords(first.Text)
	f.understand()
}

// takeNews takes facts that are no answer to what is asked; the question stays.
func (f flow) takeNews(news knowledge.Facts) {
	c := f.c
	c.save()
	c.learn(news)
	slot := c.world.Base.Slot(c.state.Slot)
	c.firstAid()
	if slot != nil && !c.state.Facts.Answered(slot.Name) {
		if news := c.out.newFacts(c.before.Facts, c.state.Facts); news != "" {
			c.say(Plain, "facts.noted", news)
		} else if len(c.out.messages) == 0 {
			c.say(Plain, "ask.noted")
		}
		c.state.Noted++
		stands(f, slot)
		return
	}
	c.state.clear()
	f.proceed()
}

// overhear keeps what is told together with a wish: nobody should have to say it again.
func (f flow) overhear(r reading.Reading) {
	c := f.c
	if r.Length() < reading.TellsMore {
		return
	}
	c.save()
	c.note("consulter", r.Text)
	c.learn(r.Stated)
	if c.state.FAQ != "" {
		return
	}
	c.addWords(r.Text)
	m := c.view().match()
	if entry := c.world.Base.FAQ(m.Best().FAQ); !m.None && m.Confidence >= sure && c.view().isUrgent(entry, r) {
		c.state.FAQ = entry.ID
	}
}

// react says what an edited message changes, if it changes anything: first aid, another matter, the next question, the answer.
func (f flow) react(changed bool) {
	c := f.c
	s := &c.state
	entry := c.entry()
	switch {
	case s.Phase == PhaseHandoff:
		c.firstAid()
	case entry == nil && s.Words != "" && (changed || c.meansOther()):
		c.say(Plain, "edited.changed")
		f.understand()
	case entry == nil:
		c.firstAid()
	case c.before.Answered && c.before.FAQ == entry.ID:
		if entry.Told(c.before.Facts) != entry.Told(s.Facts) || s.flagWaits(c.world.Base) {
			s.Answered = true
			f.proceed()
		}
	case changed, s.Facts.Answered(s.Slot), s.flagWaits(c.world.Base):
		c.say(Plain, "edited.changed")
		s.clear()
		f.proceed()
	}
}

// afterRecall takes the first message after something had been taken back on which the last reply rested. What says nothing by
// itself is not believed: 「いいえ」 may answer the question before or the one that has just been taken back. It reports whether
// that was all there is to do.
func (f flow) afterRecall(r reading.Reading) bool {
	c := f.c
	c.state.Recalled = false
	if c.state.Phase == PhaseHandoff {
		return false
	}
	c.say(Plain, "unsent.next")
	bare := len(r.Stated) == 0 && r.Length() < reading.SaysLittle
	switch {
	case c.state.FAQ == "" && bare && c.state.Words != "":
		f.understand()
	case c.state.Slot != "" && bare:
		f.repeat()
	case c.state.FAQ != "" && c.state.Slot == "" && !c.view().newMatter(r):
		c.note("consulter", r.Text)
		c.learn(r.Facts)
		f.proceed()
	default:
		return false
	}
	return true
}

// afterRecalledChoice takes a button after something had been taken back: yes, no and 「分からない」 may be another question's.
func (f flow) afterRecalledChoice(value string) bool {
	c := f.c
	c.state.Recalled = false
	if value != knowledge.Yes && value != knowledge.No && value != knowledge.Unknown || c.state.Phase == PhaseHandoff {
		return false
	}
	c.say(Plain, "unsent.next")
	f.repeat()
	return true
}

// nameBody answers who can be called where the text names a body that is among the contacts.
func (f flow) nameBody(r reading.Reading) bool {
	c := f.c
	if !c.view().asksWhomToCall(r) {
		return false
	}
	for _, referral := range c.out.called(c.entry(), c.state.Facts, r) {
		if r.Names(referral.Name) {
			return f.nameContacts(r)
		}
	}
	return false
}

// nameContacts answers who can be called, if anybody can, and goes on where it was.
func (f flow) nameContacts(r reading.Reading) bool {
	c := f.c
	if !c.view().asksWhomToCall(r) {
		return false
	}
	called := c.out.called(c.entry(), c.state.Facts, r)
	if len(called) == 0 {
		return false
	}
	c.out.add(c.out.referralSheet(called))
	f.askOn()
	return true
}

// sameMatter answers a further question: from the entry that it points to, when that is another one of the kind.
func (f flow) sameMatter(r reading.Reading) {
	c := f.c
	sister := c.view().sister(r)
	switch {
	case sister != nil:
		c.save()
		c.state.settle(sister.ID)
		c.state.clear()
		c.giveAnswer()
	case r.Says(reading.Question):
		c.stillAsks("next.cannot")
	case r.Length() > reading.Short: // more of the matter, for the record and for whoever reads it
		c.stillAsks("next.heard")
	case c.state.Slot == slotNext:
		c.stillAsks("next.again")
	case c.view().urgent() && len(c.state.open()) > 0 && c.state.Said != saidOpen: // what it means for the matter is not clear: what is most pressing goes on
		c.say(Plain, "ask.noted")
		sayOpen(c)
		c.state.Said = saidOpen
		c.askMore()
	default:
		c.stillAsks("next.still")
	}
}

// enough answers without further questions.
func (f flow) enough() bool {
	c := f.c
	if c.state.Phase != PhaseAsk || c.entry() == nil {
		return false
	}
	c.save()
	c.state.clear()
	c.say(Plain, "answer.enough")
	c.giveAnswer()
	return true
}

// offerSwitch asks whether a new matter should come first. While an urgent matter waits for its answer, one without
// hurry is only put down for afterwards.
func (f flow) offerSwitch(r reading.Reading) {
	c := f.c
	best := c.world.Base.FAQ(r.Match.Best().FAQ)
	hurry := c.view().isUrgent(best, r)
	c.save()
	if !hurry && !c.state.Answered && c.view().urgent() {
		c.state.keep(best.ID)
		c.say(Plain, "topic.later", best.Title)
		f.repeat()
		return
	}
	if hurry {
		c.aidFor(best, r)
	}
	c.state.pend(r.Text, c.message)
	c.putOwn(slotSwitch)
}

// takeUp takes up the matter that was kept, or lets it go.
func (f flow) takeUp(yes bool) {
	c := f.c
	queue, known := c.state.Queue, c.state.Facts
	c.state.clear()
	if !yes {
		c.state.Queue = nil
		c.say(Plain, "thanks")
		return
	}
	c.restart()
	c.state.Queue = queue[1:]
	c.state.carry(known)
	c.brought.FAQ = queue[0]
	f.settle(queue[0])
}

// listen learns from a text without answering it. What is too short to say anything by itself may answer the person at the
// desk; it is no more than a line of the record.
func (c *consultation) listen(r reading.Reading) {
	c.learn(r.Facts)
	if !r.Bare {
		c.addWords(r.Text)
	}
}
