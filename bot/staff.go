package bot

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// Bounds keep a ticket small.
const (
	maxHistory   = 50
	maxSuggested = 3
	maxSimilar   = 3
	maxWords     = 120 // characters
)

// open files a ticket for what the dialog hands over, together with what tells the consulter its
// number.
func (c *change) open(e *Edition, out dialog.Outcome, passphrase string) {
	opened := &TicketChange{Ticket: Ticket{
		Number: out.Handoff.Ticket, Conversation: c.Conversation.ID, Channel: c.Conversation.ReplyTo.Channel, Reason: out.Handoff.Reason,
		Opened: c.Now, Promised: out.Handoff.When, Passphrase: passphrase, Status: Waiting, Changed: c.Now, Entries: c.Conversation.Entries,
	}}
	t := &opened.Ticket
	c.tickets[t.Number], c.Conversation.Ticket = opened, t.Number
	c.refresh(t, e, out)
	if t.Urgency == "" { // nothing is known of the matter yet
		t.Urgency = knowledge.Normal
	}
	c.history(t, Staff{}, "opened: "+string(t.Reason))
	c.notify(PendingNotice{Kind: Opened, Ticket: t.Number})
	c.lookAgain(t, t.Promised, TimerPickup)
}

// refresh takes over what is known of the matter by now.
func (c *change) refresh(t *Ticket, e *Edition, out dialog.Outcome) {
	t.FAQ, t.Facts, t.Words = out.State.FAQ, out.State.Facts, clip(out.State.Words, maxWords)
	t.Summary = dialog.Summary(out.State, c.Dialog(e, t.Number))
	if out.Urgency != "" && t.Urgency != knowledge.High { // what was urgent once stays so until staff say otherwise
		t.Urgency = out.Urgency
	}
	t.Suggested, t.Similar = e.evidence(out.State)
	c.touch(t)
}

// history adds an entry to a ticket's history.
func (c *change) history(t *Ticket, by Staff, what string) {
	t.History = append(t.History, HistoryEntry{At: c.Now, By: by, What: what})
	if over := len(t.History) - maxHistory; over > 0 {
		t.History = slices.Delete(t.History, 1, 1+over) // how it began stays
	}
	c.touch(t)
}

