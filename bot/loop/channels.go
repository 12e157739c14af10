package loop

import (
	"context"
	"strings"
	"sync"

	"madoguchi/bot"
)

// channelQueues are a work queue for each channel, so that a platform that hangs keeps nobody
// waiting but its own consulters. A conversation has its place by the channel that its id names,
// whichever it is answered on: it must not be in two queues.
type channelQueues struct {
	make func() *workQueue

	mu    sync.Mutex
	of    map[string]*workQueue
	works bool
}

func newChannelQueues(make func() *workQueue) *channelQueues {
	return &channelQueues{make: make, of: map[string]*workQueue{}}
}

// queue is the one in which a conversation has its place.
func (c *channelQueues) queue(conv bot.ConversationID) *workQueue {
	channel := string(conv[:max(0, strings.LastIndexByte(string(conv), '-'))]) // see ConversationID
	c.mu.Lock()
	defer c.mu.Unlock()
	q := c.of[channel]
	if q == nil {
		q = c.make()
		if c.of[channel] = q; c.works {
			q.open()
		}
	}
	return q
}

func (c *channelQueues) all() (out []*workQueue) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, q := range c.of {
		out = append(out, q)
	}
	return out
}

func (c *channelQueues) wake(conv bot.ConversationID) { c.queue(conv).wake(conv) }

func (c *channelQueues) busy(conv bot.ConversationID) bool { return c.queue(conv).busy(conv) }

func (c *channelQueues) turnedAway() (turned bool) {
	for _, q := range c.all() {
		turned = q.turnedAway() || turned
	}
	return turned
}

func (c *channelQueues) open() { c.set(true, (*workQueue).open) }

func (c *channelQueues) close() { c.set(false, (*workQueue).close) }

func (c *channelQueues) set(works bool, each func(*workQueue)) {
	c.mu.Lock()
	c.works = works
	c.mu.Unlock()
	for _, q := range c.all() {
		each(q)
	}
}

func (c *channelQueues) wait(ctx context.Context) {
	for _, q := range c.all() {
		q.wait(ctx)
	}
}

func (c *channelQueues) drain() {
	for _, q := range c.all() {
		q.drain()
	}
}
