package slack

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
)

// TestMention: a consultation in a channel is one person's, in a thread, answered once though it
// arrives twice, and can go on in private.
func TestMention(t *testing.T) {
	w := newWorld(t)
	const sales = "C0SALES"
	root := w.tanaka.Write(sales, "", "<@"+slacktest.DefaultBotUser+"> 偽の警告が出ました")
	answer := w.reads(sales, "いますぐすること")
	w.quiet()
	if answer.Thread != root || len(w.fake.Posts(sales)) != 1 {
		t.Errorf("the answer stands in thread %q\n%s", answer.Thread, w.books())
	}
	if n := w.count(sales, "いますぐすること"); n != 1 {
		t.Errorf("answered %d times", n)
	}
	said := len(w.fake.Replies(sales, root))
	w.yamada.Write(sales, root, "それ、私も見ました") // another person in the thread
	w.yamada.Write(sales, "", "昼ごはん行く人")
	w.quiet()
	if got := len(w.fake.Replies(sales, root)); got != said+1 {
		t.Errorf("the bot answered talk among colleagues\n%s", w.books())
	}

	question := w.question(sales)
	w.press(w.yamada, question, question.Buttons()[0].Label)
	w.eventually("another's press is turned away", func() bool { return len(w.fake.Whispers(sales, w.yamada.ID)) == 1 })
	w.tanaka.Write(sales, root, "いいえ") // without a mention: the thread is known
	w.eventually("the thread goes on", func() bool { return len(w.fake.Replies(sales, root)) > said+2 })

	w.press(w.tanaka, answer, "ダイレクトメッセージで続ける")
	w.reads(w.tanaka.Direct(), "相談窓口")
	w.eventually("it is said where it goes on", func() bool { return len(w.fake.Whispers(sales, w.tanaka.ID)) == 1 })
	if w.count(w.tanaka.Direct(), "昼ごはん") > 0 {
		t.Error("others' words were shown")
	}
}

// TestMentionWhereOthersReadAlong: in a channel shared with another organisation there is no
// consultation, but a way to one.
func TestMentionWhereOthersReadAlong(t *testing.T) {
	w := newWorld(t)
	w.fake.Share("C0SALES", true)
	w.tanaka.Write("C0SALES", "", "<@"+slacktest.DefaultBotUser+"> 偽の警告が出ました")
	w.eventually("the consulter alone is told", func() bool { return len(w.fake.Whispers("C0SALES", w.tanaka.ID)) > 0 })
	w.quiet()
	if n := len(w.fake.Everything("C0SALES")); n != 2 { // the mention, and one whisper
		t.Errorf("%d posts\n%s", n, w.books())
	}
	whisper := w.fake.Whispers("C0SALES", w.tanaka.ID)[0]
	w.press(w.tanaka, whisper, "ダイレクトメッセージで続ける")
	w.reads(w.tanaka.Direct(), "相談窓口")
}

// TestChoices: buttons, and the same by number; a press leaves its trace.
func TestChoices(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	w.tanaka.Say("偽の警告が出ました")
	question := w.question(dm)
	labels := question.Buttons()
	if len(labels) < 2 || !strings.HasPrefix(labels[0].Label, "1. ") {
		t.Fatalf("the buttons are %v", labels)
	}
	w.press(w.tanaka, question, labels[0].Label)
	w.eventually("the press has left its trace", func() bool {
		p, _ := w.fake.Post(dm, question.TS)
		return p.Edits == 1 && strings.Contains(p.Shown(), "✔") && len(p.Buttons()) == 0
	})
	w.eventually("the next question is there", func() bool { return len(w.fake.Posts(dm)) > 2 })
	w.quiet()
	before := len(w.fake.Posts(dm))
	w.tanaka.Say("1")
	w.eventually("a number is an answer", func() bool { return len(w.fake.Posts(dm)) > before+1 })
}

