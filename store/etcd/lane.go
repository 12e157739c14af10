package etcd

import (
	"context"
	"hash/maphash"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	laneCount    = 32
	doorShutsAt  = 4  // conflicts
	maxConflicts = 64 // then an Update gives up
)

// Lanes keep writers of this process from costing each other one attempt after the other. An Update tries first without any
// ado. If it meets a conflict it goes on in a lane, which is chosen by what it read first and in which there is one at a time, first
// come first served. If it still meets conflicts, with Updates that are just beginning, it shuts the door: new ones wait until it is done.
//
// Writers of other processes cannot be held up; against them helps waiting a random time.
type lanes struct {
	seed  maphash.Seed
	lanes [laneCount]chan struct{} // each holds a token while it is taken

	mu   sync.Mutex
	shut int           // Updates that keep the door shut
	door chan struct{} // closed when the last of them is done; nil: open
}

func newLanes() *lanes {
	l := &lanes{seed: maphash.MakeSeed()}
	for i := range l.lanes {
		l.lanes[i] = make(chan struct{}, 1)
	}
	return l
}

// A turn is one Update's way through the lanes.
type turn struct {
	lanes     *lanes
	conflicts int
	lane      chan struct{} // where it goes on; nil before the first conflict
	inside    bool          // the lane is ours
	shut      bool          // we keep the door shut
}

// conflict counts a conflict of an attempt that read first at key.
func (t *turn) conflict(key string) {
	if t.conflicts++; t.lane == nil {
		t.lane = t.lanes.lanes[maphash.String(t.lanes.seed, key)%laneCount]
	}
}

// begin returns nil when an attempt may be made.
func (t *turn) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.lane == nil {
		return t.lanes.enter(ctx)
	}
	if !t.inside {
		select {
		case t.lane <- struct{}{}:
			t.inside = true
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if t.conflicts >= doorShutsAt && !t.shut {
		t.lanes.close()
		t.shut = true
	}
	if t.conflicts > 1 && !pause(ctx, rand.N(time.Millisecond<<min(t.conflicts-1, 6))) {
		return ctx.Err()
	}
	return nil
}

func (t *turn) end() {
	if t.inside {
		<-t.lane
	}
	if t.shut {
		t.lanes.open()
	}
}

// enter waits while the door is shut.
func (l *lanes) enter(ctx context.Context) error {
	for {
		l.mu.Lock()
		door := l.door
		l.mu.Unlock()
		if door == nil {
			return nil
		}
		select {
		case <-door:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shut++; l.shut == 1 {
		l.door = make(chan struct{})
	}
}

func (l *lanes) open() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shut--; l.shut == 0 {
		close(l.door)
		l.door = nil
	}
}
