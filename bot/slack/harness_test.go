package slack

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// open is a Tuesday morning on which somebody is at the desk.
var open = time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// theDesk is the desk's channel.
const theDesk = "C0DESK"

// world is a workspace, an adapter and a real bot, each as in production.
type world struct {
	t      *testing.T
	fake   *slacktest.Fake
	slack  *Slack
	bot    *loop.Loop
	clock  *harness.Clock
	log    *harness.Log
	engine store.Engine
	key    string
	opts   worldOptions

	yamada, sato *slacktest.Person // staff
	tanaka       *slacktest.Person // a consulter
	stop         func()
}

type worldOptions struct {
	socket  bool
	retries []time.Duration
	ack     time.Duration
	adapter func(*Options)
	events  func(Events) Events // what stands between adapter and bot; nil: nothing
}

func newWorld(t *testing.T, with ...func(*worldOptions)) *world {
	t.Helper()
	t.Parallel() // most of a test is waiting
	o := worldOptions{retries: []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond}, ack: farAway}
	for _, f := range with {
		f(&o)
	}
	w := &world{t: t, clock: harness.NewClock(open), log: harness.Listen(t), engine: store.Memory(), key: filepath.Join(t.TempDir(), "desk.key"), opts: o}
	if err := store.NewKeyFile(w.key); err != nil {
		t.Fatal(err)
	}
	fake, err := slacktest.Start(slacktest.Options{Now: w.clock.Now, Pace: -1, Retries: o.retries, AckWithin: o.ack, Ping: 50 * time.Millisecond, Scopes: strings.Join(Scopes(), ",")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.Close)
	w.fake = fake
	w.yamada, w.sato, w.tanaka = fake.Person("U0YAMADA", "山田"), fake.Person("U0SATO", "佐藤"), fake.Person("U0TANAKA", "田中")
	fake.Channel(theDesk, false, "U0YAMADA", "U0SATO")
	fake.Channel("C0SALES", false, "U0TANAKA", "U0YAMADA")
	w.start()
	t.Cleanup(func() {
		w.stop()
		for _, v := range fake.Violations() {
			t.Errorf("Slack's rules were broken: %s", v)
		}
	})
	return w
}

// start starts the program: adapter, bot, and a server. After stop it may be started again on the
// same store: what the first had in hand is then of unknown outcome, as after a crash.
func (w *world) start() {
	w.t.Helper()
	o := Options{
		SigningSecret: w.fake.SigningSecret, BotToken: w.fake.BotToken, APIURL: w.fake.URL + "/api/", DeskChannel: theDesk, DeskName: "相談窓口",
		Log: w.log.Logger(), Now: w.clock.Now, Pace: time.Nanosecond, Timeout: farAway,
	}
	if w.opts.socket {
		o.AppToken, o.SigningSecret = w.fake.AppToken, ""
	}
	if w.opts.adapter != nil {
		w.opts.adapter(&o)
	}
	b := w.newLoop()
	o.Events, o.Tickets = b, b
	if w.opts.events != nil {
		o.Events = w.opts.events(b)
	}
	s, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = b.Run(ctx, map[bot.Channel]bot.Endpoint{s.Name: s.Endpoint()}, s.Desk()) })
	running.Go(func() { _ = s.Run(ctx) })
	server := httptest.NewServer(s.Handler())
	if w.opts.socket {
		w.eventually("the socket is open", func() bool { return w.fake.Sockets() > 0 })
	} else {
		w.fake.Subscribe(server.URL + "/webhook/slack")
	}
	w.slack, w.bot = s, b
	w.stop = sync.OnceFunc(func() {
		server.Close()
		cancel()
		w.fake.LetGo()
		running.Wait()
	})
}

func (w *world) newLoop() *loop.Loop {
	w.t.Helper()
	key, err := store.OpenKeyFile(w.key)
	if err != nil {
		w.t.Fatal(err)
	}
	sealer, err := store.OpenSealer(context.Background(), w.engine, key)
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := loop.Open(loop.Options{
		Engine: w.engine, Sealer: sealer, Advisor: newAdvisor(w.t, w.clock.Now), Log: w.log.Logger(),
		Patience: time.Millisecond, // what comes together is tested where the clock of the wait can be halted
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// theBase is read once: it takes a moment. The calendar is one for all, since two that look up
// holidays at the same time race in the library that knows them.
var (
	theBase     = sync.OnceValues(base.Embedded)
	theCalendar = sync.OnceValues(func() (*calendar.Calendar, error) { return calendar.New("Asia/Tokyo", calendar.DefaultHours()) })
)

// farAway bounds calls that should come back by themselves: it ends what hangs, and decides nothing.
const farAway = 5 * time.Minute

// newAdvisor matches by one word, so that no test depends on what training makes of the base.
func newAdvisor(t *testing.T, now func() time.Time) *loop.Advisor {
	t.Helper()
	b, err := theBase()
	if err != nil {
		t.Fatal(err)
	}
	matcher := func(words string) knowledge.Match {
		if strings.Contains(words, "偽の警告") {
			return knowledge.Match{Confidence: 0.999, Candidates: []knowledge.Candidate{{FAQ: "support-scam", Category: b.FAQ("support-scam").Category, Score: 0.999}}}
		}
		return knowledge.Match{None: true}
	}
	hours, err := theCalendar()
	if err != nil {
		t.Fatal(err)
	}
	return loop.NewAdvisor(&bot.Edition{Base: b, Senses: knowledge.Senses{Match: matcher}}, hours, knowledge.Desk{Name: "相談窓口"}, now)
}

// eventually waits for something to become true.
func (w *world) eventually(what string, is func() bool) {
	w.t.Helper()
	harness.Until(w.t, what, is, w.books, w.log.String)
}

// books are what stands in the channels, for whoever reads a failed test.
func (w *world) books() string {
	var b strings.Builder
	for _, c := range []string{theDesk, "C0SALES", w.tanaka.Direct()} {
		fmt.Fprintf(&b, "== %s\n", c)
		for _, p := range w.fake.Everything(c) {
			fmt.Fprintf(&b, "%s thread=%s deleted=%v to=%s %v %s\n", p.TS, p.Thread, p.Deleted, p.Ephemeral, p.Reactions, strings.ReplaceAll(p.Shown(), "\n", " / "))
		}
	}
	return b.String()
}

// reads waits until a person sees words in a channel, and returns the post.
func (w *world) reads(channel, words string) (out slacktest.Post) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%q stands in %s", words, channel), func() bool {
		for _, p := range w.fake.Everything(channel) {
			if !p.Deleted && strings.Contains(p.Shown(), words) {
				out = p
				return true
			}
		}
		return false
	})
	return out
}

