package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/knowledge/base"
)

// draftView is the page of all that is drafted.
type draftView struct {
	Rows     []draftRow
	Trial    *trial
	Problems []problem // of the trial
	Changes  []change
	Turns    []turn
	Wrong    string
	Note     string
	Said     []utterance // of the conversation with the draft
	Talk     *rehearsal
}

// draftRow is a file that is drafted.
type draftRow struct {
	base.Draft
	ID    string // of the entry; empty: it is something else
	Title string
	Seen  string
	Stale bool // a release has changed the file since
	New   bool
}

// change is a difference between two bases as staff read it.
type change struct {
	base.Change
	Entry string // the id, where it is one of an entry
	Name  string
}

// shownTurns bounds how many questions a page lists.
const shownTurns = 100

func (c *Console) draftPage(v *visit) (answer, error) { return c.draftWith(v, "", 0) }

func (c *Console) draftWith(v *visit, wrong string, status int) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	out, err := c.draftOf(v, s)
	out.Wrong, out.Note = wrong, v.PostFormValue("note")
	return answer{status: status, view: "draft", data: out}, err
}

func (c *Console) draftOf(v *visit, s shelf) (out draftView, err error) {
	for _, d := range s.Drafts {
		now := s.inForce(d.File)
		row := draftRow{Draft: d, Title: d.File, Seen: base.Digest(d.Content), New: now == nil, Stale: s.stale(d)}
		if id, ok := strings.CutPrefix(strings.TrimSuffix(d.File, ".yaml"), "faq/"); ok {
			row.ID = id
			if f := s.Base.FAQ(id); f != nil {
				row.Title = f.Title
			}
		} else {
			row.Title = c.or(d.File, "file_of_"+strings.TrimSuffix(d.File, ".yaml"))
		}
		out.Rows = append(out.Rows, row)
	}
	if out.Trial, err = c.trialOf(v.Context(), s); err != nil || out.Trial == nil || !out.Trial.Done() {
		return out, err
	}
	out.Problems = c.problems(out.Trial.Problems)
	out.Changes = c.changes(out.Trial.Changes, s.Base)
	out.Turns = out.Trial.Turns[:min(len(out.Trial.Turns), shownTurns)]
	return out, nil
}

// draftCheck is what the trial has found, for a page that asks until it is done.
func (c *Console) draftCheck(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	out, err := c.draftOf(v, s)
	if err != nil {
		return answer{}, err
	}
	if out.Trial != nil && out.Trial.Stage() == v.FormValue("stage") {
		return answer{}, nil
	}
	return answer{view: "trial", data: out}, nil
}

// dropFile throws one draft away.
func (c *Console) dropFile(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	return c.dropDraft(v, s, v.PostFormValue("file"), v.PostFormValue("seen"))
}

// talkPage lets an editor be the consulter, with the draft or, where nothing is drafted, with what
// is in force.
func (c *Console) talkPage(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	t, err := c.trialOf(v.Context(), s)
	if err != nil {
		return answer{}, err
	}
	out := draftView{Trial: t, Said: utterances(v.PostForm)}
	e := c.Edition()
	if t != nil {
		if !t.Tryable() {
			return answer{view: "talk", data: out}, nil
		}
		e = t.Edition
	}
	if text := strings.TrimSpace(v.PostFormValue("text")); text != "" {
		out.Said = append(out.Said, utterance{Text: strings.Join(strings.Fields(text), " ")})
	}
	if pick := v.PostFormValue("pick"); pick != "" {
		value, label, _ := strings.Cut(pick, ":")
		out.Said = append(out.Said, utterance{label, value})
	}
	switch v.PostFormValue("do") {
	case "anew":
		out.Said = nil
	case "back":
		out.Said = out.Said[:max(0, len(out.Said)-1)]
	}
	out.Talk = c.rehearsal(v, e)
	out.Talk.begin()
	for _, u := range out.Said[:min(len(out.Said), maxSaid)] {
		out.Talk.say(u)
	}
	return answer{view: "talk", data: out}, nil
}

// publish puts what is drafted in force, as it was tried: neither the drafts nor what they are made
// of may have changed since.
func (c *Console) publish(v *visit) (answer, error) {
	s, err := c.shelf(v.Context())
	if err != nil {
		return answer{}, err
	}
	t, err := c.trialOf(v.Context(), s)
	if err != nil {
		return answer{}, err
	}
	note := strings.TrimSpace(v.PostFormValue("note"))
	switch {
	case t == nil:
		return c.draftWith(v, c.texts.Text("draft_nothing"), http.StatusConflict)
	case c.ByAnother && slices.ContainsFunc(s.Drafts, func(d base.Draft) bool { return d.By == v.who.Name }):
		return c.draftWith(v, c.texts.Text("draft_own"), http.StatusForbidden)
	case slices.ContainsFunc(s.Drafts, s.stale):
		return c.draftWith(v, c.texts.Text("draft_outdated"), http.StatusConflict)
	case t.Key != v.PostFormValue("key"):
		return c.draftWith(v, c.texts.Text("draft_moved"), http.StatusConflict)
	case !t.Done():
		return c.draftWith(v, c.texts.Text("draft_not_tried"), http.StatusConflict)
	case t.Faults() > 0:
		return c.draftWith(v, c.texts.Text("draft_faulty"), http.StatusConflict)
	case note == "":
		return c.draftWith(v, c.texts.Text("draft_no_note"), http.StatusBadRequest)
	}
	if err := c.enter(v, "published", ""); err != nil {
		return answer{}, err
	}
	r, err := base.Publish(v.Context(), c.Accounts.Engine, t.files, t.Over, base.Notice{Origin: base.FromDesk, At: v.now, By: v.who.Name, Note: note})
	if errors.Is(err, base.ErrOvertaken) {
		return c.draftWith(v, c.texts.Text("draft_outdated"), http.StatusConflict)
	}
	if err != nil {
		return answer{}, err
	}
	for _, d := range s.Drafts { // one that was written anew meanwhile stays
		if err := base.DropDraft(v.Context(), c.Accounts.Engine, d.File, base.Digest(d.Content)); err != nil && !errors.Is(err, base.ErrRewritten) {
			return answer{}, err
		}
	}
	return answer{to: "releases?done=" + strconv.FormatUint(r.Number, 10)}, nil
}
