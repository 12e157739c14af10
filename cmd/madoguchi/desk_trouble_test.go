package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// noBudget: a reply for which LINE has no push left is told with the next token, though a person has the ticket.
func noBudget(t *testing.T) {
	s := open(t, tuesday)
	s.line.SetQuota(200, 200)
	card, _ := s.tanuki.handedOff()
	s.claim(s.yamada, card)
	s.tanuki.says("まだ画面に出ています")
	s.inThread(card, "まだ画面に出ています")
	s.clock.Advance(5 * time.Minute) // the token that came with it has expired
	const words = "画面の番号には電話しないでください。"
	reply := s.yamada.Write(deskRoom, card.TS, "> "+words)
	s.marked(reply, "warning")
	s.inThread(card, "今月送れる通数の上限")
	s.calm()
	if s.tanuki.seen(words) > 0 {
		t.Fatalf("the reply arrived without a budget:\n%s", s.books())
	}
	s.tanuki.says("もしもし")
	s.tanuki.reads("先ほどお送りできなかったお返事です。")
	s.tanuki.reads(words)
	s.inThread(card, "もしもし")
	s.tanuki.says("分かりました")
	s.inThread(card, "分かりました")
	s.calm()
	if n := s.tanuki.seen(words); n != 1 {
		t.Errorf("the reply arrived %d times", n)
	}

	// While there is a token, a reply costs nothing.
	free := s.yamada.Write(deskRoom, card.TS, "> では、終わりにします。")
	s.tanuki.reads("では、終わりにします。")
	s.marked(free, "white_check_mark")
	if used := s.line.Used(); used != 200 {
		t.Errorf("%d pushes are used", used)
	}
}

// blocked: LINE takes what is sent to somebody who has blocked the account, and shows it to nobody. Staff must not be told that it
// has arrived.
func blocked(t *testing.T) {
	s := open(t, tuesday)
	card, _ := s.tanuki.handedOff()
	s.claim(s.yamada, card)
	s.tanuki.does(s.line.Unfollow(s.tanuki.ID))
	s.inThread(card, "ブロックしたか、退出しました")
	s.clock.Advance(5 * time.Minute)
	lost := s.yamada.Write(deskRoom, card.TS, "> 届かないお返事です。")
	s.marked(lost, "warning")
	s.inThread(card, "届きませんでした")

	// Whoever comes back can be written to again.
	s.tanuki.does(s.line.Follow(s.tanuki.ID))
	s.tanuki.says("戻りました")
	s.inThread(card, "戻りました")
	reply := s.yamada.Write(deskRoom, card.TS, "> お帰りなさい、担当の山田です。")
	s.tanuki.reads("担当の山田です")
	s.marked(reply, "white_check_mark")
	s.calm()
	if s.tanuki.seen("届かないお返事") > 0 {
		t.Error("a reply that staff were told was lost has arrived")
	}
}

// unsent: what the consulter takes back is gone at the desk too.
func unsent(t *testing.T) {
	s := open(t, tuesday)
	c := s.tanuki
	gone := func(words string) {
		t.Helper()
		s.calm()
		for _, p := range s.slack.Everything(deskRoom) {
			if !p.Deleted && strings.Contains(p.Shown()+p.Text, words) {
				t.Errorf("Slack still shows %q:\n%s", words, p.Shown())
			}
		}
	}
	before := c.says("うちは山本精密という会社で、おかしな請求が来ました")
	c.does(s.line.Unsend(c.at(), before))
	card, number := c.handedOff()
	s.inThread(card, "（取り消されました）")
	gone("山本精密")

	waiting := c.says("取引先は鈴木鋼業といいます")
	s.inThread(card, "鈴木鋼業")
	c.does(s.line.Unsend(c.at(), waiting))
	s.inThread(card, "相談者が発言を取り消しました")
	gone("鈴木鋼業")

	s.claim(s.yamada, card)
	claimed := c.says("事務所は川崎の駅前ビルです")
	s.inThread(card, "駅前ビル")
	c.does(s.line.Unsend(c.at(), claimed))
	s.eventually("it is gone", func() bool { return s.threaded(card, "駅前ビル") == 0 })
	gone("駅前ビル")
	if got := strings.Join(s.ticket(number).Summary, "\n"); regexp.MustCompile("山本|鈴木|駅前").MatchString(got) {
		t.Errorf("the ticket still says: %s", got)
	}
}