// become changes where a ticket stands and lets the desk see it. It is the only writer of Status.
func (c *change) become(t *Ticket, s Status, by Staff, what string) error {
	if !slices.Contains(transitions[t.Status], s) {
		return fmt.Errorf("%w: %s to %s", ErrTransition, t.Status, s)
	}
	t.Status, t.Changed = s, c.Now
	c.history(t, by, what)
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	return nil
}

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
	switch {
	case t.Held() && t.Holder.ID == in.By.ID:
		return nil
	case t.Held():
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	t.Holder = in.By
	c.pickedUp(t)
	if err := c.become(t, Claimed, in.By, "claimed"); err != nil {
		return err
	}
	c.lookAgain(t, c.Now, TimerAnswer)
	c.courtesy("claimed")
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
	t.Holder = in.To
	if err := c.become(t, Claimed, in.By, "assigned to "+in.To.Name); err != nil {
		return err
	}
	c.lookAgain(t, c.Now, TimerAnswer)
	if !held {
		c.courtesy("claimed")
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
	t.Holder = Staff{}
	if err := c.become(t, Waiting, in.By, "put back"); err != nil {
		return err
	}
	c.lookAgain(t, c.Now, TimerPickup)
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
	t.Urgency = knowledge.High
	c.history(t, in.By, "raised to urgent")
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	switch t.Status {
	case Waiting:
		c.lookAgain(t, c.Now, TimerPickup)
	case Claimed:
		c.lookAgain(t, c.Now, TimerAnswer)
	}
	return nil
}

// Reply is what a member of staff writes to a consulter.
type Reply struct {
	ID        string // the desk's own name for it; the same one is sent once. A Taken or NotTaken notice tells what became of it
	By        Staff
	Text      string
	Confirmed bool // the writer was asked about what looks like a secret, and means it

	// Seen is the last entry that the writer has seen: where somebody has said more since, the
	// reply is refused with ErrUnseen. 0: it does not matter.
	Seen uint64

	Copy bool // it was not written where notices are shown: they show it too
}

// Answer sends a reply to the consulter. A ticket that nobody has is claimed by it. What holds a
// secret, or names another consulter's ticket, is refused with ErrDoubtful until it is confirmed.
type Answer struct {
	Number  string
	Reply   Reply
	Secrets bool // masking would take something out of the text
}

func (in Answer) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil {
		return err
	}
	r := in.Reply
	if r.Text == "" {
		return ErrEmptyReply
	}
	if !r.Confirmed {
		if err := c.doubtful(in); err != nil {
			return err
		}
	}
	if t.Over() {
		if err := c.reopen(t, r.By); err != nil {
			return err
		}
	}
	if t.Held() && t.Holder.ID != r.By.ID {
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	if r.ID != "" && slices.ContainsFunc(t.History, func(h HistoryEntry) bool { return h.Reply == r.ID }) {
		return nil // the desk's platform delivered it twice
	}
	if err := c.unseen(r); err != nil {
		return err
	}
	if t.Status == Waiting {
		c.pickedUp(t)
	}
	t.Holder = r.By
	if err := c.become(t, Answered, r.By, "replied"); err != nil {
		return err
	}
	t.History[len(t.History)-1].Reply = r.ID
	c.Conversation.Active = c.Now
	message := dialog.Message{Kind: dialog.Plain, Text: r.Text}
	if c.Conversation.Gone { // LINE takes what is sent to somebody who has blocked the account, and shows it to nobody
		c.say(Entry{From: FromStaff, Message: message, Failed: true})
		c.notify(PendingNotice{Kind: NotTaken, Ticket: t.Number, Reply: r.ID, Text: c.Phrases.Text("desk_undelivered_blocked")})
		return nil
	}
	said := c.tell(FromStaff, []dialog.Message{message}, Delivery{Urgent: true, Ticket: t.Number, Reply: r.ID})
	if r.Copy {
		c.notify(PendingNotice{Kind: Said, Ticket: t.Number, Entries: said})
	}
	if len(c.Deliveries) == 0 && r.ID != "" { // a channel that reads the transcript has it by now
		c.notify(PendingNotice{Kind: Taken, Ticket: t.Number, Reply: r.ID})
	}
	return nil
}

// ticketNumbers are runs of digits that may be a ticket's number.
var ticketNumbers = regexp.MustCompile(`\d{4,9}`)

// doubtful refuses what should not go to this consulter by mistake: a secret, or the number of
// another's ticket.
func (c *change) doubtful(in Answer) error {
	if in.Secrets {
		return ErrDoubtful
	}
	for _, other := range ticketNumbers.FindAllString(knowledge.Fold(in.Reply.Text), -1) {
		t, err := c.look.Ticket(other)
		if err != nil {
			return err
		}
		if t != nil && t.Conversation != c.Conversation.ID {
			return fmt.Errorf("%w: it names ticket %s of another consulter", ErrDoubtful, other)
		}
	}
	return nil
}

// reopen takes a ticket up again that was over, if the consulter has no other.
func (c *change) reopen(t *Ticket, by Staff) error {
	if c.Conversation.Ticket != "" && c.Conversation.Ticket != t.Number {
		return ErrOver
	}
	c.Conversation.Ticket, t.End = t.Number, ""
	t.Holder = by
	return c.become(t, Claimed, by, "reopened")
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
	if err := c.become(t, Returned, in.By, "returned to the bot"); err != nil {
		return err
	}
	c.resume(t, dialog.GivenBack)
	return nil
}

// Close ends a ticket. The bot is back when the consulter writes again.
type Close struct {
	Number string
	By     Staff
	End    EndReason
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
	t.End = in.End
	if err := c.become(t, Closed, in.By, "closed: "+string(in.End)); err != nil {
		return err
	}
	c.resume(t, dialog.Finished)
	return nil
}

// resume lets the bot speak again.
func (c *change) resume(t *Ticket, how dialog.Ending) {
	if c.Conversation.Ticket == t.Number {
		c.Conversation.Ticket = ""
	}
	out := dialog.Resume(c.Conversation.State, c.Dialog(c.edition(c.Conversation.State), t.Number), how)
	c.Conversation.State = out.State
	c.tell(FromBot, out.Messages, Delivery{})
}
