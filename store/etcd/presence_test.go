package etcd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/store"
)

// A machine that is busy with other things must be able to renew within it.
const presenceTTL = 5 * time.Second

func present(t *testing.T, e store.Engine, key string) bool {
	t.Helper()
	there := false
	err := e.View(t.Context(), func(r store.Reader) (err error) {
		_, there, err = r.Get([]byte(key))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// farAway ends a wait for what never comes. It decides nothing else.
const farAway = 5 * time.Minute

// closed waits for a channel.
func closed(t *testing.T, lost <-chan struct{}) {
	t.Helper()
	select {
	case <-lost:
	case <-time.After(farAway):
		t.Fatal("not noticed")
	}
}

func TestPresence(t *testing.T) {
	t.Parallel()
	o := at(sharedNode(t))
	e, other := opened(t, o), opened(t, o)
	changes, err := other.Watch(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	lost, err := e.Present(ctx, []byte("replica"), []byte("here"), presenceTTL)
	if err != nil {
		t.Fatal(err)
	}
	if c := <-changes; string(c.Key) != "replica" || string(c.Value) != "here" {
		t.Errorf("the others see %s = %s", c.Key, c.Value)
	}
	if _, err := other.Present(t.Context(), []byte("replica"), nil, presenceTTL); !errors.Is(err, store.ErrPresent) {
		t.Errorf("a second one with that key: %v", err)
	}
	select { // it is renewed
	case <-lost:
		t.Error("lost without a reason")
	case <-time.After(presenceTTL + time.Second):
	}
	if !present(t, other, "replica") {
		t.Error("it is not renewed")
	}
	leave()
	closed(t, lost)
	if c := <-changes; string(c.Key) != "replica" || !c.Deleted {
		t.Errorf("afterwards the others see %s = %s", c.Key, c.Value)
	}

	lost, err = e.Present(t.Context(), []byte("replica"), nil, presenceTTL)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	closed(t, lost)
	if present(t, other, "replica") {
		t.Error("Close leaves it behind")
	}
	if _, err := e.Present(t.Context(), []byte("replica"), nil, presenceTTL); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// TestPresenceCutOff: a process that is cut off knows that it may be gone before it is, and cannot commit as if it were there
// when it is back.
func TestPresenceCutOff(t *testing.T) {
	t.Parallel()
	const ttl = 3 * time.Second
	p := newProxy(t, sharedNode(t).Client)
	o := p.behind()
	e := openedWith(t, o, hasty())
	o.Endpoints = []string{sharedNode(t).Client}
	other := opened(t, o)
	lost, err := e.Present(t.Context(), []byte("replica"), nil, ttl)
	if err != nil {
		t.Fatal(err)
	}
	errGone := errors.New("not present any more")
	claim := func(stalled func()) error {
		return e.Update(t.Context(), func(tx store.Txn) error {
			_, there, err := tx.Get([]byte("replica"))
			if err != nil {
				return err
			}
			if !there {
				return errGone
			}
			stalled()
			return tx.Put([]byte("claimed"), nil)
		})
	}
	if err := claim(func() {}); err != nil {
		t.Errorf("while present: %v", err)
	}
	err = claim(func() { // the key is seen, then the process stalls
		p.set(mute)
		for began := time.Now(); present(t, other, "replica"); time.Sleep(10 * time.Millisecond) {
			if time.Since(began) > farAway {
				t.Fatal("the key stays")
			}
		}
		select {
		case <-lost:
		default:
			t.Error("it is gone for the others, and does not know it")
		}
		p.set(none)
	})
	if !errors.Is(err, errGone) {
		t.Errorf("a replica that was gone meanwhile commits: %v", err)
	}
}

func TestPresenceRefused(t *testing.T) {
	t.Parallel()
	e := opened(t, at(sharedNode(t)))
	for _, tt := range []struct {
		key, value string
		ttl        time.Duration
		want       error
		text       string
	}{
		{"", "", presenceTTL, store.ErrEmptyKey, ""},
		{strings.Repeat("k", store.MaxKey+1), "", presenceTTL, store.ErrTooLarge, ""},
		{"k", strings.Repeat("v", store.MaxValue+1), presenceTTL, store.ErrTooLarge, ""},
		{"k", "", 100 * time.Millisecond, nil, "the least is"},
	} {
		_, err := e.Present(t.Context(), []byte(tt.key), []byte(tt.value), tt.ttl)
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("key of %d bytes, value of %d, %s: %v", len(tt.key), len(tt.value), tt.ttl, err)
		}
	}
	if got := contents(t, e); got != "" {
		t.Errorf("something was stored: %s", got)
	}
}

// TestSnapshotWithoutPresence: a copy of the store says nobody is there; it can be read into any engine.
func TestSnapshotWithoutPresence(t *testing.T) {
	t.Parallel()
	e := opened(t, at(sharedNode(t)))
	if _, err := e.Present(t.Context(), []byte("here"), nil, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		mustPut(t, e, fmt.Sprintf("k%d", i), strings.Repeat("v", i))
	}
	var dump strings.Builder
	n, err := e.Snapshot(t.Context(), &dump)
	if err != nil || n != int64(dump.Len()) {
		t.Fatalf("%d of %d bytes, %v", n, dump.Len(), err)
	}
	for name, into := range map[string]store.Engine{"memory": store.Memory(), "etcd": opened(t, at(sharedNode(t)))} {
		if err := store.ReadDump(t.Context(), strings.NewReader(dump.String()), into); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, into); got != "k0= k1=v k2=vv" {
			t.Errorf("%s: %s", name, got)
		}
		if err := store.ReadDump(t.Context(), strings.NewReader(dump.String()), into); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("%s: reading it again: %v", name, err)
		}
	}
}
