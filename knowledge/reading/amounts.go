package reading

import (
	"strings"

	"madoguchi/knowledge"
)

// Amounts are the amounts of money that a text tells of, as they were written; what is only asked
// or supposed is none.
func Amounts(text string) []string { return foundIn(text, amount) }

// People are of how many people data are concerned, as a text tells.
func People(text string) []string { return foundIn(text, howMany) }

// foundIn is what of a group a text tells, as it was written.
func foundIn(text string, g Group) (out []string) {
	for _, s := range sentencesWithMood(standard(knowledge.Fold(text))) {
		told := s.Text
		if s.Mood == Asks || s.Mood == Condition || s.Mood == Plan {
			told = s.tells()
		}
		if !s.Mood.real() {
			continue
		}
		for _, m := range g.regexp().FindAllString(told, -1) {
			out = append(out, strings.ToUpper(strings.ReplaceAll(m, " ", "")))
		}
	}
	return out
}
