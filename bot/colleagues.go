package bot

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What staff do with a ticket that the consulter does not see.

// Note is what staff write to each other about a ticket. It never reaches the consulter.
type Note struct {
	At   time.Time `json:"at"`
	By   Staff     `json:"by"`
	Text string    `json:"text"`
}

// Bounds of what staff write to each other: a ticket is one record.
const (
	MaxNote  = 1000 // characters
	maxNotes = 50
)

// Why a note was refused.
var (
	ErrEmptyNote   = errors.New("the note is empty")
	ErrLongNote    = errors.New("the note is too long")
	ErrTooManyNote = errors.New("the ticket has as many notes as it can hold")
)

// Jot adds a note to a ticket, also to one that is over.
type Jot struct {
	Number string
	By     Staff
	Text   string
}

func (in Jot) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(in.Text)
	switch {
	case text == "":
		return ErrEmptyNote
	case utf8.RuneCountInString(text) > MaxNote:
		return ErrLongNote
	case len(t.Notes) >= maxNotes:
		return ErrTooManyNote
	}
	t.Notes = append(slices.Clone(t.Notes), Note{At: c.Now, By: in.By, Text: text})
	c.touch(t)
	return nil
}

// ErrCategory: a ticket cannot be filed there.
var ErrCategory = errors.New("there is no such category")

// Categorize files a ticket under a category of the base, for the statistics.
type Categorize struct {
	Number   string
	By       Staff
	Category string
}

func (in Categorize) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil || t.Category == in.Category {
		return err
	}
	if c.Edition.Base.Category(in.Category) == nil {
		return ErrCategory
	}
	t.Category = in.Category
	c.history(t, in.By, "filed under "+in.Category)
	return nil
}

// Reopen takes a ticket up again that was over.
type Reopen struct {
	Number string
	By     Staff
}

func (in Reopen) apply(c *change) error {
	t, err := c.staffs(in.Number)
	if err != nil || !t.Over() {
		return err
	}
	if err := c.reopen(t, in.By); err != nil {
		return err
	}
	c.lookAgain(t)
	c.courtesy("claimed")
	return nil
}

// ErrUnseen: somebody has said something that the writer of a reply has not seen.
var ErrUnseen = errors.New("something was said that the writer of the reply has not seen")

// unread refuses a reply whose writer does not know what the consulter, or a colleague, said last.
func (c *change) unread(r Reply) error {
	if r.Seen == 0 {
		return nil
	}
	for n := r.Seen + 1; n <= c.Conversation.Entries; n++ {
		e, err := c.look.Entry(n)
		if err != nil {
			return err
		}
		if e != nil && e.From != FromBot {
			return ErrUnseen
		}
	}
	return nil
}

// mark marks what a delivery said as taken by the platform, or as never to arrive.
func (c *change) mark(entries []uint64, failed bool) error {
	for _, n := range entries {
		e, err := c.look.Entry(n)
		if err != nil {
			return err
		}
		if e == nil {
			continue
		}
		marked := *e
		marked.Taken, marked.Failed = !failed, failed
		c.Entries = append(c.Entries, marked)
	}
	return nil
}
