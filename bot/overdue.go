package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/knowledge"
)

// TimerKind says what a timer is for. A timer is only a reason to look again: what it finds
// decides, so that one too many does no harm.
type TimerKind string

const (
	TimerPickup    TimerKind = "pickup"    // has somebody taken the ticket?
	TimerAnswer    TimerKind = "answer"    // has whoever took it written?
	TimerRetention TimerKind = "retention" // is the conversation old enough to be erased?
	TimerMorning   TimerKind = "ledger"    // the desk opens: who waits, and for whom?
	TimerDigest    TimerKind = "digest"    // whom does the desk keep waiting?
	TimerSend      TimerKind = "send"      // a reply can be taken back no more
)

// Timer is a time at which something is to be looked at again.
type Timer struct {
	At           time.Time
	Conversation ConversationID
	Kind         TimerKind
	Ref          string // a ticket's number
}

// TheDesk is the conversation of what belongs to no consulter.
const TheDesk ConversationID = "desk"

// apply looks at what a timer is about. What is to be erased the loop erases: see RetireAt.
func (t Timer) apply(c *change) error {
	switch t.Kind {
	case TimerMorning:
		return c.morning()
	case TimerDigest:
		return c.digest()
	case TimerSend:
		if _, err := c.ticket(t.Ref); err != nil {
			return err
		}
		c.sendDue()
	case TimerPickup, TimerAnswer:
		return c.overdue(t)
	}
	return nil
}

// within is how long the desk may take for its part.
func (t Ticket) within() time.Duration {
	if t.Urgency == knowledge.High {
		return withinUrgent
	}
	return withinNormal
}

// digestEvery is how often the desk is reminded of what is not urgent: all that is overdue by then
// is one reminder.
const digestEvery = 10 * time.Minute

// overdue has the desk reminded of a ticket whose turn it is for too long, and tells a consulter
// whom nobody has taken the truth, once.
func (c *change) overdue(due Timer) error {
	t, err := c.ticket(due.Ref)
	if err != nil || t == nil {
		return err
	}
	if whose, _ := t.Turn(); whose != DesksTurn || t.Due.After(c.Now) { // somebody did something meanwhile: a later timer is set
		return nil
	}
	t.Late++
	c.history(t, Staff{}, fmt.Sprintf("overdue, reminder %d", t.Late))
	at := c.Now
	if t.Urgency != knowledge.High {
		at = at.Add(digestEvery - time.Nanosecond).Truncate(digestEvery)
	}
	c.Timers = append(c.Timers, Timer{At: at, Conversation: TheDesk, Kind: TimerDigest})
	if t.Late == 1 && t.Status == Waiting {
		c.tell(FromBot, c.spoken().plain("overdue", t.Number), Delivery{Urgent: t.Urgency == knowledge.High})
	}
	if t.Late < MaxReminders {
		c.lookAgain(t)
	}
	return nil
}

// digest reminds the desk, in one notice, of all whom it keeps waiting. When it has only just
// opened the morning's list has told it already.
func (c *change) digest() error {
	if opened := c.Calendar.NextOpening(c.Now.Add(-digestEvery)); !opened.After(c.Now) {
		return nil
	}
	open, err := c.look.OpenTickets()
	if err != nil {
		return err
	}
	late := slices.DeleteFunc(open, func(t Ticket) bool { return !t.Overdue() })
	if len(late) == 0 {
		return nil
	}
	urgent := slices.ContainsFunc(late, func(t Ticket) bool { return t.Urgency == knowledge.High })
	c.list(PendingNotice{Kind: Reminder, Text: c.Phrases.Text("desk_reminder", len(late)), Call: urgent}, late)
	return nil
}

// morning tells the desk who waits for it, and whom it waits for: nobody who is held is forgotten.
func (c *change) morning() error {
	c.remind(c.Calendar.NextOpening(c.Now), TimerMorning, "")
	open, err := c.look.OpenTickets()
	if err != nil {
		return err
	}
	waits, call := 0, false
	for _, t := range open {
		if whose, _ := t.Turn(); whose == DesksTurn {
			waits++
		}
		call = call || t.Overdue() && t.Urgency == knowledge.High
	}
	head := c.Phrases.Text("ledger_head", waits)
	if waits == 0 {
		head = c.Phrases.Text("ledger_clear")
	}
	c.list(PendingNotice{Kind: Ledger, Text: head, Call: call}, open)
	return nil
}

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
func (c *change) listLine(t Ticket) string {
	who := c.Phrases.Text("ledger_nobody")
	if t.Held() {
		who = c.Phrases.Text("ledger_holder", t.Holder.Name)
	}
	whose, since := t.Turn()
	key := "ledger_waits"
	if whose == ConsultersTurn {
		key = "ledger_replied"
	}
	line := c.Phrases.Text("ledger_line", t.Number, c.briefInList(t), who, c.Phrases.Text(key, c.age(since)))
	if t.Status == Waiting {
		line += c.Phrases.Text("ledger_promised", c.when(t.Promised))
	}
	return line
}

// maxListBrief is how much a list says of a matter: a line on a phone.
const maxListBrief = 24

// briefInList is what a ticket is about, in a list: what was done and suffered, or else how it was told.
func (c *change) briefInList(t Ticket) string {
	s := t.Sheet
	if len(s.Happened) > 0 {
		s.Told = ""
	} else {
		s.Told = clip(s.Told, maxListBrief)
	}
	return c.brief(s)
}

// age is for how long something lasts, as one says it.
func (c *change) age(since time.Time) string {
	switch d := c.Now.Sub(since); {
	case d < time.Hour:
		return c.Phrases.Text("age_minutes", max(1, int(d.Minutes())))
	case d < 48*time.Hour:
		return c.Phrases.Text("age_hours", int(d.Hours()))
	default:
		return c.Phrases.Text("age_days", int(d.Hours()/24))
	}
}
