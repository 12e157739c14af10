package loop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// retire erases a conversation in which nobody has said anything for as long as conversations are
// kept, by the time that is believed; see bot.Conversation.RetireAt.
func (l *Loop) retire(ctx context.Context, a alarm) error {
	var again time.Time
	now, _ := l.clock.now(l.o.Advisor.Now())
	err := l.o.Engine.View(ctx, func(r store.Reader) error {
		again = time.Time{}
		c, ok, err := l.records.conversations.Get(r, store.K(string(a.Conversation)))
		if errors.Is(err, store.ErrErased) || err == nil && !ok {
			return nil
		}
		again = c.RetireAt(now, l.o.Retention)
		return err
	})
	if err != nil {
		return err
	}
	if !again.After(now) {
		if err := l.Erase(ctx, a.Conversation); err != nil {
			return err
		}
	}
	return l.update(ctx, func(tx store.Txn) error {
		if again.After(now) {
			next := a.Timer
			next.At = again
			if err := l.records.timers.Put(tx, timerKey(next), timer{}); err != nil {
				return err
			}
		}
		return l.records.timers.Delete(tx, a.key)
	})
}

// Erase destroys a conversation: first its key, in one commit, after which nobody can read any of
// it; then what it had sealed. A failure in between leaves nothing readable, and erasing again
// finishes it.
func (l *Loop) Erase(ctx context.Context, conv bot.ConversationID) error {
	at := store.K(string(conv))
	err := l.update(ctx, func(tx store.Txn) error { return l.o.Sealer.Drop(tx, string(conv)) })
	if err != nil {
		return fmt.Errorf("erase conversation %s: %w", conv, err)
	}
	l.metrics.erased.Inc()
	rec := l.records
	for _, prefix := range []store.Key{
		rec.inbox.Key(at), rec.outbox.Key(at), rec.notices.Key(at), rec.entries.Key(at), rec.tickets.Key(at), rec.refs.Key(at), rec.dead.Key(at),
		rec.conversations.Key(at), rec.seen.Key(at), rec.expects.Key(at), rec.claims.Key(at), rec.fetches.Key(at), rec.pieces.Key(at), store.K("damaged", string(conv)),
	} {
		for more := true; more; {
			if more, err = l.clear(ctx, prefix); err != nil {
				return fmt.Errorf("erase conversation %s: %w", conv, err)
			}
		}
	}
	return nil
}

// clear deletes what begins with a prefix, as much as one commit may.
func (l *Loop) clear(ctx context.Context, prefix store.Key) (more bool, err error) {
	err = l.update(ctx, func(tx store.Txn) error {
		more = false
		n := 0
		for e, err := range tx.Scan(prefix.Range()) {
			if err != nil {
				return err
			}
			if n++; n > 50 {
				more = true
				return nil
			}
			if err := tx.Delete(e.Key); err != nil {
				return err
			}
			if k := store.ReadKey(e.Key); k.Str() == l.records.tickets.Table.Name {
				k.Str()
				if err := l.forgetNumber(tx, k.Str()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return more, err
}
