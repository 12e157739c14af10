package bot

import (
	"errors"
	"slices"
	"strings"
	"time"

	"madoguchi/dialog"
)

// A pass opens a page that belongs to one conversation to whoever holds its address, without signing
// in: the record with its papers, or the days of the law as a file for a calendar. The address holds
// a secret that nobody can guess. The pass keeps a hash of it, which opens nothing, in the
// conversation's own sealed record; the secret itself stands beside the line of the transcript that
// gave it, sealed too, for the consulter's page alone: staff and what is printed show texts.

// Pass is one of them.
type Pass struct {
	What  PassKind  `json:"what"`
	Key   string    `json:"key"` // its secret, as a keyed hash
	Until time.Time `json:"until"`
	Used  time.Time `json:"used,omitzero"` // when it was opened, if it opens only once
}

// PassKind says what a pass opens.
type PassKind string

const (
	PassRecord PassKind = "record" // the record and the papers, once
	PassDates  PassKind = "dates"  // the days of the law, as often as a calendar asks
)

// How long passes hold, and how many a conversation has: the latest.
const (
	recordPassFor = 24 * time.Hour
	datesPassFor  = 7 * 24 * time.Hour
	maxPasses     = 6
)

var (
	// ErrPassGone: there is no such pass, or none any more. It is not said which: who guesses learns
	// nothing.
	ErrPassGone = errors.New("there is no such pass any more")
	// ErrPassUsed: the pass was opened before.
	ErrPassUsed = errors.New("the pass was opened before")
	// ErrNothingSaid: there is no record yet that a pass could open.
	ErrNothingSaid = errors.New("nothing was said yet")
	// ErrReadAlong: others read where the consulter writes, and could open what is theirs alone.
	ErrReadAlong = errors.New("others read along")
	// ErrNoAddress: the consulter is not on the web, and nobody set the address of the desk's web chat.
	ErrNoAddress = errors.New("the desk's web chat has no address that is known outside")
)

// passLetters are those of a secret: 26 of 32 are 130 bits.
const (
	passLetters = "abcdefghijklmnopqrstuvwxyz234567"
	passLength  = 26
)

// newPass gives the conversation another pass and returns the path of its page, as seen from the web
// chat's.
func (c *change) newPass(what PassKind, holds time.Duration) (path string) {
	var b strings.Builder
	for range passLength {
		b.WriteByte(passLetters[c.Chance(len(passLetters))])
	}
	all := append(slices.Clone(c.Conversation.Passes), Pass{What: what, Key: c.passKey(b.String()), Until: c.Now.Add(holds)})
	c.Conversation.Passes = all[max(0, len(all)-maxPasses):]
	c.audit("a pass was given: " + string(what))
	return "chat/pass/" + string(c.Conversation.ID) + "/" + b.String()
}

func (c *change) passKey(secret string) string { return c.Hash("pass", secret) }

// linked is a message with a page of the desk's beside it.
func (c *change) linked(text, label string, what PassKind, holds time.Duration) (dialog.Message, error) {
	switch to := c.Conversation.ReplyTo; {
	case to.Public:
		return dialog.Message{}, ErrReadAlong
	case c.Channels[to.Channel].Sends && c.Chat == "":
		return dialog.Message{}, ErrNoAddress
	}
	return dialog.Message{Kind: dialog.Plain, Text: text, Links: []dialog.Link{{Label: label, Path: c.newPass(what, holds)}}}, nil
}

// addressed are messages as they are sent to where no page stands beside a text: its address is a
// part of it.
func (w World) addressed(messages []dialog.Message) []dialog.Message {
	out := slices.Clone(messages)
	for i := range out {
		for _, l := range out[i].Links {
			out[i].Text += "\n" + strings.TrimSuffix(w.Chat, "chat") + l.Path
		}
		out[i].Links = nil
	}
	return out
}

// giveRecord gives the consulter a pass to the record.
func (c *change) giveRecord() error {
	m, err := c.linked(c.Phrases.Text("pass_record"), c.Phrases.Text("pass_record_label"), PassRecord, recordPassFor)
	if err == nil {
		c.tell(FromBot, []dialog.Message{m}, Delivery{})
	}
	return err
}

// GivePass is a member of staff who gives the consulter the record as a page to print.
type GivePass struct {
	Number string
	By     Staff
}

func (in GivePass) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil {
		return err
	}
	c.history(t, in.By, "gave the record as a page")
	c.touch(t)
	return c.giveRecord()
}

// AskPass is the consulter who wants the record as a page, to open it on another machine.
type AskPass struct {
	ReplyTo ReplyTo // where they ask
}

func (in AskPass) apply(c *change) error {
	if c.Conversation.Entries == 0 {
		return ErrNothingSaid
	}
	c.elsewhere(in.ReplyTo)
	c.Conversation.ReplyTo = in.ReplyTo
	return c.giveRecord()
}

// UsePass opens the record, once. That it was opened is written down, without the secret.
type UsePass struct{ Secret string }

func (in UsePass) apply(c *change) error {
	p, err := c.Conversation.Pass(c.passKey(in.Secret), c.Now)
	if err != nil {
		return err
	}
	if p.What != PassRecord {
		return ErrPassGone
	}
	c.Conversation.Passes = slices.Clone(c.Conversation.Passes)
	c.Conversation.Passes[slices.Index(c.Conversation.Passes, p)].Used = c.Now
	c.audit("a pass was opened: " + string(p.What))
	return nil
}

// Pass finds a pass by its key, if it still opens.
func (c Conversation) Pass(key string, now time.Time) (Pass, error) {
	i := slices.IndexFunc(c.Passes, func(p Pass) bool { return p.Key == key })
	switch {
	case i < 0 || !now.Before(c.Passes[i].Until):
		return Pass{}, ErrPassGone
	case !c.Passes[i].Used.IsZero():
		return Pass{}, ErrPassUsed
	}
	return c.Passes[i], nil
}
