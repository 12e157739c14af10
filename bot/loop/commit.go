package loop

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// A conversation changes in one way: it is read in a snapshot, what follows is worked out with all
// the time that takes, and committed only if the conversation is still as it was read. So one at a
// time changes a conversation, whatever process it runs in.

// turn is what is to be applied to a conversation, and what is to be written in the same commit.
type turn struct {
	input bot.Input                // nil: nothing
	also  func(tx store.Txn) error // nil: nothing; it may run several times
}

var errStale = errors.New("the conversation has changed meanwhile")

// maxStale is how often a change is worked out again before it is left for later. Each time
// somebody else has got on.
const maxStale = 20

// change changes a conversation. next says how, of what a snapshot holds; it may run several times.
func (l *Loop) change(ctx context.Context, conv bot.ConversationID, next func(*snapshot) (turn, error)) error {
	for range maxStale {
		p, err := l.prepare(ctx, conv, next)
		if err != nil || p == nil {
			return err
		}
		err = l.update(ctx, p.commit)
		if errors.Is(err, errStale) {
			continue
		}
		if err == nil {
			l.wake(p)
		}
		return err
	}
	return &later{err: fmt.Errorf("conversation %s: %w", conv, errStale)}
}

// prepared is a change that was worked out and is to be committed.
type prepared struct {
	l    *Loop
	conv bot.ConversationID
	now  time.Time
	raw  []byte // the record as it was read; nil: there was none
	bot.Changes
	also func(tx store.Txn) error
}

// prepare works a change out. It is nil when nothing follows.
func (l *Loop) prepare(ctx context.Context, conv bot.ConversationID, next func(*snapshot) (turn, error)) (p *prepared, err error) {
	w := l.world()
	err = l.view(ctx, func(r store.Reader) error {
		p = nil
		s := &snapshot{l: l, r: r, conv: conv}
		if err := s.load(); err != nil {
			return err
		}
		t, err := next(s)
		if err != nil || t.input == nil {
			return err
		}
		changes, err := bot.Apply(s.c, t.input, s, w)
		if err != nil || changes.Empty() && t.also == nil {
			return err
		}
		p = &prepared{l: l, conv: conv, now: w.Now, raw: s.raw, Changes: changes, also: t.also}
		return nil
	})
	if p != nil {
		l.sign(p)
	}
	return p, err
}

// sign gives what leaves the desk its id, and the name of the process that knows whether it was
// tried.
func (l *Loop) sign(p *prepared) {
	for i := range p.Deliveries {
		p.Deliveries[i].ID, p.Deliveries[i].By = uuid.NewString(), l.process
	}
	for i := range p.Notices {
		p.Notices[i].ID, p.Notices[i].By = uuid.NewString(), l.process
	}
}

// world is what the rules may know, as of now.
func (l *Loop) world() bot.World {
	w, to := l.o.Advisor.World(), l.to.Load()
	w.Keep, w.Channels, w.Staffed, w.Phrases, w.Chance, w.Hash = l.o.Keep, to.traits, to.desk != nil, l.phrases, chance, l.o.Sealer.Hash
	return w
}

// chance is a number below n that nobody can foresee.
func chance(n int) int {
	i, _ := rand.Int(rand.Reader, big.NewInt(int64(n))) // never fails
	return int(i.Int64())
}

// view reads for a queue, and works out what is read. No more of this goes on at a time than there
// are processors: more would not be faster.
func (l *Loop) view(ctx context.Context, fn func(store.Reader) error) error {
	l.viewing <- struct{}{}
	defer func() { <-l.viewing }()
	l.giveWay()
	return l.o.Engine.View(ctx, fn)
}

// A queue gives way to webhooks while more than rushPerCPU are being accepted for each processor: a
// platform waits for those, a second at most. It does so for a moment only, lest a flood of
// webhooks leave them all without an answer.
const (
	rushPerCPU = 4
	moment     = 10 * time.Millisecond
)

