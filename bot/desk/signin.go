package desk

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"madoguchi/bot/caller"
)

// cookieName is that of the session's cookie. It has no Path: a browser then keeps it for the
// folder in which the sign-in page stands, whatever path a proxy shows that under.
const cookieName = "madoguchi_desk"

// cookie is the session's cookie; an empty token takes it away. Only a browser on this machine gets
// it without TLS.
func (v *visit) cookie(token string) *http.Cookie {
	c := &http.Cookie{Name: cookieName, Value: token, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: !v.local()}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// local reports whether the browser runs on this machine, without a proxy in between.
func (v *visit) local() bool {
	host, _, err := net.SplitHostPort(v.Host)
	if err != nil {
		host = v.Host
	}
	ip := net.ParseIP(host)
	return v.TLS == nil && v.Header.Get("X-Forwarded-Proto") != "https" && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// signInForm is what the sign-in page shows.
type signInForm struct {
	Next, Login, Wrong string
	Done               string // what was done before
	Lost               string // what was being written when the session ended
}

func (c *Console) signInPage(v *visit) (answer, error) {
	next := nextOf(v.FormValue("next"))
	if v.who.Login != "" {
		return answer{to: next}, nil
	}
	if v.half {
		return answer{to: "signin/code?" + url.Values{"next": {next}}.Encode()}, nil
	}
	form := signInForm{Next: next}
	if v.FormValue("again") != "" {
		form.Wrong = c.texts.Text("no_cookie")
	}
	if v.FormValue("changed") != "" {
		form.Done = c.texts.Text("changed")
	}
	return answer{view: "signin", data: form}, nil
}

func (c *Console) signIn(v *visit) (answer, error) {
	login := v.PostFormValue("login")
	form := signInForm{Next: nextOf(v.PostFormValue("next")), Login: login}
	if c.tooMany(v) {
		form.Wrong = c.texts.Text("too_many_tries")
		return answer{status: http.StatusTooManyRequests, view: "signin", data: form}, nil
	}
	token, who, err := c.Accounts.SignIn(v.Context(), login, v.PostFormValue("password"), from(v.Request))
	switch {
	case errors.Is(err, ErrLocked):
		c.Log.Warn("an account is locked after wrong passwords", "known", !who.Made.IsZero())
		form.Wrong = c.texts.Text("locked")
	case errors.Is(err, ErrWrong):
		form.Wrong = c.texts.Text("wrong")
	case err != nil:
		return answer{}, err
	default:
		if v.token != "" && v.who.Login != "" {
			_ = c.Accounts.SignOut(v.Context(), v.token) // whoever was signed in here is no more
		}
		return answer{to: "signin?" + url.Values{"again": {"1"}, "next": {form.Next}}.Encode(), cookie: v.cookie(token)}, nil
	}
	return answer{status: http.StatusUnauthorized, view: "signin", data: form}, nil
}

func (c *Console) codePage(v *visit) (answer, error) {
	if !v.half {
		return answer{to: "signin"}, nil
	}
	return answer{view: "code", data: signInForm{Next: nextOf(v.FormValue("next"))}}, nil
}

func (c *Console) giveCode(v *visit) (answer, error) {
	form := signInForm{Next: nextOf(v.PostFormValue("next"))}
	if !v.half {
		return answer{to: "signin"}, nil
	}
	if c.tooMany(v) {
		form.Wrong = c.texts.Text("too_many_tries")
		return answer{status: http.StatusTooManyRequests, view: "code", data: form}, nil
	}
	err := c.Accounts.Complete(v.Context(), v.token, v.PostFormValue("code"))
	switch {
	case errors.Is(err, ErrSignedOut):
		return answer{to: "signin"}, nil
	case errors.Is(err, ErrLocked):
		form.Wrong = c.texts.Text("locked")
	case errors.Is(err, ErrCode):
		form.Wrong = c.texts.Text("wrong_code")
	case err != nil:
		return answer{}, err
	default:
		return answer{to: form.Next}, nil
	}
	return answer{status: http.StatusUnauthorized, view: "code", data: form}, nil
}

func (c *Console) signOut(v *visit) (answer, error) {
	return answer{to: "signin", cookie: v.cookie("")}, c.Accounts.SignOut(v.Context(), v.token)
}

// from is the address of a sign-in for the audit log, as far as it is known.
func from(r *http.Request) string {
	if at := caller.Address(r); at != caller.Unknown {
		return at
	}
	return ""
}

// nextOf is a place below the console's root, and never one elsewhere.
func nextOf(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") || strings.Contains(u.Path, "..") || strings.ContainsAny(next, "\\:\r\n\t") ||
		strings.HasPrefix(next, "signin") {
		return "./"
	}
	return "./" + next
}

// A sign-in is tried by a person, who mistypes now and then.
const (
	signInEvery = 5 * time.Second
	signInBurst = 20
)

// tooMany reports whether an address has tried too often of late to try a password or a number.
func (c *Console) tooMany(v *visit) bool {
	return c.rates.Wait(caller.Address(v.Request), signInEvery, signInBurst, v.now) > 0
}
