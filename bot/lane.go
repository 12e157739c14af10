package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// A lane does one kind of work for many conversations at once, for each of them by one goroutine at a time. What fails is
// tried again later with growing, jittered pauses; this is the one place where anything is.
type lane struct {
	work  func(ctx context.Context, conv ConversationID) error // all there is to do; nil: nothing is left
	fail  func(conv ConversationID, err error, wait time.Duration)
	slots chan struct{} // how many conversations are worked on at a time
	stop  chan struct{}
	wg    sync.WaitGroup

	mu     sync.Mutex
	jobs   map[ConversationID]*job
	closed bool
}

// job is a conversation in a lane.
type job struct {
	again bool // woken while it was worked on
}

// later is an error that says when trying again makes sense.
type later struct {
	after time.Duration
	err   error
}

func (e *later) Error() string { return e.err.Error() }

func (e *later) Unwrap() error { return e.err }

// The pauses between attempts. The first are short, since most failures are a moment's; the longest is what a platform that
// was down for an hour should cost at most.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = time.Minute
)

func newLane(parallel int, work func(context.Context, ConversationID) error, fail func(ConversationID, error, time.Duration)) *lane {
	return &lane{work: work, fail: fail, slots: make(chan struct{}, parallel), stop: make(chan struct{}), jobs: map[ConversationID]*job{}}
}

// wake makes the lane look at a conversation. It never blocks.
func (l *lane) wake(ctx context.Context, conv ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return // it stays in the store
	}
	if j := l.jobs[conv]; j != nil {
		j.again = true
		return
	}
	j := &job{}
	l.jobs[conv] = j
	l.wg.Go(func() { l.run(ctx, conv, j) })
}

// busy reports whether the lane has a conversation in hand.
func (l *lane) busy(conv ConversationID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.jobs[conv] != nil
}

// load is how many conversations the lane has in hand.
func (l *lane) load() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.jobs)
}

func (l *lane) run(ctx context.Context, conv ConversationID, j *job) {
	pause := &backoff.ExponentialBackOff{InitialInterval: firstPause, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: longestPause}
	pause.Reset()
	for {
		if !l.enter(conv) {
			return
		}
		err := l.work(ctx, conv)
		<-l.slots
		if err == nil {
			if l.leave(conv, j) {
				return
			}
			pause.Reset()
			continue
		}
		wait := pause.NextBackOff()
		if asked := (*later)(nil); errors.As(err, &asked) {
			wait = max(wait, asked.after)
		}
		l.fail(conv, err, wait)
		select {
		case <-time.After(wait):
		case <-l.stop:
			l.drop(conv)
			return
		}
	}
}

func (l *lane) enter(conv ConversationID) bool {
	select {
	case <-l.stop:
		l.drop(conv)
		return false
	default:
	}
	select {
	case l.slots <- struct{}{}:
		return true
	case <-l.stop:
		l.drop(conv)
		return false
	}
}

// leave ends a conversation's work unless it was woken meanwhile.
func (l *lane) leave(conv ConversationID, j *job) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if j.again {
		j.again = false
		return false
	}
	delete(l.jobs, conv)
	return true
}

func (l *lane) drop(conv ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.jobs, conv)
}

// close takes nothing new and lets what is in hand finish.
func (l *lane) close() {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.stop)
	}
	l.mu.Unlock()
}

// wait returns when all work has ended or ctx has.
func (l *lane) wait(ctx context.Context) {
	done := make(chan struct{})
	go func() { l.wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
