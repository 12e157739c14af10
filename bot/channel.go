package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/time/rate"

	"madoguchi/dialog"
)

// Channel names one account on one platform, such as "web", "line" or "line/second".
type Channel string

// ReplyTo is where the answers to an event go.
type ReplyTo struct {
	Channel Channel         `json:"channel"`
	Address json.RawMessage `json:"address,omitempty"` // the adapter's own; it holds a platform's ids and is stored sealed
	Token   string          `json:"token,omitempty"`   // good for one delivery that costs nothing; empty: there is none
	Public  bool            `json:"public,omitempty"`  // others read along: a group, a channel
	Until   time.Time       `json:"until,omitzero"`    // how long the token surely works
}

// Endpoint sends what is to be said on one channel. A channel without one, such as the web chat,
// reads the transcript.
type Endpoint struct {
	Sender  Sender
	Rate    rate.Limit // calls a second that the platform allows; 0: any number
	Burst   int
	Metered bool // what is sent without a token costs
}

// Sender hands deliveries to a platform. It tries once and classifies what went wrong: when to try
// again is the loop's affair. It is called by several goroutines, but for one conversation by one
// at a time and in order.
type Sender interface {
	Send(ctx context.Context, d Delivery) error
}

// What a Sender may also be able to do. Each is asked for when it is needed, may fail, and holds
// nothing up.
type (
	// TypingIndicator shows the consulter that an answer is on its way; it is called when one takes
	// longer than a second.
	TypingIndicator interface {
		Waiting(ctx context.Context, r ReplyTo) error
	}

	// ReadMarker shows the consulter that somebody at the desk has read what came with r, and what
	// came before.
	ReadMarker interface {
		Read(ctx context.Context, r ReplyTo) error
	}

	// ProfileReader finds the name by which the consulter goes on the platform. It is asked only
	// when a ticket is opened.
	ProfileReader interface {
		Name(ctx context.Context, r ReplyTo) (string, error)
	}

	// Fetcher gets a picture or a file that a consulter sent. The caller closes it and bounds what
	// it reads. A SendError says whether it may be had later (Retry) or never (Permanent: taken
	// back, or deleted by the platform).
	Fetcher interface {
		Fetch(ctx context.Context, r ReplyTo, a Attachment) (io.ReadCloser, error)
	}
)

// MaxMessages is how many messages a delivery may hold: LINE takes five.
const MaxMessages = 5

// Delivery is what one turn has to say to one consulter.
type Delivery struct {
	ID           string           `json:"id"` // a UUID, the same at every attempt: what platforms call a retry or idempotency key
	Conversation ConversationID   `json:"-"`
	N            uint64           `json:"-"`      // its place among the conversation's deliveries
	ReplyTo      ReplyTo          `json:"return"` // its token: answer with it; empty: send on the channel's own account
	Messages     []dialog.Message `json:"messages"`
	Urgent       bool             `json:"urgent,omitempty"` // may use what is kept back of a budget
	Created      time.Time        `json:"created"`
	Received     time.Time        `json:"received,omitzero"` // when the event that it answers came
	By           string           `json:"by"`                // the process that made it: only that one knows whether it was tried
	Ticket       string           `json:"ticket,omitempty"`  // of a reply by staff
	Reply        string           `json:"reply,omitempty"`   // the desk's own name for it
	Said         []uint64         `json:"lines,omitempty"`   // of a reply: its entries in the transcript
	Waiting      []ReplyRef       `json:"waiting,omitempty"` // replies that were held and go with it
	MaybeSent    bool             `json:"-"`                 // an earlier attempt may have arrived
}

// Failure says what a failed attempt means.
type Failure string

const (
	Retry     Failure = "retry"     // the platform cannot now: the same again later
	Fallback  Failure = "fallback"  // the token is used up or too old: at once again without it
	Permanent Failure = "permanent" // it will never be taken
	Blocked   Failure = "blocked"   // the consulter does not want to hear from this account, or is gone
	Quota     Failure = "quota"     // the account's budget is used up: when the consulter writes again there is a token
)

