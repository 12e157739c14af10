package line_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
	"madoguchi/dialog"
)

// TestRefusedBubble: when LINE refuses a bubble the same is sent once as text, and no more.
func TestRefusedBubble(t *testing.T) {
	d := startDesk(t)
	a := d.friend("井上")
	broken := linetest.Fault{Path: "/message/reply", Status: 400, Message: "A message (messages[0]) in the request body is invalid"}
	d.line.Fail(broken)
	d.say(a, "偽の警告が出ました", "電話をかけないでください")
	if m := d.line.Shown(a.User); m[2].Type != "text" || !strings.HasPrefix(m[2].Text, "⚠ いますぐ") {
		t.Errorf("first aid came as %s", m[2].Type)
	}
	delivery := bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: address(a.User)}, Messages: []dialog.Message{{Kind: dialog.FirstAid, Text: "電源を切らないでください。"}}}
	broken.Path, broken.Times = "/message/push", 2
	d.line.Fail(broken)
	failed := (*bot.SendError)(nil)
	if err := d.channel.Send(context.Background(), delivery); !errors.As(err, &failed) || failed.Failure != bot.Permanent {
		t.Errorf("refused twice: %v", err)
	}
	broken.Times = 1
	for range 2 { // the second is the bot trying again after a crash: it must not be seen twice
		d.line.Fail(broken)
		if err := d.channel.Send(context.Background(), delivery); err != nil {
			t.Error(err)
		}
	}
	if n := d.times(a, "電源を切らないでください"); n != 1 {
		t.Errorf("seen %d times", n)
	}
}

// TestFailures is what each of LINE's answers means.
func TestFailures(t *testing.T) {
	d := startDesk(t)
	a := d.friend("木村")
	g := d.line.AddGroup("会社")
	group := fmt.Appendf(nil, `{"to":%q,"user":%q,"in":"group"}`, g.ID, a.User)
	for _, tt := range []struct {
		name    string
		fault   linetest.Fault
		address []byte
		token   string
		want    bot.Failure
		unknown bool
		after   bool
	}{
		{name: "used token", token: "used", want: bot.Fallback},
		{name: "rate", fault: linetest.Fault{Status: 429, Message: linetest.RateLimit}, want: bot.Retry},
		{name: "many to one", fault: linetest.Fault{Status: 429, Message: linetest.ManyToOne}, want: bot.Retry, after: true},
		{name: "month", fault: linetest.Fault{Status: 429, Message: linetest.MonthlyLimit}, want: bot.Quota},
		{name: "500", fault: linetest.Fault{Status: 500}, want: bot.Retry, unknown: true},
		{name: "503", fault: linetest.Fault{Status: 503}, want: bot.Retry, unknown: true},
		{name: "cut", fault: linetest.Fault{Taken: true, Status: 0, Message: "x"}, want: bot.Retry, unknown: true},
		{name: "401", fault: linetest.Fault{Status: 401}, want: bot.Retry, after: true},
		{name: "403", fault: linetest.Fault{Status: 403}, want: bot.Permanent},
		{name: "404", fault: linetest.Fault{Status: 404}, want: bot.Permanent},
		{name: "413", fault: linetest.Fault{Status: 413}, want: bot.Permanent},
		{name: "no such person", address: address("U" + strings.Repeat("0", 32)), want: bot.Permanent},
		{name: "not in the group", address: group, want: bot.Blocked},
		{name: "strange address", address: []byte(`{}`), want: bot.Permanent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.fault != (linetest.Fault{}) {
				tt.fault.Path = "/message/push"
				d.line.Fail(tt.fault)
			}
			delivery := bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: tt.address, Token: tt.token}, Messages: []dialog.Message{{Text: "こんにちは"}}}
			if tt.address == nil {
				delivery.ReplyTo.Address = address(a.User)
			}
			failed := (*bot.SendError)(nil)
			if err := d.channel.Send(context.Background(), delivery); !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			if failed.Failure != tt.want || failed.Unknown != tt.unknown || (failed.After > 0) != tt.after {
				t.Errorf("got %s, unknown %v, after %s; want %s, %v, %v", failed.Failure, failed.Unknown, failed.After, tt.want, tt.unknown, tt.after)
			}
			if tt.fault.Status > 0 && !strings.Contains(failed.Error(), "request ") {
				t.Errorf("the error names no request: %v", failed)
			}
		})
	}
	nowhere, err := line.New(line.Options{Name: "line", Secrets: []string{"s"}, Token: "t", APIURL: "http://127.0.0.1:1", Log: d.channel.Log, Now: d.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	failed := (*bot.SendError)(nil)
	err = nowhere.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: address(a.User)}, Messages: []dialog.Message{{Text: "こんにちは"}}})
	if !errors.As(err, &failed) || failed.Failure != bot.Retry || failed.Unknown {
		t.Errorf("where nobody answers: %v; it is sure that nothing arrived", err)
	}
}

