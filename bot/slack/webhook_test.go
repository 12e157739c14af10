package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
)

// shared are sample payloads that lie beside the project; they are read where they are and never
// copied.
const shared = "../../../shared/payloads/slack"

func deliverTo(s *Slack, path string, body []byte, change func(http.Header)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/webhook/slack/"+path, bytes.NewReader(body))
	signer := slacktest.Fake{Options: slacktest.Options{SigningSecret: s.SigningSecret}}
	signer.Sign(r.Header, body, s.Now())
	if change != nil {
		change(r.Header)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// TestSignature is Slack's own example, and what must not pass.
func TestSignature(t *testing.T) {
	const stamp, vector = "1531420618", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	body, err := os.ReadFile("testdata/signature_vector.txt")
	if err != nil {
		t.Fatal(err)
	}
	body = bytes.TrimSuffix(body, []byte("\n"))
	at := time.Unix(1531420618, 0)
	now := at
	s := newSlack(t, nil, func(o *Options) { o.Now = func() time.Time { return now } })
	official := func(h http.Header) {
		h.Set("X-Slack-Request-Timestamp", stamp)
		h.Set("X-Slack-Signature", vector)
	}
	for _, tt := range []struct {
		name   string
		now    time.Time
		body   []byte
		change func(http.Header)
		want   int
	}{
		{"the official vector", at, body, official, 200},
		{"4 minutes later", at.Add(4 * time.Minute), body, official, 200},
		{"6 minutes later", at.Add(6 * time.Minute), body, official, 401},
		{"6 minutes earlier", at.Add(-6 * time.Minute), body, official, 401},
		{"another body", at, append(body[:len(body):len(body)], 'x'), official, 401},
		{"no signature", at, body, func(h http.Header) { h.Del("X-Slack-Signature") }, 401},
		{"no time", at, body, func(h http.Header) { h.Del("X-Slack-Request-Timestamp") }, 401},
		{"a time that is none", at, body, func(h http.Header) { h.Set("X-Slack-Request-Timestamp", "soon") }, 401},
		{"another version", at, body, func(h http.Header) { h.Set("X-Slack-Signature", strings.Replace(vector, "v0", "v1", 1)) }, 401},
		{"too long", at, bytes.Repeat([]byte("x"), maxBody+1), nil, 413},
	} {
		now = tt.now
		if got := deliverTo(s, "commands", tt.body, tt.change).Code; got != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
		}
	}
	empty := newSlack(t, nil, func(o *Options) { o.SigningSecret, o.AppToken = "", "xapp-1" })
	if got := deliverTo(empty, "events", []byte(`{}`), nil).Code; got != 401 {
		t.Errorf("without a secret everything passes: status %d", got)
	}
}

// TestSmallTalk is what Slack asks for besides events.
func TestSmallTalk(t *testing.T) {
	s := newSlack(t, nil, nil)
	for _, tt := range []struct{ path, body, want string }{
		{"events", `{"type":"url_verification","challenge":"3eZbrw1aB"}`, "3eZbrw1aB"},
		{"commands", "ssl_check=1&token=x", ""},
		{"interactions", "ssl_check=1&token=x", ""},
		{"events", `{"type":"app_rate_limited"}`, ""},
		{"events", `no JSON at all`, ""},
		{"events", `{"type":"event_callback","event":[1,2]}`, ""},
		{"events", `{"type":"event_callback"}`, ""},
		{"interactions", "payload=%7B", ""},
		{"interactions", "%%%", ""},
		{"commands", "command=/other&user_id=U1", ""},
	} {
		w := deliverTo(s, tt.path, []byte(tt.body), nil)
		if w.Code != 200 || w.Body.String() != tt.want {
			t.Errorf("%s %s: %d %q, want 200 %q", tt.path, tt.body, w.Code, w.Body, tt.want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/webhook/slack/events", nil)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET gives %d", w.Code)
	}
}

// TestNotAcknowledged: what could not be stored must come again.
func TestNotAcknowledged(t *testing.T) {
	b := &stub{fail: errors.New("the disk is full")}
	s := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = b, b })
	body, _ := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1762750800.000100", "text": "こんにちは"}})
	if got := deliverTo(s, "events", body, nil).Code; got != 503 {
		t.Errorf("status %d, want 503", got)
	}
	reply, _ := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{"type": "message", "channel": theDesk, "user": "U1", "ts": "1762750800.000100", "thread_ts": "1762750700.000100", "text": "&gt; はい"}})
	s.desk.threads.put("1762750700.000100", "1001")
	if got := deliverTo(s, "events", reply, nil).Code; got != 503 {
		t.Errorf("a reply that could not be stored: status %d, want 503", got)
	}
	form := url.Values{"command": {"/soudan"}, "user_id": {"U1"}, "text": {"助けて"}, "trigger_id": {"1"}}
	if w := deliverTo(s, "commands", []byte(form.Encode()), nil); w.Code != 200 || !strings.Contains(w.Body.String(), s.texts.of("command_failed")) {
		t.Errorf("a command that could not be stored: %d %s", w.Code, w.Body)
	}
	alone := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = nil, nil })
	if got := deliverTo(alone, "events", body, nil).Code; got != 503 {
		t.Errorf("with nobody to take it: status %d, want 503", got)
	}
}

