package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

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

// recordLines are always in plain Japanese: others read them.
func (t *turn) recordLines() []string {
	plain := *t
	plain.state.Easy = false
	t = &plain
	var lines []string
	if t.state.Ticket != "" {
		lines = append(lines, t.phrase("record.number", t.state.Ticket))
	}
	if entry := t.entry(); entry != nil {
		lines = append(lines, t.phrase("record.matter", entry.Title))
	}
	for _, part := range []struct {
		heading string
		items   []string
	}{
		{"record.facts", t.factLines()},
		{"record.open", t.openLines()},
		{"record.told", toldTo(t.state.Log)},
	} {
		if len(part.items) > 0 {
			lines = append(lines, t.phrase(part.heading), bulleted(part.items))
		}
	}
	return append(append(lines, t.phrase("record.log")), t.logLines()...)
}

func (t *turn) factLines() []string {
	var out []string
	for _, slot := range t.world.Base.Slots {
		if t.state.Facts.Known(slot.Name) {
			out = append(out, slot.Label+"："+t.valueLabel(slot, t.state.Facts[slot.Name]))
		}
	}
	return out
}

// openLines are what was asked and is not known.
func (t *turn) openLines() []string {
	var out []string
	for _, slot := range t.world.Base.Slots {
		asked := slices.Contains(t.state.Slots, slot.Name) || t.state.Facts.Answered(slot.Name)
		if asked && !t.state.Facts.Known(slot.Name) && slot.Name != knowledge.SlotTopic {
			out = append(out, slot.Label)
		}
	}
	return out
}

// toldTo names whom the consulter has told, in their own words.
func toldTo(log []Note) []string {
	var out []string
	for _, n := range log {
		if n.Who == "desk" {
			continue
		}
		for _, who := range reading.ToldTo(n.Text) {
			if !slices.Contains(out, who) {
				out = append(out, who)
			}
		}
	}
	return out
}

// logLines are what was said and advised, in order, each time once.
func (t *turn) logLines() []string {
	var out []string
	at := ""
	for _, n := range t.state.Log {
		if now := t.phrase("record.at", int(n.At.Month()), n.At.Day(), n.At.Hour(), n.At.Minute()); now != at {
			at = now
			out = append(out, at)
		}
		key := "record.said"
		if n.Who == "desk" {
			key = "record.advised"
		}
		out = append(out, t.phrase(key, n.Text))
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
