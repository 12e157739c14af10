package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// Bounds keep a ticket small.
const (
	maxHistory   = 50
	maxSuggested = 3
	maxSimilar   = 3
)

// open files a ticket for what the dialog hands over, in the move that tells the consulter its number.
func (m *move) open(e *Edition, out dialog.Outcome, reason, word string) error {
	t := &Ticket{
		Number: out.Handoff.Ticket, Conversation: m.conv, Channel: m.c.ReplyTo.Channel, Reason: reason, Opened: m.now,
		Promised: out.Handoff.When, Passphrase: word, Status: Waiting, Changed: m.now, Lines: m.c.Lines,
	}
	m.tickets[t.Number] = t
	m.c.Ticket, m.opened = t.Number, true
	m.refresh(t, e, out)
	if t.Urgency == "" { // nothing is known of the matter yet
		t.Urgency = string(knowledge.Normal)
	}
	m.deed(t, Staff{}, "opened: "+reason)
	m.notify(notice{Kind: Opened, Ticket: t.Number})
	m.list(t)
	m.remind(m.b.Advisor.due(*t), timerPickup, t.Number)
	return nil
}

// refresh takes over what is known of the matter by now.
func (m *move) refresh(t *Ticket, e *Edition, out dialog.Outcome) {
	t.FAQ, t.Facts = out.State.FAQ, out.State.Facts
	t.Summary = dialog.Summary(out.State, m.b.Advisor.world(e, t.Number))
	if u := string(out.Urgency); u != "" && t.Urgency != string(knowledge.High) { // what was urgent once stays so until staff say otherwise
		t.Urgency = u
	}
	t.Suggested, t.Similar = e.evidence(out.State)
	m.touch(t)
}

// deed adds a line to a ticket's history.
func (m *move) deed(t *Ticket, by Staff, what string) {
	t.History = append(t.History, HistoryEntry{At: m.now, By: by, What: what})
	if over := len(t.History) - maxHistory; over > 0 {
		t.History = slices.Delete(t.History, 1, 1+over) // how it began stays
	}
	m.touch(t)
}

// become changes where a ticket stands and lets the desk see it.
func (m *move) become(t *Ticket, s Status, by Staff, what string) {
	t.Status, t.Changed = s, m.now
	m.list(t)
	m.deed(t, by, what)
	m.notify(notice{Kind: Changed, Ticket: t.Number})
}

// list keeps the index of tickets that are not over.
func (m *move) list(t *Ticket) {
	at, over := store.K(t.Number), t.Over()
	m.write(func(tx store.Txn) error {
		if over {
			return m.b.records.open.Delete(tx, at)
		}
		return m.b.records.open.Put(tx, at, ticketNumber{m.conv, t.Number})
	})
}

// onTicket changes a ticket by a member of staff.
func (b *Bot) onTicket(ctx context.Context, number string, fn func(*move, *Ticket) error) error {
	conv, err := b.whose(ctx, number)
	if err == nil {
		err = b.change(ctx, conv, func(m *move) error {
			t, err := m.ticket(number)
			if err == nil && t == nil {
				err = ErrNoTicket
			}
			if err != nil {
				return err
			}
			return fn(m, t)
		})
	}
	if err != nil {
		return fmt.Errorf("ticket %s: %w", number, err)
	}
	return nil
}

// whose returns the conversation that a ticket belongs to.
func (b *Bot) whose(ctx context.Context, number string) (conv ConversationID, err error) {
	n, ok := parseNumber(number)
	if !ok {
		return "", ErrNoTicket
	}
	err = b.Engine.View(ctx, func(r store.Reader) error {
		at, ok, err := b.records.numbers.Get(r, store.Key{}.Uint(n))
		if err == nil && !ok {
			err = ErrNoTicket
		}
		conv = at.Conversation
		return err
	})
	return conv, err
}

// Claim gives a ticket to a member of staff: from then on the bot is silent to the consulter, but for first aid. Of two who press at
// once one gets it, the other ErrHeld. Claiming what one has is no error.
func (b *Bot) Claim(ctx context.Context, number string, by Staff) error {
	err := b.onTicket(ctx, number, func(m *move, t *Ticket) error { return m.claim(t, by) })
	if err == nil {
		b.readTicket(ctx, number)
	}
	return err
}

// readTicket shows the consulter that a ticket has been read.
func (b *Bot) readTicket(ctx context.Context, number string) {
	if conv, err := b.whose(ctx, number); err == nil {
		b.markRead(ctx, conv)
	}
}

