package slacktest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Post is a message as it stands.
type Post struct {
	Channel   string
	TS        string
	Thread    string // the root's ts; empty: in the channel
	User      string
	Bot       bool
	Text      string
	Blocks    []map[string]any
	Metadata  json.RawMessage
	Ephemeral string // whom alone it is shown to
	Broadcast bool
	Edits     int
	Deleted   bool
	Reactions []string
	Files     []File
	Forwarded []map[string]any // as attachments
}

// File is what somebody attached.
type File struct {
	ID, Name, Mime string
	Content        []byte
	announced      int // how long an upload said it would be
}

type channel struct {
	id       string
	shared   bool
	archived bool
	members  []string
	posts    []*Post
	tokens   float64 // of the rate limit
	filled   time.Time
}

func (c *channel) post(ts string) *Post {
	for _, p := range c.posts {
		if p.TS == ts && p.Ephemeral == "" {
			return p
		}
	}
	return nil
}

// Everything is all there ever was in a channel, deleted and ephemeral posts included, in order.
func (f *Fake) Everything(channel string) []Post {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []Post
	if c := f.channels[channel]; c != nil {
		for _, p := range c.posts {
			out = append(out, p.copy())
		}
	}
	return out
}

// Posts are what stands in a channel outside threads; replies that are shown in the channel too are
// among them.
func (f *Fake) Posts(channel string) []Post {
	return f.which(channel, func(p Post) bool { return (p.Thread == "" || p.Broadcast) && p.Ephemeral == "" })
}

// Replies are what stands in a thread below its root.
func (f *Fake) Replies(channel, root string) []Post {
	return f.which(channel, func(p Post) bool { return p.Thread == root && p.Ephemeral == "" })
}

// Whispers are what one person alone was shown in a channel.
func (f *Fake) Whispers(channel, user string) []Post {
	return f.which(channel, func(p Post) bool { return p.Ephemeral == user })
}

func (f *Fake) which(channel string, is func(Post) bool) []Post {
	return slices.DeleteFunc(f.Everything(channel), func(p Post) bool { return p.Deleted || !is(p) })
}

// Post is one message; ok is false when there never was one.
func (f *Fake) Post(channel, ts string) (p Post, ok bool) {
	for _, p := range f.Everything(channel) {
		if p.TS == ts {
			return p, true
		}
	}
	return Post{}, false
}

func (p *Post) copy() Post {
	c := *p
	c.Reactions = slices.Clone(p.Reactions)
	return c
}

// Shown is all that people can read of a post: its blocks' words, or its text where it has no
// blocks.
func (p Post) Shown() string {
	if len(p.Blocks) == 0 {
		return p.Text
	}
	return strings.Join(wordsIn(p.Blocks), "\n")
}

// wordsIn collects the texts in blocks.
func wordsIn(v any) (out []string) {
	switch v := v.(type) {
	case []map[string]any:
		for _, x := range v {
			out = append(out, wordsIn(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, wordsIn(x)...)
		}
	case map[string]any:
		if t, ok := v["text"].(string); ok {
			out = append(out, t)
		}
		for _, k := range []string{"title", "text", "label", "fields", "element", "elements", "accessory", "options"} {
			if _, isText := v[k].(string); !isText && v[k] != nil {
				out = append(out, wordsIn(v[k])...)
			}
		}
	}
	return out
}

// Button is something that can be pressed.
type Button struct {
	Label, Action, Block, Value, URL string

	menu bool // it is an option of one
}

// Buttons are what can be pressed in a post.
func (p Post) Buttons() []Button { return buttonsIn(p.Blocks) }

func buttonsIn(blocks []map[string]any) (out []Button) {
	for _, b := range blocks {
		elements, _ := b["elements"].([]any)
		if a, ok := b["accessory"]; ok {
			elements = append(elements, a)
		}
		for _, e := range elements {
			m, _ := e.(map[string]any)
			if m["type"] == "overflow" || m["type"] == "static_select" && b["type"] == "actions" {
				out = append(out, optionsOf(m, str(b["block_id"]))...)
			}
			if m["type"] != "button" {
				continue
			}
			text, _ := m["text"].(map[string]any)
			out = append(out, Button{str(text["text"]), str(m["action_id"]), str(b["block_id"]), str(m["value"]), str(m["url"]), false})
		}
	}
	return out
}

// optionsOf are what can be chosen in a menu.
func optionsOf(menu map[string]any, block string) (out []Button) {
	options, _ := menu["options"].([]any)
	for _, o := range options {
		m, _ := o.(map[string]any)
		text, _ := m["text"].(map[string]any)
		out = append(out, Button{str(text["text"]), str(menu["action_id"]), block, str(m["value"]), "", true})
	}
	return out
}

func str(v any) string { s, _ := v.(string); return s }

// event is a post as Slack tells of it.
func (f *Fake) event(p *Post) map[string]any {
	m := map[string]any{"type": "message", "ts": p.TS, "text": p.Text, "user": p.User, "team": f.Team}
	if p.Bot {
		m["bot_id"], m["app_id"] = f.BotID, f.App
		m["bot_profile"] = map[string]any{"id": f.BotID, "app_id": f.App, "team_id": f.Team}
	}
	if p.Thread != "" {
		m["thread_ts"] = p.Thread
	}
	if len(p.Blocks) > 0 {
		m["blocks"] = p.Blocks
	}
	if len(p.Forwarded) > 0 {
		m["attachments"] = p.Forwarded
	}
	if len(p.Files) > 0 {
		m["files"] = f.filesOf(p.Files)
	}
	return m
}

func (f *Fake) filesOf(list []File) []any {
	var out []any
	for _, file := range list {
		link := f.URL + "/files/" + file.ID
		out = append(out, map[string]any{"id": file.ID, "name": file.Name, "mimetype": file.Mime, "size": len(file.Content), "url_private": link, "url_private_download": link})
	}
	return out
}
