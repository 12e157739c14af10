package etcd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// TestCluster kills members of a cluster of three while several engines write: nothing that was acknowledged is lost,
// nothing is done twice, watches miss nothing, and without a majority Updates fail in time.
func TestCluster(t *testing.T) {
	t.Parallel()
	nodes := newCluster(t, 3, nil)
	o := at(nodes...)
	w := newWriters(t, o, 2, 4)

	leader := leaderOf(t, w.engines[0], nodes)
	leader.kill()
	w.progress(40, "with the leader killed")
	leader.start(t)
	leader.wait(t)
	w.progress(40, "with the leader back")

	nodes[0].kill()
	nodes[1].kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	err := w.engines[0].Update(ctx, func(tx store.Txn) error {
		_, _, err := tx.Get([]byte("n"))
		return errors.Join(err, tx.Put([]byte("alone"), nil))
	})
	if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > farAway {
		t.Errorf("an Update without a majority: %v after %s", err, took)
	}
	short := o
	short.DialTimeout = time.Second
	if _, err := Open(t.Context(), short); err == nil || !strings.Contains(err.Error(), "majority") {
		t.Errorf("Open without a majority: %v", err)
	}
	for _, n := range nodes[:2] {
		n.start(t)
	}
	for _, n := range nodes[:2] {
		n.wait(t)
	}
	w.progress(40, "with all back")

	for _, n := range nodes { // the power fails
		n.kill()
	}
	for _, n := range nodes {
		n.start(t)
	}
	w.progress(40, "after all were killed")
	w.verify()
}

// leaderOf asks the members.
func leaderOf(t *testing.T, e *engine, nodes []*node) *node {
	t.Helper()
	for _, n := range nodes {
		s, err := e.client.Status(t.Context(), "http://"+n.Client)
		if err != nil {
			t.Fatal(err)
		}
		if s.Leader == s.Header.MemberId {
			return n
		}
	}
	t.Fatal("no leader")
	return nil
}

// writers count up one key and leave keys behind, from several engines, while a watch looks on.
type writers struct {
	*testing.T
	engines []*engine
	changes <-chan store.Change
	stop    context.CancelFunc
	work    sync.WaitGroup

	mu           sync.Mutex
	acknowledged map[string]bool // keys
	unsure       int
}

func newWriters(t *testing.T, o Options, engines, each int) *writers {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	w := &writers{T: t, stop: stop, acknowledged: map[string]bool{}}
	for range engines {
		w.engines = append(w.engines, openedWith(t, o, timing{attempt: 300 * time.Millisecond, commit: 600 * time.Millisecond, patience: 20 * time.Second, grace: time.Second, farewell: time.Second}))
	}
	var err error
	if w.changes, err = w.engines[0].Watch(t.Context(), []byte("key")); err != nil {
		t.Fatal(err)
	}
	for i := range engines * each {
		w.work.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				w.write(w.engines[i%engines], fmt.Sprintf("key %d %d", i, n))
			}
		})
	}
	t.Cleanup(func() { stop(); w.work.Wait() })
	return w
}

// write makes a key with the next number as its value, and no other.
func (w *writers) write(e *engine, key string) {
	err := e.Update(w.Context(), func(tx store.Txn) error {
		v, _, err := tx.Get([]byte("n"))
		if err != nil {
			return err
		}
		if _, there, err := tx.Get([]byte(key)); err != nil || there {
			return errors.Join(err, fmt.Errorf("%s was written before", key))
		}
		var n int
		fmt.Sscan(string(v), &n)
		v = fmt.Appendf(nil, "%d", n+1)
		return errors.Join(tx.Put([]byte("n"), v), tx.Put([]byte(key), v))
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.acknowledged[key] = true
	case errors.Is(err, store.ErrUncertain):
		w.unsure++
	case strings.Contains(err.Error(), "written before"):
		w.Errorf("%v", err)
	}
}

func (w *writers) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acknowledged)
}

// progress waits until the writers get on.
func (w *writers) progress(enough int, when string) {
	w.Helper()
	began, before := time.Now(), w.count()
	for w.count() < before+enough {
		if time.Since(began) > farAway {
			w.Fatalf("%s: only %d commits in %s", when, w.count()-before, farAway)
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.Logf("%s: %d commits after %s", when, enough, time.Since(began).Round(time.Millisecond))
}

func (w *writers) verify() {
	w.stop()
	w.work.Wait()
	numbers := map[string]string{}
	total := ""
	err := w.engines[1].View(w.Context(), func(r store.Reader) error {
		for x, err := range r.Scan([]byte("key"), nil) {
			if err != nil {
				return err
			}
			numbers[string(x.Key)] = string(x.Value)
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	total = fmt.Sprintf("n=%d", len(numbers)-1) // n is behind the keys
	if got := "n=" + numbers["n"]; got != total {
		w.Errorf("%s, but %d keys: something was done twice or by half", got, len(numbers)-1)
	}
	delete(numbers, "n")
	for key := range w.acknowledged {
		if _, ok := numbers[key]; !ok {
			w.Errorf("%s was acknowledged and is lost", key)
		}
	}
	w.Logf("%d keys, %d acknowledged, %d unsure", len(numbers), len(w.acknowledged), w.unsure)
	if len(numbers) > len(w.acknowledged)+w.unsure {
		w.Errorf("%d keys, %d acknowledged and %d unsure", len(numbers), len(w.acknowledged), w.unsure)
	}
	for n := 1; n <= len(numbers); n++ {
		c, open := <-w.changes
		if !open || string(c.Value) != fmt.Sprint(n) || numbers[string(c.Key)] != string(c.Value) {
			w.Fatalf("change %d of the watch: %q = %s, open %v", n, c.Key, c.Value, open)
		}
	}
}

// TestCompacted: what the cluster has forgotten is an error for a View, and ends a watch that was cut off meanwhile.
func TestCompacted(t *testing.T) {
	t.Parallel()
	nodes := newCluster(t, 1, nil)
	p := newProxy(t, nodes[0].Client)
	o := p.behind()
	e := openedWith(t, o, hasty())
	o.Endpoints = []string{nodes[0].Client}
	direct := opened(t, o)
	mustPut(t, direct, "a", "1")
	err := e.View(t.Context(), func(r store.Reader) error {
		if _, _, err := r.Get([]byte("a")); err != nil {
			t.Error(err)
		}
		compact(t, direct)
		_, _, err := r.Get([]byte("a"))
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "stayed open too long") {
		t.Errorf("View over a revision that is gone: %v", err)
	}

	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	mustPut(t, direct, "a", "2")
	if c := <-changes; string(c.Value) != "2" {
		t.Fatalf("got %s", c.Value)
	}
	p.set(shut)
	compact(t, direct)
	p.set(none)
	for c := range changes {
		t.Errorf("after a gap the watch went on with %s", c.Value)
	}
}

func compact(t *testing.T, e *engine) {
	t.Helper()
	mustPut(t, e, "a", "x")
	mustPut(t, e, "a", "y")
	rev, err := e.revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.client.Compact(t.Context(), rev, clientv3.WithCompactPhysical()); err != nil {
		t.Fatal(err)
	}
}
