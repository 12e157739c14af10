package slack

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// Workspaces are many workspaces that have installed the app by OAuth
// (docs.slack.dev/authentication/installing-with-oauth). The simple case, one workspace with one
// bot token, needs none of this.
//
//	GET /webhook/slack/install   sends the browser to Slack's page, with a state
//	GET /webhook/slack/oauth     takes the code that Slack's page sends back, and stores the tokens, sealed
//
// A workspace that takes the app out is erased, key first.
type Workspaces struct {
	WorkspacesOptions
	records store.SealedTable[installation]
	s       *Slack
	mu      sync.Mutex // one token is renewed at a time: a refresh token is good for once
}

// WorkspacesOptions are what installing needs; all are needed but AuthorizeURL.
type WorkspacesOptions struct {
	ClientID, ClientSecret string
	RedirectURL            string // …/webhook/slack/oauth, as the manifest names it
	AuthorizeURL           string // empty: Slack's own page
	Engine                 store.Engine
	Sealer                 *store.Sealer
}

// installation is the stored form of a workspace that has the app.
type installation struct {
	Token   string    `json:"token"`
	Refresh string    `json:"refresh,omitempty"` // only with token rotation
	Expires time.Time `json:"expires,omitzero"`
}

var installations = store.Table[installation]{Name: "slack-installation", Version: 1}

// Formats are the versions in which this package writes its records.
func Formats() store.Formats { return store.Formats{installations.Name: installations.Version} }

const (
	authorizeURL = "https://slack.com/oauth/v2/authorize"
	stateLife    = 10 * time.Minute // as long as Slack's code
	renewBefore  = 30 * time.Minute // of twelve hours
	stateCookie  = "madoguchi_slack_install"
)

// NewWorkspaces makes the keeper of many workspaces.
func NewWorkspaces(o WorkspacesOptions) (*Workspaces, error) {
	if o.ClientID == "" || o.ClientSecret == "" || o.RedirectURL == "" || o.Engine == nil || o.Sealer == nil {
		return nil, errors.New("slack: client id, client secret, redirect URL, engine and sealer are needed to be installed in many workspaces")
	}
	if o.AuthorizeURL == "" {
		o.AuthorizeURL = authorizeURL
	}
	return &Workspaces{WorkspacesOptions: o, records: store.SealedTable[installation]{Table: installations, Sealer: o.Sealer}}, nil
}

func (w *Workspaces) via(s *Slack) { w.s = s }

// owner is the name under which a workspace's tokens are sealed: its own data key, which can be
// destroyed.
func (w *Workspaces) owner(team string) string {
	return "slack-" + w.Sealer.Hash("slack workspace", team)
}

// routes are the two pages of installing.
func (w *Workspaces) routes(mux *http.ServeMux, root string) {
	mux.HandleFunc("GET "+root+"/install", w.begin)
	mux.HandleFunc("GET "+root+"/oauth", w.finish)
}

