package knowledge

import (
	"encoding"
	"fmt"
	"slices"
	"time"
)

// Urgency says how soon harm is to be expected.
type Urgency string

const (
	High   Urgency = "high"   // harm is or may be going on now: first aid comes before any question
	Normal Urgency = "normal" // a problem without hurry
	Low    Urgency = "low"    // prevention, information, requests
)

// OutOfScope is the category of entries about what is not this desk's matter.
const OutOfScope = "out-of-scope"

// FAQ is a vetted answer: what to do now, then step by step, whom to call. Everything a consulter reads about a matter
// comes from here; nothing is made up.
type FAQ struct {
	ID         string    `yaml:"id"`
	Category   string    `yaml:"category"`
	Title      string    `yaml:"title"`   // in consulters' words, at most 30 characters
	Meaning    string    `yaml:"meaning"` // fills 「…、ということでしょうか？」
	Urgency    Urgency   `yaml:"urgency"`
	UrgentWhen Condition `yaml:"urgent_when"` // raises the urgency to High
	Unless     Condition `yaml:"unless"`      // for whom another entry is meant: 「まだ押していない」 unless tapped
	FirstAid   []Line    `yaml:"first_aid"`   // said at once when urgent, before any question
	Ask        []Asked   `yaml:"ask"`         // slots whose answer changes this advice, the most telling first
	Now        []Line    `yaml:"now"`         // the first line that holds is the one thing to do now
	Steps      []Line    `yaml:"steps"`       // those that hold, in order
	DoNot      []Line    `yaml:"do_not"`
	Prevention []Line    `yaml:"prevention"`
	Legal      []Line    `yaml:"legal"` // duties by law
	Prepare    []Line    `yaml:"prepare"`

	Private    bool       `yaml:"private"`   // a matter of the consulter's own, not of the business: bodies for persons may be named
	Contacts   []Referral `yaml:"contacts"`  // whom to call, in order
	Guidebook  []string   `yaml:"guidebook"` // section numbers of the guidebook
	Cases      []int      `yaml:"cases"`     // rows of the desk's table that this entry answers
	Keywords   []string   `yaml:"keywords"`
	Examples   []string   `yaml:"examples"` // questions in consulters' own words; matching learns from them
	ReviewedOn Date       `yaml:"reviewed_on"`
	ReviewedBy string     `yaml:"reviewed_by"` // in which role somebody read it then: 相談員; empty: it was not written down
	ReviewBy   Date       `yaml:"review_by"`   // the day by which somebody must read the entry again
}

// UrgencyFor is the urgency of this matter for a consulter with these facts.
func (f *FAQ) UrgencyFor(facts Facts) Urgency {
	if !f.UrgentWhen.Always() && f.UrgentWhen.Holds(facts) {
		return High
	}
	return f.Urgency
}

// FirstLine returns the first line that holds, or "".
func FirstLine(lines []Line, facts Facts) string {
	for _, l := range lines {
		if l.When.Holds(facts) {
			return l.Text
		}
	}
	return ""
}

// LinesFor returns the texts of the lines that hold.
func LinesFor(lines []Line, facts Facts) []string {
	var out []string
	for _, l := range lines {
		if l.When.Holds(facts) {
			out = append(out, l.Text)
		}
	}
	return out
}

// ContactsFor returns the ids of the contacts that hold, in order, each once.
func (f *FAQ) ContactsFor(facts Facts) []string {
	var out []string
	for _, r := range f.Contacts {
		if r.When.Holds(facts) && !slices.Contains(out, r.ID) {
			out = append(out, r.ID)
		}
	}
	return out
}

// Conditions yields every condition of the entry with the field in which it stands.
func (f *FAQ) Conditions(yield func(field string, c Condition) bool) {
	if !f.UrgentWhen.Always() && !yield("urgent_when", f.UrgentWhen) {
		return
	}
	if !f.Unless.Always() && !yield("unless", f.Unless) {
		return
	}
	for field, lines := range f.Texts {
		for _, l := range lines {
			if !l.When.Always() && !yield(field, l.When) {
				return
			}
		}
	}
	for _, a := range f.Ask {
		if !a.When.Always() && !yield("ask", a.When) {
			return
		}
	}
	for _, r := range f.Contacts {
		if !r.When.Always() && !yield("contacts", r.When) {
			return
		}
	}
}

// Texts yields the fields that consulters read, in the order in which they are said.
func (f *FAQ) Texts(yield func(field string, lines []Line) bool) {
	_ = yield("first_aid", f.FirstAid) && yield("now", f.Now) && yield("steps", f.Steps) && yield("do_not", f.DoNot) &&
		yield("legal", f.Legal) && yield("prepare", f.Prepare) && yield("prevention", f.Prevention)
}

// Line is a sentence for those for whom its condition holds. In a data file it is a plain string, or a map of text and when.
type Line struct {
	Text string    `yaml:"text"`
	When Condition `yaml:"when"`
}

// UnmarshalYAML reads either form.
func (l *Line) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&l.Text); err == nil {
		return nil
	}
	type plain Line
	return unmarshal((*plain)(l))
}

// Asked names a slot that is worth asking while its condition holds. In a data file it is a slot's name, or a map of slot and when.
type Asked struct {
	Slot string    `yaml:"slot"`
	When Condition `yaml:"when"`
}

// UnmarshalYAML reads either form.
func (a *Asked) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&a.Slot); err == nil {
		return nil
	}
	type plain Asked
	return unmarshal((*plain)(a))
}

// Referral names a contact for those for whom its condition holds. In a data file it is an id, or a map of id and when.
type Referral struct {
	ID   string    `yaml:"id"`
	When Condition `yaml:"when"`
}

// UnmarshalYAML reads either form.
func (r *Referral) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&r.ID); err == nil {
		return nil
	}
	type plain Referral
	return unmarshal((*plain)(r))
}

// Date is a day without a time zone.
type Date struct{ time.Time }

// UnmarshalText reads 2026-11-22.
func (d *Date) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("date %q: write it as 2026-11-22", b)
	}
	d.Time = t
	return nil
}

// UnmarshalYAML reads the same at once; see yamlText.
func (d *Date) UnmarshalYAML(unmarshal func(any) error) error { return yamlText(unmarshal, d) }

// yamlText reads a value that is one text in a data file. The YAML library would do it by itself, but
// it looks through the whole file for each of them: that was a third of the time a base takes to load.
func yamlText(unmarshal func(any) error, into encoding.TextUnmarshaler) error {
	var text string
	if err := unmarshal(&text); err != nil {
		return err
	}
	return into.UnmarshalText([]byte(text))
}

// MarshalText writes 2026-11-22, or nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.Format(time.DateOnly)), nil
}
