package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
)

// TestErasedTicket: nothing of an erased case can be read in the desk's channel any more, but for
// its number and what staff wrote, which an app cannot delete and of which they are told.
func TestErasedTicket(t *testing.T) {
	for _, outage := range []bool{false, true} {
		t.Run(fmt.Sprint("outage ", outage), func(t *testing.T) { testErased(t, outage) })
	}
}

func testErased(t *testing.T, outage bool) {
	w := newWorld(t)
	w.fromWeb("web-a", "1", "偽の警告が出ました。合言葉はツチノコです")
	w.fromWeb("web-a", "2", "人と話したい")
	card, number := w.card()
	w.fromWeb("web-a", "3", "タヌキさんが電話しました")
	w.inThread(card, "タヌキさん")
	w.sato.Write(theDesk, card.TS, "むかし来た会社です")
	w.clock.Advance(3 * time.Hour) // a reminder lists it
	w.eventually("the desk is reminded", func() bool {
		return slices.ContainsFunc(w.fake.Posts(theDesk), func(p slacktest.Post) bool { return p.TS != card.TS && strings.Contains(p.Shown(), number) })
	})
	if outage {
		w.fake.Fail("chat.delete", slacktest.Fault{Status: 503}, slacktest.Fault{Status: 503})
	}
	if _, err := w.bot.EraseCase(t.Context(), number, false); err != nil {
		t.Fatal(err)
	}
	w.eventually("the card says that the case was erased", func() bool {
		p, _ := w.fake.Post(theDesk, card.TS)
		return strings.Contains(p.Shown(), "消されました")
	})
	p, _ := w.fake.Post(theDesk, card.TS)
	if !strings.Contains(p.Shown(), number) || !strings.Contains(p.Shown(), "1件") {
		t.Errorf("staff are not told what is left for them: %s", p.Shown())
	}
	before := len(w.fake.Everything(theDesk))
	late := bot.Notice{ID: "late", Kind: bot.Said, Ticket: bot.Ticket{Number: number}, Entries: []bot.Entry{{N: 99, From: bot.FromConsulter, Message: dialog.Message{Text: "ツチノコ"}}}}
	if refs, err := w.slack.Desk().Tell(t.Context(), late); err != nil || len(refs) > 0 || len(w.fake.Everything(theDesk)) != before {
		t.Errorf("what is late of the case is shown: %v, %v", refs, err)
	}
	w.stop() // whoever comes later knows nothing of it, and the store has it no more
	w.start()
	for _, n := range []bot.Notice{
		{ID: "later", Kind: bot.Said, Entries: late.Entries},
		{ID: "list", Kind: bot.Reminder, Text: "一人います。\n" + number + " ツチノコ", List: []bot.Listed{{Number: number, Text: number + " ツチノコ"}}},
	} {
		if _, err := w.slack.Desk().Tell(t.Context(), n); err != nil {
			t.Errorf("%s: %v", n.ID, err)
		}
	}
	for _, p := range w.fake.Everything(theDesk) {
		if p.Deleted {
			continue
		}
		for _, word := range []string{"ツチノコ", "タヌキ", "偽の警告", "ウェブチャット"} {
			if strings.Contains(p.Shown()+p.Text, word) {
				t.Errorf("%q stands in the channel: %s", word, p.Shown())
			}
		}
	}
	if left := w.fake.Replies(theDesk, card.TS); len(left) != 1 {
		t.Errorf("%d replies are left, want the one by staff", len(left))
	}
}