func (m *move) claim(t *Ticket, by Staff) error {
	switch {
	case t.Over():
		return ErrOver
	case t.Held() && t.Holder.ID == by.ID:
		return nil
	case t.Held():
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	t.Holder = by
	m.pickedUp(t)
	m.become(t, Claimed, by, "claimed")
	m.remind(m.b.Advisor.answerDue(m.now, t.Urgency), timerAnswer, t.Number)
	m.courtesy("claimed")
	return nil
}

// Assign gives a ticket to a colleague, whoever has it now.
func (b *Bot) Assign(ctx context.Context, number string, to, by Staff) error {
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			return ErrOver
		}
		held := t.Held()
		t.Holder = to
		m.become(t, Claimed, by, "assigned to "+to.Name)
		m.remind(m.b.Advisor.answerDue(m.now, t.Urgency), timerAnswer, t.Number)
		if !held {
			m.courtesy("claimed")
		}
		return nil
	})
}

// PutBack lets go of a ticket: it waits again for somebody.
func (b *Bot) PutBack(ctx context.Context, number string, by Staff) error {
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			return ErrOver
		}
		if !t.Held() {
			return nil
		}
		t.Holder = Staff{}
		m.become(t, Waiting, by, "put back")
		m.remind(m.b.Advisor.answerDue(m.now, t.Urgency), timerPickup, t.Number)
		return nil
	})
}

// Raise marks a ticket as urgent.
func (b *Bot) Raise(ctx context.Context, number string, by Staff) error {
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			return ErrOver
		}
		if t.Urgency == string(knowledge.High) {
			return nil
		}
		t.Urgency = string(knowledge.High)
		m.deed(t, by, "raised to urgent")
		m.notify(notice{Kind: Changed, Ticket: t.Number})
		return nil
	})
}

// Reply is what a member of staff writes to a consulter.
type Reply struct {
	ID        string // the desk's own name for it; the same one is sent once. A Taken or NotTaken notice tells what became of it
	By        Staff
	Text      string
	Confirmed bool // the writer was asked about what looks like a secret, and means it
}

// Answer sends a reply to the consulter. A ticket that nobody has is claimed by it. What looks like a secret, or names
// another consulter's ticket, is refused once with ErrDoubtful.
func (b *Bot) Answer(ctx context.Context, number string, r Reply) error {
	r.Text = strings.TrimSpace(r.Text)
	if r.Text == "" {
		return ErrEmptyReply
	}
	if !r.Confirmed {
		if err := b.doubtfulReply(ctx, number, r.Text); err != nil {
			return fmt.Errorf("ticket %s: %w", number, err)
		}
	}
	defer b.readTicket(ctx, number)
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			if err := m.reopen(t, r.By); err != nil {
				return err
			}
		}
		if t.Held() && t.Holder.ID != r.By.ID {
			return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
		}
		for _, d := range t.History {
			if r.ID != "" && d.Reply == r.ID {
				return nil // the desk's platform delivered it twice
			}
		}
		t.Holder = r.By
		m.become(t, Answered, r.By, "replied")
		t.History[len(t.History)-1].Reply = r.ID
		m.c.Active = m.now
		message := dialog.Message{Kind: dialog.Plain, Text: r.Text}
		if m.c.Gone { // LINE takes what is sent to somebody who has blocked the account, and shows it to nobody
			m.say(Entry{From: FromStaff, Message: message})
			m.notify(notice{Kind: NotTaken, Ticket: t.Number, Reply: r.ID, Text: m.b.phrases.text("desk_undelivered_blocked")})
			return nil
		}
		m.tell(FromStaff, []dialog.Message{message}, parcel{Urgent: true, Ticket: t.Number, Reply: r.ID})
		if len(m.parcels) == 0 && r.ID != "" { // a channel that reads the transcript has it by now
			m.notify(notice{Kind: Taken, Ticket: t.Number, Reply: r.ID})
		}
		return nil
	})
}

// reopen takes a ticket up again that was over, if the consulter has no other.
func (m *move) reopen(t *Ticket, by Staff) error {
	if m.c.Ticket != "" && m.c.Ticket != t.Number {
		return ErrOver
	}
	m.c.Ticket, t.End = t.Number, ""
	m.become(t, Claimed, by, "reopened")
	t.Holder = by
	return nil
}

// ReturnToBot gives the conversation back: the bot goes on where it was.
func (b *Bot) ReturnToBot(ctx context.Context, number string, by Staff) error {
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			return nil
		}
		m.become(t, Returned, by, "returned to the bot")
		return m.resume(t, dialog.GivenBack)
	})
}

