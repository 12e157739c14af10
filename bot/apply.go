package bot

import (
	"errors"
	"slices"
	"time"

	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/reading"
)

// Apply works out what follows from one thing that happens to a conversation. It changes nothing:
// the same arguments give the same Changes. After an error nothing follows.
func Apply(c Conversation, in Input, look Lookup, w World) (Changes, error) {
	x := &change{World: w, look: look, tickets: map[string]*TicketChange{}}
	x.Conversation = c
	if err := in.apply(x); err != nil {
		return Changes{}, err
	}
	for _, number := range x.touched {
		x.Tickets = append(x.Tickets, *x.tickets[number])
	}
	return x.Changes, nil
}

// Input is one thing that happens to a conversation: an InboxEvent, something that staff do, a
// Timer that is due, how a delivery ended, and so on.
type Input interface{ apply(*change) error }

// Lookup reads what the rules ask for besides the conversation. Everything is of one snapshot.
type Lookup interface {
	// Ticket finds a ticket by its number, whatever conversation it belongs to; nil: there is none.
	Ticket(number string) (*Ticket, error)
	// OpenTickets are those of all conversations that are not over, the oldest first.
	OpenTickets() ([]Ticket, error)
	// NextNumber is the number of the next ticket.
	NextNumber() (string, error)
	// Said are the entries of the conversation that came with a message of the platform.
	Said(message string) ([]Entry, error)
	// Entry is one of the conversation's; nil: there is none.
	Entry(n uint64) (*Entry, error)
	// Pickups are how long the latest tickets waited.
	Pickups() ([]time.Duration, error)
	// WrongGuesses is how many wrong passphrases were lately given for a ticket.
	WrongGuesses(number string) (int, error)
	// Mend is a correction that is being told; nil: there is none of that name.
	Mend(id string) (*Mend, error)
	// Reach is how the consulter can be reached, as far as they have given it.
	Reach() (Reach, error)
	// Bulletin is what is said to everybody who comes; the zero one is nothing.
	Bulletin() (Bulletin, error)
	// Own are all tickets of the conversation, the oldest first.
	Own() ([]Ticket, error)
}

// World is what the rules may know that belongs to no conversation.
type World struct {
	Now      time.Time
	Desk     knowledge.Desk // who the desk is
	Calendar *calendar.Calendar
	Rota     *calendar.Rota // who is on call; nil: nobody
	Console  string         // the address of the staff's console; empty: it is not known
	Chat     string         // the address of the web chat, as consulters open it; empty: it is not known
	Session  time.Duration  // the silence after which it is asked whether the old matter goes on; 0: a day
	Keep     Retention      // how long what is kept
	Channels map[Channel]Traits
	Staffed  bool                                                         // staff are shown notices
	Edition  *Edition                                                     // of the base: the one in force
	Earlier  func(version string) *Edition                                // one that was; nil: it is not known any more
	Read     func(e *Edition, text string, now time.Time) reading.Reading // as e.Reader does; nil: by that
	Said     func(e *Edition) *knowledge.Said                             // finds an edition's lines in what was said; nil: nobody keeps what was told
	Phrases  Phrases
	Chance   func(n int) int // a number below n that nobody can foresee
	Hash     func(kind, text string) string
}

// Traits are what the rules must know of a channel. One of which nothing is known reads the
// transcript.
type Traits struct {
	Sends   bool // it has a Sender
	Metered bool // as Endpoint.Metered
}

// Changes are what follows: all of it is committed together, or none.
type Changes struct {
	Conversation Conversation
	Tickets      []TicketChange
	Entries      []Entry         // of the transcript, new or changed
	Deliveries   []Delivery      // to be sent
	Notices      []PendingNotice // to be shown to staff
	Timers       []Timer
	Audit        []AuditEntry
	Fetches      []FetchJob
	Dropped      []FilePieces    // files that must not be kept
	CarriedOn    ConversationID  // what is written here belongs there from now on
	Guess        *Guess          // a wrong passphrase
	Reach        *Reach          // how the consulter can be reached, as it stands now; nil: as before
	Outcomes     []string        // what became of consultations: Outcome…
	PickedUp     []time.Duration // how long tickets waited that were taken just now
}

// Empty reports that nothing follows.
func (c Changes) Empty() bool {
	return len(c.Tickets)+len(c.Entries)+len(c.Deliveries)+len(c.Notices)+len(c.Timers)+len(c.Audit)+
		len(c.Fetches)+len(c.Dropped)+len(c.PickedUp)+len(c.Outcomes) == 0 && c.CarriedOn == "" && c.Guess == nil && c.Reach == nil
}

// TicketChange is a ticket as it stands now, and where it stood before.
type TicketChange struct {
	Ticket
	Was Status // empty: it was opened just now
}

// AuditEntry says that something was done to somebody's words, without them.
type AuditEntry struct {
	What    string   `json:"what"`
	Entries []uint64 `json:"lines,omitempty"`
}

// FetchJob is a file that is to be fetched.
type FetchJob struct {
	Entry   uint64     `json:"-"` // with which it came
	ReplyTo ReplyTo    `json:"return"`
	File    Attachment `json:"file"`
}

