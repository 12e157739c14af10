package bolt

import (
	"context"
	"fmt"
	"runtime"

	"go.etcd.io/bbolt"

	"madoguchi/store"
)

// maxBatch bounds one commit, and with it what one writer can wait for.
const maxBatch = 512

// A batch is a bbolt transaction with the writes of several Updates, its members.
type batch struct {
	tx      *bbolt.Tx
	data    *bbolt.Bucket
	members int
	changes [][]store.Change // of each member that wrote
	done    chan struct{}    // closed after the commit
	err     error            // its outcome, to be read after done
}

// Update puts concurrent calls into one commit. Writers take turns. Whoever has the turn runs its fn, in its own
// goroutine, over the open batch: it sees what the members before it wrote. Its own writes are kept apart until fn has succeeded,
// so that a failing fn costs the others nothing and no fn runs twice. It then passes the turn; the one behind whom nobody waits
// has the batch committed, and those who came meanwhile form the next one. A lone writer commits at once.
//
// Then all members wait for the commit, those without writes too if there were writes in the batch: what they read there
// is true only if the commit succeeds.
func (e *engine) Update(ctx context.Context, fn func(store.Txn) error) error {
	if !e.gate.Enter() {
		return store.ErrClosed
	}
	defer e.gate.Leave()
	if err := e.line.wait(ctx); err != nil {
		return err
	}
	b, wrote, fnErr := e.take(ctx, fn)
	if b == nil {
		return fnErr
	}
	select {
	case <-b.done:
	case <-ctx.Done():
		select {
		case <-b.done:
		default:
			if !wrote {
				return ctx.Err()
			}
			return fmt.Errorf("%w: %w", store.ErrUncertain, ctx.Err())
		}
	}
	if b.err != nil {
		return b.err
	}
	return fnErr
}

// take uses and passes the turn. It returns the batch whose commit the outcome depends on; nil if none.
func (e *engine) take(ctx context.Context, fn func(store.Txn) error) (b *batch, wrote bool, err error) {
	defer e.pass() // also when fn panics
	if err := e.usable(); err != nil {
		return nil, false, err
	}
	b, err = e.join()
	if err != nil {
		return nil, false, err
	}
	r := &reader{ctx: ctx, data: b.data}
	p := store.NewPending(r)
	defer func() { r.done = true; p.Finish() }()
	err = fn(p)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		wrote, err = e.add(b, p.Changes())
	}
	if len(b.changes) == 0 {
		return nil, false, err
	}
	return b, wrote, err
}

// join returns the open batch, or begins one.
func (e *engine) join() (*batch, error) {
	if e.batch == nil {
		b := &batch{done: make(chan struct{})}
		err := guard(func() (err error) {
			if b.tx, err = e.db.Begin(true); err == nil {
				b.data = b.tx.Bucket(dataBucket)
			}
			return err
		})
		if err != nil {
			if b.tx != nil {
				e.undo(b.tx)
			}
			return nil, fmt.Errorf("store: begin to write: %w", err)
		}
		e.batch = b
	}
	e.batch.members++
	return e.batch, nil
}

// add moves a member's writes into the batch. If that fails half way the batch is lost for all.
func (e *engine) add(b *batch, changes []store.Change) (wrote bool, err error) {
	made := changes[:0]
	err = guard(func() error {
		for _, c := range changes {
			if !c.Deleted {
				if err := b.data.Put(c.Key, c.Value); err != nil {
					return err
				}
			} else if b.data.Get(c.Key) == nil {
				continue
			} else if err := b.data.Delete(c.Key); err != nil {
				return err
			}
			made = append(made, c)
		}
		return nil
	})
	if err != nil {
		err = fmt.Errorf("store: write: %w", err)
		e.batch = nil
		e.undo(b.tx)
		b.err = err
		close(b.done)
		return false, err
	}
	if len(made) > 0 {
		b.changes = append(b.changes, made)
	}
	return len(made) > 0, nil
}

// pass ends a turn: the next writer joins the batch or, when there is none or the batch is full, it is committed.
func (e *engine) pass() {
	b := e.batch
	if b == nil {
		e.line.next(false)
		return
	}
	if b.members < maxBatch {
		if e.line.next(true) {
			return
		}
		// The writers of the batch before are only just being woken: without this every other batch would be small.
		for i := 0; i < e.gather && b.members < e.last; i++ {
			runtime.Gosched()
			if e.line.next(true) {
				return
			}
		}
	}
	e.batch, e.last = nil, b.members
	if len(b.changes) == 0 {
		e.undo(b.tx)
		e.line.next(false)
		return
	}
	e.commits.Go(func() {
		e.commit(b)
		e.pass()
	})
}

// commit makes a batch durable, tells the watchers and then the members. A member whose ctx ends does not wait.
func (e *engine) commit(b *batch) {
	defer close(b.done)
	id := b.tx.ID()
	if err := guard(b.tx.Commit); err != nil {
		b.err = e.failed(b.tx, id, err)
		return
	}
	for _, changes := range b.changes {
		e.feed.Publish(changes)
	}
}

// failed decides what a failed commit means. bbolt has rolled back unless the last step failed, writing and syncing the meta page: then
// the commit may or may not be on the disk, and nothing may be built on it before the file is read again.
func (e *engine) failed(tx *bbolt.Tx, id int, cause error) error {
	cause = fmt.Errorf("store: commit: %w", cause)
	if !e.undo(tx) {
		return fmt.Errorf("%w: %w", store.ErrUncertain, cause)
	}
	now := id
	err := guard(func() error {
		return e.db.View(func(tx *bbolt.Tx) error { now = tx.ID(); return nil })
	})
	if err == nil && now < id {
		return cause
	}
	broken := fmt.Errorf("store: writing has failed at an earlier commit, restart madoguchi: %w", cause)
	e.broken.CompareAndSwap(nil, &broken)
	return fmt.Errorf("%w: %w", store.ErrUncertain, cause)
}

// undo rolls a transaction back. False: bbolt failed at it and keeps its lock; the engine takes no more writes.
func (e *engine) undo(tx *bbolt.Tx) bool {
	err := guard(func() error {
		tx.Rollback() // ErrTxClosed after a failed commit, which has rolled back itself
		return nil
	})
	if err != nil {
		broken := fmt.Errorf("store: %w: %w", errStuck, err)
		e.broken.CompareAndSwap(nil, &broken)
	}
	return err == nil
}
