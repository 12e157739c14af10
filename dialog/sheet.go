package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Sheet is a consultation at a glance, for staff: what was told and done, and nothing that was only
// asked or guessed but Guess.
type Sheet struct {
	Happened []string          `json:"happened,omitempty"` // deeds, the most pressing first
	Amounts  []string          `json:"amounts,omitempty"`  // of money that was spoken of
	Cost     string            `json:"cost,omitempty"`     // the first of the deeds by which money is gone
	Told     string            `json:"told,omitempty"`     // how the consulter said it
	Began    string            `json:"began,omitempty"`    // what they had told before, of what may be another matter
	Newest   string            `json:"newest,omitempty"`   // the consulter's latest words, if they are others
	Guess    string            `json:"guess,omitempty"`    // what the bot takes it for
	Advised  []string          `json:"advised,omitempty"`  // what the bot advised, the latest last
	Untold   []string          `json:"untold,omitempty"`   // the entry's next steps that were not told yet
	Open     []string          `json:"open,omitempty"`     // urgent steps that the consulter was told and has not done
	Done     []string          `json:"done,omitempty"`     // those that are done, as they said
	Missing  []string          `json:"missing,omitempty"`  // what was asked and is not known
	Alarms   []knowledge.Alarm `json:"alarms,omitempty"`
}

// Bounds of a sheet: it is read in half a minute.
const (
	maxTold    = 60 // runes
	maxAdvised = 2
	maxMissing = 4
	maxUntold  = 8
)

// SheetOf is a consultation at a glance.
func SheetOf(s State, w World) Sheet {
	sp := w.speaker(false)
	out := Sheet{Told: toldFirst(s, w), Missing: sp.openLines(s), Alarms: slices.Clone(s.Alarms), Amounts: amountsIn(s.Log)}
	out.Open, out.Done = tasksOf(s.Matter, false), tasksOf(s.Matter, true)
	out.Missing = out.Missing[:min(maxMissing, len(out.Missing))]
	out.Happened = happened(w.Base, s.Facts)
	for _, d := range deeds(w.Base, s.Facts) {
		if d.Alarm == knowledge.Money && out.Cost == "" && slices.Contains(out.Happened, d.Title) {
			out.Cost = d.Title
		}
		if d.Alarm != "" && !slices.Contains(out.Alarms, d.Alarm) {
			out.Alarms = append(out.Alarms, d.Alarm)
		}
	}
	for _, n := range s.Log {
		switch n.Who {
		case "consulter":
			if !tells(n, w) {
				continue
			}
			if first := clip(oneLine(n.Text), maxTold); out.Newest == "" && first != out.Told {
				out.Began = first
			}
			out.Newest = clip(oneLine(bareAnswer(n.Text)), maxTold)
		case "desk":
			if n.Text != sp.phrase("record.ticket", s.Ticket) && !w.onlyContacts(n.Text) {
				out.Advised = append(out.Advised, clip(oneLine(n.Text), maxTold))
			}
		}
	}
	out.Advised = out.Advised[max(0, len(out.Advised)-maxAdvised):]
	if out.Newest == out.Told {
		out.Newest = ""
	}
	if out.Began == out.Newest { // a second word is no other beginning
		out.Began = ""
	}
	if entry := w.Base.FAQ(s.FAQ); entry != nil {
		out.Guess, out.Untold = entry.Title, untold(s, entry)
	}
	return out
}

// tells reports whether a line says something of the matter, and not only that a person is wished
// for, how long it takes, or thanks.
func tells(n Note, w World) bool {
	if reading.QueueHowLong.In(n.Text) || reading.QueueStatus.In(n.Text) {
		return false
	}
	switch w.Read(n.Text).Intent {
	case "", reading.Despair, reading.Danger:
		return true
	}
	return false
}

// bareAnswer is a line without the question that it answers, which is named before it, if it says
// something by itself.
func bareAnswer(text string) string {
	if _, bare, ok := strings.Cut(text, "）"); ok && strings.HasPrefix(text, "（") && utf8.RuneCountInString(bare) >= saysItself {
		return bare
	}
	return text
}

// saysItself is how many characters an answer has that needs no question to be understood: more
// than 「はい、しました」.
const saysItself = 8

// onlyContacts reports whether a line only names who can be called.
func (w World) onlyContacts(text string) bool {
	for name := range strings.SplitSeq(text, "、") {
		if name != w.Desk.Name && !slices.ContainsFunc(w.Base.Contacts, func(c *knowledge.Contact) bool { return c.Name == name }) {
			return false
		}
	}
	return text != ""
}

// sharper reports whether what has happened says more than a deed that only says yes to its slot.
func sharper(happened []string, d *knowledge.Deed, f knowledge.Facts) bool {
	for slot, values := range d.When.Tests() {
		if slices.Contains(values, knowledge.Yes) && f[slot] != knowledge.Yes && len(happened) > 0 {
			return true
		}
	}
	return false
}

// toldFirst is how the consulter said what is wrong: the latest words of despair or danger, else the
// first words that wish for nothing else.
func toldFirst(s State, w World) string {
	words, _, _ := strings.Cut(strings.TrimSpace(s.Words), "\n")
	words = leadsTo(words, s, w)
	found := words != "" && len(s.Alarms) == 0
	for _, n := range s.Log {
		if found && len(s.Alarms) == 0 {
			break
		}
		if n.Who != "consulter" || reading.QueueHowLong.In(n.Text) || reading.QueueStatus.In(n.Text) {
			continue
		}
		switch w.Read(n.Text).Intent {
		case reading.Despair, reading.Danger:
			words, found = n.Text, true
		case "":
			if words == "" {
				words, found = n.Text, true
			}
		}
	}
	return clip(oneLine(words), maxTold)
}

// leadsTo is what a story began with that was told in several messages, of which later ones may
// have been the clearer: nothing was said or advised between them.
func leadsTo(words string, s State, w World) string {
	at := slices.IndexFunc(s.Log, func(n Note) bool { return n.Who == "consulter" && words != "" && n.Text == clip(words, maxNote) })
	for at > 0 && s.Log[at-1].Who == "consulter" && tells(s.Log[at-1], w) {
		at--
	}
	if at < 0 {
		return words
	}
	return s.Log[at].Text
}

// untold are an entry's next steps for these facts that have not been told.
func untold(s State, entry *knowledge.FAQ) (out []string) {
	lines := append([]string{knowledge.FirstLine(entry.Now, s.Facts)}, knowledge.LinesFor(entry.Steps, s.Facts)...)
	for i, l := range lines {
		told := s.Answered && i < s.Told || slices.Contains(s.Aid, l) || slices.ContainsFunc(s.Log, func(n Note) bool { return n.Who == "desk" && n.Text == clip(l, maxNote) })
		if l != "" && !told && len(out) < maxUntold {
			out = append(out, l)
		}
	}
	return out
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// alarm remembers, for staff, that words of despair or of danger were said, and which.
func (c *consultation) alarm(a knowledge.Alarm, text string) {
	if !slices.Contains(c.state.Alarms, a) {
		c.state.Alarms = append(slices.Clone(c.state.Alarms), a)
	}
	noted := func(n Note) bool { return n.Who == "consulter" && n.At.Equal(c.world.Now) }
	if !slices.ContainsFunc(c.state.Log, noted) {
		c.note("consulter", text)
	}
}
