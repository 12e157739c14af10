package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// firstAid says what must be done now and was not said yet: what the deeds call for whatever the matter is, and the lines of an urgent
// entry.
func (c *consultation) firstAid() {
	entry, hurry := c.entry(), c.view().urgent()
	if !hurry {
		entry = nil
	}
	lines, byDeeds := c.state.takeAid(c.world.Base, entry)
	lead := "aid.lead"
	if byDeeds {
		lead = "aid.red"
	}
	if len(lines) > 0 {
		c.out.tell(FirstAid, c.out.phrase(lead)+"\n"+bulleted(c.out.lines(lines)))
		for _, l := range lines {
			c.note("desk", l)
			c.state.advise(l, c.world.Now)
		}
	}
	if from := knowledge.SlotWritingFrom; hurry && c.state.Facts.Is(from, "affected") && !slices.Contains(c.state.Flags, from) {
		c.state.Flags = append(c.state.Flags, from)
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

// handOff asks for a person. It works in every phase; who asks again is told what was arranged.
func (c *consultation) handOff(reason Reason) {
	if c.state.Ticketed {
		c.state.clear()
		c.state.becomeHandoff()
		c.say(Plain, "human.already", c.state.Ticket, c.out.nextReading())
		return
	}
	if c.world.Desk.Alone {
		c.nobody()
		return
	}
	c.save()
	if c.view().urgent() || flagged(c.world.Base, c.state.Facts) {
		reason = Urgent
	}
	c.openTicket(reason)
	if c.handoff.When.After(c.world.Now) {
		c.say(Plain, "human.closed", c.state.Ticket, c.out.nextReading())
		c.openNow()
	} else {
		c.say(Plain, "human.open", c.state.Ticket)
	}
	more := "human.more"
	if c.state.Words == "" {
		more = "human.tell"
	}
	c.say(Plain, more)
	if open := c.view().forStaff(); len(open) > 0 && c.state.Grave == "" {
		facts := c.out.phrase("human.facts", labelsOf(open)) // in one breath; who cannot say leaves it
		if n := len(c.out.messages); n < maxBubbles {
			c.out.tell(Plain, facts)
		} else {
			c.out.messages[n-1].Text += "\n" + facts
		}
	}
	c.state.clear()
	c.state.becomeHandoff()
	c.note("desk", c.out.phrase("record.ticket", c.state.Ticket))
}

// nobody says that no person reads here, names whom to call, and goes on where the consultation was.
func (c *consultation) nobody() {
	c.say(Plain, "human.nobody")
	ids, private := generalHelp, false
	if entry := c.entry(); entry != nil {
		ids, private = entry.ContactsFor(c.state.Facts), entry.Private
	}
	if near, _ := c.out.referrals(ids, private); len(near) > 0 {
		c.out.add(c.out.referralSheet(near))
	}
	flow{c}.goOn()
}

// openTicket has the desk told; while somebody is in despair that is the reason, whatever else there is.
func (c *consultation) openTicket(reason Reason) {
	if g := c.state.Grave; g == knowledge.OwnDespair || g == knowledge.OtherDespair {
		reason = Crisis
	}
	c.state.Ticket, c.state.Ticketed = c.world.Ticket, true
	c.handoff = &Handoff{Ticket: c.world.Ticket, Reason: reason, When: c.world.Calendar.NextReading(c.world.Now)}
}

// labelsOf names slots as the record does.
func labelsOf(slots []*knowledge.Slot) string {
	var out []string
	for _, s := range slots {
		out = append(out, s.Label)
	}
	return strings.Join(out, "、")
}

// openNow names whom an urgent consulter can reach before the desk opens.
func (c *consultation) openNow() {
	if !c.view().urgent() {
		return
	}
	near, _ := c.out.entryReferrals(c.entry(), c.state.Facts)
	if len(near) > 0 {
		c.say(Plain, "human.urgent")
		c.out.add(c.out.referralSheet(near))
	}
}
