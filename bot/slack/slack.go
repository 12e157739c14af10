package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
)

// Events keeps what consulters say; loop.Loop does.
type Events interface {
	Accept(ctx context.Context, events ...bot.Event) error
	ConversationID(ch bot.Channel, parts ...string) bot.ConversationID
	Transcript(ctx context.Context, conv bot.ConversationID, after uint64) ([]bot.Entry, error)
}

// Tickets are what staff work on; loop.Loop keeps them.
type Tickets interface {
	Ticket(ctx context.Context, number string) (bot.Ticket, error)
	OpenTickets(ctx context.Context) ([]bot.Ticket, error)
	Picture(ctx context.Context, conv bot.ConversationID, line uint64) ([]byte, error)
	Claim(ctx context.Context, number string, by bot.Staff) error
	Assign(ctx context.Context, number string, to, by bot.Staff) error
	PutBack(ctx context.Context, number string, by bot.Staff) error
	Raise(ctx context.Context, number string, by bot.Staff) error
	Answer(ctx context.Context, number string, r bot.Reply) error
	ReturnToBot(ctx context.Context, number string, by bot.Staff) error
	Act(ctx context.Context, number string, in bot.Input) error
	Reach(ctx context.Context, number string, by bot.Staff) (bot.Reach, error)
	Since(ctx context.Context, from time.Time) ([]bot.Ticket, error)
	Refs(ctx context.Context, number string) (refs map[string]string, name string, err error)
}

// Options are what the adapter is made of. Events and Tickets are needed to receive and to run, not
// to look at the settings.
type Options struct {
	Name          bot.Channel // "slack", or "slack/NAME" for a second app
	SigningSecret string      // verifies what comes over HTTP
	BotToken      string      // xoxb-: of the one workspace
	AppToken      string      // xapp-: Socket Mode; empty: events come over HTTP
	Workspaces    *Workspaces // many workspaces, by OAuth; nil: the one of BotToken
	APIURL        string      // empty: Slack's own

	DeskChannel string         // the channel's id; empty: no desk here
	OnCall      string         // a user, a user group or a second channel that hears of urgent tickets nobody takes
	Undo        time.Duration  // for so long a reply can be taken back
	DeskName    string         // for App Home
	Templates   *bot.Templates // what staff can put into a reply; nil: nothing
	Zone        *time.Location // in which staff read times; nil: Tokyo's

	Events  Events
	Tickets Tickets
	Log     *slog.Logger
	Metrics prometheus.Registerer // nil: they are not shown
	Now     func() time.Time      // nil: time.Now

	Pace      time.Duration // between two messages in one channel; 0: the second that Slack asks for
	Timeout   time.Duration // of one call of the Web API; 0: 10 s
	Heartbeat time.Duration // how often Slack's socket must give a sign of life; 0: 30 s

	rest func(time.Duration) // between two messages in one channel; nil: time.Sleep
}

// Slack is one app on Slack: consulters' chat, and the desk's channel if it has one. It is safe for
// concurrent use.
type Slack struct {
	Options
	texts   texts
	http    *http.Client
	metrics *metrics
	look    look
	reader  reader
	posts   *poster
	desk    *desk
	direct  *cache[string] // team/user → the channel of direct messages, and back
	names   *cache[string] // user → name
	asked   *cache[bool]   // messages whose writer was asked something, once
	begun   *cache[bool]   // conversations that this process has accepted something of

	work   context.Context // of what is done after acknowledging
	stop   context.CancelFunc
	taskMu sync.Mutex
	ended  bool // nothing new is begun
	tasks  sync.WaitGroup
	slots  chan struct{}
}

// many bounds each cache: so many people, threads and channels are dealt with at a time.
const many = 20000

