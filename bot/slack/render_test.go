package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// asSlackGetsThem checks a page by the fake's own reading of Slack's limits.
func asSlackGetsThem(p page) []string {
	raw, err := json.Marshal(p.blocks)
	if err != nil {
		return []string{err.Error()}
	}
	var blocks []map[string]any
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return []string{err.Error()}
	}
	faults := slacktest.CheckMessage(blocks)
	if p.text == "" || length(p.text) > maxFallback {
		faults = append(faults, fmt.Sprintf("a fallback of %d", length(p.text)))
	}
	return faults
}

// FuzzRender: whatever is said, what Slack gets keeps to its limits, holds all the words in order,
// and no links or mentions of a stranger's.
func FuzzRender(f *testing.F) {
	s := newSlack(f, nil, nil)
	f.Add("こんにちは", "はい", "いいえ", uint8(1), uint8(2))
	f.Add(strings.Repeat("長い文です。\n", 2000), strings.Repeat("選択", 90), "<@U1> & <!channel>", uint8(5), uint8(60))
	f.Add("\x00\xff\U0001F600"+strings.Repeat("&<>", 3000), "", "\n", uint8(9), uint8(0))
	f.Fuzz(func(t *testing.T, text, label, value string, messages, choices uint8) {
		var turn []dialog.Message
		kinds := []dialog.MessageKind{dialog.Plain, dialog.FirstAid, dialog.Steps, dialog.Warning, dialog.Referrals, dialog.Asking}
		for i := range int(messages) % 6 {
			turn = append(turn, dialog.Message{Kind: kinds[i%len(kinds)], Text: text})
		}
		turn = append(turn, dialog.Message{Kind: dialog.Referrals, Text: text + "\n■ " + label, Contacts: []dialog.Referral{{Name: label, For: text, Phone: value, URL: value, Hours: label}}})
		last := &turn[len(turn)-1]
		for i := range int(choices) % 120 {
			last.Choices = append(last.Choices, dialog.Choice{Label: label + fmt.Sprint(i), Value: value})
		}
		for _, to := range []address{{Channel: "D1", User: "U1"}, {Channel: "C1", Thread: "1.1", User: "U1", Open: true}} {
			for _, p := range s.look.render(turn, to) {
				if faults := asSlackGetsThem(p); len(faults) > 0 {
					t.Fatalf("%v", faults)
				}
			}
		}
	})
}

// FuzzCard: the desk's cards, lines and modals keep to Slack's limits, and nothing in them leads
// anywhere.
func FuzzCard(f *testing.F) {
	s := newSlack(f, nil, nil)
	f.Add("偽の警告", "https://evil.example.com/x?y=1 <@U1> @channel a.b@example.com", "high", uint8(3))
	f.Add(strings.Repeat("あ\n", 4000), strings.Repeat("&", 4000), "", uint8(8))
	f.Fuzz(func(t *testing.T, text, other, urgency string, n uint8) {
		ticket := bot.Ticket{Number: "1001", Channel: "line", Reason: dialog.Reason(other), Urgency: knowledge.Urgency(urgency), Opened: open, Promised: open, Holder: bot.Staff{ID: other, Name: text}, End: bot.EndReason(other)}
		for range n % 16 {
			ticket.Summary, ticket.Suggested = append(ticket.Summary, text), append(ticket.Suggested, other)
			ticket.Titles, ticket.Brief, ticket.Said = append(ticket.Titles, other), text, other
			ticket.Sheet = dialog.Sheet{Happened: append(ticket.Sheet.Happened, text), Told: other, Newest: text, Guess: other, Untold: []string{text}, Advised: []string{text}, Missing: []string{other, text}, Alarms: []knowledge.Alarm{knowledge.Money, knowledge.Alarm(other)}}
			ticket.Similar = append(ticket.Similar, bot.Similar{Category: other, Text: text, Answer: other})
		}
		for _, status := range []bot.Status{bot.Waiting, bot.Claimed, bot.Answered, bot.Closed, bot.Returned, bot.Status(other)} {
			ticket.Status = status
			p := s.look.card(ticket, other)
			if faults := asSlackGetsThem(p); len(faults) > 0 || length(p.text) > maxUpdate {
				t.Fatalf("%v, a text of %d", faults, length(p.text))
			}
		}
		line := s.look.line(bot.Entry{N: 1, From: bot.FromConsulter, Message: dialog.Message{Text: text + "\n" + other}, File: &bot.Attachment{Name: other, Size: int64(n) << 15}})
		if faults := asSlackGetsThem(line); len(faults) > 0 {
			t.Fatalf("%v", faults)
		}
		if shown := line.text; live.MatchString(shown) {
			t.Fatalf("something leads somewhere: %q", live.FindString(shown))
		}
		ticket.Passphrase = other
		var given bot.Reach
		for _, way := range mask.Ways {
			given.Given = append(given.Given, bot.Given{Given: mask.Given{Way: way, Text: other}})
		}
		for _, v := range []slack.ModalViewRequest{s.look.replyModal(modalNote{Ticket: "1001", Thread: "1.1"}, text, other, n%2 == 0), s.look.replyModal(modalNote{Ticket: "1001"}, "", "", true), s.look.closeModal(modalNote{Ticket: "1001"}, ticket, text, false), s.look.assignModal(modalNote{Ticket: "1001"}, "U1"), s.look.mergeModal(modalNote{Ticket: "1001"}), s.look.detailsModal(ticket), s.look.reachModal(modalNote{Ticket: "1001"}, ticket, given), s.look.sureModal(modalNote{Ticket: "1001"}, "return")} {
			raw, _ := json.Marshal(v)
			var view map[string]any
			_ = json.Unmarshal(raw, &view)
			if faults := slacktest.CheckView(view); len(faults) > 0 {
				t.Fatalf("%v", faults)
			}
		}
	})
}

