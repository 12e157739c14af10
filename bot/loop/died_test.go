package loop

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
)

// TestDiedWhileSending: a process dies while it sends, and the next one finds what is left. Each
// clock that is wrong here was found so by the command's ordeal.
func TestDiedWhileSending(t *testing.T) {
	const ahead = 5 * time.Hour
	for _, tt := range []struct {
		name   string
		pushed bool          // the process takes the token for too old
		taken  bool          // what it sends arrives
		after  time.Duration // by which the clock moves before the next one starts
		works  bool          // the token does for as long as it is not used; else it has run out by then
		pushes int           // what the next one sends beside, and is taken
		doubt  bool          // it says that the consulter may see it twice
	}{
		{name: "pushed by a clock that is ahead, which is set right", pushed: true, taken: true, after: -ahead, works: true},
		{name: "the same, and the token has run out", pushed: true, taken: true, after: -ahead},
		{name: "not pushed by a clock that is ahead, which is set right", pushed: true, after: -ahead, works: true, pushes: 1},
		{name: "nothing arrived, and the token works for longer than is promised", after: 55 * time.Second, works: true},
		{name: "nothing arrived, and the clock is ahead", after: ahead, works: true},
		{name: "nothing arrived, and the token has run out", after: time.Hour, pushes: 1, doubt: true},
		{name: "it arrived", taken: true, after: time.Second, works: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := harness.Listen(t)
			o := newOffice(t, func(s *setup) { s.Log = log.Logger() })
			sends := make(chan struct{})
			o.platform.fail = func(call int, _ bot.Delivery) error {
				if call > 1 {
					return nil
				}
				o.sends.close()
				defer close(sends)
				if tt.taken {
					return errTaken
				}
				return &bot.SendError{Failure: bot.Retry, Unknown: true, Err: errors.New("it died")}
			}
			e := o.event("こんにちは")
			if tt.pushed {
				e.ReplyTo.Until = o.clock.Now().Add(-time.Second) // it works again by a clock that is put back
			}
			if err := o.Accept(t.Context(), e); err != nil {
				t.Fatal(err)
			}
			<-sends
			settle(t, o.Loop)
			o.clock.Advance(tt.after)
			if !tt.works {
				o.platform.tokens[e.ReplyTo.Token] = true
			}
			again, err := Open(o.setup.Options)
			if err != nil {
				t.Fatal(err)
			}
			again.start(o.setup.channels, o.setup.desk)
			keys := len(o.platform.keys)
			again.sends.wake("post-a")
			settle(t, again)
			if got, want := o.platform.read("post-a"), o.said(t); !slices.Equal(got, want) {
				t.Errorf("the consulter saw %q, the transcript says %q", got, want)
			}
			if n := len(o.platform.keys) - keys; n != tt.pushes {
				t.Errorf("%d pushes, want %d", n, tt.pushes)
			}
			if strings.Contains(log.String(), "may see it twice") != tt.doubt {
				t.Errorf("it should say that the consulter may see it twice: %v", tt.doubt)
			}
		})
	}
}
