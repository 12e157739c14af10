package line

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/bot"
)

// http is the client that the SDK calls with: each call is logged and counted. LINE keeps no log of calls for us, and asks
// for the request id, time, method, endpoint and status when something is to be looked into (LD/development-guidelines).
func (c *Channel) http() *http.Client {
	h := *c.HTTP
	h.Transport = recorder{c, h.Transport}
	return &h
}

type recorder struct {
	c    *Channel
	next http.RoundTripper // nil: the default one
}

// maxAnswer bounds what is read of an answer that is no picture or file.
const maxAnswer = 1 << 20

// idInPath are people's, groups' and messages' ids: they do not belong in a log.
var idInPath = regexp.MustCompile(`/(?:[UCR][0-9a-f]{32}|[0-9]{5,}|richmenu-[^/]+)`)

func (r recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	next := r.next
	if next == nil {
		next = http.DefaultTransport
	}
	endpoint, begun := idInPath.ReplaceAllString(q.URL.Path[max(0, strings.Index(q.URL.Path, "/v2/")):], "/*"), time.Now()
	res, err := next.RoundTrip(q)
	status, id := 0, ""
	if res != nil {
		status, id = res.StatusCode, requestID(res)
		if !strings.HasSuffix(endpoint, "/content") {
			res.Body = struct {
				io.Reader
				io.Closer
			}{io.LimitReader(res.Body, maxAnswer), res.Body}
		}
	}
	r.c.metrics.calls.WithLabelValues(endpoint, strconv.Itoa(status)).Inc()
	r.c.Log.Info("called LINE", "channel", r.c.name, "method", q.Method, "endpoint", endpoint, "status", status, "request", id, "took", time.Since(begun).Round(time.Millisecond))
	return res, err
}

func requestID(res *http.Response) string { return res.Header.Get("X-Line-Request-Id") }

// call makes one call to LINE in bounded time. It fails with a SendError.
func (c *Channel) call(ctx context.Context, fn func(api *messaging_api.MessagingApiAPI) (*http.Response, error)) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	api, err := c.client(ctx)
	if err != nil {
		return permanent(err)
	}
	return judge(fn(api))
}

func permanent(err error) *bot.SendError { return &bot.SendError{Failure: bot.Permanent, Err: err} }

// refusal is LINE's answer to a call that it did not take.
type refusal struct {
	status  int
	message string
	details []messaging_api.ErrorDetail
	request string // X-Line-Request-Id
}

func (r *refusal) Error() string {
	s := fmt.Sprintf("LINE answered %d (%s)", r.status, cmp.Or(r.message, http.StatusText(r.status)))
	for _, d := range r.details {
		s += fmt.Sprintf(", %s: %s", d.Property, d.Message)
	}
	return s + ", request " + cmp.Or(r.request, "without id")
}

// LINE's words for what went wrong (REF#error-messages).
const (
	invalidToken = "Invalid reply token"
	notDelivered = "Failed to send messages"
	monthlyLimit = "You have reached your monthly limit"
	manyToOne    = "to the same user"
)

// judge says what a call came to: nil, or what its failure means (REF#status-codes, LD/retrying-api-request).
func judge(res *http.Response, err error) error {
	if res == nil {
		return unanswered(err)
	}
	if res.StatusCode/100 == 2 {
		return nil // taken, whatever became of the body on its way
	}
	r := readRefusal(res)
	failed := &bot.SendError{Err: r}
	switch {
	case res.StatusCode == http.StatusConflict:
		return nil // an earlier attempt with this retry key was taken, as X-Line-Accepted-Request-Id
	case res.StatusCode == http.StatusBadRequest && strings.HasPrefix(r.message, invalidToken):
		failed.Failure = bot.Fallback
	case res.StatusCode == http.StatusTooManyRequests && strings.HasPrefix(r.message, monthlyLimit):
		failed.Failure = bot.Quota
	case res.StatusCode == http.StatusTooManyRequests:
		failed.Failure, failed.After = bot.Retry, retryAfter(res, r)
	case res.StatusCode == http.StatusUnauthorized: // the desk's slip, soon mended: no consulter should go without an answer for it
		failed.Failure, failed.After = bot.Retry, time.Minute
	case res.StatusCode >= 500:
		failed.Failure, failed.Unknown = bot.Retry, true
	default:
		failed.Failure = bot.Permanent
	}
	return failed
}

// unanswered judges a call to which no answer came. Only where no connection could be made it is sure that nothing arrived.
// The SDK's error names the address called, people's ids included.
func unanswered(err error) *bot.SendError {
	if e := (*url.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	dial := (*net.OpError)(nil)
	return &bot.SendError{Failure: bot.Retry, Unknown: !errors.As(err, &dial) || dial.Op != "dial", Err: fmt.Errorf("no answer from LINE: %w", err)}
}

func readRefusal(res *http.Response) *refusal {
	defer res.Body.Close()
	var body messaging_api.ErrorResponse
	_ = json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&body) // without a body the status says enough
	return &refusal{res.StatusCode, body.Message, body.Details, requestID(res)}
}

// retryAfter is how long LINE asks to wait. It documents no such header; should one come it is honoured.
func retryAfter(res *http.Response, r *refusal) time.Duration {
	if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, time.Hour)
	}
	if strings.Contains(r.message, manyToOne) {
		return time.Minute
	}
	return 0
}
