package loop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
)

// TestEventsInThePlatformsOrder accepts a batch whose events come in another order than they
// happened.
func TestEventsInThePlatformsOrder(t *testing.T) {
	o := newOffice(t)
	var batch []bot.Event
	for i := range 9 {
		batch = append(batch, o.event(fmt.Sprintf("その%d", i)))
	}
	slices.Reverse(batch)
	accept(t, o.Loop, batch...)
	var heard []string
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			heard = append(heard, l.Text)
		}
	}
	if !slices.IsSorted(heard) || len(heard) != 9 {
		t.Errorf("heard %v", heard)
	}
}

// TestLateEvents: a text that comes late is acted upon, an old press of a button is written down
// only.
func TestLateEvents(t *testing.T) {
	o := newOffice(t)
	text, press, old := o.event("お金を払ってしまいました"), o.event("いいえ"), o.event("昔の話です")
	press.Kind, press.Choice = dialog.Choose, "no"
	o.hear(t, "偽の警告が出ました")
	old.At = old.At.Add(-48 * time.Hour)
	for _, e := range []bot.Event{press, text, old} {
		accept(t, o.Loop, e)
	}
	late := map[string]bool{}
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			late[l.Text] = l.Late
		}
	}
	want := map[string]bool{"偽の警告が出ました": false, "いいえ": true, "お金を払ってしまいました": false, "昔の話です": true}
	if fmt.Sprint(late) != fmt.Sprint(want) {
		t.Errorf("too late: %v, want %v", late, want)
	}
	if paid := stateOf(t, o.Loop, "post-a").Facts["paid"]; paid != "yes" {
		t.Errorf("paid is %q: the late text was not acted upon", paid)
	}
}

// TestClockJumps: a clock that is months ahead for a moment erases nothing; one that stays there is
// believed after a while; and neither a start nor another replica takes its word for it.
func TestClockJumps(t *testing.T) {
	o := newOffice(t)
	steady := harness.NewClock(sunday)
	o.Loop.clock.steady = steady.Now
	watch := func() {
		t.Helper()
		if err := o.watchClock(t.Context()); err != nil {
			t.Fatal(err)
		}
		fire(t, o)
	}
	kept := func() bool { return len(transcript(t, o.Loop, "post-a")) > 0 }
	watch()
	o.hear(t, "偽の警告が出ました")
	o.clock.Advance(91 * 24 * time.Hour)
	fire(t, o)
	watch()
	if !kept() {
		t.Fatal("a jump of the clock has erased a conversation")
	}
	if text := o.board.last(bot.Budget).Text; !strings.Contains(text, "91日") {
		t.Errorf("the desk was told %q", text)
	}
	again, err := Open(o.setup.Options)
	if err != nil {
		t.Fatal(err)
	}
	again.clock.steady = steady.Now
	if err := again.watchClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, err := again.dueTimers(t.Context()); err != nil || len(due) > 0 {
		t.Errorf("at a start with a wrong clock %d timers are due, %v", len(due), err)
	}
	o.clock.Advance(-91 * 24 * time.Hour)
	watch()
	if !kept() {
		t.Fatal("the clock is right again, and a conversation erased")
	}
	o.clock.Advance(91 * 24 * time.Hour)
	for range 8 {
		watch()
		o.clock.Advance(time.Hour)
		steady.Advance(time.Hour)
	}
	watch()
	if kept() {
		t.Error("the clock has stood there for eight hours, and is not believed")
	}
}

// TestClockLies: a clock that was wrong for a moment, ours or a platform's, makes no later press
// late.
func TestClockLies(t *testing.T) {
	for name, lie := range map[string]func(o *office, e *bot.Event){
		"ours was two days ahead":       func(o *office, e *bot.Event) { e.At = time.Time{} },
		"ours, and the platform's":      func(o *office, e *bot.Event) { e.At = o.clock.Now() },
		"the platform's: the year 9999": func(o *office, e *bot.Event) { e.At = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			if name != "the platform's: the year 9999" {
				o.clock.Advance(48 * time.Hour)
			}
			e := o.event("偽の警告が出ました")
			lie(o, &e)
			accept(t, o.Loop, e)
			o.clock.Set(sunday.Add(time.Minute))
			press := o.event("いいえ")
			press.Kind, press.Choice = dialog.Choose, "no"
			accept(t, o.Loop, press)
			for _, l := range transcript(t, o.Loop, "post-a") {
				if l.Late {
					t.Errorf("%q counts as late", l.Text)
				}
			}
			if called := stateOf(t, o.Loop, "post-a").Facts["called"]; called != "no" {
				t.Errorf("the press was not acted upon: called is %q", called)
			}
		})
	}
}

// TestOrderOfArrival: what waits keeps its order when the clock is put back meanwhile.
func TestOrderOfArrival(t *testing.T) {
	o := newOffice(t)
	o.steps.close()
	for i, jump := range []time.Duration{0, -time.Hour, 20 * time.Second, -30 * time.Second} {
		o.clock.Advance(jump)
		e := o.event(fmt.Sprintf("その%d", i))
		e.At = time.Time{}
		if err := o.Accept(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	o.steps.open()
	o.steps.wake("post-a")
	settle(t, o.Loop)
	var heard []string
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			heard = append(heard, l.Text)
		}
	}
	if len(heard) != 4 || !slices.IsSorted(heard) {
		t.Errorf("heard %v", heard)
	}
}
