package loop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// TestNothingSaidIsReadable looks for what was said, and for whose account said it, in the raw file
// and in the log.
func TestNothingSaidIsReadable(t *testing.T) {
	logged := harness.Listen(t)
	d := newDisk(t)
	b := d.open(t, logged)
	say(t, b, "web-a", "e1", "偽の警告が出ました。合言葉はツチノコです")
	say(t, b, "web-a", "e2", "経理のタヌキさんが電話しました")
	say(t, b, "web-a", "e3", "人と話したい")
	say(t, b, b.ConversationID("post", "hanako"), "e1", "カニの話です")
	broken := &faulty{Engine: d.engine}
	b2 := loopOf(t, broken, d.key, logged)
	broken.fail(errors.New("broken"))
	err := b2.Accept(t.Context(), in("web-a", text("e4", "カッパの話です")))
	if err == nil {
		t.Fatal("the broken engine gave no error")
	}
	var words []string
	for _, l := range transcript(t, b, "web-a") {
		words = append(words, strings.Split(l.Text, "\n")[0])
	}
	for _, ticket := range tickets(t, b) {
		words = append(words, ticket.Summary...)
	}
	if len(words) < 6 {
		t.Fatalf("only %d things were said", len(words))
	}
	words = append(words, "ツチノコ", "タヌキ", "カッパ", "カニ", "hanako", "support-scam")
	d.close(t)
	raw, readErr := os.ReadFile(d.path)
	if readErr != nil {
		t.Fatal(readErr)
	}
	for _, w := range words {
		quoted, _ := json.Marshal(w)
		if bytes.Contains(raw, []byte(w)) || bytes.Contains(raw, bytes.Trim(quoted, `"`)) {
			t.Errorf("the file holds %q", w)
		}
		if strings.Contains(logged.String()+err.Error(), w) && w != "support-scam" {
			t.Errorf("the log or an error holds %q", w)
		}
	}
	if !strings.Contains(logged.String(), "ticket opened") {
		t.Errorf("the log does not mention the ticket: %s", logged)
	}
}

// TestSecretsAreNotKept types what nobody should, as a text and as a button's label.
func TestSecretsAreNotKept(t *testing.T) {
	for _, tt := range []struct{ name, text, secret string }{
		{"password", "パスワードは Tanuki2026! です", "Tanuki2026"},
		{"card", "カード番号は 4111 1111 1111 1111 です", "4111 1111"},
		{"card without spaces", "4111111111111111 を入れました", "41111111"},
		{"card in wide digits", "カードは４１１１－１１１１－１１１１－１１１１です", "４１１１－１１１１"},
		{"My Number", "マイナンバーは 1234 5678 9018 です", "5678 9018"},
	} {
		for _, kind := range []dialog.Kind{dialog.Text, dialog.Choose} {
			t.Run(tt.name+" "+string(kind), func(t *testing.T) {
				b := newLoop(t, store.Memory(), nil)
				say(t, b, "web-a", "e1", "偽の警告が出ました")
				e := in("web-a", text("e2", tt.text))
				e.Kind = kind
				if kind == dialog.Choose {
					e.Choice = tt.text
				}
				accept(t, b, e)
				told := false
				for _, l := range transcript(t, b, "web-a") {
					told = told || l.From == bot.FromBot && l.Text == b.o.Advisor.Current().Base.Phrases["secret"]
				}
				if !told {
					t.Error("the consulter is not told that something was taken out")
				}
				say(t, b, "web-a", "e3", "人と話したい")
				kept, err := json.Marshal([]any{transcript(t, b, "web-a"), stateOf(t, b, "web-a"), tickets(t, b)})
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(kept), tt.secret) {
					t.Errorf("%q is kept: %s", tt.secret, kept)
				}
			})
		}
	}
}

// TestSecretInTheNextMessage: what is a secret only because of the message before is not kept either,
// also when both come in one delivery, or a button is pressed between them.
func TestSecretInTheNextMessage(t *testing.T) {
	for _, tt := range []struct {
		name   string
		texts  []string
		secret string
	}{
		{"password", []string{"パスワードは", "Tanaka2024"}, "Tanaka2024"},
		{"code that was told", []string{"認証コードを教えてしまいました", "123456です"}, "123456"},
		{"My Number in parts", []string{"マイナンバーは", "1234 5678", "9018"}, "9018"},
		{"after a hesitation", []string{"パスワードは", "ええと", "Tanaka2024"}, "Tanaka2024"},
	} {
		for _, together := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, " together ", together), func(t *testing.T) {
				t.Parallel() // the loop waits for the rest of a story
				b := newLoop(t, store.Memory(), nil)
				var events []bot.Event
				for n, said := range tt.texts {
					events = append(events, in("web-a", text(bot.EventID(fmt.Sprintf("e%d", n)), said)))
				}
				if together {
					accept(t, b, events...)
				} else {
					for _, e := range events {
						accept(t, b, e)
						press := in("web-a", text("p"+e.ID, "はい"))
						press.Kind, press.Choice = dialog.Choose, "yes"
						accept(t, b, press)
					}
				}
				kept, err := json.Marshal([]any{transcript(t, b, "web-a"), stateOf(t, b, "web-a")})
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(kept), tt.secret) || !strings.Contains(string(kept), tt.texts[0]) {
					t.Errorf("%q is kept: %s", tt.secret, kept)
				}
			})
		}
	}
}

// TestAdviceStaysReadable: what is taken out of consulters' words stays in the desk's own: numbers
// to call, addresses.
func TestAdviceStaysReadable(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました。パソコンは3台で、Windows 11です。電話はしていません。お金も払っていません。遠隔操作もされていません")
	for n := 2; stateOf(t, b, "web-a").Phase == dialog.PhaseAsk; n++ {
		if n > 9 {
			t.Fatal("no answer after 8 replies")
		}
		say(t, b, "web-a", bot.EventID(fmt.Sprintf("e%d", n)), "いいえ")
	}
	var all strings.Builder
	called := 0
	for _, l := range transcript(t, b, "web-a") {
		all.WriteString(l.Text + "\n")
		for _, c := range l.Contacts {
			known := b.o.Advisor.Current().Base.Contact(c.ID)
			if c.Phone != known.Phone || !strings.Contains(l.Text, known.Phone) {
				t.Errorf("contact %s: phone %q, said %q; want %q in both", c.ID, c.Phone, l.Text, known.Phone)
			}
			called++
		}
	}
	entry := b.o.Advisor.Current().Base.FAQ("support-scam")
	if now := knowledge.FirstLine(entry.Now, stateOf(t, b, "web-a").Facts); !strings.Contains(all.String(), now) || called == 0 {
		t.Errorf("the answer lacks %q, or names nobody to call (%d):\n%s", now, called, &all)
	}
}

// TestLongTextIsCut: of a text no more is kept than is read.
func TestLongTextIsCut(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました。"+strings.Repeat("あ", maxText))
	long := 0
	for _, l := range transcript(t, b, "web-a") {
		long = max(long, utf8.RuneCountInString(l.Text))
	}
	if long != maxText+len([]rune("…")) {
		t.Errorf("%d characters are kept", long)
	}
}
