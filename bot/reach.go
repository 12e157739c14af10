package bot

import (
	"slices"
	"strings"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
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
		c.kept = append(c.kept, g)
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
		i := slices.IndexFunc(c.kept, func(g mask.Given) bool { return g.Way == way })
		if i >= 0 {
			parts = append(parts, c.repeated(c.kept[i]))
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

// repeated names a thing that was kept so that a mistake in it is seen: the end of a number, and a time, which is no secret.
func (c *change) repeated(g mask.Given) string {
	name := c.Phrases.Text("reach_" + string(g.Way))
	switch g.Way {
	case mask.ByPhone:
		if end := lastDigits(g.Text, shownDigits); end != "" && !c.Conversation.ReplyTo.Public {
			return c.Phrases.Text("reach_end", name, end)
		}
	case mask.AtTime:
		return c.Phrases.Text("reach_time", name, g.Text)
	}
	return name
}

// shownDigits is how many digits of a number are repeated: enough to see that the right one was read, too few to call.
const shownDigits = 2

// lastDigits are the last digits of a number, however it is written, or nothing where it has none.
func lastDigits(text string, n int) string {
	var digits []rune
	for _, r := range knowledge.Fold(text) {
		if r >= '0' && r <= '9' {
			digits = append(digits, r)
		}
	}
	return string(digits[max(0, len(digits)-n):])
}

// wrongReach takes it that the number or address that was given last is mistaken: it is let go of, and the right one asked for. It is
// false where nothing was given.
func (c *change) wrongReach() (bool, error) {
	kept, err := c.reach()
	if err != nil {
		return false, err
	}
	for i, g := range slices.Backward(kept.Given) {
		if g.Way != mask.ByPhone && g.Way != mask.ByMail {
			continue
		}
		c.tell(FromBot, c.spoken().plain("reach_wrong", c.repeated(g.Given)), Delivery{})
		return true, c.setReach(Reach{slices.Delete(slices.Clone(kept.Given), i, i+1)}, "took back how to be reached")
	}
	return false, nil
}

// dropReach lets go of all that was given for being reached. It is false where nothing was.
func (c *change) dropReach() (bool, error) {
	kept, err := c.reach()
	if err != nil || len(kept.Given) == 0 {
		return false, err
	}
	c.tell(FromBot, c.spoken().plain("reach_dropped"), Delivery{})
	return true, c.setReach(Reach{}, "took back how to be reached")
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
