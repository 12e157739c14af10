package reading

import (
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
)

func TestDecorationChangesNothing(t *testing.T) {
	for in, want := range map[string]string{
		"こんにちは😊":              "こんにちは",
		"こんにちは(๑•̀ㅂ•́)و✧":     "こんにちは",
		"ʕ•ᴥ•ʔこんにちは":          "こんにちは",
		"こんにちは_(:3」∠)_":       "こんにちは",
		"(^^)vはい":             "はい",
		"すみません<(_ _)>":        "すみません",
		"1(>人<;)":             "1",
		"えっΣ(ﾟДﾟ)":            "えっ",
		"はい(^_^;)ゞ":           "はい",
		"こんにちは(@_@)":          "こんにちは",
		"2(+_+)":              "2",
		"困りました(・・?":           "困りました",
		"すみません(^^ゞ":           "すみません",
		"だめでした(._.)":          "だめでした",
		"2T^T":                "2",
		"はいToT":               "はい",
		"はい(ToT)":             "はい",
		"無理QAQ":               "無理",
		"はいXD":                "はい",
		"はい=_=":               "はい",
		"嫌です;-;":              "嫌です",
		"さあ¯\\_(ツ)_/¯":        "さあ",
		"はい☆彡":                "はい",
		"はいﾟ･*:.｡..｡.:*･ﾟ":    "はい",
		"はい╰(*´︶`*)╯。":        "はい。",
		"ｷﾀ━(ﾟ∀ﾟ)━!こんにちは":     "!こんにちは",
		"お願いしますﾍﾟｺﾘ(o_ _)o))": "お願いします",
		"もう＿|￣|○":             "もう",
		"1ww":                 "1",
		"2草":                  "2",
		"1:sob:":              "1",
		"開けました汗":              "開けました",
		"冷や汗":                 "冷や汗",
		"開けた爆笑":               "開けた",
		"(A/B)か":              "(A/B)か",
		"(3.5台)":              "(3.5台)",
		"(a,b)":               "(a,b)",
		"(-5%)":               "(-5%)",
		"(*.exe)":             "(*.exe)",
		"(D:\\)":              "(D:\\)",
		"(C++)":               "(C++)",
		"(Ctrl+C)":            "(Ctrl+C)",
		"X-Xです":               "X-Xです",
		"XDRです":               "XDRです",
		"__init__":            "__init__",
		"O-157":               "O-157",
		"3Dです":                "3Dです",
		"(月・水・金)":             "(月・水・金)",
		"→次":                  "→次",
		"3w":                  "3w",
		"こんにちは(^^)":           "こんにちは",
		"こんにちは(^_^)/":         "こんにちは",
		"すみません（´・ω・｀）":        "すみません",
		"お願いしますm(_ _)m":       "お願いします",
		"お願いしますm(__)m。":       "お願いします。",
		"困りました(T_T)":          "困りました",
		"困りました(>_<)":          "困りました",
		"困りました(；；)":           "困りました",
		"困りました;;":             "困りました",
		"はい(笑)":               "はい",
		"はい（汗）":               "はい",
		"はいwww":               "はい",
		"はいｗ":                 "はい",
		"まずいです笑":              "まずいです",
		"まずい笑。助けて":            "まずい。助けて",
		"終わったorz":             "終わった",
		"はい👍🏻":                "はい",
		"2️⃣":                 "2",
		"👨‍👩‍👧 家族で":           " 家族で",
		"ありがとう♪♡☆":            "ありがとう",
		"[スタンプ]こんにちは":         "こんにちは",
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
	for _, d := range []string{"%s😊", "%s(^^)", "%s(笑)", "%sｗｗｗ", "✨%s✨", "%s m(_ _)m", "%s[スタンプ]", "%s(T_T)", "%s:bow:", "(๑•̀ㅂ•́)و✧%s", "%s(^^ゞ", "%s(@_@)", "Σ(ﾟДﾟ)%s", "%s=_="} {
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
