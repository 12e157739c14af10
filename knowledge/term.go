package knowledge

import "strings"

// Term is a word that people ask about: what it is, where it is, how it is done; or a company, and how to reach it.
type Term struct {
	Names []string `yaml:"names"` // as people write it; the first is how the desk says it
	What  []Line   `yaml:"what"`  // what it is, what it looks like or where it is
	How   []Line   `yaml:"how"`   // the steps, where there is something to do
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
		for _, name := range t.Names {
			name = Fold(name)
			if best != nil && len(name) <= len(best.Name) {
				continue
			}
			if i := wordIn(folded, name); i >= 0 {
				best = &Named{Term: t, Name: name, Before: folded[:i], After: folded[i+len(name):]}
			}
		}
	}
	return best
}

// wordIn is where a name stands in a text, or -1: one in Latin letters stands by itself, not within a longer word.
func wordIn(text, name string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return -1
		}
		from, to := at+i, at+i+len(name)
		if !(latinAt(text, from-1) && latinAt(name, 0)) && !(latinAt(text, to) && latinAt(name, len(name)-1)) {
			return from
		}
		at = to
	}
}

func latinAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}
