package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// faqView is the list of what the desk answers with.
type faqView struct {
	Q      string
	Groups []faqGroup
	Found  int
	Drafts int    // how many files are drafted
	Wrong  string // why a new entry was not begun
	ID     string // of that
	Begin  string // its first example
}

type faqGroup struct {
	Name    string
	Entries []faqRow
}

type faqRow struct {
	*knowledge.FAQ
	Due  bool // somebody must read it again
	Used int  // in how many of the conversations that are kept
	Edit bool // somebody has drafted a change
}

// faqList lists the entries by category. How often each was used is for who may see figures.
func (c *Console) faqList(v *visit) (answer, error) { return c.faqWith(v, "", v.FormValue("example")) }

// faqWith is the list with the form of a new entry, and why the last one was not begun.
func (c *Console) faqWith(v *visit, wrong, begin string) (answer, error) {
	out := faqView{Q: v.FormValue("q"), Wrong: wrong, ID: v.FormValue("id"), Begin: begin}
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	out.Drafts = len(s.Drafts)
	used := map[string]int{}
	if v.who.may(count) {
		all, err := c.Tickets.Outlines(v.Context())
		if err != nil {
			return answer{}, err
		}
		for _, o := range all {
			used[o.FAQ]++
		}
	}
	for _, f := range c.entries() {
		if !holdsAll(f.ID+"\n"+f.Title+"\n"+f.Meaning+"\n"+c.category(f.Category), out.Q) {
			continue
		}
		out.Found++
		name := c.category(f.Category)
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Name != name {
			out.Groups = append(out.Groups, faqGroup{Name: name})
		}
		g := &out.Groups[len(out.Groups)-1]
		_, drafted := s.draft(base.EntryFile(f.ID))
		g.Entries = append(g.Entries, faqRow{f, due(f, v.now), used[f.ID], drafted})
	}
	return answer{view: "faq", data: out}, nil
}

func due(f *knowledge.FAQ, now time.Time) bool {
	return !f.ReviewBy.IsZero() && f.ReviewBy.Before(now)
}

// entryView is one entry, whole.
type entryView struct {
	*knowledge.FAQ
	Due      bool
	Parts    []entryPart
	Contacts []contactRow
}

type entryPart struct {
	Name  string
	Lines []knowledge.Line
}

func (c *Console) faqEntry(v *visit) (answer, error) {
	f := c.Base().FAQ(v.PathValue("entry"))
	if f == nil {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_entry")}, nil
	}
	out := entryView{FAQ: f, Due: due(f, v.now)}
	for _, p := range []entryPart{
		{"first_aid", f.FirstAid}, {"now", f.Now}, {"steps", f.Steps}, {"do_not", f.DoNot}, {"prevention", f.Prevention}, {"legal", f.Legal}, {"prepare", f.Prepare},
	} {
		if len(p.Lines) > 0 {
			out.Parts = append(out.Parts, entryPart{c.texts.Text("part_" + p.Name), p.Lines})
		}
	}
	for _, r := range f.Contacts {
		if b := c.Base().Contact(r.ID); b != nil {
			out.Contacts = append(out.Contacts, c.contact(b, v.now))
		}
	}
	return answer{view: "entry", data: out}, nil
}

// contactRow is a body that consulters are referred to.
type contactRow struct {
	*knowledge.Contact
	Open string // whether somebody answers now; empty: not known
	Sure bool
	Due  bool // it was seen so long ago that somebody should look again
}

// lookAfter is how many years a contact may stand before somebody looks whether it still holds.
const lookAfter = 1

func (c *Console) contact(b *knowledge.Contact, now time.Time) contactRow {
	r := contactRow{Contact: b, Sure: b.Sure(), Due: b.VerifiedOn.OlderThan(lookAfter, now)}
	switch b.OpenAt(c.Calendar.In(now), c.Calendar.Holiday) {
	case knowledge.Open:
		r.Open = c.texts.Text("open_now")
	case knowledge.Closed:
		r.Open = c.texts.Text("closed_now")
	}
	return r
}

