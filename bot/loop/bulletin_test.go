package loop

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// TestBulletin: what a manager has said to everybody stands before the first words of a consultation,
// once, until its end; first aid, other languages and consultations under way go without it.
func TestBulletin(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	b := newLoop(t, e, nil)
	const notice = "年末年始は、12月29日から1月3日まで人がいません。"
	now := b.world().Now
	for _, bad := range []bot.Bulletin{
		{Text: strings.Repeat("あ", bot.MaxBulletin+1), Until: now.Add(time.Hour)}, {Text: notice, Until: now}, {Text: notice}, {Text: notice, Until: now.AddDate(1, 0, 0)},
		{Text: " \n", Until: now.Add(time.Hour)},
	} {
		if err := b.SetBulletin(t.Context(), bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	shown := func(conv string) (n int, first bool) {
		fromBot := 0
		for _, l := range transcript(t, b, bot.ConversationID(conv)) {
			if l.From != bot.FromBot {
				continue
			}
			if strings.Contains(l.Text, notice) {
				n, first = n+1, fromBot == 0
			}
			fromBot++
		}
		return n, first
	}
	say(t, b, "web-under-way", "e1", "お客様の名簿をまちがえて別の会社に送りました")
	if err := b.SetBulletin(t.Context(), bot.Bulletin{Text: notice, Until: now.Add(time.Hour), By: "suzuki"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		conv string
		says []string
		want int
	}{
		{"web-under-way", []string{"今日です"}, 0},
		{"web-calm", []string{"こんにちは", "社員のパスワードの決め方を知りたい", "ありがとうございました", "別の相談です。UTMは要りますか"}, 1},
		{"web-matter", []string{"社員のパスワードの決め方を知りたい"}, 1},
		{"web-urgent", []string{"ファイルが全部開けなくなって、身代金を払えという画面が出ています"}, 0},
		{"web-despair", []string{"もう死にたいです"}, 0},
		{"web-abroad", []string{"Hello, I need help. My computer has a virus warning"}, 0},
	} {
		for i, text := range c.says {
			say(t, b, bot.ConversationID(c.conv), bot.EventID(rune('f'+i)), text)
		}
		n, first := shown(c.conv)
		if n != c.want || n > 0 && !first {
			t.Errorf("%s: shown %d times, want %d; before the rest: %v", c.conv, n, c.want, first)
		}
	}
	if g := b.Greeting(t.Context()); !strings.Contains(g[0].Text, notice) {
		t.Errorf("the page greets with %+v", g)
	}
	if err := b.EndBulletin(t.Context()); err != nil {
		t.Fatal(err)
	}
	say(t, b, "web-after", "e1", "こんにちは")
	if n, _ := shown("web-after"); n != 0 || strings.Contains(b.Greeting(t.Context())[0].Text, notice) {
		t.Error("it is shown after its end")
	}
	over := bot.Bulletin{Text: notice, Until: now}
	if over.Shown(now) || !over.Shown(now.Add(-time.Second)) {
		t.Error("its end is not its end")
	}
}
