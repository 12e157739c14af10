package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// The crash tests need processes that can be killed and stopped as real ones are: this test binary,
// started again and told by childEnv what to be. A child ends when its standard input does, so that
// none outlives the tests.
const (
	childEnv   = "MADOGUCHI_TEST_CHILD"
	childServe = "serve" // the server as 'madoguchi serve' runs it, but with quickEdition
	childEtcd  = "etcd"  // a member of a cluster, followed by its memberConfig
)

// becomeChild ends the process if it is a child.
func becomeChild() {
	what, config, _ := strings.Cut(os.Getenv(childEnv), " ")
	switch what {
	case childServe:
		edition = quickEdition
		if path := os.Getenv(clockEnv); path != "" {
			wallClock = clockOf(path)
		}
		slackPace, _ = time.ParseDuration(os.Getenv(paceEnv))
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(3)
		}()
		os.Exit(run([]string{"serve"}, process{strings.NewReader(""), os.Stdout, os.Stderr, os.LookupEnv}))
	case childEtcd:
		if err := runMember(config); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// clockEnv names a file that says how far a child's clock is off.
const clockEnv = "MADOGUCHI_TEST_CLOCK"

// paceEnv says how fast a child posts to Slack; empty: as Slack asks for.
const paceEnv = "MADOGUCHI_TEST_PACE"

// clockRead is how soon a child sees that its clock is set.
const clockRead = 200 * time.Millisecond

// clockOf is such a clock.
func clockOf(path string) func() time.Time {
	var off atomic.Int64
	read := func() {
		said, err := os.ReadFile(path)
		if d, bad := time.ParseDuration(string(said)); err == nil && bad == nil {
			off.Store(int64(d))
		}
	}
	read()
	go func() {
		for range time.Tick(clockRead) {
			read()
		}
	}()
	return func() time.Time { return time.Now().Add(time.Duration(off.Load())) }
}

// quickMatcher goes by single words. Training takes seconds, and what is matched makes no
// difference to what is tested here.
func quickMatcher(b *knowledge.Base) knowledge.Matcher {
	known := []struct{ word, faq string }{{"警告", "support-scam"}, {"振り込", "bec-paid"}, {"バックアップ", "backup"}}
	return func(words string) knowledge.Match {
		for _, k := range known {
			if f := b.FAQ(k.faq); f != nil && strings.Contains(words, k.word) {
				return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: f.ID, Category: f.Category, Score: 0.95}}}
			}
		}
		return knowledge.Match{None: true}
	}
}

// quickEdition has learnt nothing but quickMatcher's words.
func quickEdition(b *knowledge.Base) *bot.Edition {
	return &bot.Edition{Base: b, Senses: knowledge.Senses{
		Match:  quickMatcher(b),
		Follow: func(string, string) []knowledge.Found { return nil },
		Near:   func(string, []string) (int, float64) { return -1, 0 },
		Hear: func(while knowledge.Span, text string) (*knowledge.Voice, float64) {
			if while == "" && strings.Contains(text, "すべて消して") {
				return b.Voice("desk.erase"), 1
			}
			return nil, 0
		},
		Answer: func(string, string) (string, float64) { return "", 0 },
	}}
}

// memberConfig is what a member of an etcd cluster is told.
type memberConfig struct {
	Name, Dir    string
	Client, Peer string // HOST:PORT
	Cluster      string // NAME=http://PEER,...
}

// runMember serves until its standard input ends.
func runMember(config string) error {
	var c memberConfig
	if err := json.Unmarshal([]byte(config), &c); err != nil {
		return err
	}
	cfg := embed.NewConfig()
	cfg.Name, cfg.Dir, cfg.InitialCluster = c.Name, c.Dir, c.Cluster
	client, peer := url.URL{Scheme: "http", Host: c.Client}, url.URL{Scheme: "http", Host: c.Peer}
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	cfg.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	e, err := embed.StartEtcd(cfg)
	if err != nil {
		return err
	}
	<-e.Server.ReadyNotify()
	fmt.Fprintln(os.Stderr, memberReady)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

const (
	memberReady = "ready"
	serverReady = "msg=serving"
)

// child is such a process.
type child struct {
	*exec.Cmd
	stdin io.Closer
	begun time.Time
	ready chan struct{} // closed when it says so
	ended chan struct{} // closed when it has ended

	mu    sync.Mutex
	lines []string // the latest of its standard error
	rest  string
	keep  func(line string) // sees every line; may be nil
	mark  string            // what a line holds that says it is ready
}

// start starts a child; keep, which may be nil, is shown each line that it says.
func start(t *testing.T, what, mark string, keep func(string), env ...string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0]), ready: make(chan struct{}), ended: make(chan struct{}), keep: keep, mark: mark}
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "MADOGUCHI_") })
	c.Env = append(append(c.Env, childEnv+"="+what), env...)
	c.Stderr = c
	c.WaitDelay = 5 * time.Second
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.stdin, c.begun = stdin, time.Now()
	if err := c.Cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = c.Wait() // how it ended stands in ProcessState
		close(c.ended)
	}()
	return c
}

// Write takes what the child says, line by line.
func (c *child) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest += string(b)
	for {
		line, rest, found := strings.Cut(c.rest, "\n")
		if !found {
			return len(b), nil
		}
		c.rest = rest
		if c.lines = append(c.lines, line); len(c.lines) > 200 {
			c.lines = slices.Delete(c.lines, 0, 100)
		}
		if c.keep != nil {
			c.keep(line)
		}
		if c.mark != "" && strings.Contains(line, c.mark) {
			c.mark = ""
			close(c.ready)
		}
	}
}

// said is the end of what it said.
func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.lines[max(0, len(c.lines)-30):], "\n")
}

// childWithin ends a child that hangs, and decides nothing else.
const childWithin = 10 * time.Minute

// wait waits until the child is ready; it returns an error when it has ended instead.
func (c *child) wait() error {
	select {
	case <-c.ready:
		return nil
	case <-c.ended:
		return fmt.Errorf("ended with %v: %s", c.ProcessState, c.said())
	case <-time.After(childWithin):
		return errors.New("not ready in time: " + c.said())
	}
}

// kill ends the child at once, stopped or not, and waits until it has.
func (c *child) kill() {
	_ = c.Process.Kill()
	<-c.ended
	c.stdin.Close()
}
