package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// releasesView is what was in force when.
type releasesView struct {
	Rows []releaseRow
	Done uint64 // the release that was just put in force
}

type releaseRow struct {
	base.Release
	InForce bool
	Kept    bool // its files are there: it can be looked at and put in force again
	Note    string
}

func (c *Console) releasesPage(v *visit) (answer, error) {
	list, err := base.Releases(v.Context(), c.Accounts.Engine)
	if err != nil {
		return answer{}, err
	}
	out := releasesView{}
	out.Done, _ = strconv.ParseUint(v.FormValue("done"), 10, 64)
	for i, r := range list {
		out.Rows = append(out.Rows, releaseRow{r, i == 0, i < base.Kept, c.releaseNote(r)})
	}
	return answer{view: "releases", data: out}, nil
}

// releaseNote is why there was a release. What the program says of its own is said in words.
func (c *Console) releaseNote(r base.Release) string {
	if r.Origin == base.FromBinary {
		return c.texts.Text("came_with_program")
	}
	return plain(r.Note)
}

// releaseView is a release beside the one in force.
type releaseView struct {
	releaseRow
	Now     uint64
	Before  bool // it is compared with the one before it, since it is in force
	Changes []change
	Summary int
}

// releasePage shows what would change if a release came into force again; of the one in force what
// it has changed.
func (c *Console) releasePage(v *visit) (answer, error) { return c.releaseWith(v, 0) }

func (c *Console) releaseWith(v *visit, status int) (answer, error) {
	missing := answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_release")}
	number, err := strconv.ParseUint(v.PathValue("release"), 10, 64)
	if err != nil {
		return missing, nil
	}
	list, err := base.Releases(v.Context(), c.Accounts.Engine)
	if err != nil {
		return answer{}, err
	}
	i := slices.IndexFunc(list, func(r base.Release) bool { return r.Number == number })
	if i < 0 || i >= base.Kept {
		return missing, nil
	}
	out := releaseView{releaseRow: releaseRow{list[i], i == 0, true, c.releaseNote(list[i])}, Now: list[0].Number}
	from, to := c.Base(), (*knowledge.Base)(nil)
	s, err := base.At(v.Context(), c.Accounts.Engine, number)
	if errors.Is(err, base.ErrNotKept) {
		return missing, nil
	} else if err != nil {
		return answer{}, err
	}
	to = s.Base
	if i == 0 {
		out.Before = true
		if from = to; len(list) > 1 {
			if before, err := base.At(v.Context(), c.Accounts.Engine, list[1].Number); err == nil {
				from = before.Base
			}
		}
	}
	out.Changes = c.changes(base.Diff(from, to), to)
	return answer{status: status, view: "release", data: out}, nil
}

// back puts an earlier release in force again, over the one that the page has shown.
func (c *Console) back(v *visit) (answer, error) {
	number, err := strconv.ParseUint(v.PathValue("release"), 10, 64)
	over, err2 := strconv.ParseUint(v.PostFormValue("over"), 10, 64)
	if err != nil || err2 != nil {
		return c.releaseWith(v, http.StatusBadRequest)
	}
	if err := c.enter(v, "rolled back", strconv.FormatUint(number, 10)); err != nil {
		return answer{}, err
	}
	note := c.texts.Text("back_to", number)
	if why := strings.TrimSpace(v.PostFormValue("note")); why != "" {
		note += fmt.Sprintf(": %s", why)
	}
	r, err := base.Rollback(v.Context(), c.Accounts.Engine, number, over, base.Notice{Origin: base.FromDesk, At: v.now, By: v.who.Name, Note: note})
	switch {
	case errors.Is(err, base.ErrOvertaken), errors.Is(err, base.ErrNotKept):
		return answer{status: http.StatusConflict, view: "message", data: c.texts.Text("release_moved")}, nil
	case err != nil:
		return answer{}, err
	}
	return answer{to: "releases?done=" + strconv.FormatUint(r.Number, 10)}, nil
}

// changes are differences as staff read them.
func (c *Console) changes(list []base.Change, b *knowledge.Base) (out []change) {
	for _, ch := range list {
		kind, id, _ := strings.Cut(ch.What, " ")
		x := change{Change: ch, Name: c.or(kind, "thing_"+kind) + " " + id}
		switch kind {
		case "faq":
			x.Entry = id
			if f := b.FAQ(id); f != nil {
				x.Name = f.Title
			}
		case "contact":
			if k := b.Contact(id); k != nil {
				x.Name = k.Name
			}
		}
		for i, l := range x.Lines {
			if mark, _, _ := strings.Cut(l, " "); mark != "-" && mark != "+" && mark != "~" {
				x.Lines = slices.Clone(x.Lines)
				x.Lines[i] = c.or(l, "field_"+l)
			}
		}
		out = append(out, x)
	}
	return out
}
