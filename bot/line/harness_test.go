package line_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/harness"
	"madoguchi/bot/line"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/loop"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/store"
)

// wednesday is a morning on which the desk is open.
var wednesday = time.Date(2026, 11, 25, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// desk is a bot behind the adapter behind a fake LINE.
type desk struct {
	t       *testing.T
	line    *linetest.Server
	clock   *harness.Clock
	steady  *harness.Clock // of waits for more
	engine  store.Engine
	key     string
	log     *harness.Log
	bot     *loop.Loop
	channel *line.Channel
	metrics *prometheus.Registry
	alerts  chan string
	adapt   func(*line.Options)
	stop    func()

	hook *hook
	mu   sync.Mutex
	said []string // by consulters: none of it may be logged
}

// startDesk starts all of it. At the test's end it proves that no rule of LINE's was broken and nothing secret was logged.
func startDesk(t *testing.T, adapt ...func(*line.Options)) *desk {
	t.Helper()
	clock := harness.RunningClock(wednesday)
	d := &desk{t: t, clock: clock, steady: harness.RunningClock(wednesday), engine: store.Memory(), key: filepath.Join(t.TempDir(), "desk.key"), log: harness.Listen(t), hook: &hook{}, alerts: make(chan string, 10)}
	d.adapt = func(o *line.Options) {
		for _, fn := range adapt {
			fn(o)
		}
	}
	if err := store.NewKeyFile(d.key); err != nil {
		t.Fatal(err)
	}
	server, err := linetest.Start(linetest.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.line = server
	entrance := httptest.NewServer(d.hook)
	server.SetWebhook(entrance.URL+"/webhook/line", true)
	t.Cleanup(func() {
		d.stop()
		server.Close()
		entrance.Close()
		d.inspect()
	})
	d.start()
	return d
}

func (d *desk) start() {
	d.t.Helper()
	key, err := store.OpenKeyFile(d.key)
	if err != nil {
		d.t.Fatal(err)
	}
	sealer, err := store.OpenSealer(d.t.Context(), d.engine, key)
	if err != nil {
		d.t.Fatal(err)
	}
	log := d.log.Logger()
	d.metrics = prometheus.NewRegistry()
	d.bot, err = loop.Open(loop.Options{Engine: d.engine, Sealer: sealer, Advisor: loop.NewAdvisor(edition(), hours(), knowledge.Desk{Name: "相談窓口", Area: "東京都"}, d.clock.Now), Log: log, Steady: d.steady.Now})
	if err != nil {
		d.t.Fatal(err)
	}
	o := line.Options{
		Name: "line", Secrets: []string{linetest.DefaultSecret}, Token: linetest.DefaultToken, APIURL: d.line.URL, DataAPIURL: d.line.URL, Events: d.bot,
		Alert: func(_ context.Context, _, text string) error { d.alerts <- text; return nil },
		Log:   log, Now: d.clock.Now, Metrics: d.metrics, HTTP: &http.Client{Timeout: 5 * time.Minute}, // it ends what hangs, and decides nothing
	}
	d.adapt(&o)
	if d.channel, err = line.New(o); err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- d.bot.Run(ctx, map[bot.Channel]bot.Endpoint{o.Name: d.channel.Endpoint()}, nil) }()
	d.hook.set(d.channel.Handler())
	d.stop = func() {
		d.hook.set(nil)
		cancel()
		if err := <-ran; err != nil && !errors.Is(err, context.Canceled) { // told to stop while it started
			d.t.Errorf("the bot: %v", err)
		}
		if err := d.channel.Close(context.Background()); err != nil {
			d.t.Error(err)
		}
		d.stop = func() {}
	}
}

// restart stops the bot and starts it anew on the same store.
func (d *desk) restart() {
	d.t.Helper()
	d.stop()
	d.start()
}

// hours are one calendar for all desks: the library of holidays that it is made with is not safe for several at once.
var hours = sync.OnceValue(func() *calendar.Calendar {
	c, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		panic(err)
	}
	return c
})

// edition matches by one word, so that no test depends on what training makes of the base.
var edition = sync.OnceValue(func() *bot.Edition {
	b, err := base.Embedded()
	if err != nil {
		panic(err)
	}
	mask.Chat("経理の田中です") // loads the dictionary, which would take the first webhook's time
	match := func(words string) knowledge.Match {
		if strings.Contains(words, "偽の警告") {
			return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: "support-scam", Category: b.FAQ("support-scam").Category, Score: 0.95}}}
		}
		return knowledge.Match{None: true}
	}
	return &bot.Edition{Base: b, Senses: knowledge.Senses{Match: match}}
})

// inspect looks at what the test has left behind.
func (d *desk) inspect() {
	for _, v := range d.line.Violations() {
		d.t.Errorf("a rule of LINE's was broken: %s", v)
	}
	logged := d.log.String()
	for _, secret := range append(d.said, linetest.DefaultSecret, linetest.DefaultToken) {
		if strings.Contains(logged, secret) {
			d.t.Errorf("the log holds %q", secret)
		}
	}
	if m := personal.FindString(logged); m != "" {
		d.t.Errorf("the log holds a person's or a group's id, %s", m)
	}
	if d.t.Failed() {
		d.t.Logf("the log:\n%s", logged)
	}
}

