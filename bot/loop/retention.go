package loop

import (
	"context"
	"errors"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// retire lets go of what of a conversation has been kept for long enough, by the time that is
// believed; see bot.Conversation.RetireAt.
func (l *Loop) retire(ctx context.Context, a alarm) error {
	var again time.Time
	var what bot.Retiring
	now, _ := l.clock.now(l.o.Advisor.Now())
	err := l.o.Engine.View(ctx, func(r store.Reader) error {
		again = time.Time{}
		c, ok, err := l.records.conversations.Get(r, store.K(string(a.Conversation)))
		if errors.Is(err, store.ErrErased) || err == nil && !ok {
			what = bot.RetireAll
			return nil
		}
		again, what = c.RetireAt(now, l.o.Keep)
		return err
	})
	switch {
	case err != nil:
		return err
	case again.After(now):
		return l.update(ctx, l.spent(a, again))
	case what == bot.RetireWords:
		return l.bare(ctx, a, now)
	}
	if err := l.Erase(ctx, a.Conversation); err != nil {
		return err
	}
	return l.update(ctx, l.spent(a, time.Time{}))
}

// bare lets go of a conversation's words.
func (l *Loop) bare(ctx context.Context, a alarm, now time.Time) error {
	done, err := l.Eraser().bare(ctx, a.Conversation, l.o.Keep, func(tx store.Txn, c bot.Conversation) error {
		again, _ := c.RetireAt(now, l.o.Keep)
		return l.spent(a, again)(tx)
	})
	if err != nil || !done { // somebody has written meanwhile: the timer stands, and looks again
		return err
	}
	l.metrics.erased.Inc()
	l.o.Log.Info("the words of a conversation were erased", "conversation", a.Conversation)
	l.tells.wake(bot.TheDesk)
	if l.o.Erased != nil {
		l.o.Erased()
	}
	return nil
}

// forget erases a conversation whose consulter wants it. What was said to them last goes out first,
// if the platform takes it in time; until then it is looked at again each minute.
func (l *Loop) forget(ctx context.Context, a alarm) error {
	var again time.Time
	sure := false
	now, _ := l.clock.now(l.o.Advisor.Now())
	err := l.o.Engine.View(ctx, func(r store.Reader) error {
		again, sure = time.Time{}, false
		at := store.K(string(a.Conversation))
		c, ok, err := l.records.conversations.Get(r, at)
		if errors.Is(err, store.ErrErased) || err == nil && (!ok || c.Forget == nil || c.Forget.Sure.IsZero()) {
			return nil
		}
		if sure = err == nil; !sure || now.After(c.Forget.Sure.Add(bot.ForgetWithin)) {
			return err
		}
		for _, err := range l.records.outbox.Scan(r, at) {
			again = now.Add(time.Minute)
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !sure || !again.IsZero() {
		return l.update(ctx, l.spent(a, again))
	}
	return l.erase(ctx, a.Conversation, true, l.spent(a, again))
}

// forgotten finishes an erasure, whoever began it: what is left is deleted, and the consulter told
// if they are to be.
func (l *Loop) forgotten(ctx context.Context, a alarm) error {
	if err := l.Eraser().clearAll(ctx, a.Conversation); err != nil {
		return err
	}
	at := store.K(string(bot.TheDesk), string(a.Conversation))
	var farewell bot.Forgotten
	tell := false
	err := l.o.Engine.View(ctx, func(r store.Reader) (err error) {
		farewell, tell, err = l.records.farewells.Get(r, at)
		if errors.Is(err, store.ErrErased) { // the desk has no key yet: nothing was left with it
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	l.tells.wake(bot.TheDesk)
	away := func(tx store.Txn) error {
		return errors.Join(l.records.farewells.Delete(tx, at), l.spent(a, time.Time{})(tx))
	}
	if !tell {
		return l.update(ctx, away)
	}
	if err := l.update(ctx, func(tx store.Txn) error { return l.o.Sealer.Ensure(tx, string(a.Conversation)) }); err != nil {
		return err
	}
	return l.change(ctx, a.Conversation, func(*snapshot) (turn, error) { return turn{farewell, away}, nil })
}

// Erase destroys a conversation; see [Eraser].
func (l *Loop) Erase(ctx context.Context, conv bot.ConversationID) error {
	return l.erase(ctx, conv, false, nil)
}

func (l *Loop) erase(ctx context.Context, conv bot.ConversationID, tell bool, also func(store.Txn) error) error {
	if err := l.Eraser().erase(ctx, conv, tell, also); err != nil {
		return err
	}
	l.metrics.erased.Inc()
	l.o.Log.Info("a conversation was erased", "conversation", conv)
	l.tells.wake(bot.TheDesk)
	if l.o.Erased != nil {
		l.o.Erased()
	}
	return nil
}

// Kept looks at a case; see [Eraser.Kept].
func (l *Loop) Kept(ctx context.Context, number string) (Kept, error) {
	return l.Eraser().Kept(ctx, number)
}

// EraseCase erases the conversation of a case; see [Eraser.Case].
func (l *Loop) EraseCase(ctx context.Context, number string, tell bool) (Kept, error) {
	k, err := l.Kept(ctx, number)
	if err != nil {
		return k, err
	}
	return k, l.erase(ctx, k.Conversation, tell, nil)
}
