package line_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
)

var personal = regexp.MustCompile(`[UCR][0-9a-f]{32}`)

// TestConsultation holds a whole consultation: everything is answered with reply tokens and costs nothing.
func TestConsultation(t *testing.T) {
	d := startDesk(t)
	a := d.friend("佐藤")
	d.sees(a, "マイナンバーは書かないでください")
	d.say(a, "偽の警告が出ました", "電話をかけないでください")
	aid := d.line.Shown(a.User)[2]
	if aid.Type != "flex" || !strings.Contains(aid.AltText, "いますぐ") {
		t.Errorf("first aid is shown as %s %q", aid.Type, aid.AltText)
	}
	d.idle()
	d.say(a, "1", "") // buttons do not show on a PC
	for range 8 {
		if d.idle(); d.times(a, "お役に立ちそうですか") > 0 {
			break
		}
		d.pressAny(a)
	}
	d.sees(a, "相談先")
	d.press(a, "はい、助かりました", "よかったです")
	called := false
	for _, m := range d.line.Shown(a.User) {
		for _, b := range m.Buttons {
			called = called || strings.HasPrefix(b.URI, "tel:")
		}
	}
	if !called {
		t.Error("no number can be tapped")
	}
	if n := len(d.pushes()); n > 0 {
		t.Errorf("%d pushes: all of this can be answered by token", n)
	}
	for _, r := range d.line.Requests("/message/reply") {
		if r.RetryKey != "" || r.Status != 200 {
			t.Errorf("a reply was answered %d, with the retry key %q", r.Status, r.RetryKey)
		}
	}
}

// TestTheSameEventAgain: duplicates with and without isRedelivery, in one batch, across a restart, and all at once.
func TestTheSameEventAgain(t *testing.T) {
	d := startDesk(t)
	a := d.friend("鈴木")
	e := d.text(a, "偽の警告が出ました")
	d.deliver(e, e.Again(false))
	d.sees(a, "電話をかけないでください")
	d.deliver(e.Again(true))
	d.deliver(d.line.Follow(a.User).Again(false))
	d.idle()
	d.restart()
	d.deliver(e.Again(true), e)
	done := make(chan linetest.Answer, 10)
	for range cap(done) {
		go func() { done <- d.line.Deliver(context.Background(), e.Again(true)) }()
	}
	for range cap(done) {
		if got := <-done; got.Status != 0 && got.Status != 200 && got.Status != 503 { // too late on a busy machine
			t.Errorf("a duplicate was answered %s", got)
		}
	}
	d.idle()
	if n := d.times(a, "電話をかけないでください"); n != 1 {
		t.Errorf("answered %d times", n)
	}
	heard := 0
	for _, l := range d.transcript(a) {
		if l.From == bot.FromConsulter && strings.Contains(l.Text, "偽の警告") {
			heard++
		}
	}
	if heard != 1 {
		t.Errorf("heard %d times", heard)
	}
}

// TestOutOfOrder delivers two messages in one batch the wrong way round, and an old one after a newer.
func TestOutOfOrder(t *testing.T) {
	d := startDesk(t)
	a := d.friend("高橋")
	first, second := d.text(a, "偽の警告が出ました"), d.text(a, "パソコンは3台あります")
	d.deliver(second, first)
	d.idle()
	var order []string
	for _, l := range d.transcript(a) {
		if l.From == bot.FromConsulter {
			order = append(order, l.Text)
		}
	}
	if got := strings.Join(order, "|"); !strings.Contains(got, "偽の警告が出ました|パソコンは3台あります") {
		t.Errorf("stepped in the order %s", got)
	}
	late := d.text(a, "お金を払ってしまいました")
	d.say(a, "いいえ", "")
	d.deliver(late.Old(30 * time.Hour).Again(true))
	d.idle()
	if d.line.Pending() > 0 {
		t.Error("an old event was not taken")
	}
}

