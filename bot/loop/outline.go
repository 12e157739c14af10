package loop

import (
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// Standing is what a conversation was taken for, and the number of its ticket; both may be empty.
func (l *Loop) Standing(ctx context.Context, conv bot.ConversationID) (entry, ticket string, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		c, _, err := l.records.conversations.Get(r, store.K(string(conv)))
		entry, ticket = c.State.FAQ, c.Ticket
		return err
	})
	if err != nil {
		err = fmt.Errorf("read conversation %s: %w", conv, err)
	}
	return entry, ticket, err
}

// Outlines returns all conversations that are kept, without words, for the desk's figures. One that
// cannot be read is left out: figures must not fail for it.
func (l *Loop) Outlines(ctx context.Context) (out []bot.Outline, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for at, err := range l.records.conversations.Keys(r, nil) {
			if err != nil {
				return err
			}
			c, ok, err := l.records.conversations.Get(r, at)
			if err == nil && ok {
				out = append(out, c.Outlines()...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	return out, nil
}

// Tallies are the numbers that stay of what is erased, by month.
func (l *Loop) Tallies(ctx context.Context) ([]Tallied, error) {
	return tallies(ctx, l.o.Engine, l.records)
}

// Tallied is what was counted of a month.
type Tallied struct {
	Month string `json:"month"`
	bot.Tally
}

func tallies(ctx context.Context, e store.Engine, r records) (out []Tallied, err error) {
	err = e.View(ctx, func(tx store.Reader) error {
		out = nil
		for row, err := range r.tallies.Scan(tx, nil) {
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			out = append(out, Tallied{k.Str(), row.Value})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the numbers that stay: %w", err)
	}
	return out, nil
}
