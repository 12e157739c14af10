package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// entryForm is an entry as somebody writes it: each field as text, right or not.
type entryForm struct {
	ID   string
	Seen string // names the draft that the writer has seen

	Title, Meaning, Category, Urgency, UrgentWhen, Unless string
	Groups                                                []lineGroup
	Private                                               bool
	Keywords, Examples, Guidebook, Cases                  string // a line each
	ReviewedOn, ReviewedBy, ReviewBy                      string
}

// lineGroup are the lines of one field.
type lineGroup struct {
	Field string
	Rows  []lineRow
}

// lineRow is a line, and when it holds.
type lineRow struct{ Text, When string }

// groups are the fields that hold lines with conditions, in the order in which they are said; ask
// and contacts hold names of slots and contacts.
var groups = []string{"first_aid", "ask", "now", "steps", "do_not", "legal", "prepare", "prevention", "contacts"}

// spare is how many empty rows stand at the end of each group.
const spare = 1

// maxRows bounds a group.
const maxRows = 60

func formOf(f *knowledge.FAQ) entryForm {
	day := func(d knowledge.Date) string {
		if d.IsZero() {
			return ""
		}
		return d.Format(time.DateOnly)
	}
	out := entryForm{
		ID: f.ID, Title: f.Title, Meaning: f.Meaning, Category: f.Category, Urgency: string(f.Urgency), UrgentWhen: f.UrgentWhen.String(), Unless: f.Unless.String(), Private: f.Private,
		Keywords: strings.Join(f.Keywords, "\n"), Examples: strings.Join(f.Examples, "\n"), Guidebook: strings.Join(f.Guidebook, "\n"),
		ReviewedOn: day(f.ReviewedOn), ReviewedBy: f.ReviewedBy, ReviewBy: day(f.ReviewBy),
	}
	for _, n := range f.Cases {
		out.Cases += strconv.Itoa(n) + "\n"
	}
	rows := map[string][]lineRow{}
	for field, lines := range f.Texts {
		for _, l := range lines {
			rows[field] = append(rows[field], lineRow{l.Text, l.When.String()})
		}
	}
	for _, a := range f.Ask {
		rows["ask"] = append(rows["ask"], lineRow{a.Slot, a.When.String()})
	}
	for _, r := range f.Contacts {
		rows["contacts"] = append(rows["contacts"], lineRow{r.ID, r.When.String()})
	}
	for _, g := range groups {
		out.Groups = append(out.Groups, lineGroup{g, rows[g]})
	}
	return out
}

// formFrom reads what a browser sends.
func formFrom(id string, v url.Values) entryForm {
	text := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(v.Get(name), "\r\n", "\n"))
	}
	out := entryForm{
		ID: id, Seen: v.Get("seen"), Title: text("title"), Meaning: text("meaning"), Category: text("category"), Urgency: text("urgency"), UrgentWhen: text("urgent_when"), Unless: text("unless"),
		Private: v.Get("private") != "", Keywords: text("keywords"), Examples: text("examples"), Guidebook: text("guidebook"), Cases: text("cases"),
		ReviewedOn: text("reviewed_on"), ReviewedBy: text("reviewed_by"), ReviewBy: text("review_by"),
	}
	for _, g := range groups {
		group, whens := lineGroup{Field: g}, v[g+".when"]
		for i, t := range v[g+".text"] {
			row := lineRow{Text: strings.Join(strings.Fields(t), " ")}
			if i < len(whens) {
				row.When = strings.TrimSpace(whens[i])
			}
			if (row.Text != "" || row.When != "") && len(group.Rows) < maxRows {
				group.Rows = append(group.Rows, row)
			}
		}
		out.Groups = append(out.Groups, group)
	}
	return out
}

// ready is the form with empty rows to write in.
func (f entryForm) ready() entryForm {
	f.Groups = slices.Clone(f.Groups)
	for i, g := range f.Groups {
		f.Groups[i].Rows = append(slices.Clone(g.Rows), make([]lineRow, spare)...)
	}
	return f
}

