package bot

import (
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

// Outline is the conversation without words.
func (c Conversation) Outline() Outline {
	out := Outline{
		Channel: c.ReplyTo.Channel, Begun: c.State.Begun, FAQ: c.State.FAQ, Phase: c.State.Phase, Ticket: c.Ticket != "" || c.State.Ticket != "",
	}
	if f := c.Follow; f != nil {
		out.Solved, out.Unsolved, out.Back, out.Verified = !f.Solved.IsZero(), !f.Unsolved.IsZero(), !f.Back.IsZero(), f.Verified
	}
	return out
}
