package bot

import (
	"slices"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Reply is what a member of staff writes to a consulter.
type Reply struct {
	ID        string // the desk's own name for it; the same one is sent once. A Taken or NotTaken notice tells what became of it
	By        Staff
	Text      string
	Confirmed bool          // the writer was asked about what is odd with it, and means it
	TakeOver  bool          // whoever has the ticket gives it up to the writer
	Hold      time.Duration // for so long it can be taken back; 0: it goes at once

	// Seen is the last entry that the writer has seen: where somebody has said more since, the
	// reply is refused with ErrUnseen. 0: it does not matter.
	Seen uint64

	Copy bool // it was not written where notices are shown: they show it too
}

// Answer sends a reply to the consulter. A ticket that nobody has is claimed by it. What holds a
// secret, names another consulter's ticket, or goes to a ticket that the writer does not have while
// they have another, is refused until it is confirmed.
type Answer struct {
	Number string
	Reply  Reply
	Secret string // what masking would take out of the text; empty: nothing
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
	if r.ID != "" && slices.ContainsFunc(t.History, func(h HistoryEntry) bool { return h.Reply == r.ID }) {
		return nil // the desk's platform delivered it twice
	}
	if !r.Confirmed {
		if err := c.doubtful(in, t); err != nil {
			return err
		}
	}
	if t.Over() {
		if err := c.reopen(t, r.By); err != nil {
			return err
		}
	}
	if err := t.anothers(r.By); err != nil && !r.TakeOver {
		return err
	}
	if err := c.unread(r); err != nil {
		return err
	}
	if t.Status == Waiting {
		c.pickedUp(t)
	}
	draft := Draft{
		Ticket: t.Number, Reply: r.ID, Text: r.Text, At: c.Now.Add(r.Hold), Copy: r.Copy,
		Unanswered: t.Unanswered, Replied: t.Replied, Said: t.Said, Undelivered: t.Undelivered,
	}
	t.Holder = r.By
	if err := c.become(t, Answered, r.By, "replied"); err != nil {
		return err
	}
	t.History[len(t.History)-1].Reply = r.ID
	c.replied(t, r.Text)
	t.Undelivered, t.Said = false, clip(r.Text, maxSaid)
	c.Conversation.Active = c.Now
	c.Conversation.Drafts = append(slices.Clone(c.Conversation.Drafts), draft)
	if r.Hold > 0 {
		c.remind(draft.At, TimerSend, t.Number)
		return nil
	}
	return c.sendDrafts()
}

// Draft is a reply that was written and can still be taken back.
type Draft struct {
	Ticket string    `json:"ticket"`
	Reply  string    `json:"reply,omitempty"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"` // when it goes

	Copy bool `json:"copy,omitempty"` // as Reply.Copy

	// Of the ticket, before.
	Unanswered  time.Time `json:"unanswered,omitzero"`
	Replied     time.Time `json:"replied,omitzero"`
	Said        string    `json:"said,omitempty"`
	Undelivered bool      `json:"undelivered,omitempty"`
}

// sendDrafts sends the replies that can be taken back no more. What ends a ticket sends them all.
func (c *change) sendDrafts() error { return c.sendFirst(len(c.Conversation.Drafts)) }

// sendDue sends the replies whose time to be taken back is over.
func (c *change) sendDue() error {
	n := slices.IndexFunc(c.Conversation.Drafts, func(d Draft) bool { return d.At.After(c.Now) })
	if n < 0 {
		n = len(c.Conversation.Drafts)
	}
	return c.sendFirst(n)
}

// sendFirst sends so many of the drafts.
func (c *change) sendFirst(n int) error {
	drafts := c.Conversation.Drafts
	c.Conversation.Drafts = append([]Draft(nil), drafts[n:]...)
	for _, d := range drafts[:n] {
		if err := c.sendReply(d); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) sendReply(d Draft) error {
	message := dialog.Message{Kind: dialog.Plain, Text: d.Text}
	if c.Conversation.Gone { // LINE takes what is sent to somebody who has blocked the account, and shows it to nobody
		c.say(Entry{From: FromStaff, Message: message, Failed: true})
		t, err := c.ticket(d.Ticket)
		if err != nil {
			return err
		}
		if t != nil {
			t.Undelivered = true
			c.touch(t)
		}
		c.notify(PendingNotice{Kind: NotTaken, Ticket: d.Ticket, Reply: d.Reply, Text: c.Phrases.Text("desk_undelivered_blocked")})
		return nil
	}
	before := len(c.Deliveries)
	said := c.tell(FromStaff, []dialog.Message{message}, Delivery{Urgent: true, Ticket: d.Ticket, Reply: d.Reply})
	if d.Copy {
		c.notify(PendingNotice{Kind: Said, Ticket: d.Ticket, Entries: said})
	}
	if len(c.Deliveries) == before && d.Reply != "" { // a channel that reads the transcript has it by now
		c.notify(PendingNotice{Kind: Taken, Ticket: d.Ticket, Reply: d.Reply})
	}
	return nil
}

// Recall takes a reply back that has not gone yet.
type Recall struct {
	Number string
	Reply  string // Reply.ID
	By     Staff
}

func (in Recall) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(c.Conversation.Drafts, func(d Draft) bool { return d.Reply == in.Reply })
	if i < 0 || in.Reply == "" {
		return ErrSent
	}
	d := c.Conversation.Drafts[i]
	c.Conversation.Drafts = slices.Delete(slices.Clone(c.Conversation.Drafts), i, i+1)
	t.Unanswered, t.Replied, t.Said, t.Undelivered = d.Unanswered, d.Replied, d.Said, d.Undelivered
	if t.Unanswered.IsZero() && !t.Replied.IsZero() { // what they wrote before still stands
		return c.become(t, Answered, in.By, "took a reply back")
	}
	if err := c.become(t, Claimed, in.By, "took a reply back"); err != nil {
		return err
	}
	c.lookAgain(t)
	return nil
}

// Doubt is why a reply is asked about before it is sent.
type Doubt struct {
	Secret string // what it seems to hold
	Ticket string // another consulter's that it names, or the one that its writer has
	Holds  bool   // it is the one that its writer has
}

func (d Doubt) Error() string {
	switch {
	case d.Secret != "":
		return ErrDoubtful.Error() + ": it seems to hold a secret"
	case d.Holds:
		return ErrDoubtful.Error() + ": its writer has ticket " + d.Ticket
	}
	return ErrDoubtful.Error() + ": it names ticket " + d.Ticket + " of another consulter"
}

// Is reports that a doubt is an ErrDoubtful.
func (d Doubt) Is(err error) bool { return err == ErrDoubtful }

// doubtful refuses what should not go to this consulter by mistake.
func (c *change) doubtful(in Answer, to *Ticket) error {
	if in.Secret != "" {
		return Doubt{Secret: in.Secret}
	}
	for _, other := range reading.QueueNumber.FindAll(knowledge.Fold(in.Reply.Text)) {
		t, err := c.look.Ticket(other)
		if err != nil {
			return err
		}
		if t != nil && t.Conversation != c.Conversation.ID {
			return Doubt{Ticket: other}
		}
	}
	if to.Held() || to.Over() {
		return nil
	}
	open, err := c.look.OpenTickets()
	if err != nil {
		return err
	}
	for _, t := range open {
		if whose, _ := t.Turn(); whose == DesksTurn && t.Held() && t.Holder.ID == in.Reply.By.ID {
			return Doubt{Ticket: t.Number, Holds: true}
		}
	}
	return nil
}

// reopen takes a ticket up again that was over, if the consulter has no other.
func (c *change) reopen(t *Ticket, by Staff) error {
	if c.Conversation.Ticket != "" && c.Conversation.Ticket != t.Number {
		return ErrOver
	}
	if c.Conversation.Ticket = t.Number; t.Status == Closed {
		t.Before = &Closing{At: t.Changed, By: t.Holder, End: t.End}
	}
	t.Holder, t.End = by, ""
	return c.become(t, Claimed, by, "reopened")
}
