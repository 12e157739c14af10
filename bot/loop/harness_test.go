package loop

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// sunday is a night before a holiday: the desk reads on Tuesday.
var sunday = time.Date(2026, 11, 22, 22, 40, 0, 0, time.FixedZone("JST", 9*60*60))

// newAdvisor matches by one word, so that no test depends on what training makes of the base.
func newAdvisor(t *testing.T) *Advisor {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	matcher := func(words string) knowledge.Match {
		if strings.Contains(words, "偽の警告") {
			return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: "support-scam", Category: b.FAQ("support-scam").Category, Score: 1}}}
		}
		return knowledge.Match{None: true}
	}
	return NewAdvisor(&bot.Edition{Base: b, Senses: knowledge.Senses{Match: matcher}}, testCalendar(t), knowledge.Desk{Name: "相談窓口"}, func() time.Time { return sunday })
}

func newLoop(t *testing.T, e store.Engine, log *harness.Log) *Loop {
	t.Helper()
	key := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(key); err != nil {
		t.Fatal(err)
	}
	return loopOf(t, e, key, log)
}

func loopOf(t *testing.T, e store.Engine, keyFile string, log *harness.Log) *Loop {
	t.Helper()
	key, err := store.OpenKeyFile(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	if log == nil {
		log = harness.Listen(t)
	}
	b, err := Open(Options{Engine: e, Sealer: sealer, Advisor: newAdvisor(t), Log: log.Logger(), Patience: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	b.start(nil, nil)
	return b
}

// disk is a bolt file that can be closed and opened again.
type disk struct {
	path, key string
	engine    store.Engine
}

func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{path: filepath.Join(t.TempDir(), "test.db"), key: filepath.Join(t.TempDir(), "desk.key")}
	if err := store.NewKeyFile(d.key); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.close(t) })
	return d
}

func (d *disk) open(t *testing.T, log *harness.Log) *Loop {
	t.Helper()
	e, err := bolt.Open(d.path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.engine = e
	return loopOf(t, e, d.key, log)
}

func (d *disk) close(t *testing.T) {
	t.Helper()
	if err := d.engine.Close(); err != nil {
		t.Fatal(err)
	}
}

func text(id bot.EventID, words string) bot.Event {
	return bot.Event{ID: id, ReplyTo: bot.ReplyTo{Channel: "web"}, Event: dialog.Event{Kind: dialog.Text, Message: string(id), Text: words}}
}

// in is an event in a conversation.
func in(conv bot.ConversationID, e bot.Event) bot.Event {
	e.Conversation = conv
	return e
}

func say(t *testing.T, b *Loop, conv bot.ConversationID, id bot.EventID, words string) {
	t.Helper()
	accept(t, b, in(conv, text(id, words)))
}

// accept takes events and waits until they are dealt with.
func accept(t *testing.T, b *Loop, events ...bot.Event) {
	t.Helper()
	if err := b.Accept(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	settle(t, b)
}

// settle waits until a loop has nothing in hand.
func settle(t *testing.T, b *Loop) {
	t.Helper()
	eventually(t, "the loop has nothing in hand", func() bool { return b.steps.load()+b.sends.load()+b.tells.load()+b.fetches.load() == 0 })
}

// load is how many conversations the queue has in hand.
func (q *workQueue) load() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}

func (c *channelQueues) load() (n int) {
	for _, q := range c.all() {
		n += q.load()
	}
	return n
}

// eventually waits for something to become true.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	harness.Until(t, what, is)
}

func transcript(t *testing.T, b *Loop, conv bot.ConversationID) []bot.Entry {
	t.Helper()
	lines, err := b.Transcript(t.Context(), conv, 0)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func tickets(t *testing.T, b *Loop) []bot.Ticket {
	t.Helper()
	out, err := b.Tickets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func stateOf(t *testing.T, b *Loop, conv bot.ConversationID) dialog.State {
	t.Helper()
	var c bot.Conversation
	err := b.o.Engine.View(t.Context(), func(r store.Reader) (err error) {
		c, _, err = b.records.conversations.Get(r, store.K(string(conv)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

// everything is all that a store holds.
func everything(t *testing.T, e store.Engine) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := e.View(t.Context(), func(r store.Reader) error {
		for entry, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			all[string(entry.Key)] = string(entry.Value)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func testCalendar(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
