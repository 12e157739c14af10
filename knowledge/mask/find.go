package mask

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// finder finds the words of some lists in a text, the longest at each place: much cheaper than one large alternation.
type finder struct {
	byFirst map[rune][]string
	fold    bool
}

// find makes a finder on first use.
func find(names ...string) func() *finder {
	return sync.OnceValue(func() *finder {
		var all []string
		for _, n := range names {
			all = append(all, words(n)...)
		}
		return newFinder(all, false)
	})
}

// findFold makes a finder without regard to case.
func findFold(names ...string) func() *finder {
	return sync.OnceValue(func() *finder {
		var all []string
		for _, n := range names {
			for _, w := range words(n) {
				all = append(all, strings.ToLower(w))
			}
		}
		return newFinder(all, true)
	})
}

func newFinder(all []string, fold bool) *finder {
	f := &finder{byFirst: map[rune][]string{}, fold: fold}
	for _, w := range all {
		r, _ := utf8.DecodeRuneInString(w)
		f.byFirst[r] = append(f.byFirst[r], w)
	}
	for r := range f.byFirst {
		slices.SortFunc(f.byFirst[r], func(a, b string) int { return len(b) - len(a) })
	}
	return f
}

// at gives the length of the longest word that starts at pos, 0 for none.
func (f *finder) at(text string, pos int) int {
	r, _ := utf8.DecodeRuneInString(text[pos:])
	if f.fold {
		r = unicode.ToLower(r)
	}
	for _, w := range f.byFirst[r] {
		if n := pos + len(w); n <= len(text) && (text[pos:n] == w || f.fold && strings.EqualFold(text[pos:n], w)) {
			return len(w)
		}
	}
	return 0
}

// all gives the places of all words, from the left, without overlaps.
func (f *finder) all(text string) []span {
	var out []span
	for pos := 0; pos < len(text); {
		if n := f.at(text, pos); n > 0 {
			out = append(out, span{start: pos, end: pos + n})
			pos += n
			continue
		}
		_, n := utf8.DecodeRuneInString(text[pos:])
		pos += n
	}
	return out
}

// any is true where the text holds one of the words.
func (f *finder) any(text string) bool {
	for pos := range text {
		if f.at(text, pos) > 0 {
			return true
		}
	}
	return false
}

// cue is a word of a list and an expression for what follows it.
type cue struct {
	words func() *finder
	rest  regex
}

// each calls fn with the place of the word and the submatches of what follows it, as places in the text.
func (c cue) each(text string, fn func(word span, m []int)) {
	for _, w := range c.words().all(text) {
		if m := c.rest().FindStringSubmatchIndex(text[w.end:]); m != nil {
			fn(w, shift(m, w.end))
		}
	}
}

func shift(m []int, by int) []int {
	for i := range m {
		if m[i] >= 0 {
			m[i] += by
		}
	}
	return m
}

// isNumeric is true of what numbers, ids and addresses of the net are written with.
func isNumeric(r rune) bool {
	return r > ' ' && r < 127 || r == ' ' || strings.ContainsRune("‐‑‒–—―−ーｰ・〜", r)
}

// runsOf gives the stretches of text that are written with such signs and hold a letter or a digit.
func runsOf(text string) []span {
	var out []span
	start, alnum := -1, false
	for pos, r := range text {
		if isNumeric(r) {
			if start < 0 {
				start, alnum = pos, false
			}
			alnum = alnum || r < 127 && isLatin(r)
			continue
		}
		if start >= 0 && alnum {
			out = append(out, span{start: start, end: pos})
		}
		start = -1
	}
	if start >= 0 && alnum {
		out = append(out, span{start: start, end: len(text)})
	}
	return out
}

// inRuns calls fn with every match of the expression inside the stretches that have the given number of digits.
func (s *source) inRuns(expr regex, atLeast int, fn func(m []int)) {
	if s.runs == nil {
		s.runs = runsOf(s.text)
	}
	for _, r := range s.runs {
		if part := s.text[r.start:r.end]; len(part) >= atLeast && countDigits(part) >= atLeast {
			for _, m := range expr().FindAllStringSubmatchIndex(part, -1) {
				fn(shift(m, r.start))
			}
		}
	}
}

func countDigits(t string) int {
	n := 0
	for i := range len(t) {
		if t[i] >= '0' && t[i] <= '9' {
			n++
		}
	}
	return n
}
