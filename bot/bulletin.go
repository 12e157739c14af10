package bot

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// A bulletin is what a manager has said to everybody who comes: a surge of one trick, a day on which
// nobody is there. It stands before the first words of a consultation, once, until its end.

// Bulletin is one. The zero Bulletin is none.
type Bulletin struct {
	ID    string    `json:"id,omitempty"` // another text has another
	Text  string    `json:"text,omitempty"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	By    string    `json:"by,omitempty"` // the name of who wrote it
}

// Bounds of one: it is read on a telephone by somebody in trouble, and is soon out of date.
const (
	MaxBulletin     = 200 // runes
	MaxBulletinDays = 31
)

var (
	// ErrBulletinText: there is no text, or too much.
	ErrBulletinText = errors.New("a bulletin needs a text that is short")
	// ErrBulletinEnd: it ends before it begins, or much later.
	ErrBulletinEnd = errors.New("a bulletin needs an end that is near")
)

// Begin is a bulletin that is shown from now on, or an error that says what is wrong with it.
func (b Bulletin) Begin(now time.Time) (Bulletin, error) {
	b.Text, b.Since = strings.TrimSpace(b.Text), now
	switch n := utf8.RuneCountInString(b.Text); {
	case n == 0 || n > MaxBulletin:
		return Bulletin{}, ErrBulletinText
	case !b.Until.After(now) || b.Until.After(now.AddDate(0, 0, MaxBulletinDays)):
		return Bulletin{}, ErrBulletinEnd
	}
	return b, nil
}

// Shown reports whether it is shown at a time.
func (b Bulletin) Shown(at time.Time) bool { return b.Text != "" && at.Before(b.Until) }

// WithBulletin puts a bulletin before what is said first.
func (p Phrases) WithBulletin(b Bulletin, messages []dialog.Message) []dialog.Message {
	said := p.Text("bulletin") + "\n" + b.Text
	if len(messages) >= MaxMessages {
		messages = slices.Clone(messages)
		messages[0].Text = said + "\n\n" + messages[0].Text
		return messages
	}
	return slices.Insert(slices.Clone(messages), 0, dialog.Message{Kind: dialog.Plain, Text: said})
}

// withBulletin puts the bulletin before the first words of a consultation; began says that it began
// with this turn. First aid, despair and what does not wait go without it: who needs those reads
// nothing else.
func (c *change) withBulletin(messages []dialog.Message, urgency knowledge.Urgency, began bool) ([]dialog.Message, error) {
	if !began || len(messages) == 0 || c.language() != nil {
		return messages, nil
	}
	b, err := c.look.Bulletin()
	if err != nil || !b.Shown(c.Now) || c.Conversation.Bulletin == b.ID {
		return messages, err
	}
	if urgency == knowledge.High || c.Conversation.State.Grave != "" || dialog.Urges(messages) {
		return messages, nil
	}
	c.Conversation.Bulletin = b.ID
	return c.Phrases.WithBulletin(b, messages), nil
}

// begins reports whether a state is one from which a consultation begins.
func begins(s dialog.State) bool {
	return s.Version == 0 || s.Phase == dialog.PhaseSymptom && s.Words == "" || s.Phase == dialog.PhaseDone
}
