package line

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"madoguchi/bot"
	"madoguchi/written"
)

// Options are what a Channel is made of. Name, Secrets, Token and Log are needed.
type Options struct {
	Name       bot.Channel // "line", or "line/NAME" for a further account
	Secrets    []string    // the channel's secret; while it is being replaced, the new one and the old one
	Token      string      // channel access token
	APIURL     string      // empty: LINE's own
	DataAPIURL string
	Events     Events // takes what happened; only Handler needs it

	Alert   func(ctx context.Context, name, text string) error // tells the desk about the budget, what bears one name once; nil: it is only logged
	Reserve float64                                            // share of the budget that is kept for urgent cases; 0: 0.2
	Reach   string                                             // how else to reach the desk, told when there is no budget
	Plain   bool                                               // texts only, no Flex bubbles

	Log     *slog.Logger
	Metrics prometheus.Registerer // nil: they are not shown
	Now     func() time.Time      // nil: time.Now
	HTTP    *http.Client          // nil: one with bounded times
}

const (
	lineAPI     = "https://api.line.me"
	lineDataAPI = "https://api-data.line.me"
)

// callTimeout bounds one call to LINE.
const callTimeout = 10 * time.Second

// callsPerSecond is the platform's 2,000 less a tenth, since Waiting and Name call it too (REF#rate-limits: for each
// endpoint and channel).
const callsPerSecond = 1800

// signsPerSecond and signsAtOnce bound the loading animations of one process: in no second it asks
// for more than both together, and LINE allows 100 (REF#rate-limits).
const (
	signsPerSecond = 40
	signsAtOnce    = 40
)

// Channel is one LINE Official Account. It is safe for concurrent use.
type Channel struct {
	Options
	name    bot.Channel // of Options; Name is a method
	metrics *metrics
	budget  *budget
	signs   *rate.Limiter
	tasks   sync.WaitGroup

	mu      sync.Mutex
	basicID string                      // as soon as it is known
	asked   time.Time                   // when it was last asked for
	owed    map[bot.ConversationID]bool // those to whom something could not be sent for want of budget
}

var (
	_ bot.Sender          = (*Channel)(nil)
	_ bot.TypingIndicator = (*Channel)(nil)
	_ bot.ReadMarker      = (*Channel)(nil)
	_ bot.ProfileReader   = (*Channel)(nil)
	_ bot.Fetcher         = (*Channel)(nil)
)

// New makes a Channel. It calls nobody.
func New(o Options) (*Channel, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	c := &Channel{Options: o, name: o.Name, owed: map[bot.ConversationID]bool{}, signs: rate.NewLimiter(signsPerSecond, signsAtOnce)}
	c.metrics = newMetrics(o.Metrics, o.Name)
	c.budget = newBudget(c)
	if _, err := c.client(context.Background()); err != nil {
		return nil, fmt.Errorf("line: the API's address %q: %w", o.APIURL, err)
	}
	if _, err := c.blobClient(context.Background()); err != nil {
		return nil, fmt.Errorf("line: the data API's address %q: %w", o.DataAPIURL, err)
	}
	return c, nil
}

var channelName = regexp.MustCompile(`^line(/[A-Za-z0-9_-]{1,32})?$`)

func (o *Options) complete() error {
	switch {
	case !channelName.MatchString(string(o.Name)):
		return fmt.Errorf(`line: a channel is named "line" or "line/NAME", not %q`, o.Name)
	case len(o.Secrets) == 0 || len(o.Secrets) > 2:
		return fmt.Errorf("line: channel %s needs one channel secret, or two while it is being replaced; it has %d", o.Name, len(o.Secrets))
	case o.Token == "":
		return fmt.Errorf("line: channel %s needs a channel access token", o.Name)
	case o.Log == nil:
		return errors.New("line: a log is needed")
	case o.Reserve < 0 || o.Reserve >= 1:
		return fmt.Errorf("line: channel %s: the reserve is a share between 0 and 1, not %g", o.Name, o.Reserve)
	}
	for _, s := range o.Secrets {
		if strings.TrimSpace(s) == "" {
			return fmt.Errorf("line: channel %s has an empty channel secret: anybody could sign with it", o.Name)
		}
	}
	if o.Reserve == 0 {
		o.Reserve = 0.2
	}
	if o.APIURL == "" {
		o.APIURL = lineAPI
	}
	if o.DataAPIURL == "" {
		o.DataAPIURL = lineDataAPI
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.HTTP == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = 64
		t.ResponseHeaderTimeout = callTimeout
		o.HTTP = &http.Client{Transport: t}
	}
	return nil
}

// Path is where the account's webhook is to be served: /webhook/line, or /webhook/line/NAME.
func (c *Channel) Path() string { return "/webhook/" + string(c.name) }

// Endpoint is what the loop sends with.
func (c *Channel) Endpoint() bot.Endpoint {
	return bot.Endpoint{Sender: c, Rate: callsPerSecond, Burst: callsPerSecond / 10, Metered: true}
}

// Close waits for what is done in the background (leaving a group, telling the desk), or until ctx ends.
func (c *Channel) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() { c.tasks.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("line: channel %s has not finished: %w", c.name, ctx.Err())
	}
}

// client is a client of the SDK for one call. The SDK keeps the context in the client, so that sharing one would be a data race.
func (c *Channel) client(ctx context.Context) (*messaging_api.MessagingApiAPI, error) {
	api, err := messaging_api.NewMessagingApiAPI(c.Token, messaging_api.WithEndpoint(c.APIURL), messaging_api.WithHTTPClient(c.http()))
	if err != nil {
		return nil, err
	}
	return api.WithContext(ctx), nil
}

func (c *Channel) blobClient(ctx context.Context) (*messaging_api.MessagingApiBlobAPI, error) {
	api, err := messaging_api.NewMessagingApiBlobAPI(c.Token, messaging_api.WithBlobEndpoint(c.DataAPIURL), messaging_api.WithBlobHTTPClient(c.http()))
	if err != nil {
		return nil, err
	}
	return api.WithContext(ctx), nil
}

//go:embed texts.yaml
var textsFile []byte

// texts are the adapter's own words, by their keys in texts.yaml.
var texts = func() map[string]string {
	var t map[string]string
	if err := written.Decode(textsFile, &t); err != nil {
		panic("bot/line/texts.yaml: " + err.Error()) // embedded: a test has read it
	}
	return t
}()

// text returns one of the adapter's texts. A test proves that none is missing.
func text(key string, args ...any) string {
	if len(args) == 0 {
		return texts[key]
	}
	return fmt.Sprintf(texts[key], args...)
}
