package loop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// What staff do with tickets. The rules are bot's.

// Act applies what staff do to a ticket's conversation. What is done most has a method of its own
// below.
func (l *Loop) Act(ctx context.Context, number string, in bot.Input) error {
	conv, err := l.whose(ctx, number)
	if err == nil {
		err = l.change(ctx, conv, func(*snapshot) (turn, error) { return turn{input: in}, nil })
	}
	if err != nil {
		return fmt.Errorf("ticket %s: %w", number, err)
	}
	return nil
}

// whose returns the conversation that a ticket belongs to.
func (l *Loop) whose(ctx context.Context, number string) (conv bot.ConversationID, err error) {
	n, ok := parseNumber(number)
	if !ok {
		return "", bot.ErrNoTicket
	}
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		at, ok, err := l.records.numbers.Get(r, store.Key{}.Uint(n))
		if err == nil && !ok {
			err = bot.ErrNoTicket
		}
		conv = at.Conversation
		return err
	})
	return conv, err
}

// Claim gives a ticket to a member of staff; see bot.Claim.
func (l *Loop) Claim(ctx context.Context, number string, by bot.Staff) error {
	err := l.Act(ctx, number, bot.Claim{Number: number, By: by})
	if err == nil {
		l.readTicket(ctx, number)
	}
	return err
}

// readTicket shows the consulter that a ticket has been read.
func (l *Loop) readTicket(ctx context.Context, number string) {
	if conv, err := l.whose(ctx, number); err == nil {
		l.markRead(ctx, conv)
	}
}

// Assign gives a ticket to a colleague, whoever has it now.
func (l *Loop) Assign(ctx context.Context, number string, to, by bot.Staff) error {
	return l.Act(ctx, number, bot.Assign{Number: number, To: to, By: by})
}

// PutBack lets go of a ticket: it waits again for somebody.
func (l *Loop) PutBack(ctx context.Context, number string, by bot.Staff) error {
	return l.Act(ctx, number, bot.PutBack{Number: number, By: by})
}

// Raise marks a ticket as urgent.
func (l *Loop) Raise(ctx context.Context, number string, by bot.Staff) error {
	return l.Act(ctx, number, bot.Raise{Number: number, By: by})
}

// Answer sends a reply to the consulter; see bot.Answer.
func (l *Loop) Answer(ctx context.Context, number string, r bot.Reply) error {
	r.Text = strings.TrimSpace(r.Text)
	err := l.Act(ctx, number, bot.Answer{Number: number, Reply: r, Secret: secretIn(r.Text)})
	if err == nil {
		l.readTicket(ctx, number)
	}
	return err
}

// ReturnToBot gives the conversation back: the bot goes on where it was.
func (l *Loop) ReturnToBot(ctx context.Context, number string, by bot.Staff) error {
	return l.Act(ctx, number, bot.HandBack{Number: number, By: by})
}

// Close ends a ticket. The bot is back when the consulter writes again.
func (l *Loop) Close(ctx context.Context, number string, by bot.Staff, end bot.EndReason) error {
	return l.Act(ctx, number, bot.Close{Number: number, By: by, End: end, Confirmed: true})
}

// Reopen takes a ticket up again that was over.
func (l *Loop) Reopen(ctx context.Context, number string, by bot.Staff) error {
	return l.Act(ctx, number, bot.Reopen{Number: number, By: by})
}

// Jot adds a note to a ticket that only staff see.
func (l *Loop) Jot(ctx context.Context, number string, by bot.Staff, text string) error {
	return l.Act(ctx, number, bot.Jot{Number: number, By: by, Text: text})
}

// Reach is how a ticket's consulter can be reached; that by was shown it is written down first.
func (l *Loop) Reach(ctx context.Context, number string, by bot.Staff) (out bot.Reach, err error) {
	if err := l.Act(ctx, number, bot.SeeReach{Number: number, By: by}); err != nil {
		return out, err
	}
	conv, err := l.whose(ctx, number)
	if err == nil {
		err = l.o.Engine.View(ctx, func(r store.Reader) error {
			out, _, err = l.records.reach.Get(r, store.K(string(conv)))
			return err
		})
	}
	if err != nil {
		return out, fmt.Errorf("ticket %s: %w", number, err)
	}
	return out, nil
}

