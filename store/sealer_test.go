package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/store"
)

func newDeskKey(t testing.TB) store.DeskKey {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	key, err := store.OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newSealer(t testing.TB, e store.Engine) *store.Sealer {
	t.Helper()
	s, err := store.OpenSealer(t.Context(), e, newDeskKey(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sealedNotes(s *store.Sealer) store.SealedTable[note] {
	return store.SealedTable[note]{Table: noteTable(), Sealer: s}
}

func TestKeyFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "desk.key")
	if _, err := store.OpenKeyFile(path); !errors.Is(err, store.ErrNoKeyFile) || !strings.Contains(err.Error(), path) {
		t.Errorf("missing: %v", err)
	}
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(path)
	if err := store.NewKeyFile(path); !errors.Is(err, store.ErrKeyFileExists) {
		t.Errorf("existing: %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("an existing key file was changed")
	}
	if _, err := store.OpenKeyFile(path); err != nil {
		t.Errorf("good: %v", err)
	}
	for name, content := range map[string]string{
		"empty": "", "text": "hunter2", "json": "{}", "cut off": string(before[:len(before)/2]),
		"signature key": `{"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"x","value":"","keyMaterialType":"SYMMETRIC"},"status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]}`,
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.OpenKeyFile(path)
		if !errors.Is(err, store.ErrKeyFile) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := store.NewKeyFile(filepath.Join(path, "below a file")); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("impossible path: %v", err)
	}
}

func TestSealer(t *testing.T) {
	e := memory(t)
	s := newSealer(t, e)
	notes := sealedNotes(s)
	at := store.K("conv1").Uint(1)

	err := e.Update(t.Context(), func(tx store.Txn) error { return notes.Put(tx, at, note{}) })
	if !errors.Is(err, store.ErrErased) {
		t.Errorf("Put without a data key: %v", err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		for _, conv := range []string{"conv1", "conv2", "conv1"} {
			if err := s.Ensure(tx, conv); err != nil {
				return err
			}
		}
		for _, conv := range []string{"conv1", "conv2"} {
			for seq := range 3 {
				if err := notes.Put(tx, store.K(conv).Uint(uint64(seq)), note{conv, seq}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	mustView(t, e, func(r store.Reader) error {
		if v, ok, err := notes.Get(r, at); v != (note{"conv1", 1}) || !ok || err != nil {
			t.Errorf("Get = %v, %v, %v", v, ok, err)
		}
		wantRows(t, "Scan", notes.Scan(r, store.K("conv2")), `"conv2"/0 conv20`, `"conv2"/1 conv21`, `"conv2"/2 conv22`)
		wantRows(t, "Reverse", notes.Reverse(r, store.K("conv1")), `"conv1"/2 conv12`, `"conv1"/1 conv11`, `"conv1"/0 conv10`)
		wantRows(t, "Range", notes.Range(r, store.K("conv1").Uint(2), store.K("conv2").Uint(1)), `"conv1"/2 conv12`, `"conv2"/0 conv20`)
		if _, _, err := noteTable().Get(r, at); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("a sealed record in a plain table: %v", err)
		}
		return nil
	})
}

// TestSealMoved: what is moved to another key, another conversation or changed does not open.
func TestSealMoved(t *testing.T) {
	e := memory(t)
	s := newSealer(t, e)
	notes := sealedNotes(s)
	a, b, other := store.K("conv1").Uint(1), store.K("conv1").Uint(2), store.K("conv2").Uint(1)
	mustUpdate(t, e, func(tx store.Txn) error {
		for _, k := range []store.Key{a, b, other} {
			conv := store.ReadKey(k).Str()
			if err := s.Ensure(tx, conv); err != nil {
				return err
			}
			if err := notes.Put(tx, k, note{Text: "from " + conv}); err != nil {
				return err
			}
		}
		return nil
	})
	move := func(from, to []byte, change func([]byte)) {
		mustUpdate(t, e, func(tx store.Txn) error {
			v, ok, err := tx.Get(from)
			if err != nil || !ok {
				t.Fatalf("nothing to move: %v", err)
			}
			change(v)
			return tx.Put(to, v)
		})
	}
	fails := func(name string, k store.Key, want error) {
		t.Helper()
		mustView(t, e, func(r store.Reader) error {
			if v, ok, err := notes.Get(r, k); ok || v != (note{}) || !errors.Is(err, want) {
				t.Errorf("%s: %v, %v, %v; want %v", name, v, ok, err, want)
			}
			return nil
		})
	}
	same := func([]byte) {}
	move(notes.Key(a), notes.Key(b), same)
	fails("moved within a conversation", b, store.ErrUnseal)
	move(notes.Key(a), notes.Key(other), same)
	fails("moved to another conversation", other, store.ErrUnseal)
	move(notes.Key(a), notes.Key(b), func(v []byte) { v[1] = 1 })
	fails("version changed", b, store.ErrUnseal)
	move(notes.Key(a), notes.Key(b), func(v []byte) { v[1] = 99 })
	fails("higher version", b, store.ErrNewer)
	move(notes.Key(a), notes.Key(a), func(v []byte) { v[len(v)-1] ^= 1 })
	fails("changed", a, store.ErrUnseal)
	move(store.K("seal", "data", "conv1"), store.K("seal", "data", "conv2"), same)
	fails("another conversation's data key", other, store.ErrUnseal)
}

func TestErase(t *testing.T) {
	e := memory(t)
	s := newSealer(t, e)
	notes := sealedNotes(s)
	at := store.K("conv1").Uint(1)
	write := func(tx store.Txn) error {
		if err := s.Ensure(tx, "conv1"); err != nil {
			return err
		}
		return notes.Put(tx, at, note{Text: "words"})
	}
	mustUpdate(t, e, write)
	var before [][2][]byte // a backup
	mustView(t, e, func(r store.Reader) error {
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			before = append(before, [2][]byte{x.Key, x.Value})
		}
		_, _, err := notes.Get(r, at) // the data key is now remembered
		return err
	})
	e.Update(t.Context(), func(tx store.Txn) error { s.Drop(tx, "conv1"); return errors.New("rolled back") })
	mustView(t, e, func(r store.Reader) error {
		_, _, err := notes.Get(r, at)
		return err
	})
	mustUpdate(t, e, func(tx store.Txn) error { return s.Drop(tx, "conv1") })
	unreadable := func(e store.Engine) {
		t.Helper()
		mustView(t, e, func(r store.Reader) error {
			if _, ok, err := notes.Get(r, at); ok || !errors.Is(err, store.ErrErased) && !errors.Is(err, store.ErrUnseal) {
				t.Errorf("after Drop: %v, %v", ok, err)
			}
			return nil
		})
	}
	unreadable(e)
	err := e.Update(t.Context(), func(tx store.Txn) error { return notes.Put(tx, at, note{}) })
	if !errors.Is(err, store.ErrErased) {
		t.Errorf("Put after Drop: %v", err)
	}
	mustUpdate(t, e, func(tx store.Txn) error { return s.Drop(tx, "conv1") }) // again: nothing

	// The person comes back: a new data key, with which the old record does not open.
	mustUpdate(t, e, func(tx store.Txn) error { return s.Ensure(tx, "conv1") })
	unreadable(e)

	// Restoring the backup and repeating the erasures.
	var erasures []store.Erasure
	mustView(t, e, func(r store.Reader) error {
		for x, err := range s.Erasures(r) {
			if err != nil {
				return err
			}
			erasures = append(erasures, x)
		}
		return nil
	})
	if len(erasures) != 1 || erasures[0].Conv != "conv1" {
		t.Fatalf("erasures %v", erasures)
	}
	restored := memory(t)
	mustUpdate(t, restored, func(tx store.Txn) error {
		for _, x := range before {
			if err := tx.Put(x[0], x[1]); err != nil {
				return err
			}
		}
		return nil
	})
	for range 2 {
		mustUpdate(t, restored, func(tx store.Txn) error { return s.Repeat(tx, erasures[0]) })
		unreadable(restored)
	}
	mustUpdate(t, e, func(tx store.Txn) error { return s.Repeat(tx, erasures[0]) })
	mustUpdate(t, e, func(tx store.Txn) error { return notes.Put(tx, at, note{}) }) // the new key was not meant
}

func TestOpenSealer(t *testing.T) {
	e, key := memory(t), newDeskKey(t)
	first, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		if err := first.Ensure(tx, "conv1"); err != nil {
			return err
		}
		return sealedNotes(first).Put(tx, store.K("conv1"), note{Text: "words"})
	})
	again, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	mustView(t, e, func(r store.Reader) error {
		if v, _, err := sealedNotes(again).Get(r, store.K("conv1")); v.Text != "words" || err != nil {
			t.Errorf("after a restart: %v, %v", v, err)
		}
		return nil
	})
	if a, b := first.Hash("line", "U1"), again.Hash("line", "U1"); a != b || len(a) != 32 {
		t.Errorf("hashes %q and %q", a, b)
	}

	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.OpenSealer(t.Context(), e, newDeskKey(t))
	if !errors.Is(err, store.ErrWrongKey) || strings.Contains(err.Error(), "\n") {
		t.Errorf("another key: %v", err)
	}
	mustUpdate(t, e, func(tx store.Txn) error { return tx.Delete(store.K("seal", "root")) })
	if c := <-changes; !c.Deleted {
		t.Errorf("a wrong key wrote %v", store.Key(c.Key))
	}
	if _, err := store.OpenSealer(t.Context(), e, key); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("data keys without a root: %v", err)
	}
}

// TestOpenSealerTogether: replicas that start at once agree on one root secret.
func TestOpenSealerTogether(t *testing.T) {
	e, key := memory(t), newDeskKey(t)
	hashes := make(chan string)
	const replicas = 8
	for range replicas {
		go func() {
			s, err := store.OpenSealer(context.Background(), e, key)
			if err != nil {
				hashes <- err.Error()
				return
			}
			hashes <- s.Hash("line", "U1")
		}()
	}
	first := <-hashes
	for range replicas - 1 {
		if h := <-hashes; h != first {
			t.Errorf("replicas hash to %q and %q", first, h)
		}
	}
}

func TestHash(t *testing.T) {
	s, other := newSealer(t, memory(t)), newSealer(t, memory(t))
	seen := map[string]bool{}
	for _, h := range []string{
		s.Hash("line", "U1"), s.Hash("line", "U2"), s.Hash("slack", "U1"), s.Hash("lineU", "1"), s.Hash("", "lineU1"), other.Hash("line", "U1"),
	} {
		if seen[h] || strings.Contains(h, "u1") && len(h) != 32 {
			t.Errorf("hash %q", h)
		}
		seen[h] = true
	}
}

func BenchmarkSealed(b *testing.B) {
	e := memory(b)
	s := newSealer(b, e)
	notes := sealedNotes(s)
	mustUpdate(b, e, func(tx store.Txn) error { return s.Ensure(tx, "conv1") })
	b.Run("put", func(b *testing.B) {
		for b.Loop() {
			mustUpdate(b, e, func(tx store.Txn) error {
				return notes.Put(tx, store.K("conv1").Uint(1), note{Text: strings.Repeat("窓", 80)})
			})
		}
	})
	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			mustView(b, e, func(r store.Reader) error { _, _, err := notes.Get(r, store.K("conv1").Uint(1)); return err })
		}
	})
}
