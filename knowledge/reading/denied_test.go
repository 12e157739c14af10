package reading

import (
	"maps"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// TestDenied: what is said not to be so can be taken out of what is known, and 何も only where one
// was mistaken.
func TestDenied(t *testing.T) {
	for text, want := range map[string]knowledge.Facts{
		"いや カード番号は入れてませんでした 勘違いです":   {"typed_in": "card"},
		"パスワードは入れてなかったです":            {"typed_in": "password"},
		"暗証番号は言ってませんでした。間違いでした":      {"typed_in": "bank"},
		"認証コードは送ってなかったわ":             {"typed_in": "code"},
		"振り込みはしてませんでした":              {"paid": "transfer"},
		"勘違いでした。何も入れていませんでした":        {"typed_in": knowledge.Yes},
		"いや、払ってませんでした":               {"paid": knowledge.Yes},
		"何も入れていません":                  {},
		"カード番号は入れました。パスワードは入れてないです":  {"typed_in": "password"},
		"カード番号は入れてないつもりやったけど、入れてました": {},
	} {
		r := testReader().Read(text, time.Time{})
		if !maps.Equal(r.Denied, want) {
			t.Errorf("%q denies %v, want %v", text, r.Denied, want)
		}
	}
}
