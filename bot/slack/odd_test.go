package slack

import (
	"slices"
	"testing"

	"madoguchi/bot/slack/slacktest"
)

// TestOddAnswers: an answer that leaves out where a post stands is no sign that the card was
// deleted, and nothing is posted for ever.
func TestOddAnswers(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{"without thread_ts": {Without: "message.thread_ts"}, "without message": {Without: "message"}, "without ts": {Without: "ts"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			faults := slices.Repeat([]slacktest.Fault{fault}, 40)
			w.tanaka.Say("偽の警告が出ました")
			w.reads(w.tanaka.Direct(), "いますぐすること")
			w.quiet()
			w.fake.Fail("chat.postMessage", faults...)
			w.tanaka.Say("人と話したい")
			w.quiet()
			w.quiet()
			cards := 0
			for _, p := range w.fake.Everything(theDesk) {
				if p.Thread == "" && len(p.Blocks) > 0 {
					cards++
				}
			}
			if cards > maxOdd {
				t.Errorf("%d posts stand before everybody\n%s", cards, w.books())
			}
		})
	}
}
