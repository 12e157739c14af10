package bolt

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"madoguchi/store"
)

// TestReverseOverEmptied reads backwards, in a batch, over pages that an earlier member of it has
// emptied: bbolt's cursor stops there. An order by what is there already was lost by that.
func TestReverseOverEmptied(t *testing.T) {
	const n = 100
	key := func(i int) []byte { return fmt.Appendf(nil, "k%03d", i) }
	for _, tt := range []struct {
		name     string
		from, to int
	}{
		{"the first", 0, 40}, {"in the middle", 30, 70}, {"the last", 60, n}, {"all but the first", 1, n}, {"all but the last", 0, n - 1}, {"all", 0, n},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := opened(t, filepath.Join(t.TempDir(), "test.db"))
			err := e.Update(t.Context(), func(tx store.Txn) (err error) {
				for i := 0; i < n && err == nil; i++ {
					err = tx.Put(key(i), bytes.Repeat([]byte("v"), 1000)) // a few to a page
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			update := func(fn func(store.Txn) error) func() {
				return func() {
					if err := e.Update(t.Context(), fn); err != nil {
						t.Error(err)
					}
				}
			}
			empty := func(tx store.Txn) (err error) {
				for i := tt.from; i < tt.to && err == nil; i++ {
					err = tx.Delete(key(i))
				}
				return err
			}
			look := func(tx store.Txn) error {
				for _, bound := range [][]byte{nil, key(20), key(50), key(90), key(n)} {
					var forwards, backwards []string
					for entry, err := range tx.Scan(nil, bound) {
						if err != nil {
							return err
						}
						forwards = append(forwards, string(entry.Key))
					}
					for entry, err := range tx.Reverse(nil, bound) {
						if err != nil {
							return err
						}
						backwards = append(backwards, string(entry.Key))
					}
					if slices.Reverse(backwards); !slices.Equal(forwards, backwards) {
						t.Errorf("up to %q forwards %q, backwards %q", bound, forwards, backwards)
					}
				}
				return tx.Put([]byte("looked"), nil)
			}
			together(t, e, update(empty), update(look))
		})
	}
}
