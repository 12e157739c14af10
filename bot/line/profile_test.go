package line_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/line/linetest"
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
	for _, sent := range []struct {
		linetest.Event
		words string
	}{
		{photo, "画像を受け取りました"}, {film, "動画を受け取りました"}, {file, "ファイルを受け取りました"},
		{d.line.Media(a, "audio", "", []byte("a voice")), "音声を受け取りました"}, {d.line.Sticker(a), "スタンプ"}, {d.line.Location(a), "位置の情報"},
	} {
		d.deliver(sent.Event) // each by itself: what comes together is answered together
		d.sees(a, sent.words)
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
		body, err := d.channel.Fetch(context.Background(), bot.ReplyTo{}, bot.Attachment{Ref: ref})
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
	back := bot.ReplyTo{Address: address(a.User)}
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
	if err := d.channel.Waiting(ctx, bot.ReplyTo{Address: address(a.User)}); err != nil {
		t.Error(err)
	}
	if _, plays := d.line.Loading(a.User); !plays {
		t.Error("the animation does not play")
	}
	if err := d.channel.Waiting(ctx, bot.ReplyTo{Address: []byte(`{"to":"C1","user":"U1","in":"group"}`)}); err != nil {
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
	if err := d.channel.Waiting(ctx, bot.ReplyTo{Address: []byte(`{"strange":true}`)}); err == nil {
		t.Error("a strange address was taken")
	}
}

// TestManyWait: however many wait at once, LINE is asked for no more animations than it allows.
func TestManyWait(t *testing.T) {
	d := startDesk(t)
	a := d.friend("松本")
	for range 300 {
		if err := d.channel.Waiting(t.Context(), bot.ReplyTo{Address: address(a.User)}); err != nil {
			t.Fatal(err)
		}
	}
	if v := d.line.Violations(); len(v) > 0 {
		t.Errorf("%d violations of LINE's rules, the first: %s", len(v), v[0])
	}
	if asked, plays := d.line.Loading(a.User); asked == 0 || !plays {
		t.Error("nobody sees that an answer is on its way")
	}
}
