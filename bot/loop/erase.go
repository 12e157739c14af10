package loop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/store"
)

// Eraser erases conversations, in a running loop or in a store that nobody serves.
//
// First, in one commit, a conversation's key is destroyed, after which nobody can read any of it,
// and it is written down what is still to be done: the desk's platform is to forget what it was
// shown, and what the key had sealed is to be deleted. A failure in between leaves nothing
// readable, and whoever serves the store next goes on.
type Eraser struct {
	records records
	sealer  *store.Sealer
	engine  store.Engine
	now     func() time.Time
	phrases bot.Phrases
	update  func(context.Context, func(store.Txn) error) error
}

// NewEraser makes one on a store that no loop has open.
func NewEraser(e store.Engine, s *store.Sealer, now func() time.Time) (*Eraser, error) {
	phrases, err := bot.LoadPhrases()
	return &Eraser{records: newRecords(s), sealer: s, engine: e, now: now, phrases: phrases, update: e.Update}, err
}

// Eraser is the loop's own.
func (l *Loop) Eraser() *Eraser {
	return &Eraser{
		records: l.records, sealer: l.o.Sealer, engine: l.o.Engine, phrases: l.phrases, update: l.update,
		now: func() time.Time { now, _ := l.clock.now(l.o.Advisor.Now()); return now },
	}
}

// Kept says how much is kept of a case, for whoever is to decide whether it goes. It holds no words.
type Kept struct {
	Conversation bot.ConversationID `json:"conversation"`
	Channel      bot.Channel        `json:"channel,omitempty"`
	Tickets      []string           `json:"tickets"`
	Entries      int                `json:"entries"`
	Pieces       int                `json:"pieces"`    // of files
	Waiting      int                `json:"waiting"`   // events, deliveries and notices under way
	Shown        int                `json:"shown"`     // posts and files on the desk's platform
	Elsewhere    int                `json:"elsewhere"` // conversations that were carried on in this one
}

// Kept looks at the case of a number.
func (x *Eraser) Kept(ctx context.Context, number string) (k Kept, err error) {
	n, ok := parseNumber(number)
	if !ok {
		return k, bot.ErrNoTicket
	}
	err = x.engine.View(ctx, func(r store.Reader) error {
		where, ok, err := x.records.numbers.Get(r, store.Key{}.Uint(n))
		if err == nil && !ok {
			err = bot.ErrNoTicket
		}
		if err != nil {
			return err
		}
		at := store.K(string(where.Conversation))
		k = Kept{Conversation: where.Conversation}
		c, _, err := x.records.conversations.Get(r, at)
		if err != nil {
			return err
		}
		k.Channel = c.ReplyTo.Channel
		tickets, err := x.records.ticketsOf(r, at)
		if err != nil {
			return err
		}
		for _, t := range tickets {
			k.Tickets = append(k.Tickets, t.Number)
		}
		aliases, err := x.joined(r, where.Conversation)
		k.Elsewhere = len(aliases)
		rec := x.records
		count := func(keys ...store.Key) (n int) {
			for _, key := range keys {
				for _, scanned := range r.Scan(key.Range()) {
					if err = errors.Join(err, scanned); scanned == nil {
						n++
					}
				}
			}
			return n
		}
		k.Entries, k.Pieces, k.Shown = count(rec.entries.Key(at)), count(rec.pieces.Key(at)), count(rec.refs.Key(at))
		k.Waiting = count(rec.inbox.Key(at), rec.outbox.Key(at), rec.notices.Key(at))
		return err
	})
	if err != nil {
		return k, fmt.Errorf("case %s: %w", number, err)
	}
	return k, nil
}

// Case erases the conversation of a case, with all that was carried on in it; tell has its consulter
// told. It returns what there was.
func (x *Eraser) Case(ctx context.Context, number string, tell bool) (Kept, error) {
	k, err := x.Kept(ctx, number)
	if err != nil {
		return k, err
	}
	return k, x.erase(ctx, k.Conversation, tell, nil)
}

