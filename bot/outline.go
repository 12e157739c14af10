package bot

import (
	"maps"
	"time"

	"madoguchi/dialog"
)

// Outline is what the desk's figures need of a conversation: no words.
type Outline struct {
	Channel Channel
	Begun   time.Time
	FAQ     string // the entry that it was taken for last
	Phase   dialog.Phase
	Ticket  bool // it was handed to a person

	Solved, Unsolved, Back, Verified bool // as Following has it
}

// Outlines are the conversation without words: of its matters whose words are gone, and of the one
// in hand. One of a drill is in no figures.
func (c Conversation) Outlines() (out []Outline) {
	if c.IsDrill() {
		return nil
	}
	for _, p := range c.Past {
		out = append(out, p.outline())
	}
	if !c.State.Begun.IsZero() {
		out = append(out, c.outline())
	}
	return out
}

func (p Past) outline() Outline {
	return Outline{Channel: p.Channel, Begun: p.Begun, FAQ: p.FAQ, Phase: p.Phase, Ticket: p.Ticket}
}

func (c Conversation) outline() Outline {
	out := Outline{
		Channel: c.ReplyTo.Channel, Begun: c.State.Begun, FAQ: c.State.FAQ, Phase: c.State.Phase, Ticket: c.Ticket != "" || c.State.Ticket != "",
	}
	if f := c.Follow; f != nil {
		out.Solved, out.Unsolved, out.Back, out.Verified = !f.Solved.IsZero(), !f.Unsolved.IsZero(), !f.Back.IsZero(), f.Verified
	}
	return out
}

// Tally counts the consultations that began in a month, of which all else is gone. It is kept for
// ever, and nobody can be found in it.
type Tally struct {
	All     int                  `json:"all"`
	Handed  int                  `json:"handed,omitempty"` // to a person
	Channel map[Channel]int      `json:"channel,omitempty"`
	FAQ     map[string]int       `json:"faq,omitempty"` // by the entry that they were taken for last; "" for none
	Phase   map[dialog.Phase]int `json:"phase,omitempty"`
}

// Month is the name of the month in which a conversation began.
func (o Outline) Month() string { return o.Begun.Format("2006-01") }

// With is the tally with one more.
func (t Tally) With(o Outline) Tally {
	t.All++
	if o.Ticket {
		t.Handed++
	}
	t.Channel, t.FAQ, t.Phase = more(t.Channel, o.Channel), more(t.FAQ, o.FAQ), more(t.Phase, o.Phase)
	return t
}

func more[K comparable](counts map[K]int, k K) map[K]int {
	out := maps.Clone(counts)
	if out == nil {
		out = map[K]int{}
	}
	out[k]++
	return out
}
