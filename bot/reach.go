package bot

import (
	"slices"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge/mask"
)

// What consulters give for being reached (a name, a telephone number, when it suits) is masked in
// what they wrote like everything private, and kept beside it: sealed, for the desk's staff, who
// are shown it when they ask. It stands nowhere else, and goes with the conversation.

// Reach is how a consulter can be reached, as they gave it themselves.
type Reach struct {
	Given []Given `json:"given,omitempty"`
}

// Given is one thing of it.
type Given struct {
	mask.Given
	At time.Time `json:"at"`
	Of string    `json:"of,omitempty"` // the platform's id of the message that gave it
}

// maxReach is how many numbers, or addresses, are kept: the latest.
const maxReach = 4

// Ways are the kinds of what is there, each once, in the order in which they are shown.
func (r Reach) Ways() (out []mask.Way) {
	for _, way := range mask.Ways {
		if slices.ContainsFunc(r.Given, func(g Given) bool { return g.Way == way }) {
			out = append(out, way)
		}
	}
	return out
}

// All are what was given in one way, the latest last.
func (r Reach) All(way mask.Way) (out []string) {
	for _, g := range r.Given {
		if g.Way == way {
			out = append(out, g.Text)
		}
	}
	return out
}

// with is what is kept once something more was given: a person has one name and may have several
// numbers.
func (r Reach) with(g Given) Reach {
	given := slices.DeleteFunc(slices.Clone(r.Given), func(old Given) bool {
		one := g.Way != mask.ByPhone && g.Way != mask.ByMail
		return old.Way == g.Way && (one || old.Text == g.Text)
	})
	out := Reach{append(given, g)}
	if len(out.All(g.Way)) > maxReach {
		i := slices.IndexFunc(out.Given, func(old Given) bool { return old.Way == g.Way })
		out.Given = slices.Delete(out.Given, i, i+1)
	}
	return out
}

// reach is what is kept of the conversation by now.
func (c *change) reach() (Reach, error) {
	if c.Reach != nil {
		return *c.Reach, nil
	}
	return c.look.Reach()
}

// keepReach keeps what an event gives for being reached: what it says by itself to be given for
// that, and what somebody who waits for the desk gives at all.
func (c *change) keepReach(e InboxEvent) error {
	given := slices.DeleteFunc(slices.Clone(e.Given), func(g mask.Given) bool { return !g.Sure && c.Conversation.Ticket == "" })
	if len(given) == 0 {
		return nil
	}
	kept, err := c.reach()
	if err != nil {
		return err
	}
	for _, g := range given {
		g.Sure = false
		kept = kept.with(Given{Given: g, At: c.Now, Of: e.Message})
		c.kept = append(c.kept, g.Way)
	}
	return c.setReach(kept, "gave how to be reached")
}

// forgetReach lets go of what a message gave that was taken back or is written anew.
func (c *change) forgetReach(message string) error {
	kept, err := c.reach()
	if err != nil || message == "" {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(kept.Given), func(g Given) bool { return g.Of == message })
	if len(left) == len(kept.Given) {
		return nil
	}
	return c.setReach(Reach{left}, "took back how to be reached")
}

// setReach keeps it, and lets the desk know which kinds there are.
func (c *change) setReach(r Reach, what string) error {
	c.Reach = &r
	t, err := c.ticket(c.Conversation.Ticket)
	if err != nil || t == nil {
		return err
	}
	t.Reach = r.Ways()
	c.history(t, Staff{}, what)
	return nil
}

// reachOnly makes an event of one that only gives how to be reached: the dialog has nothing to hear
// in it but, perhaps, that a person is wished for.
func (c *change) reachOnly(e InboxEvent) InboxEvent {
	if len(c.kept) > 0 && e.GivesOnly && e.Kind == dialog.Text {
		e.Kind = dialog.Reach
	}
	return e
}

// tellKept puts to what is said which things were kept, and what comes of it.
func (c *change) tellKept(messages []dialog.Message, ticketed bool) []dialog.Message {
	if len(c.kept) == 0 {
		return messages
	}
	said := c.keptWords(ticketed)
	at := 0 // what does not wait goes first
	for i, m := range messages {
		if m.Kind == dialog.FirstAid && i < len(messages)-1 {
			at = i + 1
		}
	}
	messages = slices.Clone(messages)
	if len(messages) < MaxMessages {
		return slices.Insert(messages, at, dialog.Message{Kind: dialog.Plain, Text: said})
	}
	messages[at].Text = said + "\n\n" + messages[at].Text
	return messages
}

// keptWords says which things were kept, and whether the desk calls back; none of the things.
func (c *change) keptWords(ticketed bool) string {
	if c.language() != nil {
		return c.spoken().Text("reach_abroad")
	}
	var parts []string
	for _, way := range mask.Ways {
		if slices.Contains(c.kept, way) {
			parts = append(parts, c.Phrases.Text("reach_"+string(way)))
		}
	}
	then := "reach_later"
	switch {
	case ticketed && c.Desk.CallsBack && !c.Conversation.ReplyTo.Public: // where others read along there is no word
		then = "reach_calls"
	case ticketed:
		then = "reach_writes"
	}
	return c.Phrases.Text("reach_kept", strings.Join(parts, c.Phrases.Text("brief_and"))) + c.Phrases.Text(then)
}

// askReach is what is asked for at a hand-off while nobody is there, where nobody reads along.
func (c *change) askReach() (string, error) {
	if c.Conversation.ReplyTo.Public || c.Calendar.Open(c.Now) || len(c.kept) > 0 {
		return "", nil
	}
	kept, err := c.reach()
	if err != nil || len(kept.Given) > 0 {
		return "", err
	}
	if l := c.language(); l != nil && l.Phrases["bot.reach_ask"] == "" { // they might not read it
		return "", nil
	}
	return c.spoken().Text("reach_ask"), nil
}

// SeeReach is a member of staff who wants to see how a consulter can be reached. That they did is
// written down before they are shown it.
type SeeReach struct {
	Number string
	By     Staff
}

const sawReach = "looked at how to reach"

func (in SeeReach) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil {
		return err
	}
	if n := len(t.History); n == 0 || t.History[n-1].What != sawReach || t.History[n-1].By.ID != in.By.ID {
		c.history(t, in.By, sawReach)
	}
	c.audit("how to reach was shown to " + in.By.ID)
	return nil
}
