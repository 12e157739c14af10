package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/slack/slacktest"
)

// brokenOff are the ways in which a call's outcome stays unknown.
var brokenOff = []struct {
	name  string
	fault slacktest.Fault
}{
	{"cut before", slacktest.Fault{Cut: true}},
	{"cut after", slacktest.Fault{Cut: true, Taken: true}},
	{"503 before", slacktest.Fault{Status: 503}},
	{"503 after", slacktest.Fault{Status: 503, Taken: true}},
	{"hanging after", slacktest.Fault{Hang: true, Taken: true}},
	{"429", slacktest.Fault{Status: 429, After: 1}},
}

// TestAnswersArriveOnce: whatever becomes of a call, the consulter reads each answer once, and in
// order.
func TestAnswersArriveOnce(t *testing.T) {
	for _, tt := range brokenOff {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			dm := w.tanaka.Direct()
			w.fake.Fail("chat.postMessage", tt.fault)
			w.tanaka.Say("偽の警告が出ました")
			if tt.fault.Hang {
				w.hangs()
				w.fake.LetGo()
			}
			w.reads(dm, "いますぐすること")
			w.tanaka.Say("2")
			w.eventually("the next question is there", func() bool { return len(w.fake.Posts(dm)) >= 4 })
			w.quiet()
			if n := w.count(dm, "いますぐすること"); n != 1 {
				t.Errorf("the answer stands there %d times\n%s", n, w.books())
			}
		})
	}
}

// TestDeskIsToldOnce lets each single post about a ticket break off, with and without a crash in
// between: the channel shows everything once, the transcript in order.
func TestDeskIsToldOnce(t *testing.T) {
	for at := range 3 {
		for _, crash := range []bool{false, true} {
			t.Run(fmt.Sprintf("post %d, crash %v", at, crash), func(t *testing.T) {
				w := newWorld(t)
				dm := w.tanaka.Direct()
				w.tanaka.Say("偽の警告が出ました")
				w.reads(dm, "いますぐすること")
				w.quiet()
				w.fake.Fail("chat.postMessage", slacktest.Fault{Hang: true, Taken: true, Skipped: at})
				w.tanaka.Say("人と話したい。合言葉はツチノコです")
				w.hangs()
				if crash {
					w.stop()
					w.start()
				} else {
					w.fake.LetGo()
				}
				w.card()
				w.reads(theDesk, "ツチノコ")
				w.quiet()
				checkBooks(t, w)
				w.tanaka.Say("続きです")
				w.reads(theDesk, "続きです")
				w.quiet()
				checkBooks(t, w)
			})
		}
	}
}

// checkBooks fails when something stands twice, or in the wrong place.
func checkBooks(t *testing.T, w *world) {
	t.Helper()
	posts := w.fake.Posts(theDesk)
	if len(posts) != 1 {
		t.Fatalf("%d posts in the channel, want the card\n%s", len(posts), w.books())
	}
	seen := map[string]bool{}
	for _, p := range w.fake.Replies(theDesk, posts[0].TS) {
		if seen[p.Shown()] {
			t.Errorf("twice: %s", p.Shown())
		}
		seen[p.Shown()] = true
	}
	for _, p := range w.fake.Posts(w.tanaka.Direct()) {
		if seen[p.Shown()] {
			t.Errorf("twice: %s", p.Shown())
		}
		seen[p.Shown()] = true
	}
}

// TestCrashWithAReply: staff's reply is on its way when the program dies; the consulter reads it
// once and staff see its mark.
func TestCrashWithAReply(t *testing.T) {
	w := newWorld(t)
	card, _ := w.handOff()
	w.fake.Fail("chat.postMessage", slacktest.Fault{Hang: true, Taken: true})
	ts := w.yamada.Write(theDesk, card.TS, "> 電源は切らないでください")
	w.hangs()
	w.stop()
	w.start()
	w.eventually("the reply has its mark", func() bool {
		p, _ := w.fake.Post(theDesk, ts)
		return strings.Contains(strings.Join(p.Reactions, " "), taken)
	})
	if n := w.count(w.tanaka.Direct(), "電源は切らないで"); n != 1 {
		t.Errorf("the reply stands there %d times", n)
	}
	// The new process knows the thread from its root.
	w.yamada.Write(theDesk, card.TS, "> 次は再起動です")
	w.reads(w.tanaka.Direct(), "次は再起動です")
}

