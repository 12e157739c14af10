package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

// ConversationID names one conversation with one consulter. It is made of keyed hashes or random bytes, never of a
// platform's own id.
type ConversationID string

// EventID is the platform's name for one thing that happened, unique within its conversation. A second event of the
// same id is the same event delivered again.
type EventID string

// Event is something a consulter did, as an adapter hands it over.
type Event struct {
	ID EventID
	dialog.Event
}

// Advisor is what a consultation is taken with: the base and how to match it, the desk's hours, the clock.
type Advisor struct {
	Base     *knowledge.Base
	Match    knowledge.Matcher
	Calendar *Calendar
	Desk     string           // the desk's name
	Now      func() time.Time // the clock
}

// Step takes one step of a consultation. Secrets are taken out of what was written before anything else sees it; that
// is done here so that no adapter can forget it.
func (a *Advisor) Step(s dialog.State, e dialog.Event, ticket string) (dialog.Outcome, string) {
	masked, found := mask.Chat(e.Text)
	e.Text, e.Secrets = masked, found[mask.Secret]+found[mask.Card]+found[mask.MyNumber] > 0
	return dialog.Step(s, e, a.world(ticket)), masked
}

// Mask takes secrets out of a text as Step does.
func Mask(text string) string {
	masked, _ := mask.Chat(text)
	return masked
}

func (a *Advisor) world(ticket string) dialog.World {
	return dialog.World{Base: a.Base, Match: a.Match, Calendar: a.Calendar, Now: a.Calendar.In(a.Now()), Ticket: ticket, Desk: a.Desk}
}

// Options are what a Bot is made of. All are needed.
type Options struct {
	Engine  store.Engine
	Sealer  *store.Sealer
	Advisor *Advisor
	Log     *slog.Logger
}

// Bot keeps conversations: every event is stepped and stored in one commit. It is safe for concurrent use.
type Bot struct {
	Options
	records records
}

// New makes a Bot.
func New(o Options) (*Bot, error) {
	if o.Engine == nil || o.Sealer == nil || o.Advisor == nil || o.Log == nil {
		return nil, errors.New("bot: engine, sealer, advisor and log are needed")
	}
	return &Bot{Options: o, records: newRecords(o.Sealer)}, nil
}

// Receive takes an event: one commit holds the new state, what was said on both sides, and a ticket if one was asked for.
// When it returns nil all of that is durable. An event that was taken before changes nothing.
func (b *Bot) Receive(ctx context.Context, conv ConversationID, e Event) error {
	if conv == "" || e.ID == "" {
		return errors.New("bot: an event needs its conversation's id and its own") // without, all would be the same event
	}
	var opened *Ticket
	err := b.Engine.Update(ctx, func(tx store.Txn) error {
		opened = nil
		if err := b.Sealer.Ensure(tx, string(conv)); err != nil {
			return err
		}
		c, _, err := b.records.conversations.Get(tx, store.K(string(conv)))
		if err != nil {
			return err
		}
		if c.saw(e.ID) || e.Kind == dialog.Start && c.Lines > 0 { // who has been greeted is not greeted again
			return nil
		}
		number, err := b.records.nextTicket(tx)
		if err != nil {
			return err
		}
		out, said := b.Advisor.Step(c.State, e.Event, strconv.FormatUint(number, 10))
		c.State = out.State
		if err := b.records.say(tx, conv, &c, b.Advisor.Now(), e.Kind, said, out.Messages); err != nil {
			return err
		}
		if out.Handoff != nil {
			t := b.ticket(conv, out)
			opened = &t
			if err := b.records.openTicket(tx, number, t); err != nil {
				return err
			}
		}
		return b.records.conversations.Put(tx, store.K(string(conv)), c)
	})
	if err != nil {
		return fmt.Errorf("take event %s of conversation %s: %w", e.ID, conv, err)
	}
	if opened != nil {
		b.Log.Info("ticket opened", "ticket", opened.Number, "conversation", conv, "reason", opened.Reason, "urgency", opened.Urgency)
	}
	return nil
}

func (b *Bot) ticket(conv ConversationID, out dialog.Outcome) Ticket {
	t := Ticket{
		Number: out.Handoff.Ticket, Conversation: conv, Reason: string(out.Handoff.Reason), Opened: b.Advisor.Now(), Promised: out.Handoff.When,
		FAQ: out.State.FAQ, Facts: out.State.Facts, Summary: dialog.Summary(out.State, b.Advisor.world(out.Handoff.Ticket)), Urgency: string(out.Urgency),
	}
	if t.Urgency == "" { // nothing is known of the matter yet
		t.Urgency = string(knowledge.Normal)
	}
	return t
}

// Transcript returns what was said in a conversation after a line, in order; 0 is before the first. A conversation
// that nobody began is empty.
func (b *Bot) Transcript(ctx context.Context, conv ConversationID, after uint64) ([]Line, error) {
	var out []Line
	err := b.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range b.records.lines.Range(r, store.K(string(conv)).Uint(after+1), store.K(string(conv)).Uint(1<<62)) {
			if err != nil {
				return err
			}
			out = append(out, row.Value)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read conversation %s: %w", conv, err)
	}
	return out, nil
}

// Follow returns a channel that is sent to whenever a conversation may have new lines. It is closed when ctx ends, when
// the store closes, and when the receiver fell too far behind: then Transcript tells what was missed.
func (b *Bot) Follow(ctx context.Context, conv ConversationID) (<-chan struct{}, error) {
	changes, err := b.Engine.Watch(ctx, b.records.lines.Key(store.K(string(conv))))
	if err != nil {
		return nil, fmt.Errorf("follow conversation %s: %w", conv, err)
	}
	out := make(chan struct{}, 1)
	go func() {
		defer close(out)
		for range changes {
			select {
			case out <- struct{}{}:
			default: // one signal is waiting already
			}
		}
	}()
	return out, nil
}

// Tickets returns all tickets, the oldest first.
func (b *Bot) Tickets(ctx context.Context) ([]Ticket, error) {
	var out []Ticket
	err := b.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range b.records.numbers.Scan(r, nil) {
			if err != nil {
				return err
			}
			t, ok, err := b.records.tickets.Get(r, store.K(string(row.Value.Conversation), row.Value.Number))
			if err != nil {
				return err
			}
			if ok {
				out = append(out, t)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read tickets: %w", err)
	}
	return out, nil
}
