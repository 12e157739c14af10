package bot

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Whoever calls in the desk's name can be proved: a member of staff says in the case that they will
// call, and when; the caller names the case's word; the consulter writes here what they heard. A
// call that nobody announced, or in which another word is named, is not from this desk, and both
// sides are warned. The word is never told again by the bot, whoever asks.

// Call is a call that staff have announced.
type Call struct {
	By    Staff     `json:"by"`
	At    time.Time `json:"at"`              // when they call
	Wrong int       `json:"wrong,omitempty"` // how many wrong words were named since
}

// How long around its time a call can be the announced one, and how many wrong words end it.
const (
	callEarly     = 15 * time.Minute
	callLate      = 2 * time.Hour
	maxWrongWords = 2
)

// due reports whether the announced call may be on the line now.
func (k *Call) due(now time.Time) bool {
	return k != nil && k.Wrong < maxWrongWords && !now.Before(k.At.Add(-callEarly)) && !now.After(k.At.Add(callLate))
}

// ErrNoWord: a caller could not be proved, since the consulter has no word: others read along.
var ErrNoWord = errors.New("the consulter has no word by which a caller could be proved")

// CallIn are the times that staff choose from when they announce a call, in minutes from now.
var CallIn = []int{0, 30, 60, 120, 24 * 60}

// Announce tells the consulter that staff will call, and when. It is for tickets that are open.
type Announce struct {
	Number string
	By     Staff
	At     time.Time // zero: now
}

func (in Announce) apply(c *change) error {
	t, err := c.openOne(in.Number)
	if err != nil {
		return err
	}
	if err := t.anothers(in.By); err != nil {
		return err
	}
	if t.Passphrase == "" || c.Conversation.ReplyTo.Public {
		return ErrNoWord
	}
	when := c.Phrases.Text("call_now")
	if in.At.After(c.Now) {
		when = c.when(in.At)
	} else {
		in.At = c.Now
	}
	t.Call = &Call{By: in.By, At: in.At}
	c.history(t, in.By, "will call")
	c.notify(PendingNotice{Kind: Changed, Ticket: t.Number})
	said := c.Phrases.plain("call_told", in.By.Name, when)
	if c.language() != nil {
		said = c.spoken().plain("call_told_abroad")
	}
	c.tell(FromBot, said, Delivery{Urgent: true})
	return nil
}

// askedForWord is how long what is written may be the word that a caller named.
const askedForWord = time.Hour

// longestWord is how many characters an answer has that names a word.
const longestWord = 40

// proves takes what is asked and said of somebody who calls in the desk's name. It is false when the
// text is about something else.
func (c *change) proves(t *Ticket, text string) bool {
	asked := !c.Conversation.Proving.IsZero() && c.Now.Sub(c.Conversation.Proving) < askedForWord
	question := reading.CallerAsks.In(text)
	c.Conversation.Proving = time.Time{}
	switch {
	case reading.CallerWantsWord.In(text):
		c.wordLeaked(t)
	case t == nil:
		if !question {
			return false
		}
		c.tell(FromBot, c.spoken().plain("call_none"), Delivery{Urgent: true})
	case question && !t.Call.due(c.Now):
		c.falseCaller(t, "call_unannounced", "desk_call_unannounced")
	case t.Call.due(c.Now) && t.names(text):
		c.history(t, Staff{}, "the caller named the word")
		c.tell(FromBot, c.spoken().plain("call_right", t.Call.By.Name), Delivery{Urgent: true})
	case question:
		c.Conversation.Proving = c.Now
		c.tell(FromBot, c.spoken().plain("call_ask", t.Call.By.Name), Delivery{Urgent: true})
	case asked && t.Call != nil && utf8.RuneCountInString(text) <= longestWord:
		call := *t.Call
		call.Wrong++
		t.Call = &call
		c.falseCaller(t, "call_wrong", "desk_call_wrong")
	default:
		return false
	}
	return true
}

// falseCaller warns both sides.
func (c *change) falseCaller(t *Ticket, consulter, desk string) {
	c.history(t, Staff{}, "a caller could not be proved")
	c.tell(FromBot, c.spoken().plain(consulter, t.Number), Delivery{Urgent: true})
	c.notify(PendingNotice{Kind: Overdue, Ticket: t.Number, Text: c.Phrases.Text(desk)})
}

// wordLeaked makes a new word: who asks a consulter for theirs is not from this desk.
func (c *change) wordLeaked(t *Ticket) {
	if t == nil || t.Passphrase == "" || c.Conversation.ReplyTo.Public {
		c.tell(FromBot, c.spoken().plain("call_leaked_none"), Delivery{Urgent: true})
		return
	}
	if word := c.newPassphrase(); word != t.Passphrase {
		t.Passphrase = word
	} else { // drawn again: another number behind it
		t.Passphrase += strconv.Itoa(1 + c.Chance(9))
	}
	c.history(t, Staff{}, "a caller asked for the word, there is a new one")
	c.tell(FromBot, c.spoken().plain("call_leaked", t.Passphrase), Delivery{Urgent: true})
	c.notify(PendingNotice{Kind: Overdue, Ticket: t.Number, Text: c.Phrases.Text("desk_call_leaked")})
}

// numbers ends every passphrase: a text with two of them would be two guesses in one.
var numbers = regexp.MustCompile(`\d+`)

// names reports whether a text says that somebody named the ticket's word, and holds nothing else
// that could be one.
func (t Ticket) names(text string) bool {
	if t.Passphrase == "" || utf8.RuneCountInString(text) > 2*longestWord || reading.CallerUnsaid.In(text) {
		return false
	}
	bare := strings.Join(strings.Fields(text), "")
	said := numbers.FindAllString(bare, 2)
	return len(said) == 1 && strings.HasSuffix(t.Passphrase, said[0]) && strings.Contains(bare, knowledge.Fold(t.Passphrase))
}
