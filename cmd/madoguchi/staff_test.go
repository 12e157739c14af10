package main

import (
	"path/filepath"
	"regexp"
	"testing"

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
			stop := serveHandler(t, l, controlRoutes(engine, &desk.Accounts{Engine: engine}))
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
