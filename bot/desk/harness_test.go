package desk_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/bot/desk"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/store"
)

// monday is when the desk is open.
var monday = time.Date(2026, 11, 30, 10, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// office is a console over a real loop and a store in memory, shown under a path by a proxy.
type office struct {
	t        testing.TB
	loop     *loop.Loop
	advisor  *loop.Advisor
	clock    *harness.Clock
	log      *harness.Log
	accounts *desk.Accounts
	engine   store.Engine
	server   *httptest.Server
	url      string // of the console's root, as a browser sees it
	platform *platform
	said     int
	public   bool // others read along where consulters write
}

const password = "correct-horse-battery-7"

// platform takes what is sent on the channel "post", or does not.
type platform struct{ fails atomic.Pointer[bot.SendError] }

func (p *platform) set(fails *bot.SendError) { p.fails.Store(fails) }

func (p *platform) Send(context.Context, bot.Delivery) error {
	if e := p.fails.Load(); e != nil {
		return e
	}
	return nil
}

func newOffice(t testing.TB, with ...func(*desk.Options)) *office {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	hours, err := calendar.New("Asia/Tokyo", calendar.DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, clock: harness.NewClock(monday), log: harness.Listen(t), platform: &platform{}}
	about := knowledge.Desk{Name: "相談窓口"}
	advisor := loop.NewAdvisor(&bot.Edition{Base: b, Senses: learn(b, 0)}, hours, about, o.clock.Now)
	o.advisor = advisor
	var sealer *store.Sealer
	o.engine, sealer = sealedStore(t)
	log := o.log.Logger()
	if o.loop, err = loop.Open(loop.Options{Engine: o.engine, Sealer: sealer, Advisor: advisor, Log: log}); err != nil {
		t.Fatal(err)
	}
	running, rest := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- o.loop.Run(running, map[bot.Channel]bot.Endpoint{"post": {Sender: o.platform}}, nil) }()
	o.accounts = &desk.Accounts{Engine: o.engine, Sealer: sealer, Now: o.clock.Now}
	options := desk.Options{
		Tickets: o.loop, Accounts: o.accounts, Edition: advisor.Current, Calendar: hours,
		Learn: learn,
		Sends: func(ch bot.Channel) bool { return ch == "post" }, Desk: about, Log: log, Now: o.clock.Now,
	}
	for _, change := range with {
		change(&options)
	}
	console, err := desk.New(options)
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(http.StripPrefix("/sub/path", console.Handler()))
	o.url = o.server.URL + "/sub/path/desk/"
	t.Cleanup(func() {
		o.server.Close()
		rest()
		if err := <-done; err != nil {
			t.Error(err)
		}
		o.engine.Close()
	})
	return o
}

// newEditorsOffice is an office that keeps its base in its store and takes up what is published, as
// a server does. It takes seconds, so those have it that edit.
func newEditorsOffice(t testing.TB, with ...func(*desk.Options)) *office {
	t.Helper()
	o := newOffice(t, with...)
	if _, err := base.Current(t.Context(), o.engine, o.clock.Now()); err != nil {
		t.Fatal(err)
	}
	running, rest := context.WithCancel(context.Background())
	following := make(chan struct{})
	go func() {
		defer close(following)
		for b, err := range base.Follow(running, o.engine, o.advisor.Current().Base.Version) {
			if err == nil {
				o.advisor.Publish(&bot.Edition{Base: b, Senses: learn(b, 0)})
			}
		}
	}()
	t.Cleanup(func() {
		rest()
		<-following
	})
	return o
}

// learn matches by one word or by an example as it stands, so that no test depends on what is
// learnt.
func learn(b *knowledge.Base, _ uint8) knowledge.Senses {
	examples := map[string]*knowledge.FAQ{}
	for _, f := range b.FAQs {
		for _, e := range f.Examples {
			examples[e] = f
		}
	}
	return knowledge.Senses{Match: func(words string) knowledge.Match {
		f := examples[words]
		if f == nil && strings.Contains(words, "偽の警告") {
			f = b.FAQ("support-scam")
		}
		if f == nil {
			return knowledge.Match{None: true}
		}
		return knowledge.Match{Confidence: 0.95, Candidates: []knowledge.Candidate{{FAQ: f.ID, Category: f.Category, Score: 1}}}
	}}
}

// sealedStore is a store in memory, with what seals in it.
func sealedStore(t testing.TB) (store.Engine, *store.Sealer) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	key, err := store.OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e := store.Memory()
	sealer, err := store.OpenSealer(t.Context(), e, key)
	if err != nil {
		t.Fatal(err)
	}
	return e, sealer
}

