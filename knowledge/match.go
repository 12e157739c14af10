package knowledge

import (
	"cmp"
	"slices"
)

// Match is what matching makes of a consulter's words.
type Match struct {
	Candidates []Candidate // all entries, the likeliest first
	Confidence float64     // chance that the first candidate's category is right, calibrated on held-out questions
	None       bool        // nothing in the base fits: better say so than answer
}

// Candidate is an entry that may be meant.
type Candidate struct {
	FAQ      string  `json:"faq"`
	Category string  `json:"category"`
	Score    float64 `json:"score"` // share of the belief, 0 to 1; the scores of a Match add up to 1
}

// Matcher finds the entries that a text may mean.
type Matcher func(text string) Match

// Best returns the likeliest candidate, or the zero Candidate.
func (m Match) Best() Candidate {
	if len(m.Candidates) == 0 {
		return Candidate{}
	}
	return m.Candidates[0]
}

// ByCategory returns the likeliest candidate of each category, at most n, with the belief in the whole category as its
// score: the category of the first candidate, then the others, the likeliest first.
func (m Match) ByCategory(n int) []Candidate {
	var out []Candidate
	for _, c := range m.Candidates {
		if i := slices.IndexFunc(out, func(o Candidate) bool { return o.Category == c.Category }); i >= 0 {
			out[i].Score += c.Score
		} else {
			out = append(out, c)
		}
	}
	if len(out) > 1 {
		slices.SortStableFunc(out[1:], func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	}
	return out[:min(n, len(out))]
}
