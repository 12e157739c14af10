package desk

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// shelf is what is in force, with what editors have drafted.
type shelf struct {
	base.Release
	Files  fs.FS
	Drafts []base.Draft
	Base   *knowledge.Base // the one in force, with the entries that are drafted and can be read
}

// shelf reads what is in force and what is drafted.
func (c *Console) shelf(ctx context.Context) (s shelf, err error) {
	var last base.Standing
	if p := c.inForce.Load(); p != nil {
		last = *p
	}
	now, err := base.Files(ctx, c.Accounts.Engine, last)
	if err != nil {
		return s, err
	}
	c.inForce.Store(&now)
	s.Release, s.Files = now.Release, now.Files
	if s.Drafts, err = base.Drafts(ctx, c.Accounts.Engine); err != nil {
		return s, err
	}
	s.Base = c.Base()
	for _, d := range s.Drafts {
		if d.File == base.ContactsFile {
			if list, err := base.ReadContacts(d.Content); err == nil {
				with := *s.Base
				with.Contacts, s.Base = list, &with
			}
		}
		if !strings.HasPrefix(d.File, "faq/") {
			continue
		}
		if f, err := base.ReadEntry(d.Content); err == nil {
			s.Base = base.With(s.Base, f)
		}
	}
	return s, nil
}

// draft is the draft of a file, if there is one.
func (s shelf) draft(file string) (base.Draft, bool) {
	i := slices.IndexFunc(s.Drafts, func(d base.Draft) bool { return d.File == file })
	if i < 0 {
		return base.Draft{}, false
	}
	return s.Drafts[i], true
}

// stale reports whether a release has changed a file since the draft was made of it.
func (s shelf) stale(d base.Draft) bool {
	now := s.inForce(d.File)
	return d.Over != base.Digest(now) && string(now) != string(d.Content)
}

// inForce is a file in force; nil: there is none.
func (s shelf) inForce(file string) []byte {
	data, err := fs.ReadFile(s.Files, file)
	if err != nil {
		return nil
	}
	return data
}

// entry is an entry as it is drafted, or in force; nil: there is none. seen names the draft.
func (s shelf) entry(id string) (f *knowledge.FAQ, seen string, d base.Draft) {
	d, drafted := s.draft(base.EntryFile(id))
	if drafted {
		seen = base.Digest(d.Content)
		if f, err := base.ReadEntry(d.Content); err == nil {
			return f, seen, d
		}
	}
	return s.Base.FAQ(id), seen, d
}

// editView is the page on which an entry is written.
type editView struct {
	Form   entryForm
	New    bool        // it is not in force yet
	Draft  *base.Draft // what is kept of it
	Stale  bool        // a release has changed the entry since the draft was made
	Wrong  string
	Look   lookView
	Slots  []*knowledge.Slot
	Places []*knowledge.Contact
}

// lookView is how an entry would be read, and what is wrong with it.
type lookView struct {
	Problems []problem
	Faults   int
	Lines    []rehearsed
	Whom     []asWhom
}

func (c *Console) editPage(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	id := v.PathValue("entry")
	f, seen, _ := s.entry(id)
	if f == nil {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_entry")}, nil
	}
	form := formOf(f)
	form.Seen = seen
	return c.editWith(v, s, form, "", 0), nil
}

// editWith is the page with what is being written.
func (c *Console) editWith(v *visit, s shelf, form entryForm, wrong string, status int) answer {
	out := editView{Form: form.ready(), Wrong: wrong, Slots: s.Base.Slots, Places: s.Base.Contacts}
	file := base.EntryFile(form.ID)
	now := s.inForce(file)
	out.New = now == nil
	if d, ok := s.draft(file); ok {
		out.Draft, out.Stale = &d, s.stale(d)
	}
	out.Look = c.look(v, s.Base, form)
	return answer{status: status, view: "edit", data: out}
}

