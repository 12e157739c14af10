package slack

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// length is how many wait.
func (g *gate) length() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting)
}

// TestGate: one passes in each pace, what matters more first; who does not wait any more takes
// nobody's turn.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &gate{pace: time.Second, rest: time.Sleep}
		var mu sync.Mutex
		var passed []rank
		var wg sync.WaitGroup
		begun := time.Now()
		go1 := func(ctx context.Context, r rank) {
			wg.Go(func() {
				if g.wait(ctx, r) == nil {
					mu.Lock()
					passed = append(passed, r)
					mu.Unlock()
				}
			})
			synctest.Wait() // in this order
		}
		ctx, cancel := context.WithCancel(t.Context())
		go1(t.Context(), 0) // passes at once
		go1(t.Context(), rankTranscript)
		go1(ctx, rankUrgent)
		for _, r := range []rank{rankTranscript, 0, rankCard, rankUrgent, rankCard} {
			go1(t.Context(), r)
		}
		cancel()
		wg.Wait()
		want := []rank{0, rankUrgent, rankCard, rankCard, 0, rankTranscript, rankTranscript}
		if !slices.Equal(passed, want) {
			t.Errorf("they passed as %v, want %v", passed, want)
		}
		if took := time.Since(begun); took != 6*time.Second {
			t.Errorf("seven took %s, want six seconds", took)
		}
		time.Sleep(g.pace) // the gate rests after the last
	})
}
