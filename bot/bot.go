package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"madoguchi/store"
)

// Options are what a Bot is made of. Engine, Sealer, Advisor and Log are needed.
type Options struct {
	Engine    store.Engine
	Sealer    *store.Sealer
	Advisor   *Advisor
	Log       *slog.Logger
	Channels  map[Channel]Endpoint
	Desk      Desk                  // where staff see tickets; nil: nowhere but in Tickets
	Retention time.Duration         // after so long without a word a conversation is erased; 0: 90 days
	Metrics   prometheus.Registerer // nil: they are not shown
}

// defaultRetention is how long a conversation is kept when nothing is said.
const defaultRetention = 90 * 24 * time.Hour

// Bot keeps conversations: what is accepted is stepped, answered and shown to the desk, each once and in order. It is safe
// for concurrent use.
type Bot struct {
	Options
	records records
	phrases phrases
	words   []string // of which a ticket's word is made
	metrics *metrics
	limits  map[Channel]*rate.Limiter
	process string // of this run: it alone knows what it has tried

	steps, sends, tells, fetches *lane

	work    context.Context // of what is in hand; it ends a while after Run's own, or at once by abandon
	abandon context.CancelFunc
	tasks   sync.WaitGroup

	looking   chan struct{} // who reads for a lane; see look
	accepting atomic.Int32  // webhooks being accepted; see giveWay

	mu        sync.Mutex
	replica   string
	inherited map[string]bool         // claims, by key; see inherit
	promised  map[ConversationID]bool // see promise
	tried     map[string]tries        // by delivery or notice
}

// Add gives a channel its outlet. It is called before Run; New's Options may hold outlets too.
func (b *Bot) Add(name Channel, o Endpoint) {
	if b.Channels == nil {
		b.Channels = map[Channel]Endpoint{}
	}
	b.Channels[name] = o
	if o.Rate > 0 {
		b.limits[name] = rate.NewLimiter(o.Rate, max(1, o.Burst))
	}
}

// ShowOn makes a desk the place where staff see tickets. It is called before Run.
func (b *Bot) ShowOn(d Desk) { b.Desk = d }

// Alert tells the desk something that belongs to no ticket, such as that a budget runs out. What bears the same name is told once,
// whatever replica says it and however often.
func (b *Bot) Alert(ctx context.Context, name, text string) error {
	told := store.K("alert", name)
	return b.change(ctx, deskConversation, func(m *move) error {
		if _, ok, err := b.records.counters.Get(m.r, told); err != nil || ok {
			return err
		}
		m.write(func(tx store.Txn) error { return b.records.counters.Put(tx, told, 1) })
		m.notify(notice{Kind: Budget, Text: text})
		return nil
	})
}

// sendersPerCPU and steppersPerCPU are how many conversations are worked on at a time. Senders wait for a platform. Steppers wait for
// the disk, which writes the more at a time the more wait; but with four times as many, a webhook at 2,000 a second waits twice as
// long for its 200.
const (
	sendersPerCPU  = 64
	steppersPerCPU = 4
)

// New makes a Bot. It does nothing until Run; what is accepted before waits in the store.
func New(o Options) (*Bot, error) {
	if o.Engine == nil || o.Sealer == nil || o.Advisor == nil || o.Log == nil {
		return nil, errors.New("bot: engine, sealer, advisor and log are needed")
	}
	if o.Retention == 0 {
		o.Retention = defaultRetention
	}
	texts, err := loadPhrases(o.Advisor.Calendar)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		Options: o, records: newRecords(o.Sealer), phrases: texts, metrics: newMetrics(o.Metrics), limits: map[Channel]*rate.Limiter{},
		process: uuid.NewString(), tried: map[string]tries{}, inherited: map[string]bool{}, promised: map[ConversationID]bool{},
	}
	b.Channels = nil
	for name, outlet := range o.Channels {
		b.Add(name, outlet)
	}
	b.words = strings.Fields(texts.text("words"))
	cpus := runtime.GOMAXPROCS(0)
	b.looking = make(chan struct{}, cpus)
	b.work, b.abandon = context.WithCancel(context.Background())
	b.steps = newLane(b.work, steppersPerCPU*cpus, b.stepAll, b.failing("step"))
	b.sends = newLane(b.work, sendersPerCPU*cpus, b.sendAll, b.failing("send"))
	b.tells = newLane(b.work, steppersPerCPU*cpus, b.tellAll, b.failing("tell the desk"))
	b.fetches = newLane(b.work, steppersPerCPU*cpus, b.fetchAll, b.failing("fetch"))
	return b, nil
}

func (b *Bot) failing(doing string) func(ConversationID, error, time.Duration) {
	return func(conv ConversationID, err error, wait time.Duration) {
		b.metrics.retries.WithLabelValues(doing).Inc()
		b.Log.Warn("tried again later", "doing", doing, "conversation", conv, "in", wait.Round(time.Millisecond), "err", err)
	}
}

