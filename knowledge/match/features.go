package match

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// wordMark begins a feature that is a word; the others are pairs of characters.
const wordMark = ":"

// maxText bounds what is read of a text, in runes: who writes more has said what the matter is.
const maxText = 2000

// features are what texts are compared by: runs of one script, which keep names and compounds whole (遠隔操作), the words in
// them (遠隔, 操作) and how words are read, and pairs of neighbouring characters, which stand in for words that are misspelt, bent or
// unknown. In pairs all kana are hiragana, so that ｳｲﾙｽ and ういるす are alike.
func features(text string) []string {
	folded := knowledge.Fold(clip(text, maxText))
	out := append(runs(make([]string, 0, len(folded)/2), folded), words(folded)...)
	kana := strings.Map(toHiragana, folded) // as long as folded, so that places in one are places in the other
	before, prev := none, 0                 // the kind of the character before, and where it began
	for pos, r := range folded {
		k := scriptOf(r)
		if pairs(before) && pairs(k) {
			out = append(out, kana[prev:pos+utf8.RuneLen(r)])
		}
		before, prev = k, pos
	}
	return appendReadings(appendLetters(out, folded), inKana(folded))
}

// What begins a feature of words in letters.
const (
	nextMark  = "next "
	beginMark = "begin "
)

// longBeginning is how many letters of a long word stand for the word, however it goes on: account, accounts.
const longBeginning = 4

// appendLetters appends which words in letters stand beside each other, which in kanji the pairs of characters tell, and how the long
// ones begin.
func appendLetters(out []string, folded string) []string {
	before := ""
	for word := range strings.FieldsFuncSeq(folded, func(r rune) bool { k := scriptOf(r); return k != letter && k != digit && r != '\'' }) {
		out = append(out, nextMark+before+" "+word)
		if before = word; len(word) > longBeginning && scriptOf(rune(word[0])) == letter {
			out = append(out, beginMark+clip(word, longBeginning))
		}
	}
	if before != "" {
		out = append(out, nextMark+before+" ")
	}
	return out
}

// runs appends the runs of one script. Those of hiragana are endings and particles and are left to words and pairs.
func runs(out []string, folded string) []string {
	kind, run := none, 0 // the kind of the run and where it began
	end := func(end int) {
		if kind == han || kind == katakana || kind == letter {
			out = append(out, wordMark+folded[run:end])
		}
	}
	for pos, r := range folded {
		if k := scriptOf(r); k != kind {
			end(pos)
			kind, run = k, pos
		}
	}
	end(len(folded))
	return out
}

// wordList are the words that are looked for: those of two characters and more that a dictionary finds in the material at
// least twice. To cut with the dictionary itself is no better, and takes a second when a base is loaded. The list need not
// keep step with the base: what it lacks is left to pairs. TestWordList writes it.
//
//go:embed words.txt
var wordList string

// longestWord is the length of the longest word that is looked for, in characters.
const longestWord = 10

var isWord = newWordSet(strings.Fields(wordList))

// words cuts the known words out of a text, from left to right, at each place the longest.
func words(folded string) []string {
	var out []string
	for pos := 0; pos < len(folded); {
		word, next := isWord.at(folded, pos)
		if utf8.RuneCountInString(word) > 1 {
			out = append(out, wordMark+word)
		}
		pos = next
	}
	return out
}

// wordSet is a set of words to be looked for in texts. The length of the longest by its first character spares most looks.
type wordSet struct {
	is      map[string]bool
	longest map[rune]int
}

func newWordSet(words []string) wordSet {
	s := wordSet{map[string]bool{}, map[rune]int{}}
	for _, w := range words {
		s.is[w] = true
		first, _ := utf8.DecodeRuneInString(w)
		s.longest[first] = max(s.longest[first], utf8.RuneCountInString(w))
	}
	return s
}

// at returns the longest word that begins at a place of a text, or "", and where to look next.
func (s wordSet) at(text string, pos int) (word string, next int) {
	first, size := utf8.DecodeRuneInString(text[pos:])
	most := s.longest[first]
	var ends [longestWord]int // where the first, the second … character from here on ends
	n := 0
	for end := pos; n < min(most, longestWord) && end < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
		ends[n] = end
	}
	for ; n > 0; n-- {
		if w := text[pos:ends[n-1]]; s.is[w] {
			return w, ends[n-1]
		}
	}
	return "", pos + size
}

func toHiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - 'ァ' + 'ぁ'
	}
	return r
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

// emptyWords are words, as written, and runs that say nothing about what the matter is: おかしい, し, 困 (of 困った).
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

// withoutEmpty takes the empty words out of a text, the long ones first.
var withoutEmpty = func() *strings.Replacer {
	words := strings.Fields(emptyWords)
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, w := range words {
		if utf8.RuneCountInString(w) > 1 { // し would be taken out of the middle of a word
			pairs = append(pairs, w, "")
		}
	}
	return strings.NewReplacer(pairs...)
}()

// kanaTell reports whether enough hiragana is left of a text to say something when its empty words are taken out.
func kanaTell(text string) bool {
	n := 0
	for _, r := range withoutEmpty.Replace(knowledge.Fold(clip(text, maxText))) {
		if scriptOf(r) == hiragana {
			n++
		}
	}
	return n >= 2
}

func clip(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