func (f *entryForm) group(field string) *lineGroup {
	i := slices.IndexFunc(f.Groups, func(g lineGroup) bool { return g.Field == field })
	if i < 0 {
		return nil
	}
	return &f.Groups[i]
}

// more adds empty rows to a group.
func (f *entryForm) more(field string) {
	if g := f.group(field); g != nil {
		g.Rows = append(g.Rows, make([]lineRow, 3)...)
	}
}

// up moves a row before the one above it: "steps 3".
func (f *entryForm) up(which string) {
	field, at, _ := strings.Cut(which, " ")
	n, err := strconv.Atoi(at)
	if g := f.group(field); g != nil && err == nil && n > 0 && n < len(g.Rows) {
		g.Rows[n-1], g.Rows[n] = g.Rows[n], g.Rows[n-1]
	}
}

// entry is what the form says, as far as it can be read, and what of it cannot.
func (f entryForm) entry() (*knowledge.FAQ, []base.Problem) {
	r := formReader{where: "faq " + f.ID}
	out := &knowledge.FAQ{
		ID: f.ID, Category: f.Category, Title: f.Title, Meaning: f.Meaning, Urgency: knowledge.Urgency(f.Urgency), Private: f.Private,
		UrgentWhen: r.condition("urgent_when", 0, f.UrgentWhen), Unless: r.condition("unless", 0, f.Unless),
		Keywords: listed(f.Keywords), Examples: listed(f.Examples), Guidebook: listed(f.Guidebook), ReviewedBy: f.ReviewedBy,
		ReviewedOn: r.day("reviewed_on", f.ReviewedOn), ReviewBy: r.day("review_by", f.ReviewBy),
	}
	for _, line := range listed(f.Cases) {
		if n, err := strconv.Atoi(line); err == nil {
			out.Cases = append(out.Cases, n)
		} else {
			r.fault("cases", 0, "%q is no number of a row", line)
		}
	}
	fields := map[string]*[]knowledge.Line{
		"first_aid": &out.FirstAid, "now": &out.Now, "steps": &out.Steps, "do_not": &out.DoNot, "legal": &out.Legal, "prepare": &out.Prepare, "prevention": &out.Prevention,
	}
	for _, g := range f.Groups {
		for _, row := range g.Rows {
			if row.Text == "" && row.When == "" {
				continue
			}
			n := r.next(g.Field)
			if row.Text == "" {
				r.fault(g.Field, n, "has a condition and says nothing")
			}
			when := r.condition(g.Field, n, row.When)
			switch lines := fields[g.Field]; {
			case lines != nil:
				*lines = append(*lines, knowledge.Line{Text: row.Text, When: when})
			case g.Field == "ask":
				out.Ask = append(out.Ask, knowledge.Asked{Slot: row.Text, When: when})
			default:
				out.Contacts = append(out.Contacts, knowledge.Referral{ID: row.Text, When: when})
			}
		}
	}
	return out, r.found
}

// listed are the lines of a text that hold something.
func listed(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// formReader reads fields and remembers what cannot be read.
type formReader struct {
	where string
	found []base.Problem
	rows  map[string]int
}

// next counts the rows of a group that hold something.
func (r *formReader) next(field string) int {
	if r.rows == nil {
		r.rows = map[string]int{}
	}
	r.rows[field]++
	return r.rows[field]
}

func (r *formReader) fault(field string, row int, form string, args ...any) {
	where := r.where + ", " + field
	if row > 0 {
		where += fmt.Sprint(" ", row)
	}
	r.found = append(r.found, base.Problem{Where: where, What: fmt.Sprintf(form, args...), Form: form, Args: args})
}

func (r *formReader) condition(field string, row int, text string) knowledge.Condition {
	c, err := knowledge.ParseCondition(text)
	if err != nil {
		r.fault(field, row, "the condition %q cannot be read", text)
	}
	return c
}

func (r *formReader) day(field, text string) (d knowledge.Date) {
	if text == "" {
		return d
	}
	if err := d.UnmarshalText([]byte(text)); err != nil {
		r.fault(field, 0, "%q is no day", text)
	}
	return d
}
