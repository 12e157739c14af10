package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"madoguchi/store"
)

func txnCases() []testCase {
	return []testCase{
		{"snapshot isolation", snapshots},
		{"atomicity", atomicity},
		{"atomicity among many writers", atomicityAmongMany},
		{"panic", panics},
		{"goexit", goexits},
		{"conflicts", conflicts},
		{"write skew", writeSkew},
		{"limits", limits},
		{"long reader", longReader},
	}
}

func snapshots(t *testing.T, e store.Engine) {
	put(t, e, "a=1", "b=1")
	view(t, e, func(r store.Reader) error {
		put(t, e, "a=2", "c=2")
		update(t, e, func(tx store.Txn) error { return tx.Delete([]byte("b")) })
		got, err := pairs(r.Scan(nil, nil))
		equal(t, "old snapshot", got, []string{"a=1", "b=1"})
		equal(t, "new snapshot", all(t, e), []string{"a=2", "c=2"})
		return err
	})
}

var errMine = errors.New("mine")

func atomicity(t *testing.T, e store.Engine) {
	put(t, e, "a=1", "b=1")
	err := e.Update(t.Context(), func(tx store.Txn) error {
		if err := tx.Put([]byte("a"), []byte("2")); err != nil {
			return err
		}
		if err := tx.Delete([]byte("b")); err != nil {
			return err
		}
		return errMine
	})
	if err != errMine {
		t.Errorf("Update returned %v, want fn's own error", err)
	}
	if err := e.View(t.Context(), func(store.Reader) error { return errMine }); err != errMine {
		t.Errorf("View returned %v, want fn's own error", err)
	}
	equal(t, "after an error", all(t, e), []string{"a=1", "b=1"})
}

// atomicityAmongMany: writers that fail and writers that panic leave the others alone.
func atomicityAmongMany(t *testing.T, e store.Engine) {
	const writers, rounds = 12, 20
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				err := safely(func() error {
					return e.Update(t.Context(), func(tx store.Txn) error {
						if err := tx.Put(fmt.Appendf(nil, "%d/%d", w%3, w*rounds+i), nil); err != nil {
							return err
						}
						switch w % 3 {
						case 1:
							return errMine
						case 2:
							panic(errMine)
						}
						return nil
					})
				})
				if want := map[bool]error{true: nil, false: errMine}[w%3 == 0]; !errors.Is(err, want) {
					t.Errorf("writer %d: %v, want %v", w, err, want)
				}
			}
		})
	}
	wg.Wait()
	if got := all(t, e); len(got) != writers/3*rounds {
		t.Errorf("%d keys, want %d: those whose Update returned nil", len(got), writers/3*rounds)
	}
}

// safely returns a panic's error.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panicked: %w", p.(error))
		}
	}()
	return f()
}

func panics(t *testing.T, e store.Engine) {
	put(t, e, "a=1")
	caught := func(f func()) (p any) {
		defer func() { p = recover() }()
		f()
		return nil
	}
	p := caught(func() {
		e.Update(t.Context(), func(tx store.Txn) error {
			tx.Put([]byte("a"), []byte("2"))
			panic("on purpose")
		})
	})
	if p != "on purpose" {
		t.Errorf("Update raised %v, want fn's panic", p)
	}
	p = caught(func() {
		e.View(t.Context(), func(r store.Reader) error {
			for range r.Scan(nil, nil) {
				panic("on purpose")
			}
			return nil
		})
	})
	if p != "on purpose" {
		t.Errorf("View raised %v, want fn's panic", p)
	}
	equal(t, "after panics", all(t, e), []string{"a=1"})
	put(t, e, "a=3") // the engine goes on
	equal(t, "later", all(t, e), []string{"a=3"})
}

// goexits: a test that calls t.Fatal inside fn ends its goroutine, not the engine.
func goexits(t *testing.T, e store.Engine) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			e.Update(t.Context(), func(tx store.Txn) error {
				tx.Put([]byte("a"), nil)
				runtime.Goexit()
				return nil
			})
		})
	}
	wg.Wait()
	put(t, e, "b=1")
	equal(t, "store", all(t, e), []string{"b=1"})
}

func conflicts(t *testing.T, e store.Engine) {
	const writers, rounds, counters = 16, 25, 3
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				if err := increment(t.Context(), e, key((w+i)%counters)); err != nil {
					t.Errorf("increment: %v", err)
				}
			}
		})
	}
	wg.Wait()
	sum := 0
	for _, p := range all(t, e) {
		_, v := split(p)
		n, _ := strconv.Atoi(v)
		sum += n
	}
	if sum != writers*rounds {
		t.Errorf("counters add up to %d, want %d", sum, writers*rounds)
	}
}

