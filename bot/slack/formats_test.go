package slack

import (
	"path/filepath"
	"testing"

	"madoguchi/store"
	"madoguchi/store/recordtest"
)

// TestRecords: see recordtest.Records.
func TestRecords(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	path := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	key, err := store.OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	recordtest.Records(t, e, "testdata/records",
		recordtest.Sealed("slack-installation", store.SealedTable[installation]{Table: installations, Sealer: sealer}, store.K("slack-workspace")))
}
