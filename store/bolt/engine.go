package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"madoguchi/store"
	"madoguchi/store/internal/gate"
)

var (
	markerBucket = []byte("madoguchi")
	formatKey    = []byte("format")
	dataBucket   = []byte("data")
)

// engine implements store.Engine, store.Snapshotter and store.Checker.
type engine struct {
	db   *bbolt.DB
	gate gate.Gate
	feed store.Feed

	line    line           // the writers' queue
	batch   *batch         // the open batch; belongs to whoever has the turn
	last    int            // members of the batch before; likewise
	gather  int            // how often a batch smaller than the one before yields to late writers
	commits sync.WaitGroup // commits in progress: they may outlive their callers

	broken atomic.Pointer[error] // set when the file can no longer be written safely
}

func newEngine(db *bbolt.DB, tune tuning) *engine {
	return &engine{db: db, gather: tune.gather}
}

func (e *engine) View(ctx context.Context, fn func(store.Reader) error) error {
	return e.read(ctx, func(tx *bbolt.Tx) error {
		r := &reader{ctx: ctx}
		err := guard(func() error {
			if r.data = tx.Bucket(dataBucket); r.data == nil {
				return fmt.Errorf("%w: no data bucket", store.ErrDamaged)
			}
			return nil
		})
		if err != nil {
			return err
		}
		defer func() { r.done = true }()
		return fn(r)
	})
}

// read runs fn in a read transaction, which it always ends.
func (e *engine) read(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if !e.gate.Enter() {
		return store.ErrClosed
	}
	defer e.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := e.db.Begin(false)
	if err != nil {
		return fmt.Errorf("store: begin to read: %w", err)
	}
	defer tx.Rollback() // never fails on an open transaction
	return fn(tx)
}

func (e *engine) Watch(ctx context.Context, prefix []byte) (<-chan store.Change, error) {
	return e.feed.Watch(ctx, prefix)
}

// Snapshot copies the file as it is now, page by page; see store.Snapshotter. Free pages are copied too: what was deleted
// shortly before can still be in them.
func (e *engine) Snapshot(ctx context.Context, w io.Writer) (n int64, err error) {
	err = e.read(ctx, func(tx *bbolt.Tx) error {
		n, err = tx.WriteTo(stopping{ctx, w})
		return err
	})
	if err != nil && !errors.Is(err, store.ErrClosed) {
		if ctx.Err() != nil {
			err = ctx.Err() // bbolt does not wrap
		}
		err = fmt.Errorf("store: snapshot: %w", err)
	}
	return n, err
}

// stopping is a Writer that fails when ctx has ended.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// Check implements store.Checker: our own walk over all pages and then bbolt's examination. It holds up writers
// and does not stop when ctx ends.
func (e *engine) Check(ctx context.Context) error {
	if !e.gate.Enter() {
		return store.ErrClosed
	}
	defer e.gate.Leave()
	if err := e.line.wait(ctx); err != nil {
		return err
	}
	defer e.pass()
	if b := e.batch; b != nil { // what waits for its commit would be held up too
		e.batch = nil
		e.commit(b)
	}
	if err := e.usable(); err != nil {
		return err
	}
	if err := walkPath(e.db.Path(), false); err != nil {
		return err
	}
	b, err := e.join() // to write: what bbolt checks includes the list of free pages, which a commit would change
	if err != nil {
		return err
	}
	const most = 5
	var faults []string
	for fault := range b.tx.Check() {
		if len(faults) < most {
			faults = append(faults, fault.Error())
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %s", store.ErrDamaged, strings.Join(faults, "; "))
	}
	return nil
}

func (e *engine) Close() error {
	if !e.gate.Shut() {
		return nil
	}
	e.commits.Wait()
	e.feed.Close()
	if err := e.usable(); errors.Is(err, errStuck) {
		return nil // bbolt holds its own lock; the process has to end
	}
	if err := e.db.Close(); err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return nil
}

// errStuck: bbolt could not even undo; its write lock is lost.
var errStuck = errors.New("restart madoguchi")

// usable returns why the file can no longer be written, if so.
func (e *engine) usable() error {
	if err := e.broken.Load(); err != nil {
		return *err
	}
	return nil
}
