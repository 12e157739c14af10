package linetest

import (
	"sync"
	"time"
)

// Clock runs like any other and can be moved on. It is safe for concurrent use.
type Clock struct {
	mu    sync.Mutex
	start time.Time
	begun time.Time
	moved time.Duration
	still bool
}

// NewClock starts a clock that stands still but for Advance.
func NewClock(start time.Time) *Clock { return &Clock{start: start, still: true} }

// RunningClock starts a clock that runs.
func RunningClock(start time.Time) *Clock { return &Clock{start: start, begun: time.Now()} }

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.start.Add(c.moved)
	if !c.still {
		now = now.Add(time.Since(c.begun))
	}
	return now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += d
}
