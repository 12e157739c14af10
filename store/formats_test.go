package store_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"madoguchi/store"
	"madoguchi/store/recordtest"
)

func TestFormats(t *testing.T) {
	e := memory(t)
	old, now := store.Formats{"note": 1, "line": 1}, store.Formats{"note": 2, "line": 1, "extra": 1}
	if err := old.Check(t.Context(), e); err != nil || len(all(t, e)) != 0 {
		t.Errorf("an empty store: %v, %d records", err, len(all(t, e)))
	}
	for _, f := range []store.Formats{old, old, now, now} {
		if err := f.Note(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	before := all(t, e)
	for name, err := range map[string]error{"Check": old.Check(t.Context(), e), "Note": old.Note(t.Context(), e)} {
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "note records of version 2, known up to 1") {
			t.Errorf("%s of an older program: %v", name, err)
		}
	}
	if !maps.Equal(before, all(t, e)) || len(before) != 3 {
		t.Errorf("the refusal changed the store: %d records, %d before", len(all(t, e)), len(before))
	}
	if err := now.Check(t.Context(), e); err != nil {
		t.Errorf("the newer program: %v", err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		return store.Table[string]{Name: "format", Version: 2}.Put(tx, store.K("note"), "two")
	})
	if err := now.Check(t.Context(), e); !errors.Is(err, store.ErrNewer) {
		t.Errorf("notes in a newer form: %v", err)
	}
}

// TestRecords: see recordtest.Records. The records of the seal are in TestOldRecords.
func TestRecords(t *testing.T) {
	recordtest.Records(t, memory(t), "testdata/records", recordtest.Plain("format", store.Table[uint]{Name: "format", Version: 1}, store.K("conversation")))
}
