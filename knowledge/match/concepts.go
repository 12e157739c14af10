package match

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// conceptList names, one a line, what follow-ups are about, and ways to say it: 警察, おまわりさん and 被害届 are of one concept. They are
// looked for in a text as it is read.
//
//go:embed concepts.txt
var conceptList string

// conceptsOf has the concepts by the ways to say them, longestConcept the length of the longest way that begins with a character.
var conceptsOf, longestConcept = func() (map[string][]string, map[rune]int) {
	out, longest := map[string][]string{}, map[rune]int{}
	for line := range strings.Lines(conceptList) {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			w = inKana(knowledge.Fold(w))
			out[w] = append(out[w], conceptMark+words[0])
			first, _ := utf8.DecodeRuneInString(w)
			longest[first] = max(longest[first], utf8.RuneCountInString(w))
		}
	}
	return out, longest
}()

// What begins a feature that is none of written words and pairs.
const (
	conceptMark = "concept "
	endMark     = "end "
)

// followFeatures are what follow-ups are compared by: the words as written; pairs and triples of the kana in which the text is read,
// with readings of words and the ends of clauses, which tell a question from a fear and from news; and concepts.
func followFeatures(text string) []string {
	folded := knowledge.Fold(clip(text, maxText))
	out := append(runs(nil, folded), words(folded)...)
	said := inKana(folded)
	kana := []rune(said)
	out = append(out, concepts(kana)...)
	out = appendReadings(out, said)
	begin := 0
	for i := 0; i <= len(kana); i++ {
		if i < len(kana) && pairs(scriptOf(kana[i])) {
			continue
		}
		out = appendClause(out, kana[begin:i])
		begin = i + 1
	}
	return out
}

func concepts(kana []rune) (out []string) {
	for i := range kana {
		for n := 1; n <= longestConcept[kana[i]] && i+n <= len(kana); n++ {
			out = append(out, conceptsOf[string(kana[i:i+n])]...)
		}
	}
	return out
}

func appendClause(out []string, clause []rune) []string {
	for i := range clause {
		for n := 2; n <= 3 && i+n <= len(clause); n++ {
			out = append(out, string(clause[i:i+n]))
		}
	}
	for n := 2; n <= 3 && n <= len(clause); n++ {
		out = append(out, endMark+string(clause[len(clause)-n:]))
	}
	return out
}
