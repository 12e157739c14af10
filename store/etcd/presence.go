package etcd

import (
	"context"
	"fmt"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// Present puts the key on a lease of its own, which is renewed three times as often as needed; see store.Presencer. etcd counts whole
// seconds, and refuses fewer than one and a half times its election timeout (two with its defaults).
func (e *engine) Present(ctx context.Context, key, value []byte, ttl time.Duration) (<-chan struct{}, error) {
	if !e.gate.Enter() {
		return nil, store.ErrClosed
	}
	defer e.gate.Leave()
	if err := store.CheckKey(key); err != nil {
		return nil, err
	}
	if len(value) > store.MaxValue {
		return nil, fmt.Errorf("%w: a value of %d bytes, limit %d", store.ErrTooLarge, len(value), store.MaxValue)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := &presence{engine: e, ttl: ttl.Truncate(time.Second)}
	if err := p.begin(ctx, string(key), string(value)); err != nil {
		p.end()
		return nil, err
	}
	lost := make(chan struct{})
	e.work.Go(func() {
		ctx, cancel := context.WithCancel(ctx)
		defer context.AfterFunc(e.life, cancel)()
		defer cancel()
		p.keep(ctx)
		close(lost)
		p.end()
	})
	return lost, nil
}

// A presence is a lease.
type presence struct {
	engine *engine
	lease  clientv3.LeaseID // 0: none yet
	ttl    time.Duration
	until  time.Time // the lease lives at least until then
}

// begin gets a lease and puts the key. Time counts from before the request: the cluster's count begins later.
func (p *presence) begin(ctx context.Context, key, value string) error {
	e, began := p.engine, time.Now()
	calling := ctx
	ctx, cancel := context.WithTimeout(ctx, e.timing.patience)
	defer cancel()
	granted, err := e.client.Grant(ctx, max(1, int64(p.ttl/time.Second)))
	if err != nil {
		return e.fault(calling, "present", err)
	}
	p.lease, p.until = granted.ID, began.Add(p.ttl)
	if least := time.Duration(granted.TTL) * time.Second; least > p.ttl {
		return fmt.Errorf("store: etcd: present: the cluster cannot notice within %s that somebody is gone; the least is %s", p.ttl, least)
	}
	full := e.keys.data + key
	resp, err := e.client.Txn(ctx).
		If(clientv3.Compare(clientv3.ModRevision(full), "=", 0)).
		Then(clientv3.OpPut(full, value, clientv3.WithLease(p.lease))).
		Commit()
	switch {
	case err != nil:
		return e.fault(calling, "present", err)
	case !resp.Succeeded:
		return store.ErrPresent
	}
	return nil
}

// keep renews the lease until ctx ends or the lease has run out, or may have.
func (p *presence) keep(ctx context.Context) {
	for kept := true; kept; {
		alive, cancel := context.WithDeadline(ctx, p.until)
		kept = pause(alive, p.ttl/3) && p.renew(alive)
		cancel()
	}
}

// renew reports whether the lease lives, and until when. It asks until it is answered or ctx ends.
func (p *presence) renew(ctx context.Context) bool {
	for {
		began := time.Now()
		alive, err := p.ask(ctx)
		if err == nil {
			p.until = began.Add(p.ttl)
			return alive
		}
		if !pause(ctx, p.ttl/20) {
			return false
		}
	}
}

// ask renews once, at a member that may be another each time. The client's own KeepAlive counts the time from the answer
// on, which is too late, and stays with a member that has stalled.
func (p *presence) ask(ctx context.Context) (alive bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.ttl/3)
	defer cancel()
	stream, err := clientv3.RetryLeaseClient(p.engine.client).LeaseKeepAlive(ctx)
	if err != nil {
		return false, err
	}
	if err := stream.Send(&pb.LeaseKeepAliveRequest{ID: int64(p.lease)}); err != nil {
		return false, err
	}
	answer, err := stream.Recv()
	if err != nil {
		return false, err
	}
	return answer.TTL > 0, nil // a lease that is not there has none
}

// end removes the key with its lease, whether or not ctx has ended.
func (p *presence) end() {
	if p.lease == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), p.engine.timing.farewell)
	defer cancel()
	p.engine.client.Revoke(ctx, p.lease) // if that fails, time does it
}
