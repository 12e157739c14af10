package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// maxAid is how many lines of first aid are said at once: more is not done.
const maxAid = 3

// firstAid says what must be done now and was not said yet: the lines of an urgent entry, and for red flags that none of
// these lines is about, a phrase of the flow. Money that can still be stopped comes first.
func (c *consultation) firstAid() {
	entry, hurry := c.entry(), c.view().urgent()
	var aid, lines []string
	if hurry {
		aid = c.state.freshAid(entry)
	}
	for _, slot := range c.state.freshFlags(entry, aid) {
		lines = append(lines, c.out.phrase("red."+slot))
	}
	lead := "aid.lead"
	if len(aid) == 0 {
		lead = "aid.red"
	}
	if lines = append(lines, aid...); len(lines) > 0 {
		lines = lines[:min(maxAid, len(lines))]
		c.out.tell(FirstAid, c.out.phrase(lead)+"\n"+bulleted(lines))
		for _, l := range lines {
			c.note("desk", l)
		}
	}
	if from := knowledge.SlotWritingFrom; hurry && c.state.raised(from, func(v string) bool { return v == "affected" }) {
		c.state.flag(from)
		c.say(FirstAid, "aid.elsewhere") // who writes from a machine that has to be cut off goes on from another one
	}
}

// aidFor gives the first aid of a matter that is not in hand yet.
func (c *consultation) aidFor(entry *knowledge.FAQ, r reading.Reading) {
	held := c.state.Core.clone()
	c.state.FAQ, c.state.Words, c.state.Facts = entry.ID, r.Text, r.Stated.Clone()
	c.firstAid()
	held.Aid, held.Flags = c.state.Aid, c.state.Flags
	c.state.Core = held
}

// comfort answers words of despair: no questions about computers, people who listen now.
func (c *consultation) comfort() {
	c.say(FirstAid, "crisis")
	c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro"))
	c.say(Plain, "crisis.after")
}

// handOff asks for a person. It works in every phase; who asks again is told what was arranged.
func (c *consultation) handOff(reason Reason) {
	when := c.world.Calendar.NextReading(c.world.Now)
	closed := when.After(c.world.Now)
	at := c.out.phrase("human.when.now")
	if closed {
		at = c.out.moment(when)
	}
	if c.state.Ticketed {
		c.state.clear()
		c.state.becomeHandoff()
		c.say(Plain, "human.already", c.state.Ticket, at)
		return
	}
	c.save()
	if reason == Requested && c.view().urgent() {
		reason = Urgent
	}
	c.state.Ticket, c.state.Ticketed = c.world.Ticket, true
	c.handoff = &Handoff{Ticket: c.world.Ticket, Reason: reason, When: when}
	if closed {
		c.say(Plain, "human.closed", c.state.Ticket, at)
		c.openNow()
	} else {
		c.say(Plain, "human.open", c.state.Ticket)
	}
	more := "human.more"
	if c.state.Words == "" {
		more = "human.tell"
	}
	c.say(Plain, more)
	c.state.clear()
	c.state.becomeHandoff()
	c.note("desk", c.out.phrase("record.ticket", c.state.Ticket))
}

// openNow names whom an urgent consulter can reach before the desk opens.
func (c *consultation) openNow() {
	if !c.view().urgent() {
		return
	}
	near, _ := c.out.referrals(c.entry().ContactsFor(c.state.Facts))
	if len(near) > 0 {
		c.say(Plain, "human.urgent")
		c.out.add(c.out.referralSheet(near))
	}
}

// addToTicket takes what is written while a person is awaited.
func (c *consultation) addToTicket(r reading.Reading) {
	c.addWords(r.Text)
	c.learn(r.Facts)
	c.firstAid()
	c.say(Plain, "human.waiting", c.state.Ticket)
}
