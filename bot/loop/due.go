package loop

import (
	"context"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// Due is what of the store has been kept for long enough at some moment, by kind, and what stays for
// ever. It holds no words.
type Due struct {
	At            time.Time     `json:"at"`
	Keep          bot.Retention `json:"keep"`
	Conversations int           `json:"conversations"` // that are kept in all
	Words         int           `json:"words"`         // conversations whose words go
	Lines         int           `json:"lines"`         // that are in them
	All           int           `json:"all"`           // conversations of which all goes
	Files         int           `json:"files"`         // pictures and files that go by themselves
	Open          int           `json:"open"`          // conversations that stay, for their ticket is not over
	Unreadable    int           `json:"unreadable"`    // conversations of which it cannot be told
	Tallies       []Tallied     `json:"tallies,omitempty"`
}

// Due looks at what would go at a moment, and lets nothing go.
func (l *Loop) Due(ctx context.Context, at time.Time) (Due, error) {
	return l.Eraser().Due(ctx, l.o.Keep, at)
}

// Due looks at what would go at a moment, and lets nothing go.
func (x *Eraser) Due(ctx context.Context, keep bot.Retention, at time.Time) (d Due, err error) {
	keep = keep.Filled()
	err = x.engine.View(ctx, func(r store.Reader) error {
		d = Due{At: at, Keep: keep}
		for at, err := range x.records.conversations.Keys(r, nil) {
			if err != nil {
				return err
			}
			if name := store.ReadKey(at); name.Str() == string(bot.TheDesk) {
				continue
			}
			d.Conversations++
			c, ok, err := x.records.conversations.Get(r, at)
			if err != nil || !ok {
				d.Unreadable++
				continue
			}
			if err := x.due(r, at, c, &d); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		d.Tallies, err = tallies(ctx, x.engine, x.records)
	}
	if err != nil {
		return d, fmt.Errorf("look at what was kept for long enough: %w", err)
	}
	return d, nil
}

func (x *Eraser) due(r store.Reader, at store.Key, c bot.Conversation, d *Due) error {
	held := c.Ticket != ""
	c.Ticket = ""
	when, what := c.RetireAt(d.At, d.Keep)
	gone := !when.After(d.At)
	expired := !c.Active.Add(d.Keep.Files).After(d.At)
	switch {
	case held && (gone || expired):
		d.Open++
		return nil
	case gone && (what == bot.RetireAll || !c.Active.Add(d.Keep.Facts).After(d.At)):
		d.All++
		return nil
	case gone:
		d.Words++
	}
	for row, err := range x.records.entries.Scan(r, at) {
		if err != nil {
			return err
		}
		if gone {
			d.Lines++
		}
		if f := row.Value.File; f != nil && f.Pieces > 0 && expired {
			d.Files++
		}
	}
	return nil
}
