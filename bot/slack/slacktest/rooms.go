package slacktest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (f *Fake) openDirect(c *call) (answer, error) {
	user := c.args.Get("users")
	if f.people[user] == nil {
		return nil, refuse("user_not_found")
	}
	return answer{"channel": map[string]any{"id": f.direct(user)}}, nil
}

func (f *Fake) info(c *call) (answer, error) {
	at := f.channels[c.args.Get("channel")]
	if at == nil {
		return nil, refuse("channel_not_found")
	}
	user := ""
	if strings.HasPrefix(at.id, "D") {
		user = at.members[1]
	}
	return answer{"channel": map[string]any{
		"id": at.id, "user": user, "is_archived": at.archived, "is_ext_shared": at.shared, "is_member": slices.Contains(at.members, f.BotUser),
	}}, nil
}

func (f *Fake) members(c *call) (answer, error) {
	at := f.channels[c.args.Get("channel")]
	if at == nil {
		return nil, refuse("channel_not_found")
	}
	return answer{"members": slices.Clone(at.members)}, nil
}

// history is a channel's newest messages; replies a thread's, oldest first, the root always among
// them.
func (f *Fake) history(c *call) (answer, error) {
	return f.pages(c, true, func(p *Post) bool { return p.Thread == "" || p.Broadcast })
}

func (f *Fake) replies(c *call) (answer, error) {
	root := c.args.Get("ts")
	at, err := f.place(c)
	if err != nil {
		return nil, err
	}
	if p := at.post(root); p == nil || p.Deleted && !slices.ContainsFunc(at.posts, func(r *Post) bool { return r.Thread == root }) {
		return nil, refuse("thread_not_found")
	}
	return f.pages(c, false, func(p *Post) bool { return p.TS == root || p.Thread == root })
}

func (f *Fake) pages(c *call, newest bool, is func(*Post) bool) (answer, error) {
	at, err := f.place(c)
	if err != nil {
		return nil, err
	}
	var all []*Post
	for _, p := range at.posts {
		if p.Ephemeral == "" && is(p) && f.within(c, p) {
			all = append(all, p)
		}
	}
	if newest {
		slices.Reverse(all)
	}
	limit, _ := strconv.Atoi(c.args.Get("limit"))
	if limit <= 0 || limit > 1000 {
		limit = 100
	}
	from, _ := strconv.Atoi(c.args.Get("cursor"))
	from = min(from, len(all))
	to := min(from+limit, len(all))
	next := ""
	if to < len(all) {
		next = fmt.Sprint(to)
	}
	var out []map[string]any
	for _, p := range all[from:to] {
		out = append(out, f.told(c, p))
	}
	return answer{"messages": out, "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}, nil
}

func (f *Fake) within(c *call, p *Post) bool {
	if p.Deleted && !slices.ContainsFunc(f.channels[p.Channel].posts, func(r *Post) bool { return r.Thread == p.TS }) {
		return false
	}
	if root := c.args.Get("ts"); root == p.TS && c.method == "conversations.replies" {
		return true
	}
	oldest, latest := c.args.Get("oldest"), c.args.Get("latest")
	inclusive := c.args.Get("inclusive") == "true"
	return (oldest == "" || p.TS > oldest || inclusive && p.TS == oldest) && (latest == "" || p.TS < latest || inclusive && p.TS == latest)
}

// told is a message in a page of history. Of a deleted root a tombstone is left.
func (f *Fake) told(c *call, p *Post) map[string]any {
	if p.Deleted {
		return map[string]any{"type": "message", "subtype": "tombstone", "ts": p.TS, "thread_ts": p.TS, "text": "This message was deleted.", "user": "USLACKBOT"}
	}
	m := f.event(p)
	if p.Metadata != nil && c.args.Get("include_all_metadata") == "true" {
		m["metadata"] = p.Metadata
	}
	return m
}

func (f *Fake) userInfo(c *call) (answer, error) {
	p := f.people[c.args.Get("user")]
	if c.args.Get("user") == f.BotUser {
		p = &Person{ID: f.BotUser, Name: "窓口"}
	}
	if p == nil {
		return nil, refuse("user_not_found")
	}
	return answer{"user": map[string]any{"id": p.ID, "name": strings.ToLower(p.ID), "real_name": p.Name, "profile": map[string]any{"display_name": p.Name}}}, nil
}

// View is a modal or an App Home.
type View struct {
	ID, Type, Callback, Title, Submit, Private string
	Blocks                                     []map[string]any
	Errors                                     map[string]string // what the app found wrong when it was sent
}

// Shown is all that people can read of it.
func (v View) Shown() string {
	return strings.Join(append([]string{v.Title}, wordsIn(v.Blocks)...), "\n")
}

func (f *Fake) readView(c *call, raw string) (*View, error) {
	var v map[string]any
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		return nil, refuse("invalid_arguments")
	}
	if len(raw) > 250_000 {
		return nil, refuse("view_too_large")
	}
	if faults := checkView(v); len(faults) > 0 {
		f.violate("%s: %v", c.method, faults)
		return nil, refuse("invalid_arguments", faults...)
	}
	return f.view(v), nil
}

