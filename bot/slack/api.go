package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/bot"
)

// client calls Slack's Web API for one workspace. It is our own and not the SDK's since that
// decodes every block of every message it gets back, and one block that it does not know costs the
// whole page; here only what is used is read. It also keeps the token in a header, never in a body,
// and knows which failures leave it open whether Slack has acted.
type client struct {
	base  string // ends with a slash
	token string
	http  *http.Client
	count func(method, outcome string)
}

// apiURL is where Slack's Web API lives.
const apiURL = "https://slack.com/api/"

// maxAnswer bounds what is read of an answer: a page of history is the largest.
const maxAnswer = 8 << 20

// apiError is an answer that is no success. HTTP's status is 200 when Slack itself refused
// (docs.slack.dev/apis/web-api).
type apiError struct {
	method string
	code   string // Slack's
	needed string // the scope that is missing
	status int    // HTTP's
	after  time.Duration
}

func (e *apiError) Error() string {
	switch {
	case e.needed != "":
		return fmt.Sprintf("%s: %s, needs the scope %s", e.method, e.code, e.needed)
	case e.code != "":
		return e.method + ": " + e.code
	}
	return fmt.Sprintf("%s: status %d", e.method, e.status)
}

// call calls a method and reads its answer into out, which may be nil.
func (c *client) call(ctx context.Context, method string, args url.Values, out any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+method, strings.NewReader(args.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%s: the address of Slack's Web API is no URL", method)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.http.Do(req)
	if err != nil {
		c.count(method, "unreachable")
		return nil, fmt.Errorf("%s: %w", method, bare(err))
	}
	defer res.Body.Close()
	head, err := c.read(method, res, out)
	outcome := "ok"
	if failed := (*apiError)(nil); errors.As(err, &failed) {
		outcome = "refused"
	} else if err != nil {
		outcome = "unread"
	}
	c.count(method, outcome)
	return head, err
}

func (c *client) read(method string, res *http.Response, out any) (http.Header, error) {
	if res.StatusCode != http.StatusOK {
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After")) // some 429 have none (slack-go PR#1383)
		return res.Header, &apiError{method: method, status: res.StatusCode, after: time.Duration(max(0, min(seconds, 3600))) * time.Second}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return res.Header, fmt.Errorf("%s: read the answer: %w", method, bare(err))
	}
	var verdict struct {
		OK     *bool  `json:"ok"`
		Error  string `json:"error"`
		Needed string `json:"needed"`
	}
	if err := json.Unmarshal(body, &verdict); err != nil {
		return res.Header, fmt.Errorf("%s: the answer is no JSON", method)
	}
	if verdict.OK == nil || !*verdict.OK && verdict.Error == "" { // not Slack's own: what it did is not known
		return res.Header, fmt.Errorf("%s: the answer says neither yes nor why not", method)
	}
	if !*verdict.OK {
		return res.Header, &apiError{method: method, code: verdict.Error, needed: verdict.Needed, status: res.StatusCode}
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			return res.Header, fmt.Errorf("%s: the answer is not as documented: %w", method, err)
		}
	}
	return res.Header, nil
}

// bare takes the URL out of an error: those of files and sockets tell names and tickets.
func bare(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// code is Slack's own word for a failure, or "".
func code(err error) string {
	if e := (*apiError)(nil); errors.As(err, &e) {
		return e.code
	}
	return ""
}

// What Slack's words mean (docs.slack.dev/reference/methods, errors of chat.postMessage). A word
// that is not listed is Permanent: Slack has said no, and what it means by it somebody must read in
// the log.
var (
	// the consulter is gone, or nothing can reach them any more
	unreachable = []string{"user_not_found", "user_disabled", "users_not_found", "cannot_dm_bot", "not_in_channel", "user_not_visible", "thread_not_found"}
	// Slack cannot now, and says that it has done nothing
	busy = []string{"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org", "service_unavailable"}
	// Slack failed in the middle
	broken = []string{"internal_error", "fatal_error", "request_timeout"}
	// people at the desk must mend the settings; what waits meanwhile is not lost. After an hour of
	// a revoked token an answer still helps, and a ticket that nobody was shown always does
	mendable = []string{"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope", "no_permission",
		"ekm_access_denied", "org_login_required", "access_denied", "not_allowed_token_type", "two_factor_setup_required", "accesslimited"}
	// the desk's channel can be mended too: the bot invited, the channel taken out of the archive
	deskMendable = []string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "restricted_action_thread_locked",
		"restricted_action_read_only_channel", "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel"}
)

