package desk

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxForm bounds what is posted: a reply of 5,000 characters with all that a form says beside it.
const maxForm = 128 << 10

// visit is one request.
type visit struct {
	*http.Request
	who   Account // without a login: nobody is signed in
	token string
	now   time.Time
	half  bool // the second factor is still to come
	part  bool // of a page is asked for, by the page
}

// answer is what a request is answered with: a view, a place to go to, or bytes. An answer without
// any of them is 204: nothing has changed.
type answer struct {
	status int    // 0: 200
	view   string // of a template
	data   any
	to     string // where to go to, below the console's root
	cookie *http.Cookie
	bytes  []byte
	kind   string // of bytes
}

// page is what every view is given.
type page struct {
	Root    string // the console's root, from where the page stands
	Version string
	Desk    string
	Who     Account
	Now     time.Time
	Data    any
}

// Depth is how many steps below the console's root the page stands.
func (p page) Depth() int { return strings.Count(p.Root, "../") }

// serve answers a route's requests: it finds out who asks and whether they may.
func (c *Console) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := &visit{Request: req, now: c.Now(), part: r.asks}
		if cookie, err := req.Cookie(cookieName); err == nil {
			v.token = cookie.Value
		}
		who, err := c.Accounts.SignedIn(req.Context(), v.token, !r.asks)
		switch {
		case err == nil:
			v.who = who
		case errors.Is(err, ErrHalf):
			v.half = true
		case !errors.Is(err, ErrSignedOut):
			c.fail(w, v, err)
			return
		}
		if req.Method == http.MethodPost {
			req.Body = http.MaxBytesReader(w, req.Body, maxForm)
			if err := req.ParseForm(); err != nil {
				c.write(w, v, answer{status: http.StatusRequestEntityTooLarge, view: "message", data: c.texts.Text("too_much")})
				return
			}
		}
		if a, ok := c.turnAway(v, r); ok {
			c.write(w, v, a)
			return
		}
		a, err := r.do(c, v)
		if err != nil {
			c.fail(w, v, err)
			return
		}
		c.write(w, v, a)
	})
}

// turnAway is the answer to whoever may not do what they ask for.
func (c *Console) turnAway(v *visit, r route) (answer, bool) {
	switch {
	case r.may == anybody:
		return answer{}, false
	case v.who.Login == "":
		return c.askWho(v, r), true
	case !v.who.may(r.may):
		return answer{status: http.StatusForbidden, view: "message", data: c.texts.Text("not_allowed")}, true
	case v.who.First && !strings.HasPrefix(v.URL.Path, "/desk/account") && v.URL.Path != "/desk/signout":
		return answer{to: "account"}, true
	}
	return answer{}, false
}

// askWho lets somebody sign in who is not. What they were writing when their session ended is given
// back to them.
func (c *Console) askWho(v *visit, r route) answer {
	switch {
	case r.asks:
		return answer{status: statusStopPolling, view: "signed_out"}
	case r.method == http.MethodPost:
		form := signInForm{Next: "./", Wrong: c.texts.Text("session_over"), Lost: v.PostFormValue("text") + v.PostFormValue("note")}
		if number := v.PathValue("number"); number != "" {
			form.Next = "tickets/" + number
		}
		return answer{status: http.StatusUnauthorized, view: "signin", data: form}
	}
	return answer{to: "signin?" + url.Values{"next": {v.at()}}.Encode()}
}

// statusStopPolling is htmx's: what is asked for again and again is not asked for any more.
const statusStopPolling = 286

// at is the request's address below the console's root.
func (v *visit) at() string {
	at := strings.TrimPrefix(v.URL.Path, "/desk/")
	if v.URL.RawQuery != "" {
		at += "?" + v.URL.RawQuery
	}
	return at
}

// root leads from where the request's page stands to the console's root. A part of a page is put
// where the page stands, which tells how deep that is: what is refused stands deeper than what it
// was written on.
func (v *visit) root() string {
	n := strings.Count(strings.TrimPrefix(v.URL.Path, "/desk/"), "/")
	if v.part {
		n, _ = strconv.Atoi(v.FormValue("depth"))
	}
	if n > 0 {
		return strings.Repeat("../", min(n, deepest))
	}
	return "./"
}

// deepest is how many steps a page stands below the console's root at most.
const deepest = 3

// write writes an answer.
func (c *Console) write(w http.ResponseWriter, v *visit, a answer) {
	if a.cookie != nil {
		http.SetCookie(w, a.cookie)
	}
	switch {
	case a.to != "":
		goTo(w, v.root()+strings.TrimPrefix(a.to, "./"))
	case a.bytes != nil:
		w.Header().Set("Content-Type", a.kind)
		_, _ = w.Write(a.bytes)
	case a.view == "":
		w.WriteHeader(http.StatusNoContent)
	default:
		c.show(w, v, a)
	}
}

// show writes a view: whole or, when a template fails, not at all.
func (c *Console) show(w http.ResponseWriter, v *visit, a answer) {
	var out bytes.Buffer
	p := page{Root: v.root(), Version: c.version, Desk: c.Desk.Name, Who: v.who, Now: v.now, Data: a.data}
	if err := c.views.ExecuteTemplate(&out, a.view, p); err != nil {
		c.failed(w, v, "failed_show", err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	_, _ = w.Write(out.Bytes())
}

// fail says what could not be done: nothing that is asked for by GET is recorded.
func (c *Console) fail(w http.ResponseWriter, v *visit, err error) {
	text := "failed_read"
	if v.Method == http.MethodPost {
		text = "failed_write"
	}
	c.failed(w, v, text, err)
}

// failed says one line that is no page; what happened goes to the log.
func (c *Console) failed(w http.ResponseWriter, v *visit, text string, err error) {
	if !errors.Is(err, context.Canceled) {
		c.Log.Error("console", "path", v.Pattern, "login", v.who.Login, "err", err)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = w.Write([]byte(c.texts.Text(text) + "\n"))
}
