package loop

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"madoguchi/bot"
	"madoguchi/store"
)

// Options are what a Loop is made of. Engine, Sealer, Advisor and Log are needed.
type Options struct {
	Engine  store.Engine
	Sealer  *store.Sealer
	Advisor *Advisor
	Log     *slog.Logger
	Keep    bot.Retention         // how long what is kept of a conversation; what is 0 is bot.DefaultRetention's
	Erased  func()                // is called when something was erased; nil: nobody wants to know
	Metrics prometheus.Registerer // nil: they are not shown
	Steady  func() time.Time      // goes on however the clock is set; nil: time.Now

	Patience time.Duration // how long is waited for one more message of a burst; 0: 1.5 s
}

// Loop keeps conversations: what is accepted is stepped, answered and shown to the desk, each once
// and in order. It is safe for concurrent use.
type Loop struct {
	o       Options
	records records
	phrases bot.Phrases
	metrics *metrics
	process string // of this run: it alone knows what it has tried

	steps, tells   *workQueue
	sends, fetches *channelQueues
	to             atomic.Pointer[outlets] // see Run

	settler settler
	floods  floods
	clock   believed

	work    context.Context // of what is in hand; it ends a while after Run's own, or at once by abandon
	abandon context.CancelFunc
	tasks   sync.WaitGroup

	viewing   chan struct{} // who reads for a queue; see view
	accepting atomic.Int32  // webhooks being accepted; see giveWay

	bursts bursts

	unwritable atomic.Pointer[error] // see Writable

	mu        sync.Mutex
	replica   string
	inherited map[string]bool             // claims, by key; see inherit
	promised  map[bot.ConversationID]bool // see promise
	tried     map[string]tries            // by delivery or notice
}

// outlets are where things go that leave the desk.
type outlets struct {
	channels map[bot.Channel]bot.Endpoint
	limits   map[bot.Channel]*rate.Limiter
	traits   map[bot.Channel]bot.Traits
	desk     bot.Desk
}

func newOutlets(channels map[bot.Channel]bot.Endpoint, desk bot.Desk) *outlets {
	to := &outlets{channels: maps.Clone(channels), limits: map[bot.Channel]*rate.Limiter{}, traits: map[bot.Channel]bot.Traits{}, desk: desk}
	for name, e := range channels {
		to.traits[name] = bot.Traits{Sends: e.Sender != nil, Metered: e.Metered}
		if e.Rate > 0 {
			to.limits[name] = rate.NewLimiter(e.Rate, max(1, e.Burst))
		}
	}
	return to
}

// sendersPerCPU and steppersPerCPU are how many conversations are worked on at a time. Senders wait
// for a platform, of which each has its own. Steppers wait for the disk, which writes the more at a
// time the more wait; no more of them think at a time than there are processors, see view. With 16
// for each processor an answer costs a tenth less of it than with 4, but a webhook waits twice as
// long for its 200.
const (
	sendersPerCPU  = 64
	steppersPerCPU = 8
)

// tellers is how many tickets the desk is shown at a time. They wait for its platform, which takes
// a post a second: what matters more goes first only if all are there to be chosen from.
const tellers = 64

// Open makes a Loop on a store. What is accepted is kept; nothing is done with it until Run.
func Open(o Options) (*Loop, error) {
	if o.Engine == nil || o.Sealer == nil || o.Advisor == nil || o.Log == nil {
		return nil, errors.New("loop: engine, sealer, advisor and log are needed")
	}
	o.Keep = o.Keep.Filled()
	if o.Steady == nil {
		o.Steady = time.Now
	}
	o.Patience = cmp.Or(o.Patience, forAnother)
	phrases, err := bot.LoadPhrases()
	if err != nil {
		return nil, err
	}
	l := &Loop{
		o: o, records: newRecords(o.Sealer), phrases: phrases, metrics: newMetrics(o.Metrics), process: uuid.NewString(),
		tried: map[string]tries{}, inherited: map[string]bool{}, promised: map[bot.ConversationID]bool{},
	}
	l.settler.l = l
	l.clock.steady = o.Steady
	cpus := runtime.GOMAXPROCS(0)
	l.viewing = make(chan struct{}, cpus)
	l.work, l.abandon = context.WithCancel(context.Background())
	l.to.Store(newOutlets(nil, nil))
	l.steps = newWorkQueue(l.work, steppersPerCPU*cpus, l.stepAll, l.failing("step"))
	l.sends = newChannelQueues(func() *workQueue { return newWorkQueue(l.work, sendersPerCPU*cpus, l.sendAll, l.failing("send")) })
	l.tells = newWorkQueue(l.work, tellers, l.tellAll, l.failing("tell the desk"))
	l.fetches = newChannelQueues(func() *workQueue { return newWorkQueue(l.work, steppersPerCPU*cpus, l.fetchAll, l.failing("fetch")) })
	return l, nil
}

