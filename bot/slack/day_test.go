package slack

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/knowledge"
)

// TestGoesOn: a case that goes on after it was closed is shown before everybody, with its end and
// what staff wrote.
func TestGoesOn(t *testing.T) {
	w := newWorld(t)
	card, number := w.handOff()
	w.yamada.Write(theDesk, card.TS, "> 再起動してください")
	w.status(number, bot.Answered)
	if err := w.bot.Close(t.Context(), number, w.ticket(number).Holder, bot.Solved); err != nil {
		t.Fatal(err)
	}
	w.quiet()
	w.clock.Advance(26 * time.Hour)
	w.tanaka.Say("先日の続きです。まだ困っています")
	w.reads(w.tanaka.Direct(), "受付番号"+number+"の続きですね")
	shown := w.inThread(card, "終わった相談の続きです")
	for _, want := range []string{"解決した", "山田", "再起動してください", "まだ困っています"} {
		if !strings.Contains(shown.Shown(), want) {
			t.Errorf("it lacks %q: %s", want, shown.Shown())
		}
	}
	if !shown.Broadcast {
		t.Error("only the thread hears of it")
	}
	w.status(number, bot.Waiting)
}

// TestSigns: what staff write has a sign of what became of it, and a first note is asked about.
func TestSigns(t *testing.T) {
	w := newWorld(t)
	card, _ := w.handOff()
	mark := func(ts, want string) {
		t.Helper()
		w.eventually("there is "+want, func() bool {
			p, _ := w.fake.Post(theDesk, ts)
			return slices.Equal(p.Reactions, []string{want})
		})
	}
	mark(w.yamada.Write(theDesk, "", "> 外に書いた返信"), notTaken)
	first := w.yamada.Write(theDesk, card.TS, "電源は切らないでください")
	mark(first, note)
	mark(w.yamada.Write(theDesk, card.TS, "これはメモです"), note)
	w.quiet()
	asked := w.fake.Whispers(theDesk, w.yamada.ID)
	if len(asked) != 2 || !strings.Contains(asked[0].Shown(), "スレッドの中に") || !strings.Contains(asked[1].Shown(), "内輪のメモ") {
		t.Fatalf("the writer was told %v", asked)
	}
	w.press(w.yamada, asked[1], "いまの文を相談者に送る")
	w.reads(w.tanaka.Direct(), "電源は切らないで")
	w.quiet()
	if n := w.count(w.tanaka.Direct(), "メモ") + w.count(w.tanaka.Direct(), "外に"); n != 0 {
		t.Error("a note reached the consulter")
	}
}

// TestUndo: for a while a reply can be taken back, by a button or by deleting it.
func TestUndo(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) { o.adapter = func(o *Options) { o.Undo = 10 * time.Second } })
	card, number := w.handOff()
	w.yamada.Write(theDesk, card.TS, "> 電源を切ってください")
	w.status(number, bot.Answered)
	w.quiet()
	offer := w.fake.Whispers(theDesk, w.yamada.ID)
	w.press(w.yamada, offer[0], "取り消す")
	w.status(number, bot.Claimed)
	second := w.yamada.Write(theDesk, card.TS, "> 画面を閉じてください")
	w.status(number, bot.Answered)
	w.yamada.Delete(theDesk, second)
	w.status(number, bot.Claimed)
	w.yamada.Write(theDesk, card.TS, "> 再起動してください")
	w.status(number, bot.Answered)
	w.clock.Advance(11 * time.Second)
	w.reads(w.tanaka.Direct(), "再起動してください")
	if n := w.count(w.tanaka.Direct(), "電源を切って") + w.count(w.tanaka.Direct(), "画面を閉じてください"); n != 0 {
		t.Error("what was taken back reached the consulter")
	}
}