// finishWithin bounds a clean stop: what is in hand by then stays in the store.
const finishWithin = 5 * time.Second

// Run works until ctx ends, then finishes what it has in hand, within a few seconds. What is left stays in the store and is
// taken up at the next start. It takes up what an earlier run left.
func (b *Bot) Run(ctx context.Context) error {
	running, stop := context.WithCancel(ctx)
	defer stop()
	if err := b.join(b.work); err != nil {
		b.abandon()
		return err
	}
	if err := b.wakeLedger(ctx); err != nil {
		b.abandon()
		return fmt.Errorf("set the morning's timer: %w", err)
	}
	var loops sync.WaitGroup
	loops.Go(func() { b.sweep(running) })
	loops.Go(func() { b.tick(running) })
	<-ctx.Done()
	loops.Wait()
	b.finish()
	return nil
}

func (b *Bot) finish() {
	bounded, cancel := context.WithTimeout(context.Background(), finishWithin)
	defer cancel()
	for _, l := range b.lanes() {
		l.close()
	}
	for _, l := range b.lanes() {
		l.wait(bounded)
	}
	b.abandon() // what has not ended by now is cut off, and stands in the store
	for _, l := range b.lanes() {
		l.workers.Wait()
	}
	b.tasks.Wait()
}

func (b *Bot) lanes() []*lane { return []*lane{b.steps, b.sends, b.tells, b.fetches} }

// wake lets the lanes know of what a move has left for them.
func (b *Bot) wake(m *move) {
	if m.opened {
		t := m.tickets[m.c.Ticket]
		b.metrics.tickets.WithLabelValues(t.Reason, t.Urgency).Inc()
		b.Log.Info("ticket opened", "ticket", t.Number, "conversation", m.conv, "reason", t.Reason, "urgency", t.Urgency)
	}
	if len(m.parcels) > 0 {
		b.sends.wake(m.conv)
	}
	if len(m.notices) > 0 {
		b.tells.wake(m.conv)
	}
	if m.ordered {
		b.fetches.wake(m.conv)
	}
}

// ConversationID makes the name under which a conversation is kept: a keyed hash, so that nobody can tell from the store
// whether an account is in it. What names the consulter on the channel are the parts.
func (b *Bot) ConversationID(ch Channel, parts ...string) ConversationID {
	id := ""
	for _, p := range parts {
		id += fmt.Sprintf("%d:%s", len(p), p)
	}
	return ConversationID(string(ch) + "-" + b.Sealer.Hash("conversation "+string(ch), id))
}

// Transcript returns what was said in a conversation after a line, in order; 0 is before the first. A conversation
// that nobody began is empty.
func (b *Bot) Transcript(ctx context.Context, conv ConversationID, after uint64) ([]Entry, error) {
	var out []Entry
	err := b.Engine.View(ctx, func(r store.Reader) error {
		out = nil
		conv, err := b.real(r, conv)
		if err != nil {
			return err
		}
		for row, err := range b.records.lines.Range(r, store.K(string(conv)).Uint(after+1), store.K(string(conv)).Uint(1<<62)) {
			if err != nil {
				return err
			}
			out = append(out, row.Value)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read conversation %s: %w", conv, err)
	}
	return out, nil
}

// Where returns the conversation under which a conversation is kept: another one once a case is carried on from elsewhere.
func (b *Bot) Where(ctx context.Context, conv ConversationID) (real ConversationID, err error) {
	err = b.Engine.View(ctx, func(r store.Reader) error {
		real, err = b.real(r, conv)
		return err
	})
	return real, err
}

// Follow returns a channel that is sent to whenever a conversation may have new lines. It is closed when ctx ends, when
// the store closes, when the conversation is carried on elsewhere, and when the receiver fell too far behind: then Transcript tells what was missed.
func (b *Bot) Follow(ctx context.Context, conv ConversationID) (<-chan struct{}, error) {
	err := b.Engine.View(ctx, func(r store.Reader) (err error) {
		conv, err = b.real(r, conv)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("follow conversation %s: %w", conv, err)
	}
	ctx, stop := context.WithCancel(ctx)
	changes, err := b.Engine.Watch(ctx, b.records.lines.Key(store.K(string(conv))))
	var moved <-chan store.Change
	if err == nil {
		moved, err = b.Engine.Watch(ctx, b.records.aliases.Key(store.K(string(conv))))
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("follow conversation %s: %w", conv, err)
	}
	out := make(chan struct{}, 1)
	go func() {
		defer stop()
		defer close(out)
		for {
			select {
			case _, ok := <-changes:
				if !ok {
					return
				}
			case <-moved: // it is carried on elsewhere, or the watch has ended
				return
			}
			select {
			case out <- struct{}{}:
			default: // one signal is waiting already
			}
		}
	}()
	return out, nil
}
