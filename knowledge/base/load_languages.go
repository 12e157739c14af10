package base

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// ownLanguages are the program's languages, for a base that has none.
var ownLanguages = sync.OnceValue(func() *knowledge.Base {
	l, b := newLoader(knowledge.Files, written.Decode), &knowledge.Base{}
	b.Languages, b.Matters = l.languages()
	return b
})

// easyLines reads lines in easy Japanese, a file an entry.
func (l *loader) easyLines(pattern string) map[string][]knowledge.EasyLine {
	names, err := fs.Glob(l.files, pattern)
	l.fail(err)
	out := map[string][]knowledge.EasyLine{}
	for _, name := range names {
		var list []knowledge.EasyLine
		l.yaml(name, &list)
		out[strings.TrimSuffix(path.Base(name), ".yaml")] = list
	}
	return out
}

// languages reads the other languages and what is heard in them.
func (l *loader) languages() ([]*knowledge.Language, []*knowledge.Matter) {
	names, err := fs.Glob(l.files, "languages/*.yaml")
	l.fail(err)
	if len(names) == 0 {
		return nil, nil
	}
	var matters []*knowledge.Matter
	l.yaml("matters.yaml", &matters)
	var out []*knowledge.Language
	for _, name := range names {
		language := &knowledge.Language{}
		l.yaml(name, language)
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); language.ID != id {
			l.fail(fmt.Errorf("%s: id is %q; it must be the file's name, %q", name, language.ID, id))
		}
		out = append(out, language)
	}
	return out, matters
}

// fittingAbroad are the program's languages and of its matters those for which a base has slots and
// contacts.
func fittingAbroad(own, b *knowledge.Base) ([]*knowledge.Language, []*knowledge.Matter) {
	var matters []*knowledge.Matter
	for _, m := range own.Matters {
		fits := true
		for slot := range m.Facts {
			fits = fits && b.Slot(slot) != nil
		}
		if !fits {
			continue
		}
		its := *m
		its.Contacts = slices.DeleteFunc(slices.Clone(m.Contacts), func(id string) bool { return b.Contact(id) == nil })
		if its.Entry != "" && !slices.ContainsFunc(b.FAQs, func(f *knowledge.FAQ) bool { return f.ID == its.Entry }) {
			its.Entry = ""
		}
		matters = append(matters, &its)
	}
	for _, m := range matters {
		m.Without = slices.DeleteFunc(slices.Clone(m.Without), func(id string) bool {
			return !slices.ContainsFunc(matters, func(o *knowledge.Matter) bool { return o.ID == id })
		})
	}
	return own.Languages, matters
}
