package base

import (
	"strings"
	"testing"

	"madoguchi/knowledge"
)

func TestWording(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Wording(b) {
		t.Error(p)
	}
}

// TestWordingNotices tests the test.
func TestWordingNotices(t *testing.T) {
	for text, want := range map[string]string{
		"電源を切る。":           "です or ます",
		"すぐに電話しろ":          "rude",
		"これは詐欺である。":        "rude",
		"それは偽物だ。":          "rude",
		"VPNを更新してください。":    "without explaining",
		"エンドポイントを調べてください。": "says",
		"VPN装置（外から社内に入るための機器）を更新してください。":       "",
		"外から社内に入るための機器（VPN）を更新してください。":         "",
		"ログインしてください。":                          "",
		"番号を教えてください。「払え」と言われても、払わないでください。":     "",
		"電話しないでください。\n・追加のお金を払わない":             "",
		"どんなことでお困りですか？ そのまま書いてください。（カードの番号は別）": "",
	} {
		found := Wording(&knowledge.Base{Phrases: map[string]string{"x": text}})
		switch {
		case want == "" && len(found) > 0:
			t.Errorf("%s: %v", text, found)
		case want != "" && (len(found) == 0 || !strings.Contains(found[0].What, want)):
			t.Errorf("%s: found %v, want %s", text, found, want)
		}
	}
}
