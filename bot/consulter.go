package bot

import (
	"fmt"
	"runtime/debug"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// tooOld is the age from which an event that comes after newer ones is written down and not acted
// upon.
//
// A younger text that comes late is acted upon: it may hold what matters most
// (「お金を払ってしまいました」), and the dialog takes facts in any order. A press of a button that
// comes late is not, unless its question is still to be answered: the consulter is asked to press
// again.
const tooOld = 24 * time.Hour

// clocksDiffer is how far the clocks of replicas may be apart.
const clocksDiffer = time.Minute

// late reports whether something that happened after e was acted upon already. Only what a platform
// says of its own times is compared; an event without one is as late as it came.
func (c *change) late(e InboxEvent) bool {
	if c.Conversation.Latest.After(c.Now.Add(clocksDiffer)) { // of a clock that was wrong
		c.Conversation.Latest = time.Time{}
	}
	if e.At.IsZero() {
		return false
	}
	if e.At.Before(c.Conversation.Latest) {
		return true
	}
	c.Conversation.Latest = e.At
	return false
}

// latePress asks to press again, with the question that is open now. While a person has the ticket
// only staff are shown it.
func (c *change) latePress(entry uint64) error {
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil {
		return err
	}
	if t != nil && t.Held() {
		c.notify(PendingNotice{Kind: Said, Ticket: t.Number, Entries: []uint64{entry}})
		return nil
	}
	if len(c.Conversation.State.Offered) == 0 {
		c.tell(FromBot, c.spoken().plain("late_press_over"), Delivery{})
		return nil
	}
	said := c.spoken().plain("late_press")
	question, err := c.look.Entry(c.Conversation.Asked)
	if err != nil {
		return err
	}
	if question != nil {
		said = append(said, question.Message)
	}
	said[len(said)-1].Choices = c.Conversation.State.Offered
	c.tell(FromBot, said, Delivery{})
	return nil
}

// apply acts upon what a consulter did.
func (e InboxEvent) apply(c *change) error { return Together{e}.apply(c) }

// hear writes down what a consulter did. act reports whether it is to be answered, with which
// entries.
func (e InboxEvent) hear(c *change) (entries []uint64, act bool, err error) {
	late := c.late(e)
	c.heardAgain()
	c.Conversation.Active, c.arrived = c.Now, e.Received
	if e.Kind == Gone {
		return nil, false, c.gone()
	}
	c.elsewhere(e.ReplyTo)
	c.Conversation.ReplyTo = e.ReplyTo
	if e.Kind == TooFast {
		c.courtesy("too_fast")
		return nil, false, nil
	}
	came := c.Conversation.Gone
	c.Conversation.Gone = false
	switch {
	case e.Kind == dialog.Start && c.Conversation.Entries > 0: // who has been greeted is not greeted again
		if came {
			c.tell(FromBot, c.spoken().plain("returned"), Delivery{})
		}
		return nil, false, nil
	case e.Kind == dialog.Unsend || e.Kind == dialog.Edit:
		return nil, false, c.correct(e)
	case c.unsentBefore(e):
		heard := c.heard(e, true)
		heard.Text, heard.Unsent, heard.File = c.Phrases.Text("unsent"), true, nil
		c.say(heard)
		return nil, false, nil
	case late && e.Kind == dialog.Choose && !c.Conversation.State.Awaits(e.Question):
		return nil, false, c.latePress(c.say(c.heard(e, true)))
	case late && c.Now.Sub(e.At) > tooOld:
		if err := c.keepReach(e); err != nil {
			return nil, false, err
		}
		c.say(c.heard(e, true))
		return nil, false, nil
	case e.Kind == dialog.Start:
		return nil, true, nil // there is nothing to show of it
	}
	if err := c.keepReach(e); err != nil {
		return nil, false, err
	}
	entry := c.say(c.heard(e, false))
	c.opaque = c.opaque || e.File.opaque()
	if e.File != nil {
		c.Fetches = append(c.Fetches, FetchJob{Entry: entry, ReplyTo: e.ReplyTo, File: *e.File})
	}
	return []uint64{entry}, true, nil
}

// heard is the transcript's entry of what the consulter did.
func (w World) heard(e InboxEvent, late bool) Entry {
	text := e.Text
	if e.Kind != dialog.Text && e.Kind != dialog.Choose && e.Kind != dialog.Edit {
		text = w.Phrases.Text("heard_" + string(e.Kind))
	}
	return Entry{At: w.Now, From: FromConsulter, Message: dialog.Message{Kind: dialog.Plain, Text: text}, Of: e.Message, File: e.File, Late: late}
}

// answer steps the dialog and says what it says; heard are the entries of what the consulter did.
// While a person has the ticket the bot is silent, whatever the dialog would say; the one exception
// is first aid on a red flag.
func (c *change) answer(e InboxEvent, heard []uint64) error {
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil {
		return err
	}
	number, err := c.look.NextNumber()
	if err != nil {
		return err
	}
	silent := t != nil && t.Held()
	if c.Conversation.Parting { // a new consultation begins
		c.Conversation.Parting = false
		c.remind(c.Now.Add(c.Keep.Words), TimerRetention, "")
	}
	edition := c.edition(c.Conversation.State)
	out, err := c.step(edition, e.Dialog(), number, silent)
	if err != nil {
		return err
	}
	if c.asksWhether(e, out, t) {
		c.askAgain(e, heard)
		return nil
	}
	before, began := c.Conversation.State.Phase, begins(c.Conversation.State)
	c.Conversation.State = out.State
	if out.Forget {
		c.askForget(t)
	}
	if out.Show {
		if err := c.showKept(); err != nil {
			return err
		}
	}
	handover := out.Handoff != nil && t == nil
	passphrase := ""
	if handover {
		if passphrase, err = c.handover(&out); err != nil {
			return err
		}
	}
	if silent && len(out.Messages) == 0 && len(c.kept) > 0 {
		c.courtesySaid(c.tellKept(nil, true))
	} else {
		out.Messages = c.tellKept(out.Messages, handover || t != nil)
		if !silent {
			out.Messages = c.withNotice(c.withOtherFormat(out.Messages), out.Urgency)
			if out.Messages, err = c.withBulletin(out.Messages, out.Urgency, began && t == nil); err != nil {
				return err
			}
		}
	}
	if t == nil && !handover {
		c.offerFollowing(before, &out)
	}
	said := c.tell(FromBot, out.Messages, Delivery{Urgent: out.Urgency == knowledge.High})
	c.tellHeld()
	if handover {
		return c.open(edition, out, passphrase)
	}
	c.cameBack()
	if t == nil {
		c.ended(before)
		return nil
	}
	c.refresh(t, edition, out)
	if len(heard) > 0 && c.wantsReply(e) {
		c.owe(t)
	}
	if !silent {
		said = nil // what the bot says while the ticket waits is in the transcript; staff do not need it twice
	}
	if entries := append(heard, said...); len(entries) > 0 {
		c.notify(PendingNotice{Kind: Said, Ticket: t.Number, Entries: entries})
	}
	return nil
}

// withOtherFormat says first how to send a picture that staff can look at, where one came that they
// cannot, by its name; what does not wait stands alone.
func (c *change) withOtherFormat(messages []dialog.Message) []dialog.Message {
	if !c.opaque || dialog.Urges(messages) {
		return messages
	}
	return append(c.spoken().plain("send_as_jpeg"), messages...)
}

// step calls the dialog, and turns a panic into an error that names no words.
func (c *change) step(e *Edition, event dialog.Event, ticket string, silent bool) (out dialog.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: panic of type %T\n%s", ErrStep, r, debug.Stack())
		}
	}()
	w := c.Dialog(e, ticket)
	w.Forgets = !c.Conversation.ReplyTo.Public // where others write too, a person looks first
	if silent {
		return dialog.FirstAidOnly(c.Conversation.State, event, w), nil
	}
	return dialog.Step(c.Conversation.State, event, w), nil
}