// hire makes an account with a password of its own.
func (o *office) hire(login, name string, roles ...desk.Role) {
	o.t.Helper()
	if err := o.accounts.Add(o.t.Context(), desk.Account{Login: login, Name: name, Roles: roles}, password, ""); err != nil {
		o.t.Fatal(err)
	}
	if err := o.accounts.SetPassword(o.t.Context(), login, password, login); err != nil {
		o.t.Fatal(err)
	}
}

// client keeps cookies and follows nothing by itself.
type client struct {
	o *office
	*http.Client
}

func (o *office) client() client {
	jar, _ := cookiejar.New(nil)
	return client{o, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signedIn is a client in which somebody has signed in.
func (o *office) signedIn(login string) client {
	o.t.Helper()
	b := o.client()
	if code, _, _ := b.post("signin", url.Values{"login": {login}, "password": {password}}); code != http.StatusSeeOther {
		o.t.Fatalf("signing in as %s: %d", login, code)
	}
	return b
}

// get returns the status, the body and where it leads.
func (b client) get(path string) (int, string, string) {
	b.o.t.Helper()
	return b.do(http.MethodGet, path, nil, nil)
}

func (b client) post(path string, form url.Values) (int, string, string) {
	b.o.t.Helper()
	return b.do(http.MethodPost, path, form, nil)
}

func (b client) do(method, path string, form url.Values, headers map[string]string) (int, string, string) {
	b.o.t.Helper()
	req, err := http.NewRequest(method, b.o.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.o.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	r, err := b.Do(req)
	if err != nil {
		b.o.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.o.t.Fatal(err)
	}
	to := r.Header.Get("Location")
	if to != "" {
		if u, err := r.Location(); err == nil {
			to = strings.TrimPrefix(u.String(), b.o.url)
		}
	}
	return r.StatusCode, string(body), to
}

// say lets a consulter say something, and waits until it was answered.
func (o *office) say(conv string, ch bot.Channel, words ...string) {
	o.t.Helper()
	for _, text := range words {
		o.said++
		id := fmt.Sprintf("m%d", o.said)
		err := o.loop.Accept(o.t.Context(), bot.Event{
			Conversation: bot.ConversationID(conv), ID: bot.EventID(id), ReplyTo: bot.ReplyTo{Channel: ch, Public: o.public}, Event: dialog.Event{Kind: dialog.Text, Message: id, Text: text},
		})
		if err != nil {
			o.t.Fatal(err)
		}
		o.until("「"+text+"」 to be heard", func() bool {
			lines, err := o.loop.Transcript(o.t.Context(), bot.ConversationID(conv), 0)
			return err == nil && len(lines) > 0 && strings.Contains(fmt.Sprint(lines), id)
		})
	}
}

// until waits for what is done behind a queue.
func (o *office) until(what string, is func() bool) {
	o.t.Helper()
	harness.Until(o.t, what, is)
}

// waiting opens a ticket for a consulter and returns its number.
func (o *office) waiting(conv string, ch bot.Channel, words ...string) string {
	o.t.Helper()
	o.say(conv, ch, append(words, "人と話したい")...)
	number := ""
	o.until("a ticket", func() bool {
		open, err := o.loop.OpenTickets(o.t.Context())
		for _, t := range open {
			if t.Conversation == bot.ConversationID(conv) {
				number = t.Number
			}
		}
		return err == nil && number != ""
	})
	return number
}

func (o *office) ticket(number string) bot.Ticket {
	o.t.Helper()
	t, err := o.loop.Ticket(o.t.Context(), number)
	if err != nil {
		o.t.Fatal(err)
	}
	return t
}

var hidden = regexp.MustCompile(`name="(id|seen)"(?: id="seen")? value="([^"]*)"`)

// form is what the reply form of a ticket's page holds.
func (b client) form(number string) url.Values {
	b.o.t.Helper()
	code, body, _ := b.get("tickets/" + number)
	if code != http.StatusOK {
		b.o.t.Fatalf("ticket %s: %d", number, code)
	}
	out := url.Values{"do": {"send"}}
	for _, m := range hidden.FindAllStringSubmatch(body, -1) {
		out.Set(m[1], m[2])
	}
	if out.Get("id") == "" || out.Get("seen") == "" {
		b.o.t.Fatalf("no form in %s", body)
	}
	return out
}
