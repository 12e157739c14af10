package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Term is a word that people ask about: what it is, where it is, how it is done; or a company, and how to reach it.
type Term struct {
	Names []string `yaml:"names"` // as people write it; the first is how the desk says it
	What  []Line   `yaml:"what"`  // what it is, what it looks like or where it is
	How   []Line   `yaml:"how"`   // the steps, where there is something to do

	In   []string `yaml:"in"`   // of a company: the entries in which it is said how to reach it as soon as it is named
	Page string   `yaml:"page"` // its own page on which that was seen
	Seen Seen     `yaml:"seen"` // the date which that page bears

	folded []string // the names
}

// UnmarshalYAML reads a term and folds its names, once.
func (t *Term) UnmarshalYAML(unmarshal func(any) error) error {
	type plain Term
	if err := unmarshal((*plain)(t)); err != nil {
		return err
	}
	for _, name := range t.Names {
		t.folded = append(t.folded, Fold(name))
	}
	return nil
}

// Named is a term in a text, with what stands before and after its name.
type Named struct {
	*Term
	Name, Before, After string
}

// NamedIn returns the one of some terms with the longest name that stands in a folded text, or nil for none.
func NamedIn(folded string, terms []*Term) *Named {
	var best *Named
	for _, t := range terms {
		for _, name := range t.folded {
			if best != nil && len(name) <= len(best.Name) {
				continue
			}
			if i := WordIn(folded, name); i >= 0 {
				best = &Named{Term: t, Name: name, Before: folded[:i], After: folded[i+len(name):]}
			}
		}
	}
	return best
}

// AllNamedIn returns the terms whose names stand in a folded text, in the order in which they do. A name that is a part of another
// one there counts for nothing: 楽天 in 楽天カード.
func AllNamedIn(folded string, terms []*Term) (out []*Term) {
	type place struct {
		from, to int
		term     *Term
	}
	var found []place
	for _, t := range terms {
		for _, name := range t.folded {
			for at := 0; ; {
				i := WordIn(folded[at:], name)
				if i < 0 {
					break
				}
				found = append(found, place{at + i, at + i + len(name), t})
				at += i + len(name)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b place) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	end := 0
	for _, p := range found {
		if p.from < end {
			continue
		}
		end = p.to
		if !slices.Contains(out, p.term) {
			out = append(out, p.term)
		}
	}
	return out
}

// WordIn is where a word stands in a text, not only as a part of another, or -1: ログ is not in
// ログイン, DoS not in DDoS.
func WordIn(text, word string) int {
	first, _ := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 || word == "" {
			return -1
		}
		from, to := at+i, at+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[to:])
		if !(from > 0 && joined(before, first)) && !(to < len(text) && joined(last, after)) {
			return from
		}
		at = to
	}
}

// joined reports whether two letters side by side belong to one word: both katakana, or both Latin.
func joined(a, b rune) bool {
	katakana := func(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }
	latin := func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) }
	return katakana(a) && katakana(b) || latin(a) && latin(b)
}