// TestBudget: what is not urgent leaves the reserve alone, the desk is told once a level, and who had to wait is told how to get
// the answer.
func TestBudget(t *testing.T) {
	d := startDesk(t, func(o *line.Options) { o.Reach = "お電話は 03-0000-0000 へどうぞ。" })
	a := d.friend("林")
	d.idle() // the greeting must not be what tells of the budget
	d.line.SetQuota(10, 4)
	d.clock.Advance(11 * time.Minute) // what was read of it is old by then
	push := func(urgent bool) error {
		return d.channel.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), Conversation: d.conversation(a), ReplyTo: bot.ReplyTo{Address: address(a.User)}, Urgent: urgent, Messages: []dialog.Message{{Text: "担当者からの返事です。"}}})
	}
	quota := func(err error) bool {
		failed := (*bot.SendError)(nil)
		return errors.As(err, &failed) && failed.Failure == bot.Quota
	}
	for i := range 4 { // 5, 6, 7, 8 of 10; 2 are kept
		if err := push(false); err != nil {
			t.Fatalf("push %d: %v", i, err)
		}
	}
	before := len(d.pushes())
	if err := push(false); !quota(err) {
		t.Errorf("the reserve was used for what is not urgent: %v", err)
	}
	if len(d.pushes()) != before {
		t.Error("LINE was called although there is no budget")
	}
	if err := errors.Join(push(true), push(true)); err != nil {
		t.Errorf("the reserve cannot be used: %v", err)
	}
	if err := push(true); !quota(err) {
		t.Errorf("beyond the budget: %v", err)
	}
	var alerts []string
	d.until("the desk to be told three times", func() bool { return len(d.alerts) >= 3 })
	for range 3 { // they are told beside the sending, in any order
		alerts = append(alerts, <-d.alerts)
	}
	for _, level := range []string{"50%", "80%", "95%"} {
		if !slices.ContainsFunc(alerts, func(a string) bool { return strings.Contains(a, level) && strings.Contains(a, "11月") }) {
			t.Errorf("the desk was told %q, and nothing of %s", alerts, level)
		}
	}
	if b := d.channel.Budget(); b.Limit != 10 || b.Used != 10 || b.Reserve != 2 || b.Forecast < 10 {
		t.Errorf("the budget stands at %+v", b)
	}
	if n := d.counted("madoguchi_line_budget_used"); n != 10 {
		t.Errorf("the metric says %v", n)
	}
	d.say(a, "偽の警告が出ました", "03-0000-0000") // the next answer comes by token, and says so
	d.say(a, "いいえ", "")
	d.idle()
	if n := d.times(a, "送りできる数の上限"); n != 1 {
		t.Errorf("said %d times", n)
	}
	d.clock.Advance(7 * 24 * time.Hour) // December
	d.line.SetQuota(10, 0)
	if err := push(false); err != nil {
		t.Errorf("in the next month: %v", err)
	}
	select {
	case alert := <-d.alerts:
		t.Errorf("told once more: %q", alert)
	default:
	}
}

