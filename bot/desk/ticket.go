package desk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// ticketView is what a ticket's page shows.
type ticketView struct {
	bot.Ticket
	Stamp    string // of all that is shown live: a page that shows another one is out of date
	Lines    []line
	Seen     uint64 // the last entry shown
	CallIn   []int  // in how many minutes a call can be announced
	Facts    []fact
	Reached  []reachLine // how the consulter can be reached, for who has just asked
	Status   string
	Urgent   bool
	Overdue  bool
	Mine     bool // the reader has it
	Other    bool // a colleague has it
	MayAct   bool
	Suggest  []suggestion
	Legal    []string // what the law asks for, of whom so much is known
	Erasing  bool     // the consulter has everything erased
	Past     []pastCase
	History  []deedLine
	Notes    []bot.Note
	Ends     []bot.EndReason
	Category string // under which it would be filed
	Staff    []Account
	Draft    draft
	Readers  []string // colleagues who have it open
	Writers  []string // those who are writing a reply
	Fresh    bool     // something came since the page was opened
}

// line is an entry of the conversation as staff read it.
type line struct {
	bot.Entry
	Class   string // consulter, desk, staff, first_aid
	Who     string
	Words   string
	Arrival string // of a reply by staff: what became of it
	New     bool   // it came after what the page has shown
	Picture bool
	File    string
}

// pastCase is a case like this one, masked.
type pastCase struct{ Category, Text, Answer string }

type deedLine struct {
	At   time.Time
	Who  string
	What string
}

// draft is a reply that is being written.
type draft struct {
	ID      string // the desk's name for it: pressing twice sends once
	Text    string
	Preview bool
	Wrong   string // why it was not sent
	Doubt   bool   // it looks as if it held a secret: to be sent it must be confirmed
	Late    bool   // something was said that its writer has not seen
	Note    string // what was to be a note
	BadNote string
}

// read reads a ticket's page. seen is the last entry that the reader has seen; 0: all is new, and
// nothing is marked.
func (c *Console) read(v *visit, seen uint64) (ticketView, error) {
	number := v.PathValue("number")
	t, err := c.Tickets.Ticket(v.Context(), number)
	if err != nil {
		return ticketView{}, err
	}
	entries, err := c.Tickets.Transcript(v.Context(), t.Conversation, 0)
	if err != nil {
		return ticketView{}, err
	}
	me := v.who.staff().ID
	out := ticketView{
		Ticket: t, Facts: c.facts(t.Facts), Status: c.status(t), Urgent: t.Urgency == knowledge.High, Overdue: overdue(t, v.now),
		Mine: t.Held() && t.Holder.ID == me, Other: t.Held() && t.Holder.ID != me, MayAct: v.who.may(act), Ends: bot.EndReasons(), Notes: t.Notes,
	}
	for _, e := range entries {
		l := c.line(t, e)
		l.New = seen > 0 && e.N > seen && e.From != bot.FromBot
		out.Fresh = out.Fresh || l.New
		out.Lines = append(out.Lines, l)
		out.Seen = e.N
	}
	base := c.Base()
	for _, id := range t.Suggested {
		if f := base.FAQ(id); f != nil {
			out.Suggest = append(out.Suggest, c.suggestion(f, t))
		}
	}
	for _, s := range t.Similar {
		out.Past = append(out.Past, pastCase{c.category(s.Category), plain(s.Text), plain(s.Answer)})
	}
	for _, h := range t.History {
		who := h.By.Name
		if h.By.ID == "" {
			who = c.texts.Text("the_bot")
		}
		out.History = append(out.History, deedLine{h.At, plain(who), c.happened(h.What)})
	}
	out.Category = t.Category
	if f := base.FAQ(t.FAQ); f != nil && out.Category == "" {
		out.Category = f.Category
	}
	if f := base.FAQ(t.FAQ); f != nil {
		out.Legal = knowledge.LinesFor(f.Legal, t.Facts)
	}
	out.Erasing = erasing(t)
	from := c.sources(t, entries)
	for i, f := range out.Facts {
		if s, ok := from[f.Slot]; ok {
			out.Facts[i].From = &s
		}
	}
	out.Readers, out.Writers = c.present.here(number, v.who, v.FormValue("typing") != "", v.now)
	out.Stamp = stamp(t, entries, out.Readers, out.Writers)
	return out, nil
}

