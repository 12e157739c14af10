package bot

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// What a consulter who waits can ask and do: how long it takes, what became of the case, leave the
// queue. The answers are the truth as the store has it, so that they are given here and not by the
// dialog.

// handleQueueRequest answers what concerns the queue and not the matter. It is false when the
// dialog is to answer.
func (c *change) handleQueueRequest(e InboxEvent, heard []uint64) (bool, error) {
	text := knowledge.Fold(e.Text)
	if e.Kind != dialog.Text {
		return false, nil
	}
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil {
		return false, err
	}
	if c.proves(t, text) {
		return true, c.overhear(t, e, heard)
	}
	if t != nil && t.Held() { // a person has it: the bot says no more than that, and nothing that costs
		if utf8.RuneCountInString(text) <= reading.ToDesk && (reading.QueueHowLong.In(text) || reading.QueueStatus.In(text)) {
			if c.Calendar.Open(c.Now) || c.language() != nil {
				c.courtesyBy("status_claimed", t.Number, "status_held", t.Holder.Name)
			} else {
				c.courtesy("status_held_closed", t.Holder.Name, c.when(c.Calendar.NextReading(c.Now)))
			}
		}
		return false, nil
	}
	if t == nil {
		if done, err := c.goesOn(e, heard); done || err != nil {
			return done, err
		}
	}
	if utf8.RuneCountInString(text) > reading.ToDesk {
		return false, nil
	}
	if t != nil && t.Before != nil && t.Status == Waiting && reading.QueueOther.In(text) {
		return true, c.other(t)
	}
	if done, err := c.carryOn(text, e.Case); done || err != nil {
		return done, err
	}
	if t == nil || t.Status != Waiting {
		if reading.QueueStatus.In(text) {
			return c.tellStatus(e.Case)
		}
		return false, nil
	}
	switch said := c.waiting(e.Text); {
	case leaves(*t, text, said):
		return true, c.leave(t)
	case said == dialog.WrongNumber && len(e.Given) == 0:
		return c.wrongReach()
	case said == dialog.DropsNumber:
		return c.dropReach()
	case said == dialog.AsksWhen, reading.QueueStatus.In(text), reading.QueueHowLong.In(text):
		return c.tellStatus(e.Case)
	}
	return false, nil
}

// waiting is what a text by somebody who waits says of the queue, apart from what patterns know.
func (c *change) waiting(text string) dialog.Waiting {
	e := c.edition(c.Conversation.State)
	return dialog.HeardWaiting(c.read(e)(text), e.Base)
}

// overhear lets the dialog hear what was answered here: what does not wait has its first aid, and
// staff are shown it.
func (c *change) overhear(t *Ticket, e InboxEvent, heard []uint64) error {
	edition := c.edition(c.Conversation.State)
	out, err := c.step(edition, e.Dialog(), c.Conversation.State.Ticket, true)
	if err != nil {
		return err
	}
	c.Conversation.State = out.State
	c.tell(FromBot, out.Messages, Delivery{Urgent: out.Urgency == knowledge.High})
	if t == nil {
		return nil
	}
	c.refresh(t, edition, out)
	return c.showStaff(heard)
}

// handover adds to what the dialog says at a hand-off: how many wait, and the ticket's passphrase.
func (c *change) handover(out *dialog.Outcome) (passphrase string, err error) {
	text, err := c.queue()
	if err != nil {
		return "", err
	}
	ask, err := c.askReach()
	if err != nil {
		return "", err
	}
	if !c.Conversation.ReplyTo.Public { // whoever knows the passphrase can carry the case on
		passphrase = c.newPassphrase()
		text = strings.TrimSpace(text + "\n\n" + c.spoken().Text("word", passphrase))
	}
	if c.rings(out.Urgency) {
		text = strings.TrimSpace(c.Phrases.Text("on_call") + "\n\n" + text)
	}
	if text = strings.TrimSpace(text + "\n\n" + ask); text == "" {
		return "", nil
	}
	out.Messages = slices.Clone(out.Messages)
	at := slices.IndexFunc(out.Messages, func(msg dialog.Message) bool { return strings.Contains(msg.Text, out.Handoff.Ticket) })
	if at < 0 || len(out.Messages[at].Choices) > 0 { // choices stay on the last message
		at = max(-1, len(out.Messages)-2)
	}
	if at >= 0 && len(out.Messages) >= MaxMessages {
		out.Messages[at].Text += "\n\n" + text
		return passphrase, nil
	}
	out.Messages = slices.Insert(out.Messages, at+1, dialog.Message{Kind: dialog.Plain, Text: text})
	return passphrase, nil
}

// leaves reports whether a consulter does not want to wait any longer. Who is in urgent need and
// only says that all is well is not let go by that, and who is in despair or danger by no words at
// all: staff read it.
func leaves(t Ticket, text string, said dialog.Waiting) bool {
	lost := slices.ContainsFunc(t.Sheet.Alarms, func(a knowledge.Alarm) bool { return a != knowledge.Money })
	solved := reading.QueueSolved.In(text) || said == dialog.LeavesQueue
	return !lost && (reading.QueueLeave.In(text) || t.Urgency != knowledge.High && solved)
}

