package bot

import (
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// The first words after a case was closed may go on with it and not say so: 「いただいた返事の二番が
// よく分かりません」. Where the dialog makes nothing of them, it is asked.

// GoingOn is what a consulter wrote, and which case it may go on with.
type GoingOn struct {
	Number string     `json:"number"`
	Event  InboxEvent `json:"event"`
	Heard  []uint64   `json:"heard,omitempty"`
}

// The values of the two buttons, which are nothing to the dialog.
const (
	againYes = "again.yes"
	againNo  = "again.no"
)

// asksWhether reports whether it is to be asked if what was written goes on with a closed case: the
// dialog has found no matter in it.
func (c *change) asksWhether(e InboxEvent, out dialog.Outcome, t *Ticket) bool {
	closed := c.Conversation.Closed
	if t != nil || closed == "" || closed == c.Conversation.Apart || e.Kind != dialog.Text || c.language() != nil {
		return false
	}
	s := out.State
	lost := s.FAQ == "" && s.Words != "" && out.Handoff == nil && !out.Forget && out.Urgency != knowledge.High && len(s.Facts) == 0
	before := c.Conversation.State
	return lost && (before.Phase == dialog.PhaseDone || c.Now.Sub(before.Last) >= c.session()) && c.Now.Sub(before.Last) < stillFor
}

// askAgain asks.
func (c *change) askAgain(e InboxEvent, heard []uint64) {
	number := c.Conversation.Closed
	c.Conversation.Going = &GoingOn{Number: number, Event: e, Heard: heard}
	c.tell(FromBot, []dialog.Message{{
		Kind: dialog.Asking, Text: c.Phrases.Text("again_ask", number),
		Choices: []dialog.Choice{{Label: c.Phrases.Text("again_yes"), Value: againYes}, {Label: c.Phrases.Text("again_no"), Value: againNo}},
	}}, Delivery{})
}

// going takes the answer. It is false when the event is to be acted upon as it then stands: what
// was asked about is heard with it, and it is not asked again.
func (c *change) going(e *InboxEvent, heard []uint64) (bool, error) {
	g := c.Conversation.Going
	press := e.Kind == dialog.Choose && (e.Choice == againYes || e.Choice == againNo)
	if g == nil {
		return press, nil // pressed again
	}
	c.Conversation.Going = nil
	text := knowledge.Fold(e.Text)
	switch {
	case e.Choice == againYes, e.Kind == dialog.Text && reading.AgainYes.In(text):
		t, err := c.ticket(g.Number)
		if err != nil {
			return false, err
		}
		if t != nil && t.Status == Closed && c.Conversation.Ticket == "" {
			return true, c.takeUp(t, g.Event, g.Heard)
		}
		*e = g.Event
	case e.Choice == againNo, e.Kind == dialog.Text && reading.AgainNo.In(text):
		c.Conversation.Apart = g.Number
		return true, c.answer(g.Event, g.Heard)
	case e.Kind == dialog.Text:
		c.Conversation.Apart = g.Number
		e.Text = g.Event.Text + "\n" + e.Text
	}
	return false, nil
}
