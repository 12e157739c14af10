package bot

import (
	"time"

	"madoguchi/dialog"
	"madoguchi/store"
)

// Key schema. What holds a person's words, facts or addresses is sealed with the conversation's data key; the rest holds
// ids that mean nothing without the desk's key, and times.
//
//	("conversation", conv)            → conversation, sealed: where it stands. Every change of anything below but the inbox
//	                                    changes this record too, so that comparing it at commit guards all
//	("seen", conv)                    → the latest events, by keyed hash
//	("inbox", conv, time, event)      → arrival, sealed: taken from a platform, not stepped yet, in the platform's order
//	("outbox", conv, n)               → parcel, sealed: said, not yet handed to the platform
//	("notice", conv, n)               → notice, sealed: not yet shown to the desk
//	("line", conv, n)                 → Line, sealed: the transcript, n counts from 1
//	("fetch", conv, line)             → errand, sealed: a file to be fetched
//	("file", conv, line, n)           → the n-th piece of a line's file, sealed
//	("ticket", conv, number)          → Ticket, sealed
//	("desk-ref", conv, number, name)  → what the desk's platform calls a thing, sealed
//	("dead", conv, time)              → arrival, sealed: could not be stepped
//	("audit", time, conv)             → deed, without words: what was unsent, edited, erased
//	("ticket-number", number)         → the conversation's id
//	("open", number)                  → the same, while the ticket is not over
//	("timer", time, conv, kind, ref)  → when to look at something again
//	("counter", "ticket")             → the last number given
//	("pickup", "all")                 → how long the latest tickets waited
//	("alias", conv)                   → the conversation that is carried on here
//	("guess", number)                 → wrong words for a ticket
//	("claim", conv, lane)             → the replica that sends
//	("replica", id)                   → a replica that lives; the engine removes it when it does not
//
// The pseudo-conversation "desk" holds notices and timers that belong to no consulter.
type records struct {
	conversations store.SealedTable[conversation]
	inbox         store.SealedTable[arrival]
	outbox        store.SealedTable[parcel]
	notices       store.SealedTable[notice]
	lines         store.SealedTable[Line]
	tickets       store.SealedTable[Ticket]
	refs          store.SealedTable[string]
	errands       store.SealedTable[errand]
	pieces        store.SealedTable[[]byte]
	dead          store.SealedTable[arrival]
	seen          store.Table[[]string]
	audit         store.Table[auditLine]
	numbers       store.Table[ticketNumber]
	open          store.Table[ticketNumber]
	timers        store.Table[timer]
	counters      store.Table[uint64]
	pickups       store.Table[[]time.Duration]
	aliases       store.Table[string]
	guesses       store.Table[guessed]
	claims        store.Table[string]
}

func newRecords(s *store.Sealer) records {
	return records{
		conversations: store.SealedTable[conversation]{Table: store.Table[conversation]{Name: "conversation", Version: 3, Upgrade: upgradeConversation}, Sealer: s},
		inbox:         sealed[arrival]("inbox", s),
		outbox:        sealed[parcel]("outbox", s),
		notices:       sealed[notice]("notice", s),
		lines:         sealed[Line]("line", s),
		tickets:       sealed[Ticket]("ticket", s),
		refs:          sealed[string]("desk-ref", s),
		errands:       sealed[errand]("fetch", s),
		pieces:        sealed[[]byte]("file", s),
		dead:          sealed[arrival]("dead", s),
		seen:          store.Table[[]string]{Name: "seen", Version: 1},
		audit:         store.Table[auditLine]{Name: "audit", Version: 1},
		numbers:       store.Table[ticketNumber]{Name: "ticket-number", Version: 1},
		open:          store.Table[ticketNumber]{Name: "open", Version: 1},
		timers:        store.Table[timer]{Name: "timer", Version: 1},
		counters:      store.Table[uint64]{Name: "counter", Version: 1},
		pickups:       store.Table[[]time.Duration]{Name: "pickup", Version: 1},
		aliases:       store.Table[string]{Name: "alias", Version: 1},
		guesses:       store.Table[guessed]{Name: "guess", Version: 1},
		claims:        store.Table[string]{Name: "claim", Version: 1},
	}
}

func sealed[T any](name string, s *store.Sealer) store.SealedTable[T] {
	return store.SealedTable[T]{Table: store.Table[T]{Name: name, Version: 1}, Sealer: s}
}

// conversation is the stored form of a conversation.
type conversation struct {
	State   dialog.State     `json:"state"`
	Rev     uint64           `json:"rev"`               // how often it changed
	Lines   uint64           `json:"lines,omitempty"`   // how many there are
	Out     uint64           `json:"out,omitempty"`     // how many parcels there were
	Notices uint64           `json:"notices,omitempty"` // how many notices there were
	Return  Return           `json:"return,omitzero"`   // of the latest event; its token as long as nothing was answered with it
	Latest  time.Time        `json:"latest,omitzero"`   // the platform's time of the latest event stepped
	Active  time.Time        `json:"active,omitzero"`   // when somebody last did something
	Ticket  string           `json:"ticket,omitempty"`  // the one that is not over
	Gone    bool             `json:"gone,omitempty"`    // the consulter has blocked the account or left
	Joining *joining         `json:"joining,omitempty"` // the consulter wants to carry on another case from here
	Held    []dialog.Message `json:"held,omitempty"`    // said, but there was no budget to send it
	Waiting []replyRef       `json:"waiting,omitempty"` // the replies by staff among what is held
	Unsent  []string         `json:"unsent,omitempty"`  // messages that were taken back before they came, by keyed hash
}

