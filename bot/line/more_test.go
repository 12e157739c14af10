package line_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"madoguchi/bot"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
	"madoguchi/dialog"
)

// TestUnsend takes a message back before, during and after the hand-off: its words are nowhere any more.
func TestUnsend(t *testing.T) {
	d := startDesk(t)
	a := d.friend("吉田")
	staff := bot.Staff{ID: "s1", Name: "職員"}
	for i, step := range []func(){
		func() {},
		func() { d.say(a, "人と話したい", "受付番号") },
		func() {
			number := d.ticket().Number
			if err := d.bot.Answer(context.Background(), number, bot.Reply{ID: "r1", By: staff, Text: "担当の者です。"}); err != nil {
				t.Fatal(err)
			}
			d.sees(a, "担当の者です")
		},
		func() {
			if err := d.bot.Close(context.Background(), d.ticket().Number, staff, bot.EndReasons()[0]); err != nil {
				t.Fatal(err)
			}
		},
	} {
		step()
		words := fmt.Sprintf("合言葉はツチノコ%dです", i)
		e := d.text(a, words)
		d.deliver(e)
		d.idle()
		if !strings.Contains(fmt.Sprint(d.transcript(a)), words) {
			t.Fatalf("step %d: what was said is not in the transcript", i)
		}
		d.deliver(d.line.Unsend(a, e.Message()))
		d.idle()
		if all := fmt.Sprint(d.transcript(a)) + fmt.Sprint(d.tickets()); strings.Contains(all, "ツチノコ") {
			t.Errorf("step %d: an unsent message is still there", i)
		}
	}
}

func (d *desk) tickets() []bot.Ticket {
	d.t.Helper()
	all, err := d.bot.Tickets(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

func (d *desk) ticket() bot.Ticket {
	d.t.Helper()
	all := d.tickets()
	if len(all) != 1 {
		d.t.Fatalf("%d tickets, want 1", len(all))
	}
	return all[0]
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPicturesAndFiles: what is sent is named to the bot, and can be fetched as LINE allows.
func TestPicturesAndFiles(t *testing.T) {
	d := startDesk(t)
	a := d.friend("山田")
	photo := d.line.Media(a, "image", "", picture(t))
	film := d.line.Media(a, "video", "", []byte("a film"))
	d.line.Prepare(film.Message(), 1)
	file := d.line.Media(a, "file", "見積書.xlsm", []byte("PK\x03\x04macro"))
	d.deliver(photo, film, file, d.line.Media(a, "audio", "", []byte("a voice")), d.line.Sticker(a), d.line.Location(a))
	for _, words := range []string{"画像を受け取りました", "動画を受け取りました", "ファイルを受け取りました", "音声を受け取りました", "スタンプ", "位置の情報"} {
		d.sees(a, words)
	}
	var name string
	for _, l := range d.transcript(a) {
		if l.File != nil && l.File.Ref == file.Message() {
			name = l.File.Name
		}
	}
	if name != "見積書.xlsm" {
		t.Errorf("the file is called %q in the transcript", name)
	}
	fetch := func(ref string) (string, *bot.SendError) {
		body, err := d.channel.Fetch(context.Background(), bot.Return{}, bot.Attachment{Ref: ref})
		if err != nil {
			failed := (*bot.SendError)(nil)
			if !errors.As(err, &failed) {
				t.Fatalf("%v is no SendError", err)
			}
			return "", failed
		}
		defer body.Close()
		data, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data), nil
	}
	d.line.Prepare(film.Message(), 1)
	if _, err := fetch(film.Message()); err == nil || err.Failure != bot.Retry {
		t.Errorf("a film that is being prepared gave %v", err)
	}
	if data, err := fetch(film.Message()); err != nil || data != "a film" {
		t.Errorf("the film is %q, %v", data, err)
	}
	d.deliver(d.line.Unsend(a, photo.Message()))
	for _, ref := range []string{photo.Message(), "999", "1/../x", ""} {
		if _, err := fetch(ref); err == nil || err.Failure != bot.Permanent {
			t.Errorf("%q gave %v, want permanent", ref, err)
		}
	}
	external := d.line.Other("message", a, map[string]any{"message": map[string]any{"id": "77", "type": "image", "contentProvider": map[string]any{"type": "external", "originalContentUrl": "https://example.com/x.png"}}})
	d.deliver(external)
	d.idle()
	for _, l := range d.transcript(a) {
		if l.File != nil && l.File.Ref == "77" {
			t.Error("a picture on somebody's page is to be fetched")
		}
	}
}

// TestName: the name is asked for, and a ticket does without it.
func TestName(t *testing.T) {
	d := startDesk(t)
	a := d.friend("佐々木")
	back := bot.Return{Address: address(a.User)}
	if name, err := d.channel.Name(context.Background(), back); name != "佐々木" || err != nil {
		t.Errorf("the name is %q, %v", name, err)
	}
	d.line.Unfollow(a.User)
	if name, err := d.channel.Name(context.Background(), back); name != "" || err != nil {
		t.Errorf("of who has blocked the account: %q, %v", name, err)
	}
	d.line.Follow(a.User)
	d.line.Fail(linetest.Fault{Path: a.User, Status: 500, Times: 20})
	if _, err := d.channel.Name(context.Background(), back); err == nil {
		t.Error("no error where the profile cannot be had")
	}
	d.say(a, "人と話したい", "受付番号")
	d.ticket()
}

// TestWaitingAndRead: the animation in private chats only, and the mark that staff have read.
func TestWaitingAndRead(t *testing.T) {
	d := startDesk(t)
	a := d.friend("松本")
	ctx := context.Background()
	if err := d.channel.Waiting(ctx, bot.Return{Address: address(a.User)}); err != nil {
		t.Error(err)
	}
	if _, plays := d.line.Loading(a.User); !plays {
		t.Error("the animation does not play")
	}
	if err := d.channel.Waiting(ctx, bot.Return{Address: []byte(`{"to":"C1","user":"U1","in":"group"}`)}); err != nil {
		t.Error(err)
	}
	d.say(a, "人と話したい", "受付番号")
	if err := d.bot.Claim(ctx, d.ticket().Number, bot.Staff{ID: "s1", Name: "職員"}); err != nil {
		t.Fatal(err)
	}
	d.until("the message to be marked as read", func() bool {
		for _, e := range d.line.Chat(a.User) {
			if e.Seen {
				return true
			}
		}
		return false
	})
	if err := d.channel.Waiting(ctx, bot.Return{Address: []byte(`{"strange":true}`)}); err == nil {
		t.Error("a strange address was taken")
	}
}

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
	delivery := bot.Delivery{ID: uuid.NewString(), Address: address(a.User), Messages: []dialog.Message{{Kind: dialog.FirstAid, Text: "電源を切らないでください。"}}}
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
			delivery := bot.Delivery{ID: uuid.NewString(), Address: tt.address, Token: tt.token, Messages: []dialog.Message{{Text: "こんにちは"}}}
			if tt.address == nil {
				delivery.Address = address(a.User)
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
	err = nowhere.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), Address: address(a.User), Messages: []dialog.Message{{Text: "こんにちは"}}})
	if !errors.As(err, &failed) || failed.Failure != bot.Retry || failed.Unknown {
		t.Errorf("where nobody answers: %v; it is sure that nothing arrived", err)
	}
}