// SendError is how a Sender fails. An error of another kind counts as a Retry of unknown outcome.
type SendError struct {
	Failure Failure
	After   time.Duration // Retry: not before this, as the platform said; 0: it said nothing
	Unknown bool          // nobody knows whether the platform has taken it
	Err     error         // without a consulter's words
}

func (e *SendError) Error() string { return fmt.Sprintf("%s: %v", e.Failure, e.Err) }

func (e *SendError) Unwrap() error { return e.Err }

// AsSendError is an error as a Sender should have said it.
func AsSendError(err error) *SendError {
	if e := (*SendError)(nil); errors.As(err, &e) {
		return e
	}
	return &SendError{Failure: Retry, Unknown: true, Err: err}
}

// Desk shows the desk's staff what happens. Like a Sender it tries once and classifies.
type Desk interface {
	// Tell shows a notice. refs are the names that the desk's platform gave to what was shown; they
	// come back with every later notice of the same ticket in Notice.Refs.
	Tell(ctx context.Context, n Notice) (refs map[string]string, err error)
}

// Notice is something that staff should see.
type Notice struct {
	ID        string            // as Delivery.ID
	MaybeSent bool              // as Delivery.MaybeSent
	Kind      NoticeKind        //
	Name      string            // by which the consulter goes on the platform; empty: not known
	Ticket    Ticket            // as it stands when the notice is shown; empty in a Ledger or a Budget notice
	Refs      map[string]string // what Tell returned for this ticket so far
	Entries   []Entry           // Said: what was said; Withdrawn: which entries, without their words
	Reply     string            // Taken, NotTaken: the desk's own name for the reply
	Text      string            // in words, for all but Opened, Changed and Said
	List      []Listed          // Ledger, Reminder: the tickets that Text lists
	Call      bool              // whoever is on call is to be called
	OnCall    []string          // the desk's platform's names for them, as far as the rota knows them
}

// PendingNotice is a notice that waits to be shown. It names what it is about, so that the desk is
// shown how that stands by then.
type PendingNotice struct {
	ID      string            `json:"id"`
	N       uint64            `json:"-"` // its place among the conversation's notices
	Kind    NoticeKind        `json:"kind"`
	Ticket  string            `json:"ticket,omitempty"`
	Entries []uint64          `json:"lines,omitempty"`
	Reply   string            `json:"reply,omitempty"`
	Text    string            `json:"text,omitempty"`
	List    []Listed          `json:"list,omitempty"`
	Refs    map[string]string `json:"refs,omitempty"` // Erased: as Notice.Refs, which are erased themselves
	Call    bool              `json:"call,omitempty"`
	Created time.Time         `json:"created"`
	By      string            `json:"by"` // as Delivery.By
}

// NoticeKind says what a notice is about.
type NoticeKind string

const (
	Opened    NoticeKind = "opened"    // a ticket was opened: its card, its transcript
	Again     NoticeKind = "again"     // a ticket that was over goes on: how it ended, what the consulter says now
	Raised    NoticeKind = "raised"    // the ticket has become urgent
	Changed   NoticeKind = "changed"   // the ticket stands otherwise: its card anew
	Said      NoticeKind = "said"      // the consulter, or the bot in first aid, said Entries
	Fetched   NoticeKind = "fetched"   // a picture or file of Entries is here (Entry.File), or will never be
	Withdrawn NoticeKind = "withdrawn" // the consulter took Entries back: they must not be seen any more
	Taken     NoticeKind = "taken"     // the platform has taken the reply
	NotTaken  NoticeKind = "not_taken" // it has not, and will not
	Overdue   NoticeKind = "overdue"   // somebody must look at the ticket at once
	Reminder  NoticeKind = "reminder"  // whom the desk keeps waiting
	Ledger    NoticeKind = "ledger"    // the morning's list
	Budget    NoticeKind = "budget"    // a platform's budget runs out
	Erased    NoticeKind = "erased"    // the ticket was erased: nothing of it must be seen any more, Refs say where it was
)
