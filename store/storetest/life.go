package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"madoguchi/store"
)

func lifeCases() []testCase {
	return []testCase{
		{"contexts", contexts},
		{"waiting with a context", waitingWithContext},
		{"after fn", afterFn},
		{"after close", afterClose},
		{"close waits", closeWaits},
	}
}

func contexts(t *testing.T, e store.Engine) {
	put(t, e, "a=1", "b=2")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	never := func() error { t.Error("fn ran although ctx had ended"); return nil }
	wantErr(t, "View", e.View(over, func(store.Reader) error { return never() }), context.Canceled)
	wantErr(t, "Update", e.Update(over, func(store.Txn) error { return never() }), context.Canceled)
	if _, err := e.Watch(over, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Watch: %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	err := e.View(ctx, func(r store.Reader) error {
		_, err := pairs(func(yield func(store.Entry, error) bool) {
			for x, err := range r.Scan(nil, nil) {
				cancel()
				if !yield(x, err) {
					return
				}
			}
		})
		return err
	})
	wantErr(t, "Scan after ctx has ended", err, context.Canceled)

	ctx, cancel = context.WithCancel(t.Context())
	err = e.Update(ctx, func(tx store.Txn) error {
		defer cancel()
		return tx.Put([]byte("a"), []byte("2"))
	})
	wantErr(t, "Update whose ctx ends before the commit", err, context.Canceled)
	if !errors.Is(err, store.ErrUncertain) {
		equal(t, "store", all(t, e), []string{"a=1", "b=2"})
	}
}

// waitingWithContext: callers that give up waiting for other writers leave no trace and lose nobody's turn.
func waitingWithContext(t *testing.T, e store.Engine) {
	const writers = 40
	var wg sync.WaitGroup
	var mu sync.Mutex
	committed := 0
	for w := range writers {
		ctx, cancel := context.WithCancel(t.Context())
		wg.Go(func() {
			err := increment(ctx, e, []byte("n"))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				committed++
			case errors.Is(err, store.ErrUncertain):
				committed = -1 << 20 // cannot be known
			case !errors.Is(err, context.Canceled):
				t.Errorf("writer %d: %v", w, err)
			}
		})
		wg.Go(func() {
			if w%2 == 0 {
				cancel()
			}
		})
		t.Cleanup(cancel)
	}
	wg.Wait()
	if err := increment(t.Context(), e, []byte("n")); err != nil {
		t.Fatalf("the next writer: %v", err)
	}
	if want := fmt.Sprintf("n=%d", committed+1); committed >= 0 {
		equal(t, "store", all(t, e), []string{want})
	}
}

func afterFn(t *testing.T, e store.Engine) {
	put(t, e, "a=1")
	var r store.Reader
	var tx store.Txn
	view(t, e, func(x store.Reader) error { r = x; return nil })
	update(t, e, func(x store.Txn) error { tx = x; return nil })
	for name, x := range map[string]store.Reader{"Reader": r, "Txn": tx} {
		_, _, err := x.Get([]byte("a"))
		wantErr(t, name+".Get", err, store.ErrTxnDone)
		_, err = pairs(x.Scan(nil, nil))
		wantErr(t, name+".Scan", err, store.ErrTxnDone)
		_, err = pairs(x.Reverse(nil, nil))
		wantErr(t, name+".Reverse", err, store.ErrTxnDone)
	}
	wantErr(t, "Put", tx.Put([]byte("b"), nil), store.ErrTxnDone)
	wantErr(t, "Delete", tx.Delete([]byte("a")), store.ErrTxnDone)
	equal(t, "store", all(t, e), []string{"a=1"})
}

func afterClose(t *testing.T, e store.Engine) {
	put(t, e, "a=1")
	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if c, open := <-changes; open {
		t.Errorf("a watch delivered %q after Close", c.Key)
	}
	wantErr(t, "View", e.View(t.Context(), func(store.Reader) error { return nil }), store.ErrClosed)
	wantErr(t, "Update", e.Update(t.Context(), func(store.Txn) error { return nil }), store.ErrClosed)
	_, err = e.Watch(t.Context(), nil)
	wantErr(t, "Watch", err, store.ErrClosed)
}

func closeWaits(t *testing.T, e store.Engine) {
	inside, leave, closed := make(chan struct{}), make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := e.View(t.Context(), func(r store.Reader) error {
			close(inside)
			<-leave
			_, _, err := r.Get([]byte("a"))
			return err
		})
		if err != nil {
			t.Errorf("the View that Close met: %v", err)
		}
	})
	<-inside
	wg.Go(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		close(closed)
	})
	select {
	case <-closed:
		t.Error("Close did not wait for a View")
	default:
	}
	close(leave)
	wg.Wait()
	<-closed
}
