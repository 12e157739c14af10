package bot

import (
	"slices"
	"strings"
	"time"

	"madoguchi/knowledge"
)

// Lists of tickets, in the morning and when the desk keeps somebody waiting.

// Listed is a line of a list of tickets that staff are shown.
type Listed struct {
	Number string `json:"number"`
	Group  string `json:"group"` // the heading that it stands under
	Text   string `json:"text"`

	Ticket Ticket            `json:"-"` // as it stands when the list is shown
	Refs   map[string]string `json:"-"` // as Notice.Refs, of this ticket
}

// The groups of a list, in their order.
var groups = []string{"urgent", "normal", "theirs"}

// list shows the desk tickets in groups, in each who has waited longest first.
func (c *change) list(n PendingNotice, tickets []Ticket) {
	text := []string{n.Text}
	for _, group := range groups {
		in := slices.DeleteFunc(slices.Clone(tickets), func(t Ticket) bool { return groupOf(t) != group })
		slices.SortStableFunc(in, func(a, b Ticket) int {
			_, x := a.Turn()
			_, y := b.Turn()
			return x.Compare(y)
		})
		if len(in) > 0 {
			text = append(text, c.Phrases.Text("ledger_group", c.Phrases.Text("ledger_"+group), len(in)))
		}
		for _, t := range in {
			line := c.listLine(t)
			n.List = append(n.List, Listed{Number: t.Number, Group: c.Phrases.Text("ledger_" + group), Text: line})
			text = append(text, line)
		}
	}
	n.Text = strings.Join(text, "\n")
	c.notify(n)
}

func groupOf(t Ticket) string {
	whose, _ := t.Turn()
	switch {
	case whose == ConsultersTurn:
		return "theirs"
	case t.Urgency == knowledge.High:
		return "urgent"
	}
	return "normal"
}

// listLine is a ticket in a list: what it is about, who has it, for how long somebody waits.
func (w World) listLine(t Ticket) string {
	who := w.Phrases.Text("ledger_nobody")
	if t.Held() {
		who = w.Phrases.Text("ledger_holder", t.Holder.Name)
	}
	whose, since := t.Turn()
	key := "ledger_waits"
	if whose == ConsultersTurn {
		key = "ledger_replied"
	}
	line := w.Phrases.Text("ledger_line", t.Number, w.briefInList(t), who, w.Phrases.Text(key, w.age(since)))
	if t.Status == Waiting && !t.Promised.Before(since) { // an older promise was for what was answered
		line += w.Phrases.Text("ledger_promised", w.when(t.Promised))
	}
	return line
}

// maxListBrief is how much a list says of a matter: a line on a phone.
const maxListBrief = 24

// briefInList is what a ticket is about, in a list: what was done and suffered, or else how it was
// told.
func (w World) briefInList(t Ticket) string {
	s := t.Sheet
	if len(s.Happened) > 0 {
		s.Told = ""
	} else {
		s.Told = clip(s.Told, maxListBrief)
	}
	return w.brief(s)
}

// age is for how long something lasts, as one says it.
func (w World) age(since time.Time) string {
	switch d := w.Now.Sub(since); {
	case d < time.Hour:
		return w.Phrases.Text("age_minutes", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return w.Phrases.Text("age_hours", int(d.Hours()))
	default:
		return w.Phrases.Text("age_days", int(d.Hours()/24))
	}
}
