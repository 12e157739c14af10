package bot

import (
	"fmt"
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
	TimerMorning   TimerKind = "ledger"    // the desk opens: what came in the night?
)

// Timer is a time at which something is to be looked at again.
type Timer struct {
	At           time.Time
	Conversation ConversationID
	Kind         TimerKind
	Ref          string // a ticket's number
}

// apply looks at what a timer is about. What is to be erased the loop erases: see RetireAt.
func (t Timer) apply(c *change) error {
	switch t.Kind {
	case TimerMorning:
		return c.morning()
	case TimerPickup, TimerAnswer:
		return c.overdue(t)
	}
	return nil
}

// How long a ticket may wait while the desk is open.
const (
	pickupUrgent = 15 * time.Minute
	pickupNormal = 2 * time.Hour
)

// MaxReminders is how often the desk is reminded of one ticket before it stands in the morning's
// list only.
const MaxReminders = 5

// answerDue is when something that begins at a time should be done, in the desk's hours.
func (w World) answerDue(from time.Time, urgency knowledge.Urgency) time.Time {
	within := pickupNormal
	if urgency == knowledge.High {
		within = pickupUrgent
	}
	return w.Calendar.NextReading(w.Calendar.NextReading(from).Add(within))
}

// lookAgain has a ticket looked at when it should have been dealt with.
func (c *change) lookAgain(t *Ticket, from time.Time, kind TimerKind) {
	t.Due = c.answerDue(from, t.Urgency)
	c.touch(t)
	c.remind(t.Due, kind, t.Number)
}

// overdue reminds the desk of a ticket that waits too long, and tells the consulter the truth,
// once.
func (c *change) overdue(due Timer) error {
	t, err := c.ticket(due.Ref)
	if err != nil || t == nil || t.Over() {
		return err
	}
	waits := t.Status == Waiting && due.Kind == TimerPickup
	idle := t.Status == Claimed && due.Kind == TimerAnswer
	if !waits && !idle || t.Due.After(c.Now) { // somebody did something meanwhile: a later timer is set
		return nil
	}
	t.Late++
	c.history(t, Staff{}, fmt.Sprintf("overdue, reminder %d", t.Late))
	c.notify(PendingNotice{Kind: Overdue, Ticket: t.Number, Text: c.Phrases.Text("desk_overdue_"+string(due.Kind), t.Number)})
	if t.Late == 1 && waits {
		c.tell(FromBot, c.spoken().plain("overdue", t.Number), Delivery{Urgent: t.Urgency == knowledge.High})
	}
	if t.Late < MaxReminders {
		c.lookAgain(t, c.Now, due.Kind)
	}
	return nil
}

// morning tells the desk what waits: by urgency, with the times that were promised.
func (c *change) morning() error {
	c.remind(c.Calendar.NextOpening(c.Now), TimerMorning, "")
	open, err := c.look.OpenTickets()
	if err != nil {
		return err
	}
	var urgent, normal []string
	for _, t := range open {
		if t.Status != Waiting {
			continue
		}
		what := ""
		if f := c.Edition.Base.FAQ(t.FAQ); f != nil {
			what = f.Title
		}
		line := c.Phrases.Text("ledger_line", t.Number, t.Channel, what, c.when(t.Promised))
		if t.Urgency == knowledge.High {
			urgent = append(urgent, line)
		} else {
			normal = append(normal, line)
		}
	}
	text := c.Phrases.Text("ledger_none")
	if n := len(urgent) + len(normal); n > 0 {
		parts := []string{c.Phrases.Text("ledger_head", n)}
		parts = append(parts, c.group("ledger_urgent", urgent)...)
		parts = append(parts, c.group("ledger_normal", normal)...)
		text = strings.Join(parts, "\n")
	}
	c.notify(PendingNotice{Kind: Ledger, Text: text})
	return nil
}

// group is a part of the morning's list with its head, if there is anything in it.
func (c *change) group(head string, lines []string) []string {
	if len(lines) == 0 {
		return nil
	}
	return append([]string{c.Phrases.Text("ledger_group", c.Phrases.Text(head), len(lines))}, lines...)
}
