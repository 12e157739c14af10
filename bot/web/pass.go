package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/caller"
	"madoguchi/knowledge"
)

// Passes open pages of a conversation to whoever holds their address; loop.Loop does.
type Passes interface {
	Pass(ctx context.Context, conv bot.ConversationID, secret string) (bot.Pass, error)
	UsePass(ctx context.Context, conv bot.ConversationID, secret string) error
	AskPass(ctx context.Context, conv bot.ConversationID) error
	Days(ctx context.Context, conv bot.ConversationID) ([]calendar.Day, error)
	Papers(ctx context.Context, conv bot.ConversationID) ([]knowledge.Paper, error)
}

// How often one address may try an address that was given: the secrets are too long to be guessed,
// but each try reads the store.
const (
	passEvery = time.Second
	passBurst = 30
	maxConv   = 128 // characters of a conversation's id
)

// passPage is what stands on the page of a pass.
type passPage struct {
	Desk, Phone string
	State       string // what it says: open, used or gone
}

// askPass has the visitor's own record given as a page, in the conversation.
func (c *Chat) askPass(w http.ResponseWriter, r *http.Request) {
	token, ok := visitor(r)
	if !ok || c.Passes == nil {
		http.Error(w, "open /chat first", http.StatusForbidden)
		return
	}
	if wait := c.limits.post(token, caller.Address(r), c.Now()); wait > 0 {
		busy(w, wait)
		return
	}
	switch err := c.Passes.AskPass(r.Context(), c.conversation(token)); {
	case errors.Is(err, bot.ErrPassGone): // nothing was said yet
		http.Error(w, http.StatusText(http.StatusConflict), http.StatusConflict)
	case err != nil:
		c.fail(w, "give a pass", err)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// pass finds what an address opens; it has answered itself where that is nothing.
func (c *Chat) pass(w http.ResponseWriter, r *http.Request) (conv bot.ConversationID, secret string, p bot.Pass, ok bool) {
	if wait := c.limits.rates.Wait("pass "+caller.Address(r), passEvery, passBurst, c.Now()); wait > 0 {
		busy(w, wait)
		return
	}
	conv, secret = bot.ConversationID(r.PathValue("conv")), r.PathValue("secret")
	err := bot.ErrPassGone
	if c.Passes != nil && len(conv) <= maxConv && len(secret) <= maxConv {
		p, err = c.Passes.Pass(r.Context(), conv, secret)
	}
	if err != nil {
		c.refusePass(w, err)
		return
	}
	return conv, secret, p, true
}

// refusePass says that an address opens nothing any more. That it never did looks the same.
func (c *Chat) refusePass(w http.ResponseWriter, err error) {
	state := "gone"
	switch {
	case errors.Is(err, bot.ErrPassUsed):
		state = "used"
	case !errors.Is(err, bot.ErrPassGone):
		c.fail(w, "open a pass", err)
		return
	}
	if err := c.write(w, c.opens, http.StatusGone, passPage{c.Desk, c.Phone, state}); err != nil {
		c.fail(w, "open a pass", err)
	}
}

// lookPass gives the days for a calendar. Of the record it only says that it is there: programs that
// look at every address would use it up.
func (c *Chat) lookPass(w http.ResponseWriter, r *http.Request) {
	conv, secret, p, ok := c.pass(w, r)
	switch {
	case !ok:
	case p.What == bot.PassDates:
		c.dates(w, r, conv, secret)
	default:
		if err := c.write(w, c.opens, http.StatusOK, passPage{c.Desk, c.Phone, "open"}); err != nil {
			c.fail(w, "open a pass", err)
		}
	}
}

// usePass opens the record, once.
func (c *Chat) usePass(w http.ResponseWriter, r *http.Request) {
	conv, secret, p, ok := c.pass(w, r)
	if !ok {
		return
	}
	if p.What != bot.PassRecord {
		c.refusePass(w, bot.ErrPassGone)
		return
	}
	if err := c.Passes.UsePass(r.Context(), conv, secret); err != nil {
		c.refusePass(w, err)
		return
	}
	conv, err := c.Conversations.Where(r.Context(), conv)
	if err == nil {
		err = c.printRecord(w, r, conv, false)
	}
	if err != nil {
		c.fail(w, "record", err)
	}
}

// dates is the file for a calendar.
func (c *Chat) dates(w http.ResponseWriter, r *http.Request, conv bot.ConversationID, secret string) {
	real, err := c.Conversations.Where(r.Context(), conv)
	var days []calendar.Day
	if err == nil {
		days, err = c.Passes.Days(r.Context(), real)
	}
	switch {
	case err == nil && len(days) == 0:
		err = bot.ErrPassGone
	case err == nil:
		err = c.Passes.UsePass(r.Context(), conv, secret)
	}
	if err != nil {
		c.refusePass(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="dates.ics"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	_, _ = w.Write([]byte(calendar.File(days, c.Now())))
}