// TestHomeAndCommand: the two other doors.
func TestHomeAndCommand(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	w.tanaka.OpenHome("home")
	w.eventually("App Home is there", func() bool { return w.tanaka.Home() != nil })
	if home := w.tanaka.Home().Shown(); !strings.Contains(home, "相談する") || !strings.Contains(home, "ありません") {
		t.Errorf("App Home shows %q", home)
	}
	if err := w.tanaka.PressHome("相談する"); err != nil {
		t.Fatal(err)
	}
	w.reads(dm, "相談窓口")
	w.tanaka.OpenHome("messages") // who was greeted is not greeted again
	w.quiet()
	if n := len(w.fake.Posts(dm)); n != 1 {
		t.Errorf("greeted %d times", n)
	}
	_, number := w.handOff()
	w.tanaka.OpenHome("home")
	w.eventually("App Home names the case", func() bool { return strings.Contains(w.tanaka.Home().Shown(), number) })
	suzuki := w.fake.Person("U0SUZUKI", "鈴木")
	suzuki.OpenHome("home")
	w.eventually("App Home is there", func() bool { return suzuki.Home() != nil })
	if strings.Contains(suzuki.Home().Shown(), number) {
		t.Error("App Home names another's case")
	}
	said, err := w.sato.Command("C0SALES", "/soudan", "偽の警告が出ました")
	if err != nil || !strings.Contains(said, "ダイレクトメッセージ") {
		t.Errorf("/soudan answers %q, %v", said, err)
	}
	w.reads(w.sato.Direct(), "いますぐすること")
	if w.count("C0SALES", "いますぐすること") > 0 {
		t.Error("/soudan answered before everybody")
	}
}

// TestFiles: words and files of one message are several things; staff see files by kind and size
// only, and pictures made anew. What is taken back is gone.
func TestFiles(t *testing.T) {
	w := newWorld(t)
	card, _ := w.handOff()
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	ts := w.tanaka.Say("この画面です", slacktest.File{Name: "invoice_tanaka.exe", Mime: "application/x-dosexec", Content: append([]byte("MZ"), make([]byte, 5000)...)},
		slacktest.File{Name: "screen.png", Mime: "image/png", Content: drawn.Bytes()})
	w.inThread(card, "この画面です")
	w.inThread(card, "隔離しています")
	shown := w.inThread(card, "作り直した画像")
	if strings.Contains(shown.Shown(), "screen") {
		t.Errorf("the file is shown as %q", shown.Shown())
	}
	var picture slacktest.Post
	w.eventually("the picture stands in the thread", func() bool {
		for _, p := range w.fake.Replies(theDesk, card.TS) {
			if len(p.Files) == 1 {
				picture = p
			}
		}
		return picture.TS != ""
	})
	if _, err := jpeg.Decode(bytes.NewReader(picture.Files[0].Content)); err != nil {
		t.Errorf("the picture was not made anew: %v", err)
	}
	for _, p := range w.fake.Replies(theDesk, card.TS) {
		if strings.Contains(p.Shown(), "invoice") {
			t.Errorf("a stranger's file name is shown: %q", p.Shown())
		}
	}
	w.tanaka.Delete(w.tanaka.Direct(), ts)
	w.eventually("what was taken back is gone", func() bool {
		return w.count(theDesk, "この画面です") == 0 && !slices.ContainsFunc(w.fake.Replies(theDesk, card.TS), func(p slacktest.Post) bool { return len(p.Files) > 0 })
	})
}

// TestRepeated: the same event again, by Slack's retry or under another id, counts once; after a
// restart too.
func TestRepeated(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	ts := w.tanaka.Say("偽の警告が出ました")
	w.reads(dm, "いますぐすること")
	w.quiet()
	before := len(w.fake.Posts(dm))
	again := func() {
		w.fake.EmitEnvelope(w.fake.Envelope(map[string]any{"type": "message", "channel": dm, "channel_type": "im", "user": w.tanaka.ID, "ts": ts, "text": "偽の警告が出ました"}))
		w.quiet()
		if n := len(w.fake.Posts(dm)); n != before {
			t.Errorf("a repeated event was answered: %d posts, want %d", n, before)
		}
	}
	again()
	w.stop()
	w.start()
	again()
}

// TestTwoAtOnce: two messages in the same moment are one conversation's, both taken, with one
// ticket.
func TestTwoAtOnce(t *testing.T) {
	w := newWorld(t)
	w.tanaka.Say("偽の警告が出ました")
	w.tanaka.Say("人と話したい")
	card, _ := w.card()
	w.quiet()
	open, err := w.bot.OpenTickets(t.Context())
	cards := slices.DeleteFunc(w.fake.Posts(theDesk), func(p slacktest.Post) bool { return p.Broadcast }) // that it became urgent is told to all
	if err != nil || len(open) != 1 || len(cards) != 1 {
		t.Errorf("%d tickets, %v\n%s", len(open), err, w.books())
	}
	w.eventually("staff see both", func() bool {
		var all string
		for _, p := range w.fake.Replies(theDesk, card.TS) {
			all += p.Shown()
		}
		return strings.Count(all, "👤 相談者") == 2
	})
}