// live is what Slack would make a link or a mention of.
var live = regexp.MustCompile(`(?i)https?://|<[@!#]|<http|@(?:here|channel|everyone)\b`)

func TestWordsAllArrive(t *testing.T) {
	s := newSlack(t, nil, nil)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var want []string
		var turn []dialog.Message
		for i := range 1 + rng.IntN(5) {
			var b strings.Builder
			for j := range rng.IntN(400) {
				word := fmt.Sprintf("語%d-%d", i, j)
				want = append(want, word)
				b.WriteString(word + "\n")
			}
			turn = append(turn, dialog.Message{Text: b.String() + "."})
		}
		var all strings.Builder
		for _, p := range s.look.render(turn, address{Channel: "D1", User: "U1"}) {
			raw, _ := json.Marshal(p.blocks)
			all.Write(raw)
		}
		rest := all.String()
		for _, word := range want {
			at := strings.Index(rest, word)
			if at < 0 {
				t.Fatalf("%q is lost or out of order", word)
			}
			rest = rest[at:]
		}
	}
}

// TestLook is what a consulter reads, mark and words together.
func TestLook(t *testing.T) {
	s := newSlack(t, nil, nil)
	pages := s.look.render([]dialog.Message{
		{Kind: dialog.FirstAid, Text: "電話をかけないでください。"},
		{Kind: dialog.Referrals, Text: "【相談先】\n■ 警察\n　#9110", Contacts: []dialog.Referral{{Name: "警察", For: "詐欺", Phone: "#9110", Hours: "平日8:30〜17:15", Open: "いま受付中"}}},
		{Kind: dialog.Asking, Text: "OSは？", Choices: []dialog.Choice{{Label: "Windows 11", Value: "windows11"}, {Label: "分からない", Value: "unknown"}}},
	}, address{Channel: "D1", User: "U1"})
	if len(pages) != 1 {
		t.Fatalf("%d messages, want one", len(pages))
	}
	want := "🆘 *いますぐすること*\n電話をかけないでください。\n【相談先】\n*警察*\n詐欺\n☎ 電話 #9110\nいま受付中。平日8:30〜17:15\nOSは？\n1. Windows 11\n2. 分からない\n" + s.texts.of("typable")
	if pages[0].text != want {
		t.Errorf("got\n%s\nwant\n%s", pages[0].text, want)
	}
	counts := s.look.render([]dialog.Message{{Text: "何台？", Choices: []dialog.Choice{{Label: "1台", Value: "1"}, {Label: "2台", Value: "2"}}}}, address{Channel: "D1", User: "U1"})
	if strings.Contains(counts[0].text, "1. 1台") {
		t.Errorf("answers that are numbers are numbered: %s", counts[0].text)
	}
}