// TestCrowd: of many tickets at once all cards are there before anything else, and a claim is seen
// at once; an ordinary ticket makes one post in the channel and few in its thread.
func TestCrowd(t *testing.T) {
	turns := make(chan struct{}) // the channel takes a post for each, and any number when it is closed
	w := newWorld(t, func(o *worldOptions) { o.adapter = func(o *Options) { o.rest = func(time.Duration) { <-turns } } })
	free := sync.OnceFunc(func() { close(turns) })
	defer free()
	const many = 12
	for i := range many {
		w.fromWeb(fmt.Sprint("web-", i), "1", "こんにちは。パソコンのことで相談です")
		w.fromWeb(fmt.Sprint("web-", i), "2", "人と話したい")
	}
	gate := w.slack.posts.gate(theDesk)
	w.eventually("one card is there, its transcript and the other cards wait for their turn", func() bool { return gate.length() == many })
	for range many - 1 {
		turns <- struct{}{}
	}
	w.eventually("all cards are there, and all transcripts wait", func() bool { return len(w.fake.Posts(theDesk)) == many && gate.length() == many })
	cards := w.fake.Posts(theDesk)
	if early := len(w.fake.Everything(theDesk)) - many; early > 0 {
		t.Errorf("%d posts in threads went before the last card", early)
	}
	w.press(w.yamada, cards[many-1], "担当する")
	w.eventually("the claim is seen", func() bool {
		p, _ := w.fake.Post(theDesk, cards[many-1].TS)
		return strings.Contains(p.Shown(), "担当: 山田")
	})
	if told := len(w.fake.Everything(theDesk)) - many; told > 0 {
		t.Errorf("%d transcripts went before the claim was seen", told)
	}
	free()
	w.eventually("all transcripts are there", func() bool { return len(w.fake.Everything(theDesk)) == 2*many })

	open, err := w.bot.OpenTickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	unclaimed := slices.IndexFunc(open, func(t bot.Ticket) bool { return !strings.Contains(cards[many-1].Shown(), "受付番号 "+t.Number) }) // in whatever order they came
	number, conv := open[unclaimed].Number, string(open[unclaimed].Conversation)
	card := cards[slices.IndexFunc(cards, func(p slacktest.Post) bool { return strings.Contains(p.Shown(), "受付番号 "+number) })]
	w.fromWeb(conv, "3", "Windows 11です")
	w.inThread(card, "Windows 11です")
	if err := w.bot.Answer(t.Context(), number, bot.Reply{ID: "web/1", By: bot.Staff{ID: "web/1", Name: "佐藤"}, Text: "再起動してください"}); err != nil {
		t.Fatal(err)
	}
	w.fromWeb(conv, "4", "直りました。ありがとうございます")
	w.inThread(card, "直りました")
	if err := w.bot.Close(t.Context(), number, bot.Staff{ID: "web/1", Name: "佐藤"}, bot.Solved); err != nil {
		t.Fatal(err)
	}
	w.reads(theDesk, "完了（解決した）")
	w.quiet()
	if n := len(w.fake.Replies(theDesk, card.TS)); n > 5 {
		t.Errorf("an ordinary ticket made %d posts in its thread\n%s", n, w.books())
	}
	if n := len(w.fake.Posts(theDesk)); n != many {
		t.Errorf("%d posts in the channel for %d tickets", n, many)
	}
}

// TestDay: the rest of an adviser's day: a welcome, a case found by its number, one's own list,
// giving a ticket away, closing it.
func TestDay(t *testing.T) {
	w := newWorld(t)
	card, number := w.handOff()
	w.fake.EmitEnvelope(w.fake.Envelope(map[string]any{"type": "member_joined_channel", "channel": theDesk, "user": w.sato.ID}))
	w.eventually("a newcomer is welcomed", func() bool {
		said := w.fake.Whispers(theDesk, w.sato.ID)
		return len(said) == 1 && strings.Contains(said[0].Text, "ようこそ")
	})
	for _, at := range []string{theDesk, "C0SALES"} {
		said, err := w.yamada.Command(at, commandDesk, number)
		if shown := strings.Contains(said, "偽の警告"); err != nil || shown != (at == theDesk) {
			t.Errorf("%s in %s: %q, %v", commandDesk, at, said, err)
		}
	}
	w.yamada.Write(theDesk, "", "<@"+w.fake.BotUser+"> "+number)
	w.eventually("a mention finds it", func() bool {
		said := w.fake.Whispers(theDesk, w.yamada.ID)
		return len(said) == 1 && strings.Contains(said[0].Text, "偽の警告")
	})

	w.press(w.yamada, card, "割り当てる")
	w.eventually("the modal is open", func() bool { return w.yamada.Modal() != nil })
	if err := w.yamada.Submit(fieldTo, w.sato.ID); err != nil {
		t.Fatal(err)
	}
	w.inThread(card, "<@"+w.sato.ID+"> さんに")
	if h := w.ticket(number).Holder; h.Name != "佐藤" {
		t.Errorf("it is %v's", h)
	}
	said, err := w.sato.Command(theDesk, commandDesk, "")
	if err != nil || !strings.Contains(said, "わたしの担当 1件") || !strings.Contains(said, number) {
		t.Errorf("the list says %q, %v", said, err)
	}
	w.sato.OpenHome("home")
	w.eventually("App Home has the day", func() bool {
		return w.sato.Home() != nil && strings.Contains(w.sato.Home().Shown(), "受付 1件") && strings.Contains(w.sato.Home().Shown(), number)
	})

	w.sato.Write(theDesk, card.TS, "> 画面を閉じてください")
	w.status(number, bot.Answered)
	w.press(w.yamada, card, "完了")
	w.eventually("it is said whose it is", func() bool {
		return w.yamada.Modal() != nil && strings.Contains(fmt.Sprint(w.yamada.Modal().Blocks), "佐藤 さんが担当")
	})
	if err := w.yamada.Submit(fieldEnd, string(bot.Solved)); err != nil {
		t.Fatal(err)
	}
	w.status(number, bot.Closed)
	if got := w.ticket(number).Outcome; got != "画面を閉じてください" {
		t.Errorf("what was done: %q", got)
	}
}

