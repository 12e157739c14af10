package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/bot"
)

// A post is one message in Slack. Slack's Web API has no idempotency key; so each post carries a
// name in its metadata, and when it is not known whether Slack took it, the name is looked for in
// the channel before it is posted again.
type post struct {
	channel   string
	thread    string // the root's ts; empty: in the channel
	broadcast bool   // a reply that is shown in the channel too
	text      string // for notifications and screen readers; always filled
	blocks    []slack.Block
	ticket    string // of a card: what its thread is about
	rank      rank
}

// key names a post: what it belongs to, and which part of that it is.
type key struct{ id, part string }

// metadataType marks our posts.
const metadataType = "madoguchi_post"

type metadata struct {
	Type    string `json:"event_type"`
	Payload struct {
		ID     string `json:"id"`
		Part   string `json:"part"`
		Ticket string `json:"ticket,omitempty"`
	} `json:"event_payload"`
}

// message is as much of a message in Slack as is read.
type message struct {
	Type     name      `json:"type"`
	Subtype  name      `json:"subtype"`
	User     name      `json:"user"`
	BotID    name      `json:"bot_id"`
	AppID    name      `json:"app_id"`
	Text     name      `json:"text"`
	TS       name      `json:"ts"`
	ThreadTS name      `json:"thread_ts"`
	Metadata *metadata `json:"metadata"`
	Files    files     `json:"files"`

	Blocks      json.RawMessage `json:"blocks"`
	Attachments attachments     `json:"attachments"`
}

// args are a post as chat.postMessage and chat.update take it. Nothing is ever unfurled: an
// adviser's channel must not fetch what a stranger names.
func (p post) args(k key) (url.Values, error) {
	v := url.Values{"channel": {p.channel}, "text": {clip(p.text, maxFallback)}, "unfurl_links": {"false"}, "unfurl_media": {"false"}, "parse": {"none"}}
	if v.Get("text") == "" {
		v.Set("text", "…") // Slack refuses a message without words
	}
	if p.thread != "" {
		v.Set("thread_ts", p.thread)
		if p.broadcast {
			v.Set("reply_broadcast", "true")
		}
	}
	if len(p.blocks) > 0 {
		blocks, err := json.Marshal(p.blocks)
		if err != nil {
			return nil, fmt.Errorf("write blocks: %w", err)
		}
		v.Set("blocks", string(blocks))
	}
	if k.id != "" {
		m := metadata{Type: metadataType}
		m.Payload.ID, m.Payload.Part, m.Payload.Ticket = k.id, k.part, p.ticket
		named, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("write metadata: %w", err)
		}
		v.Set("metadata", string(named))
	}
	return v, nil
}

// poster posts, in each channel no faster than Slack takes it, and knows what it has posted.
type poster struct {
	log   *slog.Logger
	pace  time.Duration
	rest  func(time.Duration)
	gates *cache[*gate]
	odd   *cache[int] // how often an answer to a post could not be right
	parts *postedParts
}

func newPoster(log *slog.Logger, pace time.Duration, rest func(time.Duration)) *poster {
	return &poster{log: log, pace: pace, rest: rest, gates: newCache[*gate](many), odd: newCache[int](many), parts: newPostedParts()}
}

// errRootGone: a post was meant for a thread whose root is deleted.
var errRootGone = errors.New("the thread's root is gone")

