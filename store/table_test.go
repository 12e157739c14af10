package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/store"
)

type note struct {
	Text string `json:"text"`
	Seq  int    `json:"seq"`
}

// noteTable is at version 2; version 1 called the text "body".
func noteTable() store.Table[note] {
	return store.Table[note]{Name: "note", Version: 2, Upgrade: func(version uint, body []byte) ([]byte, error) {
		var old struct {
			Body string `json:"body"`
			Seq  int    `json:"seq"`
		}
		if err := json.Unmarshal(body, &old); err != nil {
			return nil, err
		}
		return json.Marshal(note{Text: old.Body, Seq: old.Seq})
	}}
}

func mustUpdate(t testing.TB, e store.Engine, fn func(store.Txn) error) {
	t.Helper()
	if err := e.Update(t.Context(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func mustView(t testing.TB, e store.Engine, fn func(store.Reader) error) {
	t.Helper()
	if err := e.View(t.Context(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

func memory(t testing.TB) store.Engine {
	e := store.Memory()
	t.Cleanup(func() { e.Close() })
	return e
}

func TestTable(t *testing.T) {
	e, table := memory(t), noteTable()
	mustUpdate(t, e, func(tx store.Txn) error {
		for _, conv := range []string{"a", "a\x00", "ab", "b"} {
			for seq := range 3 {
				if err := table.Put(tx, store.K(conv).Uint(uint64(seq)), note{Text: conv, Seq: seq}); err != nil {
					return err
				}
			}
		}
		if err := (store.Table[note]{Name: "notes", Version: 1}).Put(tx, store.K("a"), note{}); err != nil {
			return err
		}
		return table.Delete(tx, store.K("b").Uint(1))
	})
	mustView(t, e, func(r store.Reader) error {
		v, ok, err := table.Get(r, store.K("ab").Uint(2))
		if v != (note{"ab", 2}) || !ok || err != nil {
			t.Errorf("Get = %v, %v, %v", v, ok, err)
		}
		v, ok, err = table.Get(r, store.K("b").Uint(1))
		if v != (note{}) || ok || err != nil {
			t.Errorf("Get of a missing record = %v, %v, %v", v, ok, err)
		}
		wantRows(t, "Scan of a", table.Scan(r, store.K("a")), `"a"/0 a0`, `"a"/1 a1`, `"a"/2 a2`)
		wantRows(t, "Reverse of b", table.Reverse(r, store.K("b")), `"b"/2 b2`, `"b"/0 b0`)
		wantRows(t, "Range", table.Range(r, store.K("ab").Uint(1), store.K("b").Uint(1)), `"ab"/1 ab1`, `"ab"/2 ab2`, `"b"/0 b0`)
		wantRows(t, "Range to the end", table.Range(r, store.K("b").Uint(1), nil), `"b"/2 b2`)
		var keys []string
		for k, err := range table.Keys(r, store.K("a")) {
			if err != nil {
				t.Error(err)
			}
			keys = append(keys, fmt.Sprint(k))
		}
		if want := []string{`"a"/0`, `"a"/1`, `"a"/2`}; !slices.Equal(keys, want) {
			t.Errorf("Keys of a = %q, want %q", keys, want)
		}
		n := 0
		for range table.Scan(r, nil) {
			n++
		}
		if n != 11 {
			t.Errorf("the table has %d records, want 11", n)
		}
		return nil
	})
}

func wantRows(t *testing.T, what string, rows func(func(store.Row[note], error) bool), want ...string) {
	t.Helper()
	var got []string
	for row, err := range rows {
		if err != nil {
			t.Errorf("%s: %v", what, err)
			break
		}
		got = append(got, fmt.Sprintf("%v %s%d", row.Key, row.Value.Text, row.Value.Seq))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestTableVersions(t *testing.T) {
	e := memory(t)
	type v1 struct {
		Body string `json:"body"`
	}
	at := store.K("a")
	mustUpdate(t, e, func(tx store.Txn) error {
		return store.Table[v1]{Name: "note", Version: 1}.Put(tx, at, v1{Body: "hello"})
	})
	mustView(t, e, func(r store.Reader) error {
		if v, _, err := noteTable().Get(r, at); v.Text != "hello" || err != nil {
			t.Errorf("upgraded to %v, %v", v, err)
		}
		_, _, err := store.Table[note]{Name: "note", Version: 2}.Get(r, at)
		if !errors.Is(err, store.ErrOldRecord) {
			t.Errorf("without Upgrade: %v", err)
		}
		return nil
	})
	mustUpdate(t, e, func(tx store.Txn) error { return noteTable().Put(tx, at, note{Text: "new"}) })
	mustView(t, e, func(r store.Reader) error {
		old := store.Table[v1]{Name: "note", Version: 1}
		_, ok, err := old.Get(r, at)
		if ok || !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "written by a newer madoguchi") {
			t.Errorf("old code read %v, %v", ok, err)
		}
		for _, err := range old.Scan(r, nil) {
			if !errors.Is(err, store.ErrNewer) {
				t.Errorf("old code scanned: %v", err)
			}
		}
		return nil
	})
	err := e.Update(t.Context(), func(tx store.Txn) error {
		return store.Table[note]{Name: "note"}.Put(tx, at, note{})
	})
	if err == nil {
		t.Error("a table without a version was accepted")
	}
}

// TestTableErrorsSayNoWords: an error never quotes a record.
func TestTableErrorsSayNoWords(t *testing.T) {
	e := memory(t)
	at := store.K("a")
	mustUpdate(t, e, func(tx store.Txn) error {
		return store.Table[string]{Name: "note", Version: 2}.Put(tx, at, "secretword")
	})
	mustView(t, e, func(r store.Reader) error {
		_, _, err := noteTable().Get(r, at)
		if !errors.Is(err, store.ErrDamaged) || strings.Contains(err.Error(), "secretword") {
			t.Errorf("error %v", err)
		}
		return nil
	})
}
