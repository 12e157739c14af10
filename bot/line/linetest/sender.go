package linetest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// answerWithin is how long LINE waits for an answer to a webhook (LD/check-webhook-error-statistics).
const answerWithin = 2 * time.Second

// Reasons why a webhook failed (LD/check-webhook-error-statistics).
const (
	CouldNotConnect = "could_not_connect"
	RequestTimeout  = "request_timeout"
	ErrorStatus     = "error_status_code"
	Unclassified    = "unclassified"
)

// Answer is what became of a webhook.
type Answer struct {
	Status int    // 0: none came
	Reason string // why it failed; empty: it did not
	Took   time.Duration
	Events []string // their ids
	Again  bool     // it was a redelivery
}

// OK reports whether LINE takes the webhook for delivered.
func (a Answer) OK() bool { return a.Reason == "" }

// Sign signs a webhook's body.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Deliver sends one webhook with events, in the order given.
func (s *Server) Deliver(ctx context.Context, events ...Event) Answer {
	return s.deliver(ctx, 0, events)
}

func (s *Server) deliver(ctx context.Context, attempt int, events []Event) Answer {
	s.mu.Lock()
	target, active := s.Webhook, s.active
	for _, e := range events {
		s.issue(e)
	}
	s.mu.Unlock()
	if !active {
		return Answer{Reason: Unclassified}
	}
	a := s.post(ctx, target, events)
	a.Again = attempt > 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
	if !a.OK() && attempt < len(s.redeliver) {
		s.pending = append(s.pending, pendingDelivery{s.Now().Add(s.redeliver[attempt]), attempt + 1, events})
	}
	s.changed()
	return a
}

// issue makes an event's reply token good from now on.
func (s *Server) issue(e Event) {
	token, _ := e["replyToken"].(string)
	if token == "" {
		return
	}
	again := e["deliveryContext"].(map[string]any)["isRedelivery"] == true
	at, _ := e["timestamp"].(int64)
	t := s.tokens[token]
	switch {
	case t == nil:
		s.tokens[token] = &replyToken{chat: chatOf(e), event: time.UnixMilli(at), received: s.Now(), again: again}
	case again:
		t.received, t.again = s.Now(), true
	}
}

func chatOf(e Event) string {
	source, _ := e["source"].(map[string]any)
	for _, name := range []string{"groupId", "roomId", "userId"} {
		if id, ok := source[name].(string); ok {
			return id
		}
	}
	return ""
}

// post sends a webhook and waits as long as LINE does.
func (s *Server) post(ctx context.Context, target string, events []Event) (a Answer) {
	begun := time.Now()
	defer func() { a.Took = time.Since(begun) }()
	if events == nil {
		events = []Event{}
	}
	for _, e := range events {
		a.Events = append(a.Events, e.ID())
	}
	body, err := json.Marshal(map[string]any{"destination": BotID, "events": events})
	if err != nil {
		a.Reason = Unclassified
		return a
	}
	return s.send(ctx, target, body, a)
}

// Send posts a body as it is, signed: for what no event of this package looks like.
func (s *Server) Send(ctx context.Context, body []byte) Answer {
	s.mu.Lock()
	target := s.Webhook
	s.mu.Unlock()
	return s.send(ctx, target, body, Answer{})
}

func (s *Server) send(ctx context.Context, target string, body []byte, a Answer) Answer {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		a.Reason = CouldNotConnect
		return a
	}
	q.Header.Set("Content-Type", "application/json; charset=utf-8")
	q.Header.Set("X-Line-Signature", Sign(s.Secret, body))
	q.Header.Set("User-Agent", "LineBotWebhook/2.0")
	res, err := s.client.Do(q)
	if err != nil {
		a.Reason = reason(err)
		return a
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	if a.Status = res.StatusCode; a.Status/100 != 2 {
		a.Reason = ErrorStatus
	}
	return a
}

func reason(err error) string {
	var op *net.OpError
	var u *url.Error
	switch {
	case errors.As(err, &u) && u.Timeout():
		return RequestTimeout
	case errors.As(err, &op) && op.Op == "dial":
		return CouldNotConnect
	}
	return Unclassified
}

// pendingDelivery is a webhook that is to be delivered again.
type pendingDelivery struct {
	due     time.Time
	attempt int
	events  []Event
}

// Redelivery switches redelivery on, after each of these pauses in turn; without any it is off, as it is by default. LINE does
// not say how often and when it tries (LD/receiving-messages#webhook-redelivery).
func (s *Server) Redelivery(after ...time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.redeliver = after
}

// Redeliver delivers again what is due by the clock.
func (s *Server) Redeliver(ctx context.Context) (answers []Answer) {
	s.mu.Lock()
	var due []pendingDelivery
	now := s.Now()
	s.pending = slices.DeleteFunc(s.pending, func(p pendingDelivery) bool {
		if p.due.After(now) {
			return false
		}
		due = append(due, p)
		return true
	})
	s.mu.Unlock()
	for _, p := range due {
		var events []Event
		for _, e := range p.events {
			events = append(events, e.Again(true))
		}
		answers = append(answers, s.deliver(ctx, p.attempt, events))
	}
	return answers
}

// Pending is how many webhooks wait to be delivered again.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending)
}

// Answers is what became of all webhooks so far.
func (s *Server) Answers() []Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.answers)
}

// Statistics are the failures so far by reason, as LINE's console shows them.
func (s *Server) Statistics() map[string]int {
	out := map[string]int{}
	for _, a := range s.Answers() {
		if !a.OK() {
			out[a.Reason]++
		}
	}
	return out
}

// String describes an answer.
func (a Answer) String() string {
	return fmt.Sprintf("%d %s after %s", a.Status, a.Reason, a.Took.Round(time.Millisecond))
}
