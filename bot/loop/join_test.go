package loop

import (
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/bot"
)

// TestJoined proves that answers which have to be paid for go as one after an outage, that none is
// lost or shown twice when nobody knows whether that one arrived, and that what costs nothing is
// left as it is.
func TestJoined(t *testing.T) {
	away := &bot.SendError{Failure: bot.Retry, Err: errors.New("away")}
	for _, tt := range []struct {
		name   string
		old    bool // the tokens have run out when the platform is back
		latest bool // but the latest, which came since
		lost   bool // the answer to the joined call is lost
		died   bool // so is the process
		free   bool // the channel is not metered
		calls  int  // when the platform is back
	}{
		{name: "tokens work still", calls: 4},
		{name: "too old", old: true, calls: 2},
		{name: "the latest has a token", old: true, latest: true, calls: 2},
		{name: "nobody knows whether it arrived", old: true, lost: true, calls: 3},
		{name: "it died, and another process goes on", old: true, lost: true, died: true, calls: 3},
		{name: "not metered", old: true, free: true, calls: 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t, func(s *setup) {
				if tt.free {
					e := s.channels["post"]
					e.Metered = false
					s.channels["post"] = e
				}
			})
			gate := make(chan struct{})
			o.platform.fail = func(call int, _ bot.Delivery) error {
				switch {
				case call == 1:
					<-gate // the others come meanwhile
					return away
				case call == 3 && tt.lost:
					if tt.died {
						o.sends.close()
					}
					return errTaken
				}
				return nil
			}
			said := []string{"こんにちは", "ありがとうございました", "担当者と話したいです", "分かりました"}
			for i, words := range said {
				e := o.event(words)
				if tt.old && !(tt.latest && i == len(said)-1) {
					e.ReplyTo.Until = o.clock.Now()
				}
				if err := o.Accept(t.Context(), e); err != nil {
					t.Fatal(err)
				}
				eventually(t, "it is stepped", func() bool { return o.steps.load() == 0 })
			}
			if tt.old {
				o.clock.Advance(time.Second)
			}
			close(gate)
			settle(t, o.Loop)
			if tt.died {
				again, err := Open(o.setup.Options)
				if err != nil {
					t.Fatal(err)
				}
				again.start(o.setup.channels, o.setup.desk)
				again.sends.wake("post-a")
				settle(t, again)
			}
			if got, want := o.platform.read("post-a"), o.said(t); !slices.Equal(got, want) {
				t.Errorf("the consulter saw %q, the transcript says %q", got, want)
			}
			if calls := o.platform.calls - 1; calls != tt.calls {
				t.Errorf("%d calls, want %d", calls, tt.calls)
			}
		})
	}
}
