package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"madoguchi/store"
)

// together runs Updates so that they join one batch, in this order: they queue up while the turn is taken.
func together(t *testing.T, e *engine, updates ...func()) {
	t.Helper()
	if err := e.line.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i, u := range updates {
		wg.Go(u)
		for e.line.length() <= i {
			runtime.Gosched()
		}
	}
	e.pass()
	wg.Wait()
}

func (l *line) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.waiting)
}

func txid(t *testing.T, e *engine) int {
	t.Helper()
	tx, err := e.db.Begin(false)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	return tx.ID()
}

// TestGroupCommit: writers that wait together are committed together; those that fail or panic cost the others nothing, and no
// function runs twice.
func TestGroupCommit(t *testing.T) {
	e := opened(t, filepath.Join(t.TempDir(), "test.db"))
	defer e.Close()
	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const n = 30
	errMine := errors.New("mine")
	var ran [n]int
	var updates []func()
	for i := range n {
		updates = append(updates, func() {
			defer func() {
				if p := recover(); (p != nil) != (i%3 == 2) {
					t.Errorf("member %d: panic %v", i, p)
				}
			}()
			err := e.Update(t.Context(), func(tx store.Txn) error {
				ran[i]++
				if err := tx.Put(fmt.Appendf(nil, "%02d", i), nil); err != nil {
					return err
				}
				switch i % 3 {
				case 1:
					return errMine
				case 2:
					panic("on purpose")
				}
				return nil
			})
			if want := map[bool]error{true: errMine}[i%3 == 1]; err != want {
				t.Errorf("member %d: %v, want %v", i, err, want)
			}
		})
	}
	before := txid(t, e)
	together(t, e, updates...)
	if got := txid(t, e) - before; got != 1 {
		t.Errorf("%d commits, want 1", got)
	}
	for i, times := range ran {
		if times != 1 {
			t.Errorf("member %d ran %d times", i, times)
		}
	}
	for i := 0; i < n; i += 3 {
		if c := <-changes; string(c.Key) != fmt.Sprintf("%02d", i) {
			t.Errorf("change %q, want %02d", c.Key, i)
		}
	}
}

// TestNothingToCommit: Updates without writes cost no commit.
func TestNothingToCommit(t *testing.T) {
	e := opened(t, filepath.Join(t.TempDir(), "test.db"))
	defer e.Close()
	before := txid(t, e)
	for _, fn := range []func(store.Txn) error{
		func(tx store.Txn) error { return nil },
		func(tx store.Txn) error { _, _, err := tx.Get([]byte("a")); return err },
		func(tx store.Txn) error { return tx.Delete([]byte("missing")) },
	} {
		if err := e.Update(t.Context(), fn); err != nil {
			t.Error(err)
		}
	}
	if got := txid(t, e) - before; got != 0 {
		t.Errorf("%d commits, want 0", got)
	}
}

// TestUncertain: a writer whose context ends during the commit does not wait for it and does not claim to know.
func TestUncertain(t *testing.T) {
	e := opened(t, filepath.Join(t.TempDir(), "test.db"))
	defer e.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var err error
	together(t, e,
		func() {
			err = e.Update(ctx, func(tx store.Txn) error { return tx.Put([]byte("a"), nil) })
		},
		func() {
			e.Update(t.Context(), func(tx store.Txn) error {
				cancel() // the first member has had its turn and waits for the commit, which this one delays
				for range 1000 {
					runtime.Gosched()
				}
				return tx.Put([]byte("b"), nil)
			})
		})
	if err != nil && (!errors.Is(err, store.ErrUncertain) || !errors.Is(err, context.Canceled)) {
		t.Errorf("error %v", err)
	}
	if got := contents(t, e); got != "a= b=" {
		t.Errorf("store holds %q", got)
	}
}
