package base

import (
	"testing"

	"madoguchi/store"
	"madoguchi/store/recordtest"
)

// TestRecords: see recordtest.Records. kb-current-v1-1.json is as commit d7939e8 wrote it, before
// there was a history.
func TestRecords(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	recordtest.Records(t, e, "testdata/records",
		recordtest.Plain("kb-current", releases, store.K("current")),
		recordtest.Plain("kb-release", releases, store.K("release").Uint(2)),
		recordtest.Plain("kb-draft", drafts, store.K("draft", "faq/utm.yaml")),
		recordtest.Plain("kb-bundle", pieces, pieceKey("0123456789ab", 0)),
	)
	if Formats()["kb"] != 1 {
		t.Error(Formats())
	}
}
