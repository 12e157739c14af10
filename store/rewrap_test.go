package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"madoguchi/store"
)

// all is everything in a store.
func all(t *testing.T, e store.Engine) map[string]string {
	t.Helper()
	m := map[string]string{}
	mustView(t, e, func(r store.Reader) error {
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			m[string(x.Key)] = string(x.Value)
		}
		return nil
	})
	return m
}

// sealedStore holds a record sealed by a desk key.
func sealedStore(t *testing.T, desk store.DeskKey) store.Engine {
	t.Helper()
	e := memory(t)
	s, err := store.OpenSealer(t.Context(), e, desk)
	if err != nil {
		t.Fatal(err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		return errors.Join(s.Ensure(tx, "conv"), sealedNotes(s).Put(tx, store.K("conv").Uint(1), note{"窓口", 1}))
	})
	return e
}

func TestRewrap(t *testing.T) {
	from, to := newDeskKey(t), newDeskKey(t)
	e := sealedStore(t, from)
	before := all(t, e)
	running, err := store.OpenSealer(t.Context(), e, from)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Rewrap(t.Context(), e, from, to); err != nil {
		t.Fatal(err)
	}
	if _, err := store.OpenSealer(t.Context(), e, from); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("the old key: %v", err)
	}
	s, err := store.OpenSealer(t.Context(), e, to)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*store.Sealer{"opened anew": s, "running": running} {
		mustView(t, e, func(r store.Reader) error {
			wantRows(t, name, sealedNotes(s).Scan(r, store.K("conv")), `"conv"/1 窓口1`)
			return nil
		})
	}
	if s.Hash("line", "U1") != running.Hash("line", "U1") {
		t.Error("identifiers have other names now")
	}
	changed := 0
	for k, v := range all(t, e) {
		if before[k] != v {
			changed++
		}
	}
	if changed != 1 || len(all(t, e)) != len(before) {
		t.Errorf("%d records changed, want only the root secret", changed)
	}
	after := all(t, e)
	if err := store.Rewrap(t.Context(), e, from, to); !errors.Is(err, store.ErrSealedSo) {
		t.Errorf("a second time: %v", err)
	}
	if err := store.Rewrap(t.Context(), e, newDeskKey(t), from); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("with a strange key: %v", err)
	}
	if !maps.Equal(after, all(t, e)) {
		t.Error("a refusal changed something")
	}
	if err := store.Rewrap(t.Context(), e, to, to); err != nil || maps.Equal(after, all(t, e)) {
		t.Errorf("with the same key once more: %v", err)
	}
	if err := store.Rewrap(t.Context(), memory(t), from, to); !errors.Is(err, store.ErrNothingSealed) {
		t.Errorf("an empty store: %v", err)
	}
}

// faultyKey is a desk key that fails in some way.
type faultyKey struct {
	store.DeskKey
	encrypt, decrypt func([]byte) ([]byte, error)
}

func (k faultyKey) Encrypt(p, ad []byte) ([]byte, error) {
	if k.encrypt != nil {
		return k.encrypt(p)
	}
	return k.DeskKey.Encrypt(p, ad)
}

func (k faultyKey) Decrypt(c, ad []byte) ([]byte, error) {
	if k.decrypt != nil {
		return k.decrypt(c)
	}
	return k.DeskKey.Decrypt(c, ad)
}

// TestRewrapFails: whatever goes wrong, the old key opens the store, and nothing has changed.
func TestRewrapFails(t *testing.T) {
	away := func([]byte) ([]byte, error) { return nil, fmt.Errorf("vault: %w", store.ErrKeyAway) }
	good := newDeskKey(t)
	for name, to := range map[string]store.DeskKey{
		"does not encrypt":        faultyKey{DeskKey: good, encrypt: away},
		"does not decrypt":        faultyKey{DeskKey: good, decrypt: away},
		"encrypts to nothing":     faultyKey{DeskKey: good, encrypt: func([]byte) ([]byte, error) { return nil, nil }},
		"decrypts something else": faultyKey{DeskKey: good, decrypt: func([]byte) ([]byte, error) { return make([]byte, 32), nil }},
	} {
		from := newDeskKey(t)
		e := sealedStore(t, from)
		before := all(t, e)
		if err := store.Rewrap(t.Context(), e, from, to); err == nil || errors.Is(err, store.ErrSealedSo) {
			t.Errorf("%s: %v", name, err)
		}
		if !maps.Equal(before, all(t, e)) {
			t.Errorf("%s: something was written", name)
		}
	}
	from := newDeskKey(t)
	e := sealedStore(t, from)
	if err := store.Rewrap(t.Context(), e, faultyKey{DeskKey: from, decrypt: away}, good); !errors.Is(err, store.ErrKeyAway) {
		t.Errorf("the old key is away: %v", err)
	}
	if _, err := store.OpenSealer(t.Context(), e, faultyKey{DeskKey: from, decrypt: away}); !errors.Is(err, store.ErrKeyAway) || errors.Is(err, store.ErrWrongKey) {
		t.Errorf("opening while the key is away: %v", err)
	}
}

// TestRewrapRace: of two at once, one wins, and the store opens with its key.
func TestRewrapRace(t *testing.T) {
	from, first, second := newDeskKey(t), newDeskKey(t), newDeskKey(t)
	e := sealedStore(t, from)
	slow := faultyKey{DeskKey: second}
	slow.encrypt = func(p []byte) ([]byte, error) {
		if err := store.Rewrap(context.Background(), e, from, first); err != nil {
			t.Error(err)
		}
		return second.Encrypt(p, []byte{})
	}
	slow.decrypt = func(c []byte) ([]byte, error) { return second.Decrypt(c, []byte{}) }
	if err := store.Rewrap(t.Context(), e, from, slow); err == nil {
		t.Error("the later one won over the earlier")
	}
	if _, err := store.OpenSealer(t.Context(), e, first); err != nil {
		t.Errorf("the winner's key: %v", err)
	}
}
