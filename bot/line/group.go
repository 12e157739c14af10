package line

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// In groups and rooms everybody reads along. So the bot speaks only when it is mentioned or one of its buttons is pressed;
// what somebody says there is a conversation of its own, apart from the same person's private one; and every answer offers
// to go on in private.

// mentioned cuts the mentions of the bot out of a text and reports whether there were any. Indexes count UTF-16 code units
// (REF#wh-text).
func mentioned(m message) (rest string, ok bool) {
	own := slices.Clone(m.Emojis)
	for _, e := range m.Mention.Mentionees {
		if e.IsSelf {
			own, ok = append(own, e.piece), true
		}
	}
	return strings.TrimSpace(cutOut(m.Text, own)), ok
}

// cutOut takes pieces out of a text, those that overlap as one. A piece that does not lie in it, or
// that would cut a character in two, is left alone.
func cutOut(text string, pieces []piece) string {
	if len(pieces) == 0 {
		return text
	}
	units := utf16.Encode([]rune(text))
	within := func(i int) bool { // a character
		return i > 0 && i < len(units) && utf16.DecodeRune(rune(units[i-1]), rune(units[i])) != unicode.ReplacementChar
	}
	out := make([]bool, len(units))
	for _, p := range pieces {
		if p.Index < 0 || p.Length <= 0 || p.Index > len(units)-p.Length || within(p.Index) || within(p.Index+p.Length) {
			continue
		}
		for i := range p.Length {
			out[p.Index+i] = true
		}
	}
	var left []uint16
	for i, u := range units {
		if !out[i] {
			left = append(left, u)
		}
	}
	return strings.TrimSpace(string(utf16.Decode(left)))
}

var leaveAsked = regexp.MustCompile(texts["leave_asked"])

// asksToLeave reports whether the bot is told to leave the group.
func asksToLeave(words string) bool { return leaveAsked.MatchString(knowledge.Fold(words)) }

// leaveWithin is the age up to which it is done: a redelivered one must not turn the bot out of a group that it was called back to.
const leaveWithin = 5 * time.Minute

// leave says a word and leaves, after the webhook was answered. It is not durable: whoever is not heard says it again.
func (c *Channel) leave(token string, a address) {
	c.tasks.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*callTimeout)
		defer cancel()
		word := []messaging_api.MessageInterface{&messaging_api.TextMessage{Text: text("leave_said")}}
		if err := c.deliver(ctx, a, bot.Delivery{ReplyTo: bot.ReplyTo{Token: token}}, "", word); err != nil {
			c.Log.Warn("no word before leaving a group", "channel", c.name, "err", err)
		}
		err := c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
			if a.In == "room" {
				res, _, err := api.LeaveRoomWithHttpInfo(a.To)
				return res, err
			}
			res, _, err := api.LeaveGroupWithHttpInfo(a.To)
			return res, err
		})
		if err != nil {
			c.Log.Error("could not leave a group as it was told to", "channel", c.name, "err", err)
		}
	})
}

// words is what a delivery says there. A group as such is only ever greeted, and with other words than a person, who is
// invited to tell everything.
func (c *Channel) words(a address, d bot.Delivery) []dialog.Message {
	if !a.private() && a.User == "" {
		return []dialog.Message{{Kind: dialog.Plain, Text: text("group_hello")}}
	}
	return d.Messages
}

// layout is how a delivery is to look.
func (c *Channel) layout(ctx context.Context, a address, d bot.Delivery) layout {
	l := layout{plain: c.Plain}
	switch {
	case !a.private():
		l.tag = c.tag(a)
		if a.User != "" {
			l.coda = text("group_coda")
		}
		if link := c.addFriend(ctx); link != "" {
			l.coda = strings.TrimSpace(l.coda + "\n" + link)
		}
	case d.ReplyTo.Token != "" && c.owes(d.Conversation):
		l.coda = strings.TrimSpace(text("budget_gone") + "\n" + c.Reach)
	}
	return l
}

// tag marks the buttons of one person in a group, so that another member's press is not taken for an answer.
func (c *Channel) tag(a address) string {
	if c.Events == nil {
		return "" // nothing is received
	}
	s := string(c.conversation(a))
	return s[max(0, len(s)-8):]
}

// askAgain is how long an account whose id could not be had is not asked for it.
const askAgain = 5 * time.Minute

// addFriend is the link to the account, or empty while it cannot be had (https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/).
func (c *Channel) addFriend(ctx context.Context) string {
	c.mu.Lock()
	id, now := c.basicID, c.Now()
	if id == "" && now.Sub(c.asked) < askAgain {
		c.mu.Unlock()
		return ""
	}
	c.asked = now
	c.mu.Unlock()
	if id == "" {
		err := c.call(ctx, func(api *messaging_api.MessagingApiAPI) (*http.Response, error) {
			res, info, err := api.GetBotInfoWithHttpInfo()
			if err == nil {
				id = info.BasicId
			}
			return res, err
		})
		if err != nil || id == "" {
			c.Log.Warn("the account's id is not known; no link to it is offered", "channel", c.name, "err", err)
			return ""
		}
		c.mu.Lock()
		c.basicID = id
		c.mu.Unlock()
	}
	return "https://line.me/R/ti/p/" + url.QueryEscape(id)
}
