package loop

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"sync"

	"madoguchi/store"
)

// faulty is an engine that fails on demand: when it should commit, when it should read some table;
// or that runs every update twice, as after a conflict.
type faulty struct {
	store.Engine
	twice bool

	mu     sync.Mutex
	after  int // commits that still succeed before commit fails
	commit error
	fails  int // commits that failed
	read   error
	readOf []byte // the keys that cannot be read
}

// fail makes commits fail from now on, or no more.
func (f *faulty) fail(err error) { f.failAfter(0, err) }

func (f *faulty) failAfter(n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.after, f.commit, f.fails = n, err, 0
}

func (f *faulty) failed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fails
}

// unreadable makes reads fail of keys that begin so.
func (f *faulty) unreadable(prefix []byte, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readOf, f.read = prefix, err
}

var errAgain = errors.New("conflict")

func (f *faulty) Update(ctx context.Context, fn func(store.Txn) error) error {
	run := func(tx store.Txn) error { return fn(faultyTxn{tx, f}) }
	if f.twice {
		err := f.Engine.Update(ctx, func(tx store.Txn) error { return errors.Join(run(tx), errAgain) })
		if !errors.Is(err, errAgain) {
			return err
		}
	}
	return f.Engine.Update(ctx, func(tx store.Txn) error {
		if err := run(tx); err != nil {
			return err
		}
		return f.verdict()
	})
}

func (f *faulty) verdict() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.commit == nil {
		return nil
	}
	if f.after > 0 {
		f.after--
		return nil
	}
	f.fails++
	return f.commit
}

func (f *faulty) View(ctx context.Context, fn func(store.Reader) error) error {
	return f.Engine.View(ctx, func(r store.Reader) error { return fn(faultyReader{r, f}) })
}

func (f *faulty) blocked(key []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.read != nil && bytes.HasPrefix(key, f.readOf) {
		return f.read
	}
	return nil
}

func (f *faulty) get(r store.Reader, key []byte) ([]byte, bool, error) {
	if err := f.blocked(key); err != nil {
		return nil, false, err
	}
	return r.Get(key)
}

func (f *faulty) scan(r store.Reader, start, end []byte) iter.Seq2[store.Entry, error] {
	if err := f.blocked(start); err != nil {
		return func(yield func(store.Entry, error) bool) { yield(store.Entry{}, err) }
	}
	return r.Scan(start, end)
}

type faultyTxn struct {
	store.Txn
	f *faulty
}

func (t faultyTxn) Get(key []byte) ([]byte, bool, error) { return t.f.get(t.Txn, key) }

func (t faultyTxn) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return t.f.scan(t.Txn, start, end)
}

type faultyReader struct {
	store.Reader
	f *faulty
}

func (r faultyReader) Get(key []byte) ([]byte, bool, error) { return r.f.get(r.Reader, key) }

func (r faultyReader) Scan(start, end []byte) iter.Seq2[store.Entry, error] {
	return r.f.scan(r.Reader, start, end)
}