// TestTakenOnlyIfSaid: a 200 that says of nothing that it was sent is no delivery; nobody knows what became
// of it.
func TestTakenOnlyIfSaid(t *testing.T) {
	for _, tt := range []struct {
		name, id, body string
		taken          bool
	}{
		{"LINE", "r1", `{"sentMessages":[{"id":"1"}]}`, true},
		{"LINE, and the answer broke off", "r1", `{"sentMess`, true},
		{"a proxy's page", "", `<html>Welcome</html>`, false},
		{"an empty answer", "", ``, false},
		{"nothing sent", "r1", `{}`, false},
	} {
		for _, token := range []string{"", "a token"} {
			t.Run(tt.name+" "+token, func(t *testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if tt.id != "" {
						w.Header().Set("X-Line-Request-Id", tt.id)
					}
					fmt.Fprint(w, tt.body)
				}))
				defer server.Close()
				c, err := line.New(line.Options{Name: "line", Secrets: []string{"s"}, Token: "t", APIURL: server.URL, Log: harness.Logger(t)})
				if err != nil {
					t.Fatal(err)
				}
				to := bot.ReplyTo{Address: []byte(`{"to":"U1"}`), Token: token}
				err = c.Send(t.Context(), bot.Delivery{ID: uuid.NewString(), ReplyTo: to, Messages: []dialog.Message{{Text: "こんにちは"}}})
				failed := (*bot.SendError)(nil)
				if doubt := errors.As(err, &failed) && failed.Failure == bot.Retry && failed.Unknown; err == nil != tt.taken || doubt == tt.taken {
					t.Errorf("got %v", err)
				}
				_ = c.Close(t.Context())
			})
		}
	}
}

// TestBudgetIsReserved: many pushes at once, just after the start, take no more than may be taken for what
// is not urgent.
func TestBudgetIsReserved(t *testing.T) {
	d := startDesk(t)
	a := d.friend("森")
	d.line.SetQuota(200, 10)
	d.clock.Advance(11 * time.Minute) // what was read of it is old by then
	var pushing sync.WaitGroup
	for range 300 {
		pushing.Go(func() {
			_ = d.channel.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: address(a.User)}, Messages: []dialog.Message{{Text: "こんにちは"}}})
		})
	}
	pushing.Wait()
	if n := len(d.pushes()); n != 150 {
		t.Errorf("%d pushes went, 150 may", n)
	}
}

// TestNoBudgetInTheMiddle: the answer of a person that cannot be pushed comes with the next reply.
func TestNoBudgetInTheMiddle(t *testing.T) {
	d := startDesk(t)
	a := d.friend("清水")
	d.line.SetQuota(200, 200)
	d.say(a, "人と話したい", "受付番号")
	d.clock.Advance(2 * time.Minute)
	err := d.bot.Answer(context.Background(), d.ticket().Number, bot.Reply{ID: "r1", By: bot.Staff{ID: "s1", Name: "職員"}, Text: "ウイルス対策ソフトを更新してください。"})
	if err != nil {
		t.Fatal(err)
	}
	d.logs("delivery will not arrive")
	d.until("the answer to be kept for the next reply", func() bool { return d.waiting() == 0 }) // the log says so before
	d.deliver(d.line.Unfollow(a.User))
	d.deliver(d.line.Follow(a.User))
	d.sees(a, "ウイルス対策ソフトを更新してください")
	d.sees(a, "送りできる数の上限")
}

// TestUnknownBudget: where LINE does not say what is left, pushes are made; where there is no limit, too.
func TestUnknownBudget(t *testing.T) {
	d := startDesk(t)
	a := d.friend("山崎")
	d.line.Fail(linetest.Fault{Path: "/message/quota", Status: 500, Times: 3})
	d.clock.Advance(11 * time.Minute)
	if err := d.channel.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), ReplyTo: bot.ReplyTo{Address: address(a.User)}, Messages: []dialog.Message{{Text: "こんにちは"}}}); err != nil {
		t.Error(err)
	}
}
