package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"madoguchi/store"
)

func watchCases() []testCase {
	return []testCase{
		{"watch", watch},
		{"watch many writers", watchMany},
		{"watch and view", watchAndView},
		{"watch ends", watchEnds},
		{"watch too slow", watchTooSlow},
		{"watch owns bytes", watchOwnsBytes},
	}
}

func show(c store.Change) string {
	if c.Deleted {
		if c.Value != nil {
			return "deleted with a value"
		}
		return "-" + string(c.Key)
	}
	return string(c.Key) + "=" + string(c.Value)
}

func receive(t *testing.T, changes <-chan store.Change, n int) []string {
	t.Helper()
	var got []string
	for range n {
		select {
		case c, open := <-changes:
			if !open {
				t.Fatalf("the watch was closed after %q", got)
			}
			got = append(got, show(c))
		case <-t.Context().Done():
			t.Fatal("test over")
		}
	}
	return got
}

func watch(t *testing.T, e store.Engine) {
	put(t, e, "p/before=1")
	prefixed, err := e.Watch(t.Context(), []byte("p/"))
	if err != nil {
		t.Fatal(err)
	}
	everything, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	put(t, e, "p/b=1", "p/a=1", "q=1")
	put(t, e, "p/a=2")
	put(t, e, "p/a=2")
	e.Update(t.Context(), func(tx store.Txn) error { tx.Put([]byte("p/rolled back"), nil); return errMine })
	update(t, e, func(tx store.Txn) error {
		if err := tx.Put([]byte("p/gone again"), nil); err != nil {
			return err
		}
		for _, k := range []string{"p/gone again", "p/missing", "p/b"} {
			if err := tx.Delete([]byte(k)); err != nil {
				return err
			}
		}
		return tx.Put([]byte("p/empty"), nil)
	})
	put(t, e, "p=last", "p/z=last", "q=last")
	equal(t, "prefix", receive(t, prefixed, 7), []string{"p/a=1", "p/b=1", "p/a=2", "p/a=2", "-p/b", "p/empty=", "p/z=last"})
	equal(t, "everything", receive(t, everything, 10),
		[]string{"p/a=1", "p/b=1", "q=1", "p/a=2", "p/a=2", "-p/b", "p/empty=", "p=last", "p/z=last", "q=last"})
}

// watchMany: with many writers every watcher gets every change, in one order, the commits' changes in one piece.
func watchMany(t *testing.T, e store.Engine) {
	const writers, rounds = 8, 30
	var watches [3]<-chan store.Change
	for i := range watches {
		var err error
		if watches[i], err = e.Watch(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range rounds {
				err := e.Update(t.Context(), func(tx store.Txn) error {
					v, _, err := tx.Get([]byte("n"))
					if err != nil {
						return err
					}
					n, _ := strconv.Atoi(string(v))
					v = strconv.AppendInt(nil, int64(n+1), 10)
					if err := tx.Put([]byte("n"), v); err != nil {
						return err
					}
					return tx.Put([]byte("z"), v)
				})
				if err != nil {
					t.Errorf("Update: %v", err)
				}
			}
		})
	}
	var want []string
	for n := range writers * rounds {
		want = append(want, fmt.Sprintf("n=%d", n+1), fmt.Sprintf("z=%d", n+1))
	}
	for i, w := range watches {
		equal(t, fmt.Sprintf("watcher %d", i), receive(t, w, len(want)), want)
	}
	wg.Wait()
}

// watchAndView: Watch, then View, then the changes give the state, though writers never pause.
func watchAndView(t *testing.T, e store.Engine) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				put(t, e, fmt.Sprintf("k%d=%d", n%10, n))
			}
		}
	})
	for range 10 {
		ctx, cancel := context.WithCancel(t.Context())
		changes, err := e.Watch(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		last := -1 // the newest value in the view
		for _, p := range all(t, e) {
			_, v := split(p)
			n, _ := strconv.Atoi(v)
			last = max(last, n)
		}
		next := -1
		for c := range changes {
			n, _ := strconv.Atoi(string(c.Value))
			if next >= 0 && n != next {
				t.Errorf("change %d follows %d", n, next-1)
			}
			if next < 0 && n > last+1 {
				t.Errorf("the view ends with %d and the watch begins with %d", last, n)
			}
			if next = n + 1; n > last+3 {
				break
			}
		}
		cancel()
	}
	close(stop)
	wg.Wait()
}

func watchEnds(t *testing.T, e store.Engine) {
	ctx, cancel := context.WithCancel(t.Context())
	changes, err := e.Watch(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	put(t, e, "a=1")
	cancel()
	for range changes { // closed, with or without the change
	}
	put(t, e, "a=2")
}

// watchTooSlow: a receiver that takes nothing holds up nobody and is cut off.
func watchTooSlow(t *testing.T, e store.Engine) {
	slow, err := e.Watch(t.Context(), []byte("big"))
	if err != nil {
		t.Fatal(err)
	}
	value := strings.Repeat("x", store.MaxValue)
	for i := range store.MaxLagBytes/store.MaxValue + 2 {
		put(t, e, fmt.Sprintf("big%d=%s", i%2, value))
	}
	n := 0
	for range slow {
		n++
	}
	if n > 2 {
		t.Logf("a receiver that was too slow still got %d changes", n)
	}
	again, err := e.Watch(t.Context(), []byte("big"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, e, "big=new")
	equal(t, "the next watch", receive(t, again, 1), []string{"big=new"})
}

func watchOwnsBytes(t *testing.T, e store.Engine) {
	var watches []<-chan store.Change
	for range 2 {
		w, err := e.Watch(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		watches = append(watches, w)
	}
	put(t, e, "a=value")
	var kept []store.Change
	for _, w := range watches {
		c := <-w
		if show(c) != "a=value" {
			t.Errorf("got %q: another receiver's change shows", show(c))
		}
		kept = append(kept, store.Change{Key: bytes.Clone(c.Key), Value: bytes.Clone(c.Value)})
		fill(c.Key)
		fill(c.Value)
	}
	if !slices.EqualFunc(kept[:1], kept[1:], func(a, b store.Change) bool { return show(a) == show(b) }) {
		t.Errorf("receivers got different changes: %q and %q", show(kept[0]), show(kept[1]))
	}
	equal(t, "store", all(t, e), []string{"a=value"})
}
