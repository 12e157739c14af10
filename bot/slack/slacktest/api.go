package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// call is one call of the Web API.
type call struct {
	method string
	args   url.Values
	token  string
	after  []func() // what happens once the lock is gone: events
}

// refusal is ok:false; HTTP's status is 200 all the same.
type refusal struct {
	code string
	more map[string]any
}

func (r refusal) Error() string { return r.code }

func refuse(code string, messages ...string) error {
	r := refusal{code: code}
	if len(messages) > 0 {
		r.more = map[string]any{"response_metadata": map[string]any{"messages": messages}}
	}
	return r
}

// limited is a 429.
type limited struct{ seconds int }

func (limited) Error() string { return "ratelimited" }

type answer map[string]any

// methods are those that there are. What an app asks for beyond them is a violation.
func (f *Fake) methods() map[string]func(*call) (answer, error) {
	return map[string]func(*call) (answer, error){
		"auth.test": f.authTest, "apps.connections.open": f.openConnection,
		"chat.postMessage": f.postMessage, "chat.update": f.updateMessage, "chat.delete": f.deleteMessage, "chat.postEphemeral": f.postEphemeral,
		"reactions.add": f.addReaction, "chat.getPermalink": f.permalink,
		"conversations.open": f.openDirect, "conversations.info": f.info, "conversations.history": f.history,
		"conversations.replies": f.replies, "conversations.members": f.members,
		"users.info": f.userInfo, "files.info": f.fileInfo,
		"files.getUploadURLExternal": f.startUpload, "files.completeUploadExternal": f.finishUpload, "files.delete": f.deleteFile,
		"views.open": f.openView, "views.publish": f.publishView, "views.update": f.updateView,
		"oauth.v2.access": f.oauthAccess,
	}
}

// withoutToken are the methods that are asked with other secrets.
var withoutToken = []string{"oauth.v2.access", "apps.connections.open"}

func (f *Fake) serveAPI(w http.ResponseWriter, r *http.Request) {
	c, err := readCall(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	f.calls = append(f.calls, c.method)
	fault := f.fault(c.method)
	f.mu.Unlock()
	if f.goesWrong(w, r, fault, false) {
		return
	}
	f.mu.Lock()
	out, err := f.do(c)
	f.mu.Unlock()
	for _, fn := range c.after {
		fn()
	}
	if f.goesWrong(w, r, fault, true) {
		return
	}
	if fault.Without != "" && err == nil {
		out = out.without(fault.Without)
	}
	f.reply(w, out, err)
}

// without is an answer that lacks a part: "ts", "message.thread_ts".
func (a answer) without(part string) answer {
	out := answer(clone(a))
	outer, inner, nested := strings.Cut(part, ".")
	if !nested {
		delete(out, outer)
		return out
	}
	if m, ok := out[outer].(map[string]any); ok {
		m = clone(m)
		delete(m, inner)
		out[outer] = m
	}
	return out
}

// goesWrong plays a fault, if it is due before or after the call was done.
func (f *Fake) goesWrong(w http.ResponseWriter, r *http.Request, fault Fault, done bool) bool {
	if fault == (Fault{}) || fault.Without != "" || fault.Taken != done {
		return false
	}
	switch {
	case fault.Hang:
		f.hang(r.Context())
		panic(http.ErrAbortHandler)
	case fault.Cut:
		panic(http.ErrAbortHandler)
	case fault.Body != "":
		_, _ = io.WriteString(w, fault.Body)
	case fault.Code != "":
		f.reply(w, nil, refusal{code: fault.Code})
	default:
		if fault.After > 0 {
			w.Header().Set("Retry-After", fmt.Sprint(fault.After))
		}
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(fault.Status)
		_, _ = io.WriteString(w, "<html><body>Slack is having trouble</body></html>")
	}
	return true
}

func (f *Fake) reply(w http.ResponseWriter, out answer, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-OAuth-Scopes", f.Scopes)
	w.Header().Set("Date", f.Now().UTC().Format(http.TimeFormat))
	if out == nil {
		out = answer{}
	}
	out["ok"] = err == nil
	if err != nil {
		out["error"] = err.Error()
		switch err := err.(type) {
		case refusal:
			for k, v := range err.more {
				out[k] = v
			}
		case limited:
			w.Header().Set("Retry-After", fmt.Sprint(err.seconds))
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	_ = json.NewEncoder(w).Encode(out)
}

// readCall reads a call: its token may stand in a header or in the form, its arguments in a form or
// in JSON.
func readCall(r *http.Request) (*call, error) {
	c := &call{method: r.PathValue("method"), args: r.URL.Query()}
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") && len(body) > 0 {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return nil, err
		}
		for k, raw := range fields {
			var s string
			if json.Unmarshal(raw, &s) != nil {
				s = string(raw)
			}
			c.args.Set(k, s)
		}
	} else if form, err := url.ParseQuery(string(body)); err == nil {
		for k, v := range form {
			c.args[k] = v
		}
	}
	c.token = c.args.Get("token")
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = t
	}
	return c, nil
}

func (f *Fake) do(c *call) (answer, error) {
	fn := f.methods()[c.method]
	switch {
	case fn == nil:
		f.violate("%s: there is no such method here", c.method)
		return nil, refuse("unknown_method")
	case slices.Contains(withoutToken, c.method):
	case c.token == "":
		return nil, refuse("not_authed")
	case c.token != f.BotToken && !f.tokens[c.token]:
		return nil, refuse("invalid_auth")
	}
	return fn(c)
}

func (f *Fake) authTest(*call) (answer, error) {
	return answer{"url": "https://fake.slack.com/", "team": "fake", "team_id": f.Team, "user": "bot", "user_id": f.BotUser, "bot_id": f.BotID}, nil
}

// burst is how many messages a channel takes at once before the pace counts: Slack tolerates short
// bursts.
const burst = 2

// turn takes one message's place in a channel's pace.
func (f *Fake) turn(c *channel) error {
	if f.Pace < 0 {
		return nil
	}
	now := f.Now()
	if c.filled.IsZero() {
		c.tokens = burst
	} else {
		c.tokens = min(burst, c.tokens+float64(now.Sub(c.filled))/float64(f.Pace))
	}
	c.filled = now
	if c.tokens < 1 {
		f.throttled++
		return limited{seconds: 1}
	}
	c.tokens--
	return nil
}

// place is the channel that a call names, if the bot may do something there.
func (f *Fake) place(c *call) (*channel, error) {
	id := c.args.Get("channel")
	if strings.HasPrefix(id, "U") { // a user's id opens the direct messages
		if f.people[id] == nil {
			return nil, refuse("user_not_found")
		}
		id = f.direct(id)
	}
	at := f.channels[id]
	switch {
	case at == nil:
		return nil, refuse("channel_not_found")
	case at.archived:
		return nil, refuse("is_archived")
	case !slices.Contains(at.members, f.BotUser):
		return nil, refuse("not_in_channel")
	}
	return at, nil
}

// direct is the channel of somebody's direct messages with the bot.
func (f *Fake) direct(user string) string {
	id, ok := f.directs[user]
	if !ok {
		id = "D" + strings.TrimPrefix(user, "U")
		f.directs[user] = id
		f.channels[id] = &channel{id: id, members: []string{f.BotUser, user}}
	}
	return id
}
