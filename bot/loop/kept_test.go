package loop

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/store"
)

// lastSaid is what was said since the consulter spoke last.
func (o *office) lastSaid(t *testing.T) (out []string) {
	t.Helper()
	all := transcript(t, o.Loop, "post-a")
	for _, e := range slices.Backward(all) {
		if e.From == bot.FromConsulter {
			break
		}
		out = append(out, e.Text)
	}
	slices.Reverse(out)
	return out
}

// TestKeptIsShown: a consulter sees every kind of what is kept of them, with the day on which it
// goes, and none of the things that were kept apart from the words.
func TestKeptIsShown(t *testing.T) {
	f := &fetching{platform: newPlatform(), files: map[string][]byte{"page": []byte("<html>ツチノコ</html>")}}
	o := newOffice(t, func(o *setup) { o.channels = map[bot.Channel]bot.Endpoint{"post": {Sender: f}} })
	o.hear(t, "偽の警告が出ました。Windows11です")
	o.hear(t, "人と話したい")
	o.hear(t, "電話は090-0000-0011です")
	e := o.event("")
	e.Kind, e.File = dialog.File, &bot.Attachment{Ref: "page", Name: "請求書.html"}
	accept(t, o.Loop, e)
	o.hear(t, "私の記録を見せて")
	said := strings.Join(o.lastSaid(t), "\n")
	number := tickets(t, o.Loop)[0].Number
	for _, want := range []string{"やりとり", "うかがった事がら", "写真とファイル：1件", "電話番号", number, "あて先", "統計", "2027年2月2", "2027年11月2", "2026年12月2", "相談を消してほしい"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said in\n%s", want, said)
		}
	}
	for _, never := range []string{"0000", "0011", "請求書", "%!"} {
		if strings.Contains(said, never) {
			t.Errorf("%q is said in\n%s", never, said)
		}
	}
}

// TestRetentionByKind: after ninety days no word is left, be it in a copy of the store that was made
// before, and what was understood is; after a year nothing is left but a number.
func TestRetentionByKind(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました。ツチノコと書いてありました")
	o.hear(t, "人と話したい")
	o.hear(t, "電話は090-0000-0011です")
	number := tickets(t, o.Loop)[0].Number
	staff := bot.Staff{ID: "slack/U1", Name: "山田"}
	if err := o.Close(t.Context(), number, staff, bot.Solved); err != nil {
		t.Fatal(err)
	}
	before := tickets(t, o.Loop)[0]
	o.clock.Advance(o.o.Keep.Words + time.Hour)
	fire(t, o)
	if n := len(transcript(t, o.Loop, "post-a")); n != 0 {
		t.Errorf("%d lines are left", n)
	}
	left := tickets(t, o.Loop)
	if len(left) != 1 || left[0].Number != number || left[0].End != bot.Solved || left[0].FAQ != before.FAQ || !left[0].Bare {
		t.Fatalf("%+v", left)
	}
	written, err := json.Marshal(left)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"ツチノコ", "警告が出ました", "0011"} {
		if strings.Contains(string(written), word) {
			t.Errorf("%q is left in the ticket", word)
		}
	}
	for key := range everything(t, o.o.Engine) {
		for _, gone := range []store.Key{o.records.entries.Key(nil), o.records.reach.Key(nil), o.records.outbox.Key(nil), o.records.pieces.Key(nil), o.records.refs.Key(nil)} {
			if strings.HasPrefix(key, string(gone)) && strings.Contains(key, "post-a") {
				t.Errorf("left: %q", key)
			}
		}
	}
	if n := erasures(t, o); n != 1 {
		t.Errorf("%d keys were destroyed, want 1: a backup would bring the words back", n)
	}
	outlines, err := o.Outlines(t.Context())
	if err != nil || len(outlines) != 1 || outlines[0].FAQ != before.FAQ || !outlines[0].Ticket {
		t.Errorf("the figures have %+v, %v", outlines, err)
	}

	o.clock.Advance(o.o.Keep.Facts)
	fire(t, o)
	if left := tickets(t, o.Loop); len(left) != 0 {
		t.Errorf("after a year: %+v", left)
	}
	tallies, err := o.Tallies(t.Context())
	if err != nil || len(tallies) != 1 || tallies[0].All != 1 || tallies[0].Handed != 1 || tallies[0].FAQ[before.FAQ] != 1 {
		t.Errorf("the numbers that stay: %+v, %v", tallies, err)
	}
}

// TestComesBackAfterWordsWent: who writes again begins anew, and is kept as long as anybody.
func TestComesBackAfterWordsWent(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	o.clock.Advance(o.o.Keep.Words + time.Hour)
	fire(t, o)
	o.hear(t, "久しぶりです")
	o.clock.Advance(o.o.Keep.Words / 2)
	fire(t, o)
	if len(transcript(t, o.Loop, "post-a")) == 0 {
		t.Fatal("erased too early")
	}
	o.clock.Advance(o.o.Keep.Words)
	fire(t, o)
	if n := len(transcript(t, o.Loop, "post-a")); n != 0 {
		t.Errorf("%d lines are left", n)
	}
	o.clock.Advance(2 * o.o.Keep.Facts)
	fire(t, o)
	tallies, err := o.Tallies(t.Context())
	if err != nil || len(tallies) != 2 {
		t.Errorf("%+v, %v", tallies, err)
	}
}

// TestDrillsCountInNoNumbers: a consultation that was invented leaves no number behind when it is
// erased, be it at once or after its words went.
func TestDrillsCountInNoNumbers(t *testing.T) {
	for _, bared := range []bool{false, true} {
		o := newOffice(t)
		e := o.event("偽の警告が出ました")
		e.ReplyTo.Channel = bot.Drill
		accept(t, o.Loop, e)
		if bared {
			o.clock.Advance(o.o.Keep.Words + time.Hour)
			fire(t, o)
			if n := len(transcript(t, o.Loop, "post-a")); n != 0 {
				t.Fatalf("%d lines are left", n)
			}
		}
		if err := o.Erase(t.Context(), "post-a"); err != nil {
			t.Fatal(err)
		}
		outlines, err := o.Outlines(t.Context())
		tallies, wrong := o.Tallies(t.Context())
		if err != nil || wrong != nil || len(outlines)+len(tallies) > 0 {
			t.Errorf("words gone before: %v; the figures have %+v and %+v (%v, %v)", bared, outlines, tallies, err, wrong)
		}
	}
}

func erasures(t *testing.T, o *office) (n int) {
	t.Helper()
	err := o.o.Engine.View(t.Context(), func(r store.Reader) error {
		n = 0
		for _, err := range o.o.Sealer.Erasures(r) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestForgottenInTheirLanguage: who was spoken to in easy Japanese, or in another language, is told
// in it that everything is erased.
func TestForgottenInTheirLanguage(t *testing.T) {
	for _, tt := range []struct{ says, asks, sure, want string }{
		{"I lost my money to a scammer", "please delete my data", "yes", "Your consultation is erased."},
		{"我把钱转给骗子了", "请删除我的数据", "好的", "您的咨询已全部删除。"},
		{"やさしい日本語で", "記録を消してください", "はい", "全部（ぜんぶ）消（け）しました。"},
	} {
		o := hearsErasure(t)
		o.hear(t, tt.says)
		o.hear(t, tt.asks)
		o.hear(t, tt.sure)
		o.clock.Advance(2 * time.Hour)
		fire(t, o)
		all := transcript(t, o.Loop, "post-a")
		if len(all) != 1 || !strings.Contains(all[0].Text, tt.want) {
			t.Errorf("after %q there is %+v", tt.asks, all)
		}
	}
}
