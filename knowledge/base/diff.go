package base

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// Change is one difference between two bases, to be read by people.
type Change struct {
	Kind  ChangeKind
	What  string   // faq support-scam, contact ipa-biz, phrase greet, cases, …
	Count int      // how many things it speaks of: 1, or rows of cases
	Lines []string // what changed of it: "title", then "- " and "+ " lines
}

// ChangeKind says what became of something.
type ChangeKind string

const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// String is the change on one line and its details on the next ones.
func (c Change) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-8s %s", c.Kind, c.What)
	for _, l := range c.Lines {
		b.WriteString("\n         " + l)
	}
	return b.String()
}

// Diff says what is different in b, in the order of what consulters see most: entries, contacts,
// categories, slots, phrases, further questions, cases. Of cases it gives numbers of rows only.
func Diff(a, b *knowledge.Base) []Change {
	d := &differ{}
	things(d, "faq", byID(a.FAQs, func(f *knowledge.FAQ) string { return f.ID }), byID(b.FAQs, func(f *knowledge.FAQ) string { return f.ID }))
	things(d, "contact", byID(a.Contacts, func(c *knowledge.Contact) string { return c.ID }), byID(b.Contacts, func(c *knowledge.Contact) string { return c.ID }))
	things(d, "category", byID(a.Categories, func(c *knowledge.Category) string { return c.ID }), byID(b.Categories, func(c *knowledge.Category) string { return c.ID }))
	things(d, "slot", byID(a.Slots, func(s *knowledge.Slot) string { return s.Name }), byID(b.Slots, func(s *knowledge.Slot) string { return s.Name }))
	things(d, "deed", byID(a.Deeds, func(x *knowledge.Deed) string { return x.ID }), byID(b.Deeds, func(x *knowledge.Deed) string { return x.ID }))
	things(d, "language", byID(a.Languages, func(x *knowledge.Language) string { return x.ID }), byID(b.Languages, func(x *knowledge.Language) string { return x.ID }))
	things(d, "matter", byID(a.Matters, func(x *knowledge.Matter) string { return x.ID }), byID(b.Matters, func(x *knowledge.Matter) string { return x.ID }))
	things(d, "voice", byID(a.Voices, func(x *knowledge.Voice) string { return x.ID }), byID(b.Voices, func(x *knowledge.Voice) string { return x.ID }))
	things(d, "phrase", a.Phrases, b.Phrases)
	things(d, "easy phrase", a.Easy, b.Easy)
	things(d, "easy lines of", a.EasyLines, b.EasyLines)
	things(d, "questions for", a.Questions, b.Questions)
	things(d, "follow-ups of", a.Followups, b.Followups)
	d.cases(a.Cases, b.Cases)
	return d.found
}

// Summary counts changes in one line: 1 entry added, 2 changed; 1 contact removed.
func Summary(list []Change) string {
	count := map[string]map[ChangeKind]int{}
	var order, parts []string
	for _, c := range list {
		what, _, _ := strings.Cut(c.What, " ")
		if count[what] == nil {
			count[what], order = map[ChangeKind]int{}, append(order, what)
		}
		count[what][c.Kind] += c.Count
	}
	for _, what := range order {
		var of []string
		for _, k := range []ChangeKind{Added, Removed, Changed} {
			if n := count[what][k]; n > 0 {
				of = append(of, fmt.Sprintf("%d %s", n, k))
			}
		}
		parts = append(parts, what+": "+strings.Join(of, ", "))
	}
	if len(parts) == 0 {
		return "nothing is different"
	}
	return strings.Join(parts, "; ")
}

type differ struct{ found []Change }

func byID[T any](list []*T, id func(*T) string) map[string]*T {
	out := map[string]*T{}
	for _, x := range list {
		out[id(x)] = x
	}
	return out
}

