package desk

import (
	"slices"
	"strings"
	"testing"
)

// TestRoutes walks the table by itself: GET changes nothing, everything has a right, and no more is
// open to anybody than signing in.
func TestRoutes(t *testing.T) {
	open := 0
	seen := map[string]bool{}
	for _, r := range routes() {
		at := r.method + " " + r.path
		if seen[at] {
			t.Errorf("%s stands there twice", at)
		}
		seen[at] = true
		if r.method != "GET" && r.method != "POST" {
			t.Errorf("%s: only GET and POST", at)
		}
		if !strings.HasPrefix(r.path, "/desk/") {
			t.Errorf("%s is not below /desk/", at)
		}
		if r.do == nil {
			t.Errorf("%s does nothing", at)
		}
		if r.may == anybody {
			open++
			if !strings.HasPrefix(r.path, "/desk/signin") {
				t.Errorf("%s is open to anybody", at)
			}
			continue
		}
		if _, ok := rights[r.may]; !ok && r.may != staff {
			t.Errorf("%s needs a right that nobody has", at)
		}
		if r.asks && r.method != "GET" {
			t.Errorf("%s: what keeps no session alive must not change anything", at)
		}
	}
	if open != 4 {
		t.Errorf("%d routes are open", open)
	}
	for right, roles := range rights {
		for _, r := range roles {
			if !slices.Contains(Roles(), r) {
				t.Errorf("%s: there is no role %s", right, r)
			}
		}
	}
}
