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
		table := l.records.conversations
		start, end := table.Key(nil).Range()
		for e, err := range r.Scan(start, end) {
			if err != nil {
				return err
			}
			c, ok, err := table.Get(r, e.Key[len(table.Key(nil)):])
			if err == nil && ok && !c.State.Begun.IsZero() && !c.IsDrill() {
				out = append(out, c.Outline())
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read conversations: %w", err)
	}
	return out, nil
}
