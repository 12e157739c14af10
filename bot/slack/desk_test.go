package slack

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
)

// TestWebToSlack is a consulter of the web chat and the desk on Slack: what is said in each
// direction, and what is not.
func TestWebToSlack(t *testing.T) {
	w := newWorld(t)
	w.fromWeb("web-a", "1", "偽の警告が出ました")
	w.fromWeb("web-a", "2", "人と話したい")
	card, number := w.card()
	if !strings.Contains(card.Shown(), "ウェブチャット") {
		t.Errorf("the card does not say where the consulter writes:\n%s", card.Shown())
	}

	// The modal: empty, with a draft on a press, which keeps what was typed; a secret is asked
	// about once.
	w.press(w.sato, card, "返信する")
	w.eventually("the modal is open", func() bool { return w.sato.Modal() != nil })
	if m := w.sato.Modal(); strings.Contains(fmt.Sprint(m.Blocks), "initial_value") {
		t.Errorf("the modal is not empty: %v", m.Blocks)
	}
	if err := w.sato.PressModal("下書きを入れる", fieldText, "こんにちは。"); err != nil {
		t.Fatal(err)
	}
	w.eventually("the draft is there", func() bool {
		return strings.Contains(fmt.Sprint(w.sato.Modal().Blocks), "initial_value:こんにちは。\n画面を閉じましょう")
	})
	if err := w.sato.Submit(fieldDraft+"1", "パスワードは Tanuki2026! です"); err != nil {
		t.Fatal(err)
	}
	if m := w.sato.Modal(); m == nil || m.Callback != modalConfirmed || m.Submit != "このまま送る" {
		t.Fatalf("a secret is not asked about: %+v", m)
	}
	if err := w.sato.Submit(fieldDraft+"1", "ルーターの電源を入れ直してください"); err != nil {
		t.Fatal(err)
	}
	w.webReads("web-a", "ルーターの電源を入れ直してください")
	w.status(number, bot.Answered) // a reply to a ticket that nobody has claims it
	shown := w.inThread(card, "ルーターの電源")
	w.eventually("the modal's reply has its mark", func() bool {
		p, _ := w.fake.Post(theDesk, shown.TS)
		return len(p.Reactions) == 1 && p.Reactions[0] == taken
	})

	// A thread message that holds a secret is asked about by a button; only its writer can press
	// it.
	secret := w.sato.Write(theDesk, card.TS, "＞仮のパスワードは Tanuki2026! です")
	question := w.inThread(card, "まだ送っていません")
	w.press(w.yamada, question, "このまま送る")
	w.eventually("a stranger to the reply is told so", func() bool { return len(w.fake.Whispers(theDesk, w.yamada.ID)) == 1 })
	w.press(w.sato, question, "このまま送る")
	w.eventually("the reply was sent", func() bool { p, _ := w.fake.Post(theDesk, secret); return len(p.Reactions) == 1 })
	w.webReads("web-a", "仮のパスワード")
	w.eventually("the question is gone", func() bool { return w.count(theDesk, "まだ送っていません") == 0 })

	// A file cannot be sent, and is not left out without a word.
	w.sato.Write(theDesk, card.TS, "> 資料です", slacktest.File{Name: "a.pdf", Mime: "application/pdf", Content: []byte("pdf")})
	w.eventually("the file is refused", func() bool { return len(w.fake.Whispers(theDesk, w.sato.ID)) == 1 })

	// Quoting a consulter to a colleague is no reply.
	w.sato.Write(theDesk, card.TS, "> 偽の警告が出ました\nこれ、どう思いますか")
	w.inThread(card, "混ざっています")

	// While a person has the ticket the bot is silent, but for first aid on a red flag, which staff
	// see.
	before := len(w.transcript("web-a"))
	w.fromWeb("web-a", "3", "わかりました、やってみます")
	w.inThread(card, "やってみます")
	w.quiet()
	if got := len(w.transcript("web-a")); got != before+1 {
		t.Errorf("the bot said something while a person has the ticket: %v", w.transcript("web-a")[before:])
	}
	w.fromWeb("web-a", "4", "さっき、お金を振り込んでしまいました")
	w.inThread(card, "応急の案内")

	w.press(w.sato, card, "ボットに戻す")
	w.sure(w.sato)
	w.status(number, bot.Returned)
	for _, note := range []string{"どう思いますか", "資料です"} {
		for _, l := range w.transcript("web-a") {
			if strings.Contains(l.Text, note) {
				t.Errorf("a note reached the consulter: %q", l.Text)
			}
		}
	}
}

