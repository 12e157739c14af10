package table

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// FromFAQ supplies what the desk never got to (columns 10, 13 and 14): search words, the standard answer and the references, each made for
// the case from the entry that answers it. A case that no entry answers gets search words only. match is asked for once, and only
// if a case has to be matched: learning takes seconds.
func FromFAQ(b *knowledge.Base, at knowledge.Desk, match func() knowledge.Matcher) Fill {
	words := vocabularyOf(b)
	matcher := sync.OnceValue(match)
	return func(c knowledge.Case) Filling {
		f := entryFor(b, c, matcher)
		out := Filling{Keywords: strings.Join(words.of(c, f), "、")}
		if f == nil {
			return out
		}
		facts := factsOf(b, c)
		out.Standard = standardAnswer(b, f, facts)
		out.Reference = references(b, f, facts, at)
		if c.Standard != "" {
			out.Why = outdated(c.Standard, f)
		}
		return out
	}
}

// Filling is what an export adds to a case.
type Filling struct {
	Keywords, Standard, Reference string
	Why                           []string // what is wrong with the desk's own draft of the standard answer
}

// textOf is the case as the consulter told it.
func textOf(c knowledge.Case) string { return c.Subject + "。\n" + c.Content }

// factsOf is what the case's text states. What was done is only supposed where somebody asks how to be prepared.
func factsOf(b *knowledge.Base, c knowledge.Case) knowledge.Facts {
	nothing := func(string) knowledge.Match { return knowledge.Match{None: true} }
	r := reading.Reader{Base: b, Senses: knowledge.Senses{Match: nothing}}.Read(textOf(c), time.Time{})
	facts := maps.Clone(r.Stated)
	if r.Precaution {
		for _, d := range b.Deeds {
			for slot := range d.When.Tests() {
				delete(facts, slot)
			}
		}
	}
	return facts
}

// How much an entry must be believed in to answer a case: less where staff gave the case the entry's category.
const (
	leastOfCategory = 0.1
	leastOfOthers   = 0.5
)

// entryFor is the entry that answers a case, or nil. An entry that names the case's row goes first; row numbers are one desk's own, so
// that for a row that an entry of another category names, the words must agree.
func entryFor(b *knowledge.Base, c knowledge.Case, matcher func() knowledge.Matcher) *knowledge.FAQ {
	var named []*knowledge.FAQ
	for _, f := range b.FAQs {
		if slices.Contains(f.Cases, c.Row) {
			named = append(named, f)
		}
	}
	if len(named) == 1 && named[0].Category == c.Category {
		return named[0]
	}
	m := matcher()(textOf(c))
	var ofCategory *knowledge.FAQ
	for i, candidate := range m.Candidates {
		f := b.FAQ(candidate.FAQ)
		switch {
		case f == nil:
			continue
		case slices.Contains(named, f) && (f.Category == c.Category || i < nearby):
			return f
		case ofCategory == nil && f.Category == c.Category && candidate.Score >= leastOfCategory && !m.None:
			ofCategory = f
		}
	}
	if ofCategory != nil {
		return ofCategory
	}
	if best := m.Best(); !m.None && m.Confidence >= leastOfOthers && best.Score >= leastOfOthers/2 {
		return b.FAQ(best.FAQ)
	}
	return nil
}

// nearby is how many candidates the words of a case may mean at most.
const nearby = 12
