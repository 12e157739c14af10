package slacktest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"madoguchi/bot/harness"
)

func start(t *testing.T, o Options) *Fake {
	t.Helper()
	f, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	f.Channel("C1", false, "U1")
	f.Person("U1", "田中")
	return f
}

// ask calls a method as an app does.
func ask(t *testing.T, f *Fake, method string, args map[string]string) (map[string]any, *http.Response) {
	t.Helper()
	form := url.Values{"token": {f.BotToken}, "unfurl_links": {"false"}, "unfurl_media": {"false"}}
	for k, v := range args {
		form.Set(k, v)
	}
	res, err := http.PostForm(f.URL+"/api/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil && res.StatusCode == 200 {
		t.Fatal(err)
	}
	return out, res
}

func TestTokens(t *testing.T) {
	f := start(t, Options{Scopes: "chat:write"})
	for name, tt := range map[string]struct {
		header, form string
		want         any
	}{
		"header": {header: f.BotToken}, "form": {form: f.BotToken}, "none": {want: "not_authed"}, "wrong": {header: "xoxb-wrong", want: "invalid_auth"},
	} {
		req, _ := http.NewRequest(http.MethodPost, f.URL+"/api/auth.test", strings.NewReader(url.Values{"token": {tt.form}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if tt.header != "" {
			req.Header.Set("Authorization", "Bearer "+tt.header)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var out map[string]any
		_ = json.NewDecoder(res.Body).Decode(&out)
		res.Body.Close()
		if out["error"] != tt.want || res.StatusCode != 200 || res.Header.Get("X-OAuth-Scopes") != "chat:write" {
			t.Errorf("%s: %v, status %d", name, out, res.StatusCode)
		}
	}
}

// TestMessageRules: what Slack does to messages that an app posts.
func TestMessageRules(t *testing.T) {
	f := start(t, Options{Pace: time.Nanosecond})
	long := strings.Repeat("あ", truncated+5)
	out, _ := ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": long, "metadata": `{"event_type":"x"}`})
	ts := str(out["ts"])
	if p, _ := f.Post("C1", ts); units(p.Text) != truncated {
		t.Errorf("a text of %d is kept at %d", units(long), units(p.Text))
	}
	block := func(kind, text string) string {
		return fmt.Sprintf(`[{"type":%q,"text":{"type":"mrkdwn","text":%q}}]`, kind, text)
	}
	for _, tt := range []struct {
		method string
		args   map[string]string
		want   string
	}{
		{"chat.update", map[string]string{"channel": "C1", "ts": ts, "text": strings.Repeat("x", tooLong+1)}, "msg_too_long"},
		{"chat.update", map[string]string{"channel": "C1", "ts": "1.1", "text": "x"}, "message_not_found"},
		{"chat.postMessage", map[string]string{"channel": "C1"}, "no_text"},
		{"chat.postMessage", map[string]string{"channel": "C9", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", map[string]string{"channel": "U9", "text": "x"}, "user_not_found"},
		{"chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": block("section", strings.Repeat("x", 3001))}, "invalid_blocks"},
		{"chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": block("section", "")}, "invalid_blocks"},
		{"chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": block("unheard_of", "x")}, "invalid_blocks"},
		{"chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": "[" + strings.Repeat(`{"type":"divider"},`, 50) + `{"type":"divider"}]`}, "invalid_blocks"},
		{"chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": "{"}, "invalid_blocks_format"},
		{"chat.postEphemeral", map[string]string{"channel": "C1", "text": "x", "user": "U9"}, "user_not_in_channel"},
		{"reactions.add", map[string]string{"channel": "C1", "timestamp": ts, "name": "eyes"}, ""},
		{"reactions.add", map[string]string{"channel": "C1", "timestamp": ts, "name": "eyes"}, "already_reacted"},
		{"unheard.of", nil, "unknown_method"},
		{"chat.delete", map[string]string{"channel": "C1", "ts": ts}, ""},
		{"chat.delete", map[string]string{"channel": "C1", "ts": ts}, "message_not_found"},
	} {
		if out, _ := ask(t, f, tt.method, tt.args); str(out["error"]) != tt.want {
			t.Errorf("%s %.60v: %q, want %q", tt.method, tt.args, out["error"], tt.want)
		}
	}
	f.Archive("C1")
	if out, _ := ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "x"}); out["error"] != "is_archived" {
		t.Errorf("an archived channel: %v", out)
	}
	if n := len(f.Violations()); n < 6 {
		t.Errorf("%d violations were noted: %v", n, f.Violations())
	}
}