// TestTwoClaimAtOnce: one gets it, the other is told who.
func TestTwoClaimAtOnce(t *testing.T) {
	w := newWorld(t)
	card, number := w.handOff()
	var wg sync.WaitGroup
	var pressed [2]error
	for i, p := range []*slacktest.Person{w.yamada, w.sato} {
		wg.Go(func() { pressed[i] = p.Press(theDesk, card.TS, "担当する") })
	}
	wg.Wait()
	w.status(number, bot.Claimed)
	loser, winner, late := w.sato, "山田", pressed[1]
	if w.ticket(number).Holder.ID == staffPrefix+w.sato.ID {
		loser, winner, late = w.yamada, "佐藤", pressed[0]
	}
	w.eventually("the other is told", func() bool {
		said := w.fake.Whispers(theDesk, loser.ID)
		return late != nil || // the card showed who has it before there was a button to press
			slices.ContainsFunc(said, func(p slacktest.Post) bool { return strings.Contains(p.Text, winner) })
	})
	w.reads(theDesk, "担当: "+winner)

	// A reply by the other is refused and marked.
	ts := loser.Write(theDesk, card.TS, "> 私が答えます")
	w.eventually("the refused reply is marked", func() bool {
		p, _ := w.fake.Post(theDesk, ts)
		return len(p.Reactions) == 1 && p.Reactions[0] == notTaken
	})
	if n := w.count(w.tanaka.Direct(), "私が答えます"); n != 0 {
		t.Error("a refused reply was sent")
	}
	w.press(loser, card, "割り当てる") // to who asks, unless another is chosen
	w.sure(loser)
	w.eventually("it was taken over", func() bool { return w.ticket(number).Holder.ID == staffPrefix+loser.ID })
	w.press(loser, card, "手放す")
	w.status(number, bot.Waiting)
}

// TestWithdrawn: what the consulter takes back or writes anew is gone or changed before staff too,
// exactly that.
func TestWithdrawn(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	early := w.tanaka.Say("偽の警告が出ました。うちの会社はツチノコ商店です")
	w.reads(dm, "いますぐすること")
	w.tanaka.Say("人と話したい")
	card, _ := w.card()
	w.inThread(card, "ツチノコ商店")
	late := w.tanaka.Say("担当はカッパです")
	w.inThread(card, "カッパ")
	kept := w.tanaka.Say("パソコンは3台です")
	w.inThread(card, "3台")

	w.tanaka.Delete(dm, early)
	w.tanaka.Unfurl(dm, kept)
	w.tanaka.Edit(dm, late, "担当はタヌキです")
	w.inThread(card, "タヌキ")
	w.inThread(card, "取り消しました")
	w.eventually("what was taken back is gone everywhere", func() bool {
		return w.count(theDesk, "ツチノコ") == 0 && w.count(theDesk, "カッパ") == 0
	})
	w.quiet()
	if n := len(threadWith(w, card, "3台")); n != 1 {
		t.Errorf("a line that was not touched stands there %d times\n%s", n, w.books())
	}
	if n := len(threadWith(w, card, "タヌキ")); n != 1 {
		t.Errorf("the edited line stands there %d times\n%s", n, w.books())
	}
}

func threadWith(w *world, card slacktest.Post, words string) (out []slacktest.Post) {
	for _, p := range w.fake.Replies(theDesk, card.TS) {
		if strings.Contains(p.Shown(), words) {
			out = append(out, p)
		}
	}
	return out
}

