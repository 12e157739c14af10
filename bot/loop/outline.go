package loop

import (
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// Outlines returns all conversations that are kept, without words, for the desk's figures. One that
// cannot be read is left out: figures must not fail for it.
func (l *Loop) Outlines(ctx context.Context) (out []bot.Outline, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		table := l.records.conversations
		start, end := table.Key(nil).Range()
		for e, err := range r.Scan(start, end) {
			if err != nil {
				return err
			}
			c, ok, err := table.Get(r, e.Key[len(table.Key(nil)):])
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
