package ja

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTokenizeSentences(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"画面に警告が出て、電話番号が書いてあります。", "画面 に 警告 が 出 て 、 電話 番号 が 書い て あり ます 。"},
		{"情報漏えいが心配です", "情報 漏えい が 心配 です"},
		{"添付ファイルを押しちゃった", "添付 ファイル を 押し ちゃっ た"},
		{"すまほにういるすとでました", "すま ほ に う いる す と で まし た"},
		{"お金を払ってしまったが、どうしよう", "お金 を 払っ て しまっ た が 、 どう しよ う"},
		{"ランサムウェアにnas-01をやられた", "ランサムウェア に nas - 01 を やら れ た"},
		{"", ""},
	} {
		var got []string
		for _, token := range Tokenize(tt.text) {
			got = append(got, token.Surface)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.text, diff)
		}
	}
}

func TestTokenSaysWhatItIs(t *testing.T) {
	tokens := Tokenize("山田さんがランサムウェアと言った")
	for _, tt := range []struct {
		n       int
		surface string
		pos     []string
		start   int
		known   bool
	}{
		{0, "山田", []string{"名詞", "固有名詞", "人名", "姓"}, 0, true},
		{1, "さん", []string{"名詞", "接尾", "人名"}, 6, true},
		{3, "ランサムウェア", []string{"名詞"}, 15, false},
		{5, "言っ", []string{"動詞", "自立"}, 39, true},
	} {
		got := tokens[tt.n]
		if got.Surface != tt.surface || !got.Is(tt.pos...) || got.Start != tt.start || got.Known != tt.known {
			t.Errorf("token %d: got %+v, want %s %v at %d", tt.n, got, tt.surface, tt.pos, tt.start)
		}
	}
	if tokens[0].Is("動詞") || tokens[0].Is("名詞", "固有名詞", "人名", "姓", "何か", "もっと", "もっと", "もっと") || !tokens[0].Is() {
		t.Error("Is goes by something else than the first levels")
	}
}

// endless are texts on which the tokenizer alone would take seconds, and others that must not be harmed.
var endless = map[string]string{
	"katakana":          strings.Repeat("ア", 8000),
	"words in katakana": strings.Repeat("アイウエオ", 1600),
	"long vowels":       strings.Repeat("ー", 8000),
	"half-width":        strings.Repeat("ﾊ", 8000),
	"letters":           strings.Repeat("é", 8000),
	"small hiragana":    strings.Repeat("ゎ", 8000),
	"iteration marks":   strings.Repeat("々", 8000),
	"numerals":          strings.Repeat("一", 8000),
	"Korean":            strings.Repeat("한", 8000),
	"kanji":             strings.Repeat("漢字", 4000),
	"not UTF-8":         strings.Repeat("\x80", 8000),
	"mixed":             strings.Repeat("ア", 90) + "漢字" + strings.Repeat("a", 90) + "。" + strings.Repeat("い", 250),
}

func TestTokenizeEndlessRuns(t *testing.T) {
	for name, text := range endless {
		// Some 50 ms here; 4 s without the cutting. The quickest of several counts, so that other
		// work on the machine decides nothing.
		var tokens []Token
		took := time.Hour
		for try := 0; try < 20 && took > 2*time.Second; try++ {
			began := time.Now()
			tokens = Tokenize(text)
			took = min(took, time.Since(began))
		}
		if took > 2*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		var whole strings.Builder
		for _, token := range tokens {
			if token.Start != whole.Len() {
				t.Fatalf("%s: %q starts at %d, want %d", name, token.Surface, token.Start, whole.Len())
			}
			whole.WriteString(token.Surface)
		}
		if whole.String() != text {
			t.Errorf("%s: the tokens do not make up the text", name)
		}
	}
}

func TestPieces(t *testing.T) {
	a, kana := strings.Repeat("ア", longestRun), strings.Repeat("い", longestKana)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"a sentence", "ランサムウェアです。", []string{"ランサムウェアです。"}},
		{"as long as allowed", "あ" + a + "あ", []string{"あ" + a + "あ"}},
		{"one more", "あ" + a + "アあ", []string{"あ" + a, "アあ"}},
		{"twice and one more", a + a + "ア", []string{a, a, "ア"}},
		{"a run begins anew with another kind", a + "a" + a, []string{a + "a" + a}},
		{"hiragana may run on", kana, []string{kana}},
		{"but not for ever", kana + "い", []string{kana, "い"}},
		{"kanji are never cut", strings.Repeat("漢", 500), []string{strings.Repeat("漢", 500)}},
	} {
		var got []string
		for start, piece := range pieces(tt.text) {
			if !strings.HasPrefix(tt.text[start:], piece) {
				t.Errorf("%s: a piece is not at %d", tt.name, start)
			}
			got = append(got, piece)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

func BenchmarkTokenize(b *testing.B) {
	const text = "パソコンでウェブサイトを見ていたら、画面に警告が出て、電話番号が書いてあります。どうしたらいいですか？"
	Tokenize(text)
	b.ReportAllocs()
	for b.Loop() {
		Tokenize(text)
	}
}

func BenchmarkTokenizeEndless(b *testing.B) {
	for b.Loop() {
		Tokenize(endless["katakana"])
	}
}