// TestRepliesCannotBeTakenBack: the thread says so; notes may change as they like.
func TestRepliesCannotBeTakenBack(t *testing.T) {
	w := newWorld(t)
	card, _ := w.handOff()
	reply := w.yamada.Write(theDesk, card.TS, "> 電源は切らないでください")
	w.reads(w.tanaka.Direct(), "電源は切らないで")
	note := w.yamada.Write(theDesk, card.TS, "メモです")
	w.quiet()
	w.yamada.Edit(theDesk, note, "メモを直しました")
	w.yamada.Edit(theDesk, reply, "> 電源を切ってください")
	w.inThread(card, "取り消せません")
	w.quiet()
	w.yamada.Delete(theDesk, reply)
	w.eventually("it is said again", func() bool { return len(threadWith(w, card, "取り消せません")) == 2 })
	w.yamada.Edit(theDesk, note, "> やっぱり送る")
	w.eventually("an edited note is not sent", func() bool { return len(w.fake.Whispers(theDesk, w.yamada.ID)) == 1 })
	if w.count(w.tanaka.Direct(), "電源を切って")+w.count(w.tanaka.Direct(), "やっぱり") > 0 {
		t.Error("an edit reached the consulter")
	}
}

// TestRootDeleted: one new card, a thread that goes on, and nothing poured into the channel.
func TestRootDeleted(t *testing.T) {
	for name, unseen := range map[string]bool{"the event came": false, "the event was lost": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			card, number := w.handOff()
			w.yamada.Delete(theDesk, card.TS)
			w.quiet()
			if unseen {
				w.slack.desk.gone.forget(card.TS)
				w.fake.Fail("chat.delete", slacktest.Fault{Status: 503}) // what stands before everybody must go all the same
			}
			w.tanaka.Say("まだ画面が出ています")
			var fresh slacktest.Post
			w.eventually("a new card stands there", func() bool {
				for _, p := range w.fake.Posts(theDesk) {
					if len(p.Buttons()) > 0 {
						fresh = p
					}
				}
				return fresh.TS != ""
			})
			w.inThread(fresh, "まだ画面が出ています")
			w.tanaka.Say("音も鳴っています")
			w.inThread(fresh, "音も鳴っています")
			w.eventually("the card stands alone", func() bool { return len(w.fake.Posts(theDesk)) == 1 })
			w.quiet()
			if n := len(w.fake.Posts(theDesk)); n != 1 {
				t.Errorf("%d posts stand in the channel, want the card alone\n%s", n, w.books())
			}
			w.yamada.Write(theDesk, fresh.TS, "> こちらで続けます")
			w.reads(w.tanaka.Direct(), "こちらで続けます")
			w.status(number, bot.Answered)
		})
	}
}

// TestOverdue: nobody takes an urgent ticket. The channel is reminded, whoever is on call too, and
// the consulter is told the truth.
func TestOverdue(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) { o.adapter = func(o *Options) { o.OnCall = "S0ONCALL" } })
	card, number := w.handOff()
	if !strings.Contains(card.Shown(), "🔴") {
		w.press(w.yamada, card, "緊急に変更")
		w.reads(theDesk, "🔴 緊急")
	}
	w.clock.Advance(5 * time.Hour)
	reminder := w.reads(theDesk, "こちらの返事を待っている方が1人います")
	for _, want := range []string{"<!subteam^S0ONCALL>", "至急", number, "/archives/" + theDesk, "担当者なし"} {
		if !strings.Contains(reminder.Shown(), want) {
			t.Errorf("the reminder lacks %q: %s", want, reminder.Shown())
		}
	}
	w.reads(w.tanaka.Direct(), "受付番号"+number+"は、まだ担当者が読めていません")

	// It is taken out of the reminder itself; what is replied from there stands in the ticket's
	// thread.
	w.press(w.sato, reminder, "担当する")
	w.status(number, bot.Claimed)
	w.clock.Advance(20 * time.Minute)
	again := w.reads(theDesk, "担当 佐藤")
	w.press(w.sato, again, "返信する")
	w.eventually("the modal is open", func() bool { return w.sato.Modal() != nil })
	if err := w.sato.Submit(fieldText, "お待たせしました"); err != nil {
		t.Fatal(err)
	}
	w.inThread(card, "お待たせしました")
}