func TestPlain(t *testing.T) {
	s := newSlack(t, nil, nil)
	for in, want := range map[string]string{
		"<@U0BOT> 助けて":                                     "助けて",
		"<@U0BOT|bot> 助けて &lt;b&gt; &amp;amp;":             "助けて <b> &amp;", // as older clients write it
		"<@U9> さんへ":                                        "@だれか さんへ",
		"<@U9|田中> <#C1|sales> <!here> <!subteam^S1|@desk>": "@田中 #sales @here @desk",
		"<https://example.com/a>":                          "https://example.com/a",
		"<https://example.com|example.com>":                "https://example.com",
		"<https://evil.example|https://bank.example>":      "https://bank.example (https://evil.example)",
		"<mailto:a@example.com|a@example.com>":             "a@example.com",
		"<tel:+81312345678|03-1234-5678>":                  "+81312345678",
		"3 < 5 :smile: :+1::skin-tone-3:":                  "3 < 5 😄 👍",
		"お願いします:bow:":                                      "お願いします🙇",
		"10:30:00に内線:1234:へ :our_own_sign:":                "10:30:00に内線:1234:へ :our_own_sign:",
	} {
		if got := s.reader.plain(in, "U0BOT"); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

func TestDefang(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com/a?b=1":       "hxxps://example[.]com/a?b=1",
		"HTTP://EXAMPLE.COM":              "hxxp://EXAMPLE[.]COM",
		"見てください→http://例え.jp/":            "見てください→hxxp://例え[.]jp/",
		"ftp://x.example":                 "ftp[:]//x[.]example",
		"tanaka@example.co.jp へ":          "tanaka[@]example[.]co[.]jp へ",
		"192.168.0.1 と 2.5 倍":             "192[.]168[.]0[.]1 と 2.5 倍",
		"<@U1> <!channel> @here & friend": "&lt;@U1&gt; &lt;!channel&gt; ＠here &amp; friend",
		"invoice.exe":                     "invoice[.]exe",
		"10:30に電話 A:B":                    "10:30に電話 A:B",
	} {
		if got := defang(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestReplyIsMeant(t *testing.T) {
	s := newSlack(t, nil, nil)
	for _, tt := range []struct {
		text, want   string
		meant, mixed bool
	}{
		{"&gt; はい", "はい", true, false},
		{"&gt;はい", "はい", true, false},
		{"> はい", "はい", true, false},
		{"＞はい", "はい", true, false},
		{"  ＞　はい", "はい", true, false},
		{"＞はい\n続きです", "はい\n続きです", true, false},
		{"&gt; 一行目\n&gt; 二行目\n\n&gt; 三行目", "一行目\n二行目\n\n三行目", true, false},
		{"&gt; 引用\nこれどう思う？", "引用\nこれどう思う？", true, true},
		{"&gt; A &amp;&amp; B &lt;C&gt;", "A && B <C>", true, false},
		{"はい", "", false, false},
		{"メモ &gt; はい", "", false, false},
		{"→ はい", "", false, false},
		{":>", "", false, false},
		{"&gt;", "", true, false},
		{"", "", false, false},
	} {
		got, meant, mixed := s.reader.reply(message{Text: name(tt.text)}, "U0BOT")
		if got != tt.want || meant != tt.meant || mixed != tt.mixed {
			t.Errorf("%q: %q, meant %v, mixed %v; want %q, %v, %v", tt.text, got, meant, mixed, tt.want, tt.meant, tt.mixed)
		}
	}
}

// TestTextsAreThere: every text that the code names is in the file, and the file holds no other.
func TestTextsAreThere(t *testing.T) {
	all, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{"mark_first_aid": true, "mark_warning": true, "mark_steps": true, "end_left": true}
	for _, r := range []string{"requested", "unsure", "not_helped", "crisis", "urgent", string(bot.Failed)} {
		used["reason_"+r] = true
	}
	for _, e := range bot.EndReasons() {
		used["end_"+string(e)] = true
	}
	for _, st := range []bot.Status{bot.Waiting, bot.Claimed, bot.Answered, bot.Closed, bot.Returned} {
		used["status_"+string(st)], used["desk_status_"+string(st)] = true, true
	}
	for _, f := range []bot.Speaker{bot.FromConsulter, bot.FromBot, bot.FromStaff} {
		used["line_"+string(f)] = true
	}
	for _, a := range []string{deskClaim, deskTakeOver, deskReply, deskReturn, deskClose, deskRaise, deskPutBack, deskLower, deskDetails, deskAssign, deskMerge} {
		used["button_"+strings.TrimPrefix(a, actionDesk)] = true
	}
	for _, k := range []string{"confirm_return", "confirm_take_over", "alarm_despair", "alarm_danger", "alarm_money"} {
		used[k] = true
	}
	for _, k := range []string{"kind_image", "kind_audio", "kind_video", "state_" + string(bot.Fetching), "state_" + string(bot.Picture), "state_" + string(bot.Quarantine), "state_" + string(bot.TooLarge), "state_" + string(bot.Expired), "state_" + string(bot.Lost)} {
		used["file_"+k] = true
	}
	for _, way := range mask.Ways {
		used["reach_"+string(way)] = true
	}
	for _, minutes := range bot.CallIn {
		used[fmt.Sprint("call_", minutes)] = true
	}
	used["button_reach"] = true
	for _, c := range []string{"web", "line", "slack", string(bot.Drill)} {
		used["channel_"+c] = true
	}
	var source strings.Builder
	files, _ := os.ReadDir(".")
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			raw, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			source.Write(raw)
		}
	}
	for key := range all {
		if !used[key] && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("nobody uses the text %q", key)
		}
	}
	for _, m := range regexp.MustCompile(`texts\.of\("([a-z_]+)"[,)]`).FindAllStringSubmatch(source.String(), -1) {
		used[m[1]] = true
	}
	for key := range used {
		if _, ok := all[key]; !ok {
			t.Errorf("the text %q is missing", key)
		}
	}
	if regexp.MustCompile(`[ぁ-んァ-ヶ一-龠]`).MatchString(regexp.MustCompile(`(?m)//.*$`).ReplaceAllString(source.String(), "")) {
		t.Error("a text for people stands in the code")
	}
}

// FuzzEvents, FuzzInteractions and FuzzCommands: whatever comes, nothing breaks, and what is taken
// is well-formed.
func FuzzEvents(f *testing.F) {
	files, _ := os.ReadDir("testdata/events")
	for _, e := range files {
		raw, err := os.ReadFile("testdata/events/" + e.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	fuzz(f, (*Slack).onEvent)
}

func FuzzInteractions(f *testing.F) {
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"team":{"id":"T1"},"channel":{"id":"D1"},"container":{"message_ts":"1.1"},"message":{"ts":"1.1","blocks":[]},"actions":[{"action_id":"choice/0","value":"{\"v\":\"a\",\"l\":\"b\"}","action_ts":"2.1"}]}`))
	f.Add([]byte(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"reply","private_metadata":"{\"t\":\"1001\"}","state":{"values":{"text":{"text":{"value":"はい"}}}}}}`))
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"C0DESK"},"actions":[{"action_id":"desk/send","value":"1001 1.1 U1"}]}`))
	fuzz(f, (*Slack).onInteraction)
}

func FuzzCommands(f *testing.F) {
	f.Add([]byte("command=/soudan&user_id=U1&team_id=T1&text=%E3%81%AF%E3%81%84&trigger_id=1"))
	fuzz(f, func(s *Slack, ctx context.Context, body []byte) (any, error) { return s.serveCommand(ctx, body) })
}

func fuzz(f *testing.F, to func(*Slack, context.Context, []byte) (any, error)) {
	b := &stub{known: true}
	s := newSlack(f, nil, func(o *Options) { o.Events, o.Tickets, o.Timeout = b, b, time.Millisecond })
	f.Fuzz(func(t *testing.T, body []byte) {
		before := len(b.events())
		_, _ = to(s, t.Context(), body)
		for _, e := range b.events()[before:] {
			if e.Conversation == "" || e.ID == "" || e.ReplyTo.Channel != "slack" || !json.Valid(e.ReplyTo.Address) {
				t.Errorf("an event that is not well-formed: %+v", e)
			}
		}
	})
}

// TestNothingLeaks: neither log nor errors hold a secret, or what somebody wrote.
func TestNothingLeaks(t *testing.T) {
	log := harness.Listen(t)
	w := newWorld(t)
	for _, f := range []slacktest.Fault{{Cut: true}, {Hang: true}, {Status: 503}, {Code: "invalid_auth"}, {Code: "user_disabled"}, {Code: "missing_scope"}} {
		w.fake.Fail("chat.postMessage", f)
		to := address{Channel: w.tanaka.Direct(), User: w.tanaka.ID}
		ctx, cancel := t.Context(), func() {}
		if f.Hang {
			ctx, cancel = context.WithTimeout(ctx, 200*time.Millisecond)
		}
		err := w.slack.Endpoint().Sender.Send(ctx, delivery(t, "x", to, "合言葉はツチノコです"))
		cancel()
		if err == nil {
			t.Errorf("%+v is no failure", f)
		} else {
			fmt.Fprintln(log, err)
		}
	}
	card, _ := w.handOff()
	w.yamada.Write(theDesk, card.TS, "> 合言葉はツチノコです")
	w.reads(w.tanaka.Direct(), "ツチノコ")
	deliverTo(w.slack, "events", []byte(`{"type":"event_callback","event":{"type":"message","text":"ツチノコ","files":{}}`), nil)
	deliverTo(w.slack, "events", []byte(`ツチノコ`), func(h http.Header) { h.Del("X-Slack-Signature") })
	fmt.Fprintln(log, scrub(&url.Error{Op: "dial", URL: "wss://x/link?ticket=abc&app_id=1", Err: fmt.Errorf("bad handshake for wss://x/link?ticket=abc token=xoxb-1-2 xapp-1-A")}))
	all := log.String() + w.log.String()
	for _, s := range []string{w.fake.SigningSecret, w.fake.BotToken, w.fake.AppToken, "ツチノコ", "ticket=abc", "xoxb-1-2", "xapp-1-A", w.tanaka.ID} {
		if strings.Contains(all, s) {
			t.Errorf("the log holds %q:\n%s", s, all)
		}
	}
	if !strings.Contains(all, "user_disabled") {
		t.Error("nothing was logged")
	}
}
