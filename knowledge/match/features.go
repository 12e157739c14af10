package match

import (
	_ "embed"
	"strings"
	"unicode"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

// wordMark begins a feature that is a word; the others are pairs of characters.
const wordMark = ":"

// maxText bounds what is read of a text, in runes: the tokenizer's time grows faster than the length of an unbroken run.
const maxText = 2000

// features are what texts are compared by, in folded form: words in their dictionary form (押しちゃった → 押す); runs of one
// script, which keep names and compounds whole (遠隔操作); and pairs of neighbouring characters, which stand in for words
// that are misspelt or unknown. Runs of hiragana are endings and particles and are left to the pairs.
func features(text string) []string {
	folded := knowledge.Fold(clip(text, maxText))
	return append(pairsAndRuns(folded), words(folded)...)
}

func words(folded string) []string {
	var out []string
	for _, t := range ja.Tokenize(folded) {
		if t.Is("名詞") || t.Is("動詞", "自立") || t.Is("形容詞") {
			out = append(out, wordMark+t.Base)
		}
	}
	return out
}

func pairsAndRuns(folded string) []string {
	var out []string
	var run []rune
	kind, prev := none, rune(0)
	endRun := func() {
		if len(run) > 0 && kind != hiragana && kind != digit {
			out = append(out, wordMark+string(run))
		}
		run = run[:0]
	}
	for _, r := range folded {
		k := scriptOf(r)
		if k != kind {
			endRun()
			kind = k
		}
		if k == none {
			prev = 0
			continue
		}
		run = append(run, r)
		if prev != 0 && k != digit && scriptOf(prev) != digit {
			out = append(out, string([]rune{prev, r}))
		}
		prev = r
	}
	endRun()
	return out
}

// script is a kind of character; a run ends where it changes.
type script int

const (
	none script = iota
	han
	hiragana
	katakana
	letter
	digit
)

func scriptOf(r rune) script {
	switch {
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return katakana
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	}
	return none
}

// emptyWords are words that say nothing about what the matter is: する, これ, 困る.
//
//go:embed emptywords.txt
var emptyWords string

var isEmpty = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(emptyWords) {
		out[wordMark+w] = true
	}
	return out
}()

func clip(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
