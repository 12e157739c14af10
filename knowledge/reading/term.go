package reading

import (
	"unicode/utf8"

	"madoguchi/knowledge"
)

// How long the rest of a text may be that asks about a word and nothing else, in runes.
const (
	beforeTerm = 16
	afterTerm  = 24
)

// Term is the word that a text asks about, or nil: 「LANってどれ」. how says that it asks how
// something is done with it, or says that it cannot be found.
func (r Reading) Term() (term *knowledge.Term, how bool) {
	if r.base == nil || r.Length() > beforeTerm+afterTerm {
		return nil, false
	}
	n := knowledge.NamedIn(r.Folded, r.base.Terms)
	if n == nil || utf8.RuneCountInString(n.Before) > beforeTerm || utf8.RuneCountInString(n.After) > afterTerm {
		return nil, false
	}
	switch {
	case asksHow.says(n.Name + n.After):
		return n.Term, true
	case asksMeaning.says(n.After):
		return n.Term, false
	}
	return nil, false
}

// WithoutPlaces is a folded text without the services that it names only as the place where something
// was seen or looked for: 「ヤフーの広告に出てた」.
func WithoutPlaces(folded string) string { return seenThere.regexp().ReplaceAllString(folded, "") }

// FirmGiven is the company that a text names and says no more of, or nil: 「銀行は三菱UFJです」.
func (r Reading) FirmGiven() *knowledge.Term {
	if r.base == nil || r.Length() > LongNews {
		return nil
	}
	n := knowledge.NamedIn(r.Folded, r.base.Firms)
	if n == nil || !namesOnly.says(n.Before+"*"+n.After) {
		return nil
	}
	return n.Term
}

// Firm is the company that a text asks how to reach, or nil: 「アップルの電話番号は」.
func (r Reading) Firm() *knowledge.Term {
	if r.base == nil || r.Length() > beforeTerm+afterTerm {
		return nil
	}
	n := knowledge.NamedIn(r.Folded, r.base.Firms)
	if n == nil || !asksNumber.says(n.After) {
		return nil
	}
	return n.Term
}
