package line

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot/line/linetest"
	"madoguchi/dialog"
)

// wire is what LINE gets to see of messages, and fails the test on what LINE would refuse.
func wire(t testing.TB, messages []messaging_api.MessageInterface) (out []linetest.Message) {
	t.Helper()
	body, err := json.Marshal(&messaging_api.ReplyMessageRequest{Messages: messages})
	if err != nil {
		t.Fatal(err)
	}
	var sent struct{ Messages []json.RawMessage }
	if err := json.Unmarshal(body, &sent); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range linetest.Check(sent.Messages...) {
		t.Errorf("LINE would refuse it: %s", wrong)
	}
	for _, raw := range sent.Messages {
		out = append(out, linetest.Read(raw))
	}
	return out
}

func shown(t testing.TB, l layout, messages ...dialog.Message) []linetest.Message {
	t.Helper()
	out, _ := render(messages, l)
	return wire(t, out)
}

func TestChoicesAreButtonsAndCanBeTyped(t *testing.T) {
	yes := []dialog.Choice{{Label: "はい", Value: "yes"}, {Label: "いいえ", Value: "no"}}
	counts := []dialog.Choice{{Label: "1台", Value: "1"}, {Label: "2〜5台", Value: "3"}, {Label: "分からない", Value: "unknown"}}
	for _, tt := range []struct {
		name    string
		choices []dialog.Choice
		text    string
	}{
		{"numbered", yes, "押しましたか？\n\n1. はい\n2. いいえ"},
		{"not where a number is the answer", counts, "押しましたか？\n\n・1台\n・2〜5台\n・分からない"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := shown(t, layout{}, dialog.Message{Text: "まず、確かめます。"}, dialog.Message{Kind: dialog.Asking, Text: "押しましたか？", Choices: tt.choices, Question: "a.1"})
			if len(got) != 2 || got[1].Text != tt.text || len(got[0].Buttons) > 0 {
				t.Fatalf("got %+v", got)
			}
			for i, b := range got[1].Buttons {
				p, ok := readPress(b.Data)
				if c := tt.choices[i]; !ok || p != (pressed{question: "a.1", value: c.Value, label: c.Label}) || b.Label != c.Label || b.DisplayText != c.Label {
					t.Errorf("button %d is %+v, want %+v", i, b, c)
				}
			}
			if len(got[1].Buttons) != len(tt.choices) {
				t.Errorf("%d buttons, want %d", len(got[1].Buttons), len(tt.choices))
			}
		})
	}
}

func TestLongLabels(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	long := strings.Repeat(family, 25)
	got := shown(t, layout{}, dialog.Message{Text: "どれですか？", Choices: []dialog.Choice{{Label: long, Value: "a"}, {Label: "か\u3099き", Value: strings.Repeat("v", 290)}, {Value: "only"}, {}}})
	b := got[0].Buttons
	if b[0].Label != strings.Repeat(family, 19)+"…" {
		t.Errorf("a label of 25 families became %q", b[0].Label)
	}
	if b[0].DisplayText != long {
		t.Errorf("a tap says %q", b[0].DisplayText)
	}
	if b[1].Type != "message" || b[1].Text != "か\u3099き" {
		t.Errorf("a value that cannot be carried became %+v", b[1])
	}
	if b[2].Label != "only" || b[3].Label != "…" {
		t.Errorf("labels %q, %q", b[2].Label, b[3].Label)
	}
}

func TestFirstAidIsMarkedByWords(t *testing.T) {
	aid := dialog.Message{Kind: dialog.FirstAid, Text: "まず、これだけしてください。\n・電話をかけないでください。"}
	flex := shown(t, layout{}, aid)[0]
	if flex.Type != "flex" || !strings.Contains(string(flex.Raw), "いますぐ") || !strings.Contains(flex.AltText, "電話をかけないでください") || !strings.Contains(flex.AltText, "いますぐ") {
		t.Errorf("as a bubble: %s", flex.Raw)
	}
	for _, plain := range []linetest.Message{shown(t, layout{plain: true}, aid)[0], shown(t, layout{}, dialog.Message{Kind: dialog.FirstAid, Text: "03-6271-8901 に電話してください。"})[0]} {
		if plain.Type != "text" || !strings.HasPrefix(plain.Text, "⚠ いますぐ\n") {
			t.Errorf("as a text: %q", plain.Text)
		}
	}
}

