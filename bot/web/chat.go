package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/bot"
	"madoguchi/bot/caller"
	"madoguchi/dialog"
)

const (
	cookieName = "madoguchi_chat"
	cookieLife = 30 * 24 * time.Hour
	maxBody    = 64 << 10 // bytes of a message with its wrapping
	maxEventID = 64
)

// visitor returns the secret by which a browser is known.
func visitor(r *http.Request) (token string, ok bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil || len(cookie.Value) < 20 || len(cookie.Value) > 64 {
		return "", false
	}
	return cookie.Value, true
}

// newVisitor gives a browser its secret. Within the page of somebody else a browser keeps it only
// where it says that it is for that page alone.
func (c *Chat) newVisitor(w http.ResponseWriter, r *http.Request) {
	cookie := &http.Cookie{
		Name: cookieName, Value: rand.Text(), Path: "/chat", MaxAge: int(cookieLife.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
	if len(c.Embed) > 0 && r.Header.Get("Sec-Fetch-Dest") == "iframe" {
		cookie.SameSite, cookie.Secure, cookie.Partitioned = http.SameSiteNoneMode, true, true
	}
	http.SetCookie(w, cookie)
}

// conversation is the id under which a visitor's conversation is kept: a keyed hash, so that the
// store does not hold what would let somebody take the visitor's place.
func (c *Chat) conversation(token string) bot.ConversationID {
	return bot.ConversationID("web-" + c.Hash("web", token))
}

// message is what the page posts.
type message struct {
	ID     string  `json:"id"`               // made by the page: a message sent again after a lost connection counts once
	Text   string  `json:"text"`             // what was typed, or the label of the button
	Choice *string `json:"choice,omitempty"` // the value of the button

	Question string `json:"question,omitempty"` // the question that was last shown, as the line said that offered it
}

func (m message) check() error {
	switch {
	case m.ID == "" || len(m.ID) > maxEventID:
		return errors.New("id is missing or too long")
	case m.ID == "start":
		return errors.New("id is taken")
	case !utf8.ValidString(m.Text):
		return errors.New("text is not UTF-8")
	}
	return nil
}

// receive takes one message. 204 means that it is kept.
func (c *Chat) receive(w http.ResponseWriter, r *http.Request) {
	token, ok := visitor(r)
	if !ok {
		http.Error(w, "open /chat first", http.StatusForbidden)
		return
	}
	if wait := c.limits.post(token, caller.Address(r), c.Now()); wait > 0 {
		busy(w, wait)
		return
	}
	var m message
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&m); err != nil {
		status := http.StatusBadRequest
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "not a message", status)
		return
	}
	if err := m.check(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e := bot.Event{ID: bot.EventID(m.ID), Event: dialog.Event{Kind: dialog.Text, Message: m.ID, Text: m.Text, Question: m.Question}}
	if m.Choice != nil {
		e.Kind, e.Choice = dialog.Choose, *m.Choice
	}
	if err := c.accept(r.Context(), token, e); err != nil {
		c.fail(w, "receive", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// stream sends what is said, each line once, and goes on where the page left off (Last-Event-ID).
func (c *Chat) stream(w http.ResponseWriter, r *http.Request) {
	token, ok := visitor(r)
	if !ok {
		http.Error(w, "open /chat first", http.StatusForbidden)
		return
	}
	closed, ok := c.limits.stream(token, caller.Address(r))
	if !ok {
		busy(w, time.Minute)
		return
	}
	defer closed()
	conv := c.conversation(token)
	real, err := c.Conversations.Where(r.Context(), conv)
	if err != nil {
		c.fail(w, "find", err)
		return
	}
	kept := string(real)[max(0, len(real)-6):] // tells one conversation's line numbers from another's
	from, n, _ := strings.Cut(r.Header.Get("Last-Event-ID"), ".")
	after, _ := strconv.ParseUint(n, 10, 62)
	if from != kept {
		after = 0
	}
	news, err := c.Conversations.Follow(r.Context(), conv)
	if err != nil {
		c.fail(w, "follow", err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx must not hold it back
	out := http.NewResponseController(w)
	beat := time.NewTicker(c.Heartbeat)
	defer beat.Stop()
	fmt.Fprint(w, "retry: 1000\n\n")
	fmt.Fprintf(w, "event: conversation\ndata: %s\n\n", kept) // what a page shows of another one goes
	if after == 0 {
		c.greet(w)
	}
	for {
		if after, err = c.send(w, r, conv, kept, after); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-c.done:
			return
		case _, open := <-news:
			if !open {
				return // the page connects again and is told what it missed
			}
		case <-beat.C:
			fmt.Fprint(w, "event: beat\ndata:\n\n")
		}
	}
}

// greet writes what is said to who has said nothing yet. It is no line of the transcript: what is
// there takes its place.
func (c *Chat) greet(w http.ResponseWriter) {
	if c.Greeting == nil {
		return
	}
	var lines []bot.Entry
	for _, m := range c.Greeting() {
		lines = append(lines, bot.Entry{From: bot.FromBot, Message: m})
	}
	if data, err := json.Marshal(lines); err == nil {
		fmt.Fprintf(w, "event: greeting\ndata: %s\n\n", data)
	}
}

// send writes the lines after one, then a mark that nothing more is waiting.
func (c *Chat) send(w http.ResponseWriter, r *http.Request, conv bot.ConversationID, kept string, after uint64) (uint64, error) {
	lines, err := c.Conversations.Transcript(r.Context(), conv, after)
	if err != nil {
		c.Log.Error("web chat", "doing", "send", "conversation", conv, "err", err)
		return after, err
	}
	for _, l := range lines {
		data, err := json.Marshal(l)
		if err != nil {
			return after, err
		}
		fmt.Fprintf(w, "id: %s.%d\ndata: %s\n\n", kept, l.N, data)
		after = l.N
	}
	fmt.Fprint(w, "event: current\ndata:\n\n")
	return after, nil
}
