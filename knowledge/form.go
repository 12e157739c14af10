package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// Form is a paper that a consulter has to hand over or to send: the report to an authority, a sheet
// for the police or the bank, a notice. It is drafted from what was said already.
type Form struct {
	ID    string    `yaml:"id"`
	Title string    `yaml:"title"`
	Label string    `yaml:"label"` // on a button, and how it is asked for: 「…の下書き」
	Names []string  `yaml:"names"` // words by which it is meant when a draft is asked for
	Duty  Condition `yaml:"duty"`  // for whom the law wants it: there it is offered
	Lead  []string  `yaml:"lead"`  // said before it: what it is, and what to do with it
	Parts []Part    `yaml:"parts"`
}

// SlotCategory is what stands for the matter's category in the conditions of a form.
const SlotCategory = "category"

// Part is a field of a form, or without a label a paragraph.
type Part struct {
	Label string    `yaml:"label"`
	When  Condition `yaml:"when"` // for whom it is there
	Say   []Line    `yaml:"say"`  // those that hold; {name} stands for what is known, {name?} also where it is not
	Else  string    `yaml:"else"` // where none does: what the consulter is to write; empty: that it is not known yet
}

// Paper is a form that is filled in.
type Paper struct {
	Form  string
	Title string
	Lead  []string
	Parts []Filled
}

// Filled is a part of a paper. What is open is not known yet, or not to the desk.
type Filled struct {
	Label string
	Lines []string
	Open  bool
}

var blank = regexp.MustCompile(`\{(\w+)(\??)\}`)

// FormBlanks are the names that the dialog fills in; besides them every slot has its own.
var FormBlanks = []string{
	"today", "number", "desk", "begun", "noticed", "due_latest", "due_full", "due_ill_will",
	"matter", "happened", "words", "amounts", "people", "told_to", "done", "open", "course",
}

// Lines are all that may be said in the parts.
func (f *Form) Lines() (out []Line) {
	for _, p := range f.Parts {
		out = append(out, p.Say...)
	}
	return out
}

// Conditions are all of the form that do not always hold.
func (f *Form) Conditions() (out []Condition) {
	add := func(c Condition) {
		if !c.Always() {
			out = append(out, c)
		}
	}
	add(f.Duty)
	for _, p := range f.Parts {
		add(p.When)
		for _, l := range p.Say {
			add(l.When)
		}
	}
	return out
}

// Blanks are the names for which a form has a place, each once.
func (f *Form) Blanks() (out []string) {
	for _, l := range f.Lines() {
		for _, m := range blank.FindAllStringSubmatch(l.Text, -1) {
			if !slices.Contains(out, m[1]) {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// Fill makes a paper of the form. What is not known is marked so. A line whose {name} is not known
// is not said.
func (f *Form) Fill(facts Facts, known map[string]string, unknown string) Paper {
	out := Paper{Form: f.ID, Title: f.Title, Lead: f.Lead}
	for _, p := range f.Parts {
		if !p.When.Holds(facts) {
			continue
		}
		part := Filled{Label: p.Label}
		for _, l := range p.Say {
			if text, ok := fillIn(l.Text, known, unknown); ok && l.When.Holds(facts) {
				part.Lines = append(part.Lines, strings.Split(text, "\n")...)
			}
		}
		switch {
		case len(part.Lines) > 0:
		case p.Label == "" && p.Else == "": // a paragraph that is not this consulter's
			continue
		case p.Else != "":
			part.Lines, part.Open = []string{p.Else}, true
		default:
			part.Lines, part.Open = []string{unknown}, true
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

// fillIn fills in a line; it is false where something is not known without which it says nothing.
func fillIn(text string, known map[string]string, unknown string) (string, bool) {
	ok := true
	text = blank.ReplaceAllStringFunc(text, func(m string) string {
		name, may := strings.CutSuffix(strings.Trim(m, "{}"), "?")
		switch value := known[name]; {
		case value != "":
			return value
		case may:
			return unknown
		}
		ok = false
		return ""
	})
	return text, ok
}

// FormIn is the form that a folded text means by the longest of its names; nil: it names none.
func (b *Base) FormIn(folded string) *Form {
	var best *Form
	longest := 0
	for _, f := range b.Forms {
		for _, name := range f.Names {
			if len(name) > longest && strings.Contains(folded, Fold(name)) {
				best, longest = f, len(name)
			}
		}
	}
	return best
}

// Form returns the form with an id, or nil.
func (b *Base) Form(id string) *Form {
	return find(b.Forms, func(f *Form) bool { return f.ID == id })
}
