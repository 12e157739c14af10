package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/line/linetest"
	"madoguchi/bot/slack"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/store"
)

// tuesday is a morning on which somebody is at the desk.
var tuesday = time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// Channels of the fake workspace.
const (
	deskRoom   = "C0DESK"
	onCallRoom = "C0ONCALL"
)

// scene is a desk between a LINE and a Slack: the server as 'madoguchi serve' wires it, in this process or in one of its own.
type scene struct {
	t     *testing.T
	clock *harness.Clock // nil: everything runs by the real one
	line  *linetest.Server
	slack *slacktest.Fake
	env   env             // the server's settings
	with  func(*settings) // what the environment cannot set; nil: nothing
	url   string
	log   *harness.Log

	yamada, sato *slacktest.Person // staff
	tanuki       consulter         // on LINE

	mu   sync.Mutex
	said []string // by consulters: none of it may stand in the log

	d    *service // nil: the server is another process
	stop func()
}

// newScene makes the platforms and the settings; nothing is served yet. clock may be nil.
func newScene(t *testing.T, clock *harness.Clock) *scene {
	t.Helper()
	s := &scene{t: t, clock: clock, log: harness.Listen(t), stop: func() {}}
	now := time.Now
	if clock != nil {
		now = clock.Now
	}
	var err error
	if s.line, err = linetest.Start(linetest.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.line.Close)
	// Slack is patient here: how long a busy machine takes to answer is not what is tested, and after a crash it must try on.
	again := []time.Duration{0}
	for range 600 {
		again = append(again, 100*time.Millisecond)
	}
	s.slack, err = slacktest.Start(slacktest.Options{Now: now, Pace: -1, AckWithin: 5 * time.Minute, Retries: again, Scopes: strings.Join(slack.Scopes(), ",")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.slack.Close)
	s.yamada, s.sato = s.slack.Person("U0YAMADA", "山田"), s.slack.Person("U0SATO", "佐藤")
	s.slack.Channel(deskRoom, false, s.yamada.ID, s.sato.ID)
	s.slack.Channel(onCallRoom, false, s.sato.ID)
	s.tanuki = consulter{s, s.line.AddPerson("たぬき商店")}
	folder := t.TempDir()
	key := filepath.Join(folder, "desk.key")
	if err := store.NewKeyFile(key); err != nil {
		t.Fatal(err)
	}
	s.env = env{
		"MADOGUCHI_LISTEN": "127.0.0.1:0", "MADOGUCHI_STORE": "bolt:" + filepath.Join(folder, "desk.db"), "MADOGUCHI_SEAL_KEY_FILE": key,
		"MADOGUCHI_LINE_CHANNEL_SECRET": linetest.DefaultSecret, "MADOGUCHI_LINE_CHANNEL_TOKEN": linetest.DefaultToken,
		"MADOGUCHI_LINE_API_URL": s.line.URL, "MADOGUCHI_LINE_DATA_API_URL": s.line.URL,
		"MADOGUCHI_SLACK_SIGNING_SECRET": s.slack.SigningSecret, "MADOGUCHI_SLACK_BOT_TOKEN": s.slack.BotToken,
		"MADOGUCHI_SLACK_API_URL": s.slack.URL + "/api/", "MADOGUCHI_SLACK_DESK_CHANNEL": deskRoom, "MADOGUCHI_SLACK_ON_CALL": onCallRoom,
	}
	t.Cleanup(func() { // before the platforms close
		s.stop()
		s.lawful()
	})
	return s
}

// heard remembers what a consulter said.
func (s *scene) heard(words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, words)
	s.log.Heard(words)
}

// silentLog checks that the log, at every level, holds nothing that a consulter said.
func (s *scene) silentLog() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log.String()
	for _, words := range s.said {
		if quoted := strings.Trim(strconv.Quote(words), `"`); strings.Contains(log, words) || strings.Contains(log, quoted) {
			s.t.Errorf("the log holds what was said: %q", words)
		}
	}
}

// lawful checks that neither platform's rules were broken, and that the server found nothing wrong.
func (s *scene) lawful() {
	s.t.Helper()
	for _, v := range s.line.Violations() {
		s.t.Errorf("LINE's rules were broken: %s", v)
	}
	for _, v := range s.slack.Violations() {
		s.t.Errorf("Slack's rules were broken: %s", v)
	}
	s.silentLog()
	for line := range strings.Lines(s.log.String()) {
		if badWords.MatchString(line) && !slow.MatchString(line) && !strings.Contains(line, "will not arrive") {
			s.t.Errorf("in the log: %s", line)
		}
	}
}

