package main

import (
	"strings"
	"sync"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
)

// TestDesk plays consultations from end to end: real server, a fake LINE, a fake Slack. What the adapters and the bot do by
// themselves is tested where they are.
func TestDesk(t *testing.T) {
	trained := edition
	edition = quickEdition // no test that runs beside these makes a desk: this one is not parallel itself
	t.Cleanup(func() { edition = trained })
	t.Run("scenes", func(t *testing.T) {
		t.Run("LINE to Slack and back", lineToSlack)
		t.Run("web to Slack and back", webToSlack)
		t.Run("no budget", noBudget)
		t.Run("blocked", blocked)
		t.Run("unsent", unsent)
		t.Run("nobody claims", nobodyClaims)
		t.Run("carried on", carriedOn)
		t.Run("at night", atNight)
	})
}

// lineToSlack is a whole hand-off: what each side reads, and what it must not.
func lineToSlack(t *testing.T) {
	s := open(t, tuesday)
	card, number := s.tanuki.handedOff()
	for _, want := range []string{"受付番号 " + number, "LINE", "緊急", "偽の警告", "ボットの見立て"} {
		if !strings.Contains(card.Shown(), want) {
			t.Errorf("the card lacks %q:\n%s", want, card.Shown())
		}
	}

	// Both press at once: one gets it, the other is told who.
	s.calm()
	var both sync.WaitGroup
	for _, p := range []*slacktest.Person{s.yamada, s.sato} {
		both.Go(func() { _ = p.Press(deskRoom, card.TS, "担当する") })
	}
	both.Wait()
	holder, other := s.yamada, s.sato
	s.eventually("one has it", func() bool { return s.ticket(number).Status == bot.Claimed })
	if strings.HasSuffix(s.ticket(number).Holder.ID, s.sato.ID) {
		holder, other = s.sato, s.yamada
	}
	s.inRoom(deskRoom, "担当: "+holder.Name)
	s.eventually("the other is told who", func() bool {
		told := s.slack.Whispers(deskRoom, other.ID)
		return len(told) == 1 && strings.Contains(told[0].Text, holder.Name)
	})

	// The consulter goes on; the bot is silent.
	s.calm()
	before := len(s.line.Shown(s.tanuki.ID))
	s.tanuki.says("画面に https://evil.example.com/x と出ています")
	line := s.inThread(card, "と出ています")
	if got := line.Shown(); !strings.Contains(got, "hxxps://evil[.]example[.]com/x") || strings.Contains(got, "https://") {
		t.Errorf("a stranger's link is shown as %q", got)
	}
	s.calm()
	if n := len(s.line.Shown(s.tanuki.ID)); n != before {
		t.Errorf("the bot says something while a person has the ticket:\n%s", s.books())
	}

	// A note stays inside, a reply goes out once.
	holder.Write(deskRoom, card.TS, "これは詐欺の典型だと思う")
	reply := holder.Write(deskRoom, card.TS, "> 電源は切らずに、そのまま待ってください。")
	s.tanuki.reads("電源は切らずに、そのまま待ってください。")
	s.marked(reply, "white_check_mark")
	s.calm()
	if n := s.tanuki.seen("電源は切らずに"); n != 1 {
		t.Errorf("the reply arrived %d times", n)
	}
	if s.tanuki.seen("典型") > 0 {
		t.Error("a colleague's note reached the consulter")
	}

	// A red flag is answered at once, and staff see it.
	s.tanuki.says("さっき、お金を振り込んでしまいました")
	s.tanuki.reads("銀行")
	s.inThread(card, "応急の案内")
	if got := s.ticket(number); got.Status != bot.Answered {
		t.Errorf("the ticket is %s", got.Status)
	}

	s.finish(holder, card)
	s.calm()
	before = len(s.line.Shown(s.tanuki.ID))
	s.tanuki.says("バックアップの取り方を教えてください")
	s.eventually("the bot is back", func() bool { return len(s.line.Shown(s.tanuki.ID)) > before })
	if got := s.ticket(number); got.Status != bot.Closed || got.End != bot.Solved {
		t.Errorf("the ticket is %s, %s", got.Status, got.End)
	}
}

// webToSlack: what staff write stands in the web chat's stream.
func webToSlack(t *testing.T) {
	s := open(t, tuesday)
	v := s.visitor()
	v.says("偽の警告が画面に出ました")
	v.reads("電話をかけないで")
	v.says("人と話したい")
	card, number := s.card()
	v.reads(number)
	if !strings.Contains(card.Shown(), "ウェブチャット") {
		t.Errorf("the card does not say where the consulter writes:\n%s", card.Shown())
	}
	s.claim(s.yamada, card)
	v.says("まだ画面に出ています")
	s.inThread(card, "まだ画面に出ています")
	s.yamada.Write(deskRoom, card.TS, "様子を見よう")
	reply := s.yamada.Write(deskRoom, card.TS, "＞ルーターの電源を入れ直してください")
	v.reads("ルーターの電源を入れ直してください")
	s.marked(reply, "white_check_mark")
	v.says("さっき、お金を振り込んでしまいました")
	v.reads("銀行")
	s.inThread(card, "応急の案内")
	s.calm()
	if n := v.seen("ルーターの電源"); n != 1 {
		t.Errorf("the reply stands there %d times", n)
	}
	if v.seen("様子を見よう") > 0 {
		t.Error("a colleague's note reached the consulter")
	}
	s.finish(s.yamada, card)
	v.says("バックアップの取り方を教えてください")
	s.eventually("the bot is back", func() bool {
		lines := v.all()
		return strings.Contains(lines[len(lines)-1], `"from":"desk"`)
	})
}
