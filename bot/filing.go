package bot

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// A ticket is opened, kept up with what is known of the matter, and goes where it may.

// Bounds keep a ticket small.
const (
	maxHistory   = 50
	maxSuggested = 3
	maxSimilar   = 1
	maxSaid      = 200
)

// open files a ticket for what the dialog hands over, together with what tells the consulter its
// number.
func (c *change) open(e *Edition, out dialog.Outcome, passphrase string) error {
	reach, err := c.reach()
	if err != nil {
		return err
	}
	opened := &TicketChange{Ticket: Ticket{
		Number: out.Handoff.Ticket, Conversation: c.Conversation.ID, Channel: c.Conversation.ReplyTo.Channel, Reason: out.Handoff.Reason,
		Opened: c.Now, Promised: out.Handoff.When, Passphrase: passphrase, Status: Waiting, Changed: c.Now, Unanswered: c.Now, Entries: c.Conversation.Entries,
		Reach: reach.Ways(),
	}}
	t := &opened.Ticket
	c.tickets[t.Number], c.Conversation.Ticket = opened, t.Number
	c.refresh(t, e, out)
	if t.Urgency == "" { // nothing is known of the matter yet
		t.Urgency = knowledge.Normal
	}
	c.history(t, Staff{}, "opened: "+string(t.Reason))
	c.notify(PendingNotice{Kind: Opened, Ticket: t.Number, Call: c.wake(t)})
	c.awaitShown(t)
	c.lookAgain(t)
	return nil
}

// refresh takes over what is known of the matter by now.
func (c *change) refresh(t *Ticket, e *Edition, out dialog.Outcome) {
	w := c.Dialog(e, t.Number)
	t.FAQ, t.Facts = out.State.FAQ, out.State.Facts
	t.Summary, t.Sheet = dialog.Summary(out.State, w), dialog.SheetOf(out.State, w)
	t.Brief = c.marked(c.brief(t.Sheet))
	t.Suggested, t.Similar = e.evidence(out.State)
	t.Titles = e.titles(t.Suggested)
	c.touch(t)
	switch {
	case t.Urgency == knowledge.High: // what was urgent once stays so until staff say otherwise
	case t.presses(out.Urgency):
		was := t.Urgency
		if t.Urgency = knowledge.High; was != "" {
			c.raised(t, "became urgent", Staff{})
		}
	case out.Urgency != "" && out.Urgency != knowledge.High:
		t.Urgency = out.Urgency
	}
}

// presses reports whether a ticket is urgent for what is known of it, apart from what staff knew
// when they lowered it.
func (t Ticket) presses(by knowledge.Urgency) bool {
	if t.Calmed == nil {
		return by == knowledge.High || len(t.Sheet.Alarms) > 0
	}
	return slices.ContainsFunc(pressing(t.Sheet), func(p string) bool { return !slices.Contains(t.Calmed, p) })
}

// pressing is what makes a ticket urgent.
func pressing(s dialog.Sheet) []string {
	out := slices.Clone(s.Happened)
	for _, a := range s.Alarms {
		out = append(out, string(a))
	}
	return out
}

// raised lets everybody know that a ticket has become urgent, and has it looked at sooner.
func (c *change) raised(t *Ticket, what string, by Staff) {
	c.history(t, by, what)
	c.notify(PendingNotice{Kind: Raised, Ticket: t.Number, Call: c.wake(t)})
	if whose, _ := t.Turn(); whose == DesksTurn {
		t.Late = 0
		c.lookAgain(t)
	}
}

// maxHappened is how many deeds a sentence holds.
const maxHappened = 3

// brief is what happened, in one sentence: what was done and suffered, of how much money, and how
// the consulter said it.
func (w World) brief(s dialog.Sheet) string {
	and := w.Phrases.Text("brief_and")
	happened := slices.Clone(s.Happened[:min(maxHappened, len(s.Happened))])
	amounts := s.Amounts
	if len(happened) == 0 { // what was told says it itself
		amounts = slices.DeleteFunc(slices.Clone(amounts), func(a string) bool { return strings.Contains(knowledge.Fold(s.Told), knowledge.Fold(a)) })
	}
	much := ""
	if len(amounts) > 0 {
		much = w.Phrases.Text("brief_amounts", strings.Join(amounts[:min(maxHappened, len(amounts))], and))
	}
	if len(happened) > 0 { // where there is no room for all, the end is cut off
		happened[max(0, slices.Index(happened, s.Cost))] += much
		much = ""
	}
	what := strings.Join(happened, and)
	if s.Told != "" {
		what += w.Phrases.Text("brief_told", s.Told)
	}
	return what + much
}

// history adds an entry to a ticket's history.
func (c *change) history(t *Ticket, by Staff, what string) {
	t.History = append(t.History, HistoryEntry{At: c.Now, By: by, What: what})
	if over := len(t.History) - maxHistory; over > 0 {
		t.History = slices.Delete(t.History, 1, 1+over) // how it began stays
	}
	c.touch(t)
}

// become changes where a ticket stands and lets the desk see it.
func (c *change) become(t *Ticket, s Status, by Staff, what string) error {
	err := c.stand(t, s, by, what)
	if err == nil {
		c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	}
	return err
}

// stand changes where a ticket stands. It is the only writer of Status.
func (c *change) stand(t *Ticket, s Status, by Staff, what string) error {
	if !slices.Contains(transitions[t.Status], s) {
		return fmt.Errorf("%w: %s to %s", ErrTransition, t.Status, s)
	}
	t.Status, t.Changed = s, c.Now
	c.history(t, by, what)
	return nil
}
