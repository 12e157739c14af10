package base

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// forms reads the papers that are drafted, in the order of their files' names.
func (l *loader) forms(pattern string) (out []*knowledge.Form) {
	names, err := fs.Glob(l.files, pattern)
	l.fail(err)
	for _, name := range names {
		form := &knowledge.Form{}
		l.yaml(name, form)
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); form.ID != id {
			l.fail(fmt.Errorf("%s: id is %q; it must be the file's name, %q", name, form.ID, id))
		}
		out = append(out, form)
	}
	return out
}

// withCategory is a base in whose conditions the matter's category may stand, as in those of forms.
func withCategory(b *knowledge.Base) *knowledge.Base {
	slot := &knowledge.Slot{Name: knowledge.SlotCategory, Kind: "choice"}
	for _, c := range b.Categories {
		slot.Values = append(slot.Values, c.ID)
	}
	more := *b
	more.Slots = append(slices.Clone(b.Slots), slot)
	return &more
}

// fittingForms are the forms for whose conditions a base has slots and categories.
func fittingForms(forms []*knowledge.Form, b *knowledge.Base) []*knowledge.Form {
	b = withCategory(b)
	lacks := func(c knowledge.Condition) bool {
		for slot, values := range c.Tests() {
			if !holds(b, slot, values...) {
				return true
			}
		}
		return false
	}
	return slices.DeleteFunc(slices.Clone(forms), func(f *knowledge.Form) bool { return slices.ContainsFunc(f.Conditions(), lacks) })
}

// forms checks the papers: that each can be asked for, and that what they leave room for exists.
func (c *checker) forms() {
	inside := &checker{base: withCategory(c.base)}
	names := map[string]string{}
	for _, f := range c.base.Forms {
		where := "form " + f.ID
		if f.Title == "" || f.Label == "" || len(f.Names) == 0 || len(f.Parts) == 0 {
			c.failf("%s: title, label, names and parts are needed", where)
		}
		for _, name := range f.Names {
			folded := knowledge.Fold(name)
			if names[folded] != "" {
				c.failf("%s: %s names %s too", where, name, names[folded])
			}
			names[folded] = f.ID
		}
		for _, cond := range f.Conditions() {
			inside.condition(where, cond)
		}
		for _, name := range f.Blanks() {
			if !slices.Contains(knowledge.FormBlanks, name) && c.base.Slot(name) == nil {
				c.failf("%s: {%s} is neither a slot nor one of %s", where, name, strings.Join(knowledge.FormBlanks, ", "))
			}
		}
	}
	c.errs = append(c.errs, inside.errs...)
}
