package reading

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestContentWords(t *testing.T) {
	for said, want := range map[string][]string{
		"銀行に電話しました":        {"銀行", "電話"},
		"LANの線を抜きました":      {"LAN"},
		"線を抜いた":            {"線", "抜"},
		"サーバーのパスワードを変えました": {"サーバー", "パスワード"},
		"はい、できました":         nil,
	} {
		if diff := cmp.Diff(want, Reading{Text: said}.ContentWords()); diff != "" {
			t.Errorf("%s:\n%s", said, diff)
		}
	}
}
