package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
)

func TestMarks(t *testing.T) {
	s := newSlack(t, nil, nil)
	for in, want := range map[string]string{
		"~この番号に電話してください~ 電話しないでください":             "電話しないでください",
		"~<https://bad.example|ここ>~ を開かない":       "を開かない",
		"*必ず* 電源を _切らないで_ ください":                  "必ず 電源を 切らないで ください",
		"10時~12時、13時~15時に":                       "10時~12時、13時~15時に",
		"ありがとうございます~~":                           "ありがとうございます~~",
		"snake_case_name と 2*3*4":                "snake_case_name と 2*3*4",
		"`~消える~ :bee: *x*` は残ります":                "~消える~ :bee: *x* は残ります",
		"```\nfe80::bee:1\n~a~\n```":             "fe80::bee:1\n~a~",
		"fe80::bee:1 と 00:ab:12:cd":              "fe80::bee:1 と 00:ab:12:cd",
		"<https://example.com/a:bee:/b> です":      "https://example.com/a:bee:/b です",
		"https://example.com/:bee:/ です":          "https://example.com/:bee:/ です",
		"C:ab:x":                                 "C:ab:x",
		"ありがとう:bow::bow:":                        "ありがとう🙇🙇",
		"<!date^1392734382^{date}|2014年2月18日> に": "2014年2月18日 に",
		"a &lt;b&gt; `&amp;&lt;`":                "a <b> &<",
		"~a~":                                    "",
	} {
		if got := s.reader.plain(in, "U0BOT"); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

// TestBlocksTell: where there are blocks they say what is formatting.
func TestBlocksTell(t *testing.T) {
	s := newSlack(t, nil, nil)
	for _, tt := range []struct{ name, message, want string }{
		{"struck out within a word", `{"text":"電源を~切って~切らないでください","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"電源を"},{"type":"text","text":"切って","style":{"strike":true}},{"type":"text","text":"切らないでください"}]}]}]}`, "電源を切らないでください"},
		{"no formatting", `{"text":"~10時まで~ ok:bee:","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"~10時まで~ ok:bee:"}]}]}]}`, "~10時まで~ ok:bee:"},
		{"an emoji behind a letter", `{"text":"ok:bow:","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"ok"},{"type":"emoji","name":"bow","unicode":"1f647"}]}]}]}`, "ok🙇"},
		{"blocks alone", `{"text":"","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"画面が"},{"type":"text","text":"消えた","style":{"strike":true}},{"type":"text","text":"赤い "},{"type":"link","url":"https://a.example"},{"type":"emoji","name":"bow"},{"type":"user","user_id":"U9"}]},{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"一"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"二"}]}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"引用"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"a:bee:b"}]}]}]}`, "画面が赤い https://a.example🙇@だれか\n1. 一\n2. 二\n> 引用\na:bee:b"},
		{"an item struck out", `{"text":"","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"一"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"二","style":{"strike":true}}]},{"type":"rich_text_section","elements":[{"type":"text","text":"三"}]}]}]}]}`, "1. 一\n3. 三"},
		{"a section alone", `{"blocks":[{"type":"header","text":{"type":"plain_text","text":"件名"}},{"type":"section","text":{"type":"mrkdwn","text":"*本文* ~やめる~"},"fields":[{"type":"plain_text","text":"欄"}]},{"type":"image","alt_text":"画面","image_url":"https://x"},{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"押す"}}]}]}`, "件名\n本文\n欄\n画面"},
		{"a table beside words", `{"text":"一覧です","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"一覧です"}]}]},{"type":"table","rows":[[{"type":"raw_text","text":"品名"},{"type":"raw_text","text":"数"}],[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"モニター"}]}]},{"type":"raw_text","text":"2"}]]}]}`, "一覧です\n品名｜数\nモニター｜2"},
		{"a table pasted", `{"text":"","attachments":[{"fallback":"[no preview available]","blocks":[{"type":"table","rows":[[{"type":"raw_text","text":"日時"},{"type":"raw_text","text":"送金先"}]]}]}]}`, "> 日時｜送金先"},
		{"forwarded with a comment", `{"text":"これは本物ですか","attachments":[{"is_share":true,"is_msg_unfurl":true,"text":"至急お支払いください <https://bad.example>","fallback":"[x] y: z"}]}`, "これは本物ですか\n> 至急お支払いください https://bad.example"},
		{"forwarded, in blocks", `{"text":"","attachments":[{"is_share":true,"text":"","message_blocks":[{"message":{"blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"一行目\n二行目"}]}]}]}}]}]}`, "> 一行目\n> 二行目"},
		{"forwarded, as a fallback only", `{"text":"","attachments":[{"is_share":true,"fallback":"届いた文"}]}`, "> 届いた文"},
		{"two forwarded", `{"text":"x","attachments":[{"is_share":true,"text":"一"},{"is_share":true,"text":"二"}]}`, "x\n> 一\n> 二"},
		{"a page's preview is no word of the person", `{"text":"<https://a.example>","attachments":[{"title":"a page","text":"buy","from_url":"https://a.example"}]}`, "https://a.example"},
		{"not as documented", `{"text":"x","blocks":{"a":1},"attachments":"none","files":7}`, "x"},
		{"partly not as documented", `{"text":"x","blocks":[7,{"type":"rich_text","elements":3}],"attachments":[1,{"is_share":true,"text":"一","message_blocks":9}]}`, "x\n> 一"},
	} {
		var m inner
		if err := json.Unmarshal([]byte(tt.message), &m); err != nil {
			t.Fatal(err)
		}
		if got := s.reader.words(m.message, "U0BOT"); got != tt.want {
			t.Errorf("%s: read as %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestForwarded: what is passed on is heard, the desk sees it, and an edit of the comment keeps it.
func TestForwarded(t *testing.T) {
	w := newWorld(t)
	dm := w.tanaka.Direct()
	w.tanaka.Say("人と話したい")
	card, _ := w.card()
	ts := w.tanaka.Forward(dm, "", "これは本物ですか", "至急、偽の警告センターにお支払いください", false)
	w.inThread(card, "至急、偽の警告センターに")
	w.inThread(card, "これは本物ですか")
	w.tanaka.Edit(dm, ts, "これは本物でしょうか")
	w.inThread(card, "本物でしょうか")
	w.quiet()
	for _, l := range w.transcript(string(w.bot.ConversationID("slack", slacktest.DefaultTeam, w.tanaka.ID))) {
		if l.From == bot.FromConsulter && strings.Contains(l.Text, "本物") && !strings.Contains(l.Text, "> 至急、偽の警告センターに") {
			t.Errorf("the edit lost what was passed on: %q", l.Text)
		}
	}
}

func TestForwardedWithoutAComment(t *testing.T) {
	w := newWorld(t)
	w.tanaka.Forward(w.tanaka.Direct(), "", "", "偽の警告が出ました", true)
	w.reads(w.tanaka.Direct(), "いますぐすること")
}

// TestStaffFormatting: what staff strike out does not reach the consulter, and what cannot be sent
// is refused whole.
func TestStaffFormatting(t *testing.T) {
	w := newWorld(t)
	w.fromWeb("web-1", "1", "人と話したい")
	card, _ := w.card()
	w.press(w.sato, card, "担当する")
	w.sato.Rich(card.Channel, card.TS, "&gt; 電源を~切って~切らないで *必ず* 待ってください",
		map[string]any{"type": "text", "text": "電源を"}, map[string]any{"type": "text", "text": "切って", "style": map[string]any{"strike": true}}, map[string]any{"type": "text", "text": "切らないで "},
		map[string]any{"type": "text", "text": "必ず", "style": map[string]any{"bold": true}}, map[string]any{"type": "text", "text": " 待ってください"})
	w.webReads("web-1", "電源を切らないで 必ず 待ってください")
	w.sato.Forward(card.Channel, card.TS, "> こちらを読んでください", "ほかの相談の返事", false)
	w.eventually("a forwarded reply is refused", func() bool {
		for _, p := range w.fake.Whispers(card.Channel, w.sato.ID) {
			if strings.Contains(p.Text, "転送したメッセージ") {
				return true
			}
		}
		return false
	})
	for _, l := range w.transcript("web-1") {
		if strings.Contains(l.Text, "こちらを読んで") {
			t.Errorf("it was sent: %q", l.Text)
		}
	}
}

// TestStillWords: what others wrote is not taken for formatting on the desk.
func TestStillWords(t *testing.T) {
	for in, want := range map[string]string{
		"~5時~ まで": "~\u20605時~ まで", "*重要*": "*\u2060重要*", "00 :ab: 12": "00 :\u2060ab: 12",
		"10時~12時": "10時~12時", "snake_case_x": "snake_case_x", "10:30:00": "10:30:00",
	} {
		if got := defang(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}