// took is an event as tests compare it.
type took struct {
	Kind    dialog.Kind
	Message string
	Text    string
	File    string
	Thread  string
}

// TestEvents: what Slack's events come to. Each file of testdata/events holds one.
func TestEvents(t *testing.T) {
	b := &stub{known: true}
	s := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = b, b })
	want := map[string][]took{
		"direct.json":             {{Kind: dialog.Text, Message: "1762750800.000100", Text: "住所は <b> & です https://example.com/a"}},
		"direct_thread.json":      {{Kind: dialog.Text, Message: "1762750801.000100", Text: "続き", Thread: "1762750800.000100"}},
		"mention.json":            {{Kind: dialog.Text, Message: "1762750802.000100", Text: "助けて", Thread: "1762750802.000100"}},
		"mention_only.json":       {{Kind: dialog.Start, Message: "1762750803.000100", Thread: "1762750700.000100"}},
		"files.json":              {{Kind: dialog.Text, Message: "1762750804.000100", Text: "写真です"}, {Kind: dialog.Image, Message: "1762750804.000100", File: "F1"}, {Kind: dialog.File, Message: "1762750804.000100", File: "F2"}},
		"edited.json":             {{Kind: dialog.Edit, Message: "1762750800.000100", Text: "直しました"}},
		"unfurled.json":           nil,
		"deleted.json":            {{Kind: dialog.Unsend, Message: "1762750800.000100"}},
		"tombstone.json":          {{Kind: dialog.Unsend, Message: "1762750800.000100", Thread: "1762750800.000100"}},
		"own.json":                nil,
		"own_edited.json":         nil,
		"other_bot.json":          nil,
		"joined.json":             nil,
		"malformed_block.json":    {{Kind: dialog.Text, Message: "1762750805.000100", Text: "読めます"}},
		"user_is_an_object.json":  {{Kind: dialog.Text, Message: "1762750806.000100", Text: "これも"}},
		"messages_tab.json":       {{Kind: dialog.Start}},
		"unheard_of.json":         nil,
		"deleted_by_nobody.json":  nil, // that is asked for afterwards
		"missing_everything.json": nil,
	}
	files, err := filepath.Glob("testdata/events/*.json")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, %d expectations, %v", len(files), len(want), err)
	}
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before := len(b.events())
		if w := deliverTo(s, "events", body, nil); w.Code != 200 {
			t.Errorf("%s: status %d", path, w.Code)
		}
		var got []took
		for _, e := range b.events()[before:] {
			var to address
			if err := json.Unmarshal(e.ReplyTo.Address, &to); err != nil || e.Conversation == "" || e.ID == "" || to.User == "" || to.Team != "T1" {
				t.Errorf("%s: event %+v goes to %+v, %v", path, e, to, err)
			}
			g := took{Kind: e.Kind, Message: e.Message, Text: e.Text, Thread: to.Thread}
			if e.File != nil {
				g.File = e.File.Ref
			}
			got = append(got, g)
		}
		if diff := cmp.Diff(want[filepath.Base(path)], got); diff != "" {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
}

