package loop

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

// The forms in which consulters write a number, and say that it is theirs. %s is the number, and a
// number is three groups of digits.
var (
	numberForms = []string{"%s-%s-%s", "%s%s%s", "%s %s %s", "%s.%s.%s", "（%s）%s-%s", "%sー%sー%s", "wide:%s-%s-%s", "%s‐%s‐%s"}
	givingForms = []string{
		"電話番号は%sです", "携帯は%s、山田です", "%sに電話ください", "連絡先：%s", "TEL %s", "私の番号は%sです。夕方なら出られます",
		"折り返しは%sにお願いします", "佐藤と申します。電話は%sです", "%sまで連絡をお願いします", "至急お電話ください。%s",
		"%sが一番つながります", "偽の警告が出ました。電話番号は%sです", "よろしくお願いします。電話%s（鈴木）",
	}
)

// givenNumbers are a hundred and four texts that give a number, and its digits.
func givenNumbers() (texts, digits []string) {
	for i, giving := range givingForms {
		for j, form := range numberForms {
			n := i*len(numberForms) + j
			a, b, c := []string{"090", "080", "070", "050", "03", "06", "0422"}[n%7], fmt.Sprintf("%04d", 1013+n*37), fmt.Sprintf("%04d", 7919+n*13)
			switch len(a) {
			case 4:
				b = b[:2]
			}
			form, wide := strings.CutPrefix(form, "wide:")
			number := fmt.Sprintf(form, a, b, c)
			if wide {
				number = strings.Map(func(r rune) rune {
					if r > ' ' && r < 127 {
						return r + 0xFEE0
					}
					return r
				}, number)
			}
			texts, digits = append(texts, fmt.Sprintf(giving, number)), append(digits, a+b+c)
		}
	}
	return texts, digits
}

// onlyDigits is a text by its digits alone, however they are written.
func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, norm.NFKC.String(text))
}

// TestGivenReachesStaff: every number that is given for being reached reaches staff who ask for it,
// and stands nowhere else: not in what was said, on tickets, in states, in the file, in the log.
func TestGivenReachesStaff(t *testing.T) {
	logged := harness.Listen(t)
	d := newDisk(t)
	b := d.open(t, logged)
	texts, digits := givenNumbers()
	if len(texts) < 100 {
		t.Fatalf("only %d numbers", len(texts))
	}
	for turn := range 2 {
		var all []bot.Event
		for i, words := range texts { // half of them before a person is asked for
			if i%2 != turn {
				words = "人と話したい"
			}
			all = append(all, in(bot.ConversationID(fmt.Sprint("web-", i)), text(bot.EventID(fmt.Sprint("e", turn)), words)))
		}
		accept(t, b, all...)
	}
	by := bot.Staff{ID: "test/1", Name: "相談員"}
	reached := 0
	kept := []any{}
	for i := range texts {
		conv := bot.ConversationID(fmt.Sprint("web-", i))
		all := transcript(t, b, conv)
		kept = append(kept, all, stateOf(t, b, conv))
		for _, ticket := range tickets(t, b) {
			if ticket.Conversation != conv {
				continue
			}
			r, err := b.Reach(t.Context(), ticket.Number, by)
			if err != nil {
				t.Fatal(err)
			}
			numbers := r.All(mask.ByPhone)
			if len(numbers) == 1 && onlyDigits(numbers[0]) == digits[i] && slices.Contains(ticket.Reach, mask.ByPhone) {
				reached++
			} else {
				t.Errorf("%q reaches staff as %q, and the ticket says %v", texts[i], numbers, ticket.Reach)
			}
			kept = append(kept, ticket)
		}
		if !slices.ContainsFunc(all, func(e bot.Entry) bool {
			return e.From == bot.FromBot && strings.Contains(e.Text, "電話番号") && strings.Contains(e.Text, "控えました")
		}) {
			t.Errorf("%q: nobody says that the number was kept", texts[i])
		}
	}
	outlines, err := b.Outlines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clear, err := json.Marshal(append(kept, outlines))
	if err != nil {
		t.Fatal(err)
	}
	d.close(t)
	raw, err := os.ReadFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := 0
	for where, text := range map[string]string{"what is kept": string(clear), "the file": string(raw), "the log": logged.String()} {
		for i, found := range planted(text, texts, digits) {
			elsewhere++
			t.Errorf("%s holds the number of %q: …%s…", where, texts[i], found)
		}
	}
	t.Logf("%d of %d numbers reach staff, %d stand elsewhere", reached, len(texts), elsewhere)
}

// planted finds numbers in a text: as they were written, and in bare digits.
func planted(text string, texts, digits []string) map[int]string {
	out := map[int]string{}
	for i, given := range texts {
		for _, form := range []string{digits[i], numberIn(given)} {
			if at := strings.Index(text, form); at >= 0 {
				out[i] = strings.ToValidUTF8(text[max(0, at-20):at+len(form)], "")
			}
		}
	}
	return out
}

// numberIn is the number as a text writes it.
func numberIn(text string) string {
	digit := func(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
	first, last := strings.IndexFunc(text, digit), strings.LastIndexFunc(text, digit)
	_, n := utf8.DecodeRuneInString(text[last:])
	return text[first : last+n]
}

// TestReachGoes: with a message that is taken back, and with the conversation.
func TestReachGoes(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	b := newLoop(t, e, nil)
	say(t, b, "web-a", "e1", "人と話したい")
	say(t, b, "web-a", "e2", "電話番号は090-1234-5678、山田です")
	say(t, b, "web-a", "e3", "取引先から漏れたのは03-1111-2222の電話番号です。カードは4111 1111 1111 1111です")
	number, by := tickets(t, b)[0].Number, bot.Staff{ID: "test/1", Name: "相談員"}
	r, err := b.Reach(t.Context(), number, by)
	if err != nil || !slices.Equal(r.All(mask.ByPhone), []string{"090-1234-5678"}) || !slices.Equal(r.All(mask.ByName), []string{"山田"}) || len(r.Given) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	ticket := tickets(t, b)[0]
	if last := ticket.History[len(ticket.History)-1]; last.By.ID != by.ID {
		t.Errorf("who looked is not written down: %+v", last)
	}
	taken := text("e4", "")
	taken.Kind, taken.Message = dialog.Unsend, "e2"
	accept(t, b, in("web-a", taken))
	if r, err := b.Reach(t.Context(), number, by); err != nil || len(r.Given) != 0 || len(tickets(t, b)[0].Reach) != 0 {
		t.Errorf("what was taken back is there still: %+v, %v", r, err)
	}
	say(t, b, "web-a", "e5", "電話番号は090-1234-5678です")
	key := b.records.reach.Key(store.K("web-a"))
	if everything(t, e)[string(key)] == "" {
		t.Fatal("nothing is kept")
	}
	if err := b.Erase(t.Context(), "web-a"); err != nil {
		t.Fatal(err)
	}
	if _, ok := everything(t, e)[string(key)]; ok {
		t.Error("it is still there when the conversation is erased")
	}
}
