package linetest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/harness"
)

// TestLimitsAreTheSheets compares the limits with the platform's table beside the project, which is no part of it.
func TestLimitsAreTheSheets(t *testing.T) {
	raw, err := os.ReadFile("../../../../shared/specs/line/line-limits.json")
	if err != nil {
		t.Skip("the platform's table of limits is not here: ", err)
	}
	var sheet map[string]any
	if err := json.Unmarshal(raw, &sheet); err != nil {
		t.Fatal(err)
	}
	for path, limit := range limits {
		var v any = sheet
		for name := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[name]
		}
		if v != float64(limit) {
			t.Errorf("%s is %v in the sheet, %d here", path, v, limit)
		}
	}
}

func TestGraphemes(t *testing.T) {
	for s, want := range map[string]int{
		"": 0, "a": 1, "あいう": 3, "🍎": 1, "👨‍👩‍👧‍👦": 1, "🇯🇵🇯🇵": 2, "👍🏽": 1, "か\u3099": 1, "e\u0301\u0301": 1, "\r\n": 1, "\n\n": 2, "ｶﾞ": 1,
		"각": 1, "한국": 2, "a\u200db": 2, "1\ufe0f\u20e3": 1, "🏴\U000e0067\U000e0062\U000e007f": 1,
	} {
		if got := graphemes(s); got != want {
			t.Errorf("graphemes(%q) = %d, want %d", s, got, want)
		}
	}
	if got := utf16Len("a🍎あ"); got != 4 {
		t.Errorf("utf16Len = %d, want 4", got)
	}
}

// api calls the server as a program would.
type api struct {
	t *testing.T
	s *Server
}

