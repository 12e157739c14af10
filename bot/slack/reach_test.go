package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
)

// TestReach: what a consulter gave for being reached is shown to who presses, nobody else, and
// stands in no post and in no log.
func TestReach(t *testing.T) {
	w := newWorld(t)
	w.fromWeb("web-1", "1", "人と話したい")
	card, number := w.card()
	if strings.Contains(card.Shown(), "連絡先") {
		t.Fatalf("there is nothing to show yet: %s", card.Shown())
	}
	w.fromWeb("web-1", "2", "電話番号は090-1234-5678、山田です。夕方なら出られます")
	w.eventually("the card says that there is something", func() bool {
		return strings.Contains(w.reads(theDesk, "受付番号").Shown(), "連絡先あり：お名前・電話番号・都合のよい時間")
	})
	w.quiet()
	w.press(w.sato, w.reads(theDesk, "受付番号"), "連絡先")
	w.eventually("a modal opens", func() bool { return w.sato.Modal() != nil })
	shown := w.sato.Modal().Shown()
	for _, part := range []string{"090-1234-5678", "山田", "夕方なら出られます", w.ticket(number).Passphrase} {
		if !strings.Contains(shown, part) {
			t.Errorf("the modal lacks %q: %s", part, shown)
		}
	}
	w.quiet()
	if w.yamada.Modal() != nil {
		t.Error("a colleague is shown it too")
	}
	var posts []slacktest.Post
	for _, channel := range []string{theDesk, w.yamada.Direct(), w.sato.Direct(), w.tanaka.Direct()} {
		posts = append(posts, w.fake.Everything(channel)...)
	}
	if len(posts) < 3 {
		t.Fatalf("only %d posts", len(posts))
	}
	for _, p := range posts {
		if text := p.Shown(); strings.Contains(text, "1234-5678") || strings.Contains(text, "山田です") {
			t.Errorf("a post holds it: %s", text)
		}
	}
	if strings.Contains(w.log.String(), "1234-5678") {
		t.Error("the log holds it")
	}
	history := w.ticket(number).History
	if last := history[len(history)-1]; last.By.ID != staffPrefix+w.sato.ID || last.What != "looked at how to reach" {
		t.Errorf("who looked is not written down: %+v", last)
	}

	// Who was shown it says that they will call.
	if err := w.sato.Submit(fieldCall, "0"); err != nil {
		t.Fatal(err)
	}
	w.webReads("web-1", "このあとすぐにお電話します")
	if call := w.ticket(number).Call; call == nil || call.By.ID != staffPrefix+w.sato.ID {
		t.Errorf("no call is announced: %+v", call)
	}
	w.eventually("the card shows it", func() bool { return strings.Contains(w.reads(theDesk, "受付番号").Shown(), "電話の約束") })
}

// TestReachWithoutWord: who looks is not told to say a word where the consulter has none.
func TestReachWithoutWord(t *testing.T) {
	s := newSlack(t, nil, nil)
	for word, want := range map[string]bool{"": false, "みかん107": true} {
		shown, err := json.Marshal(s.look.reachModal(modalNote{Ticket: "1001"}, bot.Ticket{Number: "1001", Passphrase: word}, bot.Reach{}))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(shown), "確認の言葉"); got != want {
			t.Errorf("with the word %q the modal speaks of one: %v", word, got)
		}
	}
}