// nobodyClaims: from night to morning, and past the time that was promised.
func nobodyClaims(t *testing.T) {
	s := open(t, tuesday.Add(12*time.Hour)) // 22:00
	card, number := s.tanuki.handedOff()
	s.tanuki.reads("11月25日（水）9時")
	if got := s.ticket(number); got.Status != bot.Waiting || got.Urgency != knowledge.High {
		t.Fatalf("the ticket is %s, %s", got.Status, got.Urgency)
	}
	s.tanuki.says("受付番号" + number + "はどうなりましたか")
	s.tanuki.reads("順番をお待ちいただいています")
	s.calm()
	if n := len(s.slack.Posts(deskRoom)); n != 1 {
		t.Errorf("the desk was told %d things at night:\n%s", n, s.books())
	}

	s.clock.Advance(11*time.Hour + time.Minute) // 9:01
	ledger := s.inRoom(deskRoom, "おはようございます。こちらの返事を待っている方は1人です。")
	for _, want := range []string{"至急", number, "11月25日（水）9時"} {
		if !strings.Contains(ledger.Shown(), want) {
			t.Errorf("the ledger lacks %q:\n%s", want, ledger.Shown())
		}
	}
	s.calm()
	if s.tanuki.seen("お待たせしています") > 0 {
		t.Error("the consulter is told of a delay before there is one")
	}

	s.clock.Advance(15 * time.Minute) // an urgent one is to be taken within 15 minutes
	s.tanuki.reads("お待たせしています。受付番号" + number)
	s.inThread(card, "まだ誰も担当していません")
	s.inRoom(onCallRoom, "まだ誰も担当していません")
	s.clock.Advance(16 * time.Minute) // the desk is reminded again, the consulter is not
	s.eventually("the desk is reminded again", func() bool { return s.threaded(card, "まだ誰も担当していません") == 2 })
	s.calm()
	if n := s.tanuki.seen("お待たせしています"); n != 1 {
		t.Errorf("the consulter is told %d times", n)
	}

	s.claim(s.sato, card)
	reply := s.sato.Write(deskRoom, card.TS, "> お待たせしました。担当の佐藤です。")
	s.tanuki.reads("担当の佐藤です")
	s.marked(reply, "white_check_mark")
	s.clock.Advance(2 * time.Hour)
	s.calm()
	if n := s.threaded(card, "まだ誰も担当していません"); n != 2 {
		t.Errorf("the desk is reminded of a ticket that was answered, %d times in all", n)
	}
}

// carriedOn: begun on LINE, carried on in the web chat; staff's words go to where the consulter wrote last.
func carriedOn(t *testing.T) {
	s := open(t, tuesday)
	card, number := s.tanuki.handedOff()
	s.tanuki.reads("確認の言葉は")
	word := ""
	for _, m := range s.line.Shown(s.tanuki.ID) {
		if found := regexp.MustCompile("確認の言葉は「(.+?)」").FindStringSubmatch(m.Words()); found != nil {
			word = found[1]
		}
	}
	v := s.visitor()
	v.says(number + "の続き")
	v.reads("ご本人か確かめます")
	v.says("みかん00")
	v.reads("合いませんでした")
	v.says(word)
	v.reads("偽の警告") // what was said on LINE stands there now
	s.claim(s.yamada, card)
	v.says("会社のパソコンから書いています")
	s.inThread(card, "会社のパソコンから書いています")
	reply := s.yamada.Write(deskRoom, card.TS, "> 会社のパソコンは、ネットから切り離してください。")
	v.reads("ネットから切り離してください。")
	s.marked(reply, "white_check_mark")
	s.calm()
	if s.tanuki.seen("ネットから切り離してください。") > 0 {
		t.Error("the reply went to LINE, where the consulter is no more")
	}

	s.tanuki.says("今は家です")
	s.inThread(card, "今は家です")
	home := s.yamada.Write(deskRoom, card.TS, "> では、また明日ご連絡します。")
	s.tanuki.reads("また明日ご連絡します")
	s.marked(home, "white_check_mark")
	s.calm()
	if n := s.tanuki.seen("また明日"); n != 1 {
		t.Errorf("the reply arrived on LINE %d times", n)
	}
	open, err := s.d.loop.Tickets(t.Context())
	if err != nil || len(open) != 1 {
		t.Errorf("%d tickets, want one: %v", len(open), err)
	}
}
