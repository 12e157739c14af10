package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Explain says in a few lines why a text is matched as it is: how urgent it is by its entries and by its words, the likeliest
// entries and the margin between them, the terms that weigh most for each, the nearest past cases by row.
func (x *Index) Explain(text string) string {
	m := x.Match(text)
	terms := x.vocabulary.terms(features(text))
	var b strings.Builder
	fmt.Fprintf(&b, "%d known terms, none fits: %v, margin %.3f\n", len(terms), m.None, m.Candidates[0].Score-m.Candidates[1].Score)
	belief, alarm := x.belief(terms)
	byEntries := x.high(belief)
	x.agree(belief, alarm)
	fmt.Fprintf(&b, "%.3f urgent, by entries %.3f, by words %.3f  %s\n", x.high(belief), byEntries, sigmoid(alarm), x.heaviest(terms, len(x.urgent)))
	for _, c := range m.Candidates[:min(3, len(m.Candidates))] {
		class := slices.IndexFunc(x.base.FAQs, func(f *knowledge.FAQ) bool { return f.ID == c.FAQ })
		fmt.Fprintf(&b, "%.3f %-8s %-24s %s\n", c.Score, c.Category, c.FAQ, x.heaviest(terms, class))
	}
	fmt.Fprintf(&b, "nearest cases: rows %s\n", x.nearestCases(terms))
	return b.String()
}

// heaviest names the terms that weigh most in a column of the model, with their weights.
func (x *Index) heaviest(terms []term, column int) string {
	sorted := slices.Clone(terms)
	weight := func(t term) float32 { return t.weight * x.model.row(t.id)[column] }
	slices.SortStableFunc(sorted, func(a, b term) int { return cmp.Compare(weight(b), weight(a)) })
	var out []string
	for _, t := range sorted[:min(5, len(sorted))] {
		out = append(out, fmt.Sprintf("%s %+.2f", strings.TrimPrefix(x.vocabulary.names[t.id], wordMark), weight(t)))
	}
	return strings.Join(out, ", ")
}

// nearestCases names the rows of the three past cases that share most with the text.
func (x *Index) nearestCases(terms []term) string {
	type near struct {
		row   int
		share float32
	}
	var all []near
	for i, others := range x.cases() {
		all = append(all, near{x.base.Cases[i].Row, overlap(terms, others)})
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(b.share, a.share) })
	var out []string
	for _, n := range all[:min(3, len(all))] {
		out = append(out, fmt.Sprintf("%d (%.2f)", n.row, n.share))
	}
	return strings.Join(out, ", ")
}

// overlap is the cosine of two texts; both are sorted by term.
func overlap(a, b []term) float32 {
	var sum float32
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}
