package loop

import (
	"context"
	"errors"

	"madoguchi/store"
)

// update commits, and remembers whether that is possible at all.
func (l *Loop) update(ctx context.Context, fn func(store.Txn) error) error {
	var refused error // by fn: nothing was to be written
	err := l.o.Engine.Update(ctx, func(tx store.Txn) error {
		refused = fn(tx)
		return refused
	})
	switch {
	case err == nil:
		l.unwritable.Store(nil)
	case refused == nil && ctx.Err() == nil && !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrTooLarge):
		l.unwritable.Store(&err)
	}
	return err
}

// Writable says whether what is accepted can be kept: nil, or why the latest commit failed. The
// loop writes every now and then by itself, and oftener while it cannot, so that it is soon known.
func (l *Loop) Writable() error {
	if err := l.unwritable.Load(); err != nil {
		return *err
	}
	return nil
}
