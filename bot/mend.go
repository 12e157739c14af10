package bot

import (
	"slices"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// What the desk told may turn out to be wrong. So it is kept which lines a consulter was told, and
// of which release: names of lines, no words. A correction is told to all who were told the line,
// once, those first for whom it does not wait.

// LinesTold are lines that were told of one release.
type LinesTold struct {
	Base  string             `json:"base"`
	Lines []knowledge.LineID `json:"lines"`
}

// maxShown is how many lines are kept of a conversation: the latest.
const maxShown = 300

// remember keeps which lines stand in what is said.
func (c *change) remember(text string) {
	if c.Said == nil {
		return
	}
	e := c.edition(c.Conversation.State)
	for _, id := range c.Said(e).In(text, c.Conversation.State.FAQ) {
		c.Conversation.show(e.Base.Version, id)
	}
}

// show keeps that a line of a release was told.
func (c *Conversation) show(base string, id knowledge.LineID) {
	if i := slices.IndexFunc(c.Shown, func(s LinesTold) bool { return s.Base == base }); i >= 0 && slices.Contains(c.Shown[i].Lines, id) {
		return
	}
	shown, all := slices.Clone(c.Shown), 1
	if n := len(shown); n > 0 && shown[n-1].Base == base {
		shown[n-1].Lines = append(slices.Clone(shown[n-1].Lines), id)
	} else {
		shown = append(shown, LinesTold{base, []knowledge.LineID{id}})
	}
	for _, s := range shown {
		all += len(s.Lines)
	}
	if all > maxShown {
		if shown[0].Lines = shown[0].Lines[1:]; len(shown[0].Lines) == 0 {
			shown = shown[1:]
		}
	}
	c.Shown = shown
}

// WasTold reports whether one of some lines was told.
func (c *Conversation) WasTold(lines []knowledge.LineID) bool {
	return slices.ContainsFunc(c.Shown, func(s LinesTold) bool {
		return slices.ContainsFunc(s.Lines, func(id knowledge.LineID) bool { return slices.Contains(lines, id) })
	})
}

// Mend is a correction: what was told, and what holds.
type Mend struct {
	Lines []knowledge.LineID `json:"lines"`
	Was   string             `json:"was"`
	Is    string             `json:"is"`
	Made  time.Time          `json:"made"`
}

// Pressing reports whether the conversation's matter does not wait, as a base sees it.
func (c *Conversation) Pressing(base *knowledge.Base) bool {
	return dialog.Pressing(c.State, base)
}

// mend tells a correction, to who was not told it yet.
func (c *change) mend(id string) error {
	if c.Conversation.Rev == 0 || slices.Contains(c.Conversation.Mended, id) {
		return nil
	}
	m, err := c.look.Mend(id)
	if err != nil || m == nil {
		return err
	}
	c.Conversation.Mended = append(slices.Clone(c.Conversation.Mended), id)
	text := c.Phrases.Text("mend", m.Was, strings.TrimSpace(m.Is))
	urgent := c.Conversation.Pressing(c.Edition.Base)
	n := c.tell(FromBot, []dialog.Message{{Kind: dialog.FirstAid, Text: text}}, Delivery{Urgent: urgent})
	c.audit("a correction was told", n...)
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil || t == nil {
		return err
	}
	c.history(t, Staff{}, "was told a correction")
	c.notify(PendingNotice{Kind: Said, Ticket: t.Number, Entries: n})
	return nil
}
