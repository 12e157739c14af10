package desk

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"madoguchi/bot"
)

// enter writes what somebody does with a ticket into the audit log, before it is done: nothing
// happens that is not there.
func (c *Console) enter(v *visit, what, about string) error {
	return c.Accounts.Note(v.Context(), Deed{By: v.who.Login, What: what, Ticket: bounded(v.PathValue("number")), About: bounded(about)})
}

// bounded keeps what a browser says of itself from filling the audit log.
func bounded(s string) string {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}

// refusal says in words why something was not done; empty: it failed.
func (c *Console) refusal(v *visit, err error) string {
	for _, r := range []struct {
		is  error
		key string
	}{
		{bot.ErrOver, "refused_over"}, {bot.ErrNoTicket, "no_ticket"}, {bot.ErrEmptyReply, "refused_empty"}, {bot.ErrEndReason, "refused_end"},
		{bot.ErrTransition, "refused_moved"}, {bot.ErrCategory, "refused_category"}, {bot.ErrEmptyNote, "refused_empty_note"},
		{bot.ErrLongNote, "refused_long_note"}, {bot.ErrTooManyNote, "refused_many_notes"}, {bot.ErrUnseen, "refused_unseen"},
		{bot.ErrFact, "refused_fact"}, {bot.ErrNoWord, "refused_no_word"},
		{bot.ErrNoAddress, "refused_no_address"}, {bot.ErrReadAlong, "refused_read_along"},
	} {
		if errors.Is(err, r.is) {
			return c.texts.Text(r.key)
		}
	}
	if d := (bot.Doubt{}); errors.As(err, &d) && d.Holds {
		return c.texts.Text("refused_holds", d.Ticket)
	} else if errors.Is(err, bot.ErrDoubtful) {
		return c.texts.Text("refused_doubt")
	}
	if !errors.Is(err, bot.ErrHeld) {
		return ""
	}
	if t, err := c.Tickets.Ticket(v.Context(), v.PathValue("number")); err == nil && t.Holder.Name != "" {
		return c.texts.Text("refused_held", plain(t.Holder.Name))
	}
	return c.texts.Text("refused_held_unknown")
}

// done does something with a ticket, and leads back to its page or says there why not.
func (c *Console) done(v *visit, what, about string, do func(number string, by bot.Staff) error) (answer, error) {
	if err := c.enter(v, what, about); err != nil {
		return answer{}, err
	}
	number := v.PathValue("number")
	err := do(number, v.who.staff())
	if err == nil {
		return answer{to: "tickets/" + number}, nil
	}
	words := c.refusal(v, err)
	if words == "" {
		return answer{}, err
	}
	return c.ticketWith(v, draft{Wrong: words}, http.StatusConflict, 0)
}

func (c *Console) claim(v *visit) (answer, error) {
	return c.done(v, "claimed", "", func(n string, by bot.Staff) error { return c.Tickets.Claim(v.Context(), n, by) })
}

// assign gives a ticket to a colleague, or takes it over.
func (c *Console) assign(v *visit) (answer, error) {
	to, login := v.who.staff(), v.PostFormValue("to")
	if login != "" && login != v.who.Login {
		list, err := c.colleagues(v)
		if err != nil {
			return answer{}, err
		}
		i := slices.IndexFunc(list, func(a Account) bool { return a.Login == login })
		if i < 0 {
			return c.ticketWith(v, draft{Wrong: c.texts.Text("no_colleague")}, http.StatusBadRequest, 0)
		}
		to = list[i].staff()
	}
	return c.done(v, "assigned", strings.TrimPrefix(to.ID, staffPrefix), func(n string, by bot.Staff) error { return c.Tickets.Assign(v.Context(), n, to, by) })
}

func (c *Console) putBack(v *visit) (answer, error) {
	return c.done(v, "put back", "", func(n string, by bot.Staff) error { return c.Tickets.PutBack(v.Context(), n, by) })
}

func (c *Console) raise(v *visit) (answer, error) {
	return c.done(v, "raised", "", func(n string, by bot.Staff) error { return c.Tickets.Raise(v.Context(), n, by) })
}

func (c *Console) giveBack(v *visit) (answer, error) {
	return c.done(v, "returned", "", func(n string, by bot.Staff) error { return c.Tickets.ReturnToBot(v.Context(), n, by) })
}

