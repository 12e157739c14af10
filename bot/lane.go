package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// A lane does one kind of work for many conversations at once, for each of them by one worker at a time, first come first
// served. What fails is tried again later with growing, jittered pauses; this is the one place where anything is.
type lane struct {
	ctx      context.Context
	parallel int                                                  // how many conversations are worked on at a time
	work     func(ctx context.Context, conv ConversationID) error // all there is to do; nil: nothing is left
	fail     func(conv ConversationID, err error, wait time.Duration)
	workers  sync.WaitGroup

	mu      sync.Mutex
	jobs    map[ConversationID]*job
	waiting []ConversationID // those among the jobs that no worker has and that do not pause
	working int
	turned  bool // see turnedAway
	closed  bool
}

// job is a conversation in a lane.
type job struct {
	again bool // woken while it was worked on
	pause *backoff.ExponentialBackOff
	timer *time.Timer // while it pauses
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

// maxWaiting bounds how many wait in a lane, maxJobs how many are in it with those that pause, so that a platform that is down does
// not keep out what goes to another. What is turned away waits in the store, where sweep finds it.
const (
	maxWaiting = 10_000
	maxJobs    = 100_000
)

func newLane(ctx context.Context, parallel int, work func(context.Context, ConversationID) error, fail func(ConversationID, error, time.Duration)) *lane {
	return &lane{ctx: ctx, parallel: parallel, work: work, fail: fail, jobs: map[ConversationID]*job{}}
}

// wake makes the lane look at a conversation. It never blocks.
func (l *lane) wake(conv ConversationID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return // it stays in the store
	}
	if j := l.jobs[conv]; j != nil {
		j.again = true
		return
	}
	if len(l.waiting) >= maxWaiting || len(l.jobs) >= maxJobs {
		l.turned = true
		return
	}
	l.jobs[conv] = &job{}
	l.queue(conv)
}

// queue lets a worker have a conversation. l.mu is held.
func (l *lane) queue(conv ConversationID) {
	l.waiting = append(l.waiting, conv)
	if l.working < l.parallel {
		l.working++
		l.workers.Go(l.run)
	}
}

// run is a worker: it lives as long as somebody waits.
func (l *lane) run() {
	for {
		conv, j := l.next()
		if j == nil {
			return
		}
		l.done(conv, j, l.work(l.ctx, conv))
	}
}

// next gives a worker its next conversation; without one it has to end.
func (l *lane) next() (ConversationID, *job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.working--
		return "", nil
	}
	conv := l.waiting[0]
	l.waiting = l.waiting[1:]
	j := l.jobs[conv]
	j.again = false
	return conv, j
}

// done ends a conversation's turn: it leaves the lane, comes again at once since it was woken meanwhile, or later since it failed.
func (l *lane) done(conv ConversationID, j *job, err error) {
	if err != nil {
		l.retry(conv, j, err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	j.pause = nil
	if j.again && !l.closed {
		l.queue(conv)
		return
	}
	delete(l.jobs, conv)
}

func (l *lane) retry(conv ConversationID, j *job, err error) {
	if j.pause == nil {
		j.pause = &backoff.ExponentialBackOff{InitialInterval: firstPause, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: longestPause}
		j.pause.Reset()
	}
	wait := j.pause.NextBackOff()
	if asked := (*later)(nil); errors.As(err, &asked) {
		wait = max(wait, asked.after)
	}
	l.fail(conv, err, wait)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		delete(l.jobs, conv)
		return
	}
	j.timer = time.AfterFunc(wait, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if j.timer = nil; !l.closed {
			l.queue(conv)
		}
	})
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

// turnedAway reports whether the lane was full since the last call, so that there is work in the store of which it does not know.
func (l *lane) turnedAway() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	turned := l.turned
	l.turned = false
	return turned
}

// close takes nothing new and lets what is being worked on finish.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.closed = true
	for _, conv := range l.waiting {
		delete(l.jobs, conv)
	}
	l.waiting = nil
	for conv, j := range l.jobs {
		if j.timer != nil {
			j.timer.Stop()
			delete(l.jobs, conv)
		}
	}
}

// wait returns when all work has ended or ctx has.
func (l *lane) wait(ctx context.Context) {
	done := make(chan struct{})
	go func() { l.workers.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
