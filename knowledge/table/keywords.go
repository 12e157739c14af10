package table

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

// How many search words a case gets: as many as a person reads in a cell, and so many at least, from its entry if the text holds no more.
const (
	maxKeywords   = 8
	leastKeywords = 3
)

// vocabulary are the words that people search by: the keywords of all entries, which somebody chose and spelled. Nothing else becomes a
// search word: no part of a word, no misspelling, and no word that hurts.
type vocabulary struct {
	words  []keyword
	occurs map[string]int // in how many cases
	cases  int
}

type keyword struct {
	text   string // as the entries write it
	folded string
}

func vocabularyOf(b *knowledge.Base) *vocabulary {
	v := &vocabulary{occurs: map[string]int{}, cases: len(b.Cases)}
	seen := map[string]bool{}
	for _, f := range b.FAQs {
		for _, k := range plain(f.Keywords) {
			if w := (keyword{k, fold(k)}); !seen[w.folded] {
				seen[w.folded] = true
				v.words = append(v.words, w)
			}
		}
	}
	for _, c := range b.Cases {
		for _, w := range v.in(textOf(c)) {
			v.occurs[w.folded]++
		}
	}
	return v
}

// plain are the keywords that are one word.
func plain(keywords []string) []string {
	return slices.DeleteFunc(slices.Clone(keywords), func(k string) bool { return strings.ContainsFunc(k, unicode.IsSpace) })
}

// fold keeps a text's length in letters, so that places in it stay places.
func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// of are the search words of a case that an entry answers (or none does): first what the text holds of the entry's own words, then what
// the entry's matter is called, then what the text holds of other entries' words, the rarest first.
func (v *vocabulary) of(c knowledge.Case, f *knowledge.FAQ) []string {
	held := v.in(textOf(c))
	subject := fold(c.Subject)
	rating := func(w keyword) float64 {
		r := math.Log(float64(v.cases+1) / float64(v.occurs[w.folded]+1))
		if strings.Contains(subject, w.folded) {
			r *= 2
		}
		return r
	}
	slices.SortStableFunc(held, func(a, b keyword) int { return cmp.Compare(rating(b), rating(a)) })
	var keys, out []string
	add := func(w string, most int) {
		if len(out) < most && !slices.ContainsFunc(out, func(o string) bool { return alike(o, w) }) {
			out = append(out, w)
		}
	}
	if f != nil {
		keys = plain(f.Keywords)
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return commonplace[fold(k)] })
	for _, w := range held {
		if slices.ContainsFunc(keys, func(k string) bool { return fold(k) == w.folded }) {
			add(w.text, maxKeywords)
		}
	}
	if len(keys) > 0 {
		add(keys[0], maxKeywords) // what the matter is called
	}
	for _, w := range held {
		if specific(w.text) {
			add(w.text, maxKeywords)
		}
	}
	for _, k := range keys {
		add(k, leastKeywords)
	}
	return out
}

// alike reports whether one of two words says no more than the other.
func alike(a, b string) bool {
	a, b = fold(a), fold(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}

// specific reports whether a word says something by itself, away from the entry whose keyword it is: not 更新, not 費用.
func specific(w string) bool {
	return utf8.RuneCountInString(w) >= 3 && !commonplace[fold(w)]
}

// in are the words of the vocabulary that a text holds: whole words, between the borders of morphemes, and those that it misspells by one
// letter.
func (v *vocabulary) in(text string) []keyword {
	text = fold(text)
	border, foreign := morphemes(text)
	var out []keyword
	for _, w := range v.words {
		if holds(text, w.folded, border) || slices.ContainsFunc(foreign, func(t string) bool { return misspelt(t, w.folded) }) {
			out = append(out, w)
		}
	}
	return out
}

// morphemes are the places between the morphemes of a text, and its words in katakana.
func morphemes(text string) (border map[int]bool, katakana []string) {
	border = map[int]bool{}
	for _, t := range ja.Tokenize(text) {
		border[t.Start], border[t.Start+len(t.Surface)] = true, true
	}
	katakana = strings.FieldsFunc(text, func(r rune) bool { return !(r >= 'ァ' && r <= 'ヺ' || r == 'ー') })
	return border, katakana
}

// holds reports whether a text holds a word between borders, and no longer word of letters or katakana around it.
func holds(text, word string, border map[int]bool) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len(word)
		if border[start] && border[end] && !joined(text, start) && !joined(text, end) {
			return true
		}
		from = start + 1
		for from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
	}
}

// joined reports whether the letters before and behind a place are of one word: both Latin or digits, or both katakana.
func joined(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	behind, _ := utf8.DecodeRuneInString(text[at:])
	return script(before) != 0 && script(before) == script(behind)
}

func script(r rune) int {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return 1
	case r >= 'ァ' && r <= 'ヺ' || r == 'ー':
		return 2
	}
	return 0
}

// leastSpelt is how long a word in katakana must be for one wrong letter to leave no doubt which is meant.
const leastSpelt = 5

// misspelt reports whether a word in katakana is another with one letter wrong, lost or too many.
func misspelt(written, word string) bool {
	a, b := []rune(written), []rune(word)
	if len(a) < leastSpelt || len(b) < leastSpelt || script(b[0]) != 2 || script(b[len(b)-1]) != 2 {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == len(b) {
		return false // the same
	}
	if len(a) == len(b) {
		return string(a[i+1:]) == string(b[i+1:])
	}
	return string(a[i:]) == string(b[i+1:])
}

//go:embed commonplace.txt
var commonplaceText string

// commonplace are words that every consultation holds, and words that nobody wants to be found by.
var commonplace = func() map[string]bool {
	out := map[string]bool{}
	for l := range strings.Lines(commonplaceText) {
		if strings.HasPrefix(l, "#") {
			continue
		}
		for w := range strings.FieldsSeq(l) {
			out[fold(w)] = true
		}
	}
	return out
}()
