package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot/line/linetest"
)

// town is LINE with books: linetest behind a gate that notes what was taken and can break calls, and a note of each event from
// its first delivery to its acknowledgement.
type town struct {
	line *linetest.Server
	api  *httptest.Server

	mu     sync.Mutex
	rnd    *rand.Rand
	odds   odds
	owner  map[string]string // whose a reply token is
	sends  []sending
	events map[string]*happening // by LINE's id
	order  []*happening
	wrong  []spell // when the server's clock was wrong
}

// spell is from one moment to another.
type spell struct{ from, to time.Time }

// happening is an event in the books.
type happening struct {
	user, message string
	label         string // of a postback; no two are the same
	takes         string // the message that it takes back
	at            int64
	token         string
	sent, acked   time.Time // first delivered, first answered with 200
	tries         int
}

// sending is a call that LINE took.
type sending struct {
	at    time.Time
	user  string
	token string // empty: pushed
	words string // of its messages
	lost  bool   // the caller did not hear that it was taken
}

// odds are the chances of faults of one call that sends.
type odds struct {
	refused, failed, cut       float64 // before it is taken: 429, 500, no answer
	takenFailed, takenCut, mum float64 // after: 500, no answer, no answer until the caller gives up
}

func newTown(t *testing.T, seed uint64) *town {
	t.Helper()
	w := &town{line: linetest.New(linetest.Options{}), rnd: rand.New(rand.NewPCG(seed, 1)), owner: map[string]string{}, events: map[string]*happening{}}
	pauses := []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond}
	for range 2000 { // LINE says neither how often nor when; here it is until it is taken
		pauses = append(pauses, time.Second)
	}
	w.line.Redelivery(pauses...)
	w.api = httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(func() {
		w.api.CloseClientConnections()
		w.line.Close()
		w.api.Close()
	})
	ctx, stop := context.WithCancel(t.Context())
	var again sync.WaitGroup
	again.Go(func() { w.redeliver(ctx) })
	t.Cleanup(func() { stop(); again.Wait() })
	return w
}

// env tells a server where this LINE is.
func (w *town) env() []string {
	return []string{
		"MADOGUCHI_LINE_CHANNEL_SECRET=" + linetest.DefaultSecret, "MADOGUCHI_LINE_CHANNEL_TOKEN=" + linetest.DefaultToken,
		"MADOGUCHI_LINE_API_URL=" + w.api.URL, "MADOGUCHI_LINE_DATA_API_URL=" + w.api.URL,
	}
}

// fault is what is to happen to a call: refused, failed … of odds, or nothing.
func (w *town) fault() (kind string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	roll := w.rnd.Float64()
	for _, f := range []struct {
		kind string
		odds float64
	}{
		{"refused", w.odds.refused}, {"failed", w.odds.failed}, {"cut", w.odds.cut},
		{"takenFailed", w.odds.takenFailed}, {"takenCut", w.odds.takenCut}, {"mum", w.odds.mum},
	} {
		if roll < f.odds {
			return f.kind
		}
		roll -= f.odds
	}
	return ""
}

func (w *town) setOdds(o odds) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.odds = o
}

// serve is the gate before linetest.
func (w *town) serve(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller has gone, and LINE has not got it
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sends := strings.HasSuffix(r.URL.Path, "/message/reply") || strings.HasSuffix(r.URL.Path, "/message/push")
	fault := ""
	if sends {
		fault = w.fault()
	}
	answer := httptest.NewRecorder()
	switch fault {
	case "refused":
		answer.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(answer, `{"message":"`+linetest.RateLimit+`"}`)
	case "failed":
		answer.WriteHeader(http.StatusInternalServerError)
	case "cut":
		panic(http.ErrAbortHandler)
	default:
		w.line.ServeHTTP(answer, r)
		if sends && answer.Code == http.StatusOK {
			w.note(body, fault != "")
		}
		switch fault {
		case "takenFailed":
			answer = httptest.NewRecorder()
			answer.WriteHeader(http.StatusInternalServerError)
		case "mum":
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		case "takenCut":
			panic(http.ErrAbortHandler)
		}
	}
	for name, values := range answer.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(answer.Code)
	_, _ = out.Write(answer.Body.Bytes())
}