// New makes an adapter. It calls nobody until it is asked to.
func New(o Options) (*Slack, error) {
	switch {
	case o.Log == nil:
		return nil, errors.New("slack: a log is needed")
	case o.BotToken == "" && o.Workspaces == nil:
		return nil, errors.New("slack: a bot token is needed (xoxb-…)")
	case o.SigningSecret == "" && o.AppToken == "":
		return nil, errors.New("slack: a signing secret (HTTP) or an app token (Socket Mode) is needed")
	}
	for _, d := range []struct {
		is *time.Duration
		of time.Duration
	}{{&o.Pace, time.Second}, {&o.Timeout, 10 * time.Second}, {&o.Heartbeat, 30 * time.Second}} {
		if *d.is == 0 {
			*d.is = d.of
		}
	}
	if o.Name == "" {
		o.Name = "slack"
	}
	if o.APIURL == "" {
		o.APIURL = apiURL
	}
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" {
		return nil, errors.New("slack: the address of the Web API is no URL")
	}
	o.APIURL = strings.TrimSuffix(o.APIURL, "/") + "/"
	if o.Zone == nil {
		o.Zone = time.FixedZone("JST", 9*60*60)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.rest == nil {
		o.rest = time.Sleep
	}
	words, err := loadTexts()
	if err != nil {
		return nil, err
	}
	names := newCache[string](many)
	s := &Slack{
		Options: o, texts: words, http: &http.Client{Timeout: o.Timeout}, metrics: newMetrics(o.Metrics, o.Name),
		look: look{words, o.Zone, names, o.Templates}, reader: reader{words}, posts: newPoster(o.Log, o.Pace, o.rest),
		direct: newCache[string](many), names: names, asked: newCache[bool](many), begun: newCache[bool](many), slots: make(chan struct{}, 32),
	}
	s.desk = newDesk(s)
	s.work, s.stop = context.WithCancel(context.Background())
	if o.Workspaces != nil {
		o.Workspaces.via(s)
	}
	return s, nil
}

// Run keeps the adapter working until ctx ends: over Socket Mode it receives, over HTTP it only
// finds out who is at the desk.
func (s *Slack) Run(ctx context.Context) error {
	if s.Events == nil || s.Tickets == nil {
		return errors.New("slack: to run, it needs Events and Tickets")
	}
	s.later("learn who is at the desk", s.desk.meet)
	if s.AppToken != "" {
		s.receive(ctx)
	} else {
		<-ctx.Done()
	}
	s.finish()
	return nil
}

// finish waits a while for what was left for later, and cuts off the rest.
func (s *Slack) finish() {
	s.taskMu.Lock()
	s.ended = true
	s.taskMu.Unlock()
	done := make(chan struct{})
	go func() { s.tasks.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
	}
	s.stop()
	<-done
}

// later does something after the request was acknowledged: Slack gives three seconds, and its own
// Web API may take them all. What must not be lost is never left for later.
func (s *Slack) later(doing string, fn func(ctx context.Context) error) {
	s.taskMu.Lock()
	defer s.taskMu.Unlock()
	if s.ended {
		return
	}
	s.tasks.Go(func() {
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		case <-s.work.Done():
			return
		}
		ctx, cancel := context.WithTimeout(s.work, 3*s.Timeout)
		defer cancel()
		if err := fn(ctx); err != nil && s.work.Err() == nil {
			s.Log.Warn("not done", "doing", doing, "err", err)
		}
	})
}

// client calls the Web API as the bot of a workspace.
func (s *Slack) client(ctx context.Context, team string) (*client, error) {
	token := s.BotToken
	if s.Workspaces != nil && team != "" { // the desk is in the workspace of the bot token
		var err error
		if token, err = s.Workspaces.token(ctx, team); err != nil {
			return nil, err
		}
	}
	return s.clientOf(token), nil
}

func (s *Slack) clientOf(token string) *client {
	return &client{base: s.APIURL, token: token, http: s.http, count: s.metrics.call}
}

// address is ReplyTo.Address: where a consulter is answered.
type address struct {
	Team    string `json:"team,omitempty"`
	Channel string `json:"channel,omitempty"`   // empty: the direct messages with User
	Thread  string `json:"thread_ts,omitempty"` // the root's
	User    string `json:"user"`
	Open    bool   `json:"open,omitempty"` // others can read along: going on in private is offered
}

// metrics count what operators watch.
type metrics struct {
	calls    *prometheus.CounterVec
	requests *prometheus.CounterVec
	sockets  prometheus.Gauge
}

func newMetrics(to prometheus.Registerer, name bot.Channel) *metrics {
	if to == nil {
		to = prometheus.NewRegistry()
	}
	app := prometheus.Labels{"app": string(name)}
	m := &metrics{
		calls:    prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "madoguchi", Name: "slack_calls_total", Help: "Calls of Slack's Web API.", ConstLabels: app}, []string{"method", "outcome"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "madoguchi", Name: "slack_requests_total", Help: "What Slack delivered.", ConstLabels: app}, []string{"kind", "outcome"}),
		sockets:  prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "madoguchi", Name: "slack_sockets", Help: "Open Socket Mode connections.", ConstLabels: app}),
	}
	to.MustRegister(m.calls, m.requests, m.sockets)
	return m
}

func (m *metrics) call(method, outcome string) { m.calls.WithLabelValues(method, outcome).Inc() }

func (m *metrics) request(kind, outcome string) { m.requests.WithLabelValues(kind, outcome).Inc() }
