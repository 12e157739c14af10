package loop

import (
	"sync"
	"time"

	"madoguchi/bot"
)

// What comes together is answered together: a part of a story waits a moment for the next. The
// events wait in the store; only since when is remembered here, so that a process that takes over
// waits anew.

// The waits: for one more part, where Options.Patience says nothing else, and for all.
const (
	forAnother = 1500 * time.Millisecond
	forAll     = 5 * time.Second
)

// notYet says that more may come that belongs to what is there.
type notYet struct{ after time.Duration }

func (e *notYet) Error() string { return "more may come" }

// bursts are the conversations in which more is waited for.
type bursts struct {
	mu   sync.Mutex
	open map[bot.ConversationID]burst
}

type burst struct {
	first, latest time.Time // by the steady clock
	events        int
}

// left is how long may still be waited, of which so many events are there, for one more and at most;
// now is by the steady clock.
func (b *bursts) left(conv bot.ConversationID, events int, patience time.Duration, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	have, ok := b.open[conv]
	if !ok {
		have.first = now
	}
	if !ok || events > have.events {
		have.latest, have.events = now, events
	}
	if b.open == nil {
		b.open = map[bot.ConversationID]burst{}
	}
	b.open[conv] = have
	return min(have.latest.Add(patience).Sub(now), have.first.Add(forAll).Sub(now))
}

func (b *bursts) forget(conv bot.ConversationID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, conv)
}