// TestStrangersBatch: several people's events in one webhook, an odd one among them, and none.
func TestStrangersBatch(t *testing.T) {
	d := startDesk(t)
	a, b := d.friend("一"), d.friend("二")
	odd := linetest.Event{"type": 7, "source": "nowhere", "webhookEventId": "01ODD"}
	without := d.text(a, "これは読めません")
	delete(without, "source")
	d.deliver(odd, d.text(a, "偽の警告が出ました"), without, d.line.Other("hologram", a, map[string]any{"hologram": 1}), d.text(b, "人と話したい"))
	d.sees(a, "電話をかけないでください")
	d.sees(b, "受付番号")
	if d.times(b, "電話をかけないで") > 0 || d.times(a, "受付番号") > 0 {
		t.Error("the conversations were mixed up")
	}
	d.deliver()
	for labels, want := range map[[2]string]float64{{"unreadable", "bad"}: 1, {"other", "ignored"}: 1, {"message", "nobody"}: 1} {
		if got := d.counted("madoguchi_line_events_total", labels[0], labels[1]); got != want {
			t.Errorf("%v counted %v times, want %v", labels, got, want)
		}
	}
	d.logs("01ODD")
}

// TestTokenTooOld: after a minute the answer is pushed, with a retry key.
func TestTokenTooOld(t *testing.T) {
	d := startDesk(t)
	a := d.friend("田中")
	e := d.text(a, "偽の警告が出ました")
	d.line.Fail(linetest.Fault{Path: "/message/reply", Status: 429, Message: linetest.RateLimit})
	d.deliver(e)
	d.tooLate()
	d.sees(a, "電話をかけないでください")
	if p := d.pushes(); len(p) != 1 || p[0].RetryKey == "" {
		t.Errorf("pushes %+v", p)
	}
	// A redelivered token works again for a minute, but not beyond 20 minutes from the event.
	late := d.text(a, "人と話したい")
	d.clock.Advance(21 * time.Minute)
	d.deliver(late.Again(true))
	d.sees(a, "受付番号")
	if n := len(d.pushes()); n != 2 {
		t.Errorf("%d pushes, want 2", n)
	}
}

// tooLate waits until a reply was put off, and lets the token's minute pass.
func (d *desk) tooLate() {
	d.t.Helper()
	d.until("a reply to be put off", func() bool { return strings.Contains(d.log.String(), "tried again later") })
	d.clock.Advance(61 * time.Second)
}

// TestUsedToken: somebody else has used the token.
func TestUsedToken(t *testing.T) {
	d := startDesk(t)
	a := d.friend("伊藤")
	d.line.Fail(linetest.Fault{Path: "/message/reply", Status: 400, Message: "Invalid reply token"})
	d.say(a, "偽の警告が出ました", "電話をかけないでください")
	if n := len(d.pushes()); n != 1 {
		t.Errorf("%d pushes, want 1", n)
	}
}

// TestUnknownOutcomes: whatever becomes of an answer on its way, it is seen once.
func TestUnknownOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		push  bool
		fault linetest.Fault
	}{
		{"a reply fails", false, linetest.Fault{Status: 500}},
		{"a reply is taken and fails", false, linetest.Fault{Status: 500, Taken: true}},
		{"a reply is cut off", false, linetest.Fault{}},
		{"a reply is taken and cut off", false, linetest.Fault{Taken: true}},
		{"a reply is taken and hangs", false, linetest.Fault{Taken: true, Hang: true}},
		{"a push fails twice", true, linetest.Fault{Status: 503, Times: 2}},
		{"a push is taken and fails", true, linetest.Fault{Status: 500, Taken: true}},
		{"a push is taken and cut off", true, linetest.Fault{Taken: true}},
		{"a push is taken and hangs", true, linetest.Fault{Taken: true, Hang: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := startDesk(t, func(o *line.Options) {
				if tt.fault.Hang {
					o.HTTP = &http.Client{Timeout: 2 * time.Second}
				}
			})
			a := d.friend("渡辺")
			tt.fault.Path = "/message/reply"
			if tt.push {
				tt.fault.Path = "/message/push"
				d.line.Fail(linetest.Fault{Path: "/message/reply", Status: 429, Message: linetest.RateLimit})
			}
			d.line.Fail(tt.fault)
			d.deliver(d.text(a, "偽の警告が出ました"))
			if tt.push {
				d.tooLate()
			}
			d.sees(a, "電話をかけないでください")
			d.idle()
			if n := d.times(a, "電話をかけないでください"); n != 1 {
				t.Errorf("seen %d times", n)
			}
		})
	}
}

