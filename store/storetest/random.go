package storetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"madoguchi/store"
)

func randomCases() []testCase {
	return []testCase{{"random operations", random}}
}

// random runs transactions of random operations and compares everything that is read with a map. The seed is
// printed; STORETEST_SEED repeats a run.
func random(t *testing.T, e store.Engine) {
	seed := rand.Uint64()
	if s := os.Getenv("STORETEST_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("STORETEST_SEED=%d", seed)
	m := &model{T: t, rnd: rand.New(rand.NewPCG(seed, 0)), state: map[string]string{}}
	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 300 && !t.Failed(); i++ {
		if m.rnd.IntN(4) == 0 {
			view(t, e, func(r store.Reader) error { return m.read(r, m.state, 10) })
			continue
		}
		after, err := m.transaction(e)
		if err != nil && err != errMine {
			t.Fatalf("transaction %d: %v", i, err)
		}
		if err == nil {
			m.state = after
		}
	}
	m.replay(changes)
}

type model struct {
	*testing.T
	rnd   *rand.Rand
	state map[string]string
}

// transaction runs one Update; a third of them roll back. It returns the state it would lead to.
func (m *model) transaction(e store.Engine) (map[string]string, error) {
	var after map[string]string
	seed := m.rnd.Uint64()
	err := e.Update(m.Context(), func(tx store.Txn) error {
		step := &model{T: m.T, rnd: rand.New(rand.NewPCG(seed, 1))} // the same each time fn runs
		after = make(map[string]string, len(m.state))
		for k, v := range m.state {
			after[k] = v
		}
		for range step.rnd.IntN(12) {
			k := step.key()
			if step.rnd.IntN(3) > 0 {
				v := bytes.Repeat([]byte{byte(step.rnd.IntN(256))}, step.rnd.IntN(200)*step.rnd.IntN(20))
				if err := tx.Put(k, v); err != nil {
					return err
				}
				after[string(k)] = string(v)
			} else {
				if err := tx.Delete(k); err != nil {
					return err
				}
				delete(after, string(k))
			}
			if err := step.read(tx, after, 1); err != nil {
				return err
			}
		}
		if step.rnd.IntN(3) == 0 {
			return errMine
		}
		return nil
	})
	return after, err
}

// read compares some random reads with want.
func (m *model) read(r store.Reader, want map[string]string, times int) error {
	for range times {
		k := m.key()
		v, ok, err := r.Get(k)
		if err != nil {
			return err
		}
		if w, there := want[string(k)]; ok != there || string(v) != w {
			m.Errorf("Get(%x) = %d bytes, %v; want %d bytes, %v", k, len(v), ok, len(w), there)
		}
		start := m.key()
		end := append(bytes.Clone(start), byte(m.rnd.IntN(256))) // a short range, for MaxReads' sake
		if m.rnd.IntN(2) == 0 {
			end = m.key()
		}
		seq, name := r.Scan, "Scan"
		if m.rnd.IntN(2) == 0 {
			seq, name = r.Reverse, "Reverse"
		}
		got, err := pairs(first(seq(start, end), 5))
		if err != nil {
			return err
		}
		if w := firstOf(want, start, end, name == "Reverse", 5); !slices.Equal(got, w) {
			m.Errorf("%s(%x, %x): got %d entries, want %d", name, start, end, len(got), len(w))
		}
	}
	return nil
}

func first(seq func(func(store.Entry, error) bool), n int) func(func(store.Entry, error) bool) {
	return func(yield func(store.Entry, error) bool) {
		left := n
		for e, err := range seq {
			if !yield(e, err) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

func firstOf(state map[string]string, start, end []byte, reverse bool, n int) []string {
	var keys []string
	for k := range state {
		if k >= string(start) && k < string(end) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	if reverse {
		slices.Reverse(keys)
	}
	var got []string
	for _, k := range keys[:min(n, len(keys))] {
		got = append(got, k+"="+state[k])
	}
	return got
}

func (m *model) key() []byte {
	k := make([]byte, 1+m.rnd.IntN(3))
	for i := range k {
		k[i] = []byte{0x00, 0x01, 'a', 'b', 'c', 'd', 0xfe, 0xff}[m.rnd.IntN(8)]
	}
	return k
}

// replay applies the watched changes to an empty map: the result must be the state.
func (m *model) replay(changes <-chan store.Change) {
	state := map[string]string{}
	for !maps(state, m.state) {
		c, open := <-changes
		if !open {
			m.Fatal(fmt.Errorf("the watch ended early"))
		}
		if c.Deleted {
			delete(state, string(c.Key))
		} else {
			state[string(c.Key)] = string(c.Value)
		}
	}
}

func maps(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}
