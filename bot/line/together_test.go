package line_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot/line/linetest"
)

// TestAlbum: five pictures sent as one get one answer, in whatever order and however slowly they come.
func TestAlbum(t *testing.T) {
	for name, deliver := range map[string]func(d *desk, e []linetest.Event){
		"in one webhook": func(d *desk, e []linetest.Event) { d.deliver(e...) },
		"one by one": func(d *desk, e []linetest.Event) {
			for _, i := range []int{2, 0, 4, 1, 3} {
				d.deliver(e[i])
			}
		},
		"slowly": func(d *desk, e []linetest.Event) {
			d.deliver(e[:2]...)
			d.idle()
			d.deliver(e[2:]...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := startDesk(t)
			at := d.friend("佐藤")
			deliver(d, d.line.Album(at, make([][]byte, 5)...))
			d.sees(at, "画像を受け取りました")
			d.idle()
			if n := d.times(at, "画像を受け取りました"); n != 1 {
				t.Errorf("answered %d times: %q", n, d.shown(at))
			}
			if n := len(d.transcript(at)); n < 6 {
				t.Errorf("the transcript has %d entries", n)
			}
			d.deliver(d.line.Album(at, make([][]byte, 2)...)...) // another album is another matter
			d.until("the second album to be answered", func() bool { return d.times(at, "画像を受け取りました") == 2 })
		})
	}
}

// TestStoryInPieces: three short messages within two seconds are one story; first aid does not wait.
// The clock of the wait stands still, so that no machine is too slow for it.
func TestStoryInPieces(t *testing.T) {
	d := startDesk(t)
	at, urgent := d.friend("鈴木"), d.friend("高橋")
	shown := len(d.shown(at))
	d.steady.Halt()
	for _, piece := range []string{"すみません", "パソコンで", "音が出ます"} {
		d.deliver(d.line.Text(at, piece))
		d.steady.Advance(time.Second)
	}
	d.deliver(d.line.Text(urgent, "あの"))
	d.deliver(d.line.Text(urgent, "偽の警告が出ました"))
	d.sees(urgent, "いますぐ")
	if now := d.shown(at); len(now) != shown {
		t.Errorf("answered while more was waited for: %q", now)
	}
	told := len(d.line.Requests("/message/reply"))
	d.steady.Advance(5 * time.Second)
	d.until("an answer", func() bool { return len(d.shown(at)) > shown })
	d.idle()
	if n := len(d.line.Requests("/message/reply")) - told; n != 2 { // one of them the greeting of the idle guard
		t.Errorf("%d replies to three pieces: %q", n-1, d.shown(at))
	}
	if n := len(d.transcript(at)); n < 4 {
		t.Errorf("the transcript has %d entries", n)
	}
}

// TestStoryInPiecesSurvivesARestart: what waits for more is durable.
func TestStoryInPiecesSurvivesARestart(t *testing.T) {
	d := startDesk(t)
	at := d.friend("田中")
	shown := len(d.shown(at))
	d.deliver(d.line.Text(at, "あの"), d.line.Text(at, "ちょっと"))
	d.restart()
	d.until("an answer", func() bool { return len(d.shown(at)) > shown })
	d.idle()
	var said []string
	for _, l := range d.transcript(at) {
		said = append(said, l.Text)
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, "あの") || !strings.Contains(all, "ちょっと") {
		t.Errorf("a piece was lost: %q", said)
	}
}
