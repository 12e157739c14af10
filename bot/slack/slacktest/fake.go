package slacktest

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options are the workspace and the rules' measures. The zero value is a workspace as Slack keeps
// it.
type Options struct {
	Team, App, BotUser, BotID string
	SigningSecret             string
	BotToken, AppToken        string
	Scopes                    string           // granted, as x-oauth-scopes tells
	Now                       func() time.Time // stamps messages and signatures; nil: time.Now
	Pace                      time.Duration    // between two messages of a channel, by Now; 0: a second; negative: none
	AckWithin                 time.Duration    // 0: 3 s
	Retries                   []time.Duration  // pauses before an event is delivered again; nil: at once, 1 min, 5 min
	Ping                      time.Duration    // of sockets; 0: 5 s
}

// Fake is a workspace with one app in it.
type Fake struct {
	Options
	URL string // of the server; the Web API is at URL + "/api/"

	server *http.Server
	tasks  sync.WaitGroup
	closed chan struct{}

	mu         sync.Mutex
	target     string // where the app takes events over HTTP: …/webhook/slack
	channels   map[string]*channel
	people     map[string]*Person
	directs    map[string]string // user → channel
	files      map[string]File
	triggers   map[string]time.Time
	responses  map[string]*response
	modals     map[string]*View // user → what they have before them
	homes      map[string]*View
	faults     map[string][]Fault
	calls      []string
	throttled  int
	violations []string
	pending    int
	sockets    []*socket
	envelopes  map[string]chan []byte
	tickets    map[string]bool
	mute       bool // sockets give no sign of life
	hanging    int
	letGo      chan struct{} // closed to end the calls that hang
	codes      map[string]oauthGrant
	tokens     map[string]bool // further bot tokens that are good
	lastTS     int64
	serial     int
}

// The workspace's names, unless Options say otherwise.
const (
	DefaultTeam    = "T0FAKE"
	DefaultApp     = "A0FAKE"
	DefaultBotUser = "U0BOT"
	DefaultBotID   = "B0BOT"
)

