package store_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/store"
)

// testdata/records holds a store's entries as old versions of this package wrote them. They are never rewritten: a new
// encoding gets a new file, which -new-records makes when it is missing.
var newRecords = flag.Bool("new-records", false, "write the files of testdata/records that are missing")

const (
	recordFolder  = "testdata/records"
	recordKeyFile = recordFolder + "/desk-key-for-tests.json" // seals nothing but these files
)

// oldEntry is one key and value, in hexadecimal digits.
type oldEntry struct{ Key, Value string }

func TestOldRecords(t *testing.T) {
	if *newRecords {
		if err := store.NewKeyFile(recordKeyFile); err != nil && !errors.Is(err, store.ErrKeyFileExists) {
			t.Fatal(err)
		}
	}
	desk, err := store.OpenKeyFile(recordKeyFile)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		file  string
		write func(t *testing.T, e store.Engine) // how it was made; later changes do not matter
	}{
		{"2026-11.json", func(t *testing.T, e store.Engine) { writeRecords(t, e, desk) }},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join(recordFolder, c.file)
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && *newRecords {
				e := memory(t)
				c.write(t, e)
				dump(t, e, path)
			}
			e := memory(t)
			load(t, e, path)
			s, err := store.OpenSealer(t.Context(), e, desk)
			if err != nil {
				t.Fatal(err)
			}
			readRecords(t, e, s)
		})
	}
}

func writeRecords(t *testing.T, e store.Engine, desk store.DeskKey) {
	s, err := store.OpenSealer(t.Context(), e, desk)
	if err != nil {
		t.Fatal(err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		type v1 struct {
			Body string `json:"body"`
			Seq  int    `json:"seq"`
		}
		old := store.Table[v1]{Name: "note", Version: 1}
		return errors.Join(
			s.Ensure(tx, "conv1"), s.Ensure(tx, "conv2"),
			old.Put(tx, store.K("plain").Uint(1), v1{"窓口", 1}),
			noteTable().Put(tx, store.K("plain").Uint(2), note{"窓口", 2}),
			store.SealedTable[v1]{Table: old, Sealer: s}.Put(tx, store.K("conv1").Uint(1), v1{"窓口", 1}),
			sealedNotes(s).Put(tx, store.K("conv1").Uint(2), note{"窓口", 2}),
			sealedNotes(s).Put(tx, store.K("conv2").Uint(2), note{"gone", 2}),
			tx.Put(store.K("hash"), []byte(s.Hash("line", "U1"))),
			s.Drop(tx, "conv2"),
		)
	})
}

func readRecords(t *testing.T, e store.Engine, s *store.Sealer) {
	mustView(t, e, func(r store.Reader) error {
		wantRows(t, "plain", noteTable().Scan(r, store.K("plain")), `"plain"/1 窓口1`, `"plain"/2 窓口2`)
		wantRows(t, "sealed", sealedNotes(s).Scan(r, store.K("conv1")), `"conv1"/1 窓口1`, `"conv1"/2 窓口2`)
		if _, _, err := sealedNotes(s).Get(r, store.K("conv2").Uint(2)); !errors.Is(err, store.ErrErased) {
			t.Errorf("erased: %v", err)
		}
		if hash, _, err := r.Get(store.K("hash")); string(hash) != s.Hash("line", "U1") {
			t.Errorf("Hash was %s and is %s (%v)", hash, s.Hash("line", "U1"), err)
		}
		n := 0
		for x, err := range s.Erasures(r) {
			if n++; err != nil || x.Conv != "conv2" {
				t.Errorf("erasure %v, %v", x, err)
			}
		}
		if n != 1 {
			t.Errorf("%d erasures, want 1", n)
		}
		return nil
	})
}

func dump(t *testing.T, e store.Engine, path string) {
	var entries []oldEntry
	mustView(t, e, func(r store.Reader) error {
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			entries = append(entries, oldEntry{hex.EncodeToString(x.Key), hex.EncodeToString(x.Value)})
		}
		return nil
	})
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "\t")
	if err := enc.Encode(entries); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, e store.Engine, path string) {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var entries []oldEntry
	if err := json.Unmarshal(b, &entries); err != nil || len(entries) == 0 {
		t.Fatalf("%s: %d entries, %v", path, len(entries), err)
	}
	mustUpdate(t, e, func(tx store.Txn) error {
		for _, x := range entries {
			key, err1 := hex.DecodeString(x.Key)
			value, err2 := hex.DecodeString(x.Value)
			if err := errors.Join(err1, err2, tx.Put(key, value)); err != nil {
				return err
			}
		}
		return nil
	})
}
