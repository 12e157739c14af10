package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"madoguchi/bot/harness"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/store"
)

type manifest struct {
	Display struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
		Long        string `yaml:"long_description"`
	} `yaml:"display_information"`
	Features struct {
		Home struct {
			Home     bool `yaml:"home_tab_enabled"`
			Messages bool `yaml:"messages_tab_enabled"`
			ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Bot struct {
			Name string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Commands []struct {
			Command string `yaml:"command"`
			URL     string `yaml:"url"`
		} `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Redirect []string `yaml:"redirect_urls"`
		Scopes   struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			URL  string   `yaml:"request_url"`
			List []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			On  bool   `yaml:"is_enabled"`
			URL string `yaml:"request_url"`
		} `yaml:"interactivity"`
	} `yaml:"settings"`
}

// TestManifest compares deploy/slack-manifest.yaml with what the code needs and with Slack's
// limits.
func TestManifest(t *testing.T) {
	raw, err := os.ReadFile("../../deploy/slack-manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := yaml.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	limits := map[string]int{"name_max": 35, "description_max": 140, "bot_display_name_max": 80, "command_max": 32, "bot_events_max": 100, "scopes_max": 255, "slash_commands_max": 50}
	if sheet, err := os.ReadFile("../../../shared/specs/slack/slack-limits.json"); err == nil {
		var all struct {
			Manifest map[string]any `json:"manifest"`
		}
		if err := json.Unmarshal(sheet, &all); err != nil {
			t.Fatal(err)
		}
		for k, v := range limits {
			if got, _ := all.Manifest[k].(float64); int(got) != v {
				t.Errorf("the sheet says %v for %s, this test %d", all.Manifest[k], k, v)
			}
		}
	}
	for what, n := range map[string]int{"name_max": runes(m.Display.Name), "description_max": runes(m.Display.Description), "bot_display_name_max": runes(m.Features.Bot.Name),
		"bot_events_max": len(m.Settings.Events.List), "scopes_max": len(m.OAuth.Scopes.Bot), "slash_commands_max": len(m.Features.Commands)} {
		if n == 0 || n > limits[what] {
			t.Errorf("%s: %d", what, n)
		}
	}
	if n := runes(m.Display.Long); n < 175 || n > 4000 {
		t.Errorf("the long description has %d characters, want 175 to 4000", n)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(Scopes())), slices.Sorted(slices.Values(m.OAuth.Scopes.Bot))); diff != "" {
		t.Errorf("scopes:\n%s", diff)
	}
	if diff := cmp.Diff(EventTypes(), m.Settings.Events.List); diff != "" {
		t.Errorf("events:\n%s", diff)
	}
	if h := m.Features.Home; !h.Home || !h.Messages || h.ReadOnly || !m.Settings.Interactivity.On {
		t.Error("App Home, messages and buttons must be on, and messages writable")
	}
	if c := m.Features.Commands; len(c) != 2 || c[0].Command != commandName || c[1].Command != commandDesk || len(m.OAuth.Redirect) != 1 {
		t.Fatalf("commands %v, redirects %v", m.Features.Commands, m.OAuth.Redirect)
	}
	s := newSlack(t, nil, func(o *Options) { o.Workspaces = newWorkspaces(t) })
	for _, r := range [][2]string{{http.MethodPost, m.Features.Commands[0].URL}, {http.MethodPost, m.Settings.Events.URL}, {http.MethodPost, m.Settings.Interactivity.URL}, {http.MethodGet, m.OAuth.Redirect[0]}} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest(r[0], r[1], nil))
		if w.Code == http.StatusNotFound || w.Code == http.StatusMethodNotAllowed {
			t.Errorf("%s %s leads nowhere: %d", r[0], r[1], w.Code)
		}
	}
}

func runes(s string) int { return utf8.RuneCountInString(strings.TrimSpace(s)) }

// TestDoctor breaks one thing after another and looks for the finding that names it.
func TestDoctor(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	fake, err := slacktest.Start(slacktest.Options{Scopes: strings.Join(Scopes(), ","), Now: func() time.Time { return now }, SigningSecret: strings.Repeat("a", 32)})
	if err != nil {
		t.Fatal(err)
	}
	defer fake.Close()
	fake.Channel(theDesk, false)
	fake.Channel("C0SHARED", true)
	fake.Channel("C0OTHER", false)
	fake.Kick("C0OTHER")
	fake.Channel("C0OLD", false)
	fake.Archive("C0OLD")
	poor, err := slacktest.Start(slacktest.Options{Scopes: "chat:write"})
	if err != nil {
		t.Fatal(err)
	}
	defer poor.Close()
	healthy := Options{SigningSecret: fake.SigningSecret, BotToken: fake.BotToken, AppToken: fake.AppToken, APIURL: fake.URL + "/api", DeskChannel: theDesk, OnCall: "U1", Log: harness.Logger(t), Now: func() time.Time { return now }}
	for _, f := range Doctor(t.Context(), healthy) {
		if !f.OK || f.Mend != "" {
			t.Errorf("a healthy app has a finding: %+v", f)
		}
	}
	for want, change := range map[string]func(*Options){
		"32 letters":                  func(o *Options) { o.AppToken, o.SigningSecret = "", "short\n" },
		"xoxp-":                       func(o *Options) { o.BotToken = "xoxp-user" },
		"install the app":             func(o *Options) { o.BotToken = "xoxb-wrong" },
		"reaches slack.com":           func(o *Options) { o.APIURL = "http://127.0.0.1:1/api" },
		"OAuth & Permissions (or":     func(o *Options) { o.APIURL = poor.URL + "/api" },
		"NTP":                         func(o *Options) { o.Now = func() time.Time { return now.Add(4 * time.Minute) } },
		"not its name":                func(o *Options) { o.DeskChannel = "#desk" },
		"invite the bot there (":      func(o *Options) { o.DeskChannel = "C0NOWHERE" },
		"invite the bot there: ":      func(o *Options) { o.DeskChannel = "C0OTHER" },
		"out of the archive":          func(o *Options) { o.DeskChannel = "C0OLD" },
		"another organisation":        func(o *Options) { o.DeskChannel = "C0SHARED" },
		"switch Socket Mode on":       func(o *Options) { o.AppToken = "xapp-wrong" },
		"connections:write under":     func(o *Options) { o.AppToken = "wrong" },
		"by its id":                   func(o *Options) { o.OnCall = "@yamada" },
		"MADOGUCHI_SLACK_BOT_TOKEN, ": func(o *Options) { o.BotToken = "" },
	} {
		o := healthy
		change(&o)
		found := false
		for _, f := range Doctor(t.Context(), o) {
			found = found || !f.OK && strings.Contains(f.Mend, want)
			for _, secret := range []string{fake.BotToken, fake.AppToken, fake.SigningSecret, "xoxb-wrong", "xoxp-user", "xapp-wrong"} {
				if strings.Contains(f.What+f.Mend, secret) {
					t.Errorf("a finding holds a secret: %+v", f)
				}
			}
		}
		if !found {
			t.Errorf("no finding says %q: %+v", want, Doctor(t.Context(), o))
		}
	}
	if calls := fake.Calls(); slices.Contains(calls, "chat.postMessage") {
		t.Error("the doctor posted something")
	}
}

func newWorkspaces(t *testing.T) *Workspaces {
	t.Helper()
	engine := store.Memory()
	path := filepath.Join(t.TempDir(), "desk.key")
	if err := store.NewKeyFile(path); err != nil {
		t.Fatal(err)
	}
	key, err := store.OpenKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := store.OpenSealer(t.Context(), engine, key)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWorkspaces(WorkspacesOptions{ClientID: "1.2", ClientSecret: "client-secret", RedirectURL: "https://desk.example.jp/webhook/slack/oauth", Engine: engine, Sealer: sealer})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestManyWorkspaces installs the app, answers there, renews the token, and forgets the workspace
// when it takes the app out.
func TestManyWorkspaces(t *testing.T) {
	fake, err := slacktest.Start(slacktest.Options{Pace: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	defer fake.Close()
	clock := harness.NewClock(open)
	log := harness.Listen(t)
	w := newWorkspaces(t)
	b := &stub{}
	s := newSlack(t, fake, func(o *Options) {
		o.Workspaces, o.BotToken, o.Now, o.Pace, o.Events, o.Tickets = w, "", clock.Now, time.Nanosecond, b, b
		o.Log = log.Logger()
	})
	get := func(path string, cookies ...*http.Cookie) *http.Response {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, r)
		return rec.Result()
	}
	begun := get("/webhook/slack/install")
	to, err := url.Parse(begun.Header.Get("Location"))
	if err != nil || to.Host != "slack.com" || len(begun.Cookies()) != 1 {
		t.Fatalf("installing begins at %v with %v, %v", to, begun.Cookies(), err)
	}
	state, cookie := to.Query().Get("state"), begun.Cookies()[0]
	code := fake.Grant("T0CUSTOMER", true)
	for name, r := range map[string]*http.Response{
		"without the cookie":   get("/webhook/slack/oauth?code=" + code + "&state=" + state),
		"another's cookie":     get("/webhook/slack/oauth?code="+code+"&state="+state, &http.Cookie{Name: stateCookie, Value: "other"}),
		"without a state":      get("/webhook/slack/oauth?code="+code, cookie),
		"a state of yesterday": get("/webhook/slack/oauth?code="+code+"&state="+w.state(cookie.Value, open.Add(-time.Hour)), cookie),
	} {
		if r.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d", name, r.StatusCode)
		}
	}
	if r := get("/webhook/slack/oauth?code="+code+"&state="+state, cookie); r.StatusCode != 200 {
		t.Fatalf("installing fails: %d\n%s", r.StatusCode, log)
	}
	if r := get("/webhook/slack/oauth?code="+code+"&state="+state, cookie); r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a code is good twice: %d", r.StatusCode)
	}
	target := address{Team: "T0CUSTOMER", Channel: fake.Person("U1", "田中").Direct(), User: "U1"}
	send := func(id string) error {
		return s.Endpoint().Sender.Send(t.Context(), delivery(t, id, target, "こんにちは"))
	}
	if err := send("1"); err != nil {
		t.Fatalf("the installed app cannot answer: %v", err)
	}
	first, _ := w.token(t.Context(), "T0CUSTOMER")
	clock.Advance(12 * time.Hour)
	if err := send("2"); err != nil {
		t.Fatalf("after the token was renewed: %v", err)
	}
	second, _ := w.token(t.Context(), "T0CUSTOMER")
	if first == second || first == "" {
		t.Error("the token was not renewed")
	}
	clock.Advance(12 * time.Hour)
	fake.Fail("oauth.v2.access", slacktest.Fault{Status: 503})
	if err := send("3"); classify(err).Failure != "retry" {
		t.Errorf("Slack cannot renew now: %v", err)
	}
	if err := send("3"); err != nil {
		t.Errorf("Slack can again: %v", err)
	}
	// The tokens are sealed.
	if raw := everything(t, w.Engine); strings.Contains(raw, "xoxb-") || strings.Contains(raw, "T0CUSTOMER") || raw == "" {
		t.Error("the store shows a token or a workspace")
	}
	if strings.Contains(log.String(), "xox") || strings.Contains(log.String(), "client-secret") {
		t.Errorf("the log holds a secret: %s", log)
	}
	for _, e := range []string{`{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}`, `{"type":"app_uninstalled"}`, `{"type":"tokens_revoked","tokens":{"bot":["U0BOT"]}}`} {
		body := fmt.Sprintf(`{"type":"event_callback","team_id":"T0CUSTOMER","event":%s}`, e)
		if got := deliverTo(s, "events", []byte(body), nil).Code; got != 200 {
			t.Errorf("%s: status %d", e, got)
		}
		_, ok, err := w.load(t.Context(), "T0CUSTOMER")
		if want := strings.Contains(e, "oauth"); ok != want || err != nil {
			t.Errorf("after %s the workspace is there: %v, %v", e, ok, err)
		}
	}
	if err := send("4"); classify(err).Failure != "permanent" {
		t.Errorf("to a workspace that took the app out: %v", err)
	}
}

// everything is all that a store holds.
func everything(t *testing.T, e store.Engine) string {
	t.Helper()
	var all strings.Builder
	err := e.View(t.Context(), func(r store.Reader) error {
		for entry, err := range r.Scan(nil, nil) {
			if err != nil {
				return err
			}
			all.Write(entry.Key)
			all.Write(entry.Value)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