// post posts. threaded is false when it was meant for a thread whose root is gone: then Slack puts
// it into the channel.
//
// Should Slack find fault with the blocks, the words go without them: they say everything.
func (o *poster) post(ctx context.Context, c *client, p post, k key) (ts string, threaded bool, err error) {
	args, err := p.args(k)
	if err != nil {
		return "", false, err
	}
	if err := o.gate(p.channel).wait(ctx, p.rank); err != nil {
		return "", false, fmt.Errorf("wait for the channel's turn: %w", err)
	}
	var out struct {
		TS      name    `json:"ts"`
		Message message `json:"message"`
	}
	_, err = c.call(ctx, "chat.postMessage", args, &out)
	if err != nil && badBlocks(code(err)) && args.Has("blocks") {
		o.log.Error("Slack does not take our blocks; the words go alone", "err", err)
		args.Del("blocks")
		_, err = c.call(ctx, "chat.postMessage", args, &out)
	}
	switch {
	case code(err) == "thread_not_found":
		return "", false, errRootGone
	case err != nil:
		return "", false, err
	case out.TS == "":
		return "", false, o.unnamed(k)
	}
	return string(out.TS), p.thread == "" || out.Message.ThreadTS != "", nil
}

// maxOdd is how often something is posted whose answer names no message: each may have made a new
// one.
const maxOdd = 3

// unnamed is the error for an answer that names no message. It may be tried again, but not for
// ever.
func (o *poster) unnamed(k key) error {
	odd := errors.New("chat.postMessage: the answer names no message")
	n, _ := o.odd.get(k.id + " " + k.part)
	o.odd.put(k.id+" "+k.part, n+1)
	if n+1 < maxOdd {
		return odd
	}
	return &bot.SendError{Failure: bot.Permanent, Err: fmt.Errorf("%w, %d times over", odd, n+1)}
}

// rootGone reports whether a thread's root is deleted. That an answer leaves out where a post
// stands is no sign of it.
func (c *client) rootGone(ctx context.Context, channel, thread string) (bool, error) {
	root, err := c.read1(ctx, channel, thread, thread)
	return err == nil && (root.TS == "" || root.Subtype == "tombstone"), err
}

func badBlocks(code string) bool {
	return code == "invalid_blocks" || code == "invalid_blocks_format" || code == "msg_blocks_too_long"
}

// gate is the limit of one channel (docs.slack.dev/apis/web-api/rate-limits).
func (o *poster) gate(channel string) *gate {
	return o.gates.of(channel, func() *gate { return &gate{pace: o.pace, rest: o.rest} })
}

// update puts a new text in the place of one of our posts, which keeps its name.
func (c *client) update(ctx context.Context, ts string, p post, k key) error {
	p.thread = ""
	p.text = clip(p.text, maxUpdate)
	args, err := p.args(k)
	if err != nil {
		return err
	}
	args.Set("ts", ts)
	_, err = c.call(ctx, "chat.update", args, nil)
	return err
}

// remove deletes one of our posts. One that is gone already is no error.
func (c *client) remove(ctx context.Context, channel, ts string) error {
	_, err := c.call(ctx, "chat.delete", url.Values{"channel": {channel}, "ts": {ts}}, nil)
	if code(err) == "message_not_found" {
		return nil
	}
	return err
}

// react puts an emoji under a message. One that stands there already is no error, nor is a message
// that is gone.
func (c *client) react(ctx context.Context, channel, ts, emoji string) error {
	_, err := c.call(ctx, "reactions.add", url.Values{"channel": {channel}, "timestamp": {ts}, "name": {emoji}}, nil)
	switch code(err) {
	case "already_reacted", "message_not_found", "no_item_specified", "bad_timestamp", "thread_locked":
		return nil
	}
	return err
}

// whisper shows words to one person only. Slack does not promise that they are seen
// (docs.slack.dev/reference/methods/chat.postEphemeral).
func (c *client) whisper(ctx context.Context, channel, thread, user, text string, blocks ...slack.Block) error {
	args, err := post{channel: channel, thread: thread, text: text, blocks: blocks}.args(key{})
	if err != nil {
		return err
	}
	args.Set("user", user)
	_, err = c.call(ctx, "chat.postEphemeral", args, nil)
	return err
}

// How far back a post is looked for. History comes newest first, a thread's replies oldest first.
const (
	historyPages = 3
	threadPages  = 20
)