// Categorize files a ticket under a category.
func (l *Loop) Categorize(ctx context.Context, number string, by bot.Staff, category string) error {
	return l.Act(ctx, number, bot.Categorize{Number: number, By: by, Category: category})
}

// Tickets returns all tickets, the oldest first.
func (l *Loop) Tickets(ctx context.Context) ([]bot.Ticket, error) {
	return l.ticketsIn(ctx, l.records.numbers)
}

// ReadTickets returns all tickets of a store that no loop has open, the oldest first.
func ReadTickets(ctx context.Context, e store.Engine, s *store.Sealer) (out []bot.Ticket, err error) {
	rec := newRecords(s)
	err = e.View(ctx, func(r store.Reader) error {
		out, err = rec.listed(r, rec.numbers)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return out, nil
}

// OpenTickets returns the tickets that are not over, the oldest first.
func (l *Loop) OpenTickets(ctx context.Context) ([]bot.Ticket, error) {
	return l.ticketsIn(ctx, l.records.open)
}

func (l *Loop) ticketsIn(ctx context.Context, index store.Table[ticketNumber]) (out []bot.Ticket, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out, err = l.records.listed(r, index)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return out, nil
}

// at reads the ticket that an index names; false when its conversation was erased. Its key is the
// first that is destroyed, and the indexes are cleared last.
func (r records) at(tx store.Reader, where ticketNumber) (bot.Ticket, bool, error) {
	t, ok, err := r.tickets.Get(tx, store.K(string(where.Conversation), where.Number))
	if errors.Is(err, store.ErrErased) {
		return bot.Ticket{}, false, nil
	}
	return t, ok, err
}

// ticketsOf reads the tickets of a conversation.
func (r records) ticketsOf(tx store.Reader, conv store.Key) (out []bot.Ticket, err error) {
	for row, err := range r.tickets.Scan(tx, conv) {
		if err != nil {
			return nil, err
		}
		out = append(out, row.Value)
	}
	return out, nil
}

// listed reads the tickets of an index, the oldest first: the keys of the open ones are texts, in
// which 10000 comes before 9999.
func (r records) listed(tx store.Reader, index store.Table[ticketNumber]) (out []bot.Ticket, err error) {
	for row, err := range index.Scan(tx, nil) {
		if err != nil {
			return nil, err
		}
		t, ok, err := r.at(tx, row.Value)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b bot.Ticket) int {
		return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), strings.Compare(a.Number, b.Number))
	})
	return out, nil
}

// Ticket returns one ticket; bot.ErrNoTicket when there is none.
func (l *Loop) Ticket(ctx context.Context, number string) (t bot.Ticket, err error) {
	conv, err := l.whose(ctx, number)
	if err == nil {
		err = l.o.Engine.View(ctx, func(r store.Reader) error {
			var ok bool
			t, ok, err = l.records.tickets.Get(r, store.K(string(conv), number))
			if err == nil && !ok {
				err = bot.ErrNoTicket
			}
			return err
		})
	}
	if err != nil {
		return t, fmt.Errorf("ticket %s: %w", number, err)
	}
	return t, nil
}

// Since returns the tickets that were opened from a time on, the latest first.
func (l *Loop) Since(ctx context.Context, from time.Time) (out []bot.Ticket, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range l.records.numbers.Reverse(r, nil) {
			if err != nil {
				return err
			}
			t, ok, err := l.records.at(r, row.Value)
			switch {
			case err != nil:
				return err
			case !ok:
				continue
			case t.Opened.Before(from):
				return nil
			}
			out = append(out, t)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return out, nil
}

// Refs are the names that the desk's platform gave to what was shown of a ticket, see bot.Desk; and
// the name by which its consulter goes.
func (l *Loop) Refs(ctx context.Context, number string) (refs map[string]string, name string, err error) {
	conv, err := l.whose(ctx, number)
	if err == nil {
		err = l.o.Engine.View(ctx, func(r store.Reader) error {
			refs, err = l.records.refsOf(r, store.K(string(conv), number))
			return err
		})
	}
	if err != nil {
		return nil, "", fmt.Errorf("ticket %s: %w", number, err)
	}
	return refs, refs[nameRef], nil
}