// NoticeLine is what is said to who comes the first time of how what they write is treated.
func (l *Loop) NoticeLine() string {
	return l.phrases.NoticeLine(l.o.Advisor.Desk.NoticeLine, int(l.o.Keep.Words.Hours())/24)
}

func (l *Loop) failing(doing string) func(bot.ConversationID, error, time.Duration) {
	return func(conv bot.ConversationID, err error, wait time.Duration) {
		l.metrics.retries.WithLabelValues(doing).Inc()
		l.o.Log.Warn("tried again later", "doing", doing, "conversation", conv, "in", wait.Round(time.Millisecond), "err", err)
	}
}

// finishWithin bounds a clean stop: what is in hand by then stays in the store.
const finishWithin = 5 * time.Second

// Run works until ctx ends, then finishes what it has in hand, within a few seconds. What is left
// stays in the store and is taken up at the next start, as this run takes up what an earlier one
// left, and what was accepted before it began. A Loop runs once.
//
// Endpoints are where answers are sent, by channel; a channel without one reads the transcript. The
// desk is where staff see tickets; nil: nowhere but in Tickets.
func (l *Loop) Run(ctx context.Context, endpoints map[bot.Channel]bot.Endpoint, desk bot.Desk) error {
	running, stop := context.WithCancel(ctx)
	defer stop()
	if err := errors.Join(l.join(l.work), l.wakeMorning(ctx)); err != nil {
		l.finish()
		if ctx.Err() != nil { // told to stop while starting
			return nil
		}
		return fmt.Errorf("start the loop: %w", err)
	}
	l.start(endpoints, desk)
	var loops sync.WaitGroup
	loops.Go(func() { l.sweep(running) })
	loops.Go(func() { l.tick(running) })
	<-ctx.Done()
	loops.Wait()
	l.finish()
	return nil
}

// start lets the queues work.
func (l *Loop) start(endpoints map[bot.Channel]bot.Endpoint, desk bot.Desk) {
	l.to.Store(newOutlets(endpoints, desk))
	for _, q := range l.queues() {
		q.open()
	}
}

func (l *Loop) finish() {
	bounded, cancel := context.WithTimeout(context.Background(), finishWithin)
	defer cancel()
	for _, q := range l.queues() {
		q.close()
	}
	for _, q := range l.queues() {
		q.wait(bounded)
	}
	l.abandon() // what has not ended by now is cut off, and stands in the store
	for _, q := range l.queues() {
		q.drain()
	}
	l.tasks.Wait()
}

func (l *Loop) queues() []queue { return []queue{l.steps, l.sends, l.tells, l.fetches} }

// queue is a workQueue, or several.
type queue interface {
	wake(bot.ConversationID)
	busy(bot.ConversationID) bool
	turnedAway() bool
	open()
	close()
	wait(context.Context)
	drain()
}

// sender is what sends on a channel; nil: nothing does.
func (l *Loop) sender(ch bot.Channel) bot.Sender { return l.to.Load().channels[ch].Sender }

// Alert tells the desk something that belongs to no ticket, such as that a budget runs out. What
// bears the same name is told once, whatever replica says it and however often.
func (l *Loop) Alert(ctx context.Context, name, text string) error {
	return l.once(ctx, name, bot.Alarm{Text: text})
}

// once tells the desk something under a name that it was not told of before.
func (l *Loop) once(ctx context.Context, name string, what bot.Input) error {
	told := store.K("alert", name)
	return l.change(ctx, bot.TheDesk, func(s *snapshot) (turn, error) {
		if _, ok, err := l.records.counters.Get(s.r, told); err != nil || ok {
			return turn{}, err
		}
		return turn{what, func(tx store.Txn) error { return l.records.counters.Put(tx, told, 1) }}, nil
	})
}

// ConversationID makes the name under which a conversation is kept: a keyed hash, so that nobody
// can tell from the store whether an account is in it. What names the consulter on the channel are
// the parts.
func (l *Loop) ConversationID(ch bot.Channel, parts ...string) bot.ConversationID {
	id := ""
	for _, p := range parts {
		id += fmt.Sprintf("%d:%s", len(p), p)
	}
	return bot.ConversationID(string(ch) + "-" + l.o.Sealer.Hash("conversation "+string(ch), id))
}
