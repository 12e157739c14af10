//go:build unix

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/store"
)

// siege is two servers on three members of an etcd cluster, with people writing to them.
type siege struct {
	t        *testing.T
	w        *town
	rnd      *rand.Rand
	members  []*member
	replicas []*replica
	gate     *balancer
	died     []time.Time
	store    store.Engine
	figures  map[string][]span // when each trial was
}

// trials are what is done to them. Each leaves everything running.
var trials = []struct {
	name string
	do   func(*siege)
}{
	{"a replica killed", func(s *siege) {
		r := s.anyReplica()
		s.killReplica(r)
		s.hold(time.Second)
		s.startReplica(r)
	}},
	{"the leader killed", func(s *siege) {
		m := leader(s.t, s.members)
		m.kill()
		s.recovered()
		s.hold(time.Second)
		m.start(s.t)
		m.wait(s.t)
	}},
	{"two members killed", (*siege).minority},
	{"a replica stopped for 15 s", func(s *siege) {
		r := s.anyReplica()
		s.signal(r.child, syscall.SIGSTOP)
		s.died = append(s.died, time.Now())
		s.hold(15 * time.Second)
		s.signal(r.child, syscall.SIGCONT)
	}},
	{"everything killed", func(s *siege) {
		for _, r := range s.replicas {
			s.killReplica(r)
		}
		for _, m := range s.members {
			m.kill()
		}
		for _, m := range s.members {
			m.start(s.t)
		}
		for _, m := range s.members {
			m.wait(s.t)
		}
		for _, r := range s.replicas {
			s.startReplica(r)
		}
	}},
	{"a replica cut off from the cluster for 15 s", func(s *siege) {
		r := s.anyReplica()
		for _, w := range r.wires {
			w.cut(true)
		}
		s.died = append(s.died, time.Now())
		s.hold(15 * time.Second)
		for _, w := range r.wires {
			w.cut(false)
		}
	}},
	{"a member stopped for 10 s", func(s *siege) {
		m := s.members[s.rnd.IntN(len(s.members))]
		s.signal(m.child, syscall.SIGSTOP)
		s.hold(10 * time.Second)
		s.signal(m.child, syscall.SIGCONT)
	}},
	{"the leader stopped for 10 s", func(s *siege) {
		m := leader(s.t, s.members)
		s.signal(m.child, syscall.SIGSTOP)
		s.hold(10 * time.Second)
		s.signal(m.child, syscall.SIGCONT)
	}},
	{"a replica killed and not replaced for 15 s", func(s *siege) {
		r := s.anyReplica()
		s.killReplica(r)
		s.hold(15 * time.Second)
		s.startReplica(r)
	}},
	{"no majority for 40 s", func(s *siege) { s.without(40 * time.Second) }},
}

// fewTrials are those of an ordinary run.
const fewTrials = 5

// minority kills two members at once: nothing may be acknowledged until one is back.
func (s *siege) minority() { s.without(3 * time.Second) }

func (s *siege) without(d time.Duration) {
	s.t.Helper()
	spared := s.rnd.IntN(len(s.members))
	var dead []*member
	for i, m := range s.members {
		if i != spared {
			dead = append(dead, m)
			_ = m.Process.Kill()
		}
	}
	for _, m := range dead {
		m.kill()
	}
	from := time.Now()
	s.died = append(s.died, from) // what LINE takes now cannot be recorded
	s.hold(d)
	if n := s.w.acknowledged(from, time.Now()); n > 0 {
		s.t.Errorf("%d events were acknowledged while the cluster had lost its majority", n)
	}
	for _, m := range dead {
		m.start(s.t)
	}
	for _, m := range dead {
		m.wait(s.t)
	}
}

func (s *siege) anyReplica() *replica { return s.replicas[s.rnd.IntN(len(s.replicas))] }

func (s *siege) killReplica(r *replica) {
	s.died = append(s.died, time.Now())
	r.kill()
}

