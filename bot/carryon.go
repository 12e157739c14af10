package bot

import (
	"bytes"
	"crypto/subtle"
	"strconv"
	"strings"
	"time"
	"unicode"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A case can be carried on from elsewhere: LINE at home, the web chat at work. Who asks for it
// names the case's number and its passphrase, which was told when the ticket was opened. From then
// on what is written there belongs to the same conversation, and answers go to where the consulter
// wrote last.

// Guessing is bounded by who guesses, and made hopeless by the length of what is guessed. It is not
// bounded by the case that is asked for: strangers could lock its owner out. After MaxTicketGuesses
// wrong ones the owner is told.
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

// newPassphrase makes the passphrase of a ticket: plain words and a number, easy to say on the
// telephone. From 128 words and 900 numbers 2.4 × 10¹¹ are drawn. One address of the web chat may
// begin 43,200 conversations a day with three guesses each; in a year ten such addresses find one
// of a thousand open cases with a probability of 0.2 %.
func (w World) newPassphrase() string {
	words := strings.Fields(w.Phrases.Text("words"))
	var b strings.Builder
	for range passphraseWords {
		b.WriteString(words[w.Chance(len(words))])
	}
	return b.String() + strconv.Itoa(100+w.Chance(900))
}

const passphraseWords = 4

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

// isPassphrase compares a text with a passphrase, as a whole: what stands in it besides may only be
// what people write around it. A text with several would be several guesses in one.
func (w World) isPassphrase(text, passphrase string) bool {
	bare := func(t string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) {
				return r
			}
			return -1
		}, knowledge.Fold(t))
	}
	said, want := bare(text), bare(passphrase)
	for _, before := range strings.Fields(w.Phrases.Text("word_before")) {
		said = strings.TrimPrefix(said, bare(before))
	}
	for _, after := range strings.Fields(w.Phrases.Text("word_after")) {
		said = strings.TrimSuffix(said, bare(after))
	}
	return want != "" && subtle.ConstantTimeCompare([]byte(said), []byte(want)) == 1
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
	if t != nil && c.isPassphrase(text, t.Passphrase) && j.Wrong < MaxGuesses {
		c.Conversation.Joining = nil
		c.CarriedOn = t.Conversation
		c.audit("carried on by " + string(c.Conversation.ID))
		c.Timers = append(c.Timers, Timer{At: c.Now, Conversation: t.Conversation, Kind: TimerJoined, Ref: t.Number})
		c.tell(FromBot, c.spoken().plain("carry_on_done", j.Number), Delivery{})
		return nil
	}
	if t != nil {
		c.Guess = &Guess{Number: j.Number, Seen: seen}
		if seen+1 == MaxTicketGuesses {
			c.Timers = append(c.Timers, Timer{At: c.Now, Conversation: t.Conversation, Kind: TimerGuessed, Ref: t.Number})
		}
	}
	key := "carry_on_again"
	if j.Wrong++; j.Wrong >= MaxGuesses {
		j.Number, key = "", "carry_on_no"
	}
	c.Conversation.Joining = &j
	c.tell(FromBot, c.spoken().plain(key), Delivery{})
	return nil
}

// elsewhere remembers from where the consulter wrote before, when they write from another place: if
// the case was just carried on there, the first place is told.
func (c *change) elsewhere(from ReplyTo) {
	was := c.Conversation.ReplyTo
	if was.Channel == "" || was.Channel == from.Channel && bytes.Equal(was.Address, from.Address) {
		return
	}
	was.Token = ""
	c.Conversation.Before = &was
}

// tellOwner tells what concerns a case wherever it was written from last, and before.
func (c *change) tellOwner(key, number string) error {
	t, err := c.ticket(number)
	if err != nil || t == nil {
		return err
	}
	if key == "carried_on" {
		c.history(t, Staff{}, "the case is carried on from elsewhere")
	} else {
		c.history(t, Staff{}, "somebody guesses at the word")
	}
	said := c.spoken().plain(key, number)
	c.tell(FromBot, said, Delivery{})
	if before := c.Conversation.Before; before != nil {
		now := c.Conversation.ReplyTo
		c.Conversation.ReplyTo = *before
		c.post(said, Delivery{})
		c.Conversation.ReplyTo, c.Conversation.Before = now, nil
	}
	return nil
}
