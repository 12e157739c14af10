package etcd

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// A slot is a key to which one commit after the other writes its number, if nobody has written there since the one
// before. It answers two questions. Has a commit whose answer was lost been applied? Its number is there. Can it still be, being
// under way somewhere? Not after somebody else has written to the slot, and so one does who wants to know.
//
// It also makes a request harmless that the network or the client delivers twice.
//
// A slot serves one commit at a time; there are as many as there are commits at once. They hang on a lease, so that
// nothing is left of a process that dies.
type slot struct {
	session *session
	key     string
	rev     int64 // of the last write to it; 0: none
	commits int
}

// What is found in a slot.
type finding int

const (
	unknown   finding = iota // the session's lease has run out
	untouched                // as before the commit
	written                  // the commit was applied
	blocked                  // the commit was not applied and never will be
)

func (s *slot) mark() string  { return strconv.Itoa(s.commits) }
func (s *slot) block() string { return s.mark() + " blocked" }

func (s *slot) isUntouched() clientv3.Cmp {
	return clientv3.Compare(clientv3.ModRevision(s.key), "=", s.rev)
}

func (s *slot) put(value string) clientv3.Op {
	return clientv3.OpPut(s.key, value, clientv3.WithLease(s.session.lease))
}

// look interprets what was found there, and keeps its revision.
func (s *slot) look(kvs []*mvccpb.KeyValue) finding {
	if len(kvs) == 0 {
		if s.rev == 0 {
			return untouched
		}
		return unknown
	}
	kv, before := kvs[0], s.rev
	s.rev = kv.ModRevision
	switch {
	case kv.ModRevision == before:
		return untouched
	case string(kv.Value) == s.mark():
		return written
	case string(kv.Value) == s.block():
		return blocked
	}
	return unknown
}

// free gives the slot back for the next commit. A slot of which nothing certain is known is not given back.
func (s *slot) free() {
	s.session.mu.Lock()
	defer s.session.mu.Unlock()
	s.session.idle = append(s.session.idle, s)
}

// leaseTime is how long the slots of a process that has died stay.
const leaseTime = 10 * time.Minute

// A session is a lease with its slots.
type session struct {
	lease clientv3.LeaseID
	over  atomic.Bool // the lease has run out, or may have

	mu   sync.Mutex
	idle []*slot
	made int
}

// slots is where commits get theirs.
type slots struct {
	turn chan struct{} // holds a token while a session begins
	now  atomic.Pointer[session]
}

func (s *slots) take(ctx context.Context, e *engine) (*slot, error) {
	now := s.now.Load()
	if now == nil || now.over.Load() {
		var err error
		if now, err = s.begin(ctx, e); err != nil {
			return nil, err
		}
	}
	now.mu.Lock()
	defer now.mu.Unlock()
	var next *slot
	if n := len(now.idle); n > 0 {
		next = now.idle[n-1]
		now.idle = now.idle[:n-1]
	} else {
		next = &slot{session: now, key: fmt.Sprintf("%s%x/%d", e.keys.commit, now.lease, now.made)}
		now.made++
	}
	next.commits++
	return next, nil
}

// begin begins a session, unless somebody else has meanwhile.
func (s *slots) begin(ctx context.Context, e *engine) (*session, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if now := s.now.Load(); now != nil && !now.over.Load() {
		return now, nil
	}
	var granted *clientv3.LeaseGrantResponse
	err := e.again(ctx, func(ctx context.Context) (err error) {
		granted, err = e.client.Grant(ctx, int64(leaseTime/time.Second))
		return err
	})
	if err != nil {
		return nil, e.fault(ctx, "begin a session", err)
	}
	now := &session{lease: granted.ID}
	renewals, err := e.client.KeepAlive(e.life, now.lease)
	if err != nil {
		return nil, e.fault(ctx, "begin a session", err)
	}
	e.work.Go(func() {
		for range renewals { // until the lease has run out, or life ends
		}
		now.over.Store(true)
	})
	s.now.Store(now)
	return now, nil
}

// release removes the slots.
func (s *slots) release(e *engine) {
	now := s.now.Load()
	if now == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), e.timing.farewell)
	defer cancel()
	e.client.Revoke(ctx, now.lease) // if that fails, time does it
}
