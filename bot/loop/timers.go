package loop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"madoguchi/bot"
	"madoguchi/store"
)

func timerKey(t bot.Timer) store.Key {
	return store.Key{}.Time(t.At).Str(string(t.Conversation)).Str(string(t.Kind)).Str(t.Ref)
}

// wakeMorning sets the timer for the next morning, and gives the desk's pseudo-conversation its
// key.
func (l *Loop) wakeMorning(ctx context.Context) error {
	err := l.update(ctx, func(tx store.Txn) error {
		if err := l.o.Sealer.Ensure(tx, string(bot.TheDesk)); err != nil {
			return err
		}
		at := l.o.Advisor.Calendar.NextOpening(l.o.Advisor.Now())
		return l.records.timers.Put(tx, timerKey(bot.Timer{At: at, Conversation: bot.TheDesk, Kind: bot.TimerMorning}), timer{})
	})
	if err != nil {
		err = fmt.Errorf("set the morning's timer: %w", err)
	}
	return err
}

// timerEvery is how often the clock is looked at.
const timerEvery = time.Second

// tick fires what is due until ctx ends.
func (l *Loop) tick(ctx context.Context) {
	var watched time.Time
	for ctx.Err() == nil {
		if time.Since(watched) > clockEvery {
			if err := l.watchClock(ctx); err != nil && ctx.Err() == nil {
				l.o.Log.Error("look after the clock", "err", err)
				sleep(ctx, timerEvery)
				continue // what is due cannot be said
			}
			watched = time.Now()
		}
		due, err := l.dueTimers(ctx)
		if err != nil && ctx.Err() == nil {
			l.o.Log.Error("read the timers", "err", err)
		}
		l.fireAll(ctx, due)
		if len(due) == 0 {
			sleep(ctx, timerEvery)
		}
	}
}

// mendsAtOnce is how many corrections are told at a time.
const mendsAtOnce = 32

// fireAll fires what is due in order; corrections, of which there may be many, several at once.
func (l *Loop) fireAll(ctx context.Context, due []alarm) {
	var mends errgroup.Group
	mends.SetLimit(mendsAtOnce)
	for _, a := range due {
		if a.Kind != bot.TimerMend {
			l.fireOne(ctx, a)
			continue
		}
		mends.Go(func() error {
			l.fireOne(ctx, a)
			return nil
		})
	}
	_ = mends.Wait() // none returns an error
}

// fireOne fires what is due. What fails is due still.
func (l *Loop) fireOne(ctx context.Context, a alarm) {
	if err := l.fire(ctx, a); err != nil && ctx.Err() == nil {
		l.o.Log.Error("a timer failed; it is tried again", "conversation", a.Conversation, "kind", a.Kind, "err", err)
		sleep(ctx, timerEvery)
	}
}

// alarm is a timer that is due, and where it lies.
type alarm struct {
	bot.Timer
	key store.Key
}

func (l *Loop) dueTimers(ctx context.Context) (out []alarm, err error) {
	now, _ := l.clock.now(l.o.Advisor.Now())
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		for row, err := range l.records.timers.Range(r, nil, store.Key{}.Time(now.Add(time.Microsecond))) { // those of this very moment too
			if err != nil {
				return err
			}
			k := store.ReadKey(row.Key)
			a := alarm{key: row.Key}
			a.At, a.Conversation, a.Kind, a.Ref = k.Time(), bot.ConversationID(k.Str()), bot.TimerKind(k.Str()), k.Str()
			if err := k.End(); err != nil {
				return err
			}
			if out = append(out, a); len(out) == 100 {
				break
			}
		}
		return nil
	})
	return out, err
}

// spent takes a timer away, and sets it again for later if it is still wanted.
func (l *Loop) spent(a alarm, again time.Time) func(store.Txn) error {
	return func(tx store.Txn) error {
		if !again.IsZero() {
			next := a.Timer
			next.At = again
			if err := l.records.timers.Put(tx, timerKey(next), timer{}); err != nil {
				return err
			}
		}
		return l.records.timers.Delete(tx, a.key)
	}
}

// fire looks at what a timer is about, and takes the timer away in the same commit as what follows.
func (l *Loop) fire(ctx context.Context, a alarm) error {
	switch a.Kind {
	case bot.TimerRetention:
		return l.retire(ctx, a)
	case bot.TimerForget:
		return l.forget(ctx, a)
	case bot.TimerForgotten:
		return l.forgotten(ctx, a)
	}
	away := l.spent(a, time.Time{})
	err := l.change(ctx, a.Conversation, func(*snapshot) (turn, error) { return turn{a.Timer, away}, nil })
	if errors.Is(err, store.ErrErased) { // nothing is left to look at
		return l.update(ctx, away)
	}
	return err
}