// TestNightToMorning: the card is there at night, quietly, and the morning has a list.
func TestNightToMorning(t *testing.T) {
	w := newWorld(t)
	w.clock.Advance(10 * time.Hour) // eight in the evening
	card, number := w.handOff()
	if !strings.Contains(card.Shown(), "11/25 9:00") {
		t.Errorf("the card does not name the time that was promised:\n%s", card.Shown())
	}
	w.clock.Advance(14 * time.Hour)
	list := w.reads(theDesk, "おはようございます")
	if !strings.Contains(list.Shown(), number) || list.Thread != "" {
		t.Errorf("the morning's list is %q", list.Shown())
	}
}

// TestDeskMustBeItsOwn: nothing is shown where another organisation reads along, and a reply from
// there is not sent; when that is mended nothing was lost.
func TestDeskMustBeItsOwn(t *testing.T) {
	w := newWorld(t)
	w.fake.Share(theDesk, true)
	w.tanaka.Say("偽の警告が出ました")
	w.reads(w.tanaka.Direct(), "いますぐすること")
	w.tanaka.Say("人と話したい")
	w.eventually("the log says why nothing is shown", func() bool { return strings.Contains(w.log.String(), "shared with another organisation") })
	if n := len(w.fake.Everything(theDesk)); n > 0 {
		t.Fatalf("%d posts in a shared channel", n)
	}
}

// TestDeskIsMended: what people can mend about the channel costs no notice.
func TestDeskIsMended(t *testing.T) {
	w := newWorld(t)
	n := bot.Notice{ID: "n1", Kind: bot.Opened, Ticket: bot.Ticket{Number: "1001", Reason: "requested", Urgency: "normal", Status: bot.Waiting}}
	tell := func() *bot.SendError {
		_, err := w.slack.Desk().Tell(t.Context(), n)
		failed := (*bot.SendError)(nil)
		errors.As(err, &failed)
		return failed
	}
	w.fake.Kick(theDesk)
	if err := tell(); err == nil || err.Failure != bot.Retry || err.After < time.Second {
		t.Errorf("without the bot in the channel: %v", err)
	}
	w.fake.Invite(theDesk)
	w.fake.Fail("chat.postMessage", slacktest.Fault{Code: "token_revoked"}, slacktest.Fault{Code: "is_archived"}, slacktest.Fault{Status: 429, After: 7})
	for _, want := range []time.Duration{mendAfter, mendAfter, 7 * time.Second} {
		if err := tell(); err == nil || err.Failure != bot.Retry || err.After != want {
			t.Errorf("got %v, want another try after %s", err, want)
		}
	}
	if err := tell(); err != nil {
		t.Errorf("mended: %v", err)
	}
	w.reads(theDesk, "1001")
}

// TestNoticesForTheChannel: what is about no ticket stands in the channel, and urgent reminders
// reach a second one; told again in doubt nothing stands there twice.
func TestNoticesForTheChannel(t *testing.T) {
	w := newWorld(t, func(o *worldOptions) { o.adapter = func(o *Options) { o.OnCall = "C0SALES" } })
	ticket := bot.Ticket{Number: "1001", Reason: "urgent", Urgency: "high", Status: bot.Waiting}
	refs := map[string]string{}
	for _, n := range []bot.Notice{
		{ID: "n1", Kind: bot.Budget, Text: "LINEの通数が残り<10%>です"},
		{ID: "n2", Kind: bot.Opened, Ticket: ticket},
		{ID: "n3", Kind: bot.Reminder, Text: "こちらの返事を、まだ誰も", Call: true, List: []bot.Listed{{Number: "1001", Text: "1001 担当者なし", Ticket: ticket}}},
	} {
		for _, doubt := range []bool{false, true} {
			n.Refs, n.MaybeSent = refs, doubt
			out, err := w.slack.Desk().Tell(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(refs, out)
		}
	}
	if n := w.count(theDesk, "残り&lt;10%&gt;です"); n != 1 {
		t.Errorf("the budget stands there %d times\n%s", n, w.books())
	}
	if a, b := w.count(theDesk, "まだ誰も"), w.count("C0SALES", "まだ誰も"); a != 1 || b != 1 {
		t.Errorf("the reminder stands in the desk's channel %d times, in the other %d\n%s", a, b, w.books())
	}
	if n := w.count(theDesk, "受付番号 1001"); n != 1 {
		t.Errorf("%d cards", n)
	}
}
