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

// Belief is the belief in a whole category.
func (m Match) Belief(category string) float64 {
	sum := 0.0
	for _, c := range m.Candidates {
		if c.Category == category {
			sum += c.Score
		}
	}
	return sum
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

// contradicted is what remains of the belief in an entry that the facts contradict.
const contradicted = 0.02

// Given weighs what matching made of the words against the facts: an entry for those who have not done what these
// consulters did (Unless) gives way. Order, scores and confidence are reckoned anew.
func (m Match) Given(b *Base, facts Facts) Match {
	out := make([]Candidate, len(m.Candidates))
	total, changed := 0.0, false
	for i, c := range m.Candidates {
		if f := b.FAQ(c.FAQ); f != nil && !f.Unless.Always() && f.Unless.Holds(facts) {
			c.Score *= contradicted
			changed = true
		}
		out[i] = c
		total += c.Score
	}
	if !changed || total == 0 {
		return m
	}
	first := out[0].FAQ
	for i := range out {
		out[i].Score /= total
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	if i := slices.IndexFunc(out, func(c Candidate) bool { return c.FAQ == first }); out[i].Score >= out[0].Score/2 && !b.FAQ(first).Unless.Holds(facts) {
		c := out[i] // what led for other reasons than its score leads on
		out = slices.Insert(slices.Delete(out, i, i+1), 0, c)
	}
	m.Candidates = out
	m.Confidence = m.Belief(out[0].Category)
	return m
}
