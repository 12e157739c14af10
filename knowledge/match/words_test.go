package match

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

var update = flag.Bool("update", false, "write words.txt anew from the embedded base")

// TestWordList holds words.txt to what the dictionary finds in the material. A few words more or less do no harm, so that who
// adds an entry need not write it anew; with -update it does.
func TestWordList(t *testing.T) {
	const mostMissing = 0.1
	want := cutWords(whole(t).base)
	if *update {
		if err := os.WriteFile("words.txt", []byte(strings.Join(want, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	missing := 0
	for _, w := range want {
		if !isWord.is[w] {
			missing++
		}
	}
	t.Logf("%d words, %d of them not in words.txt", len(want), missing)
	if float64(missing) > mostMissing*float64(len(want)) {
		t.Errorf("words.txt lacks %d of %d words; write it anew: go test ./knowledge/match -run TestWordList -update", missing, len(want))
	}
}

// cutWords are the nouns, verbs and adjectives that occur at least twice, in order.
func cutWords(b *knowledge.Base) []string {
	texts, _ := everything(b)
	count := map[string]int{}
	for _, tokens := range each(texts, func(text string) []ja.Token { return ja.Tokenize(knowledge.Fold(text)) }) {
		for _, t := range tokens {
			if n := utf8.RuneCountInString(t.Surface); n < 2 || n > longestWord || strings.ContainsAny(t.Surface, " \n") {
				continue
			}
			if first, _ := utf8.DecodeRuneInString(t.Surface); !pairs(scriptOf(first)) {
				continue // a number, or ???, which the dictionary takes for a noun
			}
			if len(t.Surface) == len("ああ") && !strings.ContainsFunc(t.Surface, func(r rune) bool { return scriptOf(r) != hiragana }) {
				continue // any two hiragana are a word somewhere; pairs do for them
			}
			if t.Is("名詞") || t.Is("動詞", "自立") || t.Is("形容詞") {
				count[t.Surface]++
			}
		}
	}
	var out []string
	for w, n := range count {
		if n >= 2 {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

func TestWords(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"ん", ""},
		{"遠隔操作された", "遠隔 操作"},
		{"パスワードを入れてしまった", "パスワード 入れ しまっ"},
		{"\xff\xfe警告", "警告"},
	} {
		got := words(tt.text)
		for i := range got {
			got[i] = strings.TrimPrefix(got[i], wordMark)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}
