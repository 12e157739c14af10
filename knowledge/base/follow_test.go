package base

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"madoguchi/store"
)

// unusable puts something in force that this program cannot read, as a newer one may.
func unusable(t *testing.T, e store.Engine) {
	t.Helper()
	tree := edited("urgency: normal", "urgency: normal\nmood: good")
	names := []string{"contacts.yaml", "categories.yaml", "slots.yaml", "phrases.yaml", "faq/virus.yaml"}
	bundle, err := pack(tree, names, nil)
	if err != nil {
		t.Fatal(err)
	}
	over := newest(t, e)
	err = e.Update(context.Background(), func(tx store.Txn) error { return pieces.Put(tx, pieceKey("newer", 0), bundle) })
	if err == nil {
		_, err = putInForce(context.Background(), e, release{Version: "newer", Bundle: "newer", Pieces: 1}, over, Notice{Origin: FromDesk})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// received is what Follow yielded.
type received struct {
	version string
	err     error
}

// follow receives in the background until ctx ends.
func follow(ctx context.Context, e store.Engine, version string) <-chan received {
	out := make(chan received, 100)
	go func() {
		defer close(out)
		for b, err := range Follow(ctx, e, version) {
			r := received{err: err}
			if b != nil {
				r.version = b.Version
			}
			out <- r
		}
	}()
	return out
}

func TestFollow(t *testing.T) {
	carried(t) // outside the bubble: it is kept for good
	synctest.Test(t, func(t *testing.T) {
		e := store.Memory()
		ctx, cancel := context.WithCancel(t.Context())
		first := publish(t, e, small(), FromDesk)
		got := follow(ctx, e, first.Version)
		synctest.Wait()
		second := publish(t, e, greeting("やあ。"), FromDesk)
		if r := <-got; r.version != second.Version || r.err != nil {
			t.Errorf("got %+v, want %s", r, second.Version)
		}
		unusable(t, e)
		if r := <-got; r.version != "" || r.err == nil || !strings.Contains(r.err.Error(), "not usable") {
			t.Errorf("got %+v, want an error", r)
		}
		publish(t, e, greeting("やあ。"), FromDesk) // mended
		if r := <-got; r.version != second.Version || r.err != nil {
			t.Errorf("got %+v, want %s", r, second.Version)
		}
		publish(t, e, greeting("やあ。"), FromDesk) // the same again is no news
		cancel()
		if r, ok := <-got; ok {
			t.Errorf("got %+v after the end", r)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

// cutting gives watches that end before anything comes through them.
type cutting struct {
	store.Engine
	cut   chan struct{} // a watch ends for each
	fault error         // of the first so many watches
	times int
}

func (c *cutting) Watch(ctx context.Context, prefix []byte) (<-chan store.Change, error) {
	if c.times--; c.times >= 0 {
		return nil, c.fault
	}
	ch := make(chan store.Change)
	go func() {
		defer close(ch)
		select {
		case <-ctx.Done():
		case <-c.cut:
		}
	}()
	return ch, nil
}

// TestFollowAfterCutOff: what was published while the watch was cut off is found.
func TestFollowAfterCutOff(t *testing.T) {
	carried(t)
	synctest.Test(t, func(t *testing.T) {
		e := &cutting{Engine: store.Memory(), cut: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		got := follow(ctx, e, "")
		synctest.Wait()
		publish(t, e, small(), FromDesk)
		last := publish(t, e, greeting("やあ。"), FromDesk)
		e.cut <- struct{}{}
		if r := <-got; r.version != last.Version || r.err != nil {
			t.Errorf("got %+v, want %s", r, last.Version)
		}
		cancel()
		if r, ok := <-got; ok {
			t.Errorf("got %+v after the end", r)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestFollowThroughFaults: a store that fails is named once and tried again, and a closed one ends
// it.
func TestFollowThroughFaults(t *testing.T) {
	carried(t)
	synctest.Test(t, func(t *testing.T) {
		e := &cutting{Engine: store.Memory(), cut: make(chan struct{}, 1), fault: errors.New("no leader"), times: 4}
		release := publish(t, e, small(), FromDesk)
		n := 0
		for b, err := range Follow(t.Context(), e, "") {
			switch n++; {
			case n == 1 && err != nil && strings.Contains(err.Error(), "no leader"):
				// the attempts that fail like the first one are not named
			case n == 2 && err == nil && b.Version == release.Version:
				e.fault, e.times = store.ErrClosed, 1
				e.cut <- struct{}{}
			default:
				t.Fatalf("%d: got %v, %v", n, b, err)
			}
		}
		if n != 2 {
			t.Errorf("%d times", n)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}
