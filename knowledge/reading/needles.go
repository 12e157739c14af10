package reading

import (
	"regexp/syntax"
	"slices"
)

// needles returns words of which one stands in every text that an expression matches, or nil when there are none. To look for
// them first is fifty times as fast as to try the expression: most are not about what the text is about.
func needles(expr string) []string {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return needlesOf(parsed.Simplify())
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
