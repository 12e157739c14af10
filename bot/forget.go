package bot

import (
	"slices"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A consulter may have everything erased that the desk keeps of them. They are asked once whether
// they are sure, since it cannot be undone and nobody can answer them afterwards; told by when it
// is done; and told when it was. Where others write too one of them cannot have all erased. What is
// erased, and how, is the loop's affair.

// Forgetting is a consulter who wants their conversation erased.
type Forgetting struct {
	Asked time.Time `json:"asked"`         // when they were asked whether they are sure
	Sure  time.Time `json:"sure,omitzero"` // when they said so
}

// Times around an erasure. What was said last is sent before its address is erased, but an outage
// of a platform does not hold the erasure up for longer than was promised.
const (
	forgetAfter  = time.Minute
	ForgetWithin = 45 * time.Minute // of the hour that the consulter is told

	// keepsParting is how long the word that everything was erased is kept itself.
	keepsParting = 24 * time.Hour
)

// The values of the two buttons, which are nothing to the dialog.
const (
	forgetYes = "forget.yes"
	forgetNo  = "forget.no"
)

// askForget asks whether the consulter is sure.
func (c *change) askForget(t *Ticket) {
	c.Conversation.Forget = &Forgetting{Asked: c.Now}
	p := c.spoken()
	said := p.plain("forget_ask")
	if t != nil && !t.Over() {
		said = append(said, p.plain("forget_ask_ticket", t.Number)...)
	}
	said = append(said, dialog.Message{Kind: dialog.Asking, Text: p.Text("forget_ask_sure"), Choices: []dialog.Choice{
		{Label: p.Text("forget_yes"), Value: forgetYes}, {Label: p.Text("forget_no"), Value: forgetNo},
	}})
	c.tell(FromBot, said, Delivery{})
}

// forgetting takes the answer to whether the consulter is sure. It is false when the event is about
// something else; then the question is over.
func (c *change) forgetting(e InboxEvent) (bool, error) {
	f := c.Conversation.Forget
	if e.Kind == dialog.Choose && (e.Choice == forgetYes || e.Choice == forgetNo) && (f == nil || !f.Sure.IsZero()) {
		return true, nil // pressed again
	}
	if f == nil || !f.Sure.IsZero() {
		return false, nil
	}
	text := knowledge.Fold(e.Text)
	p := c.spoken()
	is := func(value, label string, words reading.Group, concept string) bool {
		switch e.Kind {
		case dialog.Choose:
			return e.Choice == value
		case dialog.Text:
			return text == knowledge.Fold(p.Text(label)) || words.In(text) || c.saysAbroad(concept, e.Text)
		}
		return false
	}
	switch {
	case is(forgetNo, "forget_no", reading.ForgetNot, "no"):
		c.Conversation.Forget = nil
		c.tell(FromBot, p.plain("forget_kept"), Delivery{})
	case is(forgetYes, "forget_yes", reading.ForgetSure, "yes"):
		return true, c.forget()
	default:
		c.Conversation.Forget = nil
		return false, nil
	}
	return true, nil
}

// saysAbroad reports whether a text in the consulter's other language begins with yes, or with no.
func (c *change) saysAbroad(concept, text string) bool {
	l := c.language()
	if l == nil {
		return false
	}
	return slices.Contains(c.read(c.edition(c.Conversation.State))(text).HeardIn(l.ID).First, concept)
}

// forget has everything erased, soon. Staff must not begin an answer that nobody will read.
func (c *change) forget() error {
	c.Conversation.Forget = &Forgetting{Asked: c.Conversation.Forget.Asked, Sure: c.Now}
	p := c.spoken()
	said := p.plain("forget_soon")
	if c.Channels[c.Conversation.ReplyTo.Channel].Sends {
		said = append(said, p.plain("forget_screen")...)
	}
	c.tell(FromBot, said, Delivery{Urgent: true})
	c.remind(c.Now.Add(forgetAfter), TimerForget, "")
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil || t == nil {
		return err
	}
	t.End = Left
	if err := c.become(t, Closed, Staff{}, "the consulter has everything erased"); err != nil {
		return err
	}
	c.Conversation.Ticket = ""
	return nil
}

// HideFromDesk is the notice by which the desk's platform forgets what it was shown of a ticket.
func (p Phrases) HideFromDesk(number string, refs map[string]string) PendingNotice {
	return PendingNotice{Kind: Erased, Ticket: number, Refs: refs, Text: p.Text("desk_erased", number)}
}

// Forgotten is a conversation of which everything was erased, at its consulter's wish: nothing is
// left but where they are told so. The transcript goes on counting, for a page that shows it.
type Forgotten struct {
	ReplyTo ReplyTo `json:"return"`
	Entries uint64  `json:"lines,omitempty"`
	Out     uint64  `json:"out,omitempty"`
	Gone    bool    `json:"gone,omitempty"`

	Language string `json:"language,omitempty"` // in which they are spoken to
	Easy     bool   `json:"easy,omitempty"`
}

// Farewell is what is kept of a conversation to tell its consulter that it was erased.
func (c Conversation) Farewell() Forgotten {
	return Forgotten{ReplyTo: c.ReplyTo, Entries: c.Entries, Out: c.Out, Gone: c.Gone, Language: c.State.Language, Easy: c.State.Easy}
}

func (f Forgotten) apply(c *change) error {
	v := &c.Conversation
	if v.Rev == 0 {
		v.Parting, v.Active = true, c.Now
		c.remind(c.Now.Add(keepsParting), TimerRetention, "")
	}
	v.Entries, v.Out = max(v.Entries, f.Entries), max(v.Out, f.Out)
	if v.ReplyTo.Channel == "" {
		v.ReplyTo, v.Gone = f.ReplyTo, f.Gone
	}
	c.tell(FromBot, c.spokenIn(f.Language, f.Easy).plain("forget_done"), Delivery{})
	return nil
}
