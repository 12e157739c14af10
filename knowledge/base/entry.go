package base

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// EntryFile is the name of an entry's file.
func EntryFile(id string) string { return "faq/" + id + ".yaml" }

// IsEntryID reports whether an entry can have a name.
func IsEntryID(id string) bool { return entryID.MatchString(id) }

// ReadEntry reads an entry's file as Load does.
func ReadEntry(content []byte) (*knowledge.FAQ, error) {
	text, err := written.Text(content)
	if err != nil {
		return nil, err
	}
	f := &knowledge.FAQ{}
	if err := written.Decode(text, f); err != nil {
		return nil, errors.New(placed(firstLine(err.Error()), text))
	}
	return f, nil
}

// WriteEntry is an entry as a file, of which ReadEntry makes the same entry again. Its fields stand
// in the order of the files that people write; comments are not kept.
func WriteEntry(f *knowledge.FAQ) ([]byte, error) {
	var out entryWriter
	out.field("id", f.ID)
	out.field("category", f.Category)
	out.field("title", f.Title)
	out.field("meaning", f.Meaning)
	out.field("urgency", string(f.Urgency))
	out.field("urgent_when", f.UrgentWhen.String())
	out.field("unless", f.Unless.String())
	lines := func(key string, list []knowledge.Line) {
		out.list(key, len(list), func(i int) (string, string, knowledge.Condition) { return "text", list[i].Text, list[i].When })
	}
	plain := func(key string, list []string) {
		out.list(key, len(list), func(i int) (string, string, knowledge.Condition) { return "", list[i], knowledge.Condition{} })
	}
	lines("first_aid", f.FirstAid)
	out.list("ask", len(f.Ask), func(i int) (string, string, knowledge.Condition) { return "slot", f.Ask[i].Slot, f.Ask[i].When })
	lines("now", f.Now)
	lines("steps", f.Steps)
	lines("do_not", f.DoNot)
	lines("prevention", f.Prevention)
	lines("legal", f.Legal)
	lines("prepare", f.Prepare)
	if f.Private {
		out.WriteString("private: true\n")
	}
	out.list("contacts", len(f.Contacts), func(i int) (string, string, knowledge.Condition) { return "id", f.Contacts[i].ID, f.Contacts[i].When })
	plain("guidebook", f.Guidebook)
	if len(f.Cases) > 0 {
		rows, err := json.Marshal(f.Cases)
		if err != nil {
			return nil, fmt.Errorf("write entry %s: %w", f.ID, err)
		}
		fmt.Fprintf(&out, "cases: %s\n", rows)
	}
	plain("keywords", f.Keywords)
	plain("examples", f.Examples)
	for _, d := range []struct {
		key string
		day knowledge.Date
	}{{"reviewed_on", f.ReviewedOn}, {"review_by", f.ReviewBy}} {
		if !d.day.IsZero() {
			fmt.Fprintf(&out, "%s: %s\n", d.key, d.day.Format(time.DateOnly))
		}
	}
	out.field("reviewed_by", f.ReviewedBy)
	return []byte(out.String()), nil
}

// entryWriter writes the YAML of an entry. Whatever could be read as something else than a text
// stands in quotes.
type entryWriter struct{ strings.Builder }

// field writes a text under a key; an empty one is left out.
func (w *entryWriter) field(key, text string) {
	if text != "" {
		fmt.Fprintf(w, "%s: %s\n", key, scalar(text))
	}
}

// list writes a list: what always holds as it is, the others with their condition.
func (w *entryWriter) list(key string, n int, at func(i int) (name, text string, when knowledge.Condition)) {
	if n > 0 {
		fmt.Fprintf(w, "%s:\n", key)
	}
	for i := range n {
		name, text, when := at(i)
		if when.Always() {
			fmt.Fprintf(w, "  - %s\n", scalar(text))
			continue
		}
		fmt.Fprintf(w, "  - %s: %s\n    when: %s\n", name, scalar(text), scalar(when.String()))
	}
}

// bareText is a text that YAML reads as itself without quotes, wherever it stands.
var bareText = regexp.MustCompile(`^[a-zぁ-んァ-ヶ一-龠「【（][^\x00-\x1f\x7f:#"'\\\x60|>{}\[\]&*!%@]*$`)

// words that YAML reads as something else than a text, or has read so.
var yamlWords = []string{"true", "false", "yes", "no", "on", "off", "null", "y", "n"}

func scalar(text string) string {
	if bareText.MatchString(text) && !slices.Contains(yamlWords, text) && strings.TrimSpace(text) == text && !strings.ContainsFunc(text, hidden) {
		return text
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out) // what JSON quotes YAML reads
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text)
	return strings.TrimSuffix(out.String(), "\n")
}

// hidden reports whether a character is one that nobody sees.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

// With is a base in which an entry stands in the place of the one with its id, or is added. It has
// no version: what is in no file has no name.
func With(b *knowledge.Base, f *knowledge.FAQ) *knowledge.Base {
	out := *b
	out.Version = ""
	out.FAQs = slices.Clone(b.FAQs)
	at, there := slices.BinarySearchFunc(out.FAQs, f.ID, func(x *knowledge.FAQ, id string) int { return cmp.Compare(x.ID, id) })
	if i := slices.IndexFunc(out.FAQs, func(x *knowledge.FAQ) bool { return x.ID == f.ID }); i >= 0 {
		at, there = i, true
	}
	if there {
		out.FAQs[at] = f
	} else {
		out.FAQs = slices.Insert(out.FAQs, at, f)
	}
	return &out
}

// LintEntry returns what is wrong with one entry of a base, what Load would refuse included. It is
// fast enough to be asked while somebody writes; how matching takes the examples it leaves out.
func LintEntry(b *knowledge.Base, id string, now time.Time) []Problem {
	f := b.FAQ(id)
	if f == nil {
		return nil
	}
	check := checker{base: b}
	check.faq(f)
	l := &linter{base: b, now: now, banned: readBanned(), examples: map[string]string{}}
	for _, err := range check.errs {
		if r := (refusal{}); errors.As(err, &r) {
			l.found = append(l.found, r.problem())
		}
	}
	if len(l.found) > 0 { // the rest takes for granted that what is named is there
		return l.found
	}
	for _, other := range b.FAQs {
		if other != f {
			for _, e := range other.Examples {
				l.examples[knowledge.Fold(e)] = other.ID
			}
		}
	}
	l.faq(f)
	var named []string
	for _, r := range f.Contacts {
		named = append(named, r.ID)
	}
	l.referrals("faq "+f.ID, named, f.Private)
	w := &wording{jargon: readJargon()}
	w.faq(f)
	return append(l.found, w.found...)
}

// refusal is why Check refuses something: a form, and what is filled in.
type refusal struct {
	error
	form string
	args []any
}

func (r refusal) Unwrap() error { return r.error }

// problem is the refusal as what is wrong in a place, which most forms name first.
func (r refusal) problem() Problem {
	if rest, ok := strings.CutPrefix(r.form, "%s: "); ok && len(r.args) > 0 {
		return Problem{Where: fmt.Sprint(r.args[0]), What: fmt.Sprintf(strings.ReplaceAll(rest, "%w", "%v"), r.args[1:]...), Form: rest, Args: r.args[1:]}
	}
	return Problem{What: r.Error(), Form: r.form, Args: r.args}
}