// friend is somebody who has added the account and was greeted.
func (d *desk) friend(name string) linetest.Place {
	d.t.Helper()
	at := linetest.Place{User: d.line.AddPerson(name).ID}
	d.deliver(d.line.Follow(at.User))
	d.sees(at, "どんなことでお困りですか")
	return at
}

// deliver sends events as one webhook, again if need be: a machine that is busy with other things takes its time.
func (d *desk) deliver(events ...linetest.Event) {
	d.t.Helper()
	var a linetest.Answer
	for range 10 {
		if a = d.line.Deliver(context.Background(), events...); a.OK() {
			return
		}
		for i, e := range events {
			events[i] = e.Again(true)
		}
	}
	d.t.Fatalf("a webhook was answered %s", a)
}

// say writes something and waits until it is answered.
func (d *desk) say(at linetest.Place, text, answer string) linetest.Event {
	d.t.Helper()
	before := len(d.shown(at))
	e := d.text(at, text)
	d.deliver(e)
	d.until("an answer to "+text+" with "+answer, func() bool { return strings.Contains(strings.Join(d.shown(at)[before:], "\n"), answer) })
	return e
}

func (d *desk) text(at linetest.Place, text string) linetest.Event {
	if len(text) > 12 { // a number is in every log
		d.mu.Lock()
		d.said = append(d.said, text)
		d.mu.Unlock()
	}
	return d.line.Text(at, text)
}

// press taps a button and waits until that is answered.
func (d *desk) press(at linetest.Place, label, answer string) {
	d.t.Helper()
	before := len(d.shown(at))
	e, err := d.line.Press(at, label)
	if err != nil {
		d.t.Fatal(err)
	}
	d.deliver(e)
	d.until("an answer to the button "+label+" with "+answer, func() bool { return strings.Contains(strings.Join(d.shown(at)[before:], "\n"), answer) })
}

// pressAny answers what is asked, with 「分からない」 if that is offered.
func (d *desk) pressAny(at linetest.Place) {
	d.t.Helper()
	d.idle()
	id := cmp.Or(at.Group, at.User)
	shown := d.line.Shown(id)
	buttons := shown[len(shown)-1].Buttons
	if len(buttons) == 0 {
		d.t.Fatalf("nothing is asked: %q", shown[len(shown)-1].Words())
	}
	label := buttons[0].Label
	for _, b := range buttons {
		if b.Label == "分からない" {
			label = b.Label
		}
	}
	d.press(at, label, "")
	d.until("something to be said", func() bool { return len(d.line.Shown(id)) > len(shown) })
}

// shown is what somebody has seen of the account, in words.
func (d *desk) shown(at linetest.Place) (out []string) {
	for _, m := range d.line.Shown(cmp.Or(at.Group, at.User)) {
		out = append(out, m.Words())
	}
	return out
}

func (d *desk) sees(at linetest.Place, words string) {
	d.t.Helper()
	d.until("to see "+words, func() bool { return strings.Contains(strings.Join(d.shown(at), "\n"), words) })
}

// times is how often something was shown.
func (d *desk) times(at linetest.Place, words string) int {
	return strings.Count(strings.Join(d.shown(at), "\n"), words)
}

// until waits for something, however slow the machine.
func (d *desk) until(what string, ok func() bool) {
	d.t.Helper()
	harness.Until(d.t, what, ok, d.log.String)
}

// idle waits until nothing more is to be expected from what was delivered: a turn of somebody else takes all the same ways.
func (d *desk) idle() {
	d.t.Helper()
	name := fmt.Sprintf("番人%d", time.Now().UnixNano())
	d.friend(name)
	d.until("nothing to be in hand", func() bool { return d.waiting() == 0 })
}

// waiting is how much stands in the store that is to be stepped or sent.
func (d *desk) waiting() (n int) {
	err := d.engine.View(context.Background(), func(r store.Reader) error {
		n = 0
		for _, table := range []string{"inbox", "outbox"} {
			for _, err := range r.Scan(store.K(table).Range()) {
				if err != nil {
					return err
				}
				n++
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d *desk) conversation(at linetest.Place) bot.ConversationID {
	if at.Group != "" {
		return d.bot.ConversationID("line", at.Group, at.User)
	}
	return d.bot.ConversationID("line", at.User)
}

func (d *desk) transcript(at linetest.Place) []bot.Entry {
	d.t.Helper()
	lines, err := d.bot.Transcript(context.Background(), d.conversation(at), 0)
	if err != nil {
		d.t.Fatal(err)
	}
	return lines
}

// pushes are the pushes that LINE has answered.
func (d *desk) pushes() []linetest.Request { return d.line.Requests("/message/push") }

// logs waits until the log holds something.
func (d *desk) logs(words string) {
	d.t.Helper()
	d.until("the log to hold "+words, func() bool { return strings.Contains(d.log.String(), words) })
}

// counted is the value of a metric with some of its labels.
func (d *desk) counted(name string, labels ...string) (sum float64) {
	d.t.Helper()
	families, err := d.metrics.Gather()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetValue())
			}
			if !slices.ContainsFunc(labels, func(l string) bool { return !slices.Contains(values, l) }) {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return sum
}

// address is where a consulter is reached, as the adapter writes it.
func address(user string) json.RawMessage {
	raw, _ := json.Marshal(map[string]string{"to": user, "user": user})
	return raw
}
