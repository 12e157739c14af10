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
	AskPass(ctx context.Context, conv bot.ConversationID, to bot.ReplyTo) error
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
	sheet
	State passState
}

// passState is what it says.
type passState string

const (
	passOpen   passState = "open"   // here is the record, to be opened
	passUsed   passState = "used"   // it was opened before
	passGone   passState = "gone"   // there is none
	passFailed passState = "failed" // it cannot be opened now
)

// passSheet is what the page of a pass has.
func (c *Chat) passSheet() sheet { return sheet{c.Desk, c.Phone, "../../"} }

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
	switch err := c.Passes.AskPass(r.Context(), c.conversation(token), bot.ReplyTo{Channel: channel}); {
	case errors.Is(err, bot.ErrNothingSaid):
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
	switch {
	case errors.Is(err, bot.ErrPassUsed):
		c.show(w, "pass.html", http.StatusGone, passPage{c.passSheet(), passUsed})
	case errors.Is(err, bot.ErrPassGone):
		c.show(w, "pass.html", http.StatusGone, passPage{c.passSheet(), passGone})
	default:
		c.cannotOpen(w, c.passSheet(), "open a pass", err)
	}
}

// cannotOpen says on a page that it is not the visitor's fault; what happened goes to the log.
func (c *Chat) cannotOpen(w http.ResponseWriter, s sheet, doing string, err error) {
	c.report(doing, err)
	c.show(w, "pass.html", http.StatusServiceUnavailable, passPage{s, passFailed})
}

// lookPass gives the days for a calendar. Of the record it only says that it is there: programs that
// look at every address would use it up.
func (c *Chat) lookPass(w http.ResponseWriter, r *http.Request) {
	conv, _, p, ok := c.pass(w, r)
	switch {
	case !ok:
	case p.What == bot.PassDates:
		c.dates(w, r, conv)
	default:
		c.show(w, "pass.html", http.StatusOK, passPage{c.passSheet(), passOpen})
	}
}

// usePass opens the record, once. It is used up when there is something to show, and not before.
func (c *Chat) usePass(w http.ResponseWriter, r *http.Request) {
	conv, secret, _, ok := c.pass(w, r)
	if !ok {
		return
	}
	p := paper{sheet: c.passSheet()}
	err := c.fill(r.Context(), &p, conv)
	if err == nil {
		err = c.Passes.UsePass(r.Context(), conv, secret)
	}
	if err != nil {
		c.refusePass(w, err)
		return
	}
	c.show(w, "record.html", http.StatusOK, p)
}

// dates is the file for a calendar.
func (c *Chat) dates(w http.ResponseWriter, r *http.Request, conv bot.ConversationID) {
	days, err := c.Passes.Days(r.Context(), conv)
	if err == nil && len(days) == 0 {
		err = bot.ErrPassGone
	}
	if err != nil {
		c.refusePass(w, err)
		return
	}
	h := w.Header()
	unkept(h)
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="dates.ics"`)
	_, _ = w.Write([]byte(calendar.File(days, c.Now())))
}
