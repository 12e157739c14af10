//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"madoguchi/bot/harness"
	"madoguchi/bot/line/linetest"
	"madoguchi/store"
)

// TestStoreTrouble: a store that fails in every way costs answers in time, never words; what the
// platform is told and what the operator reads is logged with -v.
func TestStoreTrouble(t *testing.T) {
	t.Parallel()
	t.Run("disk full", diskFull)
	t.Run("read-only", readOnly)
	t.Run("damaged", damaged)
	t.Run("slow", slowStore)
	t.Run("no cluster", noCluster)
	t.Run("clock", jumpingClock)
}

// smallDisk mounts a small disk of its own.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("only root can make a disk that is small: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	return folder
}

// gathered is what servers said, each thing once.
type gathered struct {
	mu    sync.Mutex
	lines []string
	seen  map[string]bool
}

var variable = regexp.MustCompile(`time=\S+ |conversation\S*=\S+|line-[0-9a-zA-Z_-]+|delivery=?\s?\S+|\d+`)

func (g *gathered) keep(line string) {
	if !strings.Contains(line, "level=WARN") && !strings.Contains(line, "level=ERROR") && strings.Contains(line, "level=") {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	key := variable.ReplaceAllString(line, "")
	if g.seen == nil {
		g.seen = map[string]bool{}
	}
	if !g.seen[key] && len(g.lines) < 40 {
		g.seen[key] = true
		g.lines = append(g.lines, line)
	}
}

func (g *gathered) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return "\n  " + strings.Join(g.lines, "\n  ")
}

// Write takes a log.
func (g *gathered) Write(b []byte) (int, error) {
	g.keep(strings.TrimSuffix(string(b), "\n"))
	return len(b), nil
}

// told counts LINE's webhooks by what they were answered.
func (w *town) told() string {
	n := map[string]int{}
	for _, a := range w.line.Answers() {
		n[strings.TrimSpace(fmt.Sprint(a.Status, " ", a.Reason))]++
	}
	return fmt.Sprint(n)
}

// refusals is how many webhooks were answered with 503.
func (w *town) refusals() (n int) {
	for _, a := range w.line.Answers() {
		if a.Status == http.StatusServiceUnavailable {
			n++
		}
	}
	return n
}

func diskFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "8m")
	seed := seeded(t)
	w, said := newTown(t, seed), &gathered{}
	s := crashSettings(t, "bolt:"+filepath.Join(disk, "desk.db"))
	address := freeAddress(t)
	w.line.SetWebhook("http://"+address+"/webhook/line", true)
	launch := func() *child { return start(t, childServe, serverReady, said.keep, serverEnv(s, address, w)...) }
	server := launch()
	t.Cleanup(func() { server.kill() })
	if err := server.wait(); err != nil {
		t.Fatal(err)
	}
	people := &crowd{town: w, seed: seed, size: 8, says: 30, pause: 300 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people.come(ctx)
	for round := range 3 {
		ballast := filepath.Join(disk, "ballast")
		fill(t, ballast)
		refused := w.refusals()
		waitForAll(t, time.Now().Add(childWithin), "the disk is full", func() bool { return w.refusals() > refused+5 })
		if round == 2 { // a restart on a full disk changes nothing
			server.kill()
			server = launch()
			if err := server.wait(); err != nil {
				t.Fatalf("a start on a full disk: %v", err)
			}
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		from := time.Now()
		waitForAll(t, from.Add(childWithin), "it goes on", func() bool { return w.acknowledged(from, time.Now()) > 5 })
	}
	stop()
	people.wait()
	w.settle(t, s, server, func() *child { server = launch(); return server })
	a := w.compare(t, s, []time.Time{time.Now()})
	t.Logf("told the platform: %s; %d events, %d missed, %d doubles; the operator reads:%s", w.told(), a.events, a.missed, a.doubles, said)
}

// fill writes until a disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

func noCluster(t *testing.T) {
	t.Parallel()
	s := crashSettings(t, "etcd://"+freeAddress(t)+"/desk")
	t.Log(refuses(t, serverEnv(s, freeAddress(t), newTown(t, 1))))
}

// inside runs a server in this process, on an engine that wrap has changed and by another clock. It
// returns how to stop it.
func inside(t *testing.T, w *town, s settings, said *gathered, wrap func(store.Engine) store.Engine, now func() time.Time) func() {
	t.Helper()
	s.LINE = []lineSettings{{Secret: linetest.DefaultSecret, Token: linetest.DefaultToken, APIURL: w.api.URL, DataAPIURL: w.api.URL}}
	engine, sealer, err := openSealed(t.Context(), s, false)
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDesk(t.Context(), s, wrap(engine), sealer, time.Time{}, harness.Listen(t).And(said))
	if err != nil {
		t.Fatal(err)
	}
	d.advisor.Now = now
	for _, c := range d.line {
		c.Now = now
	}
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.line.SetWebhook("http://"+l.Addr().String()+"/webhook/line", true)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.run(ctx, l) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-ended, engine.Close()); err != nil {
			t.Error(err)
		}
	})
}

