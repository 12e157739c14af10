package loop

import (
	"context"
	"errors"
	"fmt"

	"madoguchi/bot"
	"madoguchi/store"
)

// bare lets go of the words of a conversation in which nobody has said anything for long, and keeps
// what was understood: in one commit the key is destroyed, and what stays is sealed with a new one.
// A copy of the store that was made before does not bring the words back: its key is on the list of
// what was erased. done is false when somebody has done something meanwhile; also is put into the
// commit.
func (x *Eraser) bare(ctx context.Context, conv bot.ConversationID, keep bot.Retention, also func(store.Txn, bot.Conversation) error) (done bool, err error) {
	var pending bot.Timer
	err = x.update(ctx, func(tx store.Txn) error {
		done = false
		at, now := store.K(string(conv)), x.now()
		c, ok, err := x.records.conversations.Get(tx, at)
		if err != nil || !ok {
			return err
		}
		if due, what := c.RetireAt(now, keep); due.After(now) || what != bot.RetireWords {
			return nil
		}
		tickets, err := x.records.ticketsOf(tx, at)
		if err != nil {
			return err
		}
		if err := errors.Join(x.hideFromDesk(tx, at), x.sealer.Drop(tx, string(conv)), x.sealer.Ensure(tx, string(conv))); err != nil {
			return err
		}
		c, gone := c.Bared(now, keep)
		err = x.count(tx, gone)
		for _, t := range tickets {
			err = errors.Join(err, x.records.tickets.Put(tx, at.Str(t.Number), t.Bared()))
		}
		pending, done = bot.Timer{At: now, Conversation: conv, Kind: bot.TimerForgotten}, true
		return errors.Join(err, x.records.conversations.Put(tx, at, c), x.records.timers.Put(tx, timerKey(pending), timer{}), also(tx, c))
	})
	if err == nil && done {
		if err = x.clearAll(ctx, conv); err == nil {
			err = x.update(ctx, func(tx store.Txn) error { return x.records.timers.Delete(tx, timerKey(pending)) })
		}
	}
	if err != nil {
		return false, fmt.Errorf("erase the words of conversation %s: %w", conv, err)
	}
	return done, nil
}

// count adds what is erased to the numbers that stay.
func (x *Eraser) count(tx store.Txn, gone []bot.Outline) error {
	for _, o := range gone {
		at := store.K(o.Month())
		t, _, err := x.records.tallies.Get(tx, at)
		if err != nil {
			return err
		}
		if err := x.records.tallies.Put(tx, at, t.With(o)); err != nil {
			return err
		}
	}
	return nil
}
