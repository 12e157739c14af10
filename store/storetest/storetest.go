package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"madoguchi/store"
)

// Run runs the whole suite. open returns a new, empty engine; the suite closes it, after having it checked
// if it is a store.Checker.
func Run(t *testing.T, open func(t *testing.T) store.Engine) {
	cases := slices.Concat(valueCases(), txnCases(), lifeCases(), watchCases(), randomCases())
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := open(t)
			t.Cleanup(func() { finish(t, e) })
			c.test(t, e)
		})
	}
}

type testCase struct {
	name string
	test func(t *testing.T, e store.Engine)
}

func finish(t *testing.T, e store.Engine) {
	if c, ok := e.(store.Checker); ok {
		if err := c.Check(context.Background()); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Errorf("Check: %v", err)
		}
	}
	if err := e.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// Twice wraps an engine so that every Update's function runs twice, first in a transaction that is thrown away: what
// a conflict may do at any time. Code whose result differs under it breaks the rule that fn may run again.
func Twice(e store.Engine) store.Engine { return twice{e} }

type twice struct{ store.Engine }

var errAgain = errors.New("again")

func (e twice) Update(ctx context.Context, fn func(store.Txn) error) error {
	err := e.Engine.Update(ctx, func(tx store.Txn) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errAgain
	})
	if !errors.Is(err, errAgain) {
		return err
	}
	return e.Engine.Update(ctx, fn)
}

func update(t testing.TB, e store.Engine, fn func(store.Txn) error) {
	t.Helper()
	if err := e.Update(t.Context(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t testing.TB, e store.Engine, fn func(store.Reader) error) {
	t.Helper()
	if err := e.View(t.Context(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

// put stores "key=value" pairs.
func put(t testing.TB, e store.Engine, pairs ...string) {
	t.Helper()
	update(t, e, func(tx store.Txn) error {
		for _, p := range pairs {
			k, v := split(p)
			if err := tx.Put([]byte(k), []byte(v)); err != nil {
				return err
			}
		}
		return nil
	})
}

// all returns what the store holds, as "key=value" in order.
func all(t testing.TB, e store.Engine) []string {
	t.Helper()
	var got []string
	view(t, e, func(r store.Reader) error {
		var err error
		got, err = pairs(r.Scan(nil, nil))
		return err
	})
	return got
}

func pairs(seq func(func(store.Entry, error) bool)) ([]string, error) {
	got := []string{}
	for e, err := range seq {
		if err != nil {
			return got, err
		}
		got = append(got, string(e.Key)+"="+string(e.Value))
	}
	return got, nil
}

func split(pair string) (key, value string) {
	for i := range pair {
		if pair[i] == '=' {
			return pair[:i], pair[i+1:]
		}
	}
	return pair, ""
}

func equal(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: got error %v, want %v", what, got, want)
	}
}

func key(n int) []byte { return fmt.Appendf(nil, "k%06d", n) }
