package loop

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/store"
)

// shared is an engine that several bots share: a replica's key goes when cut says so.
type shared struct {
	store.Engine
	mu  sync.Mutex
	cut map[string]func() // by process
}

func (s *shared) Present(ctx context.Context, key, value []byte, _ time.Duration) (<-chan struct{}, error) {
	put := func(tx store.Txn) error { return tx.Put(key, value) }
	if err := s.Update(ctx, put); err != nil {
		return nil, err
	}
	lost := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut[string(value)] = sync.OnceFunc(func() {
		_ = s.Update(context.Background(), func(tx store.Txn) error { return tx.Delete(key) })
		close(lost)
	})
	return lost, nil
}

// die takes a loop out of the replicas.
func (s *shared) die(b *Loop) {
	s.mu.Lock()
	cut := s.cut[b.process]
	s.mu.Unlock()
	cut()
}

// replicas starts bots on one store and one platform.
func replicas(t *testing.T, p *platform, n int) (*shared, []*Loop, *harness.Clock) {
	t.Helper()
	first := newLoop(t, store.Memory(), nil)
	s := &shared{Engine: first.o.Engine, cut: map[string]func(){}}
	c := harness.NewClock(sunday)
	var out []*Loop
	for range n {
		a := newAdvisor(t)
		a.Now = c.Now
		b, err := Open(Options{Engine: s, Sealer: first.o.Sealer, Advisor: a, Log: harness.Logger(t)})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.join(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.start(map[bot.Channel]bot.Endpoint{"post": {Sender: p}}, nil)
		out = append(out, b)
	}
	return s, out, c
}

// TestReplicasShareTheWork gives each event to all replicas at once, as if a platform delivered
// everything several times.
func TestReplicasShareTheWork(t *testing.T) {
	p := newPlatform()
	_, bots, c := replicas(t, p, 3)
	o := &office{clock: c}
	const convs, events = 8, 6
	for n := range events {
		var wg sync.WaitGroup
		for i := range convs {
			e := o.event(fmt.Sprintf("その%d、偽の警告が出ました", n))
			e.Conversation = bot.ConversationID(fmt.Sprint("post-", i))
			for _, b := range bots {
				wg.Go(func() {
					if err := b.Accept(t.Context(), e); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
	}
	for _, b := range bots {
		settle(t, b)
	}
	for i := range convs {
		conv := bot.ConversationID(fmt.Sprint("post-", i))
		var heard, said []string
		for _, l := range transcript(t, bots[0], conv) {
			if l.From == bot.FromConsulter {
				heard = append(heard, l.Text)
			} else {
				said = append(said, l.Text)
			}
		}
		if len(heard) != events || !slices.IsSorted(heard) {
			t.Errorf("conversation %s heard %v", conv, heard)
		}
		if got := p.read(conv); !slices.Equal(got, said) {
			t.Errorf("conversation %s: the platform got %d messages, the transcript has %d", conv, len(got), len(said))
		}
	}
}

// TestReplicaTakesOver lets a replica die while it sends: another sends the rest. The dead one
// wakes up and cannot commit.
func TestReplicaTakesOver(t *testing.T) {
	p := newPlatform()
	s, bots, c := replicas(t, p, 2)
	o := &office{clock: c}
	sending, wake := make(chan struct{}), make(chan struct{})
	var once sync.Once
	p.fail = func(_ int, d bot.Delivery) error {
		first := false
		once.Do(func() { first = true })
		if first {
			p.mu.Unlock()
			close(sending)
			<-wake
			p.mu.Lock()
		}
		return nil
	}
	if err := bots[0].Accept(t.Context(), o.event("偽の警告が出ました")); err != nil {
		t.Fatal(err)
	}
	<-sending
	s.die(bots[0])
	bots[1].sends.wake("post-a")
	settle(t, bots[1])
	if len(p.read("post-a")) == 0 {
		t.Fatal("the other replica did not take over")
	}
	if convs, _, err := bots[1].backlog(t.Context(), bots[1].records.outbox.Key(nil), nil); err != nil || len(convs) > 0 {
		t.Errorf("left in the outbox: %v, %v", convs, err)
	}
	before := p.read("post-a")
	close(wake)
	settle(t, bots[0])
	if after := p.read("post-a"); !slices.Equal(before, after) {
		t.Errorf("the consulter saw %q twice", after[len(before):])
	}
}

// TestLeftWorkIsFound opens a store in which an earlier process left an event and a delivery.
func TestLeftWorkIsFound(t *testing.T) {
	o := newOffice(t)
	o.steps.close() // this process dies before it steps
	if err := o.Accept(t.Context(), o.event("偽の警告が出ました")); err != nil {
		t.Fatal(err)
	}
	again, err := Open(o.setup.Options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- again.Run(ctx, o.setup.channels, o.setup.desk) }()
	eventually(t, "what was left is answered", func() bool { return len(o.platform.read("post-a")) > 0 })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
