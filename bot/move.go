package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"madoguchi/dialog"
	"madoguchi/store"
)

// A move is one change of a conversation: it is read in a snapshot, worked out with all the time that takes, and committed only
// if the conversation is still as it was read. Whatever changes a conversation, its tickets, its transcript or what is to be
// sent goes through a move; so one at a time changes a conversation, whatever process it runs in.
type move struct {
	b    *Bot
	conv ConversationID
	now  time.Time
	r    store.Reader // until fn returns
	raw  []byte       // the record as it was read; nil: there was none

	c       conversation
	tickets map[string]*Ticket // loaded or opened
	touched []string           // numbers of those that changed
	number  uint64             // the last ticket number given when it was read; only when one is opened
	opened  bool

	lines   []Line
	parcels []parcel
	notices []notice
	writes  []func(store.Txn) error
	ordered bool      // there is a file to fetch
	arrived time.Time // when the event that is being answered came
}

var errStale = errors.New("the conversation has changed meanwhile")

// maxStale is how often a move is worked out again before it is left for later. Each time somebody else has got on.
const maxStale = 20

// change makes a move. fn may run several times and must not do anything but work on m.
func (b *Bot) change(ctx context.Context, conv ConversationID, fn func(*move) error) error {
	for range maxStale {
		m := &move{b: b, conv: conv, now: b.Advisor.Now(), tickets: map[string]*Ticket{}}
		err := b.think(ctx, m, fn)
		if err != nil {
			return err
		}
		if m.idle() {
			return nil
		}
		err = b.Engine.Update(ctx, m.commit)
		if errors.Is(err, errStale) {
			continue
		}
		if err == nil {
			b.wake(m)
		}
		return err
	}
	return &later{err: fmt.Errorf("conversation %s: %w", conv, errStale)}
}

// think works a move out.
func (b *Bot) think(ctx context.Context, m *move, fn func(*move) error) error {
	return b.look(ctx, func(r store.Reader) error {
		if err := m.load(r); err != nil {
			return err
		}
		return fn(m)
	})
}

// look reads for a lane, and works out what is read. No more of this goes on at a time than there are processors: more would not be
// faster.
func (b *Bot) look(ctx context.Context, fn func(store.Reader) error) error {
	b.looking <- struct{}{}
	defer func() { <-b.looking }()
	b.giveWay()
	return b.Engine.View(ctx, fn)
}

// A lane gives way to webhooks while more than rushPerCPU are being accepted for each processor: a platform waits for those, a
// second at most. It does so for a moment only, lest a flood of webhooks leave them all without an answer.
const (
	rushPerCPU = 4
	moment     = 10 * time.Millisecond
)

