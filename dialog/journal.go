package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Told is what one message of the consulter brought. The journal of the latest of them lets one be taken back or mended in
// any order: its words, facts and choice go, what others said stays.
type Told struct {
	Message string          `json:"m"`
	Words   string          `json:"words,omitempty"`  // its part of Core.Words
	Slot    string          `json:"slot,omitempty"`   // what was being asked when it came
	Facts   knowledge.Facts `json:"facts,omitempty"`  // what was read from it
	Before  knowledge.Facts `json:"before,omitempty"` // what these slots held before
	FAQ     string          `json:"faq,omitempty"`    // the entry that it chose
	Ruled   []string        `json:"ruled,omitempty"`  // the entries that it ruled out
	Queue   []string        `json:"queue,omitempty"`  // the entries that it put down for later
}

func (d Told) clone() Told {
	d.Facts, d.Before = d.Facts.Clone(), d.Before.Clone()
	return d
}

// remember writes into the journal what this turn brought.
func (t *turn) remember() {
	defer t.forgetOldWords()
	if t.event.Kind == Unsend || t.event.Kind == Edit {
		return
	}
	t.nameAnswer()
	t.brought.Slot = t.before.Slot
	t.brought.Ruled = added(t.before.Ruled, t.state.Ruled)
	t.brought.Queue = added(t.before.Queue, t.state.Queue)
	sources := t.sources
	if len(sources) == 0 {
		sources = []string{t.event.Message}
	}
	for _, id := range sources {
		if id == "" {
			continue
		}
		t.brought.Message = id
		t.state.Journal = append(slices.DeleteFunc(t.state.Journal, func(d Told) bool { return d.Message == id }), t.brought.clone())
	}
	if n := len(t.state.Journal) - maxJournal; n > 0 {
		t.state.Journal = slices.Delete(t.state.Journal, 0, n)
	}
}

// nameAnswer puts what was asked before an answer in the record: 「はい」 alone says nothing to those who read it.
func (t *turn) nameAnswer() {
	slot := t.world.Base.Slot(t.before.Slot)
	i := slices.IndexFunc(t.state.Log, func(n Note) bool {
		return n.At.Equal(t.world.Now) && n.Who == "consulter" && n.Text == clip(t.event.Text, maxNote)
	})
	if slot != nil && i >= 0 && t.brought.Facts.Answered(slot.Name) && utf8.RuneCountInString(t.event.Text) <= reading.Short {
		t.state.Log[i].Text = "（" + slot.Label + "）" + t.state.Log[i].Text
	}
}

// forgetOldWords empties journal entries whose words are no part of the matter any more, so that the journal cannot outgrow
// what it is about.
func (t *turn) forgetOldWords() {
	kept := t.state.Words
	for _, c := range t.state.Undo {
		kept += "\n" + c.Words
	}
	for i, d := range t.state.Journal {
		if !strings.Contains(kept, d.Words) {
			t.state.Journal[i].Words = ""
		}
	}
}

func added(before, after []string) []string {
	var out []string
	for _, s := range after {
		if !slices.Contains(before, s) {
			out = append(out, s)
		}
	}
	return out
}

// trace notes that a fact comes from the message.
func (d *Told) trace(slot, value string, known knowledge.Facts) {
	if !d.Facts.Answered(slot) {
		if old, ok := known[slot]; ok {
			d.Before = d.Before.With(slot, old)
		}
	}
	d.Facts = d.Facts.With(slot, value)
}

// unpend returns the text that was kept; what comes of it comes from the messages that told it.
func (t *turn) unpend() (text string) {
	text, t.sources = t.state.Agenda.unpend()
	return text
}

// without cuts a part, told as lines of its own, out of words. Of a part that was clipped the beginning is known.
func without(words, part string) string {
	beginning, clipped := strings.CutSuffix(part, "…")
	if _, rest, found := strings.Cut("\n"+words+"\n", "\n"+beginning); clipped && found {
		tail, _, _ := strings.Cut(rest, "\n")
		part = beginning + tail
	}
	return replaced(words, part, "")
}

// replaced puts other words in the place of a part that stands as lines of its own.
func replaced(words, part, by string) string {
	before, after, found := strings.Cut("\n"+words+"\n", "\n"+part+"\n")
	if !found || part == "" {
		return words
	}
	return strings.Trim(strings.ReplaceAll(before+"\n"+by+"\n"+after, "\n\n", "\n"), "\n")
}

// put makes a slot hold what it holds in other facts, be it nothing.
func put(f knowledge.Facts, slot string, from knowledge.Facts) {
	if v, ok := from[slot]; ok {
		f[slot] = v
		return
	}
	delete(f, slot)
}

// unlearn takes back what a message taught, unless a later one says the same or something newer.
func (c *Core) unlearn(d Told, later []Told) {
	for slot, v := range d.Facts {
		if i := slices.IndexFunc(later, func(l Told) bool { return l.Facts.Answered(slot) }); i >= 0 {
			later[i].Before = later[i].Before.Clone() // the next in line now follows upon what was before
			put(later[i].Before, slot, d.Before)
		}
		if c.Facts[slot] != v || slices.ContainsFunc(later, func(l Told) bool { return l.Facts[slot] == v }) {
			continue
		}
		put(c.Facts, slot, d.Before)
		c.Flags = slices.DeleteFunc(c.Flags, func(s string) bool { return s == slot && !c.Facts.Has(slot) })
	}
}