// TestPace: a channel takes a message a second, and says so.
func TestPace(t *testing.T) {
	f := start(t, Options{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
	var last *http.Response
	for range burst + 1 {
		_, last = ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "x"})
	}
	if last.StatusCode != 429 || last.Header.Get("Retry-After") != "1" || f.Throttled() != 1 {
		t.Errorf("status %d, Retry-After %q", last.StatusCode, last.Header.Get("Retry-After"))
	}
	if _, res := ask(t, f, "chat.postMessage", map[string]string{"channel": "U1", "text": "x"}); res.StatusCode != 200 {
		t.Error("another channel must wait too")
	}
	f.Fail("chat.postMessage", Fault{Status: 429})
	if _, res := ask(t, f, "chat.postMessage", map[string]string{"channel": "U1", "text": "x"}); res.StatusCode != 429 || res.Header.Get("Retry-After") != "" {
		t.Error("there is no 429 without Retry-After")
	}
}

// TestThreadsAndHistory: replies, broadcasts, deleted roots, pages, metadata.
func TestThreadsAndHistory(t *testing.T) {
	f := start(t, Options{Pace: time.Nanosecond})
	root, _ := ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "root", "metadata": `{"event_type":"m"}`})
	ts := str(root["ts"])
	for _, b := range []string{"", "true"} {
		ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "reply" + b, "thread_ts": ts, "reply_broadcast": b})
	}
	if n, m := len(f.Posts("C1")), len(f.Replies("C1", ts)); n != 2 || m != 2 {
		t.Errorf("%d in the channel, %d in the thread", n, m)
	}
	out, _ := ask(t, f, "conversations.replies", map[string]string{"channel": "C1", "ts": ts, "limit": "2", "include_all_metadata": "true"})
	list := out["messages"].([]any)
	if first := list[0].(map[string]any); len(list) != 2 || first["text"] != "root" || first["metadata"] == nil || out["has_more"] != true {
		t.Errorf("the first page is %v", out)
	}
	out, _ = ask(t, f, "conversations.history", map[string]string{"channel": "C1"})
	if list := out["messages"].([]any); len(list) != 2 || list[0].(map[string]any)["text"] != "replytrue" || list[1].(map[string]any)["metadata"] != nil {
		t.Errorf("the history is %v", list)
	}
	ask(t, f, "chat.delete", map[string]string{"channel": "C1", "ts": ts})
	out, _ = ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "late", "thread_ts": ts})
	if m := out["message"].(map[string]any); m["thread_ts"] != nil {
		t.Error("a reply below a deleted root stays in the thread")
	}
}

// app is an app that takes what Slack sends.
type app struct {
	mu     sync.Mutex
	events []map[string]any
	header []http.Header
	status func(n int) int
	reply  string
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var e map[string]any
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("payload") != "" {
		body = []byte(form.Get("payload"))
	}
	_ = json.Unmarshal(body, &e)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events, a.header = append(a.events, e), append(a.header, r.Header)
	if a.status != nil {
		w.WriteHeader(a.status(len(a.events)))
	}
	_, _ = io.WriteString(w, a.reply)
}

func (a *app) got() ([]map[string]any, []http.Header) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.events), slices.Clone(a.header)
}

