package table

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// FromFAQ supplies what the desk never got to (columns 10, 13 and 14): keywords drawn from the case itself, the standard
// answer and the references of the FAQ entry that answers it.
func FromFAQ(b *knowledge.Base) Fill {
	words := map[int][]string{}
	for i, list := range Keywords(b.Cases) {
		words[b.Cases[i].Row] = list
	}
	return func(c knowledge.Case) (keywords, standard, references string) {
		keywords = strings.Join(words[c.Row], "、")
		if f := entryFor(b, c); f != nil {
			standard, references = standardAnswer(f), sources(b, f)
		}
		return keywords, standard, references
	}
}

// entryFor is the entry that names the case's row, else the first one of its category.
func entryFor(b *knowledge.Base, c knowledge.Case) *knowledge.FAQ {
	for _, fits := range []func(*knowledge.FAQ) bool{
		func(f *knowledge.FAQ) bool { return slices.Contains(f.Cases, c.Row) },
		func(f *knowledge.FAQ) bool { return f.Category == c.Category },
	} {
		if i := slices.IndexFunc(b.FAQs, fits); i >= 0 {
			return b.FAQs[i]
		}
	}
	return nil
}

// standardAnswer is what the entry tells somebody of whom nothing is known.
func standardAnswer(f *knowledge.FAQ) string {
	lines := append([]string{knowledge.FirstLine(f.Now, nil)}, knowledge.LinesFor(f.Steps, nil)...)
	for _, l := range knowledge.LinesFor(f.DoNot, nil) {
		lines = append(lines, "×"+l)
	}
	return strings.Join(lines, "\n")
}

// sources are the guidebook's sections and the contacts' pages.
func sources(b *knowledge.Base, f *knowledge.FAQ) string {
	var lines []string
	for _, section := range f.Guidebook {
		lines = append(lines, "ガイドブック "+section)
	}
	for _, id := range f.ContactsFor(nil) {
		if c := b.Contact(id); c.URL != "" {
			lines = append(lines, c.Name+" "+c.URL)
		}
	}
	return strings.Join(lines, "\n")
}