// Start opens a workspace on a port of this machine.
func Start(o Options) (*Fake, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("slacktest: %w", err)
	}
	o.Team, o.App = cmp.Or(o.Team, DefaultTeam), cmp.Or(o.App, DefaultApp)
	o.BotUser, o.BotID = cmp.Or(o.BotUser, DefaultBotUser), cmp.Or(o.BotID, DefaultBotID)
	o.SigningSecret = cmp.Or(o.SigningSecret, "fake-signing-secret-0123456789ab")
	o.BotToken, o.AppToken = cmp.Or(o.BotToken, "xoxb-fake-bot-token"), cmp.Or(o.AppToken, "xapp-fake-app-token")
	o.Pace, o.AckWithin, o.Ping = cmp.Or(o.Pace, time.Second), cmp.Or(o.AckWithin, 3*time.Second), cmp.Or(o.Ping, 5*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Retries == nil {
		o.Retries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	f := &Fake{
		Options: o, URL: "http://" + l.Addr().String(), closed: make(chan struct{}), channels: map[string]*channel{}, people: map[string]*Person{},
		directs: map[string]string{}, files: map[string]File{}, triggers: map[string]time.Time{}, responses: map[string]*response{}, modals: map[string]*View{},
		homes: map[string]*View{}, faults: map[string][]Fault{}, envelopes: map[string]chan []byte{}, tickets: map[string]bool{}, codes: map[string]oauthGrant{},
		tokens: map[string]bool{}, letGo: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", f.serveAPI)
	mux.HandleFunc("GET /api/{method}", f.serveAPI)
	mux.HandleFunc("POST /response/{id}", f.serveResponse)
	mux.HandleFunc("GET /files/{id}", f.serveFile)
	mux.HandleFunc("POST /upload/{id}", f.serveUpload)
	mux.HandleFunc("GET /link", f.serveSocket)
	f.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	f.tasks.Go(func() { _ = f.server.Serve(l) })
	return f, nil
}

// Close ends the workspace and waits for what it has in hand.
func (f *Fake) Close() {
	close(f.closed)
	_ = f.server.Close()
	f.mu.Lock()
	for _, s := range f.sockets {
		_ = s.conn.Close()
	}
	f.mu.Unlock()
	f.tasks.Wait()
}

// Subscribe tells where the app takes what Slack sends, such as
// http://127.0.0.1:8080/webhook/slack. Without it everything goes over Socket Mode.
func (f *Fake) Subscribe(target string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = strings.TrimSuffix(target, "/")
}

// Channel opens a channel. The bot is a member; shared makes it one that another organisation reads
// too.
func (f *Fake) Channel(id string, shared bool, members ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.channels[id] = &channel{id: id, shared: shared, members: append([]string{f.BotUser}, members...)}
}

// Kick takes the bot out of a channel; Invite brings it back.
func (f *Fake) Kick(id string) {
	f.inChannel(id, func(c *channel) {
		c.members = slices.DeleteFunc(c.members, func(m string) bool { return m == f.BotUser })
	})
}

// Invite makes the bot a member of a channel.
func (f *Fake) Invite(id string) {
	f.inChannel(id, func(c *channel) { c.members = append(c.members, f.BotUser) })
}

// Archive closes a channel.
func (f *Fake) Archive(id string) { f.inChannel(id, func(c *channel) { c.archived = true }) }

// Share lets another organisation into a channel.
func (f *Fake) Share(id string, shared bool) { f.inChannel(id, func(c *channel) { c.shared = shared }) }

func (f *Fake) inChannel(id string, fn func(*channel)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.channels[id]; c != nil {
		fn(c)
	}
}

// Fault is how one call goes wrong.
type Fault struct {
	Status  int    // HTTP's; 429 and 5xx come with a page, not with JSON
	After   int    // Retry-After of a 429 in seconds; 0: none is sent
	Code    string // ok:false with this error
	Hang    bool   // no answer until the caller gives up, or LetGo breaks the connection
	Cut     bool   // the connection breaks
	Taken   bool   // with Hang, Cut, Status or Body: after Slack has done what was asked
	Skipped int    // this many calls go well first
	Body    string // what is answered in the place of Slack's, with 200: a proxy's page, `{}`
	Without string // the call goes well, and this part of its answer is left out: "ts", "message.thread_ts"
}

// Fail lets the next calls of a method go wrong, one fault each; "" stands for any method.
func (f *Fake) Fail(method string, faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults[method] = append(f.faults[method], faults...)
}

// Hanging is how many calls hang.
func (f *Fake) Hanging() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hanging
}

// LetGo breaks the connections of the calls that hang.
func (f *Fake) LetGo() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.letGo)
	f.letGo = make(chan struct{})
}

// hang returns when the caller has given up, or is let go.
func (f *Fake) hang(caller context.Context) {
	f.mu.Lock()
	f.hanging++
	letGo := f.letGo
	f.mu.Unlock()
	select {
	case <-caller.Done():
	case <-letGo:
	case <-f.closed:
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hanging--
}

// fault takes the fault that is due for a method.
func (f *Fake) fault(method string) Fault {
	for _, name := range []string{method, ""} {
		if list := f.faults[name]; len(list) > 0 {
			if list[0].Skipped > 0 {
				list[0].Skipped--
				return Fault{}
			}
			f.faults[name] = list[1:]
			return list[0]
		}
	}
	return Fault{}
}

// Violations are what the app did that Slack forbids or that its users would suffer from.
func (f *Fake) Violations() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.violations)
}

func (f *Fake) violate(format string, args ...any) {
	f.violations = append(f.violations, fmt.Sprintf(format, args...))
}

// Calls are the methods that were called, in order; those that broke off too.
func (f *Fake) Calls() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// Throttled is how many calls were answered with 429 because of the rate.
func (f *Fake) Throttled() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.throttled
}

// Pending is how many deliveries to the app are under way, retries included.
func (f *Fake) Pending() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.pending
}

// stamp is the next ts: unique, and never running backwards.
func (f *Fake) stamp() string {
	micros := max(f.Now().UnixMicro(), f.lastTS+1)
	f.lastTS = micros
	return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6)
}

func (f *Fake) id(prefix string) string {
	f.serial++
	return fmt.Sprintf("%s%08d", prefix, f.serial)
}
