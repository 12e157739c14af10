package dialog

import (
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// handOff asks for a person. It works in every phase; who asks again is told what was arranged.
func (t *turn) handOff(reason Reason) {
	when := t.world.Calendar.NextReading(t.world.Now)
	at := t.moment(when)
	if open := !when.After(t.world.Now); open {
		at = t.phrase("human.when.now")
	}
	if t.state.Ticketed {
		t.clearQuestion()
		t.state.Phase = PhaseHandoff
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
	t.clearQuestion()
	t.state.Phase = PhaseHandoff
	t.note("desk", t.phrase("record.number", t.state.Ticket))
}

func (t *turn) urgent() bool {
	entry := t.entry()
	return entry != nil && urgency(entry, t.state.Words, t.state.Facts) == knowledge.High
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
func (t *turn) addToTicket(ticket, text string) {
	t.addWords(text)
	t.learn(t.read(text))
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

// Limits of the record: it is read out, so it may be longer than a bubble of the conversation.
const (
	maxRecordBubble = 450
	maxRecordSheets = 3
)

// record gives the consulter the consultation as text fit to read out to the police or to IPA.
func (t *turn) record() {
	if len(t.state.Log) == 0 {
		t.say(Plain, "record.none")
		t.repeatQuestion()
		return
	}
	t.say(Plain, "record.lead")
	for i, sheet := range sheetsOf(t.recordLines()) {
		if i == maxRecordSheets {
			break
		}
		t.tell(Plain, sheet)
	}
	if t.state.Slot != "" {
		t.repeatQuestion()
	}
}

// Summary is the record of a consultation as lines: for staff on the ticket, for the consulter on request.
func Summary(s State, w World) []string {
	t := &turn{world: w, state: s}
	return t.recordLines()
}

func (t *turn) recordLines() []string {
	var lines []string
	if t.state.Ticket != "" {
		lines = append(lines, t.phrase("record.number", t.state.Ticket))
	}
	if entry := t.entry(); entry != nil {
		lines = append(lines, t.phrase("record.matter", entry.Title))
	}
	facts := t.factLines()
	if len(facts) > 0 {
		lines = append(append(lines, t.phrase("record.facts")), facts...)
	}
	lines = append(lines, t.phrase("record.log"))
	for _, n := range t.state.Log {
		key := "record.said"
		if n.Who == "desk" {
			key = "record.advised"
		}
		lines = append(lines, t.phrase("record.at", int(n.At.Month()), n.At.Day(), n.At.Hour(), n.At.Minute())+" "+t.phrase(key, n.Text))
	}
	return lines
}

func (t *turn) factLines() []string {
	var out []string
	for _, slot := range t.world.Base.Slots {
		if v, ok := t.state.Facts[slot.Name]; ok && v != knowledge.Unknown {
			out = append(out, "・"+slot.Label+"："+t.valueLabel(slot, v))
		}
	}
	return out
}

// sheetsOf packs lines into bubbles of the record's size.
func sheetsOf(lines []string) []string {
	var out []string
	size := maxRecordBubble
	for _, l := range lines {
		n := utf8.RuneCountInString(l) + 1
		if size+n > maxRecordBubble {
			out = append(out, "")
			size = 0
		}
		out[len(out)-1] = strings.TrimPrefix(out[len(out)-1]+"\n"+l, "\n")
		size += n
	}
	return out
}