// leave takes the consulter out of the queue.
func (c *change) leave(t *Ticket) error {
	t.End = Left
	if err := c.become(t, Closed, Staff{}, "the consulter left the queue"); err != nil {
		return err
	}
	c.Conversation.Ticket, c.Conversation.Closed = "", t.Number
	c.resumed(t)
	c.tell(FromBot, c.spoken().plain("left", t.Number), Delivery{})
	return nil
}

// tellStatus says how a case stands: the one named, if it is this consulter's, or the one in hand.
func (c *change) tellStatus(number string) (bool, error) {
	if number == "" {
		number = c.Conversation.Ticket
	}
	if number == "" {
		return false, nil
	}
	t, err := c.ticket(number)
	if err != nil {
		return false, err
	}
	said := c.spoken().plain("status_unknown", number) // it may be another's: nothing is said of whether it exists
	if t != nil {
		if said, err = c.status(*t); err != nil {
			return false, err
		}
	}
	c.tell(FromBot, said, Delivery{})
	return true, nil
}

func (c *change) status(t Ticket) ([]dialog.Message, error) {
	switch t.Status {
	case Claimed:
		return c.spoken().plain("status_claimed", t.Number), nil
	case Answered:
		return c.spoken().plain("status_answered", t.Number), nil
	case Closed, Returned:
		return c.spoken().plain("status_closed", t.Number), nil
	}
	if t.hidden() {
		return c.spoken().plain("unseen", t.Number), nil
	}
	if c.language() != nil {
		return c.spoken().plain("status_waiting", t.Number, c.spokenWhen(c.Calendar.NextReading(c.Now))), nil
	}
	if t.Overdue() {
		return c.statusLate(t), nil
	}
	before, err := c.before(t)
	if err != nil {
		return nil, err
	}
	said := c.Phrases.Text("status_waiting", t.Number, c.when(c.Calendar.NextReading(c.Now)))
	if c.Calendar.Open(c.Now) {
		said = c.Phrases.Text("status_open", t.Number)
	}
	place := c.Phrases.Text("place_next")
	if before > 0 {
		place = c.Phrases.Text("place", before)
	}
	typical, err := c.typical()
	if err != nil || !c.Calendar.Open(c.Now) {
		typical = ""
	}
	return []dialog.Message{{Kind: dialog.Plain, Text: said + place + typical}}, err
}

// statusLate is how a ticket stands that should have been read by now: it is said, and when somebody is at the desk next.
func (c *change) statusLate(t Ticket) []dialog.Message {
	_, since := t.Turn()
	next := c.Phrases.Text("late_open")
	if !c.Calendar.Open(c.Now) {
		next = c.Phrases.Text("late_closed", c.when(c.Calendar.NextReading(c.Now)))
	}
	return []dialog.Message{{Kind: dialog.Plain, Text: c.Phrases.Text("status_late", t.Number, c.age(since)) + next}}
}

// before is how many are read before a ticket: those that are more urgent, and those that wait
// longer.
func (c *change) before(t Ticket) (n int, err error) {
	open, err := c.look.OpenTickets()
	for _, o := range open {
		sooner, same := o.Urgency == knowledge.High && t.Urgency != knowledge.High, (o.Urgency == knowledge.High) == (t.Urgency == knowledge.High)
		if o.Status == Waiting && o.Number != t.Number && (sooner || same && o.Opened.Before(t.Opened)) {
			n++
		}
	}
	return n, err
}

// typical says how long it took lately until a ticket was taken; nothing where there is too little
// to go by.
func (c *change) typical() (string, error) {
	hours, minutes, err := c.pickupTime()
	switch {
	case hours > 0:
		return c.Phrases.Text("typical_hours", hours), err
	case minutes > 0:
		return c.Phrases.Text("typical_minutes", minutes), err
	}
	return "", err
}

// pickupTime is how long it took lately, rather too long than too short: hours, or minutes, or
// nothing.
func (c *change) pickupTime() (hours, minutes int, err error) {
	times, err := c.look.Pickups()
	if err != nil || len(times) < MinPickups {
		return 0, 0, err
	}
	times = slices.Sorted(slices.Values(times))
	typical := times[len(times)*3/4].Round(5*time.Minute) + 5*time.Minute
	if typical >= 2*time.Hour {
		return int(typical.Hours()), 0, nil
	}
	return 0, int(typical.Minutes()), nil
}

// MaxPickups is how many measured times are kept, and MinPickups how many are needed to speak of
// them.
const (
	MaxPickups = 30
	MinPickups = 5
)

// pickedUp remembers how long a ticket waited in the desk's hours.
func (c *change) pickedUp(t *Ticket) {
	waited := c.Now.Sub(t.Promised)
	if t.Promised.Before(t.Opened) || waited < 0 {
		waited = 0
	}
	c.PickedUp = append(c.PickedUp, waited)
}

// queue says how many wait and how long it took so far; nothing when the desk is closed or there is
// too little to go by.
func (c *change) queue() (string, error) {
	if !c.Calendar.Open(c.Now) {
		return "", nil
	}
	hours, minutes, err := c.pickupTime()
	if err != nil || hours+minutes == 0 {
		return "", err
	}
	open, err := c.look.OpenTickets()
	if err != nil {
		return "", err
	}
	waiting := 0
	for _, t := range open {
		if t.Status == Waiting {
			waiting++
		}
	}
	if hours > 0 {
		return c.spoken().Text("queue_hours", waiting, hours), nil
	}
	return c.spoken().Text("queue_minutes", waiting, minutes), nil
}
