package bot

import (
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge/reading"
)

// A case can be carried on from elsewhere: LINE at home, the web chat at work. Who asks for it
// names the case's number and its passphrase, which was told when the ticket was opened. From then
// on what is written there belongs to the same conversation, and answers go to where the consulter
// wrote last.

// Guessing is bounded for who asks and for what is asked for.
const (
	MaxGuesses       = 3
	MaxTicketGuesses = 10

	// GuessesForget is the time after which wrong guesses count no more.
	GuessesForget = 24 * time.Hour
)

// Joining is a consulter who wants to carry on a case from here.
type Joining struct {
	Number string    `json:"number"`
	Wrong  int       `json:"wrong,omitempty"`
	Since  time.Time `json:"since"`
}

// newPassphrase makes the passphrase of a ticket: two plain words and a number, easy to say on the
// telephone. Draws from 40 words and 90 numbers are 144,000, against ten guesses a day.
func (w World) newPassphrase() string {
	words := strings.Fields(w.Phrases.Text("words"))
	return words[w.Chance(len(words))] + words[w.Chance(len(words))] + strconv.Itoa(10+w.Chance(90))
}

// carryOn takes the two sentences with which somebody carries on a case. It is false when the text
// is about something else.
func (c *change) carryOn(text, number string) (bool, error) {
	if c.Conversation.ReplyTo.Public { // others would read the passphrase
		return false, nil
	}
	if number != "" && reading.QueueCarryOn.In(text) {
		if t, err := c.ticket(number); err != nil || t != nil {
			return false, err // it is this conversation's own
		}
		c.join(number)
		c.tell(FromBot, c.spoken().plain("carry_on_ask", number), Delivery{})
		return true, nil
	}
	if j := c.Conversation.Joining; j != nil && j.Number != "" {
		return true, c.guess(*j, text)
	}
	return false, nil
}

func (c *change) join(number string) {
	wrong := 0
	if j := c.Conversation.Joining; j != nil && c.Now.Sub(j.Since) < GuessesForget {
		wrong = j.Wrong
	}
	c.Conversation.Joining = &Joining{Number: number, Wrong: wrong, Since: c.Now}
}

// guess compares a text with the passphrase of the case. Whether the case exists cannot be told
// from the answer.
func (c *change) guess(j Joining, text string) error {
	t, err := c.look.Ticket(j.Number)
	if err != nil {
		return err
	}
	seen, err := c.look.WrongGuesses(j.Number)
	if err != nil {
		return err
	}
	right := t != nil && t.holdsWord(text)
	if right && j.Wrong < MaxGuesses && seen < MaxTicketGuesses {
		c.Conversation.Joining = nil
		c.CarriedOn = t.Conversation
		c.audit("carried on by " + string(c.Conversation.ID))
		c.tell(FromBot, c.spoken().plain("carry_on_done", j.Number), Delivery{})
		return nil
	}
	if t != nil {
		c.Guess = &Guess{Number: j.Number, Seen: seen}
	}
	key := "carry_on_again"
	if j.Wrong++; j.Wrong >= MaxGuesses {
		j.Number, key = "", "carry_on_no"
	}
	c.Conversation.Joining = &j
	c.tell(FromBot, c.spoken().plain(key), Delivery{})
	return nil
}
