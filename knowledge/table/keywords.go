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
	texts := make([][]compound, len(cases))
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
func telling(words []compound, subject string, occurs map[string]int, texts int) []string {
	type rated struct {
		word   string
		weight float64
	}
	var all []rated
	count := map[string]int{}
	for _, w := range words {
		count[w.key()]++
	}
	foldedSubject := knowledge.Fold(subject)
	for _, w := range words {
		key := w.key()
		if count[key] == 0 {
			continue // taken already, in another spelling
		}
		weight := (1 + math.Log(float64(count[key]))) * math.Log(float64(texts+1)/float64(occurs[key])) * w.weight
		if strings.Contains(foldedSubject, key) {
			weight *= 2
		}
		if occurs[key] == 1 {
			weight *= 0.8 // a word of this one case alone finds no other
		}
		all = append(all, rated{w.word, weight})
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

// compound is a run of nouns.
type compound struct {
	word   string
	weight float64 // how much words of its shape say: ランサムウェア and 偽メール more than 要求
}

func (c compound) key() string { return knowledge.Fold(c.word) }

// compounds are the runs of nouns in a text that say something.
func compounds(text string) []compound {
	var out []compound
	var run []ja.Token
	masked := false
	end := func() {
		if c := join(run); says(c.word) {
			out = append(out, c)
		}
		run = run[:0]
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
			run = append(run, t)
		case len(run) == 0 && beginnings[t.Surface]:
			run = append(run, t)
		default:
			end()
		}
	}
	end()
	return out
}

// beginnings are no nouns and yet the telling part of what they begin: 偽サイト, なりすましメール.
var beginnings = map[string]bool{"偽": true, "にせ": true, "ニセ": true, "なりすまし": true, "成りすまし": true, "成り済まし": true}

// join makes one word of a run, without what hangs on at its end: 苦情 of 苦情等, ネット of ネット上, 自社 of 自社あて.
func join(run []ja.Token) compound {
	for len(run) > 0 {
		last := run[len(run)-1]
		if !last.Is("名詞", "接尾", "一般") && !last.Is("名詞", "接尾", "副詞可能") && !last.Is("名詞", "接尾", "形容動詞語幹") || !strings.Contains(" 等 上 内 中 側 時 後 前 間 達 的 用 あて 宛 先 ", " "+last.Surface+" ") {
			break
		}
		run = run[:len(run)-1]
	}
	var b strings.Builder
	for _, t := range run {
		b.WriteString(t.Surface)
	}
	c := compound{strings.Trim(strings.TrimLeft(b.String(), "ー"), "・"), 1}
	switch {
	case len(run) > 1:
		c.weight = 1.3
	case len(run) == 1 && !foreign(c.word) && (run[0].Is("名詞", "サ変接続") || run[0].Is("名詞", "形容動詞語幹")):
		c.weight = 0.5 // what is done, without what it is done to
	}
	return c
}

// foreign reports whether a word begins in katakana or letters.
func foreign(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return r < 0x3041 || r >= 'ァ' && r <= 'ヺ' || r >= 0xFF01
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
	return n >= 2 && n <= 16 && !commonplace[knowledge.Fold(w)]
}

//go:embed commonplace.txt
var commonplaceText string

// commonplace are words that every consultation holds.
var commonplace = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(commonplaceText) {
		out[knowledge.Fold(w)] = true
	}
	return out
}()

func distinct(words []compound) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if key := w.key(); !seen[key] {
			seen[key] = true
			out = append(out, key)
		}
	}
	return out
}
