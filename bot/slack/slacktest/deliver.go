package slacktest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one Socket Mode connection.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // of writing
}

func (s *socket) write(v any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return s.conn.WriteJSON(v)
}

// emit tells the app of an event, and again until it acknowledges.
func (f *Fake) emit(event map[string]any) { f.EmitEnvelope(f.Envelope(event)) }

// Envelope puts an event into what it travels in.
func (f *Fake) Envelope(event map[string]any) map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared := false
	if c := f.channels[str(event["channel"])]; c != nil {
		shared = c.shared
	}
	if event["event_ts"] == nil {
		event["event_ts"] = f.stamp()
	}
	return map[string]any{
		"token": "legacy", "type": "event_callback", "team_id": f.Team, "api_app_id": f.App, "event_id": f.id("Ev"), "event_time": f.Now().Unix(), "event": event,
		"authorizations":        []any{map[string]any{"team_id": f.Team, "user_id": f.BotUser, "is_bot": true}},
		"is_ext_shared_channel": shared,
	}
}

// EmitEnvelope delivers an envelope as it is: the same one twice is a repetition.
func (f *Fake) EmitEnvelope(e map[string]any) {
	body, _ := json.Marshal(e)
	f.mu.Lock()
	f.pending++
	f.mu.Unlock()
	f.tasks.Go(func() {
		defer func() {
			f.mu.Lock()
			f.pending--
			f.mu.Unlock()
		}()
		for n := 0; ; n++ {
			if _, err := f.deliver("events", "application/json", body, n); err == nil {
				return
			}
			if n == len(f.Retries) || !f.rest(f.Retries[n]) {
				return
			}
		}
	})
}

func (f *Fake) rest(d time.Duration) bool {
	select {
	case <-f.closed:
		return false
	case <-time.After(d):
		return true
	}
}

// emitMessage tells of a message. What mentions the bot in a channel comes twice, under two ids and
// in either order.
func (f *Fake) emitMessage(channel string, m map[string]any) {
	m = clone(m)
	m["channel"], m["channel_type"] = channel, kindOf(channel)
	if kindOf(channel) != "im" && strings.Contains(str(m["text"]), "<@"+f.BotUser+">") {
		twin := clone(m)
		twin["type"] = "app_mention"
		delete(twin, "channel_type")
		f.emit(twin)
	}
	f.emit(m)
}

func (f *Fake) emitChange(channel string, before, after map[string]any) {
	f.emit(map[string]any{"type": "message", "subtype": "message_changed", "hidden": true, "channel": channel, "channel_type": kindOf(channel),
		"ts": f.now(), "message": after, "previous_message": before})
}

func (f *Fake) emitDeletion(channel string, before map[string]any) {
	f.emit(map[string]any{"type": "message", "subtype": "message_deleted", "hidden": true, "channel": channel, "channel_type": kindOf(channel),
		"ts": f.now(), "deleted_ts": before["ts"], "previous_message": before})
}

func (f *Fake) now() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stamp()
}