// inThread waits until staff see words in a card's thread.
func (w *world) inThread(card slacktest.Post, words string) (out slacktest.Post) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%q stands in the thread", words), func() bool {
		for _, p := range w.fake.Replies(card.Channel, card.TS) {
			if strings.Contains(p.Shown(), words) {
				out = p
				return true
			}
		}
		return false
	})
	return out
}

// question waits until the consulter sees something to press in a channel, and returns the latest.
func (w *world) question(channel string) (out slacktest.Post) {
	w.t.Helper()
	w.eventually("there is a question with buttons", func() bool {
		for _, p := range w.fake.Everything(channel) {
			for _, b := range p.Buttons() {
				if strings.HasPrefix(b.Action, actionChoice) {
					out = p
				}
			}
		}
		return out.TS != ""
	})
	return out
}

// count is how many posts of a channel hold words.
func (w *world) count(channel, words string) (n int) {
	for _, p := range w.fake.Everything(channel) {
		if !p.Deleted && strings.Contains(p.Shown(), words) {
			n++
		}
	}
	return n
}

// handOff lets the consulter ask for a person in direct messages, and returns the card and its
// ticket.
func (w *world) handOff() (card slacktest.Post, number string) {
	w.t.Helper()
	w.tanaka.Say("偽の警告が出ました")
	w.reads(w.tanaka.Direct(), "いますぐすること")
	w.tanaka.Say("人と話したい")
	return w.card()
}

func (w *world) card() (slacktest.Post, string) {
	w.t.Helper()
	card := w.reads(theDesk, "受付番号")
	var number string
	w.eventually("there is a ticket", func() bool {
		open, err := w.bot.OpenTickets(context.Background())
		if err == nil && len(open) > 0 {
			number = open[len(open)-1].Number
		}
		return number != ""
	})
	w.quiet()
	return card, number
}

// waiting is how much stands in the store that is to be stepped.
func (w *world) waiting() (n int) {
	w.t.Helper()
	err := w.engine.View(context.Background(), func(r store.Reader) error {
		n = 0
		for _, err := range r.Scan(store.K("inbox").Range()) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// hangs waits until a call hangs.
func (w *world) hangs() {
	w.t.Helper()
	w.eventually("a call hangs", func() bool { return w.fake.Hanging() > 0 })
}

// quiet waits until nothing is under way any more.
func (w *world) quiet() {
	w.t.Helper()
	calm := 0
	last := 0
	w.eventually("nothing is under way", func() bool {
		n := len(w.fake.Calls())
		if w.fake.Pending() > 0 || n != last || len(w.slack.slots) > 0 || w.waiting() > 0 {
			calm, last = 0, n
			return false
		}
		calm++
		time.Sleep(5 * time.Millisecond)
		return calm > 8
	})
}

func (w *world) press(p *slacktest.Person, card slacktest.Post, label string) {
	w.t.Helper()
	if err := p.Press(card.Channel, card.TS, label); err != nil {
		w.t.Fatalf("%s presses %s: %v\n%s", p.Name, label, err, w.books())
	}
}

// sure confirms what somebody is asked about.
func (w *world) sure(p *slacktest.Person) {
	w.t.Helper()
	w.eventually("it is asked about", func() bool { return p.Modal() != nil })
	if err := p.Submit("", ""); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ticket(number string) bot.Ticket {
	w.t.Helper()
	t, err := w.bot.Ticket(context.Background(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return t
}

// status waits until a ticket stands somewhere.
func (w *world) status(number string, want bot.Status) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("ticket %s is %s", number, want), func() bool { return w.ticket(number).Status == want })
}

// fromWeb is a consulter of the web chat, whose adapter is not part of this.
func (w *world) fromWeb(conv, id, words string) {
	w.t.Helper()
	err := w.bot.Accept(context.Background(), bot.Event{
		Conversation: bot.ConversationID(conv), ID: bot.EventID(id), ReplyTo: bot.ReplyTo{Channel: "web"}, Event: dialog.Event{Kind: dialog.Text, Message: id, Text: words},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) webReads(conv, words string) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%q stands in the web chat", words), func() bool {
		return slices.ContainsFunc(w.transcript(conv), func(l bot.Entry) bool { return strings.Contains(l.Text, words) })
	})
}

func (w *world) transcript(conv string) []bot.Entry {
	lines, err := w.bot.Transcript(context.Background(), bot.ConversationID(conv), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return lines
}
