package line_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/bot/line/linetest"
)

// TestPressedTwice: a button tapped again, a moment or a question later, answers the question it was shown with and no other.
func TestPressedTwice(t *testing.T) {
	d := startDesk(t)
	at := d.friend("佐藤")
	d.say(at, "偽の警告が出て電話しろと言われてる", "1. はい")
	first := tapped(t, d, at, "はい")
	again := tapped(t, d, at, "はい")
	no := tapped(t, d, at, "いいえ")
	d.deliver(first)
	d.until("the next question", func() bool { return len(d.buttons(at)) > 0 && d.buttons(at)[0].Data != d.data(first) })
	asked, said := d.buttons(at)[0].Data, len(d.shown(at))
	d.deliver(again)
	d.idle()
	if got := d.shown(at); len(got) != said || d.buttons(at)[0].Data != asked {
		t.Fatalf("はい tapped again is answered %q", got[said:])
	}
	d.deliver(no)
	d.sees(at, "のお答えを「いいえ」に直しました")
	d.say(at, "最初から", "どんなことでお困りですか")
	d.deliver(tapData(d, at, first))
	d.sees(at, "前の質問のボタン")
}

// TestTypedBehindAPress: はい is tapped and a number typed at once, before the next question can have been seen.
func TestTypedBehindAPress(t *testing.T) {
	d := startDesk(t)
	at := d.friend("鈴木")
	d.say(at, "偽の警告が出て電話しろと言われてる", "1. はい")
	d.deliver(tapped(t, d, at, "はい"), d.line.Text(at, "1"))
	d.idle()
	shown := d.shown(at)
	if n := len(d.transcript(at)); strings.Contains(strings.Join(shown, "\n"), "台ですね") || n == 0 {
		t.Errorf("the number typed behind the press was taken for an answer: %q", shown)
	}
	if q := shown[len(shown)-1]; !strings.Contains(q, "1. ") && !strings.Contains(q, "・") {
		t.Errorf("nothing is asked after both: %q", shown)
	}
}

// tapped is a tap of a button that is shown; the button stays for another one.
func tapped(t *testing.T, d *desk, at linetest.Place, label string) linetest.Event {
	t.Helper()
	buttons := d.buttons(at)
	i := slices.IndexFunc(buttons, func(b linetest.Button) bool { return b.Label == label })
	if i < 0 {
		t.Fatalf("no button %s", label)
	}
	e, ok := d.line.Tap(at, buttons[i])
	if !ok {
		t.Fatalf("the button %s sends nothing", label)
	}
	return e
}

// tapData taps the button of an earlier tap again.
func tapData(d *desk, at linetest.Place, e linetest.Event) linetest.Event {
	again, _ := d.line.Tap(at, linetest.Button{Type: "postback", Data: d.data(e)})
	return again
}

func (d *desk) data(e linetest.Event) string { return e["postback"].(map[string]any)["data"].(string) }

// buttons are those of the last thing said.
func (d *desk) buttons(at linetest.Place) []linetest.Button {
	shown := d.line.Shown(at.User)
	return shown[len(shown)-1].Buttons
}
