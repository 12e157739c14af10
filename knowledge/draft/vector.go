package draft

import (
	"math"
	"regexp"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/ja"
)

// vector is what a case is about: words with their weights, of length one.
type vector map[string]float64

// Of a case its subject says most, and of what follows the beginning.
const (
	subjectWeighs = 2
	contentRunes  = 200
)

// masked is what masking leaves in the place of what is private.
var masked = regexp.MustCompile(`〔[^〕]*〕`)

// vectors weighs the words of all cases, what is rare more.
func vectors(cases []knowledge.Case) []vector {
	out, in := make([]vector, len(cases)), map[string]float64{}
	for i, c := range cases {
		v := vector{}
		for _, w := range words(c.Subject) {
			v[w] += subjectWeighs
		}
		for _, w := range words(clip(c.Content, contentRunes)) {
			v[w]++
		}
		for w := range v {
			in[w]++
		}
		out[i] = v
	}
	for _, v := range out {
		for w, n := range v {
			v[w] = (1 + math.Log(n)) * math.Log(1+float64(len(cases))/in[w])
		}
		v.norm()
	}
	return out
}

func (v vector) norm() {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 {
		return
	}
	for w := range v {
		v[w] /= math.Sqrt(sum)
	}
}

// like is how much two tell of the same, from 0 to 1.
func (v vector) like(o vector) (sum float64) {
	if len(o) < len(v) {
		v, o = o, v
	}
	for w, x := range v {
		sum += x * o[w]
	}
	return sum
}

// add makes the sum of several.
func (v vector) add(o vector) {
	for w, x := range o {
		v[w] += x
	}
}

// words are the words of a text that say what it is about.
func words(text string) (out []string) {
	for _, t := range ja.Tokenize(masked.ReplaceAllString(knowledge.Fold(text), " ")) {
		noun := t.Is("名詞") && !t.Is("名詞", "数") && !t.Is("名詞", "非自立") && !t.Is("名詞", "代名詞") && !t.Is("名詞", "接尾")
		if n := utf8.RuneCountInString(t.Surface); noun && n >= 2 || t.Is("動詞", "自立") && n >= 2 {
			out = append(out, t.Surface)
		}
	}
	return out
}

func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n])
	}
	return text
}
