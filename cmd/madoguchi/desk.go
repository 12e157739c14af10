package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/loop"
	"madoguchi/bot/slack"
	"madoguchi/bot/web"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match"
	"madoguchi/store"
)

// service is the program that serves a desk, with its parts.
type service struct {
	engine  store.Engine
	base    *knowledge.Base // that was in force at the start
	advisor *loop.Advisor
	loop    *loop.Loop
	chat    *web.Chat
	console *desk.Console
	people  *desk.Accounts // who may sign in to the console
	line    []*line.Channel
	slack   *slack.Slack // nil: not configured

	endpoints map[bot.Channel]bot.Endpoint // where answers are sent
	inChannel bool                         // staff read in Slack
	staff     bot.Desk                     // where staff see tickets; nil: nowhere

	metrics *prometheus.Registry
	phone   *linetest.Simulator // nil: LINE is LINE
	samples bool                // a store without tickets gets some
	control net.Listener        // for what only a running server can do; nil: there is none
	log     *slog.Logger
}

func newDesk(ctx context.Context, s settings, engine store.Engine, sealer *store.Sealer, now time.Time, log *slog.Logger) (*service, error) {
	go mask.Chat("窓口") // the tokenizer's dictionary takes a while to load; the model is trained meanwhile
	_, b, err := base.Stored(ctx, engine)
	if err != nil {
		return nil, err
	}
	d := &service{engine: engine, base: b, metrics: prometheus.NewRegistry(), endpoints: map[bot.Channel]bot.Endpoint{}, log: log}
	d.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if d.advisor, err = newAdvisor(inBackground(b), s.Desk, now); err != nil {
		return nil, err
	}
	d.advisor.Older = func(ctx context.Context, version string) (*bot.Edition, error) {
		b, err := base.ByVersion(ctx, engine, version)
		if err != nil {
			return nil, err
		}
		return edition(b), nil
	}
	d.loop, err = loop.Open(loop.Options{
		Engine: engine, Sealer: sealer, Advisor: d.advisor, Log: log.With("component", "loop"), Metrics: d.metrics,
		Erased: func() {
			if err := noteErasures(context.Background(), s, engine); err != nil {
				log.Error("an older backup would bring back what was erased", "err", err)
			}
		},
		Keep: s.Desk.retention(),
	})
	if err != nil {
		return nil, err
	}
	d.chat, err = web.New(web.Options{Conversations: d.loop, Hash: sealer.Hash, Desk: s.Desk.Name, Phone: s.Desk.Phone, Greeting: d.greeting, Embed: s.Desk.Embed, In: d.advisor.Calendar.In, Secrets: d.passphrases, Passes: d.loop, Log: log.With("component", "web")})
	if err != nil {
		return nil, err
	}
	return d, errors.Join(d.addLINE(s), d.addSlack(s, sealer), d.addMail(s), d.addConsole(s.Desk, sealer))
}

// addConsole adds the desk's side on the web. It comes last: it asks which channels send.
func (d *service) addConsole(s deskSettings, sealer *store.Sealer) (err error) {
	d.people = &desk.Accounts{Engine: d.engine, Sealer: sealer, Now: d.advisor.Now}
	if !d.inChannel {
		d.advisor.Alone = (&attendance{people: d.people}).Alone
	}
	d.console, err = desk.New(desk.Options{
		Tickets: d.loop, Accounts: d.people, Edition: d.advisor.Current, Learn: learner, ByAnother: s.ByAnother, Calendar: d.advisor.Calendar,
		Sends: func(ch bot.Channel) bool { return d.endpoints[ch].Sender != nil }, Desk: d.advisor.Desk,
		Log: d.log.With("component", "console"), Now: d.advisor.Now,
	})
	return err
}

// greeting is what is said to who has said nothing yet.
func (d *service) greeting() []dialog.Message { return d.loop.Greeting(context.Background()) }

// passphrases are the words by which the cases of a conversation are carried on.
func (d *service) passphrases(ctx context.Context, conv bot.ConversationID) (out []string, _ error) {
	all, err := d.loop.Tickets(ctx)
	for _, t := range all {
		if t.Conversation == conv {
			out = append(out, t.Passphrase)
		}
	}
	return out, err
}

// edition is a base with what is learnt of it, which may take seconds; tests that start a server
// hundreds of times put something cheaper in its place.
var edition = func(b *knowledge.Base) *bot.Edition { return editionOf(b, learnOnce(b)) }

// learner learns a draft for the console. What the draft as it would be published has learnt is
// kept, so that it is in force at once when it is published.
func learner(b *knowledge.Base, chance uint8) knowledge.Senses {
	defer debug.FreeOSMemory()
	if chance == 0 {
		return edition(b).Senses
	}
	return knowledge.Senses{Match: match.Trained(b, chance).Match}
}

// editionOf is a base with what was learnt of it.
func editionOf(b *knowledge.Base, l match.Learnt) *bot.Edition {
	return &bot.Edition{Base: b, Senses: l.Senses()}
}

