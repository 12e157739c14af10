package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
	"madoguchi/bot/web"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// advisor is made once: to load its base takes a second.
var advisor = sync.OnceValue(func() *loop.Advisor {
	b, err := base.Embedded()
	if err != nil {
		panic(err)
	}
	hours, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) // Wednesday, 10:00 in Tokyo
	return loop.NewAdvisor(&bot.Edition{Base: b, Senses: knowledge.Senses{Match: matcher(b)}}, hours, knowledge.Desk{Name: "相談窓口", Area: "東京都"}, func() time.Time { return now })
})

// matters are the words by which the tests' entries are known.
var matters = map[string]string{
	"電話しろ": "support-scam", "偽の通販サイト": "shop-impersonated", "アダルトサイト": "one-click-bill", "迷惑メール": "spam-flood",
}

// matcher understands the tests' matters by a word each, so that no test depends on what training
// makes of the base; to train takes minutes where races are looked for.
func matcher(b *knowledge.Base) knowledge.Matcher {
	return func(words string) knowledge.Match {
		for word, id := range matters {
			if strings.Contains(words, word) {
				return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: id, Category: b.FAQ(id).Category, Score: 1}}}
			}
		}
		return knowledge.Match{None: true}
	}
}

// desk is a web chat on a real store in a folder; it can be stopped and started again on the same
// folder and address.
type desk struct {
	t      testing.TB
	folder string
	engine store.Engine
	chat   *web.Chat
	server *httptest.Server
	rest   func() // ends the keeper's work
	keeper *loop.Loop
	addr   string
}

func startDesk(t testing.TB) *desk {
	d := &desk{t: t, folder: t.TempDir()}
	if err := store.NewKeyFile(filepath.Join(d.folder, "desk.key")); err != nil {
		t.Fatal(err)
	}
	d.start()
	t.Cleanup(d.stop)
	return d
}

func (d *desk) start() {
	d.t.Helper()
	engine, err := bolt.Open(filepath.Join(d.folder, "test.db"), bolt.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := store.OpenKeyFile(filepath.Join(d.folder, "desk.key"))
	if err != nil {
		d.t.Fatal(err)
	}
	sealer, err := store.OpenSealer(context.Background(), engine, key)
	if err != nil {
		d.t.Fatal(err)
	}
	keeper, err := loop.Open(loop.Options{Engine: engine, Sealer: sealer, Advisor: advisor(), Log: harness.Logger(d.t)})
	if err != nil {
		d.t.Fatal(err)
	}
	running, rest := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- keeper.Run(running, nil, nil) }()
	d.rest = func() {
		rest()
		if err := <-done; err != nil {
			d.t.Error(err)
		}
	}
	d.engine, d.keeper = engine, keeper
	d.serve(keeper, sealer.Hash)
}

func (d *desk) serve(keeper web.Conversations, hash func(kind, id string) string) {
	d.t.Helper()
	greeting := func() []dialog.Message {
		out, _ := advisor().Step(dialog.State{}, dialog.Event{Kind: dialog.Start}, "")
		return out.Messages
	}
	chat, err := web.New(web.Options{
		Conversations: keeper, Hash: hash, Desk: "相談窓口", Phone: "03-5320-0000", Greeting: greeting, Log: harness.Logger(d.t), Heartbeat: time.Second,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.chat = chat
	d.server = listenAt(d.t, d.addr, chat.Handler())
	d.addr = d.server.Listener.Addr().String()
}

func (d *desk) stop() {
	if d.server == nil {
		return
	}
	d.chat.Close()
	d.server.CloseClientConnections()
	d.server.Close()
	d.server = nil
	if d.rest != nil {
		d.rest()
	}
	if err := d.engine.Close(); err != nil {
		d.t.Error(err)
	}
}

func (d *desk) url() string { return "http://" + d.addr + "/chat" }

// visitor is a browser without a page: it keeps the cookie.
func (d *desk) visitor() *http.Client {
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar}
	r, err := c.Get(d.url())
	if err != nil {
		d.t.Fatal(err)
	}
	r.Body.Close()
	return c
}

func post(t testing.TB, c *http.Client, url, body string) int {
	t.Helper()
	r, err := c.Post(url+"/messages", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	return r.StatusCode
}

// lines reads a visitor's stream until nothing more is waiting.
func lines(t testing.TB, c *http.Client, url, lastID string) []string {
	t.Helper()
	req, _ := http.NewRequest("GET", url+"/events", nil)
	req.Header.Set("Last-Event-ID", lastID)
	r, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var out []string
	for s := bufio.NewScanner(r.Body); s.Scan(); {
		switch line := s.Text(); {
		case strings.HasPrefix(line, "data: {"):
			out = append(out, line)
		case line == "event: current":
			return out
		}
	}
	t.Fatal("the stream ended early")
	return nil
}

// tag is what a stream puts before the numbers of its lines.
func (d *desk) tag(c *http.Client) string {
	r, err := c.Get(d.url() + "/events")
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	for s := bufio.NewScanner(r.Body); s.Scan(); {
		if id, ok := strings.CutPrefix(s.Text(), "id: "); ok {
			tag, _, _ := strings.Cut(id, ".")
			return tag
		}
	}
	d.t.Fatal("the stream has no line")
	return ""
}

// linesWith reads a visitor's stream until what was posted and its answer are there: they are one
// commit, made soon after the post.
func linesWith(t testing.TB, c *http.Client, url, words string) []string {
	t.Helper()
	var all []string
	harness.Until(t, fmt.Sprintf("the stream says %q", words), func() bool {
		all = lines(t, c, url, "")
		return strings.Contains(strings.Join(all, ""), words)
	})
	return all
}

// listenAt serves on an address again after a restart; "" is any free port.
func listenAt(t testing.TB, addr string, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	if addr != "" {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		s.Listener.Close()
		s.Listener = l
	}
	s.Start()
	return s
}