// slowEngine is a store whose disk hangs: what is written is written, but late. Who does not wait
// is not told.
type slowEngine struct {
	store.Engine
	by atomic.Int64
}

func (e *slowEngine) Update(ctx context.Context, fn func(store.Txn) error) error {
	by := time.Duration(e.by.Load())
	if by == 0 {
		return e.Engine.Update(ctx, fn)
	}
	done := make(chan error, 1)
	go func() {
		time.Sleep(by)
		done <- e.Engine.Update(context.WithoutCancel(ctx), fn)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUncertain, ctx.Err())
	}
}

func slowStore(t *testing.T) {
	t.Parallel()
	by := 4 * time.Second
	if os.Getenv("MADOGUCHI_CRASHES") != "" {
		by = 30 * time.Second
	}
	seed := seeded(t)
	w, said := newTown(t, seed), &gathered{}
	s := crashSettings(t, "")
	e := &slowEngine{}
	stopServer := inside(t, w, s, said, func(real store.Engine) store.Engine { e.Engine = real; return e }, time.Now)
	defer stopServer()
	people := &crowd{town: w, seed: seed, size: 5, says: 20, pause: 300 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people.come(ctx)
	waitForAll(t, time.Now().Add(childWithin), "people speak", func() bool { _, sends := w.sizes(); return sends > 5 })
	before := len(w.line.Answers())
	from := time.Now()
	e.by.Store(int64(by))
	pause(ctx, by+by/2)
	if n := w.acknowledged(from.Add(time.Second), from.Add(by)); n > 0 {
		t.Errorf("%d events were acknowledged that the store had not written", n)
	}
	late, refused := 0, 0
	for _, a := range w.line.Answers()[before:] {
		switch {
		case a.Reason == linetest.RequestTimeout:
			late++
		case a.Status == http.StatusServiceUnavailable:
			refused++
		}
	}
	if refused == 0 || late > refused/4 { // some, where the machine is busy
		t.Errorf("%d webhooks were refused, %d not answered within LINE's two seconds", refused, late)
	}
	e.by.Store(0)
	stop()
	people.wait()
	w.quiet(t, s)
	stopServer()
	a := w.compare(t, s, nil)
	t.Logf("told the platform: %s; %d events, %d missed, %d doubles; the operator reads:%s", w.told(), a.events, a.missed, a.doubles, said)
}

func (w *town) sizes() (events, sends int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.order), len(w.sends)
}

// quiet waits until everything is acknowledged and nothing is left.
func (w *town) quiet(t *testing.T, s settings) {
	t.Helper()
	end := time.Now().Add(settleWithin)
	waitForAll(t, end, "everything is acknowledged", func() bool { _, all := w.quietSince(); return all && w.line.Pending() == 0 })
	waitForAll(t, end, "nothing is waiting", func() bool {
		last, _ := w.quietSince()
		return time.Since(last) > 5*time.Second && waiting(w.target()) == 0
	})
}

func jumpingClock(t *testing.T) {
	t.Parallel()
	seed := seeded(t)
	w, said := newTown(t, seed), &gathered{}
	w.setOdds(odds{refused: 0.05, failed: 0.05, cut: 0.05})
	s := crashSettings(t, "")
	clock := harness.RunningClock(time.Now())
	stopServer := inside(t, w, s, said, func(e store.Engine) store.Engine { return e }, clock.Now)
	defer stopServer()
	people := &crowd{town: w, seed: seed, size: 5, says: 20, pause: 200 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	people.come(ctx)
	for _, jump := range []time.Duration{time.Hour, -time.Hour, -time.Hour, time.Hour, 0} {
		_, n := w.sizes()
		waitForAll(t, time.Now().Add(childWithin), "answers come", func() bool { _, sends := w.sizes(); return sends > n+10 })
		clock.Advance(jump)
	}
	stop()
	people.wait()
	w.setOdds(odds{})
	w.quiet(t, s)
	stopServer()
	a := w.compare(t, s, nil)
	t.Logf("told the platform: %s; %d events, %d missed, %d doubles; the operator reads:%s", w.told(), a.events, a.missed, a.doubles, said)
}
