package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// handOff asks for a person. It works in every phase; who asks again is told what was arranged.
func (t *turn) handOff(reason Reason) {
	when := t.world.Calendar.NextReading(t.world.Now)
	at := t.moment(when)
	if open := !when.After(t.world.Now); open {
		at = t.phrase("human.when.now")
	}
	if t.state.Ticketed {
		t.state.clear()
		t.state.becomeHandoff()
		t.say(Plain, "human.already", t.state.Ticket, at)
		return
	}
	t.save()
	if reason == Requested && t.urgent() {
		reason = Urgent
	}
	t.state.Ticket, t.state.Ticketed = t.world.Ticket, true
	t.handoff = &Handoff{Ticket: t.world.Ticket, Reason: reason, When: when}
	if when.After(t.world.Now) {
		t.say(Plain, "human.closed", t.state.Ticket, at)
		t.openNow()
	} else {
		t.say(Plain, "human.open", t.state.Ticket)
	}
	if t.state.Words == "" {
		t.say(Plain, "human.tell")
	} else {
		t.say(Plain, "human.more")
	}
	t.state.clear()
	t.state.becomeHandoff()
	t.note("desk", t.phrase("record.ticket", t.state.Ticket))
}

func (t *turn) urgent() bool {
	entry := t.entry()
	return entry != nil && urgency(entry, t.words(), t.state.Facts) == knowledge.High
}

// openNow names whom an urgent consulter can reach before the desk opens.
func (t *turn) openNow() {
	if !t.urgent() {
		return
	}
	near, _ := t.referrals(t.entry(), t.state.Facts)
	if len(near) > 0 {
		t.say(Plain, "human.urgent")
		t.messages = append(t.messages, t.referralSheet(near))
	}
}

// addToTicket takes what is written while a person is awaited.
func (t *turn) addToTicket(ticket string, r reading.Reading) {
	t.state.addWords(r.Text, &t.brought)
	t.state.learn(r.Facts, &t.brought)
	t.firstAid()
	t.say(Plain, "human.waiting", ticket)
}

// comfort answers words of despair: no questions about computers, people who listen now.
func (t *turn) comfort() {
	t.say(FirstAid, "crisis")
	near, _ := t.sortReferrals([]string{"inochi", "yorisoi", "kokoro"})
	t.messages = append(t.messages, t.referralSheet(near))
	t.say(Plain, "crisis.after")
}
