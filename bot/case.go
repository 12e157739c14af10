package bot

import (
	"cmp"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// unsorted is the category of a case that nobody filed and the bot made nothing of: it is not known
// whether it is one of security at all.
const unsorted = "1.90"

// kinds are the desk's kinds of consultations, by the first digit of a category.
var kinds = map[string]int{"1": 1, "2": 2, "9": 4}

// Case is a ticket that is closed as a row of the desk's table: what was told, and what staff did,
// masked. It is false while the ticket is open, and when another ticket has it.
func (p Phrases) Case(row int, t Ticket, b *knowledge.Base) (knowledge.Case, bool) {
	if t.Status != Closed || t.End == Duplicate {
		return knowledge.Case{}, false
	}
	entry := b.FAQ(t.FAQ)
	category := t.Category
	if entry != nil {
		category = cmp.Or(category, entry.Category)
	}
	category = cmp.Or(category, unsorted)
	major, _, _ := strings.Cut(category, ".")
	subject := strings.Join(t.Sheet.Happened, p.Text("brief_and"))
	if subject == "" && entry != nil {
		subject = entry.Title
	}
	out := knowledge.Case{Row: row, Receipt: t.Number, Kind: kinds[major], Category: category}
	for _, cell := range []struct {
		to   *string
		text string
	}{{&out.Subject, cmp.Or(subject, t.Sheet.Told)}, {&out.Content, strings.Join([]string{t.Sheet.Began, t.Sheet.Told, t.Sheet.Newest}, "\n")}, {&out.Answer, cmp.Or(t.Outcome, t.Said)}} {
		*cell.to, _ = mask.Table(strings.TrimSpace(cell.text))
	}
	return out, true
}