func increment(ctx context.Context, e store.Engine, key []byte) error {
	return e.Update(ctx, func(tx store.Txn) error {
		v, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		n, _ := strconv.Atoi(string(v))
		return tx.Put(key, []byte(strconv.Itoa(n+1)))
	})
}

// writeSkew: each writer counts a range and adds to it only while there are few; that is safe only if what a range
// did not hold counts as read.
func writeSkew(t *testing.T, e store.Engine) {
	const writers, most = 16, 5
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			err := e.Update(t.Context(), func(tx store.Txn) error {
				got, err := pairs(tx.Scan([]byte("k"), []byte("l")))
				if err != nil || len(got) >= most {
					return err
				}
				return tx.Put(key(w), nil)
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		})
	}
	wg.Wait()
	if got := all(t, e); len(got) != most {
		t.Errorf("%d keys, want %d", len(got), most)
	}
	// The other way: removing while more than one is left.
	for w := range writers {
		wg.Go(func() {
			err := e.Update(t.Context(), func(tx store.Txn) error {
				got, err := pairs(tx.Scan(nil, nil))
				if err != nil || len(got) <= 1 {
					return err
				}
				k, _ := split(got[w%len(got)])
				return tx.Delete([]byte(k))
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		})
	}
	wg.Wait()
	if got := all(t, e); len(got) != 1 {
		t.Errorf("%d keys left, want 1", len(got))
	}
}

func limits(t *testing.T, e store.Engine) {
	longest := bytes.Repeat([]byte{'k'}, store.MaxKey)
	largest := bytes.Repeat([]byte{'v'}, store.MaxValue)
	update(t, e, func(tx store.Txn) error {
		wantErr(t, "key too long", tx.Put(append(longest, 'k'), nil), store.ErrTooLarge)
		wantErr(t, "value too large", tx.Put([]byte("v"), append(largest, 'v')), store.ErrTooLarge)
		return tx.Put(longest, largest)
	})
	view(t, e, func(r store.Reader) error {
		v, ok, err := r.Get(longest)
		if !ok || !bytes.Equal(v, largest) {
			t.Errorf("the largest record: found %v with %d bytes", ok, len(v))
		}
		return err
	})
	update(t, e, func(tx store.Txn) error { return tx.Delete(longest) })

	fill := func(n int, value []byte) error {
		return e.Update(t.Context(), func(tx store.Txn) error {
			for i := range n {
				for range 2 { // writing again is not another key
					if err := tx.Put(key(i), value); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	wantErr(t, "too many writes", fill(store.MaxWrites+1, nil), store.ErrTooLarge)
	wantErr(t, "too many bytes", fill(3, largest), store.ErrTooLarge)
	equal(t, "after refusals", all(t, e), []string{})
	part := store.MaxTxnBytes/store.MaxWrites - len(key(0))
	if err := fill(store.MaxWrites, largest[:part]); err != nil {
		t.Errorf("the largest transaction: %v", err)
	}

	scan := func(also ...[]byte) error {
		return e.Update(t.Context(), func(tx store.Txn) error {
			for _, k := range also {
				if _, _, err := tx.Get(k); err != nil {
					return err
				}
			}
			_, err := pairs(tx.Scan(nil, key(store.MaxReads-1)))
			if err != nil {
				return err
			}
			return tx.Put(key(0), nil)
		})
	}
	if err := scan(key(0), key(1)); err != nil {
		t.Errorf("the most reads: %v", err)
	}
	wantErr(t, "too many reads", scan([]byte("another")), store.ErrTooLarge)
	wantErr(t, "too many scans", e.Update(t.Context(), func(tx store.Txn) error {
		for range store.MaxReads + 1 { // of nothing
			if _, err := pairs(tx.Scan([]byte("x"), []byte("y"))); err != nil {
				return err
			}
		}
		return nil
	}), store.ErrTooLarge)
	view(t, e, func(r store.Reader) error { // a view has no such limit
		got, err := pairs(r.Scan(nil, nil))
		if len(got) != store.MaxWrites {
			t.Errorf("a view over %d keys saw %d", store.MaxWrites, len(got))
		}
		return err
	})
}

// longReader: a view that stays open while the store grows by more than any engine allocates at once keeps its snapshot
// and holds up nobody.
func longReader(t *testing.T, e store.Engine) {
	put(t, e, "a=1")
	value := bytes.Repeat([]byte("x"), store.MaxTxnBytes/2)
	view(t, e, func(r store.Reader) error {
		for i := range 80 { // 40 MiB
			update(t, e, func(tx store.Txn) error { return tx.Put(key(i), value[:len(value)-len(key(i))]) })
		}
		put(t, e, "a=2")
		got, err := pairs(r.Scan(nil, nil))
		equal(t, "old snapshot", got, []string{"a=1"})
		return err
	})
	if got := all(t, e); len(got) != 81 || got[0] != "a=2" {
		t.Errorf("afterwards %d keys", len(got))
	}
}
