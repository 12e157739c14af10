package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"madoguchi/bot"
	"madoguchi/bot/caller"
	"madoguchi/dialog"
)

// maxPicture is how many bytes a picture may have; the loop keeps no more.
const maxPicture = 10 << 20

// receivePicture takes a picture of a screen, as its bytes: ?id= names it, so that one sent again
// counts once. What it is the loop finds out, which shows nothing as it came.
func (c *Chat) receivePicture(w http.ResponseWriter, r *http.Request) {
	token, ok := visitor(r)
	if !ok {
		http.Error(w, "open /chat first", http.StatusForbidden)
		return
	}
	if wait := c.limits.post(token, caller.Address(r), c.Now()); wait > 0 {
		busy(w, wait)
		return
	}
	m := message{ID: r.FormValue("id")}
	if err := m.check(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "image/") {
		http.Error(w, "not a picture", http.StatusUnsupportedMediaType)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPicture))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil || len(data) == 0 {
		http.Error(w, "not a picture", http.StatusBadRequest)
		return
	}
	events := c.events(token, bot.Event{
		ID: bot.EventID(m.ID), Event: dialog.Event{Kind: dialog.Image, Message: m.ID}, File: &bot.Attachment{Name: visible(bounded(r.FormValue("name")))},
	})
	last := len(events) - 1
	if err := c.Conversations.AcceptFile(r.Context(), events[:last], events[last], data); err != nil {
		c.fail(w, "picture", err)
		return
	}
	c.limits.begins(token)
	w.WriteHeader(http.StatusNoContent)
}

// bounded is the beginning of a name that a stranger gave a file.
func bounded(name string) string {
	if r := []rune(name); len(r) > 80 {
		return string(r[:80])
	}
	return name
}
