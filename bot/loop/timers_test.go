package loop

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// TestOverdue turns the clock until the desk has let a ticket lie.
func TestOverdue(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	fire(t, o)
	if slices.Contains(o.board.kinds(), bot.Reminder) {
		t.Fatal("reminded at once")
	}
	o.clock.Set(time.Date(2026, 11, 24, 11, 30, 0, 0, sunday.Location())) // the desk opened at nine
	fire(t, o)
	if !slices.Contains(o.board.kinds(), bot.Reminder) || !slices.Contains(o.board.kinds(), bot.Ledger) {
		t.Errorf("the desk was told %v, want a ledger and that a ticket is overdue", o.board.kinds())
	}
	if text := o.board.last(bot.Ledger).Text; !strings.Contains(text, "1001") {
		t.Errorf("the ledger says %q", text)
	}
	if got := o.platform.read("post-a"); !strings.Contains(got[len(got)-1], "1001") {
		t.Errorf("the consulter was told %q", got[len(got)-1])
	}
	if err := o.Claim(t.Context(), "1001", tanuki); err != nil {
		t.Fatal(err)
	}
	n := len(o.board.kinds())
	for range 20 {
		o.clock.Advance(10 * time.Minute)
		fire(t, o)
	}
	idle := 0
	for _, kind := range o.board.kinds()[n:] {
		if kind == bot.Reminder {
			idle++
		}
	}
	if idle == 0 || idle > bot.MaxReminders {
		t.Errorf("reminded %d times of a ticket that was claimed and not answered", idle)
	}
}

// fire lets all timers that are due do their work.
func fire(t *testing.T, o *office) {
	t.Helper()
	for range 100 {
		due, err := o.dueTimers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(due) == 0 {
			settle(t, o.Loop)
			return
		}
		for _, a := range due {
			if err := o.fire(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Fatal("timers never end")
}

// TestRetention: nothing is left of a conversation that nobody went on with, be it on the disk or
// in the key.
func TestRetention(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	o.clock.Advance(o.o.Keep.Words / 2)
	o.hear(t, "まだ困っています")
	o.clock.Advance(o.o.Keep.Words/2 + time.Hour)
	fire(t, o)
	if len(transcript(t, o.Loop, "post-a")) == 0 {
		t.Fatal("erased although somebody wrote since")
	}
	o.clock.Advance(o.o.Keep.Words)
	fire(t, o)
	o.clock.Advance(o.o.Keep.Facts)
	fire(t, o)
	for key := range everything(t, o.o.Engine) {
		if strings.Contains(key, "post-a") && !strings.HasPrefix(key, string(store.K("seal", "erased"))) {
			t.Errorf("left: %q", key)
		}
	}
	o.hear(t, "久しぶりです")
	if len(transcript(t, o.Loop, "post-a")) == 0 {
		t.Error("who comes back is not heard")
	}
}
