package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/store"
)

// retire erases a conversation in which nobody has said anything for as long as conversations are kept; one with a ticket that is
// not over is looked at again later.
func (b *Bot) retire(ctx context.Context, a alarm) error {
	again := time.Time{}
	now := b.Advisor.Now()
	err := b.Engine.View(ctx, func(r store.Reader) error {
		c, ok, err := b.records.conversations.Get(r, store.K(string(a.conv)))
		if errors.Is(err, store.ErrErased) || err == nil && !ok {
			return nil
		}
		if due := c.Active.Add(b.Retention); due.After(now) {
			again = due
		} else if c.Ticket != "" {
			again = now.Add(24 * time.Hour)
		}
		return err
	})
	if err != nil {
		return err
	}
	if again.IsZero() {
		if err := b.Erase(ctx, a.conv); err != nil {
			return err
		}
	}
	return b.Engine.Update(ctx, func(tx store.Txn) error {
		if !again.IsZero() {
			if err := b.records.timers.Put(tx, timerKey(again, a.conv, timerRetention, ""), timer{}); err != nil {
				return err
			}
		}
		return b.records.timers.Delete(tx, a.key)
	})
}

// Erase destroys a conversation: first its key, in one commit, after which nobody can read any of it; then what it had sealed.
// A failure in between leaves nothing readable, and erasing again finishes it.
func (b *Bot) Erase(ctx context.Context, conv ConversationID) error {
	at := store.K(string(conv))
	err := b.Engine.Update(ctx, func(tx store.Txn) error { return b.Sealer.Drop(tx, string(conv)) })
	if err != nil {
		return fmt.Errorf("erase conversation %s: %w", conv, err)
	}
	b.metrics.erased.Inc()
	rec := b.records
	for _, prefix := range []store.Key{
		rec.inbox.Key(at), rec.outbox.Key(at), rec.notices.Key(at), rec.lines.Key(at), rec.tickets.Key(at), rec.refs.Key(at), rec.dead.Key(at),
		rec.conversations.Key(at), rec.seen.Key(at), rec.claims.Key(at), rec.errands.Key(at), rec.pieces.Key(at), store.K("damaged", string(conv)),
	} {
		for more := true; more; {
			if more, err = b.clear(ctx, prefix); err != nil {
				return fmt.Errorf("erase conversation %s: %w", conv, err)
			}
		}
	}
	return nil
}

// clear deletes what begins with a prefix, as much as one commit may.
func (b *Bot) clear(ctx context.Context, prefix store.Key) (more bool, err error) {
	err = b.Engine.Update(ctx, func(tx store.Txn) error {
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
			if k := store.ReadKey(e.Key); k.Str() == b.records.tickets.Table.Name {
				k.Str()
				if err := b.forgetNumber(tx, k.Str()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return more, err
}
