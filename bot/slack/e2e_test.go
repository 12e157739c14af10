package slack

import (
	"strings"
	"testing"

	"madoguchi/bot"
)

// TestSlackToSlack is a whole consultation: a consulter on Slack, the desk on Slack, over both ways
// in which Slack delivers.
func TestSlackToSlack(t *testing.T) {
	for name, socket := range map[string]bool{"http": false, "socket": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(o *worldOptions) { o.socket = socket })
			card, number := w.handOff()
			dm := w.tanaka.Direct()
			for _, want := range []string{"受付番号 " + number, "ボットの見立て", "Slack", "田中", "偽の警告が出ました"} {
				if !strings.Contains(card.Shown(), want) {
					t.Errorf("the card lacks %q:\n%s", want, card.Shown())
				}
			}
			w.press(w.yamada, card, "担当する")
			w.status(number, bot.Claimed)
			w.reads(theDesk, "担当: 山田")
			w.tanaka.Say("画面はまだ出ています https://evil.example.com/x <!channel>")
			line := w.inThread(card, "画面はまだ出ています")
			if !strings.Contains(line.Shown(), "hxxps://evil[.]example[.]com/x") || strings.Contains(line.Shown(), "<!channel>") || line.Thread != card.TS {
				t.Errorf("the consulter's words are shown as %q in thread %s", line.Shown(), line.Thread)
			}
			w.yamada.Write(theDesk, card.TS, "これは詐欺の典型だと思う")
			reply := w.yamada.Write(theDesk, card.TS, "> 電源は切らずに、\n> そのまま待ってください。")
			got := w.reads(dm, "電源は切らずに")
			if !strings.Contains(got.Shown(), "電源は切らずに、\nそのまま待ってください。") {
				t.Errorf("the consulter reads %q", got.Shown())
			}
			w.eventually("the reply has its mark", func() bool {
				p, _ := w.fake.Post(theDesk, reply)
				return strings.Contains(strings.Join(p.Reactions, " "), taken)
			})
			w.quiet()
			if n := w.count(dm, "詐欺の典型"); n > 0 {
				t.Error("a colleague's note reached the consulter")
			}
			if n := w.count(dm, "電源は切らずに"); n != 1 {
				t.Errorf("the reply arrived %d times", n)
			}
			w.press(w.yamada, card, "完了")
			w.eventually("the modal is open", func() bool { return w.yamada.Modal() != nil })
			if err := w.yamada.Submit(fieldEnd, string(bot.Solved)); err != nil {
				t.Fatal(err)
			}
			w.status(number, bot.Closed)
			w.quiet()
			before := len(w.fake.Posts(dm))
			w.tanaka.Say("パスワードの決め方を教えてください")
			w.eventually("the bot is back", func() bool { return len(w.fake.Posts(dm)) > before+1 })
		})
	}
}
