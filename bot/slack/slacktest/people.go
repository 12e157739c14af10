package slacktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	triggerLife  = 3 * time.Second
	responseLife = 30 * time.Minute
)

type response struct {
	channel, user string
	made          time.Time
	uses          int
}

// Person is somebody in the workspace: a consulter or a member of staff.
type Person struct {
	ID, Name string
	fake     *Fake
}

// Person adds somebody to the workspace.
func (f *Fake) Person(id, name string) *Person {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := &Person{ID: id, Name: name, fake: f}
	f.people[id] = p
	return p
}

// Direct is the person's channel of direct messages with the bot.
func (p *Person) Direct() string {
	p.fake.mu.Lock()
	defer p.fake.mu.Unlock()
	return p.fake.direct(p.ID)
}

// Say writes to the bot directly.
func (p *Person) Say(text string, files ...File) string {
	return p.Write(p.Direct(), "", text, files...)
}

var links = regexp.MustCompile(`https?://[^\s<>|]+`)

// typed is what Slack makes of what somebody types.
func typed(text string) string {
	mention := regexp.MustCompile(`&lt;@(U[A-Z0-9]+)&gt;`)
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	text = mention.ReplaceAllString(text, "<@$1>")
	return links.ReplaceAllString(text, "<$0>")
}

// Write writes into a channel, or into a thread of it. It returns the message's ts.
func (p *Person) Write(channel, thread, text string, files ...File) string {
	return p.write(&Post{Channel: channel, Thread: thread, Text: typed(text), Files: files})
}

// Edit puts other words into one's own message.
func (p *Person) Edit(channel, ts, text string) {
	f := p.fake
	f.mu.Lock()
	post := f.channels[channel].post(ts)
	before := f.event(post)
	post.Text, post.Edits = typed(text), post.Edits+1
	after := f.event(post)
	after["edited"] = map[string]any{"user": p.ID, "ts": f.stamp()}
	f.mu.Unlock()
	f.emitChange(channel, before, after)
}

// Unfurl lets Slack report a message as changed because it shows a link in it.
func (p *Person) Unfurl(channel, ts string) {
	f := p.fake
	f.mu.Lock()
	before := f.event(f.channels[channel].post(ts))
	f.mu.Unlock()
	after := clone(before)
	after["attachments"] = []any{map[string]any{"title": "a page"}}
	f.emitChange(channel, before, after)
}

// Delete deletes a message, one's own or, as an owner of the workspace may, another's. One with
// replies leaves a tombstone.
func (p *Person) Delete(channel, ts string) {
	f := p.fake
	f.mu.Lock()
	c := f.channels[channel]
	post := c.post(ts)
	post.Deleted = true
	before := f.event(post)
	replied := slices.ContainsFunc(c.posts, func(r *Post) bool { return r.Thread == ts && !r.Deleted })
	f.mu.Unlock()
	if replied {
		f.emitChange(channel, before, map[string]any{"type": "message", "subtype": "tombstone", "ts": ts, "thread_ts": ts, "text": "This message was deleted.", "user": "USLACKBOT"})
		return
	}
	f.emitDeletion(channel, before)
}

// Press presses the button with a label in a message.
func (p *Person) Press(channel, ts, label string) error {
	f := p.fake
	f.mu.Lock()
	var post *Post
	if c := f.channels[channel]; c != nil {
		for _, o := range c.posts {
			if o.TS == ts && !o.Deleted && (o.Ephemeral == "" || o.Ephemeral == p.ID) {
				post = o
			}
		}
	}
	if post == nil {
		f.mu.Unlock()
		return fmt.Errorf("%s sees no message %s in %s", p.Name, ts, channel)
	}
	i := slices.IndexFunc(post.Buttons(), func(b Button) bool { return strings.HasSuffix(b.Label, label) })
	if i < 0 {
		f.mu.Unlock()
		return fmt.Errorf("no button %q in %q", label, post.Shown())
	}
	payload := p.interaction("block_actions", post.Buttons()[i])
	m := f.event(post)
	if post.Metadata != nil {
		m["metadata"] = post.Metadata
	}
	payload["message"], payload["channel"] = m, map[string]any{"id": channel}
	container := map[string]any{"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": post.Ephemeral != ""}
	if post.Thread != "" {
		container["thread_ts"] = post.Thread
	}
	payload["container"] = container
	id := f.id("response")
	f.responses[id] = &response{channel: channel, user: p.ID, made: f.Now()}
	payload["response_url"] = f.URL + "/response/" + id
	f.mu.Unlock()
	_, err := f.interact(payload)
	return err
}

func (p *Person) interaction(kind string, buttons ...Button) map[string]any {
	f := p.fake
	trigger := p.ID + "." + f.id("trigger")
	f.triggers[trigger] = f.Now()
	out := map[string]any{"type": kind, "team": map[string]any{"id": f.Team}, "api_app_id": f.App, "trigger_id": trigger,
		"user": map[string]any{"id": p.ID, "name": strings.ToLower(p.ID), "username": strings.ToLower(p.ID), "team_id": f.Team}}
	var actions []any
	for _, b := range buttons {
		if b.menu {
			actions = append(actions, map[string]any{"type": "overflow", "action_id": b.Action, "block_id": b.Block, "selected_option": map[string]any{"value": b.Value}, "action_ts": f.stamp()})
			continue
		}
		actions = append(actions, map[string]any{"type": "button", "action_id": b.Action, "block_id": b.Block, "value": b.Value, "action_ts": f.stamp()})
	}
	out["actions"] = actions
	return out
}