// TestEvents: echoes of the bot's own posts, twins of mentions, repetitions of what was not
// acknowledged.
func TestEvents(t *testing.T) {
	f := start(t, Options{Pace: time.Nanosecond, Retries: []time.Duration{0, 0, 0}})
	a := &app{status: func(n int) int {
		if n <= 2 {
			return 500
		}
		return 200
	}}
	server := httptest.NewServer(a)
	defer server.Close()
	f.Subscribe(server.URL)
	p := f.Person("U1", "田中")
	p.Say("a < b & https://example.com/x")
	harness.Until(t, "it was acknowledged", func() bool { return f.Pending() == 0 })
	events, headers := a.got()
	if len(events) != 3 || events[0]["event_id"] != events[2]["event_id"] || headers[0].Get("X-Slack-Retry-Num") != "" || headers[2].Get("X-Slack-Retry-Num") != "2" {
		t.Errorf("%d deliveries, headers %v", len(events), headers)
	}
	if text := events[0]["event"].(map[string]any)["text"]; text != "a &lt; b &amp; <https://example.com/x>" {
		t.Errorf("Slack makes %q of what was typed", text)
	}
	p.Write("C1", "", "<@"+f.BotUser+"> hello")
	ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "mine"})
	harness.Until(t, "all was acknowledged", func() bool { return f.Pending() == 0 })
	events, _ = a.got()
	kinds := map[string]int{}
	for _, e := range events[3:] {
		in := e["event"].(map[string]any)
		kinds[str(in["type"])+"/"+str(in["bot_id"])]++
	}
	if kinds["app_mention/"] != 1 || kinds["message/"] != 1 || kinds["message/"+f.BotID] != 1 {
		t.Errorf("the events are %v", kinds)
	}
}

// TestTriggers: three seconds, once.
func TestTriggers(t *testing.T) {
	now := time.Now()
	var mu sync.Mutex
	f := start(t, Options{Pace: time.Nanosecond, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
	a := &app{}
	server := httptest.NewServer(a)
	defer server.Close()
	f.Subscribe(server.URL)
	out, _ := ask(t, f, "chat.postMessage", map[string]string{"channel": "C1", "text": "x", "blocks": `[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Go"},"value":"v"}]}]`})
	p := f.Person("U1", "田中")
	press := func() (trigger, response string) {
		if err := p.Press("C1", str(out["ts"]), "Go"); err != nil {
			t.Fatal(err)
		}
		events, _ := a.got()
		last := events[len(events)-1]
		return str(last["trigger_id"]), str(last["response_url"])
	}
	const modal = `{"type":"modal","title":{"type":"plain_text","text":"T"},"submit":{"type":"plain_text","text":"S"},"blocks":[{"type":"divider"}]}`
	trigger, response := press()
	for _, want := range []string{"", "exchanged_trigger_id"} {
		if got, _ := ask(t, f, "views.open", map[string]string{"trigger_id": trigger, "view": modal}); str(got["error"]) != want {
			t.Errorf("views.open: %v, want %q", got["error"], want)
		}
	}
	trigger, _ = press()
	mu.Lock()
	now = now.Add(4 * time.Second)
	mu.Unlock()
	if got, _ := ask(t, f, "views.open", map[string]string{"trigger_id": trigger, "view": modal}); got["error"] != "expired_trigger_id" {
		t.Errorf("after 4 s: %v", got["error"])
	}
	for n := range 6 {
		res, err := http.Post(response, "application/json", bytes.NewReader([]byte(`{"text":"x"}`)))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if ok := res.StatusCode == 200; ok != (n < 5) {
			t.Errorf("use %d of a response_url: status %d", n+1, res.StatusCode)
		}
	}
	if p.Modal() == nil || p.Press("C1", str(out["ts"]), "Stop") == nil {
		t.Error("the modal is not open, or a button was pressed that is not there")
	}
}

// TestSocketMode: an envelope that is not acknowledged comes again, with a number.
func TestSocketMode(t *testing.T) {
	f := start(t, Options{AckWithin: 100 * time.Millisecond, Retries: []time.Duration{0, 0, 0}})
	out, _ := ask(t, f, "apps.connections.open", map[string]string{"token": f.AppToken})
	conn, _, err := websocket.DefaultDialer.Dial(str(out["url"]), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, _, err := websocket.DefaultDialer.Dial(str(out["url"]), nil); err == nil {
		t.Error("a ticket is good twice")
	}
	read := func() (m map[string]any) {
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Minute))
		if err := conn.ReadJSON(&m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if m := read(); m["type"] != "hello" {
		t.Errorf("it begins with %v", m)
	}
	f.Person("U1", "田中").Say("こんにちは")
	for n := range 2 {
		m := read()
		if m["type"] != "events_api" || m["retry_attempt"] != float64(n) {
			t.Errorf("delivery %d is %v", n, m)
		}
		if n == 1 {
			_ = conn.WriteJSON(map[string]any{"envelope_id": m["envelope_id"]})
		}
	}
	harness.Until(t, "it was acknowledged", func() bool { return f.Pending() == 0 })
}
