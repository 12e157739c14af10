package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/store/bolt"
)

// TestStaff: accounts are made, listed, given another password and taken away, with the store at
// hand and through a server that has it open.
func TestStaff(t *testing.T) {
	for _, open := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "desk.db")
		at := []string{"--store", "bolt:" + path}
		if open {
			engine, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer engine.Close()
			l, err := listenControl(settings{Store: "bolt:" + path})
			if err != nil {
				t.Fatal(err)
			}
			stop := serveHandler(t, l, controlRoutes(engine, &desk.Accounts{Engine: engine}, nil, nil, drill{}))
			defer stop()
		}
		staff := func(stdin string, args ...string) result {
			return call(stdin, nil, append(append([]string{"staff"}, args...), at...)...)
		}
		added := staff("", "add", "yamada", "--name", "山田", "--role", "adviser", "--role", "administrator")
		added.want(t, 0)
		if !regexp.MustCompile(`password ([a-z2-9]{4}-){3}[a-z2-9]{4};`).MatchString(added.out) {
			t.Errorf("no password in %q", added.out)
		}
		staff("", "add", "yamada", "--name", "山田", "--role", "adviser").refused(t, 1, "yamada", "already")
		staff("", "add", "suzuki", "--name", "鈴木", "--role", "king").refused(t, 1, "king", "adviser, editor")
		staff("short\n", "add", "suzuki", "--name", "鈴木", "--role", "editor", "--stdin").refused(t, 1, "password", "12")
		staff("a long and good one\n", "add", "suzuki", "--name", "鈴木", "--role", "editor", "--stdin").want(t, 0)
		if got := staff("", "list"); got.code != 0 || !regexp.MustCompile(`(?m)^suzuki +editor +鈴木 +has the first password\nyamada +adviser,administrator +山田`).MatchString(got.out) {
			t.Errorf("listed %q", got.out)
		}
		staff("", "passwd", "nobody").refused(t, 1, "nobody", "no account")
		staff("", "passwd", "yamada").want(t, 0)
		staff("", "remove", "yamada").want(t, 0)
		staff("", "remove", "yamada").refused(t, 1, "yamada", "no account")
	}
	call("", nil, "staff", "list", "--store", "bolt:"+filepath.Join(t.TempDir(), "none.db")).refused(t, 1, "there is no store")
}

// TestDemoConsole: whoever tries the demo signs in with what is printed, and finds cases to answer.
func TestDemoConsole(t *testing.T) {
	s := demo(t, t.TempDir())
	line, err := s.out.ReadString('\n')
	m := regexp.MustCompile(`(http://\S+)/desk （利用者名 (\S+)、パスワード (\S+)）`).FindStringSubmatch(line)
	if err != nil || m == nil {
		t.Fatalf("no sign-in in %q, %v", line, err)
	}
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	get := func(path string, form url.Values) string {
		ask := func() (*http.Response, error) { return browser.Get(m[1] + path) }
		if form != nil {
			ask = func() (*http.Response, error) { return browser.PostForm(m[1]+path, form) }
		}
		r, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if page := get("/desk", nil); !strings.Contains(page, `name="password"`) {
		t.Errorf("signed out, /desk shows %s", page)
	}
	get("/desk/signin", url.Values{"login": {m[2]}, "password": {m[3]}})
	for end := time.Now().Add(callWithin); ; time.Sleep(200 * time.Millisecond) { // the model is learnt first
		all, closed := get("/desk/?list=all", nil), get("/desk/?list=closed", nil)
		if strings.Contains(all, `id="t1004"`) && strings.Contains(closed, `id="t1005"`) {
			break
		}
		if time.Now().After(end) || strings.Contains(s.errs.String(), "sample tickets were not made") {
			t.Fatalf("no sample cases in %s; %s", all, s.errs)
		}
	}
	s.stop(t)
}