// look judges what is being written, and holds a consultation with it.
func (c *Console) look(v *visit, b *knowledge.Base, form entryForm) lookView {
	f, found := form.entry()
	with := base.With(b, f)
	found = append(found, base.LintEntry(with, f.ID, v.now)...)
	out := lookView{Problems: c.problems(found)}
	for _, p := range out.Problems {
		if !p.Warning {
			out.Faults++
		}
	}
	out.Lines, out.Whom = c.rehearseEntry(v, with, f)
	return out
}

// edit does what was pressed on the page of an entry.
func (c *Console) edit(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	form := formFrom(v.PathValue("entry"), v.PostForm)
	do, of, _ := strings.Cut(v.PostFormValue("do"), " ")
	switch do {
	case "more":
		form.more(of)
		return c.editWith(v, s, form, "", 0), nil
	case "up":
		form.up(of)
		return c.editWith(v, s, form, "", 0), nil
	case "look":
		return c.editWith(v, s, form, "", 0), nil
	case "drop":
		return c.dropDraft(v, s, base.EntryFile(form.ID), v.PostFormValue("seen"))
	}
	return c.keepEntry(v, s, form)
}

// keepEntry keeps what was written as the entry's draft.
func (c *Console) keepEntry(v *visit, s shelf, form entryForm) (answer, error) {
	f, _ := form.entry()
	content, err := base.WriteEntry(f)
	if err != nil {
		return answer{}, err
	}
	file := base.EntryFile(f.ID)
	now := s.inForce(file)
	if now != nil && string(now) == string(content) {
		return c.editWith(v, s, form, c.texts.Text("nothing_changed"), http.StatusBadRequest), nil
	}
	if err := c.enter(v, "drafted", f.ID); err != nil {
		return answer{}, err
	}
	err = base.KeepDraft(v.Context(), c.Accounts.Engine, base.Draft{
		File: file, Content: content, Over: base.Digest(now), By: v.who.Name, At: v.now,
	}, form.Seen)
	if errors.Is(err, base.ErrRewritten) {
		d, _ := s.draft(file)
		return c.editWith(v, s, form, c.texts.Text("draft_rewritten", plain(d.By)), http.StatusConflict), nil
	}
	if err != nil {
		return answer{}, err
	}
	return answer{to: "faq/" + f.ID + "/edit#look"}, nil
}

// dropDraft throws a draft away.
func (c *Console) dropDraft(v *visit, s shelf, file, seen string) (answer, error) {
	if _, ok := s.draft(file); !ok {
		return answer{to: "draft"}, nil
	}
	if err := c.enter(v, "dropped a draft", strings.TrimSuffix(file, ".yaml")); err != nil {
		return answer{}, err
	}
	err := base.DropDraft(v.Context(), c.Accounts.Engine, file, seen)
	if errors.Is(err, base.ErrRewritten) {
		return c.draftWith(v, c.texts.Text("draft_rewritten_list"), http.StatusConflict)
	}
	return answer{to: "draft"}, err
}

// lookAgain is what is beside the form, for a page that asks while somebody writes.
func (c *Console) lookAgain(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	return answer{view: "look", data: editView{Look: c.look(v, s.Base, formFrom(v.PathValue("entry"), v.PostForm))}}, nil
}

// newEntry begins an entry that there is not.
func (c *Console) newEntry(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	id, category := strings.TrimSpace(v.PostFormValue("id")), v.PostFormValue("category")
	refuse := func(key string) (answer, error) {
		a, err := c.faqWith(v, c.texts.Text(key), v.PostFormValue("example"))
		a.status = http.StatusBadRequest
		return a, err
	}
	switch {
	case !base.IsEntryID(id) || len(id) > 60:
		return refuse("entry_id_rule")
	case s.Base.FAQ(id) != nil:
		return refuse("entry_id_taken")
	case s.Base.Category(category) == nil:
		return refuse("refused_category")
	}
	form := formOf(&knowledge.FAQ{ID: id, Category: category, Urgency: knowledge.Normal, ReviewedOn: knowledge.Date{Time: c.Calendar.In(v.now)}, ReviewBy: knowledge.Date{Time: c.Calendar.In(v.now).AddDate(0, 6, 0)}})
	form.Examples = v.PostFormValue("example")
	return c.editWith(v, s, form, "", 0), nil
}
