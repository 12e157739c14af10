package reading

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// runeSet is a set of characters some of which it cannot tell apart. A word of which one is not in
// a text's set does not stand in the text: thousands of words are looked for in each, and nearly
// all are ruled out so, ten times as fast as by looking.
type runeSet [4]uint64

func runeSetOf(text string) (s runeSet) {
	for _, r := range text {
		h := uint32(r) * 0x9E3779B1 >> 24
		s[h>>6] |= 1 << (h & 63)
	}
	return s
}

// holds reports whether all of another set is in this one.
func (s *runeSet) holds(o *runeSet) bool {
	return o[0]&^s[0]|o[1]&^s[1]|o[2]&^s[2]|o[3]&^s[3] == 0
}

// with is the union of two sets.
func (s runeSet) with(o runeSet) runeSet {
	for i := range s {
		s[i] |= o[i]
	}
	return s
}

// needle is a word that is looked for.
type needle struct {
	word  string
	runes runeSet
}

func needlesFrom(words ...string) []needle {
	out := make([]needle, len(words))
	for i, w := range words {
		out[i] = needle{w, runeSetOf(w)}
	}
	return out
}

// anyIn reports whether one of the words stands in a text, whose characters are known.
func anyIn(text string, has *runeSet, words []needle) bool {
	for i := range words {
		if has.holds(&words[i].runes) && strings.Contains(text, words[i].word) {
			return true
		}
	}
	return false
}

// needles returns words of which one stands in every text that an expression matches, or nil when
// there are none. To look for them first is fifty times as fast as to try the expression: most are
// not about what the text is about.
func needles(expr string) []string {
	if lists := allNeedles(expr); len(lists) > 0 {
		return lists[0]
	}
	return nil
}

// allNeedles returns lists of words: of each list one stands in every text that an expression
// matches. What has to be there twice over rules out far more texts: 相手が…操作.
func allNeedles(expr string) [][]string {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	lists := allNeedlesOf(parsed.Simplify())
	slices.SortStableFunc(lists, func(a, b []string) int { return shortest(b) - shortest(a) }) // the rarest first
	return lists
}

func allNeedlesOf(x *syntax.Regexp) (out [][]string) {
	switch {
	case x.Op == syntax.OpConcat:
		for _, sub := range x.Sub {
			out = append(out, allNeedlesOf(sub)...)
		}
	case x.Op == syntax.OpCapture, x.Op == syntax.OpPlus, x.Op == syntax.OpRepeat && x.Min > 0:
		return allNeedlesOf(x.Sub[0])
	default:
		if words := needlesOf(x); words != nil {
			out = append(out, words)
		}
	}
	return out
}

// fewRunes is how many characters a class may hold to be looked for one by one.
const fewRunes = 12

func needlesOf(x *syntax.Regexp) []string {
	switch x.Op {
	case syntax.OpLiteral:
		return []string{string(x.Rune)}
	case syntax.OpCharClass:
		return runesOf(x.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return needlesOf(x.Sub[0])
	case syntax.OpRepeat:
		if x.Min > 0 {
			return needlesOf(x.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range x.Sub {
			if words := needlesOf(sub); words != nil && (best == nil || shortest(words) > shortest(best)) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		return needlesOfAny(x.Sub)
	}
	return nil
}

// needlesOfAny are the needles of alternatives: those of all, if each has some.
func needlesOfAny(alternatives []*syntax.Regexp) []string {
	var out []string
	for _, sub := range alternatives {
		words := needlesOf(sub)
		if words == nil {
			return nil
		}
		out = append(out, words...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func runesOf(ranges []rune) []string {
	var out []string
	for i := 0; i < len(ranges); i += 2 {
		if len(out)+int(ranges[i+1]-ranges[i]) >= fewRunes {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			out = append(out, string(r))
		}
	}
	return out
}

func shortest(words []string) int {
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}