func (f *Fake) view(v map[string]any) *View {
	words := func(key string) string { m, _ := v[key].(map[string]any); return str(m["text"]) }
	out := &View{ID: f.id("V"), Type: str(v["type"]), Callback: str(v["callback_id"]), Title: words("title"), Submit: words("submit"), Private: str(v["private_metadata"])}
	list, _ := v["blocks"].([]any)
	for _, b := range list {
		if m, ok := b.(map[string]any); ok {
			out.Blocks = append(out.Blocks, m)
		}
	}
	return out
}

// openView needs a trigger: three seconds, once
// (docs.slack.dev/interactivity/handling-user-interaction).
func (f *Fake) openView(c *call) (answer, error) {
	trigger := c.args.Get("trigger_id")
	user, _, _ := strings.Cut(trigger, ".")
	made, ok := f.triggers[trigger]
	switch {
	case !ok:
		return nil, refuse("invalid_trigger_id")
	case made.IsZero():
		return nil, refuse("exchanged_trigger_id")
	case f.Now().Sub(made) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	v, err := f.readView(c, c.args.Get("view"))
	if err != nil {
		return nil, err
	}
	f.triggers[trigger] = time.Time{}
	f.modals[user] = v
	return answer{"view": map[string]any{"id": v.ID}}, nil
}

// updateView puts another view in the place of one that is open.
func (f *Fake) updateView(c *call) (answer, error) {
	for user, open := range f.modals {
		if open.ID != c.args.Get("view_id") {
			continue
		}
		v, err := f.readView(c, c.args.Get("view"))
		if err != nil {
			return nil, err
		}
		v.ID = open.ID
		f.modals[user] = v
		return answer{"view": map[string]any{"id": v.ID}}, nil
	}
	return nil, refuse("not_found")
}

func (f *Fake) publishView(c *call) (answer, error) {
	user := c.args.Get("user_id")
	if f.people[user] == nil {
		return nil, refuse("user_not_found")
	}
	v, err := f.readView(c, c.args.Get("view"))
	if err != nil {
		return nil, err
	}
	f.homes[user] = v
	return answer{"view": map[string]any{"id": v.ID}}, nil
}

// oauthGrant is what a code or a refresh token is good for, once.
type oauthGrant struct {
	team   string
	rotate bool
}

// Grant makes a code as Slack's page does when somebody allows the app into a workspace.
func (f *Fake) Grant(team string, rotate bool) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	code := f.id("code-")
	f.codes[code] = oauthGrant{team, rotate}
	return code
}

// Revoke makes a token worthless.
func (f *Fake) Revoke(token string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.tokens, token)
}

func (f *Fake) oauthAccess(c *call) (answer, error) {
	code := c.args.Get("code")
	if c.args.Get("grant_type") == "refresh_token" {
		code = c.args.Get("refresh_token")
	}
	grant, ok := f.codes[code]
	if !ok {
		return nil, refuse("invalid_code")
	}
	delete(f.codes, code)
	token := f.id("xoxb-installed-")
	f.tokens[token] = true
	out := answer{"access_token": token, "token_type": "bot", "bot_user_id": f.BotUser, "app_id": f.App, "scope": f.Scopes, "team": map[string]any{"id": grant.team, "name": "fake"}}
	if grant.rotate {
		refresh := f.id("xoxe-1-")
		f.codes[refresh] = grant
		out["refresh_token"], out["expires_in"] = refresh, 43200
	}
	return out, nil
}
