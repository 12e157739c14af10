package line

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/webhook"

	"madoguchi/bot"
)

// Events takes what happened; loop.Loop does.
type Events interface {
	Accept(ctx context.Context, events ...bot.Event) error
	ConversationID(ch bot.Channel, parts ...string) bot.ConversationID
}

// maxBody bounds a webhook's body. LINE names no size; a hundred events of the longest texts fit.
const maxBody = 1 << 20

// acceptWithin bounds the taking of a webhook's events. LINE waits two seconds (LD/check-webhook-error-statistics); what was not
// taken by then is answered with an error, so that LINE delivers it again.
const acceptWithin = 1500 * time.Millisecond

// Handler receives the account's webhooks. What it answers with 200 is durable, and LINE has not been called for it yet.
func (c *Channel) Handler() http.Handler { return http.HandlerFunc(c.serve) }

func (c *Channel) serve(w http.ResponseWriter, q *http.Request) {
	begun := time.Now()
	status, count, then := c.receive(w, q)
	w.WriteHeader(status)
	for _, do := range then {
		do()
	}
	took := time.Since(begun)
	c.metrics.webhooks.WithLabelValues(strconv.Itoa(status)).Inc()
	c.metrics.seconds.WithLabelValues().Observe(took.Seconds())
	c.Log.Info("webhook", "channel", c.name, "from", q.RemoteAddr, "method", q.Method, "path", q.URL.Path, "status", status, "events", count, "took", took.Round(time.Millisecond))
}

// receive returns what to answer, how many events there were, and what is to be done after the answer.
func (c *Channel) receive(w http.ResponseWriter, q *http.Request) (status, count int, then []func()) {
	if q.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return http.StatusMethodNotAllowed, 0, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge, 0, nil
	} else if err != nil {
		return http.StatusBadRequest, 0, nil
	}
	if !c.signed(q.Header.Get("X-Line-Signature"), body) {
		c.Log.Warn("a webhook without LINE's signature; if it came from LINE, the channel secret is wrong: run 'madoguchi doctor'", "channel", c.name, "from", q.RemoteAddr)
		return http.StatusBadRequest, 0, nil
	}
	var batch struct {
		Events []json.RawMessage `json:"events"` // may be empty: the console's "Verify" (REF#response)
	}
	if err := json.Unmarshal(body, &batch); err != nil {
		c.Log.Error("a signed webhook that cannot be read", "channel", c.name, "bytes", len(body)) // err would quote the body
		return http.StatusBadRequest, 0, nil
	}
	events, then := c.translate(batch.Events)
	if len(events) > 0 {
		ctx, cancel := context.WithTimeout(q.Context(), acceptWithin)
		defer cancel()
		if err := c.Events.Accept(ctx, events...); err != nil {
			c.Log.Error("events were not taken; LINE will deliver them again if that is switched on", "channel", c.name, "events", len(events), "err", err)
			return http.StatusServiceUnavailable, len(batch.Events), nil
		}
	}
	return http.StatusOK, len(batch.Events), then
}

// signed checks the signature over the raw body, in constant time, with each secret that is in force. Reissuing a secret
// ends the old one at once, but what is under way is signed with it.
func (c *Channel) signed(signature string, body []byte) bool {
	ok := false
	for _, secret := range c.Secrets {
		ok = webhook.ValidateSignature(secret, signature, body) || ok
	}
	return ok
}

// translate turns a batch into what package bot takes. One odd event never costs the others.
func (c *Channel) translate(batch []json.RawMessage) (events []bot.Event, then []func()) {
	now := c.Now()
	for _, raw := range batch {
		var e event
		if err := json.Unmarshal(raw, &e); err != nil {
			c.count(unreadable, outcomeBad)
			c.Log.Warn("an event that cannot be read", "channel", c.name, "event", eventID(raw), "bytes", len(raw))
			continue
		}
		found, do, outcome := c.understand(e, now)
		c.count(e.Type, outcome)
		if outcome != outcomeTaken {
			c.Log.Debug("an event that asks for nothing", "channel", c.name, "event", e.ID, "type", e.Type, "because", outcome)
		}
		events = append(events, found...)
		if do != nil {
			then = append(then, do)
		}
	}
	return events, then
}

// eventID is the id of an event that cannot be read as a whole; its words must not be logged.
func eventID(raw json.RawMessage) string {
	var e struct {
		ID string `json:"webhookEventId"`
	}
	_ = json.Unmarshal(raw, &e)
	return cutUnits(e.ID, 40)
}

// unreadable stands for the type of an event that cannot be read.
const unreadable = "unreadable"

func (c *Channel) count(kind, outcome string) {
	if _, known := knownTypes[kind]; !known && kind != unreadable {
		kind = "other" // what LINE invents next must not grow the metrics
	}
	c.metrics.events.WithLabelValues(kind, outcome).Inc()
}
