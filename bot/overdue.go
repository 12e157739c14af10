package bot

import (
	"fmt"
	"slices"
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
	TimerFile      TimerKind = "file"      // is an entry's file to be deleted?
	TimerForget    TimerKind = "forget"    // is the conversation to be erased now, as its consulter wants?
	TimerForgotten TimerKind = "forgotten" // is all of an erased conversation gone?
	TimerJoined    TimerKind = "joined"    // the case is carried on from elsewhere: its owner is told
	TimerGuessed   TimerKind = "guessed"   // somebody guesses at its passphrase: so too
	TimerMorning   TimerKind = "ledger"    // the desk opens: who waits, and for whom?
	TimerDigest    TimerKind = "digest"    // whom does the desk keep waiting?
	TimerUnseen    TimerKind = "unseen"    // is the ticket shown to the desk by now?
	TimerFollow    TimerKind = "follow"    // is the consulter to be reminded, or asked whether it is solved?
	TimerMend      TimerKind = "mend"      // something that the consulter was told is taken back
	TimerSend      TimerKind = "send"      // a reply can be taken back no more
	TimerCall      TimerKind = "call"      // is somebody to be called to the ticket?
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
	case TimerUnseen:
		return c.unseen(t.Ref)
	case TimerSend:
		return c.sendDue()
	case TimerCall:
		return c.summon(t.Ref)
	case TimerFollow:
		return c.followDue(DueKind(t.Ref))
	case TimerMend:
		return c.mend(t.Ref)
	case TimerFile:
		return c.expireFile(t.Ref)
	case TimerJoined:
		return c.tellOwner("carried_on", t.Ref)
	case TimerGuessed:
		return c.tellOwner("guessed_at", t.Ref)
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
