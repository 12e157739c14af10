package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// Bounds keep a ticket small.
const (
	maxHistory   = 50
	maxSuggested = 3
	maxSimilar   = 3
	maxSaid      = 200
)

// open files a ticket for what the dialog hands over, together with what tells the consulter its
// number.
func (c *change) open(e *Edition, out dialog.Outcome, passphrase string) {
	opened := &TicketChange{Ticket: Ticket{
		Number: out.Handoff.Ticket, Conversation: c.Conversation.ID, Channel: c.Conversation.ReplyTo.Channel, Reason: out.Handoff.Reason,
		Opened: c.Now, Promised: out.Handoff.When, Passphrase: passphrase, Status: Waiting, Changed: c.Now, Unanswered: c.Now, Entries: c.Conversation.Entries,
	}}
	t := &opened.Ticket
	c.tickets[t.Number], c.Conversation.Ticket = opened, t.Number
	c.refresh(t, e, out)
	if t.Urgency == "" { // nothing is known of the matter yet
		t.Urgency = knowledge.Normal
	}
	c.history(t, Staff{}, "opened: "+string(t.Reason))
	c.notify(PendingNotice{Kind: Opened, Ticket: t.Number, Call: c.wakes(t)})
	c.lookAgain(t)
}

// refresh takes over what is known of the matter by now.
func (c *change) refresh(t *Ticket, e *Edition, out dialog.Outcome) {
	w := c.Dialog(e, t.Number)
	t.FAQ, t.Facts = out.State.FAQ, out.State.Facts
	t.Summary, t.Sheet = dialog.Summary(out.State, w), dialog.SheetOf(out.State, w)
	t.Brief = c.brief(t.Sheet)
	t.Suggested, t.Similar = e.evidence(out.State)
	t.Titles = e.titles(t.Suggested)
	c.touch(t)
	switch {
	case t.Urgency == knowledge.High: // what was urgent once stays so until staff say otherwise
	case c.presses(*t, out.Urgency):
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
func (c *change) presses(t Ticket, by knowledge.Urgency) bool {
	pressing := pressing(t.Sheet)
	if t.Calmed == nil {
		return by == knowledge.High || len(t.Sheet.Alarms) > 0
	}
	return slices.ContainsFunc(pressing, func(p string) bool { return !slices.Contains(t.Calmed, p) })
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
	c.notify(PendingNotice{Kind: Raised, Ticket: t.Number, Call: c.wakes(t)})
	if whose, _ := t.Turn(); whose == DesksTurn {
		t.Late = 0
		c.lookAgain(t)
	}
}

// maxHappened is how many deeds a sentence holds.
const maxHappened = 3

// brief is what happened, in one sentence: what was done and suffered, of how much money, and how
// the consulter said it.
func (c *change) brief(s dialog.Sheet) string {
	and := c.Phrases.Text("brief_and")
	what := strings.Join(s.Happened[:min(maxHappened, len(s.Happened))], and)
	if len(s.Amounts) > 0 {
		what += c.Phrases.Text("brief_amounts", strings.Join(s.Amounts[:min(maxHappened, len(s.Amounts))], and))
	}
	if s.Told == "" {
		return what
	}
	return what + c.Phrases.Text("brief_told", s.Told)
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

// staffs finds the ticket that a member of staff means.
func (c *change) staffs(number string) (*Ticket, error) {
	t, err := c.ticket(number)
	if err == nil && t == nil {
		err = ErrNoTicket
	}
	return t, err
}

// openOne finds a ticket that must not be over.
func (c *change) openOne(number string) (*Ticket, error) {
	t, err := c.staffs(number)
	if err == nil && t.Over() {
		err = ErrOver
	}
	return t, err
}

// Claim gives a ticket to a member of staff: from then on the bot is silent to the consulter, but
// for first aid. Who has it already gets ErrHeld told; claiming what one has is no error.
type Claim struct {
	Number string
	By     Staff
}

func (in Claim) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	switch {
	case t.Held() && t.Holder.ID == in.By.ID:
		return nil
	case t.Held():
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	t.Holder, t.Late = in.By, 0
	c.pickedUp(t)
	if err := c.become(t, Claimed, in.By, "claimed"); err != nil {
		return err
	}
	c.lookAgain(t)
	c.courtesyBy("claimed", "", "claimed_by", in.By.Name)
	return nil
}

// Assign gives a ticket to a colleague, whoever has it now.
type Assign struct {
	Number string
	To, By Staff
}

func (in Assign) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	held := t.Held()
	if !held {
		c.pickedUp(t)
	}
	t.Holder, t.Late = in.To, 0
	if err := c.become(t, Claimed, in.By, "assigned to "+in.To.Name); err != nil {
		return err
	}
	c.lookAgain(t)
	if !held {
		c.courtesyBy("claimed", "", "claimed_by", in.To.Name)
	}
	return nil
}

// PutBack lets go of a ticket: it waits again for somebody.
type PutBack struct {
	Number string
	By     Staff
}

func (in PutBack) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || !t.Held() {
		return err
	}
	t.Holder, t.Late = Staff{}, 0
	if err := c.become(t, Waiting, in.By, "put back"); err != nil {
		return err
	}
	c.lookAgain(t)
	return nil
}

// Raise marks a ticket as urgent.
type Raise struct {
	Number string
	By     Staff
}

func (in Raise) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || t.Urgency == knowledge.High {
		return err
	}
	t.Urgency, t.Calmed = knowledge.High, nil
	c.raised(t, "raised to urgent", in.By)
	return nil
}