// TestTwins: a mention arrives twice under two event ids and names one event.
func TestTwins(t *testing.T) {
	b := &stub{}
	s := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = b, b })
	for i, kind := range []string{"app_mention", "message"} {
		body := fmt.Sprintf(`{"type":"event_callback","team_id":"T1","api_app_id":"A1","event_id":"Ev%d","authorizations":[{"team_id":"T1","user_id":"U0BOT","is_bot":true}],
			"event":{"type":%q,"channel":"C1","user":"U1","ts":"1762750800.000100","text":"<@U0BOT> 助けて"}}`, i, kind)
		deliverTo(s, "events", []byte(body), nil)
	}
	got := b.events()
	if len(got) != 2 || got[0].ID != got[1].ID || got[0].Conversation != got[1].Conversation {
		t.Errorf("the twins are %+v", got)
	}
	other := []byte(`{"type":"event_callback","team_id":"T1","api_app_id":"A2","authorizations":[{"team_id":"T1","user_id":"U0BOT","is_bot":true}],
		"event":{"type":"app_mention","channel":"C1","user":"U1","ts":"1762750800.000100","text":"<@U0BOT> 助けて"}}`)
	deliverTo(s, "events", other, nil)
	if all := b.events(); len(all) != 3 || all[2].ID == got[0].ID {
		t.Error("two apps share an event's name")
	}
}

// TestSharedSamples runs all of Slack's sample payloads through: each is acknowledged, and none of
// a bot's is taken.
func TestSharedSamples(t *testing.T) {
	if _, err := os.Stat(shared); err != nil {
		t.Skip("the sample payloads are not beside the project")
	}
	b := &stub{known: true}
	s := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = b, b })
	n := 0
	for _, dir := range []struct{ glob, path string }{
		{"events/*.json", "events"}, {"negative/*.json", "events"}, {"interactive/*.form.txt", "interactions"}, {"commands/*.txt", "commands"},
	} {
		files, _ := filepath.Glob(filepath.Join(shared, dir.glob))
		for _, path := range files {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			n++
			before := len(b.events())
			if w := deliverTo(s, dir.path, body, nil); w.Code != 200 {
				t.Errorf("%s: status %d", path, w.Code)
			}
			name := filepath.Base(path)
			bots := strings.Contains(name, "bot") || strings.Contains(name, "assistant_root") || name == "app_uninstalled.json"
			if took := len(b.events()) - before; bots && took > 0 {
				t.Errorf("%s: %d events taken", name, took)
			} else if strings.HasPrefix(name, "message_im") && took != 1 {
				t.Errorf("%s: %d events taken, want one", name, took)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d samples", n)
	}
}

// TestDeskActions: presses on a card reach the desk, and nowhere else.
func TestDeskActions(t *testing.T) {
	b := &stub{}
	s := newSlack(t, nil, func(o *Options) { o.Events, o.Tickets = b, b })
	press := func(channel, action string) {
		pressed := map[string]any{"action_id": action, "value": "1001"}
		if action == deskLower { // of the menu
			pressed = map[string]any{"action_id": deskMore, "selected_option": map[string]any{"value": "lower 1001"}}
		}
		payload, _ := json.Marshal(map[string]any{"type": "block_actions", "user": map[string]any{"id": "U1", "name": "yamada"}, "channel": map[string]any{"id": channel},
			"container": map[string]any{"message_ts": "1.1", "channel_id": channel}, "actions": []any{pressed}})
		deliverTo(s, "interactions", []byte(url.Values{"payload": {string(payload)}}.Encode()), nil)
	}
	for _, a := range []string{deskClaim, deskPutBack, deskRaise, deskLower, "desk/unheard_of"} {
		press(theDesk, a)
		press("C0ELSEWHERE", a)
	}
	want := []string{"claim 1001", "put back 1001", "raise 1001", "bot.Lower 1001"}
	if diff := cmp.Diff(want, b.acts); diff != "" {
		t.Error(diff)
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	full := newSlack(t, nil, nil).Options
	for name, change := range map[string]func(*Options){
		"a log": func(o *Options) { o.Log = nil }, "a token": func(o *Options) { o.BotToken = "" }, "any secret": func(o *Options) { o.SigningSecret, o.AppToken = "", "" },
		"an address": func(o *Options) { o.APIURL = "no address" },
	} {
		o := full
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("New takes options without %s", name)
		}
	}
	if d := newSlack(t, nil, func(o *Options) { o.DeskChannel = "" }).Desk(); d != nil {
		t.Error("there is a desk without a channel")
	}
	var _ bot.Endpoint = newSlack(t, nil, nil).Endpoint()
}