func (s *siege) startReplica(r *replica) {
	s.t.Helper()
	s.gate.change(func() { r.restart(s.t) })
	if err := r.wait(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *siege) signal(c *child, sig syscall.Signal) {
	s.t.Helper()
	if err := c.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
}

func (s *siege) hold(d time.Duration) { pause(s.t.Context(), d) }

// recovered waits until an event was acknowledged and an answer taken.
func (s *siege) recovered() (answer, ack time.Duration) {
	s.t.Helper()
	from := time.Now()
	waitForAll(s.t, from.Add(2*childWithin), "the servers go on", func() bool {
		answer, ack = s.w.firstAfter(from)
		return answer > 0 && ack > 0
	})
	return answer, ack
}

// TestCrashEtcd kills and stops servers and members of their cluster, and compares the books.
func TestCrashEtcd(t *testing.T) {
	if testing.Short() {
		t.Skip("a minute of killing")
	}
	t.Parallel()
	rounds := max(fewTrials, crashes(t, 0)/5)
	seed := seeded(t)
	s := &siege{t: t, w: newTown(t, seed), rnd: rand.New(rand.NewPCG(seed, 0)), members: newMembers(t, 3), figures: map[string][]span{}}
	set := crashSettings(t, "etcd://"+s.clients()+"/crash")
	logs := &journal{}
	for range 2 {
		r := &replica{}
		through := set
		var behind []string
		for _, m := range s.members {
			w := newWire(t, m.Client)
			r.wires = append(r.wires, w)
			behind = append(behind, w.Addr().String())
		}
		through.Store = "etcd://" + strings.Join(behind, ",") + "/crash"
		r.launch = func(address string) *child {
			return start(t, childServe, serverReady, logs.keep(true), serverEnv(through, address, s.w)...)
		}
		s.replicas = append(s.replicas, r)
		r.restart(t)
		t.Cleanup(func() { r.kill() })
	}
	for _, r := range s.replicas {
		if err := r.wait(); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if s.store, err = openEngine(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	defer s.store.Close()
	s.gate = newBalancer(s.replicas)
	front := httptest.NewServer(s.gate)
	t.Cleanup(front.Close)
	s.w.line.SetWebhook(front.URL+"/webhook/line", true)
	people := &crowd{town: s.w, seed: seed, size: 10, says: 60, pause: 500 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people.come(ctx)
	s.recovered()
	for round := range rounds {
		s.try(round, rounds > fewTrials)
	}
	stop()
	people.wait()
	s.settle()
	a := s.w.compare(t, set, s.died)
	logs.check(t)
	t.Logf("%d rounds; %d people, %d events acknowledged, %d lines, %d calls taken; lines missed %d, doubles %d, of these unavoidable %d; logs: %v",
		rounds, people.people(), a.events, a.lines, a.sends, a.missed, a.doubles, a.unavoidable, logs.figures)
	s.report()
}

// try does the next trial, or any when each was done.
func (s *siege) try(round int, patient bool) {
	trial := trials[round%len(trials)]
	if round >= len(trials) {
		trial = trials[s.rnd.IntN(len(trials))]
	}
	from := time.Now()
	trial.do(s)
	s.recovered()
	s.hold(time.Duration(s.rnd.Int64N(int64(2 * time.Second))))
	if patient { // so that no trial shows in the next one's figures
		for key := range s.unanswered() {
			waitForAll(s.t, time.Now().Add(settleWithin), "what is left over is answered", func() bool { return !s.unanswered()[key] })
		}
	}
	s.figures[trial.name] = append(s.figures[trial.name], span{from, time.Since(from)})
}

// unanswered are the keys of what is still to be stepped or sent.
func (s *siege) unanswered() map[string]bool {
	s.t.Helper()
	keys := map[string]bool{}
	err := s.store.View(s.t.Context(), func(r store.Reader) error {
		clear(keys)
		for _, table := range []string{"inbox", "outbox"} {
			for e, err := range r.Scan(store.K(table).Range()) {
				if err != nil {
					return err
				}
				keys[string(e.Key)] = true
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return keys
}

func (s *siege) clients() string {
	var all []string
	for _, m := range s.members {
		all = append(all, m.Client)
	}
	return strings.Join(all, ",")
}

// settle waits until everything is acknowledged and answered, and stops the replicas.
func (s *siege) settle() {
	s.t.Helper()
	end := time.Now().Add(settleWithin)
	waitForAll(s.t, end, "everything is acknowledged", func() bool { _, all := s.w.quietSince(); return all && s.w.line.Pending() == 0 })
	waitForAll(s.t, end, "nothing is left", func() bool { return len(s.unanswered()) == 0 })
	for _, r := range s.replicas {
		stopServer(s.t, r.child)
	}
}

// report says how long each kind of trouble was felt.
func (s *siege) report() {
	acks, waits := s.w.gaps()
	for _, trial := range trials {
		var none, wait []time.Duration
		for _, at := range s.figures[trial.name] {
			none, wait = append(none, longest(acks, at)), append(wait, longest(waits, at))
		}
		if len(none) > 0 {
			s.t.Logf("%s (%d times): longest without a 200 %s; longest wait for an answer %s", trial.name, len(none), most(none), most(wait))
		}
	}
}

func most(d []time.Duration) string {
	slices.Sort(d)
	return fmt.Sprintf("p50 %s max %s", d[len(d)/2].Round(10*time.Millisecond), d[len(d)-1].Round(10*time.Millisecond))
}

// span is a time that something took from a moment on.
type span struct {
	at   time.Time
	took time.Duration
}

// gaps are the times between two acknowledgements, and from each acknowledgement to the answer that used the event's token.
func (w *town) gaps() (acks, waits []span) {
	w.mu.Lock()
	defer w.mu.Unlock()
	answered := map[string]time.Time{}
	for _, s := range w.sends {
		if s.token != "" {
			answered[s.token] = s.at
		}
	}
	var at []time.Time
	for _, h := range w.order {
		at = append(at, h.acked)
		if a, ok := answered[h.token]; ok && h.token != "" {
			waits = append(waits, span{h.acked, a.Sub(h.acked)})
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	for i := range at[1:] {
		acks = append(acks, span{at[i], at[i+1].Sub(at[i])})
	}
	return acks, waits
}

// longest is the longest span whose middle falls into another.
func longest(spans []span, in span) (d time.Duration) {
	for _, s := range spans {
		if middle := s.at.Add(s.took / 2); middle.After(in.at) && middle.Before(in.at.Add(in.took)) {
			d = max(d, s.took)
		}
	}
	return d
}
