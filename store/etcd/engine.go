package etcd

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
	"madoguchi/store/internal/gate"
)

// engine implements store.Engine, store.Snapshotter and store.Presencer.
type engine struct {
	client *clientv3.Client
	keys   keys
	hosts  string // for errors
	timing timing

	gate  gate.Gate
	slots slots
	lanes *lanes

	life context.Context // ends with Close: what belongs to no call
	stop context.CancelFunc
	work sync.WaitGroup // goroutines that end with life
}

var (
	_ store.Snapshotter = (*engine)(nil)
	_ store.Presencer   = (*engine)(nil)
)

// keys are the places below the prefix.
type keys struct {
	root, format, data, dataEnd, commit string
}

// timing bounds what the caller's ctx does not.
type timing struct {
	attempt  time.Duration // the first of a request that can be repeated; the next ones have twice as long each
	commit   time.Duration // one commit; what came of it is then asked of another member
	patience time.Duration // all attempts together
	grace    time.Duration // for finding out what became of a commit after ctx has ended
	farewell time.Duration // for what Close leaves behind
}

func defaultTiming() timing {
	return timing{attempt: time.Second, commit: 3 * time.Second, patience: 15 * time.Second, grace: time.Second, farewell: 2 * time.Second}
}

func newEngine(client *clientv3.Client, o Options, timing timing) *engine {
	root := o.Prefix + "/"
	e := &engine{
		client: client, hosts: strings.Join(o.Endpoints, ","), timing: timing, lanes: newLanes(),
		keys: keys{root: root, format: root + "format", data: root + "data/", commit: root + "commit/"},
	}
	e.keys.dataEnd = clientv3.GetPrefixRangeEnd(e.keys.data)
	e.slots.turn = make(chan struct{}, 1)
	e.life, e.stop = context.WithCancel(context.Background())
	return e
}

func (e *engine) View(ctx context.Context, fn func(store.Reader) error) error {
	return e.view(ctx, &reader{}, fn)
}

// view runs fn over r, which it completes: the revision is fixed before fn begins.
func (e *engine) view(ctx context.Context, r *reader, fn func(store.Reader) error) error {
	if !e.gate.Enter() {
		return store.ErrClosed
	}
	defer e.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	rev, err := e.revision(ctx)
	if err != nil {
		return err
	}
	r.engine, r.ctx, r.rev = e, ctx, rev
	defer func() { r.done = true }()
	return fn(r)
}

// revision is the newest one, at least that of every commit acknowledged before the call. On the way it sees whether the
// store is still there.
func (e *engine) revision(ctx context.Context) (int64, error) {
	resp, err := e.get(ctx, e.keys.format)
	if err != nil {
		return 0, e.fault(ctx, "read", err)
	}
	if len(resp.Kvs) == 0 {
		return 0, fmt.Errorf("%w: somebody has deleted the store below %s", store.ErrDamaged, e.keys.root)
	}
	return resp.Header.Revision, nil
}

func (e *engine) get(ctx context.Context, key string, options ...clientv3.OpOption) (resp *clientv3.GetResponse, err error) {
	err = e.again(ctx, func(ctx context.Context) (err error) {
		resp, err = e.client.Get(ctx, key, options...)
		return err
	})
	return resp, err
}

// again makes a request that may be repeated until it succeeds, fails for good, or patience ends. A member that has stalled costs
// one attempt: the next goes to another one.
func (e *engine) again(ctx context.Context, request func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.timing.patience)
	defer cancel()
	wait, long := 10*time.Millisecond, e.timing.attempt
	for {
		attempt, cancel := context.WithTimeout(ctx, long)
		err := request(attempt)
		cancel()
		if err == nil || !passing(err) || !pause(ctx, rand.N(wait)) {
			return err
		}
		wait, long = min(2*wait, 300*time.Millisecond), 2*long
	}
}

// pause reports whether ctx still lives after a time.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Snapshot writes the store as store.WriteDump does, at one revision; see store.Snapshotter. Any engine can read it. Presences are
// left out: they end with the process that they stand for.
func (e *engine) Snapshot(ctx context.Context, w io.Writer) (int64, error) {
	return store.WriteDump(ctx, lasting{e}, w)
}

// lasting is the engine without what hangs on a lease.
type lasting struct{ *engine }

func (e lasting) View(ctx context.Context, fn func(store.Reader) error) error {
	return e.view(ctx, &reader{lasting: true}, fn)
}

func (e *engine) Close() error {
	if !e.gate.Shut() {
		return nil
	}
	e.stop()
	e.work.Wait()
	e.slots.release(e)
	if err := e.client.Close(); err != nil {
		return fmt.Errorf("store: etcd: close: %w", err)
	}
	return nil
}
