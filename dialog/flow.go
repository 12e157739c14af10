package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A flow moves a consultation on: it takes what was heard, asks the policy what is next, and has that done.
type flow struct{ c *consultation }

// understand turns the words so far into an entry, or into a question about them.
func (f flow) understand() {
	c := f.c
	m := c.view().meaning()
	if m.why != "" {
		c.why = m.why
	}
	switch m.do {
	case settle:
		f.settle(m.faq)
	case clarify:
		f.clarify(m.match, m.offers)
	case hearMore:
		c.state.Missed++
		c.firstAid()
		c.out.sayAsking("short", c.state.Words)
	default:
		c.firstAid()
		f.lost()
	}
}

// proceed does what comes next for the matter in hand: first aid, a question that changes the answer, or the answer.
func (f flow) proceed() {
	c := f.c
	if other := c.view().outgrown(); other != nil { // what was done since makes it another's matter
		c.state.settle(other.ID)
	}
	c.firstAid()
	m := c.view().next()
	if m.why != "" {
		c.because(m.why)
	}
	switch m.do {
	case update:
		c.update()
	case ask:
		f.ask(m.slot)
	case askHappens:
		putHappens(f)
	default:
		c.giveAnswer()
	}
}

// settle takes an entry as the matter in hand.
func (f flow) settle(id string) {
	c := f.c
	entry := c.world.Base.FAQ(id)
	if entry == nil { // all that fitted was ruled out
		f.lost()
		return
	}
	f.answerKept(entry)
	c.state.FAQ = id
	c.state.becomeAsk()
	c.state.clear()
	if device, ok := c.view().device(); ok {
		c.learn(knowledge.Facts{knowledge.SlotDevice: device})
	}
	f.proceed()
}

// ask asks for a fact.
func (f flow) ask(slot *knowledge.Slot) {
	c := f.c
	c.state.becomeAsk()
	if len(c.state.Slots) == 0 && len(c.out.messages) == 0 { // what was understood, so that a mistake can be mended at once
		c.say(Plain, "ask.understood", c.entry().Title)
	}
	tellDoors(c, c.state.FAQ)
	c.state.add(slot.Name)
	c.put(slot.Name, c.out.slotQuestion(slot))
}

// answered takes the value of the fact that is asked for.
func (f flow) answered(value string) {
	c := f.c
	c.save()
	if s := c.world.Base.Slot(c.state.Slot); s != nil {
		value = reading.Value(s, value, c.world.Now)
	}
	c.learn(knowledge.Facts{c.state.Slot: value})
	c.state.clear()
	f.proceed()
}

// repeat asks again what was being asked, so that nobody is left without a way on.
func (f flow) repeat() {
	c := f.c
	slot := c.world.Base.Slot(c.state.Slot)
	switch {
	case c.out.language != nil:
		guest{c}.unclear(nil)
	case c.state.Slot == "" && c.state.Phase == PhaseHandoff:
		c.handOff(Requested)
	case c.state.Slot == "" && c.state.Phase == PhaseAsk && c.entry() != nil: // what was asked was answered, and the answer taken back
		f.proceed()
	case c.state.Slot == "":
		c.out.sayAsking("symptom.ask")
	case c.state.Slot == knowledge.SlotTopic && !offers(c): // a base was published meanwhile that has none of what was offered
		c.state.becomeNew()
		c.out.sayAsking("symptom.ask")
	case c.state.Slot == knowledge.SlotTopic:
		c.putTopic(c.state.Offered)
	case slot != nil:
		c.put(slot.Name, c.out.slotQuestion(slot))
	default:
		c.putOwn(c.state.Slot)
	}
}

// noted takes down a text that changes nothing, and asks on.
func (f flow) noted() {
	c := f.c
	if c.state.Slot == knowledge.SlotTopic {
		openChoice(f)
		return
	}
	c.say(Plain, "ask.noted")
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil {
		c.state.Noted++
		stands(f, slot)
		return
	}
	f.repeat()
}

// back undoes one answer.
func (f flow) back() {
	c := f.c
	if !c.state.back() {
		c.say(Plain, "back.none")
		f.repeat()
		return
	}
	c.state.fit(c.world.Base)
	c.say(Plain, "back")
	f.repeat()
}

// goOn takes up the consultation where it was before the desk had it.
func (f flow) goOn() {
	c := f.c
	c.state.clear()
	c.state.reopen(c.state.Facts)
	switch {
	case c.out.language != nil:
		guest{c}.askNext("abroad.more")
	case c.entry() != nil && c.state.Answered:
		c.state.becomeAnswer()
		c.putOwn(slotHelped)
	case c.entry() != nil:
		c.state.becomeAsk()
		f.proceed()
	default:
		c.state.becomeSymptom()
		c.out.sayAsking("symptom.ask")
	}
}

// speak changes to easy Japanese or back, and puts the question in hand anew.
func (f flow) speak(easy bool) {
	c := f.c
	c.state.Easy, c.out.easy = easy, easy
	c.state.dropOffer(easyJapanese)
	key := "easy.off"
	if easy {
		key = "easy.on"
	}
	c.say(Plain, key)
	f.repeat()
}

// showKept has all shown that is kept of the consulter, where that can be done.
func showKept(f flow) {
	if f.c.world.Forgets {
		f.c.show = true
		return
	}
	f.c.say(Plain, "kept.elsewhere")
	f.repeat()
}

// tellNotice says how what consulters write is treated, in the desk's own words if it has any.
func tellNotice(f flow) {
	c, d := f.c, f.c.world.Desk
	switch {
	case d.Notice != "" && !c.out.easy:
		c.out.tell(Plain, d.Notice)
	default:
		c.say(Plain, "notice", d.Name)
		if d.KeepDays > 0 {
			c.say(Plain, "notice.keep", d.KeepDays, d.KeepFacts, d.KeepFiles)
		}
	}
	if d.Privacy != "" {
		c.say(Plain, "notice.more", d.Privacy)
	}
	f.repeat()
}

// tellRecord gives the consulter the record.
func (f flow) tellRecord() {
	c := f.c
	if len(c.state.Log) == 0 {
		c.say(Plain, "record.none")
		f.repeat()
		return
	}
	c.say(Plain, "record.lead")
	for _, sheet := range c.out.record(c.state) {
		c.out.tell(Plain, sheet)
	}
	if c.state.Slot != "" {
		f.repeat()
	}
}