func TestLinksStayAlive(t *testing.T) {
	for _, text := range []string{"1. https://www.ipa.go.jp/ を開きます。", "1. 03-6271-8901 に電話します。", "1. #9110 に電話します。", "1. cs-support@ipa.go.jp に書きます。"} {
		if got := shown(t, layout{}, dialog.Message{Kind: dialog.Steps, Text: "【そのあと】\n" + text}); got[0].Type != "text" {
			t.Errorf("%q can not be tapped any more", text)
		}
	}
	if got := shown(t, layout{}, dialog.Message{Kind: dialog.Steps, Text: "【そのあと】\n1. 画面の写真を撮ります。\n2. 業者に相談します。"}); got[0].Type != "flex" {
		t.Errorf("steps are shown as %s", got[0].Type)
	}
}

func TestContactsCanBeCalled(t *testing.T) {
	police := dialog.Referral{ID: "police", Name: "警察相談専用電話", For: "被害の相談", Phone: "#9110", Hours: "平日8:30〜17:15", Open: "いまは時間外", URL: "https://www.npa.go.jp/"}
	ipa := dialog.Referral{ID: "ipa", Name: "IPA", Phone: "03-5978-7509", Open: "いま受付中", Mail: "anshin@ipa.go.jp"}
	odd := dialog.Referral{ID: "odd", Name: "代表", Phone: "03-1111-2222（内線3）", URL: "javascript:alert(1)"}
	m := dialog.Message{Kind: dialog.Referrals, Text: "【相談先】\n■ 警察相談専用電話\n　#9110", Contacts: []dialog.Referral{police, ipa, odd}}
	got := shown(t, layout{}, m)[0]
	var taps []string
	for _, b := range got.Buttons {
		taps = append(taps, b.URI+b.Clipboard)
	}
	if want := []string{"tel:%239110", "https://www.npa.go.jp/", "tel:0359787509", "anshin@ipa.go.jp"}; !slices.Equal(taps, want) {
		t.Errorf("taps %q, want %q", taps, want)
	}
	for _, words := range []string{"警察相談専用電話", "○ いまは時間外", "● いま受付中", "平日8:30〜17:15", "03-1111-2222（内線3）", "相談先"} {
		if !strings.Contains(string(got.Raw), words) {
			t.Errorf("the bubble lacks %q", words)
		}
	}
	if got.AltText != m.Text {
		t.Errorf("altText %q, want %q", got.AltText, m.Text)
	}
	for _, n := range []int{0, 1, 3, 4, 12, 36, 37, 60} { // as many as there are, within LINE's limits
		many := dialog.Message{Text: "【相談先】", Contacts: make([]dialog.Referral, n)}
		for i := range many.Contacts {
			many.Contacts[i] = police
		}
		shown(t, layout{}, many)
	}
}

func TestSixBubblesAndLongTexts(t *testing.T) {
	var six []dialog.Message
	for _, s := range []string{"一", "二", "三", "四", "五", "六"} {
		six = append(six, dialog.Message{Text: s})
	}
	six[5].Choices = []dialog.Choice{{Label: "はい", Value: "yes"}}
	got := shown(t, layout{}, six...)
	if len(got) != 5 || !strings.Contains(got[4].Text, "六") || len(got[4].Buttons) != 1 {
		t.Errorf("six bubbles became %+v", got)
	}
	long := strings.Repeat("あいうえお。", 900) // 5,400
	got = shown(t, layout{}, dialog.Message{Text: long})
	if len(got) != 2 || got[0].Text+got[1].Text != long || !strings.HasSuffix(got[0].Text, "。") {
		t.Errorf("a long text was not cut between sentences")
	}
	huge := strings.Repeat("🍎", 20_000)
	got = shown(t, layout{}, dialog.Message{Text: huge}, dialog.Message{Text: "どうしますか？", Choices: six[5].Choices})
	if len(got) != 5 || !strings.HasPrefix(got[4].Text, "どうしますか？") || !strings.HasSuffix(got[3].Text, text("cut")) {
		t.Errorf("of far too much the question is not kept, or nothing says that it was cut")
	}
}

func TestNothingToSay(t *testing.T) {
	for _, m := range [][]dialog.Message{nil, {{}}, {{Text: " \n　"}}, {{Kind: dialog.FirstAid}}} {
		if got, _ := render(m, layout{coda: "coda"}); len(got) > 0 {
			t.Errorf("%v became %d messages", m, len(got))
		}
	}
	if got := shown(t, layout{}, dialog.Message{Choices: []dialog.Choice{{Label: "はい"}}}); len(got) != 1 || got[0].Text != "1. はい" {
		t.Errorf("choices alone became %+v", got)
	}
}

