//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// member is one of an etcd cluster, in a process of its own.
type member struct {
	memberConfig
	*child
}

func newMembers(t *testing.T, size int) (members []*member) {
	t.Helper()
	var cluster []string
	for i := range size {
		m := &member{memberConfig: memberConfig{Name: fmt.Sprint("m", i), Dir: filepath.Join(t.TempDir(), "etcd"), Client: freeAddress(t), Peer: freeAddress(t)}}
		cluster = append(cluster, m.Name+"=http://"+m.Peer)
		members = append(members, m)
	}
	for _, m := range members {
		m.Cluster = strings.Join(cluster, ",")
		m.start(t)
		t.Cleanup(func() { m.kill() })
	}
	for _, m := range members { // none is ready before most are there
		m.wait(t)
	}
	return members
}

func (m *member) start(t *testing.T) {
	t.Helper()
	config, err := json.Marshal(m.memberConfig)
	if err != nil {
		t.Fatal(err)
	}
	m.child = start(t, childEtcd+" "+string(config), memberReady, nil)
}

func (m *member) wait(t *testing.T) {
	t.Helper()
	if err := m.child.wait(); err != nil {
		t.Fatalf("etcd %s: %v", m.Name, err)
	}
}

// leader finds out which member leads.
func leader(t *testing.T, members []*member) *member {
	t.Helper()
	for end := time.Now().Add(childWithin); time.Now().Before(end); pause(t.Context(), 100*time.Millisecond) {
		for _, m := range members {
			if m.leads(t.Context()) {
				return m
			}
		}
	}
	t.Fatal("no member leads")
	return nil
}

func (m *member) leads(ctx context.Context) bool {
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{m.Client}, DialTimeout: time.Second})
	if err != nil {
		return false
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	s, err := client.Status(ctx, m.Client)
	return err == nil && s.Leader == s.Header.MemberId
}

// wire passes a server's connections to a member on, and can be cut.
type wire struct {
	net.Listener
	target string

	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]bool
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Listener: l, target: target, conns: map[net.Conn]bool{}}
	var under sync.WaitGroup
	under.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			under.Go(func() { w.pass(c) })
		}
	})
	t.Cleanup(func() { l.Close(); w.cut(true); under.Wait() })
	return w
}

// cut cuts the wire or mends it. While it is cut, what is sent gets lost, as in a network that has gone.
func (w *wire) cut(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shut = cut
	for c := range w.conns {
		c.Close()
		delete(w.conns, c)
	}
}

func (w *wire) pass(c net.Conn) {
	defer c.Close()
	m, err := net.Dial("tcp", w.target)
	if err != nil {
		return
	}
	defer m.Close()
	w.mu.Lock()
	if w.shut {
		w.mu.Unlock()
		return
	}
	w.conns[c], w.conns[m] = true, true
	w.mu.Unlock()
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(m, c); m.Close() })
	both.Go(func() { _, _ = io.Copy(c, m); c.Close() })
	both.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.conns, c)
	delete(w.conns, m)
}

// replica is one of several servers on a store.
type replica struct {
	*child
	address string
	wires   []*wire // to the members
	launch  func(address string) *child
}

func (r *replica) restart(t *testing.T) {
	t.Helper()
	r.address = freeAddress(t)
	r.child = r.launch(r.address)
}

// balancer stands before the replicas: it takes them in turn, leaves out for a moment the one that did not answer, and goes to
// the next when one cannot be reached at all.
type balancer struct {
	client http.Client

	mu       sync.Mutex
	replicas []*replica
	bad      map[string]time.Time
	turn     int
}

func newBalancer(replicas []*replica) *balancer {
	return &balancer{replicas: replicas, bad: map[string]time.Time{}, client: http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
}

// addresses are those to be tried, in order.
func (b *balancer) addresses() (out []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn++
	for i := range b.replicas {
		out = append(out, b.replicas[(b.turn+i)%len(b.replicas)].address)
	}
	slices.SortStableFunc(out, func(x, y string) int { // the good ones first
		return boolRank(time.Since(b.bad[x]) < 2*time.Second) - boolRank(time.Since(b.bad[y]) < 2*time.Second)
	})
	return out
}

func boolRank(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (b *balancer) change(do func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do()
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for _, address := range b.addresses() {
		q, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+address+r.URL.Path, bytes.NewReader(body))
		if err != nil {
			panic(err)
		}
		q.Header = r.Header.Clone()
		res, err := b.client.Do(q)
		if err == nil {
			res.Body.Close()
			w.WriteHeader(res.StatusCode)
			return
		}
		b.change(func() { b.bad[address] = time.Now() })
		if op := (*net.OpError)(nil); !errors.As(err, &op) || op.Op != "dial" {
			break // it may have been taken: LINE is to decide
		}
	}
	w.WriteHeader(http.StatusBadGateway)
}