// erase does both steps. What a running loop must do still, telling the consulter, a timer leaves to it.
func (x *Eraser) erase(ctx context.Context, conv bot.ConversationID, tell bool, also func(store.Txn) error) error {
	var pending bot.Timer
	err := x.update(ctx, func(tx store.Txn) (err error) {
		if pending, err = x.drop(tx, conv, tell); err != nil || also == nil {
			return err
		}
		return also(tx)
	})
	if err != nil {
		return fmt.Errorf("erase conversation %s: %w", conv, err)
	}
	if err := x.clearAll(ctx, conv); err != nil {
		return fmt.Errorf("erase conversation %s: %w", conv, err)
	}
	if tell {
		return nil
	}
	return x.update(ctx, func(tx store.Txn) error { return x.records.timers.Delete(tx, timerKey(pending)) })
}

// drop makes a conversation unreadable, and writes down what is still to be done.
func (x *Eraser) drop(tx store.Txn, conv bot.ConversationID, tell bool) (pending bot.Timer, err error) {
	at, now := store.K(string(conv)), x.now()
	pending = bot.Timer{At: now, Conversation: conv, Kind: bot.TimerForgotten}
	c, there, err := x.records.conversations.Get(tx, at)
	if err != nil && !unreadable(err) {
		return pending, err
	}
	if err := x.hideFromDesk(tx, at); err != nil {
		return pending, err
	}
	if there && err == nil {
		if err := x.count(tx, c.Outlines()); err != nil {
			return pending, err
		}
	}
	if tell && there && err == nil {
		if err := x.sealDesk(tx); err != nil {
			return pending, err
		}
		if err := x.records.farewells.Put(tx, store.K(string(bot.TheDesk), string(conv)), c.Farewell()); err != nil {
			return pending, err
		}
	}
	return pending, errors.Join(
		x.sealer.Drop(tx, string(conv)),
		x.records.conversations.Delete(tx, at),
		x.records.timers.Put(tx, timerKey(pending), timer{}),
	)
}

func (x *Eraser) sealDesk(tx store.Txn) error { return x.sealer.Ensure(tx, string(bot.TheDesk)) }

// unreadable is true of a record whose key is gone, or that is damaged: it is erased all the same.
func unreadable(err error) bool {
	return errors.Is(err, store.ErrErased) || errors.Is(err, store.ErrUnseal) || errors.Is(err, store.ErrDamaged)
}

// hideFromDesk has the desk's platform forget what it was shown. The notices lie with the desk's own,
// since the conversation's key is about to go.
func (x *Eraser) hideFromDesk(tx store.Txn, at store.Key) error {
	rec, desk := x.records, store.K(string(bot.TheDesk))
	shown := map[string]map[string]string{}
	for row, err := range rec.refs.Scan(tx, at) {
		if unreadable(err) {
			continue
		} else if err != nil {
			return err
		}
		k := store.ReadKey(row.Key)
		k.Str()
		number, name := k.Str(), k.Str()
		if shown[number] == nil {
			shown[number] = map[string]string{}
		}
		if name != nameRef {
			shown[number][name] = row.Value
		}
	}
	if len(shown) == 0 {
		return nil
	}
	if err := x.sealDesk(tx); err != nil {
		return err
	}
	c, _, err := rec.conversations.Get(tx, desk)
	if err != nil {
		return err
	}
	for _, number := range slices.Sorted(maps.Keys(shown)) {
		c.Notices++
		n := x.phrases.HideFromDesk(number, shown[number])
		n.ID, n.Created = uuid.NewString(), x.now()
		if err := rec.notices.Put(tx, desk.Uint(c.Notices), n); err != nil {
			return err
		}
	}
	c.Rev++
	return rec.conversations.Put(tx, desk, c)
}

// clearAll deletes what the destroyed key had sealed, and what else names the conversation. What
// came since the key was destroyed is sealed with another, and stays.
func (x *Eraser) clearAll(ctx context.Context, conv bot.ConversationID) error {
	var elsewhere []bot.ConversationID
	err := x.engine.View(ctx, func(r store.Reader) (err error) {
		elsewhere, err = x.joined(r, conv)
		return err
	})
	if err != nil {
		return err
	}
	for _, from := range elsewhere { // what was said there before it was carried on here
		if err := x.erase(ctx, from, false, func(tx store.Txn) error { return x.records.aliases.Delete(tx, store.K(string(from))) }); err != nil {
			return err
		}
	}
	at, rec := store.K(string(conv)), x.records
	for _, prefix := range []store.Key{
		rec.inbox.Key(at), rec.outbox.Key(at), rec.notices.Key(at), rec.entries.Key(at), rec.tickets.Key(at), rec.refs.Key(at), rec.reach.Key(at), rec.dead.Key(at),
		rec.conversations.Key(at), rec.expects.Key(at), rec.fetches.Key(at), rec.pieces.Key(at), rec.seen.Key(at), rec.claims.Key(at), store.K("damaged", string(conv)),
	} {
		for more := true; more; {
			if more, err = x.clear(ctx, prefix); err != nil {
				return err
			}
		}
	}
	return x.clearTimers(ctx, conv)
}

