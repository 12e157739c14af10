package bolt

import (
	"context"
	"slices"
	"sync"
)

// A line gives the turn to write to one waiter after the other, first come first served. The zero line is ready.
type line struct {
	mu      sync.Mutex
	taken   bool
	waiting []chan struct{} // a closed channel means: your turn
}

// wait returns nil when it is the caller's turn, which then ends with next.
func (l *line) wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	if !l.taken {
		l.taken = true
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, turn)
	if i < 0 {
		return nil // the turn came at the same moment: it must be taken, or it would be lost
	}
	l.waiting = slices.Delete(l.waiting, i, i+1)
	return ctx.Err()
}

// next ends a turn. Without a waiter the turn is kept when keep is true: it returns false, and the holder has to go on.
func (l *line) next(keep bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		if keep {
			return false
		}
		l.taken = false
		return true
	}
	close(l.waiting[0])
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	return true
}