func (b *Bot) giveWay() {
	for end := time.Now().Add(moment); b.accepting.Load() > int32(rushPerCPU*cap(b.looking)) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

func (m *move) load(r store.Reader) error {
	m.r = r
	raw, ok, err := r.Get(m.b.records.conversations.Key(store.K(string(m.conv))))
	if err != nil || !ok {
		return err
	}
	m.raw = raw
	m.c, _, err = m.b.records.conversations.Get(r, store.K(string(m.conv)))
	return err
}

// idle reports that there is nothing to commit.
func (m *move) idle() bool {
	return len(m.lines)+len(m.parcels)+len(m.notices)+len(m.writes)+len(m.touched) == 0
}

// write adds a write that is not covered below. It may run several times.
func (m *move) write(fn func(store.Txn) error) { m.writes = append(m.writes, fn) }

// commit writes everything. It may run several times.
func (m *move) commit(tx store.Txn) error {
	rec, at := m.b.records, store.K(string(m.conv))
	raw, ok, err := tx.Get(rec.conversations.Key(at))
	if err != nil {
		return err
	}
	if ok != (m.raw != nil) || !bytes.Equal(raw, m.raw) {
		return errStale
	}
	if m.opened {
		if err := m.takeNumber(tx); err != nil {
			return err
		}
	}
	c := m.c
	c.Rev++
	if err := rec.conversations.Put(tx, at, c); err != nil {
		return err
	}
	for _, l := range m.lines {
		if err := rec.lines.Put(tx, at.Uint(l.N), l); err != nil {
			return err
		}
	}
	for _, p := range m.parcels {
		if err := rec.outbox.Put(tx, at.Uint(p.n), p); err != nil {
			return err
		}
	}
	for _, n := range m.notices {
		if err := rec.notices.Put(tx, at.Uint(n.n), n); err != nil {
			return err
		}
	}
	for _, number := range m.touched {
		if err := rec.tickets.Put(tx, at.Str(number), *m.tickets[number]); err != nil {
			return err
		}
	}
	for _, w := range m.writes {
		if err := w(tx); err != nil {
			return err
		}
	}
	return m.b.claimFor(tx, m)
}

func (m *move) takeNumber(tx store.Txn) error {
	rec := m.b.records
	last, err := rec.lastTicket(tx)
	if err != nil {
		return err
	}
	if last != m.number {
		return errStale
	}
	if err := rec.counters.Put(tx, store.K("ticket"), last+1); err != nil {
		return err
	}
	return rec.numbers.Put(tx, store.Key{}.Uint(last+1), ticketNumber{m.conv, strconv.FormatUint(last+1, 10)})
}

// firstTicket is the first number given: long enough to be told from an amount or a count on the telephone.
const firstTicket = 1001

func (r records) lastTicket(tx store.Reader) (uint64, error) {
	last, ok, err := r.counters.Get(tx, store.K("ticket"))
	if err == nil && !ok {
		last = firstTicket - 1
	}
	return last, err
}

// nextNumber is the number that a ticket opened in this move gets.
func (m *move) nextNumber() (string, error) {
	last, err := m.b.records.lastTicket(m.r)
	m.number = last
	return strconv.FormatUint(last+1, 10), err
}

// ticket returns one of the conversation's tickets to be changed, or nil. What is changed must be touched.
func (m *move) ticket(number string) (*Ticket, error) {
	if t := m.tickets[number]; t != nil || number == "" {
		return t, nil
	}
	t, ok, err := m.b.records.tickets.Get(m.r, store.K(string(m.conv), number))
	if err != nil || !ok {
		return nil, err
	}
	m.tickets[number] = &t
	return &t, nil
}

func (m *move) touch(t *Ticket) {
	for _, n := range m.touched {
		if n == t.Number {
			return
		}
	}
	m.touched = append(m.touched, t.Number)
}

// say adds a line to the transcript and returns its number.
func (m *move) say(l Line) uint64 {
	m.c.Lines++
	l.N = m.c.Lines
	if l.At.IsZero() {
		l.At = m.now
	}
	m.lines = append(m.lines, l)
	return l.N
}

// tell says something to the consulter: lines in the transcript, and a parcel if the channel needs one.
func (m *move) tell(from Speaker, messages []dialog.Message, p parcel) (numbers []uint64) {
	for _, msg := range messages {
		numbers = append(numbers, m.say(Line{From: from, Message: msg}))
	}
	if len(messages) > 0 {
		m.post(messages, p)
	}
	return numbers
}

// tellHeld tells what there was no budget for when the consulter has written and nobody answers yet: a token is there, and a person's
// words must not wait for more of them.
func (m *move) tellHeld() {
	if len(m.c.Held) > 0 && m.c.Return.Token != "" {
		m.post(nil, parcel{})
	}
}

// post leaves a parcel for the channel, if it needs one.
func (m *move) post(messages []dialog.Message, p parcel) {
	if m.b.Channels[m.c.Return.Channel].Sender == nil {
		return
	}
	if len(m.c.Held) > 0 && m.c.Return.Token != "" {
		messages = m.withHeld(messages)
		p.Waiting, m.c.Waiting = m.c.Waiting, nil
	}
	m.c.Out++
	p.n, p.ID, p.Created, p.By, p.Messages = m.c.Out, uuid.NewString(), m.now, m.b.process, messages
	p.Return, p.Received = m.c.Return, m.arrived
	m.c.Return.Token = "" // a token is good for one delivery
	m.parcels = append(m.parcels, p)
}

// courtesy says what is kind to say but not worth a place in a metered budget: there it is said only when it costs nothing.
func (m *move) courtesy(key string, args ...any) {
	outlet := m.b.Channels[m.c.Return.Channel]
	if outlet.Metered && (m.c.Return.Token == "" || m.now.After(m.c.Return.Until)) {
		return
	}
	m.tell(OfDesk, m.phrases().plain(key, args...), parcel{})
}

// withHeld puts before an answer what there was no budget for. A token is good for five messages, so that it becomes one bubble.
func (m *move) withHeld(messages []dialog.Message) []dialog.Message {
	text := m.phrases().text("held")
	for _, h := range m.c.Held {
		text += "\n\n" + h.Text
	}
	m.c.Held = nil
	first := dialog.Message{Kind: dialog.Plain, Text: text}
	if len(messages) < maxMessages {
		return append([]dialog.Message{first}, messages...)
	}
	first.Text += "\n\n" + messages[0].Text
	first.Contacts = messages[0].Contacts
	return append([]dialog.Message{first}, messages[1:]...)
}

// maxMessages is how many messages a delivery may hold: LINE takes five.
const maxMessages = 5

// notify tells the desk something about a ticket, if there is a desk to tell.
func (m *move) notify(n notice) {
	if m.b.Desk == nil {
		return
	}
	m.c.Notices++
	n.n, n.ID, n.Created, n.By = m.c.Notices, uuid.NewString(), m.now, m.b.process
	m.notices = append(m.notices, n)
}

// remind sets a timer.
func (m *move) remind(at time.Time, kind, ref string) {
	key := timerKey(at, m.conv, kind, ref)
	m.write(func(tx store.Txn) error { return m.b.records.timers.Put(tx, key, timer{}) })
}

// note leaves a line in the audit.
func (m *move) note(what string, lines ...uint64) {
	key := store.Key{}.Time(m.now).Str(string(m.conv)).Str(what).Uint(m.c.Rev)
	m.write(func(tx store.Txn) error { return m.b.records.audit.Put(tx, key, auditLine{what, lines}) })
}