// joined are the conversations that are carried on in another.
func (x *Eraser) joined(r store.Reader, conv bot.ConversationID) (out []bot.ConversationID, err error) {
	for row, err := range x.records.aliases.Scan(r, nil) {
		if err != nil {
			return nil, err
		}
		if row.Value == string(conv) {
			k := store.ReadKey(row.Key)
			out = append(out, bot.ConversationID(k.Str()))
		}
	}
	return out, nil
}

// perClear is how many records one commit deletes; each may take two others with it.
const perClear = 35

// clear deletes what begins with a prefix, as much as one commit may.
func (x *Eraser) clear(ctx context.Context, prefix store.Key) (more bool, err error) {
	err = x.update(ctx, func(tx store.Txn) error {
		more = false
		n := 0
		for e, err := range tx.Scan(prefix.Range()) {
			if err != nil {
				return err
			}
			if x.records.readable(tx, e) {
				continue
			}
			if n++; n > perClear {
				more = true
				return nil
			}
			if err := tx.Delete(e.Key); err != nil {
				return err
			}
			if k := store.ReadKey(e.Key); k.Str() == x.records.tickets.Table.Name {
				k.Str()
				if err := x.forgetNumber(tx, k.Str()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return more, err
}

// readable is true of a record that a key opens that is there.
func (r records) readable(tx store.Reader, e store.Entry) bool {
	for _, opens := range []func(store.Reader, store.Entry) bool{
		opensIn(r.inbox), opensIn(r.outbox), opensIn(r.notices), opensIn(r.entries), opensIn(r.tickets), opensIn(r.conversations), opensIn(r.reach),
		opensIn(r.expects), opensIn(r.fetches),
	} {
		if opens(tx, e) {
			return true
		}
	}
	return false
}

// opensIn returns what reports whether a record is one of a table, and can be read.
func opensIn[T any](t store.SealedTable[T]) func(store.Reader, store.Entry) bool {
	return func(tx store.Reader, e store.Entry) bool {
		parts, of := bytes.CutPrefix(e.Key, t.Key(nil))
		if !of {
			return false
		}
		_, ok, err := t.Get(tx, parts)
		return ok && err == nil
	}
}

// forgetNumber takes a ticket of an erased conversation out of the indexes. Its number is not given
// again.
func (x *Eraser) forgetNumber(tx store.Txn, number string) error {
	n, ok := parseNumber(number)
	if !ok {
		return nil // no number of ours
	}
	return errors.Join(
		x.records.open.Delete(tx, store.K(number)), x.records.numbers.Delete(tx, store.Key{}.Uint(n)), x.records.guesses.Delete(tx, store.K(number)),
	)
}

// clearTimers deletes a conversation's timers, but for the one that finishes the erasure, and those
// of what came since.
func (x *Eraser) clearTimers(ctx context.Context, conv bot.ConversationID) error {
	for more := true; more; {
		err := x.update(ctx, func(tx store.Txn) error {
			more = false
			var old []store.Key
			for row, err := range x.records.timers.Scan(tx, nil) {
				if err != nil {
					return err
				}
				k := store.ReadKey(row.Key)
				k.Time()
				if of, kind := k.Str(), bot.TimerKind(k.Str()); of == string(conv) && kind != bot.TimerForgotten {
					old = append(old, row.Key)
				}
			}
			if _, anew, err := x.records.conversations.Get(tx, store.K(string(conv))); anew || err != nil && !unreadable(err) {
				return err // a timer too many only looks once more
			}
			for _, k := range old[:min(len(old), 3*perClear)] {
				if err := x.records.timers.Delete(tx, k); err != nil {
					return err
				}
			}
			more = len(old) > 3*perClear
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