// upgradeConversation reads what older versions wrote. Version 1 kept the latest events in the record; they are forgotten. Version 2 held
// older states, which the dialog brings up to date.
func upgradeConversation(_ uint, body []byte) ([]byte, error) { return body, nil }

// arrival is the stored form of an event that was taken from a platform.
type arrival struct {
	ID       EventID     `json:"id"`
	At       time.Time   `json:"at"`       // by the platform's clock
	Received time.Time   `json:"received"` // by ours
	Return   Return      `json:"return"`
	Kind     dialog.Kind `json:"kind"`
	Message  string      `json:"message,omitempty"`
	Text     string      `json:"text,omitempty"` // masked
	Choice   string      `json:"choice,omitempty"`
	Question string      `json:"question,omitempty"`
	Case     string      `json:"case,omitempty"` // the number of a case that the text names
	Secrets  bool        `json:"secrets,omitempty"`
	File     *Attachment `json:"file,omitempty"`
	Why      string      `json:"why,omitempty"` // of a dead one: what happened, without words
	key      store.Key   // where it lies
}

func (a arrival) event() dialog.Event {
	return dialog.Event{
		Kind: a.Kind, Message: a.Message, Text: a.Text, Choice: a.Choice, Secrets: a.Secrets, Question: a.Question, At: a.At, Came: a.Received,
	}
}

// parcel is the stored form of a delivery.
type parcel struct {
	ID       string           `json:"id"`
	Return   Return           `json:"return"`
	Messages []dialog.Message `json:"messages"`
	Urgent   bool             `json:"urgent,omitempty"`
	Created  time.Time        `json:"created"`
	Received time.Time        `json:"received,omitzero"` // when the event that it answers came
	By       string           `json:"by"`                // the process that made it: only that one knows whether it was tried
	Ticket   string           `json:"ticket,omitempty"`  // of a reply by staff
	Reply    string           `json:"reply,omitempty"`   // the desk's own name for it
	Waiting  []replyRef       `json:"waiting,omitempty"` // replies that were held and go with it
	n        uint64
}

// replyRef names a reply by staff.
type replyRef struct {
	Ticket string `json:"ticket"`
	Reply  string `json:"reply"` // the desk's own name for it
}

// notice is the stored form of a Notice.
type notice struct {
	ID      string     `json:"id"`
	Kind    NoticeKind `json:"kind"`
	Ticket  string     `json:"ticket,omitempty"`
	Lines   []uint64   `json:"lines,omitempty"`
	Reply   string     `json:"reply,omitempty"`
	Text    string     `json:"text,omitempty"`
	Created time.Time  `json:"created"`
	By      string     `json:"by"`
	n       uint64
}

// Speaker is who said a line.
type Speaker string

const (
	Consulter Speaker = "consulter"
	OfDesk    Speaker = "desk"  // the bot
	OfStaff   Speaker = "staff" // a person
)

// Line is one line of a transcript.
type Line struct {
	N    uint64    `json:"n"` // from 1
	At   time.Time `json:"at"`
	From Speaker   `json:"from"`
	dialog.Message
	Of     string      `json:"of,omitempty"`     // the platform's id of a consulter's message
	File   *Attachment `json:"file,omitempty"`   // what came with it
	Late   bool        `json:"late,omitempty"`   // it came after newer ones, too late to be acted upon
	Unsent bool        `json:"unsent,omitempty"` // taken back: its words are gone
	Edited bool        `json:"edited,omitempty"`
	Failed bool        `json:"failed,omitempty"` // it never reached the consulter
}

// Attachment is a picture or a file that a consulter sent.
type Attachment struct {
	Ref  string `json:"ref"` // the adapter's own name, to fetch it by
	Name string `json:"name,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes: as the platform says, once fetched as it is

	State  FileState `json:"state,omitempty"`
	Type   string    `json:"type,omitempty"`   // by its content, not by what was said of it
	SHA256 string    `json:"sha256,omitempty"` // of what came, in hexadecimal
	Pieces int       `json:"pieces,omitempty"` // in the store
}

// ticketNumber is the stored form of where a ticket is.
type ticketNumber struct {
	Conversation ConversationID `json:"conversation"`
	Number       string         `json:"number"`
}

// auditLine says that something was done to somebody's words, without them.
type auditLine struct {
	What  string   `json:"what"`
	Lines []uint64 `json:"lines,omitempty"`
}

// timer is the stored form of a look at something later. What it is about stands in its key.
type timer struct{}
