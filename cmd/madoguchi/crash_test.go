//go:build unix

package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"madoguchi/store"
)

// crashes is how often the crash tests kill: a few times, or as often as MADOGUCHI_CRASHES says.
func crashes(t *testing.T, few int) int {
	t.Helper()
	v := os.Getenv("MADOGUCHI_CRASHES")
	if v == "" {
		return few
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("MADOGUCHI_CRASHES is %q", v)
	}
	return n
}

// seeded is a random seed, or MADOGUCHI_SEED.
func seeded(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("MADOGUCHI_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("MADOGUCHI_SEED=%d", seed)
	return seed
}

// crashSettings are the settings of a server with a store and a key of its own.
func crashSettings(t *testing.T, uri string) settings {
	t.Helper()
	folder := t.TempDir()
	s := defaultSettings()
	s.SealKeyFile = filepath.Join(folder, "desk.key")
	if s.Store = uri; uri == "" {
		s.Store = "bolt:" + filepath.Join(folder, "desk.db")
	}
	if err := store.NewKeyFile(s.SealKeyFile); err != nil {
		t.Fatal(err)
	}
	return s
}

func serverEnv(s settings, listen string, w *town) []string {
	return append(w.env(), "MADOGUCHI_STORE="+s.Store, "MADOGUCHI_SEAL_KEY_FILE="+s.SealKeyFile, "MADOGUCHI_LISTEN="+listen)
}

// journal is what the servers logged that should not be there, and the figures of what may.
type journal struct {
	mu      sync.Mutex
	bad     []string
	figures map[string]int
}

var (
	broken  = regexp.MustCompile(`look for work left|read the timers|a timer failed|publish`) // what a store that fails brings with it
	figures = []string{"events were not taken", "may see it twice", "go as one", "not heard of in time", "back among"}
)

// keep reads a line of a log. With trouble the store is meant to fail.
func (j *journal) keep(trouble bool) func(string) {
	return func(line string) {
		j.mu.Lock()
		defer j.mu.Unlock()
		if badWords.MatchString(line) && !slow.MatchString(line) && !(trouble && broken.MatchString(line)) && len(j.bad) < 20 {
			j.bad = append(j.bad, line)
		}
		for _, f := range figures {
			if strings.Contains(line, f) {
				if j.figures == nil {
					j.figures = map[string]int{}
				}
				j.figures[f]++
			}
		}
	}
}

func (j *journal) check(t *testing.T) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, line := range j.bad {
		t.Errorf("in a log: %s", line)
	}
}

// TestCrash kills a server at random moments while people write, and compares the books.
func TestCrash(t *testing.T) {
	t.Parallel()
	n := crashes(t, 6)
	t.Run("healthy platform", func(t *testing.T) { crash(t, n, odds{}) })
	t.Run("failing platform", func(t *testing.T) {
		crash(t, max(3, n/3), odds{refused: 0.03, failed: 0.03, cut: 0.03, takenFailed: 0.03, takenCut: 0.04, mum: 0.002})
	})
}

