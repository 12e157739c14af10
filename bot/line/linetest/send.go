package linetest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// replyToken is one that came with a webhook (REF#send-reply-message).
type replyToken struct {
	chat     string
	event    time.Time // when it happened
	received time.Time // when it was last delivered
	again    bool      // it was delivered again
	used     bool
}

const (
	tokenLife   = time.Minute
	tokenOldest = 20 * time.Minute // since the event, of one that was delivered again
	keyLife     = 24 * time.Hour
	maxMessages = 5
)

func (t *replyToken) valid(now time.Time) bool {
	return t != nil && !t.used && now.Sub(t.received) <= tokenLife && (!t.again || now.Sub(t.event) <= tokenOldest)
}

// accepted is a push that was taken with a retry key (LD/retrying-api-request).
type accepted struct {
	body    [sha256.Size]byte
	request string
	sent    []sent
	at      time.Time
}

type sent struct {
	ID         string `json:"id"`
	QuoteToken string `json:"quoteToken"`
}

// outgoing is the body of a reply or a push.
type outgoing struct {
	ReplyToken string            `json:"replyToken"`
	To         string            `json:"to"`
	Messages   []json.RawMessage `json:"messages"`
	Silent     bool              `json:"notificationDisabled"`
	Units      []string          `json:"customAggregationUnits"`
}

func (s *Server) reply(c *call) {
	var q outgoing
	if _, has := c.r.Header["X-Line-Retry-Key"]; has { // an empty one too
		c.violate("a retry key on reply")
		c.fail(400, "The request header 'X-Line-Retry-Key' is not allowed")
		return
	}
	if !c.read(&q) || !c.check(q.Messages) {
		return
	}
	t := s.tokens[q.ReplyToken]
	if !t.valid(s.Now()) {
		c.fail(400, "Invalid reply token") // used, too old or never given: LINE does not say which
		return
	}
	t.used = true
	c.json(200, map[string]any{"sentMessages": s.show(t.chat, "reply", q.Messages)})
}

var uuidShape = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

func (s *Server) push(c *call) {
	key := c.r.Header.Get("X-Line-Retry-Key")
	if !uuidShape.MatchString(key) { // without one a push can never be repeated safely
		c.violate("a push whose retry key %q is no UUID", key)
		c.fail(400, "The request header 'X-Line-Retry-Key' is invalid")
		return
	}
	var q outgoing
	if !c.read(&q) || !c.check(q.Messages) {
		return
	}
	body := sha256.Sum256(c.body)
	if a, ok := s.keys[key]; ok && s.Now().Sub(a.at) <= keyLife {
		if a.body != body {
			c.violate("another body under a retry key that was accepted")
		}
		c.header.Set("x-line-accepted-request-id", a.request)
		c.json(http.StatusConflict, map[string]any{"message": "The retry key is already accepted", "sentMessages": a.sent})
		return
	}
	recipients, reachable := s.recipients(q.To)
	switch {
	case recipients < 0:
		c.fail(400, "Failed to send messages")
	case s.quota >= 0 && s.used+int64(recipients) > s.quota:
		c.fail(429, MonthlyLimit)
	default:
		s.used += int64(recipients)
		var out []sent
		if reachable {
			out = s.show(q.To, "push", q.Messages)
		} else { // accepted and dropped; LINE does not say so
			out = s.name(q.Messages)
		}
		s.keys[key] = accepted{body, c.id, out, s.Now()}
		c.json(200, map[string]any{"sentMessages": out})
	}
}

// sevenDays is how long somebody who is no friend may be pushed to after writing.
const sevenDays = 7 * 24 * time.Hour

// recipients is how many a push counts for, -1 where LINE refuses it, and whether anybody sees it.
func (s *Server) recipients(to string) (n int, reachable bool) {
	if g := s.groups[to]; g != nil {
		if !g.Bot {
			return -1, false
		}
		return len(g.Members), true
	}
	p := s.people[to]
	switch {
	case p == nil:
		return -1, false
	case p.Blocked, !p.Friend && s.Now().Sub(p.Written) > sevenDays:
		return 0, false
	}
	return 1, true
}

// name gives messages their ids.
func (s *Server) name(messages []json.RawMessage) (out []sent) {
	for range messages {
		out = append(out, sent{s.next(), "quote-" + strconv.FormatInt(s.serial, 36)})
	}
	return out
}

func (s *Server) next() string {
	s.serial++
	return strconv.FormatInt(s.serial, 10)
}

// show puts messages where they are seen.
func (s *Server) show(id, via string, messages []json.RawMessage) []sent {
	out := s.name(messages)
	ch := s.chat(id)
	ch.loading = time.Time{} // a message ends the animation
	if p := s.people[id]; p != nil && p.Blocked {
		return out
	}
	for i, raw := range messages {
		ch.entries = append(ch.entries, &Entry{ID: out[i].ID, At: s.Now(), Via: via, Message: readMessage(raw)})
	}
	return out
}

// readMessage reads what tests and the simulator look at. It was checked before.
func readMessage(raw json.RawMessage) Message {
	m := Message{Raw: raw}
	_ = json.Unmarshal(raw, &m)
	var parts struct {
		Contents   any `json:"contents"`
		Template   any `json:"template"`
		QuickReply any `json:"quickReply"`
	}
	_ = json.Unmarshal(raw, &parts)
	for _, v := range []any{parts.Contents, parts.Template, parts.QuickReply} {
		collect(v, &m.Buttons)
	}
	return m
}

// collect finds the actions in a tree of JSON, in the order of its arrays.
func collect(v any, out *[]Button) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collect(x, out)
		}
	case map[string]any:
		if a, ok := v["action"].(map[string]any); ok {
			raw, _ := json.Marshal(a)
			var b Button
			_ = json.Unmarshal(raw, &b)
			*out = append(*out, b)
		}
		for _, part := range []string{"header", "hero", "body", "footer", "contents", "items", "actions", "columns"} {
			collect(v[part], out)
		}
	}
}

// validate checks messages without sending them (REF#validate-message-objects-of-reply-message).
func (s *Server) validate(c *call) {
	var q outgoing
	if c.read(&q) && c.check(q.Messages) {
		c.json(200, struct{}{})
	}
}

// check holds messages to LINE's limits. What LINE would refuse is a violation: a caller must know better.
func (c *call) check(messages []json.RawMessage) bool {
	wrongs := check(messages)
	if len(wrongs) == 0 {
		return true
	}
	for _, w := range wrongs {
		c.violate("%s: %s", w.Property, w.Message)
	}
	c.fail(400, fmt.Sprintf("The request body has %d error(s)", len(wrongs)), wrongs...)
	return false
}

func check(messages []json.RawMessage) []detail {
	var k checker
	if n := len(messages); n < 1 || n > maxMessages {
		k.wrong("messages", "Size must be between 1 and %d", maxMessages)
	}
	for i, raw := range messages {
		k.message(fmt.Sprintf("messages[%d]", i), raw, i == len(messages)-1)
	}
	return k.wrongs
}

// Check says what LINE would refuse in the messages of one call.
func Check(messages ...json.RawMessage) (wrong []string) {
	for _, w := range check(messages) {
		wrong = append(wrong, w.Property+": "+w.Message)
	}
	return wrong
}

// Read reads a message as the account sends it.
func Read(raw json.RawMessage) Message { return readMessage(raw) }
