package bolt

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"madoguchi/store"
)

// TestNoPlaintext looks for what a person said, and for who said it, in the raw file.
func TestNoPlaintext(t *testing.T) {
	folder := t.TempDir()
	keyPath, path := filepath.Join(folder, "desk.key"), filepath.Join(folder, "test.db")
	if err := store.NewKeyFile(keyPath); err != nil {
		t.Fatal(err)
	}
	key, err := store.OpenKeyFile(keyPath)
	if err != nil {
		t.Fatal(err)
	}
	e := opened(t, path)
	s, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	type said struct{ Text, OS string }
	table := store.SealedTable[said]{Table: store.Table[said]{Name: "transcript", Version: 1}, Sealer: s}
	for i := range 200 {
		err := e.Update(t.Context(), func(tx store.Txn) error {
			conv := s.Hash("line", fmt.Sprintf("U%032d", i%20))
			if err := s.Ensure(tx, conv); err != nil {
				return err
			}
			return table.Put(tx, store.K(conv).Uint(uint64(i)), said{Text: "ウイルスに感染しました supportscam", OS: "windows11"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte("transcript")) { // the test can find what is there
		t.Fatal("the table's name is not in the file")
	}
	for _, word := range []string{"ウイルス", "感染", "supportscam", "windows11", "Text", fmt.Sprintf("U%032d", 3)} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("the file contains %q", word)
		}
	}
}
