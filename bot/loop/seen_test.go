package loop

import (
	"fmt"
	"testing"
	"time"
)

// TestSeenIsBounded proves what is forgotten: what no platform delivers again, but never the
// latest, and never more is kept than one record should hold.
func TestSeenIsBounded(t *testing.T) {
	begun := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		every time.Duration // between one and the next
		n     int
		want  int
	}{
		{"a talk", time.Minute, 50, 50},
		{"a whole day", time.Minute, 3000, 24*60 + 1},
		{"over months", 24 * time.Hour, 1000, seenAlways},
		{"as fast as is read", time.Second, 10_000, seenAtMost},
	} {
		var s seenEvents
		for i := range tt.n {
			s = s.with(fmt.Sprint(i), begun.Add(time.Duration(i)*tt.every))
		}
		if len(s) != tt.want || s[len(s)-1].Name != fmt.Sprint(tt.n-1) {
			t.Errorf("%s: %d are remembered, want %d; the last is %s", tt.name, len(s), tt.want, s[len(s)-1].Name)
		}
	}
	jumped := seenEvents{}.with("a", begun).with("b", begun.AddDate(0, 3, 0))
	if !jumped.holds("a") {
		t.Error("a clock that jumps makes forget what came a moment ago")
	}
}
