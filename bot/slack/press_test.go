package slack

import (
	"testing"
	"time"
)

// TestPressedAgain: a button that is pressed again, at once or later, on a screen that has not been
// drawn anew, answers its own question and no other; of a matter that is gone it is turned away.
func TestPressedAgain(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	w.tanaka.Say("偽の警告が出ました")
	question := w.question(dm)
	yes, no := w.button(dm, question.TS, "はい"), w.button(dm, question.TS, "いいえ")
	w.pressed(yes)
	w.eventually("the next question is there", func() bool { return len(w.fake.Posts(dm)) > 2 })
	w.quiet()
	said := len(w.fake.Posts(dm))
	w.pressed(yes)
	w.clock.Advance(time.Minute)
	w.pressed(yes)
	w.quiet()
	if got := w.fake.Posts(dm); len(got) != said {
		t.Fatalf("はい pressed again is answered\n%s", w.books())
	}
	w.pressed(no)
	w.reads(dm, "のお答えを「いいえ」に直しました")
	w.tanaka.Say("最初から")
	w.reads(dm, "どんなことでお困りですか")
	w.pressed(yes)
	w.reads(dm, "前の質問のボタン")
}

func (w *world) button(channel, ts, label string) func() error {
	w.t.Helper()
	press, err := w.tanaka.Button(channel, ts, label)
	if err != nil {
		w.t.Fatal(err)
	}
	return press
}

func (w *world) pressed(press func() error) {
	w.t.Helper()
	if err := press(); err != nil {
		w.t.Fatal(err)
	}
}
