package bot

import (
	"errors"
	"slices"

	"madoguchi/knowledge"
)

// ErrFact: nothing of the kind can be known of a case.
var ErrFact = errors.New("there is no such fact")

// Know writes down what staff know of a case better than the bot: they have asked, or read it
// otherwise. The bot goes on with it, and does not ask it again.
type Know struct {
	Number string
	By     Staff
	Slot   string
	Value  string // empty: it is not known after all
}

func (in Know) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	s := c.Edition.Base.Slot(in.Slot)
	if s == nil || in.Slot == knowledge.SlotSymptom || in.Slot == knowledge.SlotTopic || in.Value != "" && !s.Allows(in.Value) {
		return ErrFact
	}
	known := t.Facts.Clone()
	switch plain := []string{"", knowledge.Yes, knowledge.No, knowledge.Unknown}; {
	case in.Value == "":
		delete(known, in.Slot)
	case s.Several && !slices.Contains(plain, in.Value):
		known[in.Slot] = knowledge.Joined(known[in.Slot], in.Value)
	default:
		known[in.Slot] = in.Value
	}
	if known[in.Slot] == t.Facts[in.Slot] {
		return nil
	}
	t.Facts = known
	if c.Conversation.Ticket == t.Number {
		c.Conversation.State.Facts = known.Clone()
	}
	c.history(t, in.By, "wrote down: "+in.Slot)
	c.touch(t)
	return nil
}
