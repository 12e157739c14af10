package loop

import (
	"context"
	"errors"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// stepAll steps a conversation until its inbox is empty. What comes in after the last look wakes
// the queue again.
func (l *Loop) stepAll(ctx context.Context, conv bot.ConversationID) error {
	for more := true; more; {
		var took []taken
		var pause time.Duration
		err := l.change(ctx, conv, func(s *snapshot) (t turn, err error) {
			if took, more, pause, err = l.next(s); err != nil || len(took) == 0 || pause > 0 {
				return turn{}, err
			}
			return turn{eventsOf(took), l.removing(took)}, nil
		})
		switch {
		case err == nil && len(took) == 0:
			return nil
		case err == nil && pause > 0:
			return &notYet{pause}
		case errors.Is(err, bot.ErrStep):
			took, more = took[:1], true // what came with it is still to be stepped
			err = l.deadLetter(ctx, conv, took[0], err)
		case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrUnseal):
			err, more = l.quarantine(ctx, conv, err), true // the event is still to be stepped
		}
		if err != nil {
			return err
		}
		l.metrics.stepped.Add(float64(len(took)))
		for _, t := range took {
			l.metrics.waited.Observe(l.o.Advisor.Now().Sub(t.event.Received).Seconds())
		}
	}
	return nil
}

// next finds the events that are answered together next, and whether there are more; pause is for
// how long another that belongs to them may still be waited for.
func (l *Loop) next(s *snapshot) (took []taken, more bool, pause time.Duration, err error) {
	list, err := s.inbox()
	if err != nil || len(list) == 0 {
		return nil, false, 0, err
	}
	run, open := bot.Joined(s.c, eventsOf(list), s, l.world())
	if open {
		if pause = l.bursts.left(s.conv, len(list), l.o.Patience, l.o.Steady()); pause > 0 {
			return list[:len(run)], true, pause, nil
		}
	}
	l.bursts.forget(s.conv)
	return list[:len(run)], len(list) > len(run), 0, nil
}

func eventsOf(list []taken) bot.Together {
	out := make(bot.Together, len(list))
	for i, t := range list {
		out[i] = t.event
	}
	return out
}

// removing takes events out of the inbox.
func (l *Loop) removing(list []taken) func(store.Txn) error {
	return func(tx store.Txn) error {
		for _, t := range list {
			if err := l.records.inbox.Delete(tx, t.key); err != nil {
				return err
			}
		}
		return nil
	}
}

// deadLetter moves an event that cannot be stepped out of the way; a person will look.
func (l *Loop) deadLetter(ctx context.Context, conv bot.ConversationID, dead taken, why error) error {
	l.metrics.dead.Inc()
	l.o.Log.Error("event cannot be stepped; a person must look",
		"conversation", conv, "event", l.eventName(dead.event.ID), "kind", dead.event.Kind, "err", why)
	return l.change(ctx, conv, func(s *snapshot) (turn, error) {
		if again, err := s.oldest(); err != nil || again == nil || again.event.ID != dead.event.ID {
			return turn{}, err // another replica has dealt with it
		}
		now := l.o.Advisor.Now()
		return turn{bot.DeadLetter{Event: dead.event}, func(tx store.Txn) error {
			letter := dead.event
			letter.Given = nil // it is kept where it belongs
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
		if took, err := s.oldest(); err == nil && took != nil {
			restarted.ReplyTo = took.event.ReplyTo
		}
		return turn{input: restarted}, nil
	})
}
