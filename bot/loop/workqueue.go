package loop

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"madoguchi/bot"
)

// A workQueue does one kind of work for many conversations at once, for each of them by one worker
// at a time, first come first served. What fails is tried again later with growing, jittered
// pauses; this is the one place where anything is.
type workQueue struct {
	ctx      context.Context
	parallel int                                                      // how many conversations are worked on at a time
	work     func(ctx context.Context, conv bot.ConversationID) error // all there is to do; nil: nothing is left
	fail     func(conv bot.ConversationID, err error, wait time.Duration)
	workers  sync.WaitGroup

	mu      sync.Mutex
	jobs    map[bot.ConversationID]*job
	waiting []bot.ConversationID // those among the jobs that no worker has and that do not pause
	working int
	turned  bool // see turnedAway
	works   bool // between open and close
}

// job is a conversation in a queue.
type job struct {
	again bool // woken while it was worked on
	pause *backoff.ExponentialBackOff
	timer *time.Timer // while it pauses
	soft  bool        // it pauses for more to come, not after a failure
}

// later is an error that says when trying again makes sense.
type later struct {
	after time.Duration
	err   error
}

func (e *later) Error() string { return e.err.Error() }

func (e *later) Unwrap() error { return e.err }

// The pauses between attempts. The first are short, since most failures are a moment's; the longest
// is what a platform that was down for an hour should cost at most.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = time.Minute
)

// maxWaiting bounds how many wait in a queue, maxJobs how many are in it with those that pause, so
// that a platform that is down does not keep out what goes to another. What is turned away waits in
// the store, where sweep finds it.
const (
	maxWaiting = 10_000
	maxJobs    = 100_000
)

func newWorkQueue(ctx context.Context, parallel int, work func(context.Context, bot.ConversationID) error, fail func(bot.ConversationID, error, time.Duration)) *workQueue {
	return &workQueue{ctx: ctx, parallel: parallel, work: work, fail: fail, jobs: map[bot.ConversationID]*job{}}
}

// open lets the queue work. What it was woken for before is in the store.
func (q *workQueue) open() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.works = true
}

// wake makes the queue look at a conversation. It never blocks.
func (q *workQueue) wake(conv bot.ConversationID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.works {
		return // it stays in the store
	}
	if j := q.jobs[conv]; j != nil {
		if j.again = true; j.soft && j.timer != nil && j.timer.Stop() { // what it paused for has come
			j.timer, j.soft = nil, false
			q.queue(conv)
		}
		return
	}
	if len(q.waiting) >= maxWaiting || len(q.jobs) >= maxJobs {
		q.turned = true
		return
	}
	q.jobs[conv] = &job{}
	q.queue(conv)
}

// wakeFirst wakes the queue for a conversation that must not wait for the others.
func (q *workQueue) wakeFirst(conv bot.ConversationID) {
	q.wake(conv)
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, conv); i > 0 {
		q.waiting = slices.Insert(slices.Delete(q.waiting, i, i+1), 0, conv)
	}
}

// queue lets a worker have a conversation. q.mu is held.
func (q *workQueue) queue(conv bot.ConversationID) {
	q.waiting = append(q.waiting, conv)
	if q.working < q.parallel {
		q.working++
		q.workers.Go(q.run)
	}
}

// run is a worker: it lives as long as somebody waits.
func (q *workQueue) run() {
	for {
		conv, j := q.next()
		if j == nil {
			return
		}
		q.done(conv, j, q.work(q.ctx, conv))
	}
}

// next gives a worker its next conversation; without one it has to end.
func (q *workQueue) next() (bot.ConversationID, *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.working--
		return "", nil
	}
	conv := q.waiting[0]
	q.waiting = q.waiting[1:]
	j := q.jobs[conv]
	j.again = false
	return conv, j
}

// done ends a conversation's turn: it leaves the queue, comes again at once since it was woken
// meanwhile, or later since it failed.
func (q *workQueue) done(conv bot.ConversationID, j *job, err error) {
	if more := (*notYet)(nil); errors.As(err, &more) {
		q.pause(conv, j, more.after)
		return
	}
	if err != nil {
		q.retry(conv, j, err)
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	j.pause = nil
	if j.again && q.works {
		q.queue(conv)
		return
	}
	delete(q.jobs, conv)
}

func (q *workQueue) retry(conv bot.ConversationID, j *job, err error) {
	if j.pause == nil {
		j.pause = &backoff.ExponentialBackOff{InitialInterval: firstPause, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: longestPause}
		j.pause.Reset()
	}
	wait := j.pause.NextBackOff()
	if asked := (*later)(nil); errors.As(err, &asked) {
		wait = max(wait, asked.after)
	}
	q.fail(conv, err, wait)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rest(conv, j, wait)
}

// pause lets a conversation wait for more to come. If that has come meanwhile it goes on at once.
func (q *workQueue) pause(conv bot.ConversationID, j *job, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if j.again && q.works {
		q.queue(conv)
		return
	}
	j.soft = true
	q.rest(conv, j, wait)
}

// rest lets a conversation go on after a while. q.mu is held.
func (q *workQueue) rest(conv bot.ConversationID, j *job, wait time.Duration) {
	if !q.works {
		delete(q.jobs, conv)
		return
	}
	j.timer = time.AfterFunc(wait, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if j.timer, j.soft = nil, false; q.works {
			q.queue(conv)
		}
	})
}

// busy reports whether the queue has a conversation in hand.
func (q *workQueue) busy(conv bot.ConversationID) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.jobs[conv] != nil
}

// turnedAway reports whether the queue was full since the last call, so that there is work in the
// store of which it does not know.
func (q *workQueue) turnedAway() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	turned := q.turned
	q.turned = false
	return turned
}

// close takes nothing new and lets what is being worked on finish.
func (q *workQueue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.works {
		return
	}
	q.works = false
	for _, conv := range q.waiting {
		delete(q.jobs, conv)
	}
	q.waiting = nil
	for conv, j := range q.jobs {
		if j.timer != nil {
			j.timer.Stop()
			delete(q.jobs, conv)
		}
	}
}

// wait returns when all work has ended or ctx has.
func (q *workQueue) wait(ctx context.Context) {
	done := make(chan struct{})
	go func() { q.workers.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// drain returns when all work has ended.
func (q *workQueue) drain() { q.workers.Wait() }