// FilePieces are what is stored of an entry's file.
type FilePieces struct {
	Entry  uint64
	Pieces int
}

// Guess is a wrong passphrase for a ticket, which had Seen of them before.
type Guess struct {
	Number string
	Seen   int
}

// ErrStep: the dialog failed on an event. It is a fault of the program, of which a person must
// know.
var ErrStep = errors.New("the event cannot be stepped")

// change is a set of changes while it is worked out.
type change struct {
	World
	Changes
	look    Lookup
	tickets map[string]*TicketChange // loaded or opened
	touched []string                 // numbers of those that changed
	kept    []mask.Given             // given just now for being reached
	opaque  bool                     // a picture came just now whose name says that staff cannot look at it
	arrived time.Time                // when the event that is being answered came
}

// ticket returns one of the conversation's tickets to be changed, or nil. What is changed must be
// touched.
func (c *change) ticket(number string) (*Ticket, error) {
	if number == "" {
		return nil, nil
	}
	if t := c.tickets[number]; t != nil {
		return &t.Ticket, nil
	}
	t, err := c.look.Ticket(number)
	if err != nil || t == nil || t.Conversation != c.Conversation.ID {
		return nil, err
	}
	if t.Status == "" { // of a program that knew no other
		t.Status = Waiting
	}
	change := &TicketChange{Ticket: *t, Was: t.Status}
	change.History = slices.Clone(t.History)
	c.tickets[number] = change
	return &change.Ticket, nil
}

func (c *change) touch(t *Ticket) {
	if !slices.Contains(c.touched, t.Number) {
		c.touched = append(c.touched, t.Number)
	}
}

// say adds an entry to the transcript and returns its number.
func (c *change) say(e Entry) uint64 {
	c.Conversation.Entries++
	e.N = c.Conversation.Entries
	if e.At.IsZero() {
		e.At = c.Now
	}
	if e.From == FromBot && len(e.Choices) > 0 {
		c.Conversation.Asked = e.N
	}
	c.Entries = append(c.Entries, e)
	return e.N
}

// tell says something to the consulter: entries in the transcript, and a delivery if the channel
// needs one.
func (c *change) tell(from Speaker, messages []dialog.Message, d Delivery) (numbers []uint64) {
	for _, msg := range messages {
		numbers = append(numbers, c.say(Entry{From: from, Message: msg}))
		if from == FromBot {
			c.remember(msg.Text)
		}
	}
	if d.Reply != "" {
		d.Said = numbers
	}
	if len(messages) > 0 {
		c.post(messages, d)
	}
	return numbers
}

// post leaves a delivery for the channel, if it needs one, and the consulter can be reached on it.
func (c *change) post(messages []dialog.Message, d Delivery) {
	if !c.Channels[c.Conversation.ReplyTo.Channel].Sends || c.Conversation.Gone {
		return
	}
	if len(c.Conversation.Held) > 0 && c.Conversation.ReplyTo.Token != "" {
		messages = c.withHeld(messages)
		d.Waiting, c.Conversation.Waiting = c.Conversation.Waiting, nil
	}
	c.Conversation.Out++
	d.N, d.Conversation, d.Created, d.Messages = c.Conversation.Out, c.Conversation.ID, c.Now, c.addressed(messages)
	d.ReplyTo, d.Received = c.Conversation.ReplyTo, c.arrived
	c.Conversation.ReplyTo.Token = "" // a token is good for one delivery
	c.Deliveries = append(c.Deliveries, d)
}

// courtesy says what is kind to say but not worth a place in a metered budget: there it is said
// only when it costs nothing.
func (c *change) courtesy(key string, args ...any) {
	c.courtesySaid(c.spoken().plain(key, args...))
}

func (c *change) courtesySaid(said []dialog.Message) {
	to := c.Conversation.ReplyTo
	if c.Channels[to.Channel].Metered && (to.Token == "" || c.Now.After(to.Until)) {
		return
	}
	c.tell(FromBot, said, Delivery{})
}

// courtesyBy is a courtesy that names a member of staff, where it can be said so: other languages
// have only the one without a name, which may want the ticket's number.
func (c *change) courtesyBy(key, number, named, who string) {
	switch {
	case c.language() == nil && who != "":
		c.courtesy(named, who)
	case number != "":
		c.courtesy(key, number)
	default:
		c.courtesy(key)
	}
}

// notify tells staff something, if there is a place where they see it.
func (c *change) notify(n PendingNotice) {
	if !c.Staffed {
		return
	}
	c.Conversation.Notices++
	n.N, n.Created = c.Conversation.Notices, c.Now
	c.Notices = append(c.Notices, n)
}

// remind sets a timer.
func (c *change) remind(at time.Time, kind TimerKind, ref string) {
	c.Timers = append(c.Timers, Timer{At: at, Conversation: c.Conversation.ID, Kind: kind, Ref: ref})
}

// audit keeps that something was done, without words.
func (c *change) audit(what string, entries ...uint64) {
	c.Audit = append(c.Audit, AuditEntry{what, entries})
}