func clone(m map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func kindOf(channel string) string {
	if strings.HasPrefix(channel, "D") {
		return "im"
	}
	return "channel"
}

var errNotAcknowledged = errors.New("not acknowledged")

// deliver hands something to the app once, and returns what it answers.
func (f *Fake) deliver(path, contentType string, body []byte, attempt int) ([]byte, error) {
	f.mu.Lock()
	target := f.target
	f.mu.Unlock()
	if target == "" {
		return f.overSocket(path, body, attempt)
	}
	ctx, cancel := context.WithTimeout(context.Background(), f.AckWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target+"/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	f.Sign(req.Header, body, f.Now())
	if attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", fmt.Sprint(attempt))
		req.Header.Set("X-Slack-Retry-Reason", "http_error")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%w: status %d", errNotAcknowledged, res.StatusCode)
	}
	return out, err
}

// Sign signs a body as Slack does at a time.
func (f *Fake) Sign(h http.Header, body []byte, at time.Time) {
	stamp := fmt.Sprint(at.Unix())
	mac := hmac.New(sha256.New, []byte(f.SigningSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

func (f *Fake) openConnection(c *call) (answer, error) {
	if c.token != f.AppToken {
		return nil, refuse("invalid_auth")
	}
	ticket := f.id("ticket")
	f.tickets[ticket] = true
	return answer{"url": strings.Replace(f.URL, "http", "ws", 1) + "/link?ticket=" + ticket}, nil
}

func (f *Fake) serveSocket(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	ok := f.tickets[ticket]
	delete(f.tickets, ticket) // good for one connection
	f.mu.Unlock()
	if !ok {
		http.Error(w, "no ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn}
	f.mu.Lock()
	f.sockets = append(f.sockets, s)
	n := len(f.sockets)
	f.mu.Unlock()
	_ = s.write(map[string]any{"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": f.App}, "debug_info": map[string]any{"approximate_connection_time": 18060}})
	done := make(chan struct{})
	f.tasks.Go(func() { f.ping(s, done) })
	f.hear(s)
	close(done)
	f.mu.Lock()
	f.sockets = slices.DeleteFunc(f.sockets, func(o *socket) bool { return o == s })
	f.mu.Unlock()
	_ = conn.Close()
}

func (f *Fake) ping(s *socket, done chan struct{}) {
	for {
		f.mu.Lock()
		mute := f.mute
		f.mu.Unlock()
		if !mute {
			_ = s.conn.WriteControl(websocket.PingMessage, []byte("fake"), time.Now().Add(time.Second))
		}
		select {
		case <-done:
			return
		case <-f.closed:
			return
		case <-time.After(f.Ping):
		}
	}
}

// hear takes acknowledgements until the connection ends.
func (f *Fake) hear(s *socket) {
	for {
		_, body, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if len(body) >= inResponse || json.Unmarshal(body, &ack) != nil {
			continue // Slack drops it without a word
		}
		f.mu.Lock()
		if waits := f.envelopes[ack.ID]; waits != nil {
			select {
			case waits <- ack.Payload:
			default:
			}
		}
		f.mu.Unlock()
	}
}

// overSocket sends an envelope and waits for its acknowledgement.
func (f *Fake) overSocket(path string, body []byte, attempt int) ([]byte, error) {
	kind, payload := "events_api", json.RawMessage(body)
	switch path {
	case "interactions":
		kind = "interactive"
		form, _ := url.ParseQuery(string(body))
		payload = json.RawMessage(form.Get("payload"))
	case "commands":
		kind = "slash_commands"
		form, _ := url.ParseQuery(string(body))
		fields := map[string]string{}
		for k := range form {
			fields[k] = form.Get(k)
		}
		payload, _ = json.Marshal(fields)
	}
	f.mu.Lock()
	id := f.id("envelope-")
	acked := make(chan []byte, 1)
	f.envelopes[id] = acked
	var s *socket
	if len(f.sockets) > 0 {
		s = f.sockets[len(f.sockets)-1]
	}
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		delete(f.envelopes, id)
		f.mu.Unlock()
	}()
	if s == nil {
		f.rest(20 * time.Millisecond)
		return nil, fmt.Errorf("%w: no socket is open", errNotAcknowledged)
	}
	err := s.write(map[string]any{"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": kind != "events_api", "retry_attempt": attempt})
	if err != nil {
		return nil, err
	}
	select {
	case out := <-acked:
		return out, nil
	case <-f.closed:
	case <-time.After(f.AckWithin):
	}
	return nil, errNotAcknowledged
}

// Sockets is how many connections are open.
func (f *Fake) Sockets() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.sockets)
}

// Disconnect asks all connections to go, for a reason such as "refresh_requested", and closes them.
func (f *Fake) Disconnect(reason string) {
	for _, s := range f.take() {
		_ = s.write(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "fake"}})
		_ = s.conn.Close()
	}
}

// Cut breaks all connections without a word.
func (f *Fake) Cut() {
	for _, s := range f.take() {
		_ = s.conn.Close()
	}
}

func (f *Fake) take() []*socket {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sockets)
}

// Mute stops the signs of life of all connections, open ones included.
func (f *Fake) Mute(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mute = on
}