// stamp changes whenever something changes that a ticket's page shows.
func stamp(t bot.Ticket, entries []bot.Entry, present ...[]string) string {
	marks := 0
	for _, e := range entries {
		for i, is := range []bool{e.Unsent, e.Edited, e.Failed, e.Taken, e.File != nil && e.File.State != bot.Fetching} {
			if is {
				marks += 1 << i
			}
		}
	}
	latest := t.Changed
	if n := len(t.History); n > 0 {
		latest = t.History[n-1].At
	}
	there := fnv.New32a()
	fmt.Fprint(there, present)
	return fmt.Sprintf("%d.%d.%d.%d.%x", len(entries), marks, len(t.Notes), latest.UnixMicro(), there.Sum32())
}

// line makes a line of an entry.
func (c *Console) line(t bot.Ticket, e bot.Entry) line {
	l := line{Entry: e, Class: string(e.From), Words: bare(e.Text), Who: c.texts.Text("who_" + string(e.From))}
	if e.From == bot.FromConsulter {
		l.Words = plain(e.Text)
	}
	if e.FirstAid() {
		l.Class = "first_aid"
	}
	if e.Unsent {
		l.Words = ""
	}
	if e.File != nil {
		l.Picture = e.File.State == bot.Picture
		l.File = c.file(*e.File)
	}
	if e.From == bot.FromStaff {
		switch {
		case e.Failed:
			l.Arrival = "failed"
		case e.Taken:
			l.Arrival = "taken"
		case c.Sends(t.Channel):
			l.Arrival = "sending"
		default:
			l.Arrival = "shown"
		}
	}
	return l
}

// file is what a consulter sent besides words. Its name is a stranger's.
func (c *Console) file(a bot.Attachment) string {
	size := c.texts.Text("size_unknown")
	switch {
	case a.Size >= 1<<20:
		size = fmt.Sprintf("%.1f MB", float64(a.Size)/(1<<20))
	case a.Size > 0:
		size = fmt.Sprintf("%d KB", max(1, a.Size>>10))
	}
	text := c.texts.Text("file", plain(brief(a.Name)), size) + c.texts.Text("file_"+string(a.State))
	if a.State == bot.Quarantine && a.SHA256 != "" {
		text += " SHA-256 " + a.SHA256
	}
	return text
}

// missing is the answer where there is no such ticket.
func (c *Console) missing(err error) (answer, error) {
	if errors.Is(err, bot.ErrNoTicket) {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_ticket")}, nil
	}
	return answer{}, err
}

func (c *Console) ticketPage(v *visit) (answer, error) {
	if err := c.enter(v, "looked at", ""); err != nil {
		return answer{}, err
	}
	return c.ticketWith(v, draft{}, 0, 0)
}

// ticketWith is a ticket's page with a reply that is being written.
func (c *Console) ticketWith(v *visit, d draft, status int, seen uint64) (answer, error) {
	t, err := c.read(v, seen)
	if err != nil {
		return c.missing(err)
	}
	if t.Draft = d; d.ID == "" {
		t.Draft.ID = rand.Text()
	}
	if t.Staff, err = c.colleagues(v); err != nil {
		return answer{}, err
	}
	return answer{status: status, view: "ticket", data: t}, nil
}

// colleagues are those to whom a ticket may be given.
func (c *Console) colleagues(v *visit) (out []Account, err error) {
	if !v.who.may(act) {
		return nil, nil
	}
	all, err := c.Accounts.List(v.Context())
	for _, a := range all {
		if a.may(act) && a.Login != v.who.Login {
			out = append(out, a)
		}
	}
	return out, err
}

// ticketLive is what has changed since the page was opened; nothing when nothing has.
func (c *Console) ticketLive(v *visit) (answer, error) {
	seen, _ := strconv.ParseUint(v.FormValue("seen"), 10, 62)
	t, err := c.read(v, seen)
	if err != nil {
		return c.missing(err)
	}
	if t.Stamp == v.FormValue("stamp") {
		return answer{}, nil
	}
	if t.Staff, err = c.colleagues(v); err != nil {
		return answer{}, err
	}
	return answer{view: "live_change", data: t}, nil
}

func (c *Console) picture(v *visit) (answer, error) {
	n, err := strconv.ParseUint(v.PathValue("line"), 10, 62)
	if err != nil {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_ticket")}, nil
	}
	t, err := c.Tickets.Ticket(v.Context(), v.PathValue("number"))
	if err != nil {
		return c.missing(err)
	}
	data, err := c.Tickets.Picture(v.Context(), t.Conversation, n)
	if errors.Is(err, bot.ErrNoPicture) {
		return answer{status: http.StatusNotFound, view: "message", data: c.texts.Text("no_picture")}, nil
	}
	return answer{bytes: data, kind: "image/jpeg"}, err
}