// pieces are what texts are made of that break naive counting.
var pieces = []string{
	"", " ", "\n", "\n\n", "あ", "漢字", "a", "🍎", "👨‍👩‍👧‍👦", "🇯🇵", "👍🏽", "か\u3099", "e\u0301\u0301\u0301", "\u200d", "\ufe0f", "ｶﾞ", "한국", "각", "1. ", "・", "■ ", "【見出し】",
	"https://example.jp/?q=日本語", "03-1234-5678", "#9110", "@", "。", "\"\\<>&", "\x00", "\u2028", "\xff", strings.Repeat("長い文。", 300), strings.Repeat("🍎", 2501),
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func randomMessage(r *rand.Rand) dialog.Message {
	kinds := []dialog.MessageKind{dialog.Plain, dialog.FirstAid, dialog.Steps, dialog.Warning, dialog.Referrals, dialog.Asking, "new"}
	m := dialog.Message{Kind: kinds[r.IntN(len(kinds))], Text: randomText(r)}
	for range r.IntN(4) * r.IntN(6) {
		m.Choices = append(m.Choices, dialog.Choice{Label: randomText(r), Value: randomText(r)})
	}
	for range r.IntN(3) * r.IntN(9) {
		m.Contacts = append(m.Contacts, dialog.Referral{Name: randomText(r), For: randomText(r), Phone: randomText(r), URL: randomText(r), Mail: randomText(r), Hours: randomText(r), Open: randomText(r)})
	}
	return m
}

// TestRenderKeepsTheLimits: whatever is said, LINE takes it; and what asks is never lost.
func TestRenderKeepsTheLimits(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 1))
		var messages []dialog.Message
		for range 1 + r.IntN(8) {
			messages = append(messages, randomMessage(r))
		}
		last := dialog.Message{Kind: dialog.Asking, Text: "どれですか？", Choices: []dialog.Choice{{Label: "はい", Value: "yes"}}}
		if seed%2 == 0 {
			messages = append(messages, last)
		}
		l := layout{plain: seed%3 == 0}
		if seed%5 == 0 {
			l.coda, l.tag = randomText(r), "12345678"
		}
		got := shown(t, l, messages...)
		if seed%2 == 0 && (len(got) == 0 || !slices.ContainsFunc(got, func(m linetest.Message) bool { return strings.Contains(m.Text, last.Text) }) || len(got[len(got)-1].Buttons) == 0) {
			t.Errorf("seed %d: the question is lost", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, p := range pieces {
		f.Add(p, p, p)
	}
	f.Fuzz(func(t *testing.T, text, label, value string) {
		for _, kind := range []dialog.MessageKind{dialog.Plain, dialog.FirstAid, dialog.Steps, dialog.Warning} {
			shown(t, layout{coda: label}, dialog.Message{Kind: kind, Text: text},
				dialog.Message{Kind: dialog.Referrals, Text: text, Contacts: []dialog.Referral{{Name: label, Phone: value, URL: value, Mail: text}}},
				dialog.Message{Text: text, Choices: []dialog.Choice{{Label: label, Value: value}, {Label: value, Value: label}}})
		}
	})
}

func FuzzCount(f *testing.F) {
	for _, p := range pieces {
		f.Add(p, 20)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		n = 1 + (n%50+50)%50
		valid := strings.ToValidUTF8(s, "")
		if got := cutUnits(valid, n); units(got) > n || !utf8.ValidString(got) {
			t.Errorf("cut to %d units: %q", n, got)
		}
		if got := cutClusters(valid, n); clusters(got) > n || !utf8.ValidString(got) {
			t.Errorf("cut to %d clusters: %q", n, got)
		}
		for _, piece := range split(valid, n+4) {
			if units(piece) > n+4 || piece == "" {
				t.Errorf("a piece of %d units: %q", n+4, piece)
			}
		}
	})
}

func TestTextsAreComplete(t *testing.T) {
	for _, key := range []string{"first_aid", "warning", "call", "site", "mail", "open", "closed", "closed_word", "cut", "button", "bare_mention",
		"leave_asked", "leave_said", "group_hello", "group_coda", "budget_alert", "budget_forecast", "budget_kept", "budget_gone"} {
		if text(key) == "" {
			t.Errorf("texts.yaml lacks %q", key)
		}
	}
	for words, want := range map[string]bool{"退出して": true, "グループから退出してください。": true, "出て行って": true, "抜けてください": true, "": false,
		"迷惑メールから抜けられません": false, "社員が退出してデータを持ち出した": false, "退出の仕方を教えて": false} {
		if got := asksToLeave(words); got != want {
			t.Errorf("asksToLeave(%q) is %v", words, got)
		}
	}
}