func (f *Fake) interact(payload map[string]any) ([]byte, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	return f.deliver("interactions", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(body)}}.Encode()), 0)
}

// Modal is what the person has before them; nil: nothing.
func (p *Person) Modal() *View {
	p.fake.mu.Lock()
	defer p.fake.mu.Unlock()
	if v := p.fake.modals[p.ID]; v != nil {
		c := *v
		return &c
	}
	return nil
}

// PressModal presses a button of the modal; typed is what stands in its field by then.
func (p *Person) PressModal(label, field, typed string) error {
	f := p.fake
	f.mu.Lock()
	v := f.modals[p.ID]
	if v == nil {
		f.mu.Unlock()
		return fmt.Errorf("%s has no modal", p.Name)
	}
	buttons := buttonsIn(v.Blocks)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Label == label })
	if i < 0 {
		f.mu.Unlock()
		return fmt.Errorf("no button %q in the modal", label)
	}
	payload := p.interaction("block_actions", buttons[i])
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = map[string]any{"id": v.ID, "type": v.Type, "callback_id": v.Callback, "private_metadata": v.Private,
		"state": map[string]any{"values": map[string]any{field: map[string]any{field: map[string]any{"type": "plain_text_input", "value": typed}}}}}
	f.mu.Unlock()
	_, err := f.interact(payload)
	return err
}

// Submit fills in the modal's field and sends it with what stood in the others. The modal closes,
// changes, or says what is wrong, as the app answers.
func (p *Person) Submit(field, value string) error {
	f := p.fake
	f.mu.Lock()
	v := f.modals[p.ID]
	if v == nil {
		f.mu.Unlock()
		return fmt.Errorf("%s has no modal", p.Name)
	}
	state := map[string]any{}
	for _, b := range v.Blocks {
		e, ok := b["element"].(map[string]any)
		if !ok {
			continue
		}
		given := map[string]any{"type": e["type"], "value": e["initial_value"], "selected_option": e["initial_option"], "selected_user": e["initial_user"]}
		if str(b["block_id"]) == field {
			switch e["type"] {
			case "static_select":
				given["selected_option"] = map[string]any{"value": value}
			case "users_select":
				given["selected_user"] = value
			default:
				given["value"] = value
			}
		}
		state[str(b["block_id"])] = map[string]any{str(e["action_id"]): given}
	}
	payload := p.interaction("view_submission")
	payload["view"] = map[string]any{"id": v.ID, "type": v.Type, "callback_id": v.Callback, "private_metadata": v.Private, "state": map[string]any{"values": state}}
	f.mu.Unlock()
	body, err := f.interact(payload)
	if err != nil {
		return err
	}
	return p.answered(v, body)
}

func (p *Person) answered(v *View, body []byte) error {
	var out struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   map[string]any    `json:"view"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &out); err != nil {
			return fmt.Errorf("the answer to a modal is no JSON: %w", err)
		}
	}
	f := p.fake
	f.mu.Lock()
	defer f.mu.Unlock()
	switch out.Action {
	case "errors":
		v.Errors = out.Errors
	case "update":
		if faults := checkView(out.View); len(faults) > 0 {
			f.violate("view_submission: %v", faults)
			return fmt.Errorf("the new modal is wrong: %v", faults)
		}
		next := f.view(out.View)
		next.ID = v.ID
		f.modals[p.ID] = next
	case "", "clear":
		delete(f.modals, p.ID)
	default:
		return fmt.Errorf("an answer %q to a modal", out.Action)
	}
	return nil
}

// Command writes a slash command somewhere, and returns what the app answers.
func (p *Person) Command(channel, name, text string) (string, error) {
	f := p.fake
	f.mu.Lock()
	trigger := p.ID + "." + f.id("trigger")
	f.triggers[trigger] = f.Now()
	f.mu.Unlock()
	form := url.Values{"command": {name}, "text": {text}, "user_id": {p.ID}, "channel_id": {channel}, "team_id": {f.Team}, "api_app_id": {f.App}, "trigger_id": {trigger}}
	body, err := f.deliver("commands", "application/x-www-form-urlencoded", []byte(form.Encode()), 0)
	if err != nil {
		return "", err
	}
	var out struct {
		Text string `json:"text"`
	}
	if len(body) > 0 {
		err = json.Unmarshal(body, &out)
	}
	return out.Text, err
}

// OpenHome opens a tab of the app: "home" or "messages".
func (p *Person) OpenHome(tab string) {
	p.fake.emit(map[string]any{"type": "app_home_opened", "user": p.ID, "channel": p.Direct(), "tab": tab})
}

// Home is what the person sees in App Home; nil: nothing.
func (p *Person) Home() *View {
	p.fake.mu.Lock()
	defer p.fake.mu.Unlock()
	return p.fake.homes[p.ID]
}

// PressHome presses a button of App Home.
func (p *Person) PressHome(label string) error {
	f := p.fake
	f.mu.Lock()
	v := f.homes[p.ID]
	if v == nil {
		f.mu.Unlock()
		return fmt.Errorf("%s has no App Home", p.Name)
	}
	buttons := buttonsIn(v.Blocks)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Label == label })
	if i < 0 {
		f.mu.Unlock()
		return fmt.Errorf("no button %q in App Home", label)
	}
	payload := p.interaction("block_actions", buttons[i])
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	f.mu.Unlock()
	_, err := f.interact(payload)
	return err
}
