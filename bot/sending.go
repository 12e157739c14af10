package bot

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"madoguchi/dialog"
)

// What follows from how a delivery ended. Sending itself is the loop's affair.

// Delivered is a delivery that a platform has taken.
type Delivered struct{ Delivery Delivery }

func (d Delivered) apply(c *change) error {
	if err := c.mark(d.Delivery.Said, false); err != nil {
		return err
	}
	if d.Delivery.Reply != "" {
		c.notify(PendingNotice{Kind: Taken, Ticket: d.Delivery.Ticket, Reply: d.Delivery.Reply})
	}
	for _, r := range d.Delivery.Waiting {
		if err := errors.Join(c.mark(r.Said, false), c.replyArrived(r.Ticket, "")); err != nil {
			return err
		}
		c.notify(PendingNotice{Kind: Taken, Ticket: r.Ticket, Reply: r.Reply, Text: c.Phrases.Text("desk_taken_late")})
	}
	return nil
}

// Undelivered is a delivery that will not arrive. What there was no budget for is kept, and whoever
// can do something about it is told.
type Undelivered struct {
	Delivery Delivery
	Why      Failure
}

func (u Undelivered) apply(c *change) error {
	if u.Why == Quota {
		c.hold(u.Delivery)
	} else if err := c.mark(u.Delivery.Said, true); err != nil {
		return err
	}
	if u.Delivery.ReplyTo.Channel == MailChannel {
		c.notify(PendingNotice{Kind: Budget, Text: c.Phrases.Text("desk_mail_failed")})
		return nil
	}
	text := c.Phrases.Text("desk_undelivered_" + string(u.Why))
	if u.Delivery.Reply != "" {
		if err := c.replyArrived(u.Delivery.Ticket, u.Why); err != nil {
			return err
		}
		c.notify(PendingNotice{Kind: NotTaken, Ticket: u.Delivery.Ticket, Reply: u.Delivery.Reply, Text: text})
	} else if c.Conversation.Ticket != "" {
		c.notify(PendingNotice{Kind: NotTaken, Ticket: c.Conversation.Ticket, Text: text})
	}
	return nil
}

// replyArrived notes whether staff's reply has reached the consulter, or why not. One that has not
// leaves it to the desk to do something, unless nothing more can reach them.
func (c *change) replyArrived(number string, why Failure) error {
	t, err := c.ticket(number)
	if err != nil || t == nil || t.Over() || t.Undelivered == (why != "") {
		return err
	}
	t.Undelivered = why != ""
	c.touch(t)
	if t.Undelivered && why != Blocked {
		c.owe(t)
	}
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	return nil
}

// maxHeld is how many messages are kept for the next time that the consulter writes.
const maxHeld = 5

// hold keeps what there was no budget for. The next answer, which has a token, begins with it.
func (c *change) hold(d Delivery) {
	c.Conversation.Waiting = slices.Concat(c.Conversation.Waiting, d.Waiting)
	if d.Reply != "" {
		c.Conversation.Waiting = append(c.Conversation.Waiting, ReplyRef{Ticket: d.Ticket, Reply: d.Reply, Said: d.Said})
	}
	c.Conversation.Held = slices.Concat(c.Conversation.Held, d.Messages)
	if over := len(c.Conversation.Held) - maxHeld; over > 0 {
		c.Conversation.Held = slices.Clone(c.Conversation.Held[over:])
	}
}

// tellHeld tells what there was no budget for when the consulter has written and nobody answers
// yet: a token is there, and a person's words must not wait for more of them.
func (c *change) tellHeld() {
	if len(c.Conversation.Held) > 0 && c.Conversation.ReplyTo.Token != "" {
		c.post(nil, Delivery{})
	}
}

// withHeld puts before an answer what there was no budget for. A token is good for MaxMessages, so
// that it becomes one bubble.
func (c *change) withHeld(messages []dialog.Message) []dialog.Message {
	text := c.spoken().Text("held")
	for _, h := range c.Conversation.Held {
		text += "\n\n" + h.Text
	}
	c.Conversation.Held = nil
	first := dialog.Message{Kind: dialog.Plain, Text: text}
	if len(messages) < MaxMessages {
		return append([]dialog.Message{first}, messages...)
	}
	first.Text += "\n\n" + messages[0].Text
	first.Contacts = messages[0].Contacts
	return append([]dialog.Message{first}, messages[1:]...)
}

// Filed is a file that is here now, or will never be. Its pieces are in the store already; nobody
// sees them before the entry says that they are there.
type Filed struct {
	Entry uint64
	File  Attachment
}

func (f Filed) apply(c *change) error {
	entry, err := c.look.Entry(f.Entry)
	if err != nil {
		return err
	}
	if entry == nil || entry.Unsent || entry.File == nil { // taken back meanwhile
		c.Dropped = append(c.Dropped, FilePieces{f.Entry, f.File.Pieces})
		return nil
	}
	changed := *entry
	changed.File = &f.File
	c.Entries = append(c.Entries, changed)
	if f.File.Pieces > 0 {
		c.remind(c.Now.Add(c.Keep.Files), TimerFile, strconv.FormatUint(f.Entry, 10))
	}
	if c.Conversation.Ticket != "" {
		c.notify(PendingNotice{Kind: Fetched, Ticket: c.Conversation.Ticket, Entries: []uint64{f.Entry}})
	}
	t, err := c.ticket(c.Conversation.Ticket)
	opaque := f.File.State == Quarantine && (f.File.Type == "image/heic" || f.File.Type == "image/avif")
	if opaque && !f.File.opaque() && (t == nil || !t.Held()) { // staff cannot look at it; who has the ticket says so
		c.courtesy("send_as_jpeg")
	}
	return err
}

// Alarm tells staff something that belongs to no ticket, such as that a budget runs out.
type Alarm struct{ Text string }

func (a Alarm) apply(c *change) error {
	c.notify(PendingNotice{Kind: Budget, Text: a.Text})
	return nil
}

// ClockJumped tells staff that the clock stands so many days from where it should.
type ClockJumped struct{ Days int }

func (j ClockJumped) apply(c *change) error {
	c.notify(PendingNotice{Kind: Budget, Text: c.Phrases.Text("desk_clock", j.Days)})
	return nil
}

// expireFile deletes what is kept of an entry's file when nobody has gone on for as long as files are
// kept; that there was one stays.
func (c *change) expireFile(number string) error {
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil // no entry of ours
	}
	entry, err := c.look.Entry(n)
	if err != nil || entry == nil || entry.File == nil || entry.File.Pieces == 0 {
		return err
	}
	if at := c.Conversation.idleFor(c.Keep.Files, c.Now); at.After(c.Now) {
		c.remind(at, TimerFile, number)
		return nil
	}
	c.Dropped = append(c.Dropped, FilePieces{n, entry.File.Pieces})
	entry.File = &Attachment{Name: entry.File.Name, Size: entry.File.Size, State: Expired}
	c.Entries = append(c.Entries, *entry)
	if ticket := cmp.Or(c.Conversation.Ticket, c.Conversation.Closed); ticket != "" {
		c.notify(PendingNotice{Kind: Fetched, Ticket: ticket, Entries: []uint64{n}})
	}
	return nil
}