// TestSecretsStayOut: what nobody should type is taken out before staff see it, and the consulter
// is told. The bot's own posts come back as events all the time; none is answered.
func TestSecretsStayOut(t *testing.T) {
	w := newWorld(t)
	_, _ = w.handOff()
	w.tanaka.Say("パスワードは Tanuki2026! です。カードは 4111 1111 1111 1111")
	w.reads(w.tanaka.Direct(), "消し")
	w.quiet()
	for _, secret := range []string{"Tanuki2026", "4111 1111"} {
		for _, p := range w.fake.Everything(theDesk) {
			if strings.Contains(p.Shown()+p.Text, secret) {
				t.Errorf("staff see %q: %s", secret, p.Shown())
			}
		}
	}
	conv := w.bot.ConversationID("slack", w.fake.Team, w.tanaka.ID)
	said := 0
	for _, l := range w.transcript(string(conv)) {
		if l.From == bot.FromConsulter {
			said++
		}
	}
	if said != 3 {
		t.Errorf("the consulter said %d things, want 3: the bot hears itself", said)
	}
}

// TestUnread: a failed Accept is not acknowledged, and Slack's repetition loses nothing.
func TestUnread(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) { o.events = func(e Events) Events { return &failing{Events: e} } })
	w.tanaka.Say("偽の警告が出ました")
	w.reads(w.tanaka.Direct(), "いますぐすること")
}

// failing is a store that cannot be written for a while.
type failing struct {
	Events
	n atomic.Int32
}

func (f *failing) Accept(ctx context.Context, events ...bot.Event) error {
	if f.n.Add(1) <= 2 {
		return context.DeadlineExceeded
	}
	return f.Events.Accept(ctx, events...)
}

// TestSocketLife: a socket that Slack renews, that breaks, and that goes silent is opened anew, and
// nothing is lost.
func TestSocketLife(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) {
		o.socket, o.ack = true, 2*time.Second
		o.retries = append([]time.Duration{50 * time.Millisecond, 200 * time.Millisecond}, slices.Repeat([]time.Duration{time.Second}, 200)...)
		o.adapter = func(o *Options) { o.Heartbeat = 2 * time.Second } // many pings of the fake, also on a busy machine
	})
	dm := w.tanaka.Direct()
	for _, end := range []struct {
		name string
		do   func()
	}{
		{"renewed", func() { w.fake.Disconnect("refresh_requested") }},
		{"broken", w.fake.Cut},
		{"silent", func() {
			w.fake.Mute(true)
			w.eventually("the silent socket was given up", func() bool { return w.fake.Sockets() == 0 })
			w.fake.Mute(false)
		}},
	} {
		before := len(w.fake.Posts(dm))
		end.do()
		w.tanaka.Say("偽の警告が出ました " + end.name)
		w.eventually("an answer after the socket was "+end.name, func() bool { return len(w.fake.Posts(dm)) > before+1 })
		w.quiet()
	}
	// One envelope that the SDK cannot read costs nothing, and its words are not lost.
	w.fake.EmitEnvelope(w.fake.Envelope(map[string]any{"type": "message", "channel": dm, "channel_type": "im", "user": w.tanaka.ID, "ts": "1900000000.000100", "text": "合言葉はツチノコです",
		"blocks": []any{map[string]any{"type": "input", "element": "notanobject"}}}))
	w.fake.EmitEnvelope(map[string]any{"type": "event_callback", "event": map[string]any{"type": "brand_new"}})
	conv := w.bot.ConversationID("slack", w.fake.Team, w.tanaka.ID)
	w.eventually("the words arrived", func() bool {
		for _, l := range w.transcript(string(conv)) {
			if strings.Contains(l.Text, "ツチノコ") && l.From == bot.FromConsulter && l.Kind == dialog.Plain {
				return true
			}
		}
		return false
	})
	w.eventually("all is acknowledged", func() bool { return w.fake.Pending() == 0 })
}
