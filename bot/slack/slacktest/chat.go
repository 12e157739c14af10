package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf16"
)

// The texts' limits (docs.slack.dev/reference/methods/chat.postMessage, chat.update).
const (
	truncated  = 40000 // chat.postMessage cuts the text
	tooLong    = 4000  // chat.update refuses it
	inResponse = 20480 // an answer over a socket
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// content reads what a message says, and checks it.
func (f *Fake) content(c *call) (text string, blocks []map[string]any, err error) {
	text = c.args.Get("text")
	if raw := c.args.Get("blocks"); raw != "" {
		if err := json.Unmarshal([]byte(raw), &blocks); err != nil {
			f.violate("%s: blocks are no JSON", c.method)
			return "", nil, refuse("invalid_blocks_format")
		}
		if faults := checkMessage(blocks); len(faults) > 0 {
			f.violate("%s: %v", c.method, faults)
			return "", nil, refuse("invalid_blocks", faults...)
		}
		if text == "" {
			f.violate("%s: no words for screen readers and notifications", c.method)
		}
	}
	if text == "" && len(blocks) == 0 {
		return "", nil, refuse("no_text")
	}
	return text, blocks, nil
}

func (f *Fake) postMessage(c *call) (answer, error) {
	at, err := f.place(c)
	if err != nil {
		return nil, err
	}
	text, blocks, err := f.content(c)
	if err != nil {
		return nil, err
	}
	if err := f.turn(at); err != nil {
		return nil, err
	}
	if units(text) > truncated {
		f.violate("chat.postMessage: a text of %d is cut", units(text))
		text = string(utf16.Decode(utf16.Encode([]rune(text))[:truncated]))
	}
	for _, flag := range []string{"unfurl_links", "unfurl_media"} {
		if c.args.Get(flag) != "false" {
			f.violate("chat.postMessage: %s is not off", flag)
		}
	}
	p := &Post{Channel: at.id, TS: f.stamp(), User: f.BotUser, Bot: true, Text: text, Blocks: blocks, Metadata: raw(c.args.Get("metadata"))}
	if thread := c.args.Get("thread_ts"); thread != "" {
		switch root := at.post(thread); {
		case root == nil:
			return nil, refuse("thread_not_found")
		case root.Thread != "":
			f.violate("chat.postMessage: %s is a reply, not a thread's root", thread)
			p.Thread = root.Thread
		case !root.Deleted: // below a deleted root Slack puts the reply before everybody
			p.Thread, p.Broadcast = thread, c.args.Get("reply_broadcast") == "true"
		}
	}
	at.posts = append(at.posts, p)
	e := f.event(p)
	c.after = append(c.after, func() { f.emitMessage(at.id, e) })
	return answer{"channel": at.id, "ts": p.TS, "message": e}, nil
}

func raw(s string) json.RawMessage {
	if !json.Valid([]byte(s)) {
		return nil
	}
	return json.RawMessage(s)
}

func (f *Fake) updateMessage(c *call) (answer, error) {
	at, p, err := f.own(c)
	if err != nil {
		return nil, err
	}
	if units(c.args.Get("text")) > tooLong {
		f.violate("chat.update: a text of %d", units(c.args.Get("text")))
		return nil, refuse("msg_too_long")
	}
	text, blocks, err := f.content(c)
	if err != nil {
		return nil, err
	}
	before := f.event(p)
	p.Text, p.Blocks, p.Edits = text, blocks, p.Edits+1 // text without blocks removes the blocks
	if m := raw(c.args.Get("metadata")); m != nil {
		p.Metadata = m
	}
	after := f.event(p)
	after["edited"] = map[string]any{"user": f.BotUser, "ts": f.stamp()}
	c.after = append(c.after, func() { f.emitChange(at.id, before, after) })
	return answer{"channel": at.id, "ts": p.TS, "text": text}, nil
}

// own is the bot's own post that a call names.
func (f *Fake) own(c *call) (*channel, *Post, error) {
	at := f.channels[c.args.Get("channel")]
	if at == nil {
		return nil, nil, refuse("channel_not_found")
	}
	p := at.post(c.args.Get("ts"))
	switch {
	case p == nil || p.Deleted:
		return nil, nil, refuse("message_not_found")
	case !p.Bot && c.method == "chat.update":
		return nil, nil, refuse("cant_update_message")
	case !p.Bot:
		return nil, nil, refuse("cant_delete_message")
	}
	return at, p, nil
}

func (f *Fake) deleteMessage(c *call) (answer, error) {
	at, p, err := f.own(c)
	if err != nil {
		return nil, err
	}
	p.Deleted = true
	before := f.event(p)
	c.after = append(c.after, func() { f.emitDeletion(at.id, before) })
	return answer{"channel": at.id, "ts": p.TS}, nil
}

func (f *Fake) postEphemeral(c *call) (answer, error) {
	at, err := f.place(c)
	if err != nil {
		return nil, err
	}
	user := c.args.Get("user")
	if !slices.Contains(at.members, user) {
		return nil, refuse("user_not_in_channel")
	}
	text, blocks, err := f.content(c)
	if err != nil {
		return nil, err
	}
	p := &Post{Channel: at.id, TS: f.stamp(), User: f.BotUser, Bot: true, Text: text, Blocks: blocks, Ephemeral: user, Thread: c.args.Get("thread_ts")}
	at.posts = append(at.posts, p)
	return answer{"message_ts": p.TS}, nil
}

func (f *Fake) addReaction(c *call) (answer, error) {
	at := f.channels[c.args.Get("channel")]
	if at == nil {
		return nil, refuse("channel_not_found")
	}
	p := at.post(c.args.Get("timestamp"))
	switch {
	case p == nil || p.Deleted:
		return nil, refuse("message_not_found")
	case slices.Contains(p.Reactions, c.args.Get("name")):
		return nil, refuse("already_reacted")
	}
	p.Reactions = append(p.Reactions, c.args.Get("name"))
	return nil, nil
}

func (f *Fake) permalink(c *call) (answer, error) {
	at := f.channels[c.args.Get("channel")]
	if at == nil {
		return nil, refuse("channel_not_found")
	}
	p := at.post(c.args.Get("message_ts"))
	if p == nil || p.Deleted {
		return nil, refuse("message_not_found")
	}
	return answer{"channel": at.id, "permalink": "https://desk.slack.com/archives/" + at.id + "/p" + strings.ReplaceAll(p.TS, ".", "")}, nil
}

// serveResponse is a response_url: five uses within half an hour
// (docs.slack.dev/interactivity/handling-user-interaction).
func (f *Fake) serveResponse(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := f.responses[r.PathValue("id")]
	switch {
	case at == nil:
		http.NotFound(w, r)
		return
	case at.uses == 5 || f.Now().Sub(at.made) > responseLife:
		f.violate("a response_url was used too often or too late")
		http.Error(w, "used_url", http.StatusNotFound)
		return
	}
	at.uses++
	var body struct {
		Text string `json:"text"`
	}
	_ = json.NewDecoder(r.Body).Decode(&body)
	if c := f.channels[at.channel]; c != nil {
		c.posts = append(c.posts, &Post{Channel: at.channel, TS: f.stamp(), User: f.BotUser, Bot: true, Text: body.Text, Ephemeral: at.user})
	}
	fmt.Fprint(w, "ok")
}
