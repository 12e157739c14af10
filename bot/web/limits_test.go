package web

import (
	"testing"
	"time"

	"madoguchi/bot/caller"
)

// TestLimits: who begins many conversations has to wait, and later may again; a proxy that says
// nothing stands for many.
func TestLimits(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	begun := func(l *limits, from string) (n int) {
		for ; n < 10_000 && l.post(time.Duration(n).String()+now.String(), from, now) == 0; n++ {
		}
		return n
	}
	l := newLimits()
	if n := begun(l, "203.0.113.7"); n != beginsBurst {
		t.Errorf("%d conversations were begun at once, %d may", n, beginsBurst)
	}
	if n := begun(l, "203.0.113.8"); n != beginsBurst {
		t.Errorf("somebody else began %d", n)
	}
	if n := begun(l, caller.Unknown); n < manyBehind*beginsBurst {
		t.Errorf("through a proxy that says nothing %d were begun", n)
	}
	now = now.Add(10 * beginsEvery)
	if n := begun(l, "203.0.113.7"); n != 10 {
		t.Errorf("ten turns later %d more were begun", n)
	}
}