// garbage is how much memory may be taken, in per cent of what is in use, before what is not is
// found: half of Go's own measure, since what is learnt is large and lives as long as the process.
const garbage = 50

// keepSmall holds memory down, unless the operator says how.
func keepSmall() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}

// inBackground is an edition that still learns: a server that starts takes webhooks meanwhile, and
// what must be understood waits for it.
func inBackground(b *knowledge.Base) *bot.Edition {
	learnt := sync.OnceValue(func() *bot.Edition { return edition(b) })
	go mask.Load() // no webhook is taken before
	keepSmall()
	go func() {
		learnt()
		debug.FreeOSMemory() // to learn takes three times what is learnt
	}()
	return &bot.Edition{Base: b, Senses: knowledge.Senses{
		Match:  func(text string) knowledge.Match { return learnt().Match(text) },
		Follow: func(entry, text string) []knowledge.Found { return learnt().Follow(entry, text) },
		Near:   func(text string, lines []string) (int, float64) { return learnt().Near(text, lines) },
		Hear: func(while knowledge.Span, text string) (*knowledge.Voice, float64) {
			return learnt().Hear(while, text)
		},
		Answer: func(slot, text string) (string, float64) { return learnt().Answer(slot, text) },
	}}
}

func (d *service) addLINE(s settings) error {
	for _, l := range s.LINE {
		o := lineOptions(l, d.log.With("component", "line"))
		o.Events, o.Alert, o.Now = d.loop, d.loop.Alert, d.advisor.Now
		o.Metrics = d.metrics
		c, err := line.New(o)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
		d.line, d.endpoints[o.Name] = append(d.line, c), c.Endpoint()
	}
	return nil
}

// slackPace is the time between two messages in one channel; 0: as Slack asks for. Tests are in a
// hurry.
var slackPace time.Duration

// slackOptions are what the settings make of the adapter's options.
func slackOptions(k slackSettings, log *slog.Logger) slack.Options {
	return slack.Options{
		Name: "slack", SigningSecret: string(k.SigningSecret), BotToken: string(k.BotToken), AppToken: string(k.AppToken), APIURL: k.APIURL,
		DeskChannel: k.DeskChannel, OnCall: k.OnCall, Undo: k.undo(), Pace: slackPace, Log: log,
	}
}

func (d *service) addSlack(s settings, sealer *store.Sealer) error {
	k := s.Slack
	if !k.used() {
		return nil
	}
	zone, err := time.LoadLocation(s.Desk.Zone)
	if err != nil {
		return err
	}
	o := slackOptions(k, d.log.With("component", "slack"))
	if o.Templates, err = s.Desk.templates(); err != nil {
		return err
	}
	o.DeskName, o.Zone, o.Events, o.Tickets, o.Metrics, o.Now = s.Desk.Name, zone, d.loop, d.loop, d.metrics, d.advisor.Now
	if k.ClientID != "" {
		o.Workspaces, err = slack.NewWorkspaces(slack.WorkspacesOptions{
			ClientID: k.ClientID, ClientSecret: string(k.ClientSecret), RedirectURL: k.RedirectURL, Engine: d.engine, Sealer: sealer,
		})
		if err != nil {
			return err
		}
	}
	d.slack, err = slack.New(o)
	if err != nil {
		return fmt.Errorf("slack: %w", err)
	}
	d.inChannel = k.DeskChannel != ""
	d.endpoints["slack"], d.staff = d.slack.Endpoint(), d.slack.Desk()
	return nil
}

func (d *service) routes() http.Handler {
	mux := http.NewServeMux()
	chat, console := d.chat.Handler(), d.console.Handler()
	mux.Handle("/chat", chat)
	mux.Handle("/chat/", chat)
	mux.Handle("/desk", console)
	mux.Handle("/desk/", console)
	mux.Handle("GET /{$}", http.RedirectHandler("/chat", http.StatusFound))
	for _, c := range d.line {
		mux.Handle("POST "+path.Clean(c.Path()), c.Handler())
	}
	if d.phone != nil {
		mux.Handle(linetest.SimulatorPath, d.phone)
	}
	if d.slack != nil {
		mux.Handle("/webhook/slack/", d.slack.Handler())
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(d.metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := d.engine.View(r.Context(), func(store.Reader) error { return nil }); err != nil {
			http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
			return
		}
		if err := d.loop.Writable(); err != nil {
			http.Error(w, "the store answers and takes nothing: "+oneLine(err.Error()), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return mux
}

// follow takes up each base that is published while the server runs. Consultations that have begun
// go on with the one they began with.
func (d *service) follow(ctx context.Context) {
	for b, err := range base.Follow(ctx, d.engine, d.base.Version) {
		if err != nil {
			d.log.Error("a base was published that cannot be used; the one in force stays", "err", err)
			continue
		}
		d.advisor.Publish(edition(b))
		d.log.Info("base published", "base", b.Version, "entries", len(b.FAQs))
	}
}
