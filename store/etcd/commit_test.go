package etcd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"madoguchi/store"
)

// TestLostCommit: when the request or the answer of a commit gets lost, the engine finds out what came of it, and runs
// the function again only if nothing was written.
func TestLostCommit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault fault
		runs  int
	}{
		{"request", deaf, 2},
		{"answer", mute, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newProxy(t, sharedNode(t).Client)
			e := openedWith(t, p.behind(), hasty())
			mustPut(t, e, "n", "1") // the session has begun
			runs := 0
			err := e.Update(t.Context(), func(tx store.Txn) error {
				v, _, err := tx.Get([]byte("n"))
				if runs++; runs == 1 {
					p.set(tt.fault)
					time.AfterFunc(700*time.Millisecond, func() { p.set(none) })
				}
				return errors.Join(err, tx.Put([]byte("n"), append(v, '+')))
			})
			if err != nil || runs != tt.runs {
				t.Errorf("%d runs, want %d; error %v", runs, tt.runs, err)
			}
			if got := contents(t, e); got != "n=1+" {
				t.Errorf("store holds %s", got)
			}
			mustPut(t, e, "n", "2")
		})
	}
}

// TestUncertain: when it cannot be found out the error says so, in time.
func TestUncertain(t *testing.T) {
	t.Parallel()
	p := newProxy(t, sharedNode(t).Client)
	e := openedWith(t, p.behind(), hasty())
	mustPut(t, e, "n", "1")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	runs, began := 0, time.Now()
	err := e.Update(ctx, func(tx store.Txn) error {
		runs++
		p.set(mute)
		return tx.Put([]byte("n"), []byte("2"))
	})
	if !errors.Is(err, store.ErrUncertain) || !errors.Is(err, context.DeadlineExceeded) || runs != 1 {
		t.Errorf("%d runs, error %v", runs, err)
	}
	if took := time.Since(began); took > farAway {
		t.Errorf("it took %s", took)
	}
	p.set(none)
	if got := contents(t, e); got != "n=2" {
		t.Errorf("store holds %s", got)
	}
	mustPut(t, e, "n", "3")
}

// TestCancelledCommit: a caller that gives up in the middle of a commit is told what came of it.
func TestCancelledCommit(t *testing.T) {
	e := opened(t, at(sharedNode(t)))
	mustPut(t, e, "first", "")
	outcomes := map[string]int{}
	for i := range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		key := fmt.Appendf(nil, "k%d", i)
		err := e.Update(ctx, func(tx store.Txn) error {
			time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
			return tx.Put(key, nil)
		})
		cancel()
		stored := false
		err2 := e.View(t.Context(), func(r store.Reader) (err error) {
			_, stored, err = r.Get(key)
			return err
		})
		switch {
		case err2 != nil:
			t.Fatal(err2)
		case err == nil:
			outcomes["stored"]++
		case errors.Is(err, store.ErrUncertain):
			t.Errorf("try %d: %v", i, err)
		default:
			outcomes["not stored"]++
		}
		if stored != (err == nil) {
			t.Errorf("try %d: stored is %v, error %v", i, stored, err)
		}
	}
	t.Log(outcomes)
}

// TestBadLine: writers whose connection breaks all the time lose nothing that was acknowledged and do nothing twice.
func TestBadLine(t *testing.T) {
	t.Parallel()
	p := newProxy(t, sharedNode(t).Client)
	e := openedWith(t, p.behind(), hasty())
	changes, err := e.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const writers = 4
	var wg sync.WaitGroup
	var done, unsure atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	for range writers {
		wg.Go(func() {
			for ctx.Err() == nil {
				switch err := increment(t.Context(), e, "n"); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, store.ErrUncertain):
					unsure.Add(1)
				}
			}
		})
	}
	for i := range 8 {
		p.set([]fault{deaf, mute, shut}[i%3])
		time.Sleep(100 * time.Millisecond)
		p.set(none)
		time.Sleep(150 * time.Millisecond)
	}
	stop()
	wg.Wait()
	value, _ := strings.CutPrefix(contents(t, e), "n=")
	n, _ := strconv.ParseInt(value, 10, 64)
	t.Logf("%d acknowledged, %d unsure, counted %d", done.Load(), unsure.Load(), n)
	if n < done.Load() || n > done.Load()+unsure.Load() {
		t.Errorf("counted to %d with %d acknowledged and %d uncertain", n, done.Load(), unsure.Load())
	}
	for want := int64(1); want <= n; want++ { // the watch has missed nothing either
		if c := <-changes; string(c.Value) != strconv.FormatInt(want, 10) {
			t.Fatalf("the watch delivered %s, want %d", c.Value, want)
		}
	}
}