// open is a scene at a time, with a server in this process.
func open(t *testing.T, at time.Time) *scene {
	t.Helper()
	t.Parallel() // most of it is waiting
	s := newScene(t, harness.NewClock(at))
	s.serve()
	return s
}

// settings are read as the program reads them.
func (s *scene) settings() settings {
	s.t.Helper()
	lookup := func(name string) (string, bool) { v, ok := s.env[name]; return v, ok }
	read, err := settingFlags{}.load(process{strings.NewReader(""), io.Discard, io.Discard, lookup})
	if err != nil {
		s.t.Fatal(err)
	}
	return read
}

// serve starts a server in this process.
func (s *scene) serve() {
	s.t.Helper()
	read := s.settings()
	if s.with != nil {
		s.with(&read)
	}
	engine, sealer, err := openSealed(s.t.Context(), read, false)
	if err != nil {
		s.t.Fatal(err)
	}
	d, err := newDesk(s.t.Context(), read, engine, sealer, time.Time{}, s.log.Logger())
	if err != nil {
		s.t.Fatal(err)
	}
	d.advisor.Now, d.slack.Now = s.clock.Now, s.clock.Now
	for _, c := range d.line {
		c.Now = s.clock.Now
	}
	d.slack.Undo = 0
	d.slack.Pace = 2 * time.Millisecond // Slack's second would make minutes of these tests
	l, err := listen(read.Listen)
	if err != nil {
		s.t.Fatal(err)
	}
	s.d = d
	s.at(l.Addr().String())
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.run(ctx, l) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := errors.Join(<-ended, engine.Close()); err != nil {
			s.t.Error(err)
		}
	})
}

// at tells the platforms where the server is.
func (s *scene) at(address string) {
	s.url = "http://" + address
	s.line.SetWebhook(s.url+"/webhook/line", true)
	s.slack.Subscribe(s.url + "/webhook/slack")
}

// eventually waits for something to become true. It waits long: others may keep the machine busy.
func (s *scene) eventually(what string, is func() bool) {
	s.t.Helper()
	harness.Until(s.t, what, is, s.books, s.log.String)
}

// books are what stands on both platforms, for whoever reads a failed test.
func (s *scene) books() string {
	var b strings.Builder
	for _, c := range []string{deskRoom, onCallRoom} {
		fmt.Fprintf(&b, "== %s\n", c)
		for _, p := range s.slack.Everything(c) {
			fmt.Fprintf(&b, "%s thread=%s deleted=%v to=%s %v %s\n", p.TS, p.Thread, p.Deleted, p.Ephemeral, p.Reactions, strings.ReplaceAll(p.Shown(), "\n", " / "))
		}
	}
	fmt.Fprintln(&b, "== LINE")
	for _, e := range s.line.Chat(s.tanuki.ID) {
		fmt.Fprintf(&b, "%.6s via=%s %s\n", e.From, e.Via, strings.ReplaceAll(e.Message.Words(), "\n", " / "))
	}
	return b.String()
}

// calm waits until the server has nothing left to do: that is what "nothing was sent" can be checked after.
func (s *scene) calm() {
	s.t.Helper()
	still, last := 0, -1
	s.eventually("nothing is under way", func() bool {
		n := len(s.slack.Calls()) + len(s.line.Requests(""))
		for _, table := range []string{"inbox", "outbox", "notice"} {
			if s.d != nil && count(s.t, s.d.engine, table) > 0 {
				n = -1
			}
		}
		if n < 0 || n != last || s.slack.Pending() > 0 {
			still, last = 0, n
			return false
		}
		still++
		return still > 10
	})
}

// card waits for the ticket's card in the desk's channel.
func (s *scene) card() (card slacktest.Post, number string) {
	s.t.Helper()
	s.eventually("there is a card", func() bool {
		for _, p := range s.slack.Posts(deskRoom) {
			if b := p.Buttons(); len(b) > 0 && strings.Contains(p.Shown(), "受付番号 ") {
				card, number = p, b[0].Value
				return true
			}
		}
		return false
	})
	return card, number
}

// inRoom waits until a channel shows words outside threads.
func (s *scene) inRoom(room, words string) (out slacktest.Post) {
	s.t.Helper()
	return s.among(words, func() []slacktest.Post { return s.slack.Posts(room) })
}