// TestReplyNotTaken: the consulter cannot be reached. Staff see it at their reply, with the reason.
func TestReplyNotTaken(t *testing.T) {
	w := newWorld(t)
	card, _ := w.handOff()
	w.fake.Fail("chat.postMessage", slacktest.Fault{Code: "user_disabled"})
	ts := w.yamada.Write(theDesk, card.TS, "> 届きますか")
	w.inThread(card, "届きませんでした")
	w.eventually("the reply is marked", func() bool {
		p, _ := w.fake.Post(theDesk, ts)
		return len(p.Reactions) == 1 && p.Reactions[0] == notTaken
	})
}

// TestWordsWithoutBlocks: should Slack find fault with our blocks, the words arrive all the same.
func TestWordsWithoutBlocks(t *testing.T) {
	w := newWorld(t)
	w.fake.Fail("chat.postMessage", slacktest.Fault{Code: "invalid_blocks"})
	w.tanaka.Say("偽の警告が出ました")
	p := w.reads(w.tanaka.Direct(), "いますぐすること")
	if len(p.Blocks) > 0 || !strings.Contains(p.Text, "1. ") {
		t.Errorf("the words alone are %q", p.Text)
	}
}

// TestPace keeps Slack's own pace of one message a second in a channel.
func TestPace(t *testing.T) {
	clock := harness.NewClock(open)
	fake, err := slacktest.Start(slacktest.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer fake.Close()
	fake.Person("U1", "田中")
	s := newSlack(t, fake, func(o *Options) { o.Now, o.rest = clock.Now, clock.Advance })
	to := address{Channel: fake.Person("U1", "田中").Direct(), User: "U1"}
	for i := range 4 {
		if err := s.Endpoint().Sender.Send(t.Context(), delivery(t, fmt.Sprint(i), to, "こんにちは")); err != nil {
			t.Fatal(err)
		}
	}
	if n := fake.Throttled(); n > 0 {
		t.Errorf("throttled %d times", n)
	}
}

// TestClassify: what each of Slack's answers means.
func TestClassify(t *testing.T) {
	fake, err := slacktest.Start(slacktest.Options{Pace: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer fake.Close()
	to := address{Channel: fake.Person("U1", "田中").Direct(), User: "U1"}
	patient := newSlack(t, fake, func(o *Options) { o.Pace, o.Timeout = time.Nanosecond, farAway })
	hasty := newSlack(t, fake, func(o *Options) { o.Pace, o.Timeout = time.Nanosecond, 200*time.Millisecond })
	for _, tt := range []struct {
		fault   slacktest.Fault
		want    bot.Failure
		unknown bool
		after   time.Duration
	}{
		{slacktest.Fault{Status: 429, After: 30}, bot.Retry, false, 30 * time.Second},
		{slacktest.Fault{Status: 429}, bot.Retry, false, limitedAfter},
		{slacktest.Fault{Status: 500}, bot.Retry, true, 0},
		{slacktest.Fault{Status: 503}, bot.Retry, true, 0},
		{slacktest.Fault{Status: 404}, bot.Permanent, false, 0},
		{slacktest.Fault{Cut: true}, bot.Retry, true, 0},
		{slacktest.Fault{Hang: true}, bot.Retry, true, 0},
		{slacktest.Fault{Code: "internal_error"}, bot.Retry, true, 0},
		{slacktest.Fault{Code: "ratelimited"}, bot.Retry, false, limitedAfter},
		{slacktest.Fault{Code: "message_limit_exceeded"}, bot.Retry, false, limitedAfter},
		{slacktest.Fault{Code: "token_revoked"}, bot.Retry, false, mendAfter},
		{slacktest.Fault{Code: "missing_scope"}, bot.Retry, false, mendAfter},
		{slacktest.Fault{Code: "channel_not_found"}, bot.Permanent, false, 0},
		{slacktest.Fault{Code: "is_archived"}, bot.Permanent, false, 0},
		{slacktest.Fault{Code: "messages_tab_disabled"}, bot.Permanent, false, 0},
		{slacktest.Fault{Code: "restricted_action"}, bot.Permanent, false, 0},
		{slacktest.Fault{Code: "user_disabled"}, bot.Blocked, false, 0},
		{slacktest.Fault{Code: "not_in_channel"}, bot.Blocked, false, 0},
		{slacktest.Fault{Code: "a_word_that_slack_invents_next_year"}, bot.Permanent, false, 0},
	} {
		fake.Fail("chat.postMessage", tt.fault)
		s := patient
		if tt.fault.Hang {
			s = hasty
		}
		err := s.Endpoint().Sender.Send(t.Context(), delivery(t, "d", to, "こんにちは"))
		got := classify(err)
		if got.Failure != tt.want || got.Unknown != tt.unknown || got.After != tt.after {
			t.Errorf("%+v: %s, unknown %v, after %s; want %s, %v, %s", tt.fault, got.Failure, got.Unknown, got.After, tt.want, tt.unknown, tt.after)
		}
	}
}