// TestTemplates: what the desk says often is put into a reply, filled in, behind what stands there;
// the draft is still offered then.
func TestTemplates(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) {
		o.adapter = func(o *Options) {
			templates, err := bot.NewTemplates([]byte("- {name: 終わり, text: 'またどうぞ。{受付番号}・{担当}・{窓口}'}"), knowledge.Desk{Name: "区の窓口"})
			if err != nil {
				t.Error(err)
			}
			o.Templates = templates
		}
	})
	card, number := w.handOff()
	w.press(w.yamada, card, "返信する")
	w.eventually("the modal is open", func() bool { return w.yamada.Modal() != nil })
	holds := func(field, words string) func() bool {
		return func() bool {
			shown := fmt.Sprint(w.yamada.Modal().Blocks)
			return strings.Contains(shown, "block_id:"+field) && strings.Contains(shown, words)
		}
	}
	if err := w.yamada.PressModal("終わり", fieldText, "直ってよかったです。"); err != nil {
		t.Fatal(err)
	}
	want := "直ってよかったです。\nまたどうぞ。" + number + "・山田・区の窓口"
	w.eventually("the template is there", holds(fieldDraft+"1", want))
	if err := w.yamada.PressModal("下書きを入れる", fieldDraft+"1", want); err != nil {
		t.Fatal(err)
	}
	w.eventually("the draft is there too", holds(fieldDraft+"2", want+"\n画面を閉じましょう"))
	if err := w.yamada.Submit(fieldDraft+"2", want); err != nil {
		t.Fatal(err)
	}
	w.reads(w.tanaka.Direct(), "またどうぞ。"+number)
}

// TestUrgentInACrowd: an urgent ticket that comes behind many is shown before them all.
func TestUrgentInACrowd(t *testing.T) {
	turns := make(chan struct{})
	w := newWorld(t, func(o *worldOptions) { o.adapter = func(o *Options) { o.rest = func(time.Duration) { <-turns } } })
	free := sync.OnceFunc(func() { close(turns) })
	defer free()
	const many = 12
	for i := range many {
		w.fromWeb(fmt.Sprint("web-", i), "1", "こんにちは。パソコンのことで相談です")
		w.fromWeb(fmt.Sprint("web-", i), "2", "人と話したい")
	}
	gate := w.slack.posts.gate(theDesk)
	w.eventually("one card is there, and all the others wait", func() bool { return gate.length() == many })
	w.fromWeb("web-urgent", "1", "偽の警告が出ました")
	w.fromWeb("web-urgent", "2", "人と話したい")
	w.eventually("the urgent card waits too", func() bool { return gate.length() == many+1 })
	turns <- struct{}{}
	w.eventually("the next card is there", func() bool { return len(w.fake.Posts(theDesk)) == 2 })
	if next := w.fake.Posts(theDesk)[1]; !strings.Contains(next.Shown(), "緊急") {
		t.Errorf("the next card is %s", next.Shown())
	}
}
