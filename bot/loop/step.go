package loop

import (
	"context"
	"errors"

	"madoguchi/bot"
	"madoguchi/store"
)

// stepAll steps a conversation until its inbox is empty. What comes in after the last look wakes
// the queue again.
func (l *Loop) stepAll(ctx context.Context, conv bot.ConversationID) error {
	for more := true; more; {
		var took *taken
		err := l.change(ctx, conv, func(s *snapshot) (t turn, err error) {
			if took, more, err = s.oldest(); err != nil || took == nil {
				return turn{}, err
			}
			return turn{took.event, l.removing(*took)}, nil
		})
		switch {
		case err == nil && took == nil:
			return nil
		case errors.Is(err, bot.ErrStep):
			err = l.deadLetter(ctx, conv, *took, err)
		case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrUnseal):
			err, more = l.quarantine(ctx, conv, err), true // the event is still to be stepped
		}
		if err != nil {
			return err
		}
		l.metrics.stepped.Inc()
		if took != nil {
			l.metrics.waited.Observe(l.o.Advisor.Now().Sub(took.event.Received).Seconds())
		}
	}
	return nil
}

// removing takes an event out of the inbox.
func (l *Loop) removing(t taken) func(store.Txn) error {
	return func(tx store.Txn) error { return l.records.inbox.Delete(tx, t.key) }
}

// deadLetter moves an event that cannot be stepped out of the way; a person will look.
func (l *Loop) deadLetter(ctx context.Context, conv bot.ConversationID, dead taken, why error) error {
	l.metrics.dead.Inc()
	l.o.Log.Error("event cannot be stepped; a person must look",
		"conversation", conv, "event", l.eventName(dead.event.ID), "kind", dead.event.Kind, "err", why)
	return l.change(ctx, conv, func(s *snapshot) (turn, error) {
		if again, _, err := s.oldest(); err != nil || again == nil || again.event.ID != dead.event.ID {
			return turn{}, err // another replica has dealt with it
		}
		now := l.o.Advisor.Now()
		return turn{bot.DeadLetter{Event: dead.event}, func(tx store.Txn) error {
			letter := dead.event
			letter.Why = bot.ErrStep.Error()
			return errors.Join(l.records.inbox.Delete(tx, dead.key), l.records.dead.Put(tx, store.K(string(conv)).Time(now), letter))
		}}, nil
	})
}

// quarantine keeps a conversation's record that cannot be read where somebody can look at it, and
// begins anew: the consulter must not be left without an answer. It is done only when the record
// itself is damaged, never when reading failed.
func (l *Loop) quarantine(ctx context.Context, conv bot.ConversationID, why error) error {
	l.o.Log.Error("record of a conversation is damaged; it is kept under (\"damaged\") and the conversation begins anew", "conversation", conv, "err", why)
	l.metrics.dead.Inc()
	key := l.records.conversations.Key(store.K(string(conv)))
	err := l.update(ctx, func(tx store.Txn) error {
		raw, ok, err := tx.Get(key)
		if err != nil || !ok {
			return err
		}
		if _, _, err := l.records.conversations.Get(tx, store.K(string(conv))); err == nil {
			return &later{err: why} // the damage is elsewhere: in the inbox, or a ticket
		}
		return errors.Join(tx.Put(store.K("damaged", string(conv)).Time(l.o.Advisor.Now()), raw), tx.Delete(key))
	})
	if err != nil {
		return err
	}
	return l.change(ctx, conv, func(s *snapshot) (turn, error) {
		last, err := s.lastEntry()
		if err != nil {
			return turn{}, err
		}
		restarted := bot.Restarted{Entries: last}
		if took, _, err := s.oldest(); err == nil && took != nil {
			restarted.ReplyTo = took.event.ReplyTo
		}
		return turn{input: restarted}, nil
	})
}
