package loop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/dialog"
	"madoguchi/store"
)

// platform is a fake that keeps books: tokens work once, a retry key counts once.
type platform struct {
	mu     sync.Mutex
	saw    map[bot.ConversationID][]string // what reached each consulter, in order
	tokens map[string]bool                 // used ones
	keys   map[string]bool
	calls  int
	fail   func(call int, d bot.Delivery) error // decides over an attempt; errTaken: it was taken, but the answer was lost
}

var errTaken = errors.New("taken, but the answer was lost")

func newPlatform() *platform {
	return &platform{saw: map[bot.ConversationID][]string{}, tokens: map[string]bool{}, keys: map[string]bool{}}
}

func (p *platform) Send(_ context.Context, d bot.Delivery) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	var verdict error
	if p.fail != nil {
		verdict = p.fail(p.calls, d)
	}
	if verdict != nil && !errors.Is(verdict, errTaken) {
		return verdict
	}
	switch {
	case d.ReplyTo.Token != "" && p.tokens[d.ReplyTo.Token]:
		return &bot.SendError{Failure: bot.Fallback, Err: errors.New("invalid reply token")}
	case d.ReplyTo.Token != "":
		p.tokens[d.ReplyTo.Token] = true
	case p.keys[d.ID]:
		return nil
	default:
		p.keys[d.ID] = true
	}
	for _, m := range d.Messages {
		p.saw[d.Conversation] = append(p.saw[d.Conversation], m.Text)
	}
	if verdict != nil {
		return &bot.SendError{Failure: bot.Retry, Unknown: true, Err: verdict}
	}
	return nil
}

func (p *platform) read(conv bot.ConversationID) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.saw[conv])
}

// board is a fake desk.
type board struct {
	mu      sync.Mutex
	notices []bot.Notice
}

func (d *board) Tell(_ context.Context, n bot.Notice) (map[string]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notices = append(d.notices, n)
	return map[string]string{fmt.Sprint(n.Kind, len(d.notices)): "ref"}, nil
}

func (d *board) kinds() (out []bot.NoticeKind) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range d.notices {
		out = append(out, n.Kind)
	}
	return out
}

func (d *board) last(kind bot.NoticeKind) bot.Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range slices.Backward(d.notices) {
		if n.Kind == kind {
			return n
		}
	}
	return bot.Notice{}
}

// office is a loop with a platform "post", a desk and a clock.
type office struct {
	*Loop
	platform *platform
	board    *board
	clock    *harness.Clock
	log      *harness.Log
	n        int
	setup    setup
}

// setup is what an office is made of.
type setup struct {
	Options
	channels map[bot.Channel]bot.Endpoint
	desk     bot.Desk
}

func newOffice(t *testing.T, change ...func(*setup)) *office {
	t.Helper()
	o := &office{platform: newPlatform(), board: &board{}, clock: harness.NewClock(sunday), log: harness.Listen(t)}
	b := newLoop(t, store.Memory(), nil)
	a := newAdvisor(t)
	a.Now = o.clock.Now
	s := setup{
		Options:  Options{Engine: b.o.Engine, Sealer: b.o.Sealer, Advisor: a, Log: o.log.Logger(), Patience: time.Millisecond},
		channels: map[bot.Channel]bot.Endpoint{"post": {Sender: o.platform, Metered: true}}, desk: o.board,
	}
	for _, c := range change {
		c(&s)
	}
	var err error
	if o.Loop, err = Open(s.Options); err != nil {
		t.Fatal(err)
	}
	if err := o.wakeMorning(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Loop.clock.steady = o.clock.Now // the clock is right, unless a test says otherwise
	o.start(s.channels, s.desk)
	o.setup = s
	return o
}

// event is a text with a token, some seconds after the last one.
func (o *office) event(words string) bot.Event {
	o.n++
	o.clock.Advance(5 * time.Second)
	id := fmt.Sprintf("e%d", o.n)
	if o.log != nil {
		o.log.Heard(words)
	}
	return bot.Event{
		ID: bot.EventID(id), Conversation: "post-a", At: o.clock.Now(),
		ReplyTo: bot.ReplyTo{Channel: "post", Token: "token-" + id, Until: o.clock.Now().Add(50 * time.Second)},
		Event:   dialog.Event{Kind: dialog.Text, Message: "m-" + id, Text: words},
	}
}

func (o *office) hear(t *testing.T, words string) {
	t.Helper()
	accept(t, o.Loop, o.event(words))
}

// ticket is the office's only open ticket.
func (o *office) ticket(t *testing.T) bot.Ticket {
	t.Helper()
	all := tickets(t, o.Loop)
	if len(all) != 1 {
		t.Fatalf("%d tickets, want 1", len(all))
	}
	return all[0]
}

var tanuki, kitsune = bot.Staff{ID: "post/1", Name: "田貫"}, bot.Staff{ID: "post/2", Name: "木津"}
