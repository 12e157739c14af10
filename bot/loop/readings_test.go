package loop

import (
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// TestReadOnce proves that a text is read once a minute with each edition, and that nothing is
// remembered when another minute has begun.
func TestReadOnce(t *testing.T) {
	read := 0
	senses := knowledge.Senses{Match: func(string) knowledge.Match { read++; return knowledge.Match{None: true} }}
	one, two := &bot.Edition{Base: &knowledge.Base{}, Senses: senses}, &bot.Edition{Base: &knowledge.Base{}, Senses: senses}
	now := time.Date(2026, 11, 30, 9, 0, 10, 0, time.UTC)
	var r readings
	for _, tt := range []struct {
		edition *bot.Edition
		text    string
		after   time.Duration
		want    int // how often was read so far
	}{
		{one, "画面が動きません", 0, 1},
		{one, "画面が動きません", 49 * time.Second, 1},
		{two, "画面が動きません", 49 * time.Second, 2},
		{one, "3台です", 49 * time.Second, 3},
		{one, "画面が動きません", 50 * time.Second, 4},
		{one, "3台です", 50 * time.Second, 5},
	} {
		if got := r.read(tt.edition, tt.text, now.Add(tt.after)); got.Text != tt.text || read != tt.want {
			t.Errorf("%s later: %q, read %d times, want %d", tt.after, got.Text, read, tt.want)
		}
	}
	if len(r.known) != 2 {
		t.Errorf("%d readings are remembered of the minute before", len(r.known)-2)
	}
}