func (l *Loop) giveWay() {
	for end := time.Now().Add(moment); l.accepting.Load() > int32(rushPerCPU*cap(l.viewing)) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// commit writes everything, or nothing when the conversation has changed since it was read. It may
// run several times.
func (p *prepared) commit(tx store.Txn) error {
	rec, at := p.l.records, store.K(string(p.conv))
	raw, ok, err := tx.Get(rec.conversations.Key(at))
	if err != nil {
		return err
	}
	if ok != (p.raw != nil) || !bytes.Equal(raw, p.raw) {
		return errStale
	}
	c := p.Conversation
	c.Rev++
	if err := rec.conversations.Put(tx, at, c); err != nil {
		return err
	}
	for _, write := range []func(store.Txn, store.Key) error{p.putTickets, p.putSaid, p.putFiles, p.putTimes, p.putShared} {
		if err := write(tx, at); err != nil {
			return err
		}
	}
	if p.also != nil {
		if err := p.also(tx); err != nil {
			return err
		}
	}
	return p.l.claimFor(tx, p)
}

// putTickets writes tickets, the number of a new one, and the index of those that are not over.
func (p *prepared) putTickets(tx store.Txn, at store.Key) error {
	rec := p.l.records
	for _, t := range p.Tickets {
		where := ticketNumber{p.conv, t.Number}
		if t.Was == "" {
			if err := rec.takeNumber(tx, where); err != nil {
				return err
			}
		}
		if err := rec.tickets.Put(tx, at.Str(t.Number), t.Ticket); err != nil {
			return err
		}
		var err error
		switch over := t.Over(); {
		case over:
			err = rec.open.Delete(tx, store.K(t.Number))
		case t.Was != t.Status:
			err = rec.open.Put(tx, store.K(t.Number), where)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeNumber takes the next ticket's number, unless somebody else has it by now.
func (r records) takeNumber(tx store.Txn, t ticketNumber) error {
	last, err := r.lastTicket(tx)
	if err != nil {
		return err
	}
	if strconv.FormatUint(last+1, 10) != t.Number {
		return errStale
	}
	if err := r.counters.Put(tx, store.K("ticket"), last+1); err != nil {
		return err
	}
	return r.numbers.Put(tx, store.Key{}.Uint(last+1), t)
}

// firstTicket is the first number given: long enough to be told from an amount or a count on the
// telephone.
const firstTicket = 1001

func (r records) lastTicket(tx store.Reader) (uint64, error) {
	last, ok, err := r.counters.Get(tx, store.K("ticket"))
	if err == nil && !ok {
		last = firstTicket - 1
	}
	return last, err
}

// putSaid writes what was said, and what of it is to be sent or shown.
func (p *prepared) putSaid(tx store.Txn, at store.Key) error {
	rec := p.l.records
	for _, e := range p.Entries {
		if err := rec.entries.Put(tx, at.Uint(e.N), e); err != nil {
			return err
		}
	}
	for _, d := range p.Deliveries {
		if err := rec.outbox.Put(tx, at.Uint(d.N), d); err != nil {
			return err
		}
	}
	for _, n := range p.Notices {
		if err := rec.notices.Put(tx, at.Uint(n.N), n); err != nil {
			return err
		}
	}
	return nil
}

func (p *prepared) putFiles(tx store.Txn, at store.Key) error {
	rec := p.l.records
	for _, f := range p.Fetches {
		if err := rec.fetches.Put(tx, at.Uint(f.Entry), f); err != nil {
			return err
		}
	}
	for _, d := range p.Dropped {
		for i := range d.Pieces {
			if err := rec.pieces.Delete(tx, at.Uint(d.Entry).Uint(uint64(i))); err != nil {
				return err
			}
		}
	}
	return nil
}

// putTimes writes timers and the audit.
func (p *prepared) putTimes(tx store.Txn, _ store.Key) error {
	rec := p.l.records
	for _, t := range p.Timers {
		if err := rec.timers.Put(tx, timerKey(t), timer{}); err != nil {
			return err
		}
	}
	for _, a := range p.Audit {
		key := store.Key{}.Time(p.now).Str(string(p.conv)).Str(a.What).Uint(p.Conversation.Rev)
		if err := rec.audit.Put(tx, key, a); err != nil {
			return err
		}
	}
	return nil
}

// putShared writes what belongs to more than this conversation.
func (p *prepared) putShared(tx store.Txn, at store.Key) error {
	rec := p.l.records
	if p.Reach != nil {
		if err := rec.reach.Put(tx, at, *p.Reach); err != nil {
			return err
		}
	}
	if p.CarriedOn != "" {
		if err := rec.aliases.Put(tx, at, string(p.CarriedOn)); err != nil {
			return err
		}
	}
	if g := p.Guess; g != nil {
		seen, err := rec.wrongGuesses(tx, g.Number, p.now)
		if err != nil {
			return err
		}
		if seen != g.Seen { // others guess too: the bound is looked at again
			return errStale
		}
		if err := rec.guesses.Put(tx, store.K(g.Number), guessed{seen + 1, p.now}); err != nil {
			return err
		}
	}
	if len(p.PickedUp) == 0 {
		return nil
	}
	all, _, err := rec.pickups.Get(tx, store.K("all"))
	if err != nil {
		return err
	}
	all = append(all, p.PickedUp...)
	all = slices.Clone(all[max(0, len(all)-bot.MaxPickups):])
	return rec.pickups.Put(tx, store.K("all"), all)
}

// wake lets the queues know of what a change has left for them, and operators of what it was.
func (l *Loop) wake(p *prepared) {
	counts := !p.Conversation.IsDrill()
	for _, t := range p.Tickets {
		if t.Was == "" && counts {
			l.metrics.tickets.WithLabelValues(string(t.Reason), string(t.Urgency)).Inc()
			l.o.Log.Info("ticket opened", "ticket", t.Number, "conversation", p.conv, "reason", t.Reason, "urgency", t.Urgency)
		}
	}
	for _, what := range p.Outcomes {
		if counts {
			l.metrics.outcomes.WithLabelValues(what).Inc()
		}
	}
	for _, e := range p.Entries {
		if e.Late && !e.Unsent {
			l.metrics.late.Inc()
		}
	}
	if len(p.Deliveries) > 0 {
		l.sends.wake(p.conv)
	}
	urgent := slices.ContainsFunc(p.Tickets, func(t bot.TicketChange) bool { return t.Urgency == knowledge.High && !t.Over() })
	switch {
	case len(p.Notices) > 0 && urgent: // before a hundred others that nobody has seen yet
		l.tells.wakeFirst(p.conv)
	case len(p.Notices) > 0:
		l.tells.wake(p.conv)
	}
	if len(p.Fetches) > 0 {
		l.fetches.wake(p.conv)
	}
}
