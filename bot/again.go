package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A case goes on after it was closed: the same trouble is back, the advice did not work, the
// consulter was away for a week. Then the old ticket is taken up again, so that nobody has to tell
// everything anew.

// Closing is how a ticket ended.
type Closing struct {
	At  time.Time `json:"at"`
	By  Staff     `json:"by,omitzero"`
	End EndReason `json:"end"`
}

// stillFor is how long after its end the words of somebody who still has the trouble are about the
// ticket, without naming it.
const stillFor = 30 * 24 * time.Hour

// tellsMatter is the belief in an incident from which words tell what is wrong.
const tellsMatter = 0.6

// goesOn takes a ticket up again when the consulter goes on with it. It is false when the text is
// about something else.
func (c *change) goesOn(e InboxEvent, heard []uint64) (bool, error) {
	named := e.Case != "" && reading.QueueGoesOn.In(e.Text)
	number := c.Conversation.Closed
	if named {
		number = e.Case
	}
	t, err := c.ticket(number)
	if err == nil && t == nil && c.meansElsewhere(e.Text) {
		c.tell(FromBot, c.spoken().plain("again_which"), Delivery{})
		return true, nil
	}
	if err != nil || t == nil || t.Status != Closed || !named && !c.meansAgain(*t, e.Text, e.Called) {
		return false, err
	}
	return true, c.takeUp(t, e, heard)
}

// meansAgain reports whether a text goes on with a ticket that is over.
func (c *change) meansAgain(t Ticket, text string, called []string) bool {
	text = knowledge.Fold(text)
	if r := []rune(text); len(r) > reading.ToDesk {
		text = string(r[:reading.ToDesk])
	}
	s := c.Conversation.State
	fresh := s.Phase == "" || s.Phase == dialog.PhaseSymptom || s.Phase == dialog.PhaseDone || c.Now.Sub(s.Last) >= c.session()
	switch {
	case c.namesStaff(t, called):
		return true
	case !fresh: // something else is under way: it may be that
		return false
	case reading.CaseAgain.In(text):
		return true
	}
	return s.Phase == dialog.PhaseDone && utf8.RuneCountInString(text) < reading.ToDesk && c.Now.Sub(t.Changed) < stillFor && reading.CaseStill.In(text)
}

// meansElsewhere reports whether a conversation begins with words that go on with a case, which is
// none of its own, and tell nothing else.
func (c *change) meansElsewhere(text string) bool {
	s := c.Conversation.State
	if s.Words != "" || s.FAQ != "" || s.Slot != "" || utf8.RuneCountInString(text) > reading.ToDesk || !reading.CaseAgain.In(text) {
		return false
	}
	r := c.edition(s).Reader().At(c.Calendar.In(c.Now))(text)
	tells := !r.Match.None && r.Match.Confidence >= tellsMatter && strings.HasPrefix(r.Match.Best().Category, "1.")
	stated := r.Stated.Clone()
	delete(stated, "since") // 「先日」 says when, of whatever it was
	return len(stated) == 0 && !tells
}

// session is the silence after which what was under way may be over.
func (w World) session() time.Duration { return cmp.Or(w.Session, sameMatter) }

// namesStaff reports whether a text named somebody who worked on a ticket, as one names a person:
// see InboxEvent.Called.
func (w World) namesStaff(t Ticket, called []string) bool {
	return len(called) > 0 && slices.ContainsFunc(t.History, func(h HistoryEntry) bool {
		family, _, _ := strings.Cut(knowledge.Fold(h.By.Name), " ")
		return family != "" && slices.Contains(called, w.Hash(calledKind, family))
	})
}

// takeUp opens a ticket again. What is said is heard as while a person has it: first aid goes
// before everything.
func (c *change) takeUp(t *Ticket, e InboxEvent, heard []uint64) error {
	t.Before = &Closing{At: t.Changed, By: t.Holder, End: t.End}
	t.End, t.Holder, t.Late = "", Staff{}, 0
	if err := c.stand(t, Waiting, Staff{}, "taken up again by the consulter"); err != nil {
		return err
	}
	t.Unanswered, t.Promised = c.Now, c.Calendar.NextReading(c.Now)
	c.Conversation.Ticket, c.Conversation.Closed = t.Number, ""
	c.Conversation.State = dialog.TakeUp(c.Conversation.State, t.Number)
	edition := c.edition(c.Conversation.State)
	out, err := c.step(edition, e.Dialog(), t.Number, true)
	if err != nil {
		return err
	}
	c.Conversation.State = out.State
	c.refresh(t, edition, out)
	said := c.spoken().plain("again", t.Number, c.spokenWhen(t.Promised))
	switch {
	case c.language() != nil:
		said = c.spoken().plain("status_waiting", t.Number, c.spokenWhen(t.Promised))
	case c.Calendar.Open(c.Now):
		said = c.spoken().plain("again_now", t.Number)
	}
	c.tell(FromBot, append(slices.Clone(out.Messages), said...), Delivery{Urgent: t.Urgency == knowledge.High})
	c.notify(PendingNotice{Kind: Again, Ticket: t.Number, Entries: heard, Call: c.wake(t)})
	c.awaitShown(t)
	c.lookAgain(t)
	return nil
}

// other ends a ticket that was taken up again by mistake: the consulter says that it is about
// something else.
func (c *change) other(t *Ticket) error {
	t.End, t.Holder = t.Before.End, t.Before.By
	if err := c.become(t, Closed, Staff{}, "it was about something else"); err != nil {
		return err
	}
	c.Conversation.Ticket, c.Conversation.Closed = "", t.Number
	c.resumed(t)
	c.tell(FromBot, c.spoken().plain("again_other"), Delivery{})
	return nil
}

// resumed lets the dialog know that nobody at the desk has the matter any more: who asks for a
// person then gets one.
func (c *change) resumed(t *Ticket) {
	c.Conversation.State = dialog.Resume(c.Conversation.State, c.Dialog(c.edition(c.Conversation.State), t.Number), dialog.Finished).State
}
