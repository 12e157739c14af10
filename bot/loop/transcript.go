package loop

import (
	"context"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// Transcript returns what was said in a conversation after a line, in order; 0 is before the first.
// A conversation that nobody began is empty.
func (l *Loop) Transcript(ctx context.Context, conv bot.ConversationID, after uint64) ([]bot.Entry, error) {
	var out []bot.Entry
	err := l.o.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		conv, err := l.real(r, conv)
		if err != nil {
			return err
		}
		for row, err := range l.records.entries.Range(r, store.K(string(conv)).Uint(after+1), store.K(string(conv)).Uint(1<<62)) {
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

// Where returns the conversation under which a conversation is kept: another one once a case is
// carried on from elsewhere.
func (l *Loop) Where(ctx context.Context, conv bot.ConversationID) (real bot.ConversationID, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		real, err = l.real(r, conv)
		return err
	})
	return real, err
}

// Follow returns a channel that is sent to whenever a conversation may have new lines. It is closed
// when ctx ends, when the store closes, when the conversation is carried on elsewhere, and when the
// receiver fell too far behind: then Transcript tells what was missed.
func (l *Loop) Follow(ctx context.Context, conv bot.ConversationID) (<-chan struct{}, error) {
	kept, err := l.Where(ctx, conv)
	if err != nil {
		return nil, fmt.Errorf("follow conversation %s: %w", conv, err)
	}
	ctx, stop := context.WithCancel(ctx)
	changes, err := l.o.Engine.Watch(ctx, l.records.entries.Key(store.K(string(kept))))
	var moved <-chan store.Change
	if err == nil {
		moved, err = l.o.Engine.Watch(ctx, l.records.aliases.Key(store.K(string(kept))))
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("follow conversation %s: %w", conv, err)
	}
	out := make(chan struct{}, 1)
	go func() {
		defer stop()
		defer close(out)
		for {
			select {
			case _, ok := <-changes:
				if !ok {
					return
				}
			case <-moved: // it is carried on elsewhere, or the watch has ended
				return
			}
			select {
			case out <- struct{}{}:
			default: // one signal is waiting already
			}
		}
	}()
	return out, nil
}

// real follows a conversation that was carried on elsewhere to where it is kept.
func (l *Loop) real(r store.Reader, conv bot.ConversationID) (bot.ConversationID, error) {
	to, ok, err := l.records.aliases.Get(r, store.K(string(conv)))
	if err != nil || !ok {
		return conv, err
	}
	return bot.ConversationID(to), nil
}