// TestSessionRunsOut: when the cluster has forgotten the session a new one begins.
func TestSessionRunsOut(t *testing.T) {
	e := opened(t, at(sharedNode(t)))
	mustPut(t, e, "a", "1")
	for _, used := range []bool{false, true} {
		now := e.slots.now.Load()
		if !used { // a new slot of the old session
			now.idle = nil
		}
		if _, err := e.client.Revoke(t.Context(), now.lease); err != nil {
			t.Fatal(err)
		}
		err := e.Update(t.Context(), func(tx store.Txn) error { return tx.Put([]byte("a"), []byte("2")) })
		if err != nil && !(used && errors.Is(err, store.ErrUncertain)) {
			t.Errorf("used %v: %v", used, err)
		}
		mustPut(t, e, "a", "3")
	}
}

// TestCloseLeavesNothing: no slot stays behind.
func TestCloseLeavesNothing(t *testing.T) {
	o := at(sharedNode(t))
	e, watcher := opened(t, o), opened(t, o)
	mustPut(t, e, "a", "1")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	resp, err := watcher.client.Get(t.Context(), e.keys.commit, clientv3.WithPrefix())
	if err != nil || len(resp.Kvs) > 0 {
		t.Errorf("left behind: %v, %v", resp, err)
	}
}

// TestNoSpace: a commit that fills the quota is reported as an error by etcd although it was applied.
func TestNoSpace(t *testing.T) {
	nodes := newCluster(t, 1, func(c *nodeConfig) { c.Quota = 4 << 20 })
	e := openedWith(t, at(nodes...), hasty())
	value := []byte(strings.Repeat("x", 300<<10))
	acknowledged := 0
	var err error
	for err == nil && acknowledged < 100 {
		err = e.Update(t.Context(), func(tx store.Txn) error {
			return tx.Put(fmt.Appendf(nil, "%03d", acknowledged), value)
		})
		if err == nil {
			acknowledged++
		}
	}
	if err == nil || errors.Is(err, store.ErrUncertain) || !strings.Contains(err.Error(), "quota") {
		t.Errorf("the full store says %v", err)
	}
	if got := len(strings.Fields(contents(t, e))); got != acknowledged || got == 0 {
		t.Errorf("%d entries, %d acknowledged", got, acknowledged)
	}
}

func mustPut(t testing.TB, e store.Engine, key, value string) {
	t.Helper()
	err := e.Update(t.Context(), func(tx store.Txn) error { return tx.Put([]byte(key), []byte(value)) })
	if err != nil {
		t.Fatal(err)
	}
}

func increment(ctx context.Context, e store.Engine, key string) error {
	return e.Update(ctx, func(tx store.Txn) error {
		v, _, err := tx.Get([]byte(key))
		if err != nil {
			return err
		}
		n, _ := strconv.ParseInt(string(v), 10, 64)
		return tx.Put([]byte(key), strconv.AppendInt(nil, n+1, 10))
	})
}

// contents is what the store holds, as "key=value key=value".
func contents(t testing.TB, e store.Engine) string {
	t.Helper()
	var got []string
	err := e.View(t.Context(), func(r store.Reader) error {
		got = nil
		for x, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			got = append(got, fmt.Sprintf("%s=%s", x.Key, x.Value))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, " ")
}