func (a api) call(method, path, body string, headers ...string) (int, http.Header, string) {
	a.t.Helper()
	q, err := http.NewRequest(method, a.s.URL+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	q.Header.Set("Authorization", "Bearer "+DefaultToken)
	q.Header.Set("Content-Type", "application/json; charset=UTF-8")
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	if res.Header.Get("x-line-request-id") == "" {
		a.t.Errorf("%s %s was answered without a request id", method, path)
	}
	return res.StatusCode, res.Header, string(data)
}

func start(t *testing.T) (api, *harness.Clock, *Person) {
	t.Helper()
	clock := harness.NewClock(time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC))
	s, err := Start(Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	p := s.AddPerson("佐藤")
	s.Follow(p.ID)
	return api{t, s}, clock, p
}

// token delivers an event to nobody and returns its reply token, which is good from then on.
func (a api) token(e Event) string {
	a.s.Deliver(context.Background(), e)
	return e["replyToken"].(string)
}

const hello = `{"type":"text","text":"こんにちは"}`

func TestReplyTokens(t *testing.T) {
	a, clock, p := start(t)
	reply := func(token string, headers ...string) int {
		status, _, _ := a.call("POST", "/v2/bot/message/reply", fmt.Sprintf(`{"replyToken":%q,"messages":[%s]}`, token, hello), headers...)
		return status
	}
	e := a.s.Text(Place{User: p.ID}, "一")
	token := a.token(e)
	if got := reply(token, "X-Line-Retry-Key", "123e4567-e89b-12d3-a456-426614174000"); got != 400 || len(a.s.Violations()) != 1 {
		t.Errorf("a retry key on reply: %d", got)
	}
	if first, second := reply(token), reply(token); first != 200 || second != 400 {
		t.Errorf("twice: %d, %d", first, second)
	}
	e = a.s.Text(Place{User: p.ID}, "二")
	token = a.token(e)
	clock.Advance(61 * time.Second)
	if got := reply(token); got != 400 {
		t.Errorf("after 61 s: %d", got)
	}
	a.token(e.Again(true))
	if got := reply(token); got != 200 {
		t.Errorf("after a redelivery: %d", got)
	}
	e = a.s.Text(Place{User: p.ID}, "三")
	a.token(e)
	clock.Advance(21 * time.Minute)
	if got := reply(a.token(e.Again(true))); got != 400 {
		t.Errorf("redelivered after 21 minutes: %d", got)
	}
	if n := len(a.s.Shown(p.ID)); n != 2 {
		t.Errorf("%d messages shown, want 2", n)
	}
}

func TestPushes(t *testing.T) {
	a, clock, p := start(t)
	push := func(to, key, text string) (int, http.Header, string) {
		return a.call("POST", "/v2/bot/message/push", fmt.Sprintf(`{"to":%q,"messages":[{"type":"text","text":%q}]}`, to, text), "X-Line-Retry-Key", key)
	}
	const key, other = "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174001"
	a.s.SetQuota(2, 0)
	if status, _, _ := push(p.ID, key, "一"); status != 200 {
		t.Errorf("push: %d", status)
	}
	status, header, body := push(p.ID, key, "一")
	if status != 409 || header.Get("x-line-accepted-request-id") == "" || !strings.Contains(body, "sentMessages") {
		t.Errorf("again: %d %s", status, body)
	}
	if n := len(a.s.Violations()); n != 0 {
		t.Errorf("violations: %v", a.s.Violations())
	}
	push(p.ID, key, "二")
	push(p.ID, "", "三")
	push(p.ID, "no-uuid", "三")
	if n := len(a.s.Violations()); n != 3 {
		t.Errorf("violations: %v", a.s.Violations())
	}
	a.s.Unfollow(p.ID)
	if status, _, _ := push(p.ID, other, "四"); status != 200 || a.s.Used() != 1 {
		t.Errorf("to somebody who has blocked the account: %d, %d used", status, a.s.Used())
	}
	a.s.Follow(p.ID)
	clock.Advance(25 * time.Hour)
	if status, _, _ := push(p.ID, key, "一"); status != 200 { // the key is forgotten
		t.Errorf("after a day: %d", status)
	}
	if status, _, body := push(p.ID, "123e4567-e89b-12d3-a456-426614174002", "五"); status != 429 || !strings.Contains(body, "monthly") {
		t.Errorf("beyond the quota: %d %s", status, body)
	}
	if status, _, body := push("U"+strings.Repeat("0", 32), "123e4567-e89b-12d3-a456-426614174003", "六"); status != 400 || !strings.Contains(body, "Failed to send") {
		t.Errorf("to nobody: %d %s", status, body)
	}
	if got := fmt.Sprint(a.s.Shown(p.ID)); strings.Count(got, "一") < 2 || strings.Contains(got, "四") {
		t.Errorf("shown: %s", got)
	}
}

func TestRefusals(t *testing.T) {
	a, _, p := start(t)
	long := strings.Repeat("🍎", 2501)
	quick := func(items string) string {
		return fmt.Sprintf(`{"type":"text","text":"x","quickReply":{"items":[%s]}}`, items)
	}
	item := func(label, data string) string {
		return fmt.Sprintf(`{"type":"action","action":{"type":"postback","label":%q,"data":%q}}`, label, data)
	}
	flex := func(contents string) string {
		return fmt.Sprintf(`{"type":"flex","altText":"x","contents":%s}`, contents)
	}
	for name, messages := range map[string]string{
		"none": "", "six": strings.Repeat(hello+",", 5) + hello, "empty text": `{"type":"text","text":""}`, "long text": fmt.Sprintf(`{"type":"text","text":%q}`, long),
		"no type": `{"text":"x"}`, "unknown property": `{"type":"text","text":"x","markdown":true}`, "quick reply not on the last": quick(item("a", "b")) + "," + hello,
		"fourteen buttons": quick(strings.Repeat(item("a", "b")+",", 13) + item("a", "b")), "long label": quick(item(strings.Repeat("あ", 21), "b")),
		"no label": quick(item("", "b")), "long data": quick(item("a", strings.Repeat("x", 301))), "no item type": quick(`{"action":{"type":"message","label":"a","text":"b"}}`),
		"no bubble": flex(`{"type":"box"}`), "empty bubble": flex(`{"type":"bubble"}`), "empty Flex text": flex(`{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"text","text":""}]}}`),
		"unknown component": flex(`{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"table"}]}}`),
		"mailto":            flex(`{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[{"type":"button","action":{"type":"uri","label":"a","uri":"mailto:a@b.c"}}]}}`),
		"long altText":      fmt.Sprintf(`{"type":"flex","altText":%q,"contents":{"type":"bubble","body":{"type":"box","layout":"vertical","contents":[]}}}`, strings.Repeat("あ", 401)),
		"colour":            flex(`{"type":"bubble","body":{"type":"box","layout":"vertical","backgroundColor":"red","contents":[]}}`),
	} {
		status, _, body := a.call("POST", "/v2/bot/message/validate/reply", `{"messages":[`+messages+`]}`)
		if status != 400 || !strings.Contains(body, "details") {
			t.Errorf("%s: %d %s", name, status, body)
		}
		if len(a.s.Violations()) == 0 {
			t.Errorf("%s: no violation", name)
		}
		a.s.Forgive()
	}
	for name, q := range map[string][4]string{
		"no such path":    {"GET", "/v2/bot/nonsense", "", "404"},
		"wrong token":     {"GET", "/v2/bot/info", "Bearer wrong", "401"},
		"form":            {"POST", "/v2/bot/message/reply", "", "415"},
		"group's loading": {"POST", "/v2/bot/chat/loading/start", "", "400"},
		"read mark":       {"POST", "/v2/bot/chat/markAsRead", "", "400"},
	} {
		headers := []string{}
		switch {
		case q[2] != "":
			headers = append(headers, "Authorization", q[2])
		case q[3] == "415":
			headers = append(headers, "Content-Type", "text/plain")
		}
		status, _, _ := a.call(q[0], q[1], `{"chatId":"C1"}`, headers...)
		if fmt.Sprint(status) != q[3] || len(a.s.Violations()) == 0 {
			t.Errorf("%s: %d, %v", name, status, a.s.Violations())
		}
		a.s.Forgive()
	}
	if status, _, body := a.call("POST", "/v2/bot/chat/loading/start", fmt.Sprintf(`{"chatId":%q}`, p.ID)); status != 202 || body != "{}" {
		t.Errorf("loading: %d %q", status, body)
	}
	a.s.Fail(Fault{Path: "/info", Status: 429, Message: RateLimit}, Fault{Path: "/info", Status: 500})
	for _, want := range []int{429, 500, 200} {
		if status, _, _ := a.call("GET", "/v2/bot/info", ""); status != want {
			t.Errorf("got %d, want %d", status, want)
		}
	}
}

// TestSlowReceiver: whoever does not answer within two seconds has not taken the webhook, and gets it again.
func TestSlowReceiver(t *testing.T) {
	a, clock, p := start(t)
	slow := make(chan bool, 1)
	slow <- true
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-slow:
			<-r.Context().Done()
		default:
		}
	}))
	defer receiver.Close()
	a.s.SetWebhook(receiver.URL, true)
	a.s.Redelivery(time.Minute)
	if got := a.s.Deliver(context.Background(), a.s.Text(Place{User: p.ID}, "一")); got.OK() || got.Reason != RequestTimeout {
		t.Errorf("a slow receiver: %s", got)
	}
	clock.Advance(time.Minute)
	if got := a.s.Redeliver(context.Background()); len(got) != 1 || !got[0].OK() || !got[0].Again {
		t.Errorf("redelivered: %v", got)
	}
	receiver.Close()
	a.s.Deliver(context.Background(), a.s.Text(Place{User: p.ID}, "二"))
	if got := a.s.Statistics(); got[RequestTimeout] != 1 || got[CouldNotConnect] != 1 {
		t.Errorf("statistics %v", got)
	}
}
