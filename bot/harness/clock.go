package harness

import (
	"sync"
	"time"
)

// Clock stands still or runs, and can be moved. It is safe for concurrent use.
type Clock struct {
	mu    sync.Mutex
	at    time.Time
	since time.Time // when it showed that, by the real clock; zero: it stands still
}

// NewClock starts a clock that stands still until it is moved.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// RunningClock starts a clock that runs.
func RunningClock(at time.Time) *Clock { return &Clock{at: at, since: time.Now()} }

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.since))
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Halt makes a clock stand still where it is.
func (c *Clock) Halt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.since.IsZero() {
		c.at, c.since = c.at.Add(time.Since(c.since)), time.Time{}
	}
}

// Set moves a clock that stands still to a time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}
