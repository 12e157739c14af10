package slack

import (
	"slices"
	"testing"

	"madoguchi/bot/slack/slacktest"
)

// TestOddAnswers: an answer that leaves out where a post stands is no sign that the card was
// deleted, and nothing is posted for ever.
func TestOddAnswers(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{"without thread_ts": {Without: "message.thread_ts"}, "without message": {Without: "message"}, "without ts": {Without: "ts"},
		"a page": {Body: "<html>Signed out</html>", Taken: true}, "no verdict": {Body: "{}", Taken: true}, "refused, yet done": {Body: `{"ok":false}`, Taken: true},
		"failed, yet done": {Body: `{"ok":false,"error":"internal_error"}`, Taken: true}, "nothing": {Body: " ", Taken: true}, "odd kinds": {Body: `{"ok":true,"ts":7,"message":[]}`, Taken: true},
	} {
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

// TestOddAnswersToConsulters: nor is what a consulter is told.
func TestOddAnswersToConsulters(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{
		"without ts": {Without: "ts"}, "a page": {Body: "<html>Signed out</html>", Taken: true}, "no verdict": {Body: "{}", Taken: true}, "odd kinds": {Body: `{"ok":true,"ts":7,"message":[]}`, Taken: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fake.Fail("chat.postMessage", slices.Repeat([]slacktest.Fault{fault}, 40)...)
			w.tanaka.Say("偽の警告が出ました")
			w.quiet()
			w.quiet()
			if n := w.count(w.tanaka.Direct(), "いますぐすること"); n < 1 || n > maxOdd {
				t.Errorf("the answer stands there %d times\n%s", n, w.books())
			}
		})
	}
}

// TestOddConversation: direct messages whose channel Slack does not name are asked for again; the
// answer is not lost.
func TestOddConversation(t *testing.T) {
	for name, fault := range map[string]slacktest.Fault{"without it": {Without: "channel"}, "an odd one": {Body: `{"ok":true,"channel":{"id":7}}`, Taken: true}, "a page": {Body: "<html>", Taken: true}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.fake.Fail("conversations.open", fault, fault)
			if _, err := w.tanaka.Command("C0SALES", "/soudan", "偽の警告が出ました"); err != nil {
				t.Fatal(err)
			}
			w.reads(w.tanaka.Direct(), "いますぐすること")
		})
	}
}
