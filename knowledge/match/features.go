package match

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

// wordMark begins a feature that is a word; the others are pairs of characters.
const wordMark = ":"

// maxText bounds what is read of a text, in runes: who writes more has said what the matter is.
const maxText = 2000

// features are what texts are compared by, in folded form: words as the dictionary cuts them; runs of one script, which keep
// names and compounds whole (遠隔操作); and pairs of neighbouring characters, which stand in for words that are misspelt,
// bent or unknown. Runs of hiragana are endings and particles and are left to the pairs.
func features(text string) []string {
	folded := knowledge.Fold(clip(text, maxText))
	return append(pairsAndRuns(folded), words(folded)...)
}

func words(folded string) []string {
	var out []string
	for _, t := range ja.Tokenize(folded) {
		if first, _ := utf8.DecodeRuneInString(t.Surface); scriptOf(first) == none {
			continue // the dictionary takes ??? for a noun
		}
		if t.Is("名詞") || t.Is("動詞", "自立") || t.Is("形容詞") {
			out = append(out, wordMark+t.Surface)
		}
	}
	return out
}

func pairsAndRuns(folded string) []string {
	out := make([]string, 0, len(folded)/2)
	kind, run, prev := none, 0, 0 // the kind of the run, where it and the character before began
	endRun := func(end int) {
		if kind == han || kind == katakana || kind == letter {
			out = append(out, wordMark+folded[run:end])
		}
	}
	for pos, r := range folded {
		k, before := scriptOf(r), kind
		if k != kind {
			endRun(pos)
			kind, run = k, pos
		}
		if pairs(before) && pairs(k) {
			out = append(out, folded[prev:pos+utf8.RuneLen(r)])
		}
		prev = pos
	}
	endRun(len(folded))
	return out
}

// pairs reports whether characters of a kind stand in pairs; numbers say too little.
func pairs(k script) bool { return k != none && k != digit }

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

// emptyWords are words that say nothing about what the matter is, as they are written: する, し, これ, 困っ.
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