// inThread waits until a card's thread shows words.
func (s *scene) inThread(card slacktest.Post, words string) slacktest.Post {
	s.t.Helper()
	return s.among(words, func() []slacktest.Post { return s.slack.Replies(card.Channel, card.TS) })
}

func (s *scene) among(words string, posts func() []slacktest.Post) (out slacktest.Post) {
	s.t.Helper()
	s.eventually(fmt.Sprintf("Slack shows %q", words), func() bool {
		for _, p := range posts() {
			if strings.Contains(p.Shown(), words) {
				out = p
				return true
			}
		}
		return false
	})
	return out
}

// threaded is how many posts in a card's thread hold words.
func (s *scene) threaded(card slacktest.Post, words string) (n int) {
	for _, p := range s.slack.Replies(card.Channel, card.TS) {
		n += strings.Count(p.Shown(), words)
	}
	return n
}

func (s *scene) press(p *slacktest.Person, card slacktest.Post, label string) {
	s.t.Helper()
	if err := p.Press(card.Channel, card.TS, label); err != nil {
		s.t.Fatalf("%s presses %s: %v\n%s", p.Name, label, err, s.books())
	}
}

// claim lets somebody take a ticket, and waits until the card says so.
func (s *scene) claim(p *slacktest.Person, card slacktest.Post) {
	s.t.Helper()
	s.press(p, card, "担当する")
	s.inRoom(deskRoom, "担当: "+p.Name)
}

// marked waits until a message of staff has an emoji.
func (s *scene) marked(ts, emoji string) {
	s.t.Helper()
	s.eventually("the reply is marked with "+emoji, func() bool {
		p, _ := s.slack.Post(deskRoom, ts)
		return strings.Contains(strings.Join(p.Reactions, " "), emoji)
	})
	if p, _ := s.slack.Post(deskRoom, ts); len(p.Reactions) != 1 {
		s.t.Errorf("the reply is marked with %v", p.Reactions)
	}
}

// finish ends a ticket by its card.
func (s *scene) finish(p *slacktest.Person, card slacktest.Post) {
	s.t.Helper()
	s.press(p, card, "完了")
	s.eventually("the modal is open", func() bool { return p.Modal() != nil })
	if err := p.Submit("end", string(bot.Solved)); err != nil {
		s.t.Fatal(err)
	}
	s.inRoom(deskRoom, "完了（")
}

func (s *scene) ticket(number string) bot.Ticket {
	s.t.Helper()
	t, err := s.d.loop.Ticket(s.t.Context(), number)
	if err != nil {
		s.t.Fatal(err)
	}
	return t
}

// consulter is somebody on LINE.
type consulter struct {
	s *scene
	*linetest.Person
}

func (c consulter) at() linetest.Place { return linetest.Place{User: c.ID} }

// does delivers an event until the server has it, as LINE does where redelivery is switched on.
func (c consulter) does(e linetest.Event) linetest.Event {
	c.s.t.Helper()
	c.s.eventually("the server takes an event", func() bool {
		if c.s.line.Deliver(c.s.t.Context(), e).OK() {
			return true
		}
		e = maps.Clone(e).Again(true)
		return false
	})
	return e
}

// says writes a message and returns its id.
func (c consulter) says(words string) string {
	c.s.t.Helper()
	c.s.heard(words)
	return c.does(c.s.line.Text(c.at(), words)).Message()
}

// handedOff describes a trouble and asks for a person; it returns the card and the ticket's number.
func (c consulter) handedOff() (slacktest.Post, string) {
	c.s.t.Helper()
	c.says("偽の警告が画面に出ました")
	c.reads("電話をかけないで")
	c.says("人と話したい")
	card, number := c.s.card()
	c.reads(number)
	c.s.inThread(card, "人と話したい")
	return card, number
}

// seen is how many messages of the account that the consulter sees hold words.
func (c consulter) seen(words string) (n int) {
	for _, m := range c.s.line.Shown(c.ID) {
		if strings.Contains(m.Words()+string(m.Raw), words) {
			n++
		}
	}
	return n
}

// reads waits until the consulter sees words.
func (c consulter) reads(words string) {
	c.s.t.Helper()
	c.s.eventually(fmt.Sprintf("LINE shows %q", words), func() bool { return c.seen(words) > 0 })
}
