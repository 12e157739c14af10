package line

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/line/linetest"
	"madoguchi/dialog"
)

// taker is where events go.
type taker struct {
	events []bot.Event
	err    error
}

func (t *taker) Accept(_ context.Context, events ...bot.Event) error {
	t.events = append(t.events, events...)
	return t.err
}

func (t *taker) ConversationID(ch bot.Channel, parts ...string) bot.ConversationID {
	return bot.ConversationID(strings.Join(append([]string{string(ch)}, parts...), "|"))
}

const secret = "8c570fa6dd201bb328f1c1eac23a96d8" // the public example of LINE's documentation

var morning = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

func newChannel(t testing.TB, log *harness.Log, secrets ...string) (*Channel, *taker) {
	t.Helper()
	to := &taker{}
	if len(secrets) == 0 {
		secrets = []string{secret}
	}
	c, err := New(Options{Name: "line", Secrets: secrets, Token: "a token", APIURL: "http://127.0.0.1:1", Events: to,
		Log: log.Logger(), Now: func() time.Time { return morning }})
	if err != nil {
		t.Fatal(err)
	}
	return c, to
}

func post(c *Channel, signature string, body []byte) int {
	q := httptest.NewRequest(http.MethodPost, "/webhook/line", bytes.NewReader(body))
	if signature != "" {
		q.Header.Set("x-line-signature", signature)
	}
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, q)
	return w.Code
}

// TestSignature begins with the vector of LINE's documentation (LD/verify-webhook-signature).
func TestSignature(t *testing.T) {
	const newer = "ffffffffffffffffffffffffffffffff"
	vector := []byte(`{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}`)
	const signature = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
	spaced := bytes.ReplaceAll(vector, []byte(","), []byte(", "))
	for _, tt := range []struct {
		name      string
		secrets   []string
		signature string
		body      []byte
		want      int
	}{
		{"vector", []string{secret}, signature, vector, 200},
		{"old secret of two", []string{newer, secret}, signature, vector, 200},
		{"new secret of two", []string{newer, secret}, linetest.Sign(newer, vector), vector, 200},
		{"another secret", []string{newer}, signature, vector, 400},
		{"missing", []string{secret}, "", vector, 400},
		{"not base64", []string{secret}, "!", vector, 400},
		{"cut", []string{secret}, signature[:20], vector, 400},
		{"same JSON, other bytes", []string{secret}, signature, spaced, 400},
		{"signed, no JSON", []string{secret}, linetest.Sign(secret, []byte("{合言葉")), []byte("{合言葉"), 400},
		{"signed, empty", []string{secret}, linetest.Sign(secret, nil), nil, 400},
		{"signed, no events", []string{secret}, linetest.Sign(secret, []byte("{}")), []byte("{}"), 200},
		{"too large", []string{secret}, "x", make([]byte, maxBody+1), 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			log := harness.Listen(t)
			c, to := newChannel(t, log, tt.secrets...)
			if got := post(c, tt.signature, tt.body); got != tt.want {
				t.Errorf("answered %d, want %d", got, tt.want)
			}
			if len(to.events) > 0 {
				t.Errorf("took %v", to.events)
			}
			if s := log.String(); strings.Contains(s, "合言葉") || strings.Contains(s, secret) || strings.Contains(s, newer) {
				t.Errorf("the log holds what it must not: %s", s)
			}
		})
	}
	c, _ := newChannel(t, harness.Listen(t))
	w := httptest.NewRecorder()
	c.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/webhook/line", nil))
	if w.Code != 405 {
		t.Errorf("GET was answered %d", w.Code)
	}
}

