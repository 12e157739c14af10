//go:build linux

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot/slack"
	"madoguchi/bot/slack/slacktest"
)

// room is the Slack in which the ordeal's desk is, behind a gate that can be shut.
type room struct {
	slack *slacktest.Fake
	gate  *httptest.Server
	away  atomic.Pointer[string] // how; empty: it is there
}

// Ways in which Slack is away.
const (
	slackCut   = "cut"
	slackFails = "fails"
	slackFull  = "ratelimited"
	slackHangs = "hangs"
	slackMum   = "takes, and says nothing"
)

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{}
	r.set("")
	var err error
	if r.slack, err = slacktest.Start(slacktest.Options{Pace: time.Millisecond, Scopes: strings.Join(slack.Scopes(), ",")}); err != nil {
		t.Fatal(err)
	}
	r.slack.Person("U0YAMADA", "山田")
	r.slack.Channel(deskRoom, false, "U0YAMADA")
	r.slack.Channel(onCallRoom, false, "U0YAMADA")
	to, err := url.Parse(r.slack.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // the caller has gone
	r.gate = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.serve(proxy, w, q) }))
	t.Cleanup(func() {
		r.gate.CloseClientConnections()
		r.slack.Close()
		r.gate.Close()
	})
	return r
}

func (r *room) serve(proxy http.Handler, w http.ResponseWriter, q *http.Request) {
	switch *r.away.Load() {
	case slackCut:
		panic(http.ErrAbortHandler)
	case slackFails:
		w.WriteHeader(http.StatusInternalServerError)
	case slackFull:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	case slackHangs:
		_, _ = io.Copy(io.Discard, q.Body) // only then it is seen that the caller has gone
		<-q.Context().Done()
		panic(http.ErrAbortHandler)
	case slackMum:
		proxy.ServeHTTP(httptest.NewRecorder(), q)
		panic(http.ErrAbortHandler)
	default:
		proxy.ServeHTTP(w, q)
	}
}

func (r *room) set(away string) { r.away.Store(&away) }

// env tells a server where this Slack is, and that it may post faster than once a second.
func (r *room) env() []string {
	return []string{
		"MADOGUCHI_SLACK_SIGNING_SECRET=" + r.slack.SigningSecret, "MADOGUCHI_SLACK_BOT_TOKEN=" + r.slack.BotToken,
		"MADOGUCHI_SLACK_API_URL=" + r.gate.URL + "/api/", "MADOGUCHI_SLACK_DESK_CHANNEL=" + deskRoom, "MADOGUCHI_SLACK_ON_CALL=" + onCallRoom,
		paceEnv + "=2ms",
	}
}

// compare checks that each ticket has one card, and that Slack's rules were kept.
func (r *room) compare(t *testing.T, tickets []string) (cards int) {
	t.Helper()
	found := map[string]int{}
	for _, p := range r.slack.Posts(deskRoom) {
		if b := p.Buttons(); len(b) > 0 && strings.Contains(p.Shown(), "受付番号 ") {
			found[b[0].Value]++
			cards++
		}
	}
	for _, number := range tickets {
		if n := found[number]; n != 1 {
			t.Errorf("ticket %s has %d cards", number, n)
		}
	}
	for _, v := range r.slack.Violations() {
		t.Errorf("Slack's rules were broken: %s", v)
	}
	return cards
}
