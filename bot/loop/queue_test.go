package loop

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
)

// heard is what reached the consulter since a count.
func (o *office) since(conv bot.ConversationID, n int) string {
	return strings.Join(o.platform.read(conv)[n:], "\n")
}

func TestAskingAfterACase(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	for _, tt := range []struct {
		name, ask, want string
		before          func()
	}{
		{"waiting", "受付番号1001はどうなりましたか", "11月24日（火）9時以降", nil},
		{"without its number", "順番はまだですか", "11月24日（火）9時以降", nil},
		{"the promise has passed", "受付番号 1001 はどうなりました？", "11月25日（水）9時以降", func() { o.clock.Set(time.Date(2026, 11, 24, 20, 0, 0, 0, sunday.Location())) }},
		{"another's", "受付番号1002はどうなりましたか", "この画面でのご相談にはありません", nil},
		{"answered", "返事はまだですか", "次に読むのは11月25日", func() {
			if err := o.Answer(t.Context(), "1001", bot.Reply{ID: "r", By: tanuki, Text: "担当の者です"}); err != nil {
				t.Fatal(err)
			}
			settle(t, o.Loop)
		}},
		{"closed", "受付番号1001はどうなりましたか", "終わっています", func() {
			if err := o.Close(t.Context(), "1001", tanuki, bot.Solved); err != nil {
				t.Fatal(err)
			}
			settle(t, o.Loop)
		}},
	} {
		if tt.before != nil {
			tt.before()
		}
		n := len(o.platform.read("post-a"))
		o.hear(t, tt.ask)
		if got := o.since("post-a", n); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: told %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLeavingTheQueue(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	o.hear(t, "やっぱり待たなくて大丈夫です")
	if ticket := o.ticket(t); ticket.Status != bot.Closed || ticket.End != bot.Left {
		t.Errorf("the ticket is %s, %s", ticket.Status, ticket.End)
	}
	n := len(o.platform.read("post-a"))
	o.hear(t, "偽の警告が出ました")
	if o.since("post-a", n) == "" {
		t.Error("the bot is silent afterwards")
	}
}

// TestQueueIsMeasured: before enough was measured nothing is said of how long it takes, and at
// night never.
func TestQueueIsMeasured(t *testing.T) {
	o := newOffice(t)
	ask := func(i int) string {
		e := o.event("人と話したい")
		e.Conversation = bot.ConversationID(fmt.Sprint("post-", i))
		accept(t, o.Loop, e)
		return strings.Join(o.platform.read(e.Conversation), "\n")
	}
	if got := ask(0); strings.Contains(got, "お待ちです") {
		t.Errorf("at night: %q", got)
	}
	o.clock.Set(time.Date(2026, 11, 24, 10, 0, 0, 0, sunday.Location()))
	for i := 1; i <= bot.MinPickups; i++ {
		if got := ask(i); strings.Contains(got, "お待ちです") {
			t.Errorf("with nothing measured: %q", got)
		}
		o.clock.Advance(10 * time.Minute)
		if err := o.Claim(t.Context(), fmt.Sprint(1001+i), tanuki); err != nil {
			t.Fatal(err)
		}
	}
	if got := ask(99); !strings.Contains(got, "いま1件お待ちです。これまでは、15分ほど") {
		t.Errorf("told %q", got)
	}
}

// TestCarryingOnElsewhere: with its number and its word a case goes on from another platform, and
// answers go there.
func TestCarryingOnElsewhere(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	o.hear(t, "人と話したい")
	word := o.ticket(t).Passphrase
	if got := o.since("post-a", 0); word == "" || !strings.Contains(got, word) {
		t.Fatalf("the consulter was not told the word %q: %s", word, got)
	}
	from := func(words string) string {
		n := len(o.platform.read("post-a"))
		e := o.event(words)
		e.Conversation = "post-b"
		accept(t, o.Loop, e)
		return strings.Join(o.platform.read("post-b"), "\n") + o.since("post-a", n)
	}
	if got := from("受付番号1001の続きです"); !strings.Contains(got, "確認の言葉") || strings.Contains(got, word) {
		t.Fatalf("asked with %q", got)
	}
	from("りんご")
	if got := from("たしか" + word + "です"); !strings.Contains(got, "確認できました") {
		t.Fatalf("told %q", got)
	}
	if got := from("パソコンは3台です"); got == "" {
		t.Error("no answer where the case is carried on")
	}
	if pcs := stateOf(t, o.Loop, "post-a").Facts["pcs"]; pcs != "3" {
		t.Errorf("pcs is %q: what is written elsewhere does not reach the case", pcs)
	}
	if lines := transcript(t, o.Loop, "post-b"); len(lines) < 5 {
		t.Errorf("the transcript elsewhere has %d lines", len(lines))
	}
}

// TestGuessesAreBounded: from one place a word cannot be found by trying, from many the owner is
// told; whether a case exists cannot be told from the answers; and nobody's guesses lock the owner out.
func TestGuessesAreBounded(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	word := o.ticket(t).Passphrase
	try := func(conv bot.ConversationID, words string) {
		e := o.event(words)
		e.Conversation = conv
		accept(t, o.Loop, e)
	}
	for _, number := range []string{"1001", "1777"} {
		conv := bot.ConversationID("post-" + number)
		try(conv, "受付番号"+number+"の続きです")
		for range bot.MaxGuesses {
			try(conv, "りんご")
		}
	}
	one := strings.ReplaceAll(o.since("post-1001", 0), "1001", "")
	if other := strings.ReplaceAll(o.since("post-1777", 0), "1777", ""); one != other {
		t.Errorf("a case that exists is answered otherwise:\n%s\n---\n%s", one, other)
	}
	try("post-1001", "受付番号1001の続きです")
	try("post-1001", word)
	if got := o.since("post-1001", 0); strings.Contains(got, "確認できました") {
		t.Error("the right word was taken after too many wrong ones")
	}
	for i := range bot.MaxTicketGuesses {
		conv := bot.ConversationID(fmt.Sprint("post-x", i))
		try(conv, "受付番号1001の続きです")
		try(conv, "みかん")
	}
	try("post-y", "受付番号1001の続きです")
	try("post-y", word)
	if got := o.since("post-y", 0); !strings.Contains(got, "確認できました") {
		t.Error("strangers' guesses lock the owner out")
	}
	fire(t, o)
	told := o.since("post-a", 0)
	if !strings.Contains(told, "何度もまちがえ") || !strings.Contains(told, "ほかの画面からも") {
		t.Errorf("the owner is not told: %s", told)
	}
}

// TestWordStaysPrivate: where others read along the word is not told, and no case is carried on.
func TestWordStaysPrivate(t *testing.T) {
	o := newOffice(t)
	e := o.event("人と話したい")
	e.ReplyTo.Public = true
	accept(t, o.Loop, e)
	if got := o.since("post-a", 0); strings.Contains(got, "確認の言葉") || o.ticket(t).Passphrase != "" {
		t.Errorf("a group was told %q", got)
	}
	o.hear(t, "受付番号1777の続きです")
	e = o.event("受付番号1777の続きです")
	e.Conversation, e.ReplyTo.Public = "post-b", true
	accept(t, o.Loop, e)
	if got := o.since("post-b", 0); strings.Contains(got, "確認の言葉") {
		t.Errorf("a group was asked for the word: %q", got)
	}
}