func TestNewRefuses(t *testing.T) {
	good := Options{Name: "line/second", Secrets: []string{secret}, Token: "t", Log: slog.Default()}
	if c, err := New(good); err != nil || c.Path() != "/webhook/line/second" {
		t.Fatalf("%v", err)
	}
	for name, change := range map[string]func(*Options){
		"name": func(o *Options) { o.Name = "slack" }, "name with a slash": func(o *Options) { o.Name = "line/a/b" },
		"no secret": func(o *Options) { o.Secrets = nil }, "three secrets": func(o *Options) { o.Secrets = []string{"a", "b", "c"} },
		"empty secret": func(o *Options) { o.Secrets = []string{secret, " "} }, "token": func(o *Options) { o.Token = "" },
		"log": func(o *Options) { o.Log = nil }, "reserve": func(o *Options) { o.Reserve = 1 },
		"API": func(o *Options) { o.APIURL = "nowhere" }, "data API": func(o *Options) { o.DataAPIURL = "::" },
	} {
		o := good
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("New takes options with a wrong %s", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
}

// TestTwoAccounts: several accounts run beside each other, each at its own path and with its own figures.
func TestTwoAccounts(t *testing.T) {
	registry := prometheus.NewRegistry()
	for _, name := range []bot.Channel{"line", "line/second"} {
		c, err := New(Options{Name: name, Secrets: []string{secret}, Token: "t", Log: harness.Logger(t), Metrics: registry, Events: &taker{}})
		if err != nil {
			t.Fatal(err)
		}
		if want := "/webhook/" + string(name); c.Path() != want {
			t.Errorf("%s is served at %s", name, c.Path())
		}
	}
}

func TestNotTakenIsNotAcknowledged(t *testing.T) {
	log := harness.Listen(t)
	c, to := newChannel(t, log)
	to.err = errors.New("the disk is full")
	body := []byte(`{"events":[{"type":"message","webhookEventId":"01A","timestamp":1,"replyToken":"r","source":{"type":"user","userId":"U1"},"message":{"id":"1","type":"text","text":"合言葉"}}]}`)
	if got := post(c, linetest.Sign(secret, body), body); got != 503 {
		t.Errorf("answered %d, want 503", got)
	}
	if strings.Contains(log.String(), "合言葉") {
		t.Error("the log holds what was said")
	}
}

// understood is what an event came to, as the files in testdata/webhooks want it.
type understood struct {
	Kind         dialog.Kind
	Conversation bot.ConversationID
	ID           bot.EventID
	Message      string `json:",omitempty"`
	Text         string `json:",omitempty"`
	Choice       string `json:",omitempty"`
	File         string `json:",omitempty"`
	Token        string `json:",omitempty"`
	Until        string `json:",omitempty"`
	Address      string
}

func understand(events []bot.Event) []understood {
	out := []understood{}
	for _, e := range events {
		u := understood{Kind: e.Kind, Conversation: e.Conversation, ID: e.ID, Message: e.Message, Text: e.Text, Choice: e.Choice, Token: e.ReplyTo.Token, Address: string(e.ReplyTo.Address)}
		if e.File != nil {
			u.File = fmt.Sprintf("%s %s %d", e.File.Ref, e.File.Name, e.File.Size)
		}
		if !e.ReplyTo.Until.IsZero() {
			u.Until = e.ReplyTo.Until.Sub(morning).String()
		}
		out = append(out, u)
	}
	return out
}

// TestEvents plays every file of testdata/webhooks: {"events": […], "want": […]}.
func TestEvents(t *testing.T) {
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var f struct{ Want []understood }
			if err := json.Unmarshal(data, &f); err != nil {
				t.Fatal(err)
			}
			c, to := newChannel(t, harness.Listen(t))
			if got := post(c, linetest.Sign(secret, data), data); got != 200 {
				t.Fatalf("answered %d", got)
			}
			if f.Want == nil {
				f.Want = []understood{}
			}
			if diff := cmp.Diff(f.Want, understand(to.events)); diff != "" {
				raw, _ := json.MarshalIndent(understand(to.events), "", " ")
				t.Errorf("want - got +\n%s\ngot:\n%s", diff, raw)
			}
		})
	}
}

// samples is where the platform's own samples lie beside the project; they are not part of it.
const samples = "../../../shared/payloads/line"

