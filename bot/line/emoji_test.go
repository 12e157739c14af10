package line_test

import (
	"strings"
	"testing"
)

// TestEmojiOfLINE: the words in brackets that stand for LINE's own emoji are no words of the consulter.
func TestEmojiOfLINE(t *testing.T) {
	d := startDesk(t)
	at := d.friend("佐藤")
	d.deliver(d.line.Emoji(at, "(ok)偽の警告が出(sparkle)て(hello)電話しろと言われてる"))
	d.sees(at, "1. はい")
	d.deliver(d.line.Emoji(at, "はい(hello)"))
	d.idle()
	heard := false
	for _, l := range d.transcript(at) {
		heard = heard || l.Text == "はい"
		if strings.Contains(l.Text, "(hello)") || strings.Contains(l.Text, "(ok)") {
			t.Errorf("an emoji's name stands in the transcript: %q", l.Text)
		}
	}
	if !heard {
		t.Error("はい with an emoji was not heard as はい")
	}
	d.deliver(d.line.Emoji(at, "(love)(smile)"))
	d.sees(at, "スタンプをありがとうございます")
}
