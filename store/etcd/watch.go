package etcd

import (
	"context"
	"math/rand/v2"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// Watch follows the prefix from the newest revision on, which is known before it returns. Each watch has a feed of its own, of which it
// uses the queue with its limits.
func (e *engine) Watch(ctx context.Context, prefix []byte) (<-chan store.Change, error) {
	if !e.gate.Enter() {
		return nil, store.ErrClosed
	}
	defer e.gate.Leave()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rev, err := e.revision(ctx)
	if err != nil {
		return nil, err
	}
	feed := new(store.Feed)
	changes, err := feed.Watch(ctx, prefix)
	if err != nil {
		return nil, err
	}
	key := e.keys.data + string(prefix)
	e.work.Go(func() {
		ctx, cancel := context.WithCancel(ctx)
		defer context.AfterFunc(e.life, cancel)()
		defer cancel()
		e.follow(ctx, key, rev+1, feed)
		feed.Close()
	})
	return changes, nil
}

// follow publishes what happens below key from a revision on, until ctx ends, the receiver is cut off, or the cluster can no
// longer tell all of it: then the receiver has to begin anew. The client reconnects by itself, and goes on where it was; when
// it gives up, we do so in its stead.
func (e *engine) follow(ctx context.Context, key string, next int64, feed *store.Feed) {
	for {
		after, ok := e.followOnce(ctx, key, next, feed)
		if !ok || !pause(ctx, rand.N(200*time.Millisecond)) {
			return
		}
		next = after
	}
}

// followOnce returns the revision to go on from, if that makes sense.
func (e *engine) followOnce(ctx context.Context, key string, next int64, feed *store.Feed) (int64, bool) {
	// A member that has lost its leader, being cut off from the others, has to say so rather than keep silent.
	ctx, cancel := context.WithCancel(clientv3.WithRequireLeader(ctx))
	defer cancel()
	// Big commits come in fragments, which the client puts together. Progress is told so that a quiet watch does not go on
	// from where history has been compacted.
	changes := e.client.Watch(ctx, key, clientv3.WithPrefix(), clientv3.WithRev(next), clientv3.WithFragment(), clientv3.WithProgressNotify())
	for resp := range changes {
		if err := resp.Err(); err != nil {
			return next, passing(err)
		}
		if n := len(resp.Events); n > 0 {
			if !feed.Publish(e.changes(resp.Events)) {
				return next, false
			}
			next = resp.Events[n-1].Kv.ModRevision + 1
		} else if resp.IsProgressNotify() {
			next = max(next, resp.Header.Revision+1)
		}
	}
	return next, ctx.Err() == nil
}

// changes translates events. etcd orders them by commit and, within one, as its operations were: by key.
func (e *engine) changes(events []*clientv3.Event) []store.Change {
	changes := make([]store.Change, len(events))
	for i, event := range events {
		changes[i].Key = event.Kv.Key[len(e.keys.data):]
		if event.Type == clientv3.EventTypeDelete {
			changes[i].Deleted = true
		} else {
			changes[i].Value = event.Kv.Value
		}
	}
	return changes
}