// mendAfter is how long to wait for people to mend something.
const mendAfter = time.Minute

// limitedAfter is how long to wait after a 429 that does not say.
const limitedAfter = 10 * time.Second

// classify says what a failure means to who sends: again, later, or never.
func classify(err error) *bot.SendError {
	if done := (*bot.SendError)(nil); errors.As(err, &done) {
		return done
	}
	e := (*apiError)(nil)
	if !errors.As(err, &e) {
		dialing := (*net.OpError)(nil)
		unsent := errors.As(err, &dialing) && dialing.Op == "dial"
		return &bot.SendError{Failure: bot.Retry, Unknown: !unsent, Err: err}
	}
	switch is := func(list []string) bool { return slices.Contains(list, e.code) }; {
	case e.status == http.StatusTooManyRequests:
		if e.after == 0 {
			e.after = limitedAfter
		}
		return &bot.SendError{Failure: bot.Retry, After: e.after, Err: err}
	case e.status >= 500, e.status == http.StatusRequestTimeout, is(broken):
		return &bot.SendError{Failure: bot.Retry, Unknown: true, Err: err}
	case is(busy):
		return &bot.SendError{Failure: bot.Retry, After: limitedAfter, Err: err}
	case is(mendable):
		return &bot.SendError{Failure: bot.Retry, After: mendAfter, Err: err}
	case is(unreachable):
		return &bot.SendError{Failure: bot.Blocked, Err: err}
	}
	return &bot.SendError{Failure: bot.Permanent, Err: err}
}

// classifyDesk is classify for the desk's channel, which people can mend.
func classifyDesk(err error) *bot.SendError {
	if c := code(err); c != "" && slices.Contains(deskMendable, c) {
		return &bot.SendError{Failure: bot.Retry, After: mendAfter, Err: err}
	}
	return classify(err)
}

var secret = regexp.MustCompile(`xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|(?:ticket|app_id|token|code)=[^&\s"]+`)

// scrub takes what must not be logged out of an error of the SDK.
func scrub(err error) string { return secret.ReplaceAllString(bare(err).Error(), "…") }

// read1 reads one message of a thread. One that is gone is empty.
func (c *client) read1(ctx context.Context, channel, thread, ts string) (message, error) {
	var out struct {
		Messages []message `json:"messages"`
	}
	args := url.Values{"channel": {channel}, "ts": {thread}, "oldest": {ts}, "latest": {ts}, "inclusive": {"true"}, "limit": {"2"}, "include_all_metadata": {"true"}}
	if _, err := c.call(ctx, "conversations.replies", args, &out); err != nil && code(err) != "thread_not_found" {
		return message{}, err
	}
	for _, m := range out.Messages { // the root comes along whatever is asked for
		if string(m.TS) == ts {
			return m, nil
		}
	}
	return message{}, nil
}

// pageSize is how many messages are read at a time.
const pageSize = 100

// readAll reads a channel, or a thread of it, for so many pages. One that is gone is empty.
func (c *client) readAll(ctx context.Context, channel, thread string, pages int) (all []message, err error) {
	method := "conversations.history"
	args := url.Values{"channel": {channel}, "limit": {strconv.Itoa(pageSize)}, "include_all_metadata": {"true"}}
	if thread != "" {
		method = "conversations.replies"
		args.Set("ts", thread)
	}
	for range pages {
		var out struct {
			Messages []message `json:"messages"`
			Next     struct {
				Cursor string `json:"next_cursor"`
			} `json:"response_metadata"`
		}
		if _, err := c.call(ctx, method, args, &out); err != nil {
			if code(err) == "thread_not_found" || code(err) == "message_not_found" {
				return all, nil
			}
			return nil, err
		}
		all = append(all, out.Messages...)
		if out.Next.Cursor == "" {
			break
		}
		args.Set("cursor", out.Next.Cursor)
	}
	return all, nil
}
