package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
)

const (
	maxBody   = 1 << 20
	maxSkew   = 5 * time.Minute // docs.slack.dev/authentication/verifying-requests-from-slack
	ackWithin = 2 * time.Second // Slack waits for three
)

// Handler is the routes below /webhook/ and the app's name, "/webhook/slack/events" for the first.
// Slack is told that something arrived only when it is durable; else it delivers it again.
func (s *Slack) Handler() http.Handler {
	mux := http.NewServeMux()
	root := "POST /webhook/" + string(s.Name)
	mux.HandleFunc(root+"/events", s.verified("event", s.serveEvent))
	mux.HandleFunc(root+"/interactions", s.verified("interaction", s.serveInteraction))
	mux.HandleFunc(root+"/commands", s.verified("command", s.serveCommand))
	if s.Workspaces != nil {
		s.Workspaces.routes(mux, "/webhook/"+string(s.Name))
	}
	return mux
}

// serve deals with a verified body. What it returns is written as the answer, nil as an empty one.
type serve func(ctx context.Context, body []byte) (any, error)

// verified lets only Slack through, and gives nobody more than its time.
func (s *Slack) verified(kind string, next serve) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			s.metrics.request(kind, "unread")
			http.Error(w, "the body cannot be read", http.StatusRequestEntityTooLarge)
			return
		}
		if !s.signed(r.Header, body) {
			s.metrics.request(kind, "forged")
			http.Error(w, "the signature is not right", http.StatusUnauthorized)
			return
		}
		answer, err := s.guarded(r.Context(), kind, body, next)
		switch text, plain := answer.(string); {
		case err != nil:
			w.WriteHeader(http.StatusServiceUnavailable)
		case plain:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = io.WriteString(w, text)
		case answer != nil:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_ = json.NewEncoder(w).Encode(answer)
		}
	}
}

// guarded runs a request within its time and turns a panic into an error: one odd event must not
// cost another.
func (s *Slack) guarded(ctx context.Context, kind string, body []byte, next serve) (answer any, err error) {
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("a request cannot be dealt with", "kind", kind, "stack", string(debug.Stack()))
			answer, err = nil, nil // delivered again it would do the same
			s.metrics.request(kind, "panic")
		}
	}()
	if s.Events == nil || s.Tickets == nil {
		return nil, errors.New("not attached yet")
	}
	answer, err = next(ctx, body)
	switch {
	case err == nil:
		s.metrics.request(kind, "ok")
	case errors.Is(err, errNotDocumented):
		s.Log.Warn("Slack sent something that cannot be read", "kind", kind, "err", err)
		s.metrics.request(kind, "odd")
		return nil, nil // as it will be the next time
	default:
		s.Log.Warn("not acknowledged, so that Slack delivers it again", "kind", kind, "err", err)
		s.metrics.request(kind, "refused")
	}
	return answer, err
}

// signed verifies a request by Slack's rule: HMAC-SHA256 over version, time and the raw body.
func (s *Slack) signed(h http.Header, body []byte) bool {
	stamp := h.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || s.SigningSecret == "" || s.Now().Sub(time.Unix(seconds, 0)).Abs() > maxSkew {
		return false
	}
	mac := hmac.New(sha256.New, []byte(s.SigningSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	want := "v0=" + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(want), []byte(h.Get("X-Slack-Signature")))
}

func (s *Slack) serveEvent(ctx context.Context, body []byte) (any, error) {
	return s.onEvent(ctx, body)
}

func (s *Slack) serveInteraction(ctx context.Context, body []byte) (any, error) {
	form := readForm(body)
	if form.Get("ssl_check") == "1" {
		return nil, nil
	}
	return s.onInteraction(ctx, []byte(form.Get("payload")))
}

func (s *Slack) serveCommand(ctx context.Context, body []byte) (any, error) {
	form := readForm(body)
	if form.Get("ssl_check") == "1" {
		return nil, nil
	}
	return s.onCommand(ctx, commandOf(form.Get))
}
