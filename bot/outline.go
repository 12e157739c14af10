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
}

// Outline is the conversation without words.
func (c Conversation) Outline() Outline {
	return Outline{
		Channel: c.ReplyTo.Channel, Begun: c.State.Begun, FAQ: c.State.FAQ, Phase: c.State.Phase, Ticket: c.Ticket != "" || c.State.Ticket != "",
	}
}