// note enters what was taken.
func (w *town) note(body []byte, lost bool) {
	var q struct {
		ReplyToken string            `json:"replyToken"`
		To         string            `json:"to"`
		Messages   []json.RawMessage `json:"messages"`
	}
	_ = json.Unmarshal(body, &q) // linetest has read it
	w.mu.Lock()
	defer w.mu.Unlock()
	s := sending{at: time.Now(), user: q.To, token: q.ReplyToken, lost: lost}
	if s.token != "" {
		s.user = w.owner[s.token]
	}
	for _, m := range q.Messages {
		s.words += words(linetest.Read(m))
	}
	w.sends = append(w.sends, s)
}

// words are a message's, with an end, so that two messages are not one long one.
func words(m linetest.Message) string { return m.Words() + "\x00" }

// enter puts a new event into the books.
func (w *town) enter(user string, e linetest.Event, label string) *happening {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := &happening{user: user, message: e.Message(), label: label}
	h.at, _ = e["timestamp"].(int64)
	h.token, _ = e["replyToken"].(string)
	if u, ok := e["unsend"].(map[string]any); ok {
		h.takes, _ = u["messageId"].(string)
	}
	if h.token != "" {
		w.owner[h.token] = user
	}
	w.events[e.ID()] = h
	w.order = append(w.order, h)
	return h
}

// deliver delivers events in one webhook and notes what the server said. What it did not take is delivered again by redeliver.
func (w *town) deliver(ctx context.Context, events ...linetest.Event) bool {
	now := time.Now()
	w.mu.Lock()
	for _, e := range events {
		if h := w.events[e.ID()]; h.sent.IsZero() {
			h.sent = now
		}
	}
	w.mu.Unlock()
	a := w.line.Deliver(ctx, events...)
	w.answered(a)
	return a.OK()
}

func (w *town) answered(a linetest.Answer) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range a.Events {
		h := w.events[id]
		h.tries++
		if a.OK() && h.acked.IsZero() {
			h.acked = now
		}
	}
}

// redeliver delivers again what is due, until ctx ends. A slow answer holds up no other.
func (w *town) redeliver(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	for pause(ctx, 50*time.Millisecond) {
		if w.line.Pending() > 0 {
			under.Go(func() {
				for _, a := range w.line.Redeliver(ctx) {
					w.answered(a)
				}
			})
		}
	}
}

// pause reports whether ctx lasted so long.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// quietSince is when LINE last took something, and whether every event was acknowledged.
func (w *town) quietSince() (last time.Time, all bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.sends); n > 0 {
		last = w.sends[n-1].at
	}
	all = true
	for _, h := range w.order {
		all = all && !h.acked.IsZero()
	}
	return last, all
}

// acknowledged counts the events whose first delivery began in a span and that were acknowledged within it.
func (w *town) acknowledged(from, to time.Time) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range w.order {
		if h.sent.After(from) && h.acked.After(from) && h.acked.Before(to) {
			n++
		}
	}
	return n
}

// firstAfter is how long after a moment LINE took the next answer, and an event was next acknowledged.
func (w *town) firstAfter(at time.Time) (answer, ack time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.sends {
		if s.at.After(at) {
			answer = s.at.Sub(at)
			break
		}
	}
	for _, h := range w.order {
		if d := h.acked.Sub(at); !h.acked.IsZero() && d > 0 && (ack == 0 || d < ack) {
			ack = d
		}
	}
	return answer, ack
}

// clockWas notes that the server's clock was wrong from a moment until now. It takes a while to see
// that it is right.
func (w *town) clockWas(wrongSince time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = append(w.wrong, spell{wrongSince, time.Now().Add(time.Second)})
}

// clockWrong reports whether the server's clock was wrong at any time between two moments.
func (w *town) clockWrong(from, to time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.wrong, func(s spell) bool { return s.from.Before(to) && from.Before(s.to) })
}