func crash(t *testing.T, kills int, faults odds) {
	seed := seeded(t)
	rnd := rand.New(rand.NewPCG(seed, 0))
	w := newTown(t, seed)
	w.setOdds(faults)
	s := crashSettings(t, "")
	logs := &journal{}
	address := freeAddress(t)
	launch := func() *child {
		w.line.SetWebhook("http://"+address+"/webhook/line", true)
		return start(t, childServe, serverReady, logs.keep(false), serverEnv(s, address, w)...)
	}
	people := &crowd{town: w, seed: seed, size: 20, says: 40, pause: 400 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	people.come(ctx)

	var died, begun []time.Time
	server := launch()
	for len(died) < kills {
		if rnd.IntN(6) == 0 { // also while it starts: the first time the store is being made
			pause(t.Context(), time.Duration(rnd.Int64N(int64(500*time.Millisecond))))
		} else if err := server.wait(); err == nil {
			pause(t.Context(), 50*time.Millisecond+time.Duration(rnd.Int64N(int64(850*time.Millisecond))))
		} else if strings.Contains(err.Error(), "is in use by another program") { // while the server was dead somebody else came by
			address = freeAddress(t)
			server = launch()
			continue
		} else {
			stop()
			people.wait()
			t.Fatal(err)
		}
		died = append(died, time.Now())
		server.kill()
		begun = append(begun, time.Now())
		server = launch()
	}
	if err := server.wait(); err != nil {
		t.Error(err)
	}
	stop()
	people.wait()
	w.setOdds(odds{})
	w.settle(t, s, server, launch)
	a := w.compare(t, s, died)
	logs.check(t)
	t.Logf("%d kills; %d people, %d events acknowledged, %d lines, %d calls taken; lines missed %d, doubles %d, of these unavoidable %d; from restart to the first answer %s; logs: %v",
		len(died), people.people(), a.events, a.lines, a.sends, a.missed, a.doubles, a.unavoidable, spread(w.recoveries(begun)), logs.figures)
	if a.events < kills || a.sends < kills {
		t.Error("hardly anything happened")
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// recoveries are the times from each start to the next answer that LINE took, of those that were given one.
func (w *town) recoveries(begun []time.Time) (out []time.Duration) {
	for i, at := range begun {
		answer, _ := w.firstAfter(at)
		if answer > 0 && (i+1 == len(begun) || at.Add(answer).Before(begun[i+1])) {
			out = append(out, answer)
		}
	}
	return out
}

// settleWithin is how long what is left may take: pauses between attempts grow to a minute.
const settleWithin = 15 * time.Minute

// settle waits until everything is acknowledged and answered, and stops the servers as an operator does.
func (w *town) settle(t *testing.T, s settings, server *child, launch func() *child) {
	t.Helper()
	for end := time.Now().Add(settleWithin); ; {
		waitForAll(t, end, "everything is acknowledged", func() bool { _, all := w.quietSince(); return all && w.line.Pending() == 0 })
		waitForAll(t, end, "nothing is waiting", func() bool {
			last, _ := w.quietSince()
			return time.Since(last) > time.Second && waiting(w.target()) == 0
		})
		stopServer(t, server)
		if left(t, s) == 0 || time.Now().After(end) {
			return
		}
		server = launch()
		if err := server.wait(); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *town) target() string {
	return strings.TrimSuffix(w.line.Webhook, "/webhook/line")
}

func stopServer(t *testing.T, server *child) {
	t.Helper()
	_ = server.Process.Signal(syscall.SIGTERM)
	select {
	case <-server.ended:
	case <-time.After(childWithin):
		t.Fatal("SIGTERM did not stop the server: " + server.said())
	}
	if code := server.ProcessState.ExitCode(); code != 0 {
		t.Errorf("SIGTERM: exit code %d: %s", code, server.said())
	}
}

func waitForAll(t *testing.T, end time.Time, what string, is func() bool) {
	t.Helper()
	for !is() {
		if time.Now().After(end) {
			t.Fatal("waited in vain until " + what)
		}
		pause(t.Context(), 50*time.Millisecond)
	}
}

var waitingLine = regexp.MustCompile(`(?m)^madoguchi_conversations_waiting\{in="(\w+)"\} (\d+)`)

// waiting is how many conversations a server found with events or answers left, -1 if it does not
// say.
func waiting(url string) int { return waitingIn(url, "inbox", "outbox") }

// waitingIn is how many a server found in tables.
func waitingIn(url string, tables ...string) int {
	res, err := (&http.Client{Timeout: 5 * time.Second}).Get(url + "/metrics")
	if err != nil {
		return -1
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return -1
	}
	sum, found := 0, 0
	for _, f := range waitingLine.FindAllStringSubmatch(string(said), -1) {
		if slices.Contains(tables, f[1]) {
			n, _ := strconv.Atoi(f[2])
			sum, found = sum+n, found+1
		}
	}
	if found < len(tables) {
		return -1
	}
	return sum
}

// left is how much of what should be empty is not.
func left(t *testing.T, s settings) int {
	t.Helper()
	e, err := openEngine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	return count(t, e, "inbox") + count(t, e, "outbox")
}
