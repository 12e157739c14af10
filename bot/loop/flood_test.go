package loop

import (
	"testing"
	"time"

	"madoguchi/bot"
)

// TestFloods proves that who writes as fast as one can is read, who writes faster is told once a
// while that the rest is not, and that nobody else feels it.
func TestFloods(t *testing.T) {
	var f floods
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	count := func(conv bot.ConversationID, n int) (read, told int) {
		for range n {
			is, tell := f.read(conv, now)
			if is {
				read++
			}
			if tell {
				told++
			}
		}
		return read, told
	}
	for _, tt := range []struct {
		after      time.Duration
		conv       bot.ConversationID
		n          int
		read, told int
	}{
		{0, "post-1", writesBurst, writesBurst, 0},
		{0, "post-1", 500, 0, 1},
		{0, "post-2", 10, 10, 0},
		{10 * time.Second, "post-1", 500, 10, 0},
		{time.Minute, "post-1", 500, writesBurst, 1},
		{-time.Hour, "post-1", 5, 0, 1}, // the clock is put back
	} {
		now = now.Add(tt.after)
		if read, told := count(tt.conv, tt.n); read != tt.read || told != tt.told {
			t.Errorf("%s later %s: %d were read, told %d times, want %d and %d", tt.after, tt.conv, read, told, tt.read, tt.told)
		}
	}
}