// TestPlatformSamples takes every sample of the platform's documentation with the signature that it is published with.
func TestPlatformSamples(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(samples, "signatures.json"))
	if err != nil {
		t.Skip("the platform's samples are not here: ", err)
	}
	var f struct{ Signatures map[string]string }
	if err := json.Unmarshal(raw, &f); err != nil || len(f.Signatures) < 40 {
		t.Fatalf("%d signatures, %v", len(f.Signatures), err)
	}
	// Those of which something comes; nothing comes of the others, and all are answered 200.
	kinds := map[string]dialog.Kind{
		"message_text_user.json": dialog.Text, "message_text_user_redelivered.json": dialog.Text, "message_text_user_emoji_surrogate.json": dialog.Text,
		"message_text_group_mention_bot_ja.json": dialog.Text, "message_image_set_1.json": dialog.Image,
		"message_image_set_2.json": dialog.Image, "message_image_external.json": dialog.Image, "message_video.json": dialog.Video, "message_audio.json": dialog.Audio,
		"message_file.json": dialog.File, "message_location.json": dialog.Location, "message_sticker_animated.json": dialog.Sticker,
		"message_edited_group.json": dialog.Unsend, "unsend_group.json": dialog.Unsend, "unsend_user.json": dialog.Unsend, "follow_added.json": dialog.Start,
		"follow_unblocked.json": dialog.Start, "unfollow.json": bot.Gone, "join_group.json": dialog.Start, "leave_group.json": bot.Gone,
		"postback_data_only.json": dialog.Choose, "postback_datetime.json": dialog.Choose, "negative/extra_properties.json": dialog.Text,
		"negative/missing_event_type.json": "", "negative/null_source.json": "",
	}
	seen := 0
	for name, signature := range f.Signatures {
		body, err := os.ReadFile(filepath.Join(samples, name))
		if err != nil {
			t.Error(err)
			continue
		}
		log := harness.Listen(t)
		c, to := newChannel(t, log)
		if got := post(c, signature, body); got != 200 {
			t.Errorf("%s was answered %d", name, got)
		}
		want, some := kinds[name]
		switch {
		case name == "batch_message_follow_unfollow.json":
			if len(to.events) != 3 {
				t.Errorf("%s: %d events, want 3", name, len(to.events))
			}
		case some && want != "" && (len(to.events) != 1 || to.events[0].Kind != want):
			t.Errorf("%s: got %+v, want %s", name, understand(to.events), want)
		case (!some || want == "") && len(to.events) > 0:
			t.Errorf("%s: got %+v, want nothing", name, understand(to.events))
		}
		if some {
			seen++
		}
	}
	if seen < len(kinds)-2 {
		t.Errorf("only %d of %d samples were there", seen, len(kinds))
	}
}

// FuzzWebhook: whatever LINE may send, signed, is answered 200 or 400, and what is taken has a name and a place.
func FuzzWebhook(f *testing.F) {
	files, _ := filepath.Glob("testdata/webhooks/*.json")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	log := harness.Listen(f)
	c, to := newChannel(f, log)
	f.Fuzz(func(t *testing.T, body []byte) {
		log.Reset()
		to.events = nil
		status := post(c, linetest.Sign(secret, body), body)
		if status != 200 && status != 400 && status != 413 {
			t.Errorf("answered %d", status)
		}
		for _, e := range to.events {
			if e.Conversation == "" || e.ID == "" || e.Kind == "" || e.ReplyTo.Channel != "line" || !json.Valid(e.ReplyTo.Address) {
				t.Errorf("took %+v", e)
			}
		}
	})
	_ = c.Close(context.Background())
}

