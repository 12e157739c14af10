package bot

import (
	"errors"
	"fmt"
	"slices"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// staffs finds the ticket that a member of staff means.
func (c *change) staffs(number string) (*Ticket, error) {
	t, err := c.ticket(number)
	if err == nil && t == nil {
		err = ErrNoTicket
	}
	return t, err
}

// openOne finds a ticket that must not be over.
func (c *change) openOne(number string) (*Ticket, error) {
	t, err := c.staffs(number)
	if err == nil && t.Over() {
		err = ErrOver
	}
	return t, err
}

// Claim gives a ticket to a member of staff: from then on the bot is silent to the consulter, but
// for first aid. Who has it already gets ErrHeld told; claiming what one has is no error.
type Claim struct {
	Number string
	By     Staff
}

func (in Claim) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	if t.Held() {
		return t.anothers(in.By)
	}
	t.Holder, t.Late = in.By, 0
	c.pickedUp(t)
	if err := c.become(t, Claimed, in.By, "claimed"); err != nil {
		return err
	}
	c.lookAgain(t)
	c.courtesyBy("claimed", "", "claimed_by", in.By.Name)
	return nil
}

// Assign gives a ticket to a colleague, whoever has it now.
type Assign struct {
	Number string
	To, By Staff
}

func (in Assign) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	held := t.Held()
	if !held {
		c.pickedUp(t)
	}
	t.Holder, t.Late = in.To, 0
	if err := c.become(t, Claimed, in.By, "assigned to "+in.To.Name); err != nil {
		return err
	}
	c.lookAgain(t)
	if !held {
		c.courtesyBy("claimed", "", "claimed_by", in.To.Name)
	}
	return nil
}

// PutBack lets go of a ticket: it waits again for somebody.
type PutBack struct {
	Number string
	By     Staff
}

func (in PutBack) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || !t.Held() {
		return err
	}
	t.Holder, t.Late = Staff{}, 0
	if err := c.become(t, Waiting, in.By, "put back"); err != nil {
		return err
	}
	c.lookAgain(t)
	return nil
}

// Raise marks a ticket as urgent.
type Raise struct {
	Number string
	By     Staff
}

func (in Raise) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || t.Urgency == knowledge.High {
		return err
	}
	t.Urgency, t.Calmed = knowledge.High, nil
	c.raised(t, "raised to urgent", in.By)
	return nil
}

// Lower marks a ticket as not urgent after all: what is known now does not make it so again.
type Lower struct {
	Number string
	By     Staff
}

func (in Lower) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || t.Urgency != knowledge.High {
		return err
	}
	t.Urgency, t.Calmed = knowledge.Normal, append([]string{}, pressing(t.Sheet)...)
	c.history(t, in.By, "not urgent")
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	if whose, _ := t.Turn(); whose == DesksTurn {
		c.lookAgain(t)
	}
	return nil
}

// HandBack gives the conversation back: the bot goes on where it was.
type HandBack struct {
	Number string
	By     Staff
}

func (in HandBack) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if errors.Is(err, ErrOver) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.sendDrafts(); err != nil {
		return err
	}
	if err := c.become(t, Returned, in.By, "returned to the bot"); err != nil {
		return err
	}
	c.resume(t, dialog.GivenBack)
	return nil
}

// Close ends a ticket. The bot is back when the consulter writes again. A colleague's is closed
// only when that is confirmed.
type Close struct {
	Number    string
	By        Staff
	End       EndReason
	Outcome   string // what was done, for the desk's table
	Confirmed bool
}

func (in Close) apply(c *change) error {
	if !slices.Contains(EndReasons(), in.End) {
		return fmt.Errorf("%w: %q", ErrEndReason, in.End)
	}
	t, err := c.openOne(in.Number)
	if errors.Is(err, ErrOver) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.anothers(in.By); err != nil && !in.Confirmed {
		return err
	}
	if err := c.sendDrafts(); err != nil {
		return err
	}
	t.End, t.Outcome = in.End, in.Outcome
	if err := c.become(t, Closed, in.By, "closed: "+string(in.End)); err != nil {
		return err
	}
	c.resume(t, dialog.Finished)
	return nil
}

// Merge puts a ticket together with another of the same person, who wrote from elsewhere: this one
// ends, and what is written here belongs to the other conversation from now on. Staff must be sure
// that it is one person.
type Merge struct {
	Number, Into string
	By           Staff
}

func (in Merge) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	into, err := c.look.Ticket(in.Into)
	switch {
	case err != nil:
		return err
	case into == nil:
		return ErrNoTicket
	case into.Over():
		return ErrOver
	case into.Conversation == c.Conversation.ID || c.Conversation.ReplyTo.Public:
		return ErrMerge
	}
	if err := c.sendDrafts(); err != nil {
		return err
	}
	t.End, t.Outcome = Duplicate, in.Into
	if err := c.become(t, Closed, in.By, "merged into "+in.Into); err != nil {
		return err
	}
	c.Conversation.Ticket, c.CarriedOn = "", into.Conversation
	c.audit("carried on by " + string(c.Conversation.ID))
	c.resumed(t)
	c.tell(FromBot, c.spoken().plain("merged", in.Into), Delivery{})
	return nil
}

// resume lets the bot speak again.
func (c *change) resume(t *Ticket, how dialog.Ending) {
	if c.Conversation.Ticket == t.Number {
		c.Conversation.Ticket, c.Conversation.Closed, c.Conversation.Apart = "", t.Number, ""
	}
	out := dialog.Resume(c.Conversation.State, c.Dialog(c.edition(c.Conversation.State), t.Number), how)
	c.Conversation.State = out.State
	c.tell(FromBot, out.Messages, Delivery{})
}