// Close ends a ticket. The bot is back when the consulter writes again.
func (b *Bot) Close(ctx context.Context, number string, by Staff, end EndReason) error {
	if !slices.Contains(EndReasons(), end) {
		return fmt.Errorf("ticket %s: %w: %q", number, ErrEndReason, end)
	}
	return b.onTicket(ctx, number, func(m *move, t *Ticket) error {
		if t.Over() {
			return nil
		}
		t.End = end
		m.become(t, Closed, by, "closed: "+string(end))
		return m.resume(t, dialog.Finished)
	})
}

// resume lets the bot speak again.
func (m *move) resume(t *Ticket, how dialog.Ending) error {
	if m.c.Ticket == t.Number {
		m.c.Ticket = ""
	}
	edition, err := m.b.Advisor.edition(m.c.State, m.now)
	if err != nil {
		return &later{err: err}
	}
	out := dialog.Resume(m.c.State, m.b.Advisor.world(edition, t.Number), how)
	m.c.State = out.State
	m.tell(FromBot, out.Messages, parcel{})
	return nil
}

// Tickets returns all tickets, the oldest first.
func (b *Bot) Tickets(ctx context.Context) ([]Ticket, error) {
	return b.ticketsIn(ctx, b.records.numbers)
}

// OpenTickets returns the tickets that are not over, the oldest first.
func (b *Bot) OpenTickets(ctx context.Context) ([]Ticket, error) {
	return b.ticketsIn(ctx, b.records.open)
}

func (b *Bot) ticketsIn(ctx context.Context, index store.Table[ticketNumber]) (out []Ticket, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
		out, err = b.records.listed(r, index)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return out, nil
}

// listed reads the tickets of an index. One whose conversation was erased is left out.
func (r records) listed(tx store.Reader, index store.Table[ticketNumber]) (out []Ticket, err error) {
	for row, err := range index.Scan(tx, nil) {
		if err != nil {
			return nil, err
		}
		t, ok, err := r.tickets.Get(tx, store.K(string(row.Value.Conversation), row.Value.Number))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, t)
		}
	}
	return out, nil
}

// Ticket returns one ticket; ErrNoTicket when there is none.
func (b *Bot) Ticket(ctx context.Context, number string) (t Ticket, err error) {
	conv, err := b.whose(ctx, number)
	if err == nil {
		err = b.Engine.View(ctx, func(r store.Reader) error {
			var ok bool
			t, ok, err = b.records.tickets.Get(r, store.K(string(conv), number))
			if err == nil && !ok {
				err = ErrNoTicket
			}
			return err
		})
	}
	if err != nil {
		return t, fmt.Errorf("ticket %s: %w", number, err)
	}
	return t, nil
}

// forgetNumber takes a ticket of an erased conversation out of the indexes. Its number is not given again.
func (b *Bot) forgetNumber(tx store.Txn, number string) error {
	n, ok := parseNumber(number)
	if !ok {
		return nil // no number of ours
	}
	if err := b.records.open.Delete(tx, store.K(number)); err != nil {
		return err
	}
	return b.records.numbers.Delete(tx, store.Key{}.Uint(n))
}

// doubtfulReply refuses what should not go to this consulter by mistake: a secret, or the number of another ticket.
func (b *Bot) doubtfulReply(ctx context.Context, number, text string) error {
	if arrive(Event{Event: dialog.Event{Text: text}}, time.Time{}).Secrets {
		return ErrDoubtful
	}
	conv, err := b.whose(ctx, number)
	if err != nil {
		return err
	}
	for _, other := range ticketNumbers.FindAllString(knowledge.Fold(text), -1) {
		if whose, err := b.whose(ctx, other); err == nil && whose != conv {
			return fmt.Errorf("%w: it names ticket %s of another consulter", ErrDoubtful, other)
		}
	}
	return nil
}

func parseNumber(number string) (uint64, bool) {
	n, err := strconv.ParseUint(number, 10, 63)
	return n, err == nil
}

// ticketNumbers are runs of digits that may be a ticket's number.
var ticketNumbers = regexp.MustCompile(`\d{4,9}`)

// TicketOf returns the ticket of a conversation that is not over; ok is false when there is none.
func (b *Bot) TicketOf(ctx context.Context, conv ConversationID) (t Ticket, ok bool, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
		conv, err := b.real(r, conv)
		if err != nil {
			return err
		}
		c, _, err := b.records.conversations.Get(r, store.K(string(conv)))
		if err != nil || c.Ticket == "" {
			return err
		}
		t, ok, err = b.records.tickets.Get(r, store.K(string(conv), c.Ticket))
		return err
	})
	if err != nil {
		err = fmt.Errorf("the ticket of conversation %s: %w", conv, err)
	}
	return t, ok, err
}
