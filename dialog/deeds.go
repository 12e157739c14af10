package dialog

import (
	"slices"
	"strconv"

	"madoguchi/knowledge"
)

// deeds are what the facts tell of that has first aid of its own, the most pressing first.
func deeds(base *knowledge.Base, f knowledge.Facts) []*knowledge.Deed {
	var out []*knowledge.Deed
	for _, d := range base.Deeds {
		if d.Happened(f) {
			out = append(out, d)
		}
	}
	return out
}

// flagged reports whether the facts tell of a deed that is urgent whatever the matter.
func flagged(base *knowledge.Base, f knowledge.Facts) bool {
	return slices.ContainsFunc(deeds(base, f), func(d *knowledge.Deed) bool { return d.Urgent })
}

// ofDeeds reports whether a slot is one of those that tell of deeds.
func ofDeeds(base *knowledge.Base, slot string) bool {
	return slices.ContainsFunc(base.Deeds, func(d *knowledge.Deed) bool {
		_, tells := d.When.Tests()[slot]
		return tells
	})
}

// waiting are the deeds to which nothing has been said yet.
func (m *Matter) waiting(base *knowledge.Base) []*knowledge.Deed {
	return slices.DeleteFunc(deeds(base, m.Facts), func(d *knowledge.Deed) bool { return slices.Contains(m.Flags, d.ID) })
}

// flagWaits reports whether nothing has been said yet to some deed.
func (m *Matter) flagWaits(base *knowledge.Base) bool { return len(m.waiting(base)) > 0 }

// covered reports whether the answer that was given says all that the deeds call for.
func (m *Matter) covered(base *knowledge.Base, entry *knowledge.FAQ) bool {
	if entry == nil || !m.Answered {
		return false
	}
	return !slices.ContainsFunc(m.waiting(base), func(d *knowledge.Deed) bool { return !m.saidBy(d, entry) })
}

// saidBy reports whether an entry says to a consulter with these facts what a deed calls for.
func (m *Matter) saidBy(d *knowledge.Deed, entry *knowledge.FAQ) bool {
	said := slices.Concat(knowledge.LinesFor(entry.FirstAid, m.Facts), []string{knowledge.FirstLine(entry.Now, m.Facts)}, knowledge.LinesFor(entry.Steps, m.Facts))
	return slices.ContainsFunc(said, d.SaidIn)
}

// aided reports whether a line says what the first aid of a deed that has happened says.
func aided(base *knowledge.Base, f knowledge.Facts, line string) bool {
	return slices.ContainsFunc(deeds(base, f), func(d *knowledge.Deed) bool { return d.SaidIn(line) })
}

// unflag lets go of deeds that the facts do not tell of any more.
func (m *Matter) unflag(base *knowledge.Base) {
	m.Flags = slices.DeleteFunc(m.Flags, func(id string) bool {
		i := slices.IndexFunc(base.Deeds, func(d *knowledge.Deed) bool { return d.ID == id })
		return i >= 0 && !base.Deeds[i].Happened(m.Facts)
	})
}

// flagBySlots puts the deeds that have happened in the place of the slots that tell of them.
func (m *Matter) flagBySlots(base *knowledge.Base) {
	var out []string
	for _, flag := range m.Flags {
		if base.Slot(flag) == nil || !ofDeeds(base, flag) { // writing_from
			out = append(out, flag)
			continue
		}
		for _, d := range deeds(base, m.Facts) {
			if _, tells := d.When.Tests()[flag]; tells && !slices.Contains(out, d.ID) {
				out = append(out, d.ID)
			}
		}
	}
	m.Flags = out
}

// aidLine is a line of an entry's first aid with the key under which it is kept as said.
type aidLine struct{ key, text string }

// dueAid are the entry's first two lines of first aid that hold and were not said yet.
func (m *Matter) dueAid(entry *knowledge.FAQ) []aidLine {
	var out []aidLine
	for i, l := range entry.FirstAid {
		key := entry.ID + strconv.Itoa(i)
		if len(out) < 2 && l.When.Holds(m.Facts) && !slices.Contains(m.Aid, key) {
			out = append(out, aidLine{key, l.Text})
		}
	}
	return out
}

// maxAid is how many lines of first aid are said at once: more is not done.
const maxAid = 3

// takeAid takes the lines of first aid that are to be said now as said: what the deeds call for, the most pressing first, and what
// an entry that is urgent says. What one line says no other says again; for what does not fit there is the next time.
func (m *Matter) takeAid(base *knowledge.Base, entry *knowledge.FAQ) (lines []string, byDeeds bool) {
	var due []aidLine
	if entry != nil {
		due = m.dueAid(entry)
	}
	if m.flagWaits(base) {
		m.Over = false
	}
	var more []string
	take := func(l aidLine) { lines, m.Aid = append(lines, l.text), append(m.Aid, l.key) }
	for _, d := range m.waiting(base) {
		i := slices.IndexFunc(due, func(l aidLine) bool { return d.SaidIn(l.text) })
		switch {
		case slices.ContainsFunc(lines, d.SaidIn), m.Answered && entry != nil && m.saidBy(d, entry):
		case i >= 0: // the entry says it in its own words, where the deed has its place: the line is cut before a password is changed
			for _, l := range due[:min(i+1, maxAid-len(lines))] {
				take(l)
			}
			due = due[i+1:]
		case len(lines) >= maxAid-min(1, len(due)):
			continue
		default:
			byDeeds = true
			if own := knowledge.LinesFor(d.Aid, m.Facts); len(own) > 0 {
				lines, more = append(lines, own[0]), append(more, own[1:]...)
			}
		}
		m.Flags = append(m.Flags, d.ID)
	}
	for _, l := range due {
		if len(lines) < maxAid {
			take(l)
		}
	}
	return append(lines, more[:min(len(more), maxAid-len(lines))]...), byDeeds
}

// supposed reports whether it was said, when that was asked, that nothing has happened, and nothing
// told since says otherwise.
func (m *Matter) supposed(base *knowledge.Base) bool {
	return m.Happens == knowledge.No && !flagged(base, m.Facts)
}

// Pressing reports whether a consultation's matter does not wait, as a base sees it now.
func Pressing(s State, base *knowledge.Base) bool {
	return s.Grave != "" || presses(base, base.FAQ(s.FAQ), s.Facts)
}

// presses reports whether an entry, if any, or what was done does not wait for these facts, in
// whatever words it was told.
func presses(base *knowledge.Base, entry *knowledge.FAQ, f knowledge.Facts) bool {
	return flagged(base, f) || entry != nil && entry.UrgencyFor(f) == knowledge.High
}
