package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"madoguchi/bot"
	"madoguchi/written"
)

// Endpoint is how the loop answers on Slack. Answers cost nothing there; what limits them is each
// channel's pace, which is kept here.
func (s *Slack) Endpoint() bot.Endpoint { return bot.Endpoint{Sender: sender{s}} }

// sender delivers to consulters.
type sender struct{ s *Slack }

var (
	_ bot.Sender        = sender{}
	_ bot.ProfileReader = sender{}
	_ bot.Fetcher       = sender{}
)

// Send tries once. What an earlier attempt of unknown outcome has posted is found by its name and
// not posted again.
func (o sender) Send(ctx context.Context, d bot.Delivery) error {
	if err := o.send(ctx, d); err != nil {
		failed := classify(err)
		if failed.Failure != bot.Retry {
			o.s.posts.parts.close(d.ID)
		}
		return failed
	}
	o.s.posts.parts.close(d.ID)
	return nil
}

func (o sender) send(ctx context.Context, d bot.Delivery) error {
	to, c, err := o.s.reach(ctx, d.ReplyTo.Address)
	if err != nil {
		return err
	}
	if d.MaybeSent {
		if err := o.s.posts.find(ctx, c, to.Channel, to.Thread, d.ID); err != nil {
			return err
		}
	}
	for i, p := range o.s.look.render(d.Messages, to) {
		k := key{id: d.ID, part: fmt.Sprint(i) + inThread + to.Thread}
		_, err := o.s.posts.once(ctx, c, post{channel: to.Channel, thread: to.Thread, text: p.text, blocks: p.blocks}, k)
		if errors.Is(err, errRootGone) { // the consulter's own message
			return &bot.SendError{Failure: bot.Blocked, Err: err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reach reads an address, and opens direct messages where it names only the person.
func (s *Slack) reach(ctx context.Context, raw json.RawMessage) (to address, c *client, err error) {
	if err := json.Unmarshal(raw, &to); err != nil || to.User == "" && to.Channel == "" {
		return to, nil, &bot.SendError{Failure: bot.Permanent, Err: errors.New("the address is none of Slack's")}
	}
	if c, err = s.client(ctx, to.Team); err != nil {
		return to, nil, err
	}
	if to.Channel == "" {
		to.Channel, err = s.open(ctx, c, to)
	}
	return to, c, err
}

// open returns the channel of direct messages with somebody.
func (s *Slack) open(ctx context.Context, c *client, to address) (string, error) {
	if channel, ok := s.direct.get(to.Team + "/" + to.User); ok {
		return channel, nil
	}
	var out struct {
		Channel name `json:"channel"`
	}
	if _, err := c.call(ctx, "conversations.open", url.Values{"users": {to.User}}, &out); err != nil {
		return "", err
	}
	if out.Channel == "" { // to ask again makes nothing new
		return "", errors.New("conversations.open: the answer names no channel")
	}
	s.knowDirect(to.Team, to.User, string(out.Channel))
	return string(out.Channel), nil
}

// Name asks Slack how the consulter is called there.
func (o sender) Name(ctx context.Context, r bot.ReplyTo) (string, error) {
	to, c, err := o.s.reach(ctx, r.Address)
	if err != nil {
		return "", err
	}
	return o.s.nameOf(ctx, c, to.User)
}

func (s *Slack) nameOf(ctx context.Context, c *client, user string) (string, error) {
	if n, ok := s.names.get(user); ok {
		return n, nil
	}
	var out struct {
		User struct {
			Name    name `json:"name"`
			Real    name `json:"real_name"`
			Profile struct {
				Display name `json:"display_name"`
			} `json:"profile"`
		} `json:"user"`
	}
	if _, err := c.call(ctx, "users.info", url.Values{"user": {user}}, &out); err != nil {
		return "", err
	}
	for _, n := range []name{out.User.Profile.Display, out.User.Real, out.User.Name} {
		if n := clip(written.Label(string(n)), 80); n != "" {
			s.names.put(user, n)
			return n, nil
		}
	}
	return "", errors.New("users.info: the user has no name")
}

// Fetch gets a file that a consulter sent.
func (o sender) Fetch(ctx context.Context, r bot.ReplyTo, a bot.Attachment) (io.ReadCloser, error) {
	body, err := o.fetch(ctx, r, a)
	if err != nil {
		if c := code(err); c == "file_not_found" || c == "file_deleted" {
			return nil, &bot.SendError{Failure: bot.Permanent, Err: err}
		}
		return nil, classify(err)
	}
	return body, nil
}

func (o sender) fetch(ctx context.Context, r bot.ReplyTo, a bot.Attachment) (io.ReadCloser, error) {
	_, c, err := o.s.reach(ctx, r.Address)
	if err != nil {
		return nil, err
	}
	var out struct {
		File struct {
			URL      string `json:"url_private"`
			Download string `json:"url_private_download"`
		} `json:"file"`
	}
	if _, err := c.call(ctx, "files.info", url.Values{"file": {a.Ref}}, &out); err != nil {
		return nil, err
	}
	from := out.File.Download
	if from == "" {
		from = out.File.URL
	}
	if !c.fromSlack(from) { // the token must go to nobody else
		return nil, &bot.SendError{Failure: bot.Permanent, Err: errors.New("the file does not lie with Slack")}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, &bot.SendError{Failure: bot.Permanent, Err: errors.New("the file's address is no URL")}
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", bare(err))
	}
	if res.StatusCode != http.StatusOK || res.Request.URL.Path != req.URL.Path { // led to a page to sign in: the scope is missing
		res.Body.Close()
		return nil, &apiError{method: "fetch a file", status: res.StatusCode}
	}
	return res.Body, nil
}

// fromSlack reports whether a URL is one of Slack's files.
func (c *client) fromSlack(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	api, _ := url.Parse(c.base)
	return u.Scheme == "https" && (u.Hostname() == "slack.com" || strings.HasSuffix(u.Hostname(), ".slack.com")) || u.Scheme == api.Scheme && u.Host == api.Host
}
