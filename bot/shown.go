package bot

import (
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// What a consulter was promised when a ticket was opened is true only when somebody can read it.
// When the desk's platform takes no notice for a while, they are told so, and whom to call now.

// unseenAfter is how long a new ticket may be on its way to the desk before its consulter hears of
// it.
const unseenAfter = time.Minute

// Shown tells that the desk's platform shows a ticket: staff can read it from now on.
type Shown struct{ Number string }

func (in Shown) apply(c *change) error {
	t, err := c.ticket(in.Number)
	if err != nil || t == nil || !t.Shown.IsZero() {
		return err
	}
	t.Shown = c.Now
	c.touch(t)
	if t.Unseen && t.Status == Waiting {
		c.courtesy("seen_again", t.Number)
	}
	return nil
}

// unseen tells the consulter that nobody at the desk can see their ticket yet.
func (c *change) unseen(number string) error {
	t, err := c.ticket(number)
	if err != nil || t == nil || t.Status != Waiting || !t.Shown.IsZero() || t.Unseen {
		return err
	}
	t.Unseen = true
	c.history(t, Staff{}, "not shown to the desk yet")
	c.callOut(t.Number, c.Now)
	said := c.spoken().Text("unseen", t.Number)
	if c.Desk.Phone != "" {
		said += "\n" + c.spoken().Text("unseen_phone", c.Desk.Phone)
	}
	c.tell(FromBot, []dialog.Message{{Kind: dialog.Plain, Text: said}}, Delivery{Urgent: t.Urgency == knowledge.High})
	return nil
}

// awaitShown has it looked after whether the desk is shown a ticket.
func (c *change) awaitShown(t *Ticket) {
	if !c.Staffed {
		return
	}
	t.Shown, t.Unseen = time.Time{}, false
	c.remind(c.Now.Add(unseenAfter), TimerUnseen, t.Number)
}