// Lower marks a ticket as not urgent after all: what is known now does not make it so again.
type Lower struct {
	Number string
	By     Staff
}

func (in Lower) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil || t.Urgency != knowledge.High {
		return err
	}
	t.Urgency, t.Calmed = knowledge.Normal, append([]string{}, pressing(t.Sheet)...)
	c.history(t, in.By, "not urgent")
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	if whose, _ := t.Turn(); whose == DesksTurn {
		c.lookAgain(t)
	}
	return nil
}

// HandBack gives the conversation back: the bot goes on where it was.
type HandBack struct {
	Number string
	By     Staff
}

func (in HandBack) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if errors.Is(err, ErrOver) {
		return nil
	}
	if err != nil {
		return err
	}
	c.sendDrafts()
	if err := c.become(t, Returned, in.By, "returned to the bot"); err != nil {
		return err
	}
	c.resume(t, dialog.GivenBack)
	return nil
}

// Close ends a ticket. The bot is back when the consulter writes again. A colleague's is closed only
// when that is confirmed.
type Close struct {
	Number    string
	By        Staff
	End       EndReason
	Outcome   string // what was done, for the desk's table
	Confirmed bool
}

func (in Close) apply(c *change) error {
	if !slices.Contains(EndReasons(), in.End) {
		return fmt.Errorf("%w: %q", ErrEndReason, in.End)
	}
	t, err := c.openOne(in.Number)
	if errors.Is(err, ErrOver) {
		return nil
	}
	if err != nil {
		return err
	}
	if t.Held() && t.Holder.ID != in.By.ID && !in.Confirmed {
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	c.sendDrafts()
	t.End, t.Outcome = in.End, in.Outcome
	if err := c.become(t, Closed, in.By, "closed: "+string(in.End)); err != nil {
		return err
	}
	c.resume(t, dialog.Finished)
	return nil
}

// Merge puts a ticket together with another of the same person, who wrote from elsewhere: this one
// ends, and what is written here belongs to the other conversation from now on. Staff must be sure
// that it is one person.
type Merge struct {
	Number, Into string
	By           Staff
}

func (in Merge) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	into, err := c.look.Ticket(in.Into)
	switch {
	case err != nil:
		return err
	case into == nil:
		return ErrNoTicket
	case into.Over():
		return ErrOver
	case into.Conversation == c.Conversation.ID || c.Conversation.ReplyTo.Public:
		return ErrMerge
	}
	c.sendDrafts()
	t.End, t.Outcome = Duplicate, in.Into
	if err := c.become(t, Closed, in.By, "merged into "+in.Into); err != nil {
		return err
	}
	c.Conversation.Ticket, c.CarriedOn = "", into.Conversation
	c.audit("carried on by " + string(c.Conversation.ID))
	c.resumed(t)
	c.tell(FromBot, c.spoken().plain("merged", in.Into), Delivery{})
	return nil
}

// resume lets the bot speak again.
func (c *change) resume(t *Ticket, how dialog.Ending) {
	if c.Conversation.Ticket == t.Number {
		c.Conversation.Ticket, c.Conversation.Closed = "", t.Number
	}
	out := dialog.Resume(c.Conversation.State, c.Dialog(c.edition(c.Conversation.State), t.Number), how)
	c.Conversation.State = out.State
	c.tell(FromBot, out.Messages, Delivery{})
}
