package slack

import (
	"context"
	"sync"
	"time"
)

// Slack takes about one message a second in a channel. A gate hands out the seconds of one channel:
// to what matters more first, and else in the order in which they were asked for.

// rank is how much a post matters; the zero value is an ordinary one.
type rank int

const (
	rankTranscript rank = -1 // what was said so far
	rankCard       rank = 1
	rankUrgent     rank = 2 // the card of an urgent ticket
)

type gate struct {
	pace time.Duration
	rest func(time.Duration) // between two

	mu      sync.Mutex
	waiting []*pass
	serving bool
}

// pass is somebody who waits at a gate.
type pass struct {
	rank rank
	open chan struct{}
}

// wait returns when it is this post's turn.
func (g *gate) wait(ctx context.Context, r rank) error {
	p := &pass{rank: r, open: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, p)
	if !g.serving {
		g.serving = true
		go g.serve()
	}
	g.mu.Unlock()
	select {
	case <-p.open:
		return nil
	case <-ctx.Done():
		g.leave(p)
		return ctx.Err()
	}
}

// serve lets one pass after another through, and rests after each, until nobody waits.
func (g *gate) serve() {
	for {
		g.mu.Lock()
		if len(g.waiting) == 0 {
			g.serving = false
			g.mu.Unlock()
			return
		}
		best := 0
		for i, p := range g.waiting {
			if p.rank > g.waiting[best].rank {
				best = i
			}
		}
		close(g.waiting[best].open)
		g.waiting = append(g.waiting[:best:best], g.waiting[best+1:]...)
		g.mu.Unlock()
		g.rest(g.pace)
	}
}

// leave takes back a pass that nobody waits for any more.
func (g *gate) leave(p *pass) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting {
		if w == p {
			g.waiting = append(g.waiting[:i:i], g.waiting[i+1:]...)
			return
		}
	}
}
