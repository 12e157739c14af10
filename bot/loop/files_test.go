package loop

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// fetching is a platform that has files.
type fetching struct {
	*platform
	files map[string][]byte
	fail  error
}

func (f *fetching) Fetch(_ context.Context, _ bot.ReplyTo, a bot.Attachment) (io.ReadCloser, error) {
	if f.fail != nil {
		err := f.fail
		f.fail = nil
		return nil, err
	}
	data, ok := f.files[a.Ref]
	if !ok {
		return nil, &bot.SendError{Failure: bot.Permanent, Err: errors.New("gone")}
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

func TestFilesAreKeptAndNotTrusted(t *testing.T) {
	var photo bytes.Buffer
	picture := image.NewRGBA(image.Rect(0, 0, 40, 30))
	picture.Set(3, 4, color.White)
	if err := png.Encode(&photo, picture); err != nil {
		t.Fatal(err)
	}
	hidden := append(photo.Bytes(), "<script>ツチノコ</script>"...)
	// A picture of few bytes and many pixels.
	var huge bytes.Buffer
	wide := image.NewPaletted(image.Rect(0, 0, 30000, 1000), color.Palette{color.White, color.Black})
	if err := png.Encode(&huge, wide); err != nil {
		t.Fatal(err)
	}
	f := &fetching{platform: newPlatform(), files: map[string][]byte{
		"photo": hidden, "page": []byte("<html><script>alert(1)</script>"), "program": []byte("MZ\x90\x00 program"), "large": make([]byte, maxFile+1), "huge": huge.Bytes(),
	}}
	for _, tt := range []struct {
		ref   string
		state bot.FileState
	}{{"photo", bot.Picture}, {"page", bot.Quarantine}, {"program", bot.Quarantine}, {"large", bot.TooLarge}, {"huge", bot.Quarantine}, {"gone", bot.Lost}} {
		t.Run(tt.ref, func(t *testing.T) {
			o := newOffice(t, func(o *setup) { o.channels = map[bot.Channel]bot.Endpoint{"post": {Sender: f}} })
			f.fail = &bot.SendError{Failure: bot.Retry, Err: errors.New("not ready")} // as LINE says of large ones
			o.hear(t, "人と話したい")
			e := o.event("")
			e.Kind, e.File = dialog.Image, &bot.Attachment{Ref: tt.ref, Name: "写真.png"}
			accept(t, o.Loop, e)
			var got bot.Entry
			for _, l := range transcript(t, o.Loop, "post-a") {
				if l.File != nil {
					got = l
				}
			}
			if got.File == nil || got.File.State != tt.state {
				t.Fatalf("the line's file is %+v, want %s", got.File, tt.state)
			}
			if n := o.board.last(bot.Fetched); len(n.Entries) != 1 {
				t.Errorf("the desk was told %+v", n)
			}
			data, err := o.Picture(t.Context(), "post-a", got.N)
			switch {
			case tt.state != bot.Picture:
				if !errors.Is(err, bot.ErrNoPicture) {
					t.Errorf("what is no picture came as one: %v", err)
				}
			case err != nil || bytes.Contains(data, []byte("script")):
				t.Errorf("the picture was not encoded anew: %v", err)
			}
			taken := o.event("")
			taken.Kind, taken.Message = dialog.Unsend, e.Message
			accept(t, o.Loop, taken)
			for key := range everything(t, o.o.Engine) {
				if strings.HasPrefix(key, string(o.records.pieces.Key(nil))) {
					t.Errorf("an unsent file is kept: %q", key)
				}
			}
		})
	}
}

// TestFilesExpire: files are kept for a shorter time than words, from the last word on, and not
// deleted while somebody works on the ticket.
func TestFilesExpire(t *testing.T) {
	f := &fetching{platform: newPlatform(), files: map[string][]byte{"page": []byte("<html>ツチノコ</html>")}}
	o := newOffice(t, func(o *setup) { o.channels = map[bot.Channel]bot.Endpoint{"post": {Sender: f}} })
	o.hear(t, "人と話したい")
	e := o.event("")
	e.Kind, e.File = dialog.File, &bot.Attachment{Ref: "page", Name: "請求書.html"}
	accept(t, o.Loop, e)
	file := func() (got *bot.Attachment, pieces int) {
		for _, l := range transcript(t, o.Loop, "post-a") {
			if l.File != nil {
				got = l.File
			}
		}
		for key := range everything(t, o.o.Engine) {
			if strings.HasPrefix(key, string(o.records.pieces.Key(nil))) {
				pieces++
			}
		}
		return got, pieces
	}
	if got, pieces := file(); got == nil || got.State != bot.Quarantine || pieces == 0 {
		t.Fatalf("%+v, %d pieces", got, pieces)
	}
	o.clock.Advance(o.o.Keep.Files + time.Hour)
	fire(t, o)
	if _, pieces := file(); pieces == 0 {
		t.Fatal("deleted while the ticket is open")
	}
	if err := o.Close(t.Context(), tickets(t, o.Loop)[0].Number, bot.Staff{ID: "slack/U1", Name: "山田"}, bot.Solved); err != nil {
		t.Fatal(err)
	}
	o.hear(t, "ありがとう")
	o.clock.Advance(o.o.Keep.Files / 2)
	fire(t, o)
	if _, pieces := file(); pieces == 0 {
		t.Fatal("deleted although somebody wrote since")
	}
	o.clock.Advance(o.o.Keep.Files)
	fire(t, o)
	got, pieces := file()
	if pieces != 0 || got == nil || got.State != bot.Expired || got.Ref != "" || got.Pieces != 0 {
		t.Errorf("%+v, %d pieces", got, pieces)
	}
	if n := o.board.last(bot.Fetched); len(n.Entries) != 1 || n.Entries[0].File.State != bot.Expired {
		t.Errorf("the desk was told %+v", n)
	}
	if n := len(transcript(t, o.Loop, "post-a")); n < 3 {
		t.Errorf("%d lines are left: words are kept longer", n)
	}
}