// TestBudget: what is not urgent leaves the reserve alone, the desk is told once a level, and who had to wait is told how to get
// the answer.
func TestBudget(t *testing.T) {
	d := startDesk(t, func(o *line.Options) { o.Reach = "お電話は 03-0000-0000 へどうぞ。" })
	a := d.friend("林")
	d.line.SetQuota(10, 4)
	d.clock.Advance(11 * time.Minute) // what was read of it is old by then
	push := func(urgent bool) error {
		return d.channel.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), Conversation: d.conversation(a), Address: address(a.User), Urgent: urgent, Messages: []dialog.Message{{Text: "担当者からの返事です。"}}})
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
	for _, level := range []string{"50%", "80%", "95%"} {
		select {
		case alert := <-d.alerts:
			if !strings.Contains(alert, level) || !strings.Contains(alert, "11月") {
				t.Errorf("the desk was told %q, want %s", alert, level)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("the desk was not told of %s", level)
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
	if err := d.channel.Send(context.Background(), bot.Delivery{ID: uuid.NewString(), Address: address(a.User), Messages: []dialog.Message{{Text: "こんにちは"}}}); err != nil {
		t.Error(err)
	}
}

// TestRichMenu installs, leaves alone what is right, and replaces what is not.
func TestRichMenu(t *testing.T) {
	d := startDesk(t)
	install := func(size line.MenuSize) (bool, error) {
		return line.InstallRichMenu(context.Background(), d.channel.Options, size)
	}
	for _, tt := range []struct {
		size    line.MenuSize
		changed bool
	}{{line.FullMenu, true}, {line.FullMenu, false}, {line.CompactMenu, true}, {line.CompactMenu, false}, {line.FullMenu, true}} {
		changed, err := install(tt.size)
		names, now := d.line.Menus()
		if err != nil || changed != tt.changed || len(names) != 1 || !strings.Contains(now, string(tt.size)) {
			t.Errorf("%s: changed %v, %v; there are %v, everybody's is %q", tt.size, changed, err, names, now)
		}
	}
	d.line.Fail(linetest.Fault{Path: "/content", Status: 500})
	if _, err := install(line.CompactMenu); err == nil {
		t.Error("no error where the picture was not taken")
	}
	if _, now := d.line.Menus(); !strings.Contains(now, "full") {
		t.Errorf("after a failure everybody's is %q, want the one before", now)
	}
	if _, err := install(line.CompactMenu); err != nil {
		t.Error(err)
	}
	if names, now := d.line.Menus(); len(names) != 1 || !strings.Contains(now, "compact") {
		t.Errorf("there are %v, everybody's is %q", names, now)
	}
	if _, err := install("huge"); err == nil {
		t.Error("a size that there is not")
	}
}

// TestDoctor breaks one thing after the other.
func TestDoctor(t *testing.T) {
	d := startDesk(t)
	good := d.channel.Options
	good.Metrics = nil
	look := func(o line.Options) map[string]line.Finding {
		out := map[string]line.Finding{}
		for _, f := range line.Doctor(context.Background(), o) {
			out[f.Check] = f
			if f.Level != line.Fine && (f.Do == "" || f.Page == "") {
				t.Errorf("%s: what to do, or where, is missing: %+v", f.Check, f)
			}
			if s := fmt.Sprint(f); strings.Contains(s, o.Token) || strings.Contains(s, o.Secrets[0]) {
				t.Errorf("%s holds a secret", f.Check)
			}
		}
		return out
	}
	if _, err := line.InstallRichMenu(context.Background(), good, line.FullMenu); err != nil {
		t.Fatal(err)
	}
	for check, f := range look(good) {
		if f.Level != line.Fine && check != "redelivery" {
			t.Errorf("all is well, but %+v", f)
		}
	}
	wrong := good
	wrong.Secrets = []string{"0123456789abcdef0123456789abcdef"}
	d.hook.set(mustNew(t, wrong).Handler())
	if f := look(wrong)["webhook test"]; f.Level != line.Broken || !strings.Contains(f.Do, "channel/1234567890/basics") {
		t.Errorf("a wrong secret: %+v", f)
	}
	d.hook.set(http.NotFoundHandler())
	if f := look(good)["webhook test"]; f.Level != line.Broken || !strings.Contains(f.Do, "proxy") {
		t.Errorf("a path that leads nowhere: %+v", f)
	}
	d.hook.set(nil)
	if f := look(good)["webhook test"]; f.Level != line.Broken {
		t.Errorf("a stopped program: %+v", f)
	}
	wrong.Secrets = []string{"my-secret"}
	if f := look(wrong)["channel secret 1"]; f.Level != line.Broken {
		t.Errorf("no secret: %+v", f)
	}
	wrong = good
	wrong.Token = "nonsense"
	if f := look(wrong)["access token"]; f.Level != line.Broken {
		t.Errorf("a wrong token: %+v", f)
	}
	d.line.Forgive()
	wrong = good
	wrong.APIURL = "http://127.0.0.1:1"
	if f := look(wrong)["connection"]; f.Level != line.Broken {
		t.Errorf("no way to LINE: %+v", f)
	}
	wrong = good
	wrong.Now = func() time.Time { return d.clock.Now().Add(5 * time.Minute) }
	if f := look(wrong)["clock"]; f.Level != line.Broken {
		t.Errorf("a clock that is fast: %+v", f)
	}
	d.line.SetQuota(200, 200)
	d.line.SetChatMode("bot")
	d.line.SetWebhook("https://example.com/elsewhere", true)
	found := look(good)
	for check, level := range map[string]line.Level{"budget": line.Broken, "bot mode": line.Advice, "webhook URL": line.Broken} {
		if found[check].Level != level {
			t.Errorf("%s: %+v, want %s", check, found[check], level)
		}
	}
	d.line.SetWebhook("", true)
	if f := look(good)["webhook URL"]; f.Level != line.Broken || !strings.Contains(f.Do, "/webhook/line") {
		t.Errorf("no webhook: %+v", f)
	}
}

func mustNew(t *testing.T, o line.Options) *line.Channel {
	t.Helper()
	c, err := line.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
