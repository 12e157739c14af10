package table

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

// maxKeywords is how many keywords a case gets: as many as a person reads in a cell.
const maxKeywords = 8

// Keywords draws from each case the words that tell it from the others, in the form in which they were written: compounds whole
// (不審メール, not 不審 and メール). The result has a list for each case, the most telling word first. What was masked is no word.
func Keywords(cases []knowledge.Case) [][]string {
	texts := make([][]string, len(cases))
	occurs := map[string]int{}
	for i, c := range cases {
		texts[i] = compounds(c.Subject + "。" + c.Content)
		for _, key := range distinct(texts[i]) {
			occurs[key]++
		}
	}
	out := make([][]string, len(cases))
	for i := range cases {
		out[i] = telling(texts[i], cases[i].Subject, occurs, len(cases))
	}
	return out
}

// telling picks the words of a text that are frequent in it and rare elsewhere; those in the subject count double.
func telling(words []string, subject string, occurs map[string]int, texts int) []string {
	type rated struct {
		word   string
		weight float64
	}
	var all []rated
	count := map[string]int{}
	for _, w := range words {
		count[knowledge.Fold(w)]++
	}
	foldedSubject := knowledge.Fold(subject)
	for _, w := range words {
		key := knowledge.Fold(w)
		if count[key] == 0 {
			continue // taken already, in another spelling
		}
		weight := (1 + math.Log(float64(count[key]))) * math.Log(float64(texts+1)/float64(occurs[key]))
		if strings.Contains(foldedSubject, key) {
			weight *= 2
		}
		if occurs[key] == 1 {
			weight *= 0.8 // a word of this one case alone finds no other
		}
		all = append(all, rated{w, weight})
		count[key] = 0
	}
	slices.SortStableFunc(all, func(a, b rated) int { return cmp.Compare(b.weight, a.weight) })
	var out []string
	for _, r := range all {
		if len(out) == maxKeywords {
			break
		}
		if !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, r.word) || strings.Contains(r.word, o) }) {
			out = append(out, r.word)
		}
	}
	return out
}

// compounds are the runs of nouns in a text that say something.
func compounds(text string) []string {
	var out []string
	var run strings.Builder
	masked := false
	end := func() {
		if w := strings.Trim(strings.TrimLeft(run.String(), "ー"), "・"); says(w) {
			out = append(out, w)
		}
		run.Reset()
	}
	for _, t := range ja.Tokenize(text) {
		switch {
		case strings.Contains(t.Surface, "〔"):
			masked = true
			end()
		case strings.Contains(t.Surface, "〕"):
			masked = false
		case masked:
		case t.Is("名詞") && !t.Is("名詞", "非自立") && !t.Is("名詞", "代名詞") && !t.Is("名詞", "数") && !t.Is("名詞", "副詞可能") && !t.Is("名詞", "接尾", "助数詞") && wordLike(t.Surface):
			run.WriteString(t.Surface)
		default:
			end()
		}
	}
	end()
	return out
}

// wordLike reports whether a morpheme is made of letters: signs and digits end a compound.
func wordLike(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r < 'A' || r > 'z' && r < 0xC0 || r >= 0x2000 && r < 0x3041 && r != '々' || r >= 0xFF01 && r <= 0xFF20
	})
}

// says reports whether a compound is worth a place: not a single character, not too long, not one of the words that every
// consultation holds.
func says(w string) bool {
	n := utf8.RuneCountInString(w)
	return n >= 2 && n <= 16 && !commonplace[w]
}

//go:embed commonplace.txt
var commonplaceText string

// commonplace are words that every consultation holds.
var commonplace = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(commonplaceText) {
		out[w] = true
	}
	return out
}()

func distinct(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if key := knowledge.Fold(w); !seen[key] {
			seen[key] = true
			out = append(out, key)
		}
	}
	return out
}