// contactsView is the list of bodies.
type contactsView struct {
	Q     string
	Rows  []contactRow
	Due   int         // how many are due
	Draft *base.Draft // what is drafted of them
	Wrong string      // why a change was not kept
	Which string      // of which
}

func (c *Console) contacts(v *visit) (answer, error) { return c.contactsWith(v, "", 0) }

func (c *Console) contactsWith(v *visit, wrong string, status int) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	out := contactsView{Q: v.URL.Query().Get("q"), Wrong: wrong, Which: v.PathValue("contact")}
	if d, ok := s.draft(base.ContactsFile); ok {
		out.Draft = &d
	}
	for _, b := range s.Base.Contacts {
		if holdsAll(b.ID+"\n"+b.Name+"\n"+b.For+"\n"+b.NotFor+"\n"+b.Area+"\n"+b.Phone, out.Q) {
			out.Rows = append(out.Rows, c.contact(b, v.now))
		}
		if b.VerifiedOn.OlderThan(lookAfter, v.now) {
			out.Due++
		}
	}
	return answer{status: status, view: "contacts", data: out}, nil
}

// verify drafts that a contact was seen today, as the form has it.
func (c *Console) verify(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	d, drafted := s.draft(base.ContactsFile)
	now := s.inForce(base.ContactsFile)
	content, seen := now, ""
	if drafted {
		content, seen = d.Content, base.Digest(d.Content)
	}
	fields := map[string]string{"verified_on": c.Calendar.In(v.now).Format(time.DateOnly), "confidence": "verified"}
	for _, name := range []string{"phone", "phone_note", "mail", "url", "hours_note", "note"} {
		fields[name] = strings.Join(strings.Fields(v.PostFormValue(name)), " ")
	}
	id := v.PathValue("contact")
	out, err := base.RewriteContact(content, id, fields)
	if errors.Is(err, base.ErrNoContact) {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_contact")}, nil
	}
	if err != nil {
		return c.contactsWith(v, c.texts.Text("contact_wrong"), http.StatusBadRequest)
	}
	if err := c.enter(v, "verified a contact", id); err != nil {
		return answer{}, err
	}
	err = base.KeepDraft(v.Context(), c.Accounts.Engine, base.Draft{File: base.ContactsFile, Content: out, Over: base.Digest(now), By: v.who.Name, At: v.now}, seen)
	if errors.Is(err, base.ErrRewritten) { // it was written between reading and keeping: nothing of the other is lost
		return c.contactsWith(v, c.texts.Text("draft_rewritten_list"), http.StatusConflict)
	}
	return answer{to: "contacts#" + id}, err
}

// recordView is a case as a page to print.
type recordView struct {
	bot.Ticket
	Facts  []fact
	Lines  []line
	Bodies []contactRow // to whom the consulter was referred
	Papers []*knowledge.Form
	Status string
}

// record shows a case in order, without what staff write to each other.
func (c *Console) record(v *visit) (answer, error) {
	if err := c.enter(v, "record", ""); err != nil {
		return answer{}, err
	}
	t, err := c.read(v, 0)
	if err != nil {
		return c.missing(err)
	}
	out := recordView{Ticket: t.Ticket, Facts: t.Facts, Lines: t.Lines, Status: t.Status, Papers: c.Base().Forms}
	var named []string
	for i, l := range t.Lines {
		if t.Passphrase != "" { // whoever is given the record must not be able to carry the case on
			out.Lines[i].Words = strings.ReplaceAll(l.Words, t.Passphrase, c.texts.Text("withheld"))
		}
		for _, b := range l.Contacts {
			if k := c.Base().Contact(b.ID); k != nil && !slices.Contains(named, b.ID) {
				named = append(named, b.ID)
				out.Bodies = append(out.Bodies, c.contact(k, v.now))
			}
		}
	}
	return answer{view: "record", data: out}, nil
}
