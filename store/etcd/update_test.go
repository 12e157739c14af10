package etcd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/store"
)

// TestWhatConflicts: between a function's reads and its commit another engine writes. The function has to run again if
// that could have changed what it saw, and only then.
func TestWhatConflicts(t *testing.T) {
	get := func(key string) func(store.Txn) error {
		return func(tx store.Txn) error { _, _, err := tx.Get([]byte(key)); return err }
	}
	scan := func(start, end string, most int, reverse bool) func(store.Txn) error {
		return func(tx store.Txn) error {
			seq := tx.Scan([]byte(start), []byte(end))
			if reverse {
				seq = tx.Reverse([]byte(start), []byte(end))
			}
			for _, err := range seq {
				if most--; err != nil || most == 0 {
					return err
				}
			}
			return nil
		}
	}
	put := func(key string) func(store.Txn) error {
		return func(tx store.Txn) error { return tx.Put([]byte(key), []byte("other")) }
	}
	remove := func(key string) func(store.Txn) error {
		return func(tx store.Txn) error { return tx.Delete([]byte(key)) }
	}
	do := func(steps ...func(store.Txn) error) []func(store.Txn) error { return steps }
	for _, tt := range []struct {
		name      string
		read      func(store.Txn) error
		meanwhile []func(store.Txn) error // one commit each
		again     bool
	}{
		{"nothing", get("d"), nil, false},
		{"got key changed", get("d"), do(put("d")), true},
		{"got key deleted", get("d"), do(remove("d")), true},
		{"got key deleted and made again", get("d"), do(remove("d"), put("d")), true},
		{"missing key made", get("dd"), do(put("dd")), true},
		{"missing key made and deleted", get("dd"), do(put("dd"), remove("dd")), false},
		{"another key", get("d"), do(put("dd"), remove("e")), false},
		{"key in range changed", scan("b", "h", 0, false), do(put("d")), true},
		{"key in range deleted", scan("b", "h", 0, false), do(remove("d")), true},
		{"last key in range deleted", scan("b", "h", 0, false), do(remove("g")), true},
		{"key in range deleted and made again", scan("b", "h", 0, false), do(remove("d"), put("d")), true},
		{"key made in range", scan("b", "h", 0, false), do(put("dd")), true},
		{"key made at the end of range", scan("b", "h", 0, false), do(put("gg")), true},
		{"key made in empty range", scan("bb", "c", 0, false), do(put("bbb")), true},
		{"key at the start of range made", scan("bb", "c", 0, false), do(put("bb")), true},
		{"empty range stays empty", scan("bb", "c", 0, false), do(put("c"), put("ba"), remove("b")), false},
		{"key outside range", scan("b", "h", 0, false), do(put("h"), put("a"), remove("i")), false},
		{"behind an early break", scan("b", "h", 3, false), do(put("dd"), put("e"), remove("g")), false},
		{"before an early break", scan("b", "h", 3, false), do(put("cc")), true},
		{"at an early break", scan("b", "h", 3, false), do(remove("d")), true},
		{"before a break backwards", scan("b", "h", 3, true), do(put("dd"), put("b"), remove("c")), false},
		{"behind a break backwards", scan("b", "h", 3, true), do(put("ff")), true},
		{"at a break backwards", scan("b", "h", 3, true), do(remove("e")), true},
		{"key made at the end, backwards", scan("b", "h", 3, true), do(put("gg")), true},
		{"nothing read", func(store.Txn) error { return nil }, do(put("d"), put("result")), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := at(sharedNode(t))
			e, other := opened(t, o), opened(t, o)
			err := e.Update(t.Context(), func(tx store.Txn) error {
				for _, k := range strings.Split("abcdefghi", "") {
					tx.Put([]byte(k), []byte("1"))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			runs := 0
			err = e.Update(t.Context(), func(tx store.Txn) error {
				if err := tt.read(tx); err != nil {
					return err
				}
				if runs++; runs == 1 {
					for _, change := range tt.meanwhile {
						if err := other.Update(t.Context(), change); err != nil {
							return err
						}
					}
				}
				return tx.Put([]byte("result"), nil)
			})
			if err != nil || (runs == 2) != tt.again || runs > 2 {
				t.Errorf("%d runs, error %v", runs, err)
			}
		})
	}
}

// TestOneSnapshot: all that a function reads is of one moment, in Updates too.
func TestOneSnapshot(t *testing.T) {
	o := at(sharedNode(t))
	e, other := opened(t, o), opened(t, o)
	both := func(e store.Engine, value string) {
		err := e.Update(t.Context(), func(tx store.Txn) error {
			return errors.Join(tx.Put([]byte("a"), []byte(value)), tx.Put([]byte("b"), []byte(value)))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	both(e, "1")
	err := e.Update(t.Context(), func(tx store.Txn) error {
		a, _, err1 := tx.Get([]byte("a"))
		if string(a) == "1" {
			both(other, "2")
		}
		b, _, err2 := tx.Get([]byte("b"))
		if string(a) != string(b) {
			t.Errorf("a is %s and b is %s", a, b)
		}
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestFairness: a slow writer among many quick ones of its process that want the same key gets through.
func TestFairness(t *testing.T) {
	e := opened(t, at(sharedNode(t)))
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	for range 8 {
		wg.Go(func() {
			for ctx.Err() == nil {
				increment(ctx, e, "hot")
			}
		})
	}
	for range 3 {
		runs, began := 0, time.Now()
		err := e.Update(t.Context(), func(tx store.Txn) error {
			runs++
			if _, _, err := tx.Get([]byte("hot")); err != nil {
				return err
			}
			time.Sleep(20 * time.Millisecond) // each of the others commits several times meanwhile
			return tx.Put([]byte("hot"), []byte("1"))
		})
		t.Logf("%d runs in %s", runs, time.Since(began).Round(time.Millisecond))
		if err != nil || runs > doorShutsAt+8 {
			t.Errorf("%d runs, error %v", runs, err)
		}
	}
}

// TestManyWriters: 64 writers, of one process or of four, want one key.
func TestManyWriters(t *testing.T) {
	const writers, rounds = 64, 10
	for _, processes := range []int{1, 4} {
		t.Run(fmt.Sprint(processes), func(t *testing.T) {
			o := at(sharedNode(t))
			var engines []*engine
			for range processes {
				engines = append(engines, opened(t, o))
			}
			var mu sync.Mutex
			var runs []int
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for range rounds {
						n := 0
						err := engines[w%processes].Update(t.Context(), func(tx store.Txn) error {
							n++
							v, _, err := tx.Get([]byte("n"))
							return errors.Join(err, tx.Put([]byte("n"), append(v, '+')))
						})
						if err != nil {
							t.Error(err)
						}
						mu.Lock()
						runs = append(runs, n)
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			if got := contents(t, engines[0]); got != "n="+strings.Repeat("+", writers*rounds) {
				t.Errorf("%d of %d", len(got)-2, writers*rounds)
			}
			slices.Sort(runs)
			t.Logf("runs of a function: half at most %d, the most %d", runs[len(runs)/2], runs[len(runs)-1])
		})
	}
}

// TestGivesUp: without end conflicts there is an error.
func TestGivesUp(t *testing.T) {
	o := at(sharedNode(t))
	e, other := opened(t, o), opened(t, o)
	runs := 0
	err := e.Update(t.Context(), func(tx store.Txn) error {
		runs++
		_, _, err := tx.Get([]byte("n"))
		mustPut(t, other, "n", fmt.Sprint(runs))
		return errors.Join(err, tx.Put([]byte("n"), nil))
	})
	if !errors.Is(err, store.ErrConflict) || runs != maxConflicts+1 {
		t.Errorf("%d runs, error %v", runs, err)
	}
	if e.lanes.door != nil || e.lanes.shut != 0 {
		t.Error("it left the door shut")
	}
}

// TestPages reads ranges of many pages, and of big values, both ways, while others write.
func TestPages(t *testing.T) {
	o := at(sharedNode(t))
	e := opened(t, o)
	const entries, big = 2*keyPage + maxPage + 7, 25
	want := fill(t, e, "k", entries, 3)
	large := fill(t, e, "large", big, store.MaxValue-1)
	err := e.View(t.Context(), func(r store.Reader) error {
		mustPut(t, e, "k00000.5", "too late")
		for name, c := range map[string]struct {
			start, end string
			want       []string
		}{
			"many":     {"k", "l", want},
			"big":      {"large", "m", large},
			"all":      {"", "z", slices.Concat(want, large)},
			"some":     {"k00010", "k00600", want[10:600]},
			"one":      {"k00010", "k000100", want[10:11]},
			"long end": {"k", "k00003" + strings.Repeat("x", 2*store.MaxKey), want[:4]},
		} {
			check(t, "Scan "+name, r.Scan([]byte(c.start), []byte(c.end)), c.want)
			backwards := slices.Clone(c.want)
			slices.Reverse(backwards)
			check(t, "Reverse "+name, r.Reverse([]byte(c.start), []byte(c.end)), backwards)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// fill puts n entries with values of a size and returns their keys.
func fill(t testing.TB, e store.Engine, prefix string, n, size int) []string {
	t.Helper()
	var keys []string
	value := make([]byte, size)
	each := min(store.MaxWrites, store.MaxTxnBytes/(size+20))
	for from := 0; from < n; from += each {
		err := e.Update(t.Context(), func(tx store.Txn) error {
			for i := from; i < min(n, from+each); i++ {
				if err := tx.Put(fmt.Appendf(nil, "%s%05d", prefix, i), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		keys = append(keys, fmt.Sprintf("%s%05d", prefix, i))
	}
	return keys
}

func check(t *testing.T, what string, seq func(func(store.Entry, error) bool), want []string) {
	t.Helper()
	n := 0
	for x, err := range seq {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n >= len(want) || string(x.Key) != want[n] {
			t.Fatalf("%s: entry %d is %s", what, n, x.Key)
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%s: %d entries, want %d", what, n, len(want))
	}
}

// TestLargestTransaction: whatever the limits allow fits into etcd's, with the longest prefix and the longest ranges.
func TestLargestTransaction(t *testing.T) {
	o := at(sharedNode(t))
	o.Prefix += "/" + strings.Repeat("p", maxPrefix-len(o.Prefix)-1)
	e := opened(t, o)
	long := strings.Repeat("k", store.MaxKey-3)
	err := e.Update(t.Context(), func(tx store.Txn) error {
		for i := range store.MaxReads {
			start, end := fmt.Sprintf("%s%03d", long, i), fmt.Sprintf("%s%03d", long, i+1)
			for _, err := range tx.Scan([]byte(start), []byte(end)) {
				return fmt.Errorf("an entry, or %w", err)
			}
		}
		for i := range store.MaxWrites {
			value := make([]byte, store.MaxTxnBytes/store.MaxWrites-store.MaxKey)
			if err := tx.Put(fmt.Appendf(nil, "%s%03d", long, i), value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