// gone ends what cannot go on without the consulter: nothing more is sent.
func (c *change) gone() error {
	if c.Conversation.Gone {
		return nil
	}
	c.Conversation.Gone = true
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil || t == nil {
		return err
	}
	c.notify(PendingNotice{Kind: NotTaken, Ticket: t.Number, Text: c.Phrases.Text("desk_gone")})
	return nil
}

// DeadLetter is an event that cannot be stepped: the consulter is told that a person will look.
type DeadLetter struct{ Event InboxEvent }

func (d DeadLetter) apply(c *change) error {
	c.Conversation.ReplyTo, c.arrived = d.Event.ReplyTo, d.Event.Received
	if err := c.keepReach(d.Event); err != nil {
		return err
	}
	c.say(c.heard(d.Event, false))
	return c.fail()
}

// Restarted is a conversation that begins anew since its record could not be read. Entries is how
// many there are in its transcript.
type Restarted struct {
	Entries uint64
	ReplyTo ReplyTo
}

func (r Restarted) apply(c *change) error {
	c.Conversation.Entries, c.Conversation.ReplyTo = r.Entries, r.ReplyTo
	return c.fail()
}

// fail tells the consulter that a person will look, and sees to it.
func (c *change) fail() error {
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil {
		return err
	}
	when := c.Calendar.NextReading(c.Now)
	if t == nil {
		number, err := c.look.NextNumber()
		if err != nil {
			return err
		}
		c.tell(FromBot, c.spoken().plain("failed", number, c.spokenWhen(when)), Delivery{Urgent: true})
		handoff := &dialog.Handoff{Ticket: number, Reason: Failed, When: when}
		return c.open(c.Edition, dialog.Outcome{State: c.Conversation.State, Urgency: knowledge.Normal, Handoff: handoff}, c.newPassphrase())
	}
	c.tell(FromBot, c.spoken().plain("failed", t.Number, c.spokenWhen(when)), Delivery{Urgent: true})
	c.notify(PendingNotice{Kind: Overdue, Ticket: t.Number, Text: c.Phrases.Text("desk_failed")})
	return nil
}