// begin sends a browser to Slack. The state is bound to the browser by a cookie, so that nobody can
// have somebody else finish what they began.
func (w *Workspaces) begin(rw http.ResponseWriter, r *http.Request) {
	nonce := rand.Text()
	http.SetCookie(rw, &http.Cookie{Name: stateCookie, Value: nonce, Path: r.URL.Path[:strings.LastIndexByte(r.URL.Path, '/')], MaxAge: int(stateLife.Seconds()), HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
	args := url.Values{"client_id": {w.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "redirect_uri": {w.RedirectURL}, "state": {w.state(nonce, w.s.Now())}}
	http.Redirect(rw, r, w.AuthorizeURL+"?"+args.Encode(), http.StatusFound)
}

func (w *Workspaces) state(nonce string, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(w.ClientSecret))
	mac.Write([]byte("install:" + stamp + ":" + nonce))
	return stamp + "." + hex.EncodeToString(mac.Sum(nil))
}

func (w *Workspaces) ours(r *http.Request) bool {
	cookie, err := r.Cookie(stateCookie)
	state := r.URL.Query().Get("state")
	stamp, _, _ := strings.Cut(state, ".")
	seconds, bad := strconv.ParseInt(stamp, 10, 64)
	if err != nil || bad != nil || w.s.Now().Sub(time.Unix(seconds, 0)).Abs() > stateLife {
		return false
	}
	return hmac.Equal([]byte(state), []byte(w.state(cookie.Value, time.Unix(seconds, 0))))
}

func (w *Workspaces) finish(rw http.ResponseWriter, r *http.Request) {
	if !w.ours(r) {
		http.Error(rw, w.s.texts.of("install_again"), http.StatusBadRequest)
		return
	}
	code := r.URL.Query().Get("code")
	if code == "" { // somebody thought better of it
		http.Error(rw, w.s.texts.of("install_cancelled"), http.StatusOK)
		return
	}
	team, in, err := w.exchange(r.Context(), url.Values{"code": {code}, "redirect_uri": {w.RedirectURL}})
	if err == nil {
		err = w.save(r.Context(), team, in)
	}
	if err != nil {
		w.s.Log.Error("the app could not be installed", "err", err)
		http.Error(rw, w.s.texts.of("install_again"), http.StatusServiceUnavailable)
		return
	}
	w.s.Log.Info("the app was installed", "team", team)
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(rw, w.s.texts.of("install_done"))
}

// exchange turns a code, or a refresh token, into tokens.
func (w *Workspaces) exchange(ctx context.Context, args url.Values) (team string, in installation, err error) {
	args.Set("client_id", w.ClientID)
	args.Set("client_secret", w.ClientSecret)
	var out struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires int    `json:"expires_in"`
		Org     bool   `json:"is_enterprise_install"`
		Team    *struct {
			ID string `json:"id"`
		} `json:"team"`
	}
	if _, err := w.s.clientOf("").call(ctx, "oauth.v2.access", args, &out); err != nil {
		return "", in, err
	}
	if out.Token == "" || out.Org || out.Team == nil || out.Team.ID == "" { // a whole organisation at once is not offered
		return "", in, errors.New("oauth.v2.access: the answer names no workspace")
	}
	in = installation{Token: out.Token, Refresh: out.Refresh}
	if out.Expires > 0 {
		in.Expires = w.s.Now().Add(time.Duration(out.Expires) * time.Second)
	}
	return out.Team.ID, in, nil
}

func (w *Workspaces) save(ctx context.Context, team string, in installation) error {
	err := w.Engine.Update(ctx, func(tx store.Txn) error {
		if err := w.Sealer.Ensure(tx, w.owner(team)); err != nil {
			return err
		}
		return w.records.Put(tx, store.K(w.owner(team)), in)
	})
	if err != nil {
		return fmt.Errorf("store a workspace's tokens: %w", err)
	}
	return nil
}

func (w *Workspaces) load(ctx context.Context, team string) (in installation, ok bool, err error) {
	err = w.Engine.View(ctx, func(r store.Reader) error {
		in, ok, err = w.records.Get(r, store.K(w.owner(team)))
		if errors.Is(err, store.ErrErased) {
			ok, err = false, nil
		}
		return err
	})
	return in, ok, err
}

// token is a workspace's bot token, renewed in time. The new refresh token is stored before the new
// token is used: the old one is worthless from then on, and without the new one the workspace would
// be lost.
func (w *Workspaces) token(ctx context.Context, team string) (string, error) {
	in, ok, err := w.load(ctx, team)
	if err != nil {
		return "", fmt.Errorf("read a workspace's tokens: %w", err)
	}
	if !ok && w.s.BotToken != "" { // the desk's own workspace needs no installing
		return w.s.BotToken, nil
	}
	if !ok {
		return "", &bot.SendError{Failure: bot.Permanent, Err: errors.New("the app is not installed in the workspace any more")}
	}
	if in.Refresh == "" || w.s.Now().Before(in.Expires.Add(-renewBefore)) {
		return in.Token, nil
	}
	return w.renew(ctx, team)
}

func (w *Workspaces) renew(ctx context.Context, team string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, ok, err := w.load(ctx, team)
	if err != nil || !ok || w.s.Now().Before(old.Expires.Add(-renewBefore)) { // somebody was first
		return old.Token, err
	}
	_, fresh, err := w.exchange(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {old.Refresh}})
	if err != nil {
		if now, ok, again := w.load(ctx, team); again == nil && ok && now.Refresh != old.Refresh { // another replica was
			return now.Token, nil
		}
		if w.s.Now().Before(old.Expires) {
			return old.Token, nil // it is good still; the next call tries again
		}
		return "", err
	}
	for try := 0; ; try++ {
		err := w.save(context.WithoutCancel(ctx), team, fresh)
		if err == nil {
			return fresh.Token, nil
		}
		if try == 5 {
			w.s.Log.Error("a workspace's new tokens could not be stored; it must install the app again", "team", team, "err", err)
			return "", err
		}
		time.Sleep(time.Duration(try+1) * 100 * time.Millisecond)
	}
}

// erase forgets a workspace that has taken the app out. The two events come in no fixed order; of
// tokens_revoked only bot tokens count.
func (w *Workspaces) erase(ctx context.Context, team string, event []byte) error {
	var e struct {
		Type   string `json:"type"`
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"`
	}
	if json.Unmarshal(event, &e) != nil || e.Type == "tokens_revoked" && len(e.Tokens.Bot) == 0 {
		return nil
	}
	err := w.Engine.Update(ctx, func(tx store.Txn) error {
		return errors.Join(w.Sealer.Drop(tx, w.owner(team)), w.records.Delete(tx, store.K(w.owner(team))))
	})
	if err != nil {
		return fmt.Errorf("erase a workspace's tokens: %w", err)
	}
	w.s.Log.Info("the app was taken out of a workspace; its tokens are erased", "team", team)
	return nil
}