// TestRedelivery: while the desk cannot take events LINE is told so and delivers them again.
func TestRedelivery(t *testing.T) {
	d := startDesk(t)
	a := d.friend("山本")
	d.line.Redelivery(time.Minute, 10*time.Minute)
	d.stop()
	if got := d.line.Deliver(context.Background(), d.text(a, "偽の警告が出ました")); got.OK() {
		t.Fatalf("a stopped desk answered %s", got)
	}
	d.start()
	if n := len(d.line.Redeliver(context.Background())); n != 0 {
		t.Errorf("%d redeliveries before they are due", n)
	}
	d.clock.Advance(time.Minute)
	if got := d.line.Redeliver(context.Background()); len(got) != 1 || !got[0].OK() {
		t.Fatalf("redelivered: %v", got)
	}
	d.sees(a, "電話をかけないでください")
	if n := len(d.pushes()); n > 0 {
		t.Errorf("%d pushes: a redelivered token is good again", n)
	}
}

// slowEvents takes events only when it is let.
type slowEvents struct {
	line.Events
	err error
}

func (s slowEvents) Accept(ctx context.Context, _ ...bot.Event) error {
	if s.err != nil {
		return s.err
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestNotTaken: what was not taken is never answered 200, and LINE is answered before it gives up.
func TestNotTaken(t *testing.T) {
	for name, events := range map[string]slowEvents{"slow": {}, "failing": {err: errors.New("the disk is full")}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDesk(t, func(o *line.Options) { events.Events = o.Events; o.Events = events })
			a := linetest.Place{User: d.line.AddPerson("中村").ID}
			got := d.line.Deliver(context.Background(), d.text(a, "偽の警告が出ました"))
			if got.Status != 503 {
				t.Errorf("answered %s, want 503 within two seconds", got)
			}
			if n := len(d.line.Requests("")); n > 0 {
				t.Errorf("LINE was called %d times", n)
			}
		})
	}
}

// TestBlocked: who blocks the account in the middle of a question hears nothing more, and is welcomed back.
func TestBlocked(t *testing.T) {
	d := startDesk(t)
	a := d.friend("小林")
	d.say(a, "偽の警告が出ました", "電話をかけないでください")
	d.idle()
	before := len(d.line.Chat(a.User))
	d.deliver(d.line.Unfollow(a.User))
	d.idle()
	if after := len(d.line.Chat(a.User)); after != before || len(d.pushes()) > 0 {
		t.Errorf("something was sent to somebody who has blocked the account")
	}
	d.deliver(d.line.Follow(a.User))
	d.sees(a, "お帰りなさい")
	before = len(d.line.Chat(a.User))
	d.say(a, "1", "") // the question still stands
	d.until("the next question", func() bool { return len(d.line.Chat(a.User)) > before+1 })
}

// TestOnStandbyAndIgnored: what is not for the bot is answered with nothing but 200, and counted.
func TestOnStandbyAndIgnored(t *testing.T) {
	d := startDesk(t)
	a := d.friend("加藤")
	d.idle()
	before := len(d.line.Requests(""))
	d.deliver(d.line.Text(a, "別の人が答えています").Standby())
	kinds := []string{"videoPlayComplete", "beacon", "accountLink", "membership", "module", "activated", "deactivated", "botSuspended", "botResumed", "delivery", "things", "memberJoined", "memberLeft"}
	for _, kind := range kinds {
		d.deliver(d.line.Other(kind, a, nil))
		if n := d.counted("madoguchi_line_events_total", kind, "ignored"); n != 1 {
			t.Errorf("%s was counted %v times", kind, n)
		}
	}
	d.deliver(d.line.Other("postback", a, map[string]any{"postback": map[string]any{"data": "tab", "params": map[string]any{"newRichMenuAliasId": "b", "status": "SUCCESS"}}}))
	if n := d.counted("madoguchi_line_events_total", "message", "standby"); n != 1 {
		t.Errorf("standby was counted %v times", n)
	}
	for _, r := range d.line.Requests("")[before:] {
		if strings.Contains(r.Path, "/message/reply") || strings.Contains(r.Path, "/message/push") {
			t.Errorf("answered: %+v", r)
		}
	}
}
