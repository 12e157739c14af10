package dialog

import (
	"slices"
	"strings"
	"time"
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

// remember writes into the journal what the messages brought that a turn heard.
func (s *State) remember(brought Told, before Core, sources ...string) {
	brought.Slot = before.Slot
	brought.Ruled = added(before.Ruled, s.Ruled)
	brought.Queue = added(before.Queue, s.Queue)
	for _, id := range sources {
		if id == "" {
			continue
		}
		brought.Message = id
		s.Journal = append(slices.DeleteFunc(s.Journal, func(d Told) bool { return d.Message == id }), brought.clone())
	}
	if n := len(s.Journal) - maxJournal; n > 0 {
		s.Journal = slices.Delete(s.Journal, 0, n)
	}
}

// rememberParts writes down what several messages brought that came together, as one text: the words of each are its own, what
// else came of them goes with any.
func (s *State) rememberParts(brought Told, before Core, parts []Part, text string) {
	for _, p := range parts {
		own := brought.clone()
		if own.Words == text {
			own.Words = p.Text
		}
		s.remember(own, before, p.Message)
	}
}

// nameAnswer puts what was asked before an answer in the record: 「はい」 alone says nothing to those who read it.
func (s *State) nameAnswer(slot *knowledge.Slot, answer string, brought Told, at time.Time) {
	i := slices.IndexFunc(s.Log, func(n Note) bool {
		return n.At.Equal(at) && n.Who == "consulter" && n.Text == clip(answer, maxNote)
	})
	if slot != nil && i >= 0 && brought.Facts.Answered(slot.Name) && utf8.RuneCountInString(answer) <= reading.Short {
		s.Log[i].Text = "（" + slot.Label + "）" + s.Log[i].Text
	}
}

// forgetOldWords empties journal entries whose words are no part of the matter any more, so that the journal cannot outgrow
// what it is about.
func (s *State) forgetOldWords() {
	kept := s.Words
	for _, c := range s.Undo {
		kept += "\n" + c.Words
	}
	for i, d := range s.Journal {
		if !strings.Contains(kept, d.Words) {
			s.Journal[i].Words = ""
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
		if c.retract(slot, d, later) || c.Facts[slot] != v || slices.ContainsFunc(later, func(l Told) bool { return l.Facts[slot] == v }) {
			continue
		}
		put(c.Facts, slot, d.Before)
	}
}

// retract takes the values that a message added to a slot with several out of it and out of what later messages say of it. It is false
// where the message did not add to others.
func (c *Core) retract(slot string, d Told, later []Told) bool {
	var own []string
	for _, v := range d.Facts.Values(slot) {
		if !d.Before.Is(slot, v) {
			own = append(own, v)
		}
	}
	if len(c.Facts.Values(slot)) < 2 || len(own) == 0 {
		return false
	}
	strip := func(f knowledge.Facts) {
		left := slices.DeleteFunc(f.Values(slot), func(v string) bool { return slices.Contains(own, v) })
		if len(left) == 0 {
			delete(f, slot)
			return
		}
		f[slot] = strings.Join(left, ",")
	}
	strip(c.Facts)
	for i := range later {
		later[i].Facts, later[i].Before = later[i].Facts.Clone(), later[i].Before.Clone()
		strip(later[i].Facts)
		strip(later[i].Before)
	}
	return true
}

// relearn teaches the new facts of a message at its old place: what was said later counts more.
func (c *Core) relearn(d *Told, news knowledge.Facts, later []Told) {
	d.Facts, d.Before = news, knowledge.Facts{}
	for slot, v := range news {
		i := slices.IndexFunc(later, func(l Told) bool { return l.Facts.Answered(slot) })
		if i < 0 {
			if old, ok := c.Facts[slot]; ok {
				d.Before[slot] = old
			}
			if c.Facts == nil {
				c.Facts = knowledge.Facts{}
			}
			c.Facts[slot] = v
			continue
		}
		if old, ok := later[i].Before[slot]; ok {
			d.Before[slot] = old
		}
		later[i].Before = later[i].Before.With(slot, v)
	}
}

// told is the place of a message in the journal, or -1.
func (s *State) told(id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(s.Journal, func(d Told) bool { return d.Message == id })
}

// strike takes a message's lines out of the record, or puts other words in their place, and returns them.
func (s *State) strike(id, by string) []string {
	var words []string
	s.Log = slices.DeleteFunc(s.Log, func(n Note) bool {
		if id == "" || n.Message != id || n.Who != "consulter" {
			return false
		}
		words = append(words, n.Text)
		return by == ""
	})
	for i, n := range s.Log {
		if id != "" && n.Message == id && n.Who == "consulter" {
			s.Log[i].Text = clip(by, maxNote)
		}
	}
	return words
}

// forgetTurns drops what else holds the words of earlier turns: after something was taken back there is no way back beyond.
func (s *State) forgetTurns() {
	s.Undo = nil
	s.Text, s.Repeat, s.Pressed = "", 0, Press{}
}

// rests reports whether what was concluded before is still so.
func (c *Core) rests(before Core) bool {
	return c.FAQ == before.FAQ && c.Answered == before.Answered && c.Slot == before.Slot && c.Phase == before.Phase
}
