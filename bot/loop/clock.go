package loop

import (
	"context"
	"fmt"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// A clock may be wrong for a while: set by hand, read from a board whose battery is empty. Most of
// what follows from it mends itself when it is right again; what was erased does not. So timers go
// by a time that is believed: that of the clock, as long as it goes on from where it was.

// clockGap is the jump from which a clock is not believed: so much earlier may something be erased
// than it should be. clockProven is how long it must go on from a jump to be believed after all.
const (
	clockGap    = 7 * 24 * time.Hour
	clockProven = 6 * time.Hour
)

// clockEvery is how often it is written down that the clock is believed, for the next start and for
// other replicas.
const clockEvery = time.Minute

// clockKey is where that stands: seconds since 1970.
var clockKey = store.K("clock")

// believed is the time that timers go by.
type believed struct {
	steady func() time.Time // goes on however the clock is set

	mu    sync.Mutex
	wall  time.Time // when the clock was last believed, by it
	at    time.Time // the same, by steady
	since time.Time // by steady: since when it is not believed; zero: it is
	noted time.Time // as it stood in the store when this run last looked
}

// now is the believed time when a clock shows a time, and whether it is the clock's.
func (b *believed) now(shown time.Time) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	steady := b.steady()
	if b.wall.IsZero() { // nothing is known
		b.wall, b.at = shown, steady
		return shown, true
	}
	should := b.wall.Add(steady.Sub(b.at))
	if b.since.IsZero() && shown.Sub(should).Abs() > clockGap {
		b.since = steady
	}
	switch {
	case b.since.IsZero(), shown.Sub(should).Abs() <= clockGap, steady.Sub(b.since) >= clockProven:
		b.wall, b.at, b.since = shown, steady, time.Time{}
		return shown, true
	}
	return should, false
}

// heed takes over what another run, or another replica, believed.
func (b *believed) heed(noted time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if noted.Equal(b.noted) {
		return
	}
	b.noted, b.wall, b.at = noted, noted, b.steady()
	if !b.since.IsZero() {
		b.since = b.at
	}
}

// watchClock writes down that the clock is believed, and tells the desk when it is not.
func (l *Loop) watchClock(ctx context.Context) error {
	shown := l.o.Advisor.Now()
	noted, err := l.notedClock(ctx)
	if err != nil {
		return err
	}
	l.clock.heed(noted)
	now, is := l.clock.now(shown)
	if is {
		at := time.Unix(max(0, shown.Unix()), 0)
		l.clock.heed(at)
		return l.update(ctx, func(tx store.Txn) error { return l.records.counters.Put(tx, clockKey, uint64(at.Unix())) })
	}
	days := int(shown.Sub(now).Hours() / 24)
	l.o.Log.Error("the clock is not where it should be; nothing old is erased until it has gone on for a while", "days", days)
	return l.once(ctx, fmt.Sprint("clock/", shown.Format(time.DateOnly)), bot.ClockJumped{Days: days})
}

// notedClock is when the clock was last believed, as it stands in the store; zero: never.
func (l *Loop) notedClock(ctx context.Context) (at time.Time, err error) {
	err = l.o.Engine.View(ctx, func(r store.Reader) error {
		seconds, ok, err := l.records.counters.Get(r, clockKey)
		if at = (time.Time{}); ok {
			at = time.Unix(int64(seconds), 0)
		}
		return err
	})
	if err != nil {
		err = fmt.Errorf("read when the clock was last believed: %w", err)
	}
	return at, err
}
