package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/store"
)

func TestMessageComesBackOnce(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	for range 3 { // sent again after a lost connection
		if code := post(t, c, d.url(), `{"id":"a1","text":"迷惑メールが多い"}`); code != http.StatusNoContent {
			t.Fatalf("status %d", code)
		}
	}
	all := linesWith(t, c, d.url(), "迷惑メールが多い")
	if n := strings.Count(strings.Join(all, ""), "迷惑メールが多い"); n != 1 {
		t.Errorf("said once, kept %d times: %v", n, all)
	}
	if rest := lines(t, c, d.url(), d.tag(c)+".2"); len(rest) != len(all)-2 {
		t.Errorf("after line 2 came %d lines, want %d", len(rest), len(all)-2)
	}
}

func TestVisitorsDoNotMeet(t *testing.T) {
	d := startDesk(t)
	a, b := d.visitor(), d.visitor()
	post(t, a, d.url(), `{"id":"1","text":"うちの会社の秘密の話です"}`)
	linesWith(t, a, d.url(), "秘密の話")
	if got := strings.Join(lines(t, b, d.url(), ""), ""); strings.Contains(got, "秘密の話") {
		t.Error("one visitor sees another's conversation")
	}
}

func TestRefusals(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	for _, tt := range []struct {
		name, body string
		want       int
	}{
		{"not JSON", `hello`, http.StatusBadRequest},
		{"no id", `{"text":"a"}`, http.StatusBadRequest},
		{"the greeting's id", `{"id":"start","text":"a"}`, http.StatusBadRequest},
		{"a long id", `{"id":"` + strings.Repeat("x", 100) + `","text":"a"}`, http.StatusBadRequest},
		{"too large", `{"id":"1","text":"` + strings.Repeat("a", 70<<10) + `"}`, http.StatusRequestEntityTooLarge},
		{"5,000 characters", `{"id":"2","text":"` + strings.Repeat("困", 5000) + `"}`, http.StatusNoContent},
	} {
		if got := post(t, c, d.url(), tt.body); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	if got := post(t, &http.Client{}, d.url(), `{"id":"1","text":"a"}`); got != http.StatusForbidden {
		t.Errorf("without a cookie: %d", got)
	}
}

// TestOtherSitesCannotPost: a page elsewhere must not speak in a visitor's name, and GET changes
// nothing.
func TestOtherSitesCannotPost(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	req, _ := http.NewRequest("POST", d.url()+"/messages", strings.NewReader(`{"id":"1","text":"a"}`))
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	r, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a cross-site post: %d", r.StatusCode)
	}
	r, err = c.Get(d.url() + "/messages")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET of messages: %d", r.StatusCode)
	}
}

func TestHeaders(t *testing.T) {
	d := startDesk(t)
	r, err := http.Get(d.url())
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'self'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	if cookie := r.Header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie %q", cookie)
	}
}

// broken is a keeper whose store fails.
type broken struct{}

var errSecret = errors.New("disk /dev/secret failed")

func (broken) AcceptFile(context.Context, []bot.Event, bot.Event, []byte) error { return errSecret }
func (broken) Accept(context.Context, ...bot.Event) error                       { return errSecret }
func (broken) Transcript(context.Context, bot.ConversationID, uint64) ([]bot.Entry, error) {
	return nil, errSecret
}
func (broken) Where(context.Context, bot.ConversationID) (bot.ConversationID, error) {
	return "", errSecret
}
func (broken) Follow(context.Context, bot.ConversationID) (<-chan struct{}, error) {
	return nil, errSecret
}

// TestStoreFailure: a store that fails is an error the page retries, never an empty conversation,
// and shows nothing of itself.
func TestStoreFailure(t *testing.T) {
	d := startDesk(t)
	c := d.visitor()
	d.chat.Close()
	d.server.Close()
	d.serve(broken{}, func(_, id string) string { return id })
	if got := post(t, c, d.url(), `{"id":"1","text":"a"}`); got != http.StatusServiceUnavailable {
		t.Errorf("post: %d", got)
	}
	r, err := c.Get(d.url() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(r.Body)
	r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable || strings.Contains(string(body), "secret") {
		t.Errorf("stream: %d %q", r.StatusCode, body)
	}
}

// TestLookingChangesNothing: neither the page nor a stream begins a conversation; the first message
// does, with the greeting before it.
func TestLookingChangesNothing(t *testing.T) {
	d := startDesk(t)
	d.chat.Greeting = func() []dialog.Message { return []dialog.Message{{Text: "こんにちは。窓口です。"}} }
	count := func() (n int) {
		err := d.engine.View(t.Context(), func(r store.Reader) error {
			n = 0
			for e, err := range r.Scan(nil, nil) {
				if err != nil {
					return err
				}
				if strings.Contains(string(e.Key), "web-") {
					n++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count()
	for range 10 {
		c := d.visitor()
		if _, err := c.Head(d.url()); err != nil {
			t.Fatal(err)
		}
		if all := lines(t, c, d.url(), ""); len(all) != 0 {
			t.Errorf("somebody who has said nothing reads %v", all)
		}
	}
	if after := count(); after != before {
		t.Errorf("%d records became %d by looking", before, after)
	}
	c := d.visitor()
	r, err := c.Get(d.url() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	greeted := false
	for s := bufio.NewScanner(r.Body); s.Scan() && s.Text() != "event: current"; {
		greeted = greeted || strings.Contains(s.Text(), "こんにちは。窓口です。")
	}
	if !greeted {
		t.Error("who has said nothing is not greeted")
	}
	post(t, c, d.url(), `{"id":"a1","text":"迷惑メールが多い"}`)
	if all := linesWith(t, c, d.url(), "迷惑メールが多い"); len(all) < 3 || strings.Contains(all[0], "迷惑メール") {
		t.Errorf("the greeting does not come first: %v", all)
	}
}

// TestTooMuch: who writes too much at once, or opens too many streams, is asked to wait; others are
// not.
func TestTooMuch(t *testing.T) {
	d := startDesk(t)
	now := time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)
	d.chat.Now = func() time.Time { return now } // however slow the machine, all comes at once
	c, other := d.visitor(), d.visitor()
	refused := 0
	for n := range 60 {
		r, err := c.Post(d.url()+"/messages", "application/json", strings.NewReader(fmt.Sprintf(`{"id":"m%d","text":"あ"}`, n)))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode == http.StatusTooManyRequests {
			if refused++; r.Header.Get("Retry-After") == "" {
				t.Error("nobody says when to try again")
			}
		}
	}
	if refused != 40 {
		t.Errorf("of 60 messages at once %d were refused, want all but 20", refused)
	}
	if code := post(t, other, d.url(), `{"id":"a1","text":"こんにちは"}`); code != http.StatusNoContent {
		t.Errorf("somebody else got %d", code)
	}
	var codes []int
	for range 8 {
		r, err := other.Get(d.url() + "/events")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		codes = append(codes, r.StatusCode)
	}
	if codes[0] != http.StatusOK || codes[7] != http.StatusTooManyRequests {
		t.Errorf("streams: %v", codes)
	}
}
