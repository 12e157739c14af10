package loop

import (
	"testing"
	"time"
)

// TestBursts: a second later more is still waited for, two seconds later no more, and nobody is kept
// waiting by who goes on and on.
func TestBursts(t *testing.T) {
	type look struct {
		at     time.Duration
		events int
		left   time.Duration
	}
	const second = time.Second
	for name, looks := range map[string][]look{
		"one piece":               {{0, 1, 1500 * time.Millisecond}, {second, 1, 500 * time.Millisecond}, {2 * second, 1, -500 * time.Millisecond}},
		"three, a second apart":   {{0, 1, 1500 * time.Millisecond}, {second, 2, 1500 * time.Millisecond}, {2 * second, 3, 1500 * time.Millisecond}, {4 * second, 3, -500 * time.Millisecond}},
		"a long story":            {{0, 1, 1500 * time.Millisecond}, {4 * second, 5, second}, {5 * second, 6, 0}},
		"looked at late, at once": {{3 * second, 3, 1500 * time.Millisecond}},
	} {
		var b bursts
		for _, l := range looks {
			if got := b.left("c", l.events, forAnother, sunday.Add(l.at)); got != l.left {
				t.Errorf("%s: with %d after %s more is waited for for %s, want %s", name, l.events, l.at, got, l.left)
			}
		}
		if b.forget("c"); b.left("c", 1, forAnother, sunday.Add(time.Hour)) != forAnother {
			t.Errorf("%s: another story is not waited for anew", name)
		}
	}
}
