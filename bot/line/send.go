package line

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"
	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
)

// address is bot.ReplyTo.Address as this adapter writes it.
type address struct {
	To   string `json:"to"`             // where a push goes: a user, a group or a room
	User string `json:"user,omitempty"` // empty: the group itself
	In   string `json:"in,omitempty"`   // "group" or "room"; empty: a chat with one person
	Read string `json:"read,omitempty"` // markAsReadToken; it does not expire (REF#mark-as-read)
}

func (a address) private() bool { return a.In == "" }

func readAddress(raw json.RawMessage) (a address, err error) {
	if err = json.Unmarshal(raw, &a); err == nil && a.To == "" {
		err = errors.New("it names nobody")
	}
	if err != nil {
		return a, permanent(fmt.Errorf("an address that this adapter did not write: %w", err))
	}
	return a, nil
}

// Send replies if there is a token, and else pushes.
func (c *Channel) Send(ctx context.Context, d bot.Delivery) error {
	a, err := readAddress(d.ReplyTo.Address)
	if err != nil {
		return err
	}
	l := c.layout(ctx, a, d)
	messages, flex := render(c.words(a, d), l)
	if len(messages) == 0 {
		c.Log.Warn("nothing to say in a delivery", "channel", c.name, "conversation", d.Conversation, "delivery", d.ID)
		return nil
	}
	count := 0
	if d.ReplyTo.Token == "" {
		if count, err = c.budget.reserve(ctx, a, d.Urgent); err != nil {
			c.owe(d.Conversation)
			return err
		}
	} else {
		c.budget.watch(ctx)
	}
	err = c.deliver(ctx, a, d, d.ID, messages)
	if flex && misread(err) {
		// LINE refuses a bubble that it took yesterday: the words must arrive. What was refused was not sent (REF#status-codes).
		c.Log.Error("LINE refused a bubble; sent again as text", "channel", c.name, "delivery", d.ID, "err", err)
		c.metrics.fallbacks.WithLabelValues("text").Inc()
		l.plain = true
		messages, _ = render(c.words(a, d), l)
		err = c.deliver(ctx, a, d, asText(d.ID), messages)
	}
	return c.sent(ctx, a, d, count, err)
}

// deliver makes one call. key is the retry key of a push.
func (c *Channel) deliver(ctx context.Context, a address, d bot.Delivery, key string, messages []messaging_api.MessageInterface) error {
	return c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
		if d.ReplyTo.Token != "" { // never with a retry key: LINE answers 400 (REF#retry-api-request)
			res, _, err := api.ReplyMessageWithHttpInfo(&messaging_api.ReplyMessageRequest{ReplyToken: d.ReplyTo.Token, Messages: messages})
			return res, err
		}
		res, _, err := api.PushMessageWithHttpInfo(&messaging_api.PushMessageRequest{To: a.To, Messages: messages}, key)
		return res, err
	})
}

// asText is the retry key of the second form of a delivery: under one key LINE wants one body (LD/retrying-api-request).
func asText(id string) string { return uuid.NewSHA1(uuid.NameSpaceOID, []byte("text "+id)).String() }

// misread reports whether LINE refused what was sent for what it holds.
func misread(err error) bool {
	r := (*refusal)(nil)
	failed := (*bot.SendError)(nil)
	return errors.As(err, &failed) && failed.Failure == bot.Permanent && errors.As(err, &r) && r.status == http.StatusBadRequest && r.message != notDelivered
}

// sent keeps the books of a delivery.
func (c *Channel) sent(ctx context.Context, a address, d bot.Delivery, count int, err error) error {
	failed := (*bot.SendError)(nil)
	if d.ReplyTo.Token == "" {
		c.budget.settle(ctx, count, err == nil)
	}
	switch {
	case err == nil && d.ReplyTo.Token == "":
		c.metrics.pushes.WithLabelValues(strconv.FormatBool(d.Urgent)).Add(float64(count))
	case err == nil:
		c.settle(d.Conversation)
	case errors.As(err, &failed):
		c.Log.Warn("LINE did not take a delivery", "channel", c.name, "conversation", d.Conversation, "delivery", d.ID, "by_token", d.ReplyTo.Token != "", "means", failed.Failure, "err", failed.Err)
		r := (*refusal)(nil)
		switch {
		case failed.Failure == bot.Quota:
			c.budget.exhaust()
			c.owe(d.Conversation)
		case failed.Failure == bot.Fallback:
			c.metrics.fallbacks.WithLabelValues("push").Inc()
		case errors.As(err, &r) && r.message == notDelivered && !a.private(): // REF#send-push-message: it is no member any more
			failed.Failure = bot.Blocked
		}
	}
	return err
}

// maxOwed bounds what is remembered of those to whom something is owed; more than these is no matter of one message each.
const maxOwed = 10_000

// owe remembers that something could not be sent for want of budget: the next answer says so.
func (c *Channel) owe(conv bot.ConversationID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.owed) < maxOwed {
		c.owed[conv] = true
	}
}

func (c *Channel) owes(conv bot.ConversationID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owed[conv]
}

func (c *Channel) settle(conv bot.ConversationID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.owed, conv)
}
