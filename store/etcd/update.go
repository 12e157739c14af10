package etcd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/store"
)

// Why an Update runs its function again. With both it is certain that nothing was written.
var errConflict = errors.New("something read has changed")

// lost is a commit that never arrived.
type lost struct{ cause error }

func (l *lost) Error() string { return "commit lost: " + l.cause.Error() }

func (e *engine) Update(ctx context.Context, fn func(store.Txn) error) error {
	if !e.gate.Enter() {
		return store.ErrClosed
	}
	defer e.gate.Leave()
	began, turn := time.Now(), turn{lanes: e.lanes}
	defer turn.end() // also when fn panics
	for {
		if err := turn.begin(ctx); err != nil {
			return err
		}
		seen, err := e.try(ctx, fn)
		never := (*lost)(nil)
		switch {
		case err == errConflict && turn.conflicts == maxConflicts:
			return fmt.Errorf("%w: %d times in a row", store.ErrConflict, maxConflicts)
		case err == errConflict:
			turn.conflict(seen.first)
		case errors.As(err, &never) && time.Since(began) > e.timing.patience:
			return e.fault(ctx, "commit", never.cause)
		case never == nil:
			return err
		}
	}
}

// try runs fn once and commits. Without writes there is nothing to commit: what fn read was so at the reader's revision,
// which is not older than the call.
func (e *engine) try(ctx context.Context, fn func(store.Txn) error) (*reads, error) {
	r := &reader{engine: e, ctx: ctx, reads: new(reads)}
	p := store.NewPending(r)
	defer func() { r.done = true; p.Finish() }()
	if err := fn(p); err != nil {
		return r.reads, err
	}
	if err := ctx.Err(); err != nil {
		return r.reads, err
	}
	changes := p.Changes()
	if len(changes) == 0 {
		return r.reads, nil
	}
	return r.reads, e.commit(ctx, r, changes)
}