// TestEmojis: where LINE's own emoji stand, in UTF-16 units, nothing is said.
func TestEmojis(t *testing.T) {
	many := strings.Repeat("(hi)", 200)
	var all []piece
	for i := range 200 {
		all = append(all, piece{4 * i, 4})
	}
	for _, tt := range []struct {
		text   string
		pieces []piece
		want   string
	}{
		{"こんにちは(hello)", []piece{{5, 7}}, "こんにちは"},
		{"(hello)こんにちは", []piece{{0, 7}}, "こんにちは"},
		{"😀😀警告(warn)が出た", []piece{{6, 6}}, "😀😀警告が出た"},
		{"👨‍👩‍👧(love)🇯🇵(flag)です", []piece{{8, 6}, {18, 6}}, "👨‍👩‍👧🇯🇵です"},
		{"𠮷野家(shop)です", []piece{{4, 6}}, "𠮷野家です"},
		{many + "たすけて", all, "たすけて"},
		{many + "たすけて", slices.Concat(all, all), "たすけて"},
		{"電話(03)を(call)", []piece{{7, 6}}, "電話(03)を"},
		{"(a)(b)中(c)", []piece{{7, 3}, {0, 3}, {3, 3}}, "中"}, // in no order
		{"(hello)こん", []piece{{0, 5}, {3, 4}}, "こん"},         // over each other
		{"(hello)こん", []piece{{0, 7}, {2, 2}}, "こん"},         // one in the other
		{"😀こん", []piece{{1, 2}}, "😀こん"},
		{"こん", []piece{{1, 2}, {-1, 1}, {0, 0}, {0, -1}, {2, 1}, {1 << 40, 1}, {0, 1 << 62}}, "こん"},
		{"(ok)", []piece{{0, 4}}, ""},
	} {
		if got := cutOut(tt.text, slices.Clone(tt.pieces)); got != tt.want {
			t.Errorf("%q, %v: %q, want %q", tt.text, tt.pieces[:min(9, len(tt.pieces))], got, tt.want)
		}
	}
}

// TestOddEmojis: what is said is never lost to an odd list beside it.
func TestOddEmojis(t *testing.T) {
	for list, want := range map[string]string{
		`null`: "やあ(hi)", `{}`: "やあ(hi)", `"x"`: "やあ(hi)", `[null, 3, "a"]`: "やあ(hi)", `[{"index": "2", "length": 4}]`: "やあ(hi)",
		`[{"index": 2.5, "length": 4}]`: "やあ(hi)", `[{"index": 1e99, "length": 4}]`: "やあ(hi)", `[[], {"index": 2, "length": 4}]`: "やあ",
	} {
		var e event
		raw := fmt.Sprintf(`{"type":"message","source":{"type":"user","userId":"U1"},"message":{"type":"text","text":"やあ(hi)","emojis":%s,"mention":{"mentionees":%s}}}`, list, list)
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Errorf("%s: %v", list, err)
		} else if got, _ := e.words(address{User: "U1", To: "U1"}); got != want {
			t.Errorf("%s: %q, want %q", list, got, want)
		}
	}
}

func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		text       string
		mentionees []mentionee
		want       string
		addressed  bool
	}{
		{"@窓口 助けて", []mentionee{{piece{0, 3}, true}}, "助けて", true},
		{"🍎👨‍👩‍👧 @窓口 助けて", []mentionee{{piece{11, 3}, true}}, "🍎👨‍👩‍👧  助けて", true},
		{"@窓口@窓口", []mentionee{{piece{0, 3}, true}, {piece{3, 3}, true}}, "", true},
		{"@佐藤 見て", []mentionee{{piece{0, 3}, false}}, "@佐藤 見て", false},
		{"@佐藤 @窓口 見て", []mentionee{{piece{0, 3}, false}, {piece{4, 3}, true}}, "@佐藤  見て", true},
		{"短い", []mentionee{{piece{0, 99}, true}}, "短い", true},
		{"短い", []mentionee{{piece{-1, 1}, true}, {piece{1 << 40, 1}, true}, {piece{0, 1 << 62}, true}}, "短い", true},
		{"@窓口 x", []mentionee{{piece{0, 3}, true}, {piece{1, 3}, true}}, "x", true},
		{"🍎@窓口", []mentionee{{piece{1, 4}, true}}, "🍎@窓口", true}, // it would cut the apple in two
		{"@窓口🍎", []mentionee{{piece{0, 4}, true}}, "@窓口🍎", true},
		{"", nil, "", false},
	} {
		var m message
		m.Text, m.Mention.Mentionees = tt.text, slices.Clone(tt.mentionees)
		if got, ok := mentioned(m); ok != tt.addressed || got != tt.want {
			t.Errorf("%q: %q, %v; want %q, %v", tt.text, got, ok, tt.want, tt.addressed)
		}
	}
}
