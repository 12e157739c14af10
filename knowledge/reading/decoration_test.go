package reading

import (
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
)

func TestDecorationChangesNothing(t *testing.T) {
	for in, want := range map[string]string{
		"こんにちは😊":                "こんにちは",
		"こんにちは(^^)":             "こんにちは",
		"こんにちは(^_^)/":           "こんにちは",
		"すみません（´・ω・｀）":          "すみません",
		"お願いしますm(_ _)m":         "お願いします",
		"お願いしますm(__)m。":         "お願いします。",
		"困りました(T_T)":            "困りました",
		"困りました(>_<)":            "困りました",
		"困りました(；；)":             "困りました",
		"困りました;;":               "困りました",
		"はい(笑)":                 "はい",
		"はい（汗）":                 "はい",
		"はいwww":                 "はい",
		"はいｗ":                   "はい",
		"まずいです笑":                "まずいです",
		"まずい笑。助けて":              "まずい。助けて",
		"終わったorz":               "終わった",
		"はい👍🏻":                  "はい",
		"2️⃣":                   "2",
		"👨‍👩‍👧 家族で":             " 家族で",
		"ありがとう♪♡☆":              "ありがとう",
		"[スタンプ]こんにちは":           "こんにちは",
		"こんにちは【スタンプ：笑顔】":        "こんにちは",
		"はい[絵文字]":               "はい",
		"はい :our_own_sign:":     "はい ",
		"はい^^;":                 "はい",
		"はい＾＾":                  "はい",
		"🇯🇵です":                  "です",
		"はい～":                   "はい～",
		"www.example.jp が開きません": "www.example.jp が開きません",
		"パソコン(Windows11)です":     "パソコン(Windows11)です",
		"3台（本社）と2台（支店）":         "3台（本社）と2台（支店）",
		"電話(03-1234-5678)が出ます":  "電話(03-1234-5678)が出ます",
		"10:30に":                "10:30に",
		"fe80::bee:1":           "fe80::bee:1",
		"草津の店です":                "草津の店です",
		"笑顔の写真が出ます":             "笑顔の写真が出ます",
		"(1)":                   "(1)",
		"(はい)":                  "(はい)",
		"①です":                   "①です",
		"☎が鳴る":                  "☎が鳴る",
		"Wi-FiのSSIDはabcw":       "Wi-FiのSSIDはabcw",
		"エラー (0x80070005)":      "エラー (0x80070005)",
		"😊😊":                    "😊😊",
		"(^^)":                  "(^^)",
		"「>」を押した":               "「>」を押した",
		"※至急":                   "※至急",
	} {
		if got := undecorated(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}

// TestDecoratedWishes: a greeting, a yes and a wish are heard through it.
func TestDecoratedWishes(t *testing.T) {
	r := testReader()
	for _, d := range []string{"%s😊", "%s(^^)", "%s(笑)", "%sｗｗｗ", "✨%s✨", "%s m(_ _)m", "%s[スタンプ]", "%s(T_T)", "%s:bow:"} {
		for text, want := range map[string]Intent{"こんにちは": Hello, "人と話したい": WantsHuman, "最初から": WantsRestart, "ありがとうございました": Thanks} {
			said := strings.Replace(d, "%s", text, 1)
			if got := r.Read(said, time.Time{}).Intent; got != want {
				t.Errorf("%s: %q, want %q", said, got, want)
			}
		}
		if got := r.Read(strings.Replace(d, "%s", "はい", 1), time.Time{}).YesNo; got != "yes" {
			t.Errorf("%s: %q", strings.Replace(d, "%s", "はい", 1), got)
		}
	}
}

// testReader reads without a base.
func testReader() Reader {
	return Reader{Senses: knowledge.Senses{Match: func(string) knowledge.Match { return knowledge.Match{None: true} }}, Base: &knowledge.Base{}}
}
