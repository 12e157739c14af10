package knowledge

import (
	"slices"
	"strings"
)

// MaxQuestions is how many questions are asked before an answer.
const MaxQuestions = 4

// Told is everything that an entry tells a consulter with certain facts and that matters now: two consulters for whom it is the
// same need not be asked what is different between them.
func (f *FAQ) Told(facts Facts) string {
	var b strings.Builder
	b.WriteString(string(f.UrgencyFor(facts)))
	b.WriteString(FirstLine(f.Now, facts))
	for _, lines := range [][]Line{f.FirstAid, f.Steps, f.DoNot, f.Legal, f.Prepare} {
		for _, l := range LinesFor(lines, facts) {
			b.WriteString(l)
		}
	}
	for _, id := range f.ContactsFor(facts) {
		b.WriteString(id)
	}
	return b.String()
}

// DependsOn reports whether the answer to a question would change what a consulter with these facts is told.
func (f *FAQ) DependsOn(slot *Slot, facts Facts) bool {
	first := f.Told(facts.With(slot.Name, Unknown))
	return slices.ContainsFunc(slot.Choices, func(c Choice) bool { return f.Told(facts.With(slot.Name, c.Value)) != first })
}
