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

// TestFoundFalse: what was found to be false once it was done was done; what would be, was not.
func TestFoundFalse(t *testing.T) {
	for text, want := range map[string]string{
		"仕入先から振込先変更のメールが来て、280万円振り込んだら偽物でした": "transfer",
		"メールの口座に振り込んだら、あとで嘘だと分かりました":         "transfer",
		"請求書どおり振り込んだら違う会社の口座でした":             "transfer",
		"振り込んだら詐欺だった":                        "transfer",
		"振り込んだら詐欺だったらどうしよう":                  "",
		"振り込んだら詐欺でしょうか":                      "",
	} {
		r := testReader().Read(text, time.Time{})
		if got := r.Facts["paid"]; got != want {
			t.Errorf("%q tells that %q was paid, want %q", text, got, want)
		}
	}
}
