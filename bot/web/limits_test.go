package web

import (
	"net/http/httptest"
	"testing"
	"time"
)

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ name, from, forwarded, want string }{
		{"by itself", "203.0.113.7:5000", "", "203.0.113.7"},
		{"a stranger's word is not taken", "203.0.113.7:5000", "198.51.100.1", "203.0.113.7"},
		{"through a proxy here", "127.0.0.1:5000", "198.51.100.1", "198.51.100.1"},
		{"what was said before the proxy counts not", "10.0.0.2:5000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"a proxy that says nothing", "127.0.0.1:5000", "", unknown},
		{"nonsense", "[::1]:5000", "somebody", unknown},
	} {
		r := httptest.NewRequest("GET", "/chat", nil)
		r.RemoteAddr = tt.from
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := address(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestLimits: who begins many conversations has to wait, and later may again; a proxy that says nothing
// stands for many.
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
	if n := begun(l, unknown); n < manyBehind*beginsBurst {
		t.Errorf("through a proxy that says nothing %d were begun", n)
	}
	now = now.Add(10 * beginsEvery)
	if n := begun(l, "203.0.113.7"); n != 10 {
		t.Errorf("ten turns later %d more were begun", n)
	}
}
