package bot

import (
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// What is kept of a conversation goes by and by when nobody says anything more: pictures and files
// first, then the words, and how the consulter can be reached; at last what was understood, with
// the ticket. Numbers in which nobody can be found stay.

// Retention is how long what is kept of a conversation, after the last word.
type Retention struct {
	Words time.Duration // what was said, and how the consulter can be reached
	Facts time.Duration // what was understood, and the ticket without words; never shorter
	Files time.Duration // pictures and files
}

// DefaultRetention is what a desk has that has set nothing.
var DefaultRetention = Retention{Words: 90 * day, Facts: 365 * day, Files: 30 * day}

const day = 24 * time.Hour

// Filled is the retention with what is not set by default.
func (r Retention) Filled() Retention {
	for _, d := range []struct{ to, otherwise *time.Duration }{
		{&r.Words, &DefaultRetention.Words}, {&r.Facts, &DefaultRetention.Facts}, {&r.Files, &DefaultRetention.Files},
	} {
		if *d.to == 0 {
			*d.to = *d.otherwise
		}
	}
	r.Facts = max(r.Facts, r.Words)
	return r
}

// Past is what is kept of a matter whose words are gone.
type Past struct {
	Begun   time.Time       `json:"begun"`
	Last    time.Time       `json:"last"`
	Channel Channel         `json:"channel"`
	FAQ     string          `json:"faq,omitempty"`
	Phase   dialog.Phase    `json:"phase,omitempty"`
	Ticket  bool            `json:"ticket,omitempty"` // it was handed to a person
	Facts   knowledge.Facts `json:"facts,omitempty"`
}

// Retiring is what of a conversation goes next.
type Retiring string

const (
	RetireWords Retiring = "words"
	RetireAll   Retiring = "all"
)

// RetireAt says when something of a conversation is to go, and what: when nobody has done anything
// for that long. One with a ticket that is not over is looked at again a day later.
func (c Conversation) RetireAt(now time.Time, keep Retention) (time.Time, Retiring) {
	switch {
	case c.Parting:
		return c.idleFor(min(keep.Words, keepsParting), now), RetireAll
	case c.Bare || keep.Facts <= keep.Words:
		return c.idleFor(keep.Facts, now), RetireAll
	}
	return c.idleFor(keep.Words, now), RetireWords
}

// idleFor is when nobody will have done anything for so long.
func (c Conversation) idleFor(d time.Duration, now time.Time) time.Time {
	at := c.Active.Add(d)
	if !at.After(now) && c.Ticket != "" {
		return now.Add(day)
	}
	return at
}

// Bared is the conversation without words, addresses and files. What is older than facts are kept
// goes too, and is returned. It counts on, for a page that shows the transcript.
func (c Conversation) Bared(now time.Time, keep Retention) (out Conversation, gone []Outline) {
	out = Conversation{
		ID: c.ID, Rev: c.Rev + 1, Entries: c.Entries, Out: c.Out, Notices: c.Notices, Active: c.Active, Closed: c.Closed, Gone: c.Gone, Noticed: c.Noticed, Bare: true,
	}
	for _, p := range c.Past {
		if p.Last.Add(keep.Facts).After(now) {
			out.Past = append(out.Past, p)
		} else {
			gone = append(gone, p.outline())
		}
	}
	if s := c.State; !s.Begun.IsZero() && !c.IsDrill() {
		o := c.outline()
		out.Past = append(out.Past, Past{Begun: o.Begun, Last: c.Active, Channel: o.Channel, FAQ: o.FAQ, Phase: o.Phase, Ticket: o.Ticket, Facts: s.Facts})
	}
	return out, gone
}

// Bared is the ticket without words.
func (t Ticket) Bared() Ticket {
	return Ticket{
		Number: t.Number, Conversation: t.Conversation, Channel: t.Channel, Reason: t.Reason, Urgency: t.Urgency, Opened: t.Opened, Promised: t.Promised,
		FAQ: t.FAQ, Facts: t.Facts, Suggested: t.Suggested, Titles: t.Titles, Status: t.Status, Holder: t.Holder, Changed: t.Changed, End: t.End,
		Before: t.Before, History: t.History, Entries: t.Entries, Category: t.Category, Shown: t.Shown, Replied: t.Replied, Late: t.Late, Bare: true,
	}
}

// heardAgain has a conversation kept anew whose words, or all of which, were gone.
func (c *change) heardAgain() {
	if c.Conversation.Rev == 0 || c.Conversation.Bare {
		c.Conversation.Bare = false
		c.remind(c.Now.Add(c.Keep.Words), TimerRetention, "")
	}
}
