package bot

import (
	"slices"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// Key schema. What holds a person's words or facts is sealed with the conversation's data key.
//
//	("conversation", id)      → conversation, sealed
//	("line", id, n)           → Line, sealed: the transcript, n counts from 1
//	("ticket", id, number)    → Ticket, sealed
//	("ticket-number", number) → the conversation's id
//	("counter", "ticket")     → the last number given
type records struct {
	conversations store.SealedTable[conversation]
	lines         store.SealedTable[Line]
	tickets       store.SealedTable[Ticket]
	numbers       store.Table[ticketNumber]
	counters      store.Table[uint64]
}

func newRecords(s *store.Sealer) records {
	return records{
		conversations: store.SealedTable[conversation]{Table: store.Table[conversation]{Name: "conversation", Version: 1}, Sealer: s},
		lines:         store.SealedTable[Line]{Table: store.Table[Line]{Name: "line", Version: 1}, Sealer: s},
		tickets:       store.SealedTable[Ticket]{Table: store.Table[Ticket]{Name: "ticket", Version: 1}, Sealer: s},
		numbers:       store.Table[ticketNumber]{Name: "ticket-number", Version: 1},
		counters:      store.Table[uint64]{Name: "counter", Version: 1},
	}
}

// conversation is the stored form of a conversation.
type conversation struct {
	State dialog.State `json:"state"`
	Lines uint64       `json:"lines"`          // how many there are
	Seen  []EventID    `json:"seen,omitempty"` // the latest events
}

// seenEvents is how many event ids a conversation remembers. Platforms redeliver within minutes; nobody does more than
// this many things in that time.
const seenEvents = 100

// saw reports whether an event was taken before, and remembers it.
func (c *conversation) saw(id EventID) bool {
	if slices.Contains(c.Seen, id) {
		return true
	}
	c.Seen = append(c.Seen, id)
	if len(c.Seen) > seenEvents {
		c.Seen = slices.Delete(c.Seen, 0, len(c.Seen)-seenEvents)
	}
	return false
}

// Speaker is who said a line.
type Speaker string

const (
	Consulter Speaker = "consulter"
	Desk      Speaker = "desk"
)

// Line is one line of a transcript.
type Line struct {
	N    uint64    `json:"n"` // from 1
	At   time.Time `json:"at"`
	From Speaker   `json:"from"`
	dialog.Message
}

// Ticket is a chat that waits for a person, with everything already asked.
type Ticket struct {
	Number       string          `json:"number"`
	Conversation ConversationID  `json:"conversation"`
	Reason       string          `json:"reason"`
	Urgency      string          `json:"urgency"`
	Opened       time.Time       `json:"opened"`
	Promised     time.Time       `json:"promised"` // when the consulter was told that somebody reads it
	FAQ          string          `json:"faq,omitempty"`
	Facts        knowledge.Facts `json:"facts,omitempty"`
	Summary      []string        `json:"summary"`
}

// ticketNumber is the stored form of where a ticket is.
type ticketNumber struct {
	Conversation ConversationID `json:"conversation"`
	Number       string         `json:"number"`
}

// firstTicket is the first number given: long enough to be told from an amount or a count on the telephone.
const firstTicket = 1001

// nextTicket is the number that a ticket opened in this transaction gets.
func (r records) nextTicket(tx store.Txn) (uint64, error) {
	last, ok, err := r.counters.Get(tx, store.K("ticket"))
	if !ok {
		last = firstTicket - 1
	}
	return last + 1, err
}

func (r records) openTicket(tx store.Txn, number uint64, t Ticket) error {
	if err := r.counters.Put(tx, store.K("ticket"), number); err != nil {
		return err
	}
	if err := r.numbers.Put(tx, store.Key{}.Uint(number), ticketNumber{t.Conversation, t.Number}); err != nil {
		return err
	}
	return r.tickets.Put(tx, store.K(string(t.Conversation), t.Number), t)
}

// say adds to the transcript what the consulter did, if it can be read, and what the desk answered.
func (r records) say(tx store.Txn, conv ConversationID, c *conversation, at time.Time, kind dialog.Kind, said string, answers []dialog.Message) error {
	var lines []Line
	if kind == dialog.Text || kind == dialog.Choose {
		lines = append(lines, Line{From: Consulter, Message: dialog.Message{Kind: dialog.Plain, Text: said}})
	}
	for _, m := range answers {
		lines = append(lines, Line{From: Desk, Message: m})
	}
	for _, l := range lines {
		c.Lines++
		l.N, l.At = c.Lines, at
		if err := r.lines.Put(tx, store.K(string(conv)).Uint(l.N), l); err != nil {
			return err
		}
	}
	return nil
}
