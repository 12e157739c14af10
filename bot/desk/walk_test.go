package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"madoguchi/bot/desk"
)

// TestWalk asks for every route: signed out, in each role, and as a page of another site would.
func TestWalk(t *testing.T) {
	o := newEditorsOffice(t)
	number := o.waiting("a", "web", "偽の警告が出ました")
	people := map[desk.Role]client{}
	for _, r := range desk.Roles() {
		o.hire(string(r), "人"+string(r), r)
		people[r] = o.signedIn(string(r))
	}
	before := o.ticket(number)
	walked := 0
	pages := map[string]bool{} // a form may be posted to the page on which it stands
	for _, w := range desk.Walked(number) {
		if w.Method == http.MethodGet {
			pages[w.Path] = true
		}
	}
	for _, w := range desk.Walked(number) {
		walked++
		at := w.Method + " " + w.Path
		forged := map[string]map[string]string{"another site": {"Sec-Fetch-Site": "cross-site"}, "a neighbour": {"Sec-Fetch-Site": "same-site"}, "an old browser": {"Origin": "https://evil.example"}}
		if w.Method == http.MethodPost {
			for from, headers := range forged {
				for _, b := range people {
					if code, _, _ := b.do(w.Method, w.Path, url.Values{"end": {"solved"}, "text": {"偽"}, "note": {"偽"}}, headers); code != http.StatusForbidden {
						t.Errorf("%s by %s: %d", at, from, code)
					}
				}
			}
			if code, _, _ := people[desk.Adviser].get(w.Path); code != http.StatusMethodNotAllowed && !pages[w.Path] {
				t.Errorf("GET of %s: %d", at, code)
			}
		}
		if w.Anybody {
			continue
		}
		code, body, to := o.client().do(w.Method, w.Path, nil, nil)
		refused := code == http.StatusUnauthorized || code == http.StatusSeeOther && strings.HasPrefix(to, "signin") || w.Asks && code == 286
		if !refused || strings.Contains(body, "偽の警告") {
			t.Errorf("%s signed out: %d to %q", at, code, to)
		}
		for role, b := range people {
			if slices.Contains(w.Roles, role) {
				continue
			}
			if code, body, _ := b.do(w.Method, w.Path, nil, nil); code != http.StatusForbidden || strings.Contains(body, "偽の警告") {
				t.Errorf("%s as %s: %d", at, role, code)
			}
		}
	}
	if walked < 20 {
		t.Errorf("walked %d routes", walked)
	}
	if after := o.ticket(number); after.Status != before.Status || len(after.History) != len(before.History) || len(after.Notes) > 0 {
		t.Errorf("what was refused changed the ticket: %+v", after)
	}
	for _, w := range desk.Walked(number) { // last, since signing out ends it: who may is let in
		if w.Method != http.MethodGet {
			continue
		}
		for role, b := range people {
			if !slices.Contains(w.Roles, role) || strings.Contains(w.Path, "picture") {
				continue
			}
			if code, body, to := b.get(w.Path); code != http.StatusOK && code != http.StatusNoContent && code != http.StatusSeeOther || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s %s as %s: %d to %q\n%s", w.Method, w.Path, role, code, to, body)
			}
		}
	}
	if log := o.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "偽の警告") {
		t.Errorf("the log says %s", log)
	}
}

func TestHeaders(t *testing.T) {
	o := newEditorsOffice(t)
	r, err := http.Get(o.url + "signin")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy %q", csp)
	}
	if got := r.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}