// find looks for the posts of an id in a channel, or in a thread of it, and enters them in
// postedParts.
func (o *poster) find(ctx context.Context, c *client, channel, thread, id string) error {
	pages := historyPages
	if thread != "" {
		pages = threadPages
	}
	all, err := c.readAll(ctx, channel, thread, pages)
	if err != nil {
		return fmt.Errorf("look whether it was posted: %w", err)
	}
	for _, m := range all {
		o.found(m, id)
	}
	return nil
}

// found enters a message in postedParts if it is a part of an id.
func (o *poster) found(m message, id string) {
	for _, f := range m.Files { // a picture's message has no metadata: its name says it
		if part, ok := pictureOf(string(f.Name), id); ok {
			o.parts.put(key{id, part}, string(f.ID))
		}
	}
	if m.Metadata == nil || m.Metadata.Type != metadataType || m.Metadata.Payload.ID != id {
		return
	}
	k := key{id, m.Metadata.Payload.Part}
	if _, root, in := strings.Cut(k.part, inThread); in && root != "" && m.ThreadTS == "" {
		k = k.stray()
	}
	o.parts.put(k, string(m.TS))
}

// postedParts remembers which parts of something were posted while the rest failed, so that the
// next attempt goes on from there. After a crash find fills it.
type postedParts struct {
	mu    sync.Mutex
	parts map[string]map[string]string // id → part → ts
}

func newPostedParts() *postedParts { return &postedParts{parts: map[string]map[string]string{}} }

func (l *postedParts) get(k key) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ts, ok := l.parts[k.id][k.part]
	return ts, ok
}

func (l *postedParts) put(k key, ts string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.parts[k.id] == nil {
		l.parts[k.id] = map[string]string{}
	}
	l.parts[k.id][k.part] = ts
}

func (l *postedParts) drop(k key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.parts[k.id], k.part)
}

// with returns the ts of an id's parts whose names begin so.
func (l *postedParts) with(id, prefix string) (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for part, ts := range l.parts[id] {
		if strings.HasPrefix(part, prefix) {
			out = append(out, ts)
		}
	}
	return out
}

// close forgets something that is done, or will never be.
func (l *postedParts) close(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.parts, id)
}

// inThread stands in a part's name before the thread that it was posted in.
const inThread = "@"

// stray names a part that Slack has put into the channel instead of the thread.
func (k key) stray() key { return key{k.id, k.part + " stray"} }

// once posts a part unless it was posted before. What Slack puts before everybody because the
// thread's root is gone is taken away again, and the error is errRootGone.
func (o *poster) once(ctx context.Context, c *client, p post, k key) (ts string, err error) {
	if ts, ok := o.parts.get(k); ok {
		return ts, nil
	}
	if _, ok := o.parts.get(k.stray()); !ok {
		ts, threaded, err := o.post(ctx, c, p, k)
		if err != nil {
			return "", err
		}
		if threaded {
			o.parts.put(k, ts)
			return ts, nil
		}
		o.parts.put(k.stray(), ts)
	}
	stray, _ := o.parts.get(k.stray())
	gone, err := c.rootGone(ctx, p.channel, p.thread)
	if err != nil {
		return "", fmt.Errorf("look for the thread's root: %w", err)
	}
	if !gone { // it stands where it belongs
		o.parts.drop(k.stray())
		o.parts.put(k, stray)
		return stray, nil
	}
	if err := c.remove(ctx, p.channel, stray); err != nil {
		return "", err
	}
	o.parts.drop(k.stray())
	return "", errRootGone
}

// below posts something by itself in a thread of the desk's channel. Where the thread's root is
// gone it is not posted.
func (d *desk) below(ctx context.Context, thread string, p page, k key) (ts string, err error) {
	defer d.posts.parts.close(k.id)
	k.part += inThread + thread
	return d.posts.once(ctx, d.c, post{channel: d.DeskChannel, thread: thread, text: p.text, blocks: p.blocks}, k)
}
