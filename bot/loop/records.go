package loop

import (
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

// Key schema. What holds a person's words, facts or addresses is sealed with the conversation's
// data key; the rest holds ids that mean nothing without the desk's key, and times.
//
//	("conversation", conv)            → Conversation, sealed: where it stands. Every change of
//	                                    anything below but the inbox changes this record too, so
//	                                    that comparing it at commit guards all
//	("seen", conv)                    → the events that may be delivered again, by keyed hash, and
//	                                    when they came
//	("expects", conv)                 → mask.Open, sealed: what the next message may hold
//	("inbox", conv, time, event)      → InboxEvent, sealed: taken from a platform, not stepped yet,
//	                                    in the order of arrival
//	("outbox", conv, n)               → Delivery, sealed: said, not yet handed to the platform
//	("notice", conv, n)               → PendingNotice, sealed: not yet shown to the desk
//	("line", conv, n)                 → Entry, sealed: the transcript, n counts from 1
//	("fetch", conv, line)             → FetchJob, sealed: a file to be fetched
//	("file", conv, line, n)           → the n-th piece of a line's file, sealed
//	("ticket", conv, number)          → Ticket, sealed
//	("reach", conv)                   → Reach, sealed: how the consulter can be reached
//	("mend", id)                      → bot.Mend: a correction of what was told
//	("bulletin", "now")               → bot.Bulletin: what is said to everybody who comes
//	("desk-ref", conv, number, name)  → what the desk's platform calls a thing, sealed
//	("dead", conv, time)              → InboxEvent, sealed: could not be stepped
//	("audit", time, conv)             → AuditEntry, without words: what was unsent, edited, erased
//	("ticket-number", number)         → the conversation's id
//	("open", number)                  → the same, while the ticket is not over
//	("timer", time, conv, kind, ref)  → when to look at something again
//	("counter", "ticket")             → the last number given
//	("counter", "clock")              → when the clock was last believed, in seconds since 1970
//	("counter", "alert", name)        → the desk was told of it
//	("pickup", "all")                 → how long the latest tickets waited
//	("alias", conv)                   → the conversation that is carried on here
//	("guess", number)                 → wrong passphrases for a ticket
//	("farewell", "desk", conv)        → bot.Forgotten, sealed: whom to tell of an erasure
//	("tally", month)                  → bot.Tally: of what is erased, kept for ever
//	("claim", conv, what)             → the replica that sends, or shows the desk
//	("replica", id)                   → a replica that lives; the engine removes it when it does not
//	("damaged", conv, time)           → a conversation's record that could not be read, as it was
//
// The pseudo-conversation "desk" holds notices and timers that belong to no consulter.
type records struct {
	conversations store.SealedTable[bot.Conversation]
	inbox         store.SealedTable[bot.InboxEvent]
	outbox        store.SealedTable[bot.Delivery]
	notices       store.SealedTable[bot.PendingNotice]
	entries       store.SealedTable[bot.Entry]
	tickets       store.SealedTable[bot.Ticket]
	reach         store.SealedTable[bot.Reach]
	refs          store.SealedTable[string]
	fetches       store.SealedTable[bot.FetchJob]
	pieces        store.SealedTable[[]byte]
	dead          store.SealedTable[bot.InboxEvent]
	expects       store.SealedTable[mask.Open]
	farewells     store.SealedTable[bot.Forgotten]
	tallies       store.Table[bot.Tally]
	seen          store.Table[seenEvents]
	audit         store.Table[bot.AuditEntry]
	numbers       store.Table[ticketNumber]
	open          store.Table[ticketNumber]
	timers        store.Table[timer]
	counters      store.Table[uint64]
	pickups       store.Table[[]time.Duration]
	aliases       store.Table[string]
	guesses       store.Table[guessed]
	mends         store.Table[bot.Mend]
	bulletins     store.Table[bot.Bulletin]
	claims        store.Table[string]
}

func newRecords(s *store.Sealer) records {
	return records{
		conversations: store.SealedTable[bot.Conversation]{Table: store.Table[bot.Conversation]{Name: "conversation", Version: 5, Upgrade: upgradeConversation}, Sealer: s},
		inbox:         sealed[bot.InboxEvent]("inbox", s),
		outbox:        sealed[bot.Delivery]("outbox", s),
		notices:       sealed[bot.PendingNotice]("notice", s),
		entries:       sealed[bot.Entry]("line", s),
		tickets:       sealed[bot.Ticket]("ticket", s),
		reach:         sealed[bot.Reach]("reach", s),
		refs:          sealed[string]("desk-ref", s),
		fetches:       sealed[bot.FetchJob]("fetch", s),
		pieces:        sealed[[]byte]("file", s),
		dead:          sealed[bot.InboxEvent]("dead", s),
		farewells:     sealed[bot.Forgotten]("farewell", s),
		expects:       sealed[mask.Open]("expects", s),
		tallies:       store.Table[bot.Tally]{Name: "tally", Version: 1},
		seen:          store.Table[seenEvents]{Name: "seen", Version: 2, Upgrade: upgradeSeen},
		audit:         store.Table[bot.AuditEntry]{Name: "audit", Version: 1},
		numbers:       store.Table[ticketNumber]{Name: "ticket-number", Version: 1},
		open:          store.Table[ticketNumber]{Name: "open", Version: 1},
		timers:        store.Table[timer]{Name: "timer", Version: 1},
		counters:      store.Table[uint64]{Name: "counter", Version: 1},
		pickups:       store.Table[[]time.Duration]{Name: "pickup", Version: 1},
		aliases:       store.Table[string]{Name: "alias", Version: 1},
		guesses:       store.Table[guessed]{Name: "guess", Version: 1},
		mends:         store.Table[bot.Mend]{Name: "mend", Version: 1},
		bulletins:     store.Table[bot.Bulletin]{Name: "bulletin", Version: 1},
		claims:        store.Table[string]{Name: "claim", Version: 1},
	}
}

func sealed[T any](name string, s *store.Sealer) store.SealedTable[T] {
	return store.SealedTable[T]{Table: store.Table[T]{Name: name, Version: 1}, Sealer: s}
}

// upgradeConversation reads what older versions wrote. Version 1 kept the latest events in the
// record; they are forgotten. Version 2 held older states, which the dialog brings up to date.
// Version 3 knew nothing of erasures, version 4 nothing of words that go before the rest.
func upgradeConversation(_ uint, body []byte) ([]byte, error) { return body, nil }

// ticketNumber is the stored form of where a ticket is.
type ticketNumber struct {
	Conversation bot.ConversationID `json:"conversation"`
	Number       string             `json:"number"`
}

// guessed is the stored form of wrong passphrases for a ticket.
type guessed struct {
	Wrong int       `json:"wrong"`
	Since time.Time `json:"since"`
}

// timer is the stored form of a look at something later. What it is about stands in its key.
type timer struct{}
