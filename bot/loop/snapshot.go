package loop

import (
	"slices"
	"strconv"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// snapshot is a conversation as the store has it at one moment, and the bot.Lookup for what else
// the rules ask for.
type snapshot struct {
	l    *Loop
	r    store.Reader
	conv bot.ConversationID
	c    bot.Conversation
	raw  []byte // the record; nil: there is none
}

var _ bot.Lookup = (*snapshot)(nil)

func (s *snapshot) load() error {
	at := store.K(string(s.conv))
	raw, ok, err := s.r.Get(s.l.records.conversations.Key(at))
	if err != nil {
		return err
	}
	if ok {
		s.raw = raw
		if s.c, _, err = s.l.records.conversations.Get(s.r, at); err != nil {
			return err
		}
	}
	s.c.ID = s.conv
	return nil
}

// taken is an event in the inbox, and where it lies.
type taken struct {
	event bot.InboxEvent
	key   store.Key
}

// oldest returns the event that the conversation must be stepped with next, nil when there is none.
func (s *snapshot) oldest() (*taken, error) {
	list, err := s.inbox()
	if len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// looksAhead is how many events are read: those that may be answered together, and one that tells
// whether there are more.
const looksAhead = bot.MaxTogether + 1

// inbox returns the next events, at most looksAhead, in order. One that cannot be read ends the
// list: whether it can matters when it is its turn.
func (s *snapshot) inbox() (list []taken, err error) {
	for row, err := range s.l.records.inbox.Scan(s.r, store.K(string(s.conv))) {
		if err != nil && len(list) == 0 {
			return nil, err
		}
		if err != nil || len(list) == looksAhead {
			break
		}
		list = append(list, taken{row.Value, row.Key})
	}
	return asHappened(list), nil
}

// cameTogether is the time within which events that wait count as having come together: a platform
// may hand over in two calls, in either order, what was written in one breath.
const cameTogether = 2 * time.Second

// asHappened sorts those that came together with the first as they happened, by the platform's
// clock, if it says so of all. Everything else stays in the order in which it came.
func asHappened(list []taken) []taken {
	n := 0
	for n < len(list) && list[n].event.Received.Sub(list[0].event.Received).Abs() <= cameTogether && !list[n].event.At.IsZero() {
		n++
	}
	slices.SortStableFunc(list[:n], func(a, b taken) int { return a.event.At.Compare(b.event.At) })
	return list
}

// Ticket looks in the conversation first: most questions are about its own.
func (s *snapshot) Ticket(number string) (*bot.Ticket, error) {
	if t, ok, err := s.l.records.tickets.Get(s.r, store.K(string(s.conv), number)); err != nil || ok {
		return &t, err
	}
	n, ok := parseNumber(number)
	if !ok {
		return nil, nil
	}
	where, ok, err := s.l.records.numbers.Get(s.r, store.Key{}.Uint(n))
	if err != nil || !ok || where.Conversation == s.conv {
		return nil, err
	}
	t, ok, err := s.l.records.at(s.r, where)
	if err != nil || !ok {
		return nil, err
	}
	return &t, nil
}

func (s *snapshot) OpenTickets() ([]bot.Ticket, error) {
	return s.l.records.listed(s.r, s.l.records.open)
}

func (s *snapshot) NextNumber() (string, error) {
	last, err := s.l.records.lastTicket(s.r)
	return strconv.FormatUint(last+1, 10), err
}

func (s *snapshot) Said(message string) (out []bot.Entry, err error) {
	for row, err := range s.l.records.entries.Scan(s.r, store.K(string(s.conv))) {
		if err != nil {
			return nil, err
		}
		if row.Value.Of == message {
			out = append(out, row.Value)
		}
	}
	return out, nil
}

func (s *snapshot) Entry(n uint64) (*bot.Entry, error) {
	e, ok, err := s.l.records.entries.Get(s.r, store.K(string(s.conv)).Uint(n))
	if err != nil || !ok {
		return nil, err
	}
	return &e, nil
}

func (s *snapshot) Pickups() ([]time.Duration, error) {
	times, _, err := s.l.records.pickups.Get(s.r, store.K("all"))
	return times, err
}

func (s *snapshot) WrongGuesses(number string) (int, error) {
	return s.l.records.wrongGuesses(s.r, number, s.l.o.Advisor.Now())
}

// Mend is a correction.
func (s *snapshot) Mend(id string) (*bot.Mend, error) {
	m, ok, err := s.l.records.mends.Get(s.r, store.K(id))
	if err != nil || !ok {
		return nil, err
	}
	return &m, nil
}

func (s *snapshot) Reach() (bot.Reach, error) {
	r, _, err := s.l.records.reach.Get(s.r, store.K(string(s.conv)))
	return r, err
}

func (s *snapshot) Bulletin() (bot.Bulletin, error) { return s.l.records.bulletin(s.r) }

func (s *snapshot) Own() ([]bot.Ticket, error) {
	return s.l.records.ticketsOf(s.r, store.K(string(s.conv)))
}

func (r records) wrongGuesses(tx store.Reader, number string, now time.Time) (int, error) {
	g, _, err := r.guesses.Get(tx, store.K(number))
	if now.Sub(g.Since) > bot.GuessesForget {
		return 0, err
	}
	return g.Wrong, err
}

// lastEntry is the number of the transcript's last entry, where the conversation's record does not
// say it.
func (s *snapshot) lastEntry() (uint64, error) {
	for e, err := range s.r.Reverse(s.l.records.entries.Key(store.K(string(s.conv))).Range()) {
		if err != nil {
			return 0, err
		}
		k := store.ReadKey(e.Key)
		k.Str()
		k.Str()
		n := k.Uint()
		return n, k.End()
	}
	return 0, nil
}

func parseNumber(number string) (uint64, bool) {
	n, err := strconv.ParseUint(number, 10, 63)
	return n, err == nil
}
