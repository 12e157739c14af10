package dialog

import (
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Kind says what a consulter did.
type Kind string

const (
	Start    Kind = "start"    // opened the chat, added the account: greet
	Text     Kind = "text"     // wrote something
	Choose   Kind = "choice"   // pressed a button
	Image    Kind = "image"    // sent a picture
	File     Kind = "file"     // sent a file
	Audio    Kind = "audio"    // sent a voice message
	Video    Kind = "video"    // sent a film
	Location Kind = "location" // sent a place
	Sticker  Kind = "sticker"  // sent a sticker
	Reach    Kind = "reach"    // gave how to be reached, and no more: it is kept elsewhere
	Unsend   Kind = "unsend"   // took an earlier message back
	Edit     Kind = "edit"     // wrote an earlier message anew
)

// Event is one thing that a consulter did. Secrets were taken out of its text before it came here.
type Event struct {
	Kind    Kind
	Message string // the platform's id of the message; for Unsend and Edit that of the one meant
	Text    string // what was written, or the label of the button pressed
	Choice  string // Choose: the value of the button
	Secrets bool   // something like a password or a card number was taken out of Text

	Call bool // Reach: asks to be called there

	Parts    []Part    // several messages that came together, of which Text is made; none: it is one
	With     Kind      // Text: a picture or file that came with it; empty: none
	Question string    // Choose: the name of the question that the button was offered with, Message.Question; empty: not known
	At       time.Time // when it was done, by the platform's clock; zero: not known
	Came     time.Time // when it came, by the clock of World.Now; zero: not known
}

// Part is one of several messages that came together.
type Part struct{ Message, Text string }

// Message is one bubble. Text says everything by itself; the other fields let a platform show it better.
type Message struct {
	Kind     MessageKind `json:"kind"`
	Text     string      `json:"text"`
	Contacts []Referral  `json:"contacts,omitempty"`
	Choices  []Choice    `json:"choices,omitempty"`  // only on the last message of a turn
	Links    []Link      `json:"links,omitempty"`    // pages that belong to it
	Question string      `json:"question,omitempty"` // the name of the question that the choices answer; a press brings it back
}

// Link is a page that belongs to a message.
type Link struct {
	Label string `json:"label"`
	Path  string `json:"path"` // as seen from the web chat's page
}

// MessageKind says what a bubble is for, so that a platform can mark urgent ones otherwise than by words.
type MessageKind string

const (
	Plain     MessageKind = "plain"
	FirstAid  MessageKind = "first_aid" // do this now
	Steps     MessageKind = "steps"
	Warning   MessageKind = "warning"  // what not to do
	Referrals MessageKind = "contacts" // whom to call
	Asking    MessageKind = "question"
)

// Urges reports whether first aid is among messages.
func Urges(messages []Message) bool {
	return slices.ContainsFunc(messages, func(m Message) bool { return m.Kind == FirstAid })
}

// Choice is an answer that is offered as a button and may be typed by its number or its label.
type Choice = knowledge.Choice

// Referral is a contact as it is shown at one moment.
type Referral struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	For   string `json:"for"`
	Phone string `json:"phone,omitempty"`
	URL   string `json:"url,omitempty"`
	Mail  string `json:"mail,omitempty"`
	Hours string `json:"hours,omitempty"`
	Open  string `json:"open,omitempty"` // 「いま受付中」, 「いま時間外」, or empty where it is not known
}

// Question is what a turn asks.
type Question struct {
	Slot    string   `json:"slot"`
	Choices []Choice `json:"choices"`
}

// Reason says why a chat goes to a person.
type Reason string

const (
	Requested Reason = "requested"  // the consulter asked for a person
	Unsure    Reason = "unsure"     // nothing in the base fits
	NotHelped Reason = "not_helped" // the answer did not help
	Crisis    Reason = "crisis"     // words of despair: somebody should look
	Urgent    Reason = "urgent"     // the matter is urgent and the consulter wants more than the answer
)

// Handoff asks for a ticket.
type Handoff struct {
	Ticket string
	Reason Reason
	When   time.Time // when the desk next reads
}

// Outcome is what one step comes to.
type Outcome struct {
	State    State
	Messages []Message
	Ask      *Question
	Handoff  *Handoff          // a ticket is to be opened
	Forget   bool              // the consulter asks to have everything erased; nothing is said to that
	Show     bool              // the consulter asks to see all that is kept of them; the same
	Urgency  knowledge.Urgency // of the matter in hand; empty while there is none
	Why      string            // for the adviser and the developer: why this reply; never shown to a consulter
}

// Calendar knows the desk's hours. Times are given and returned in the desk's time zone.
type Calendar interface {
	Holiday(day time.Time) bool         // a public holiday, or the turn of the year
	NextReading(at time.Time) time.Time // at itself while the desk is open
}

// World is what a step may know besides the conversation. A step reads it and changes nothing.
type World struct {
	Base     *knowledge.Base
	Read     func(text string) reading.Reading // a text, as of Now
	Calendar Calendar
	Now      time.Time // in the desk's time zone
	Ticket   string    // the number that a ticket would get
	Desk     knowledge.Desk

	Forgets     bool          // who runs the dialog can erase a conversation, and show what is kept of it, when it is asked for
	SessionEnds time.Duration // the silence after which it is asked whether the old matter goes on; 0 is a day
}

// sessionEnds is World.SessionEnds where the desk has not set it.
const sessionEnds = 24 * time.Hour
