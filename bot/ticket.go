package bot

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// Ticket is a chat that waits for a person, or has one, with everything already asked.
type Ticket struct {
	Number       string            `json:"number"`
	Conversation ConversationID    `json:"conversation"`
	Channel      Channel           `json:"channel,omitempty"` // where the consulter writes
	Reason       dialog.Reason     `json:"reason"`
	Urgency      knowledge.Urgency `json:"urgency"`
	Opened       time.Time         `json:"opened"`
	Promised     time.Time         `json:"promised"` // when the consulter was told that somebody reads it
	FAQ          string            `json:"faq,omitempty"`
	Facts        knowledge.Facts   `json:"facts,omitempty"`
	Brief        string            `json:"brief,omitempty"` // what happened, in one sentence
	Sheet        dialog.Sheet      `json:"sheet,omitzero"`  // the same in its parts
	Summary      []string          `json:"summary"`
	Suggested    []string          `json:"suggested,omitempty"` // ids of entries that may fit, the likeliest first
	Titles       []string          `json:"titles,omitempty"`    // of these entries
	Similar      []Similar         `json:"similar,omitempty"`   // past cases

	Reach      []mask.Way     `json:"reach,omitempty"` // in which ways the consulter can be reached; what they gave is kept apart
	Call       *Call          `json:"call,omitempty"`  // the latest that staff announced
	Passphrase string         `json:"word,omitempty"`  // told to the consulter: whoever calls in the desk's name can say it
	Status     Status         `json:"status,omitempty"`
	Holder     Staff          `json:"holder,omitzero"`   // who has it, while Claimed or Answered
	Changed    time.Time      `json:"changed,omitzero"`  // when Status or Holder last changed
	End        EndReason      `json:"end,omitempty"`     // once Closed
	Outcome    string         `json:"outcome,omitempty"` // what was done, as staff wrote it; of a duplicate the other's number
	Before     *Closing       `json:"before,omitempty"`  // how it ended before it was taken up again
	History    []HistoryEntry `json:"history,omitempty"` // what staff and timers did, without words; the latest last
	Entries    uint64         `json:"lines,omitempty"`   // how many there were when it was opened: what was said before

	Bare bool `json:"bare,omitempty"` // its words are gone, after so long: see Bared

	Notes    []Note `json:"notes,omitempty"`    // of staff to each other
	Category string `json:"category,omitempty"` // under which staff filed it

	Undelivered bool `json:"undelivered,omitempty"` // staff's latest reply has not arrived

	Shown  time.Time `json:"shown,omitzero"`   // when the desk was first shown it
	Unseen bool      `json:"unseen,omitempty"` // the consulter was told that it was not

	Calmed     []string  `json:"calmed,omitempty"`    // what was known of it when staff said that it is not urgent
	Unanswered time.Time `json:"unanswered,omitzero"` // the consulter's first word that nobody has answered; zero: there is none
	Replied    time.Time `json:"replied,omitzero"`    // when staff wrote last
	Said       string    `json:"said,omitempty"`      // what they wrote, in short
	Late       int       `json:"late,omitempty"`      // how often the desk was reminded that it is its turn
	Due        time.Time `json:"due,omitzero"`        // when it is reminded next; a timer of another time is out of date
}

// Similar is a past case like this one, masked.
type Similar struct {
	Row      int    `json:"row"`
	Category string `json:"category"`
	Text     string `json:"text"`
	Answer   string `json:"answer,omitempty"`
}

// Staff is a person at the desk.
type Staff struct {
	ID   string `json:"id"`   // of the desk's platform, with its name before it: slack/U0123
	Name string `json:"name"` // as colleagues see it
}

// Status is where a ticket stands.
type Status string

const (
	Waiting  Status = "waiting"  // nobody has it; the bot goes on
	Claimed  Status = "claimed"  // somebody has it; the bot is silent
	Answered Status = "answered" // somebody has it and has written to the consulter
	Closed   Status = "closed"
	Returned Status = "returned" // back with the bot
)

// transitions says where a ticket may go from where it stands.
var transitions = map[Status][]Status{
	Waiting:  {Claimed, Answered, Closed, Returned},
	Claimed:  {Claimed, Answered, Waiting, Closed, Returned},
	Answered: {Claimed, Answered, Waiting, Closed, Returned},
	Closed:   {Claimed, Waiting}, // taken up again, by staff or by the consulter
	Returned: {Claimed},
}

// Held reports whether a person has the ticket: then the bot says nothing but first aid.
func (t Ticket) Held() bool { return t.Status == Claimed || t.Status == Answered }

// anothers is ErrHeld, with who it is, when somebody else has the ticket.
func (t Ticket) anothers(by Staff) error {
	if t.Held() && t.Holder.ID != by.ID {
		return fmt.Errorf("%w: %s", ErrHeld, t.Holder.Name)
	}
	return nil
}

// Over reports whether the desk is done with the ticket.
func (t Ticket) Over() bool { return t.Status == Closed || t.Status == Returned }

// EndReason says how a ticket ended; the list is fixed, for the statistics.
type EndReason string

const (
	Solved    EndReason = "solved"    // the consulter was helped
	Referred  EndReason = "referred"  // another body has it now
	NoReply   EndReason = "no_reply"  // the consulter does not answer
	Left      EndReason = "left"      // the consulter left the queue
	Duplicate EndReason = "duplicate" // another ticket has it
	Unrelated EndReason = "unrelated" // not for this desk
)

// EndReasons are all of them, in the order in which they are offered.
func EndReasons() []EndReason {
	return []EndReason{Solved, Referred, NoReply, Duplicate, Unrelated, Left}
}

// Failed is the reason of a ticket whose event could not be stepped, beside the dialog's own
// reasons.
const Failed dialog.Reason = "failed"

// HistoryEntry is one line of a ticket's history.
type HistoryEntry struct {
	At    time.Time `json:"at"`
	By    Staff     `json:"by,omitzero"` // nobody: the bot
	What  string    `json:"what"`
	Reply string    `json:"reply,omitempty"` // of a reply: the desk's own name for it
}

// Why an action on a ticket was refused.
var (
	ErrNoTicket   = errors.New("there is no such ticket")
	ErrHeld       = errors.New("somebody else has the ticket")
	ErrOver       = errors.New("the ticket is closed")
	ErrEndReason  = errors.New("not an end reason")
	ErrDoubtful   = errors.New("the reply is to be confirmed")
	ErrMerge      = errors.New("the tickets cannot be put together")
	ErrSent       = errors.New("the reply has gone already")
	ErrTransition = errors.New("the ticket cannot go there from where it stands")
	ErrEmptyReply = errors.New("the reply is empty")
)

// ErrNoPicture: an entry has no picture that may be shown.
var ErrNoPicture = errors.New("there is no picture that may be shown")
