package dialog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Limits of the record: it is read out, so it may be longer than a bubble of the conversation.
const (
	maxRecordBubble = 450
	maxRecordSheets = 3
)

// Summary is the record of a consultation as lines: for staff on the ticket, for the consulter on request.
func Summary(s State, w World) []string {
	return w.speaker(false).recordLines(s)
}

// Known is what is known of a consultation, each with its name, as the consulter is spoken to.
func Known(s State, w World) []string { return w.speaker(s.Easy).factLines(s.Facts) }

// record is the consultation as text fit to read out to the police or to IPA, in bubbles.
func (s speaker) record(c State) []string {
	sheets := sheetsOf(s.recordLines(c), maxRecordBubble)
	return sheets[:min(maxRecordSheets, len(sheets))]
}

// recordLines are always in plain Japanese: others read them.
func (s speaker) recordLines(c State) []string {
	s.easy, s.language = false, nil
	var lines []string
	if c.Ticket != "" {
		lines = append(lines, s.phrase("record.number", c.Ticket))
	}
	if entry := s.base.FAQ(c.FAQ); entry != nil {
		lines = append(lines, s.phrase("record.matter", entry.Title))
	}
	if l := s.base.Language(c.Language); l != nil {
		lines = append(lines, s.phrase("record.language", l.Staff))
	}
	done, open := s.taskLines(c.Matter)
	for _, part := range []struct {
		heading string
		items   []string
	}{
		{"record.facts", append(s.factLines(c.Facts), s.amountLines(c.Log)...)},
		{"record.open", s.openLines(c)},
		{"record.told", toldTo(c.Log)},
		{"record.done", done},
		{"record.todo", open},
	} {
		if len(part.items) > 0 {
			lines = append(lines, s.phrase(part.heading), bulleted(part.items))
		}
	}
	return append(append(lines, s.phrase("record.log")), s.logLines(c.Log)...)
}

func (s speaker) factLines(known knowledge.Facts) []string {
	var out []string
	for _, slot := range s.base.Slots {
		if known.Known(slot.Name) {
			out = append(out, slot.Label+"："+s.valueLabel(slot, known[slot.Name]))
		}
	}
	return out
}

// amountLines are the amounts of money that the consulter spoke of.
func (s speaker) amountLines(log []Note) []string {
	if all := amountsIn(log); len(all) > 0 {
		return []string{s.phrase("record.amounts", strings.Join(all, "、"))}
	}
	return nil
}

// amountsIn are the amounts of money that the consulter spoke of, each once.
func amountsIn(log []Note) []string { return allIn(log, reading.Amounts) }

// allIn is what a way of reading finds in what the consulter said, each once.
func allIn(log []Note, find func(text string) []string) (out []string) {
	for _, n := range log {
		if n.Who == "desk" {
			continue
		}
		for _, a := range find(n.Text) {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// openLines are what was asked and is not known.
func (s speaker) openLines(c State) []string {
	var out []string
	for _, slot := range s.base.Slots {
		asked := slices.Contains(c.Slots, slot.Name) || c.Facts.Answered(slot.Name)
		if asked && !c.Facts.Known(slot.Name) && slot.Name != knowledge.SlotTopic {
			out = append(out, slot.Label)
		}
	}
	return out
}

// toldTo names whom the consulter has told, in their own words.
func toldTo(log []Note) []string { return allIn(log, reading.ToldTo) }

// logLines are what was said and advised, in order, each time once.
func (s speaker) logLines(log []Note) []string {
	var out []string
	at := ""
	for _, n := range log {
		if now := minuteOf(s, n.At); now != at {
			at = now
			out = append(out, at)
		}
		key := "record.said"
		if n.Who == "desk" {
			key = "record.advised"
		}
		out = append(out, s.phrase(key, n.Text))
	}
	return out
}

// minuteOf is a time to the minute as the record says it.
func minuteOf(s speaker, at time.Time) string {
	at = at.In(s.now.Location())
	return s.phrase("record.at", int(at.Month()), at.Day(), at.Hour(), at.Minute())
}

// sheetsOf packs lines into bubbles of at most so many runes; a line is never cut.
func sheetsOf(lines []string, most int) []string {
	var out []string
	size := most
	for _, l := range lines {
		n := utf8.RuneCountInString(l) + 1
		if size+n > most {
			out = append(out, "")
			size = 0
		}
		out[len(out)-1] = strings.TrimPrefix(out[len(out)-1]+"\n"+l, "\n")
		size += n
	}
	return out
}