func (c *Console) reopen(v *visit) (answer, error) {
	return c.done(v, "reopened", "", func(n string, by bot.Staff) error { return c.Tickets.Reopen(v.Context(), n, by) })
}

// close files a ticket under a category, and ends it.
func (c *Console) close(v *visit) (answer, error) {
	end, category := v.PostFormValue("end"), v.PostFormValue("category")
	return c.done(v, "closed", end, func(n string, by bot.Staff) error {
		if end == "" {
			return bot.ErrEndReason
		}
		if category != "" {
			if err := c.Tickets.Categorize(v.Context(), n, by, category); err != nil {
				return err
			}
		}
		return c.Tickets.Close(v.Context(), n, by, bot.EndReason(end))
	})
}

func (c *Console) note(v *visit) (answer, error) {
	text := v.PostFormValue("note")
	a, err := c.done(v, "noted", "", func(n string, by bot.Staff) error { return c.Tickets.Jot(v.Context(), n, by, text) })
	if t, ok := a.data.(ticketView); ok { // refused: what was written stays
		t.Draft = draft{ID: t.Draft.ID, Note: text, BadNote: t.Draft.Wrong}
		a.data = t
	}
	if a.to != "" {
		a.to += "#notes"
	}
	return a, err
}

// givePass gives the consulter the record as a page that opens once.
func (c *Console) givePass(v *visit) (answer, error) {
	return c.done(v, "gave the record", "", func(n string, by bot.Staff) error {
		return c.Tickets.Act(v.Context(), n, bot.GivePass{Number: n, By: by})
	})
}

// reply inserts an entry's lines, shows what the reply will look like, or sends it.
func (c *Console) reply(v *visit) (answer, error) {
	d := draft{ID: bounded(v.PostFormValue("id")), Text: strings.ReplaceAll(v.PostFormValue("text"), "\r\n", "\n")}
	seen, _ := strconv.ParseUint(v.PostFormValue("seen"), 10, 62)
	switch v.PostFormValue("do") {
	case "insert":
		return c.insert(v, d, seen)
	case "preview":
		d.Preview = true
		return c.ticketWith(v, d, 0, seen)
	}
	if units(d.Text) > maxReply {
		d.Wrong = c.texts.Text("refused_long", maxReply)
		return c.ticketWith(v, d, http.StatusBadRequest, seen)
	}
	if err := c.enter(v, "replied", ""); err != nil {
		return answer{}, err
	}
	number := v.PathValue("number")
	err := c.Tickets.Answer(v.Context(), number, bot.Reply{
		ID: staffPrefix + d.ID, By: v.who.staff(), Text: d.Text, Confirmed: v.PostFormValue("confirmed") != "", Seen: max(1, seen), Copy: true,
	})
	if err == nil {
		return answer{to: "tickets/" + number + "#latest"}, nil
	}
	if d.Wrong = c.refusal(v, err); d.Wrong == "" {
		return answer{}, err
	}
	d.Doubt, d.Late = errors.Is(err, bot.ErrDoubtful), errors.Is(err, bot.ErrUnseen)
	return c.ticketWith(v, d, http.StatusConflict, seen)
}

// maxReply is how long a reply may be: LINE takes no longer bubble.
const maxReply = 5000

// insert adds to a reply what an entry says, with its conditions applied to what is known.
func (c *Console) insert(v *visit, d draft, seen uint64) (answer, error) {
	t, err := c.Tickets.Ticket(v.Context(), v.PathValue("number"))
	if err != nil {
		return c.missing(err)
	}
	if words := c.phrase(v.PostFormValue("entry"), v.who.Name); words != "" {
		d.Text = strings.TrimSpace(d.Text + "\n" + words)
		return c.ticketWith(v, d, 0, seen)
	}
	f := c.Base().FAQ(v.PostFormValue("entry"))
	if f == nil {
		d.Wrong = c.texts.Text("no_entry")
		return c.ticketWith(v, d, http.StatusBadRequest, seen)
	}
	d.Text = strings.TrimSpace(d.Text + "\n" + strings.Join(answerLines(f, t.Facts), "\n"))
	return c.ticketWith(v, d, 0, seen)
}
