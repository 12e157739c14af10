package bot

import (
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge/reading"
)

// Turn says who is to do something next about a ticket.
type Turn string

const (
	NobodysTurn    Turn = "" // it is over
	DesksTurn      Turn = "desk"
	ConsultersTurn Turn = "consulter"
)

// Turn says whose turn it is, and since when: the desk's from the first of the consulter's words
// that nobody has answered, whatever was claimed meanwhile; the consulter's from the desk's reply.
// Reminders and the morning's list go by it.
func (t Ticket) Turn() (Turn, time.Time) {
	switch {
	case t.Over():
		return NobodysTurn, t.Changed
	case !t.Unanswered.IsZero():
		return DesksTurn, t.Unanswered
	case t.Status == Answered:
		return ConsultersTurn, t.Replied
	}
	return DesksTurn, t.Changed // of a program that did not write it down
}

// Overdue reports whether the desk has been reminded that it is its turn.
func (t Ticket) Overdue() bool {
	whose, _ := t.Turn()
	return whose == DesksTurn && t.Late > 0
}

// owe makes it the desk's turn from now on, if it is not already.
func (c *change) owe(t *Ticket) {
	if whose, _ := t.Turn(); whose == DesksTurn {
		return
	}
	t.Unanswered, t.Late = c.Now, 0
	c.lookAgain(t)
}

// replied makes it the consulter's turn, unless the reply says itself that another is to follow:
// 「調べて折り返します」 is a promise that somebody waits for.
func (c *change) replied(t *Ticket, text string) {
	t.Unanswered, t.Replied, t.Late = time.Time{}, c.Now, 0
	if reading.StaffPromise.In(text) {
		c.owe(t)
	}
}

// wantsReply reports whether somebody has to answer what the consulter did: thanks and a goodbye
// end what was said.
func (c *change) wantsReply(e InboxEvent) bool {
	if e.Kind == dialog.Sticker || e.Kind == dialog.Start {
		return false
	}
	if e.Kind != dialog.Text || utf8.RuneCountInString(e.Text) > reading.ToDesk {
		return true
	}
	r := c.edition(c.Conversation.State).Reader().At(c.Calendar.In(c.Now))(e.Text)
	ends := r.Intent == reading.Thanks || r.Intent == reading.Okay || r.Intent == reading.Bye
	return !ends || r.Says(reading.Question)
}

// How long a ticket may wait for the desk while it is open.
const (
	withinUrgent = 15 * time.Minute
	withinNormal = 2 * time.Hour
)

// MaxReminders is how often the desk is reminded of one turn, each time after twice as long, before
// it stands in the morning's list only.
const MaxReminders = 5

// lookAgain has a ticket looked at when the desk should have done its part, in the desk's hours.
func (c *change) lookAgain(t *Ticket) {
	t.Due = c.Calendar.NextReading(c.Calendar.NextReading(c.lookFrom(t)).Add(t.within() << t.Late))
	c.touch(t)
	kind := TimerAnswer
	if t.Status == Waiting {
		kind = TimerPickup
	}
	c.remind(t.Due, kind, t.Number)
}

// lookFrom is when what is waited for begins to be due: a ticket that was only just opened not
// before the time that was promised.
func (w World) lookFrom(t *Ticket) time.Time {
	if t.Status == Waiting && t.Late == 0 && t.Promised.After(w.Now) {
		return t.Promised
	}
	return w.Now
}