// things compares what two bases have under the same names.
func things[T any](d *differ, what string, a, b map[string]T) {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]T{}
	}
	maps.Copy(all, b)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		old, was := a[id]
		now, is := b[id]
		switch {
		case !was:
			d.found = append(d.found, Change{Added, what + " " + id, 1, title(now)})
		case !is:
			d.found = append(d.found, Change{Removed, what + " " + id, 1, title(old)})
		case !reflect.DeepEqual(old, now):
			d.found = append(d.found, Change{Changed, what + " " + id, 1, fields(old, now)})
		}
	}
}

func title(x any) []string {
	switch x := x.(type) {
	case *knowledge.FAQ:
		return []string{x.Title}
	case *knowledge.Contact:
		return []string{x.Name}
	}
	return nil
}

// fields says which fields of two structs, or of two simple values, differ and how.
func fields(a, b any) []string {
	va, vb := reflect.Indirect(reflect.ValueOf(a)), reflect.Indirect(reflect.ValueOf(b))
	if va.Kind() != reflect.Struct {
		return lineDiff(text(a), text(b))
	}
	var out []string
	for i := range va.NumField() {
		fa, fb := va.Field(i).Interface(), vb.Field(i).Interface()
		if reflect.DeepEqual(fa, fb) {
			continue
		}
		name, _, _ := strings.Cut(va.Type().Field(i).Tag.Get("yaml"), ",")
		out = append(out, name)
		out = append(out, lineDiff(text(fa), text(fb))...)
	}
	return out
}

// lineDiff gives the lines that only one of two texts has, with - or + before them.
func lineDiff(a, b []string) []string {
	left := map[string]int{}
	for _, l := range b {
		left[l]++
	}
	var out []string
	for _, l := range a {
		if left[l]--; left[l] < 0 {
			out = append(out, "- "+l)
		}
	}
	for _, l := range b {
		if left[l] > 0 {
			left[l]--
			out = append(out, "+ "+l)
		}
	}
	if len(out) == 0 {
		return []string{"~ in another order"}
	}
	return out
}

// text is a value as lines: what stands in lists one each, with its condition behind it.
func text(v any) []string {
	when := func(s string, c knowledge.Condition) string {
		if c.Always() {
			return s
		}
		return s + "  [" + c.String() + "]"
	}
	var out []string
	switch v := v.(type) {
	case []knowledge.Line:
		for _, l := range v {
			out = append(out, when(l.Text, l.When))
		}
	case []knowledge.Asked:
		for _, a := range v {
			out = append(out, when(a.Slot, a.When))
		}
	case []knowledge.Referral:
		for _, r := range v {
			out = append(out, when(r.ID, r.When))
		}
	case string:
		return strings.Split(v, "\n")
	default:
		data, err := written.Encode(v)
		if err != nil {
			return []string{fmt.Sprint(v)}
		}
		return strings.Split(strings.TrimSpace(string(data)), "\n")
	}
	return out
}

// cases compares rows by their numbers; what they hold is not for the eyes of whoever publishes.
func (d *differ) cases(a, b []knowledge.Case) {
	rows := func(list []knowledge.Case) map[int]knowledge.Case {
		m := map[int]knowledge.Case{}
		for _, c := range list {
			m[c.Row] = c
		}
		return m
	}
	was, is := rows(a), rows(b)
	all := maps.Clone(was)
	maps.Copy(all, is)
	numbers := map[ChangeKind][]string{}
	for _, row := range slices.Sorted(maps.Keys(all)) {
		old, before := was[row]
		now, after := is[row]
		kind := Changed
		switch {
		case !before:
			kind = Added
		case !after:
			kind = Removed
		case reflect.DeepEqual(old, now):
			continue
		}
		numbers[kind] = append(numbers[kind], fmt.Sprint(row))
	}
	for _, kind := range []ChangeKind{Added, Removed, Changed} {
		if n := numbers[kind]; len(n) > 0 {
			shown := "row " + strings.Join(n[:min(len(n), 20)], " ")
			if len(n) > 20 {
				shown += fmt.Sprintf(" and %d more", len(n)-20)
			}
			d.found = append(d.found, Change{kind, "cases", len(n), []string{shown}})
		}
	}
}
