package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
)

// TestErasureListsKeepUp: what is erased after a backup does not come back with it, also where the
// store itself is lost: the list beside the backup knows, and without a list nothing is restored.
func TestErasureListsKeepUp(t *testing.T) {
	k := newKept(t)
	path := strings.TrimPrefix(k.settings.Store, "bolt:")
	folder := t.TempDir()
	file := filepath.Join(folder, "copy")
	if out, code := k.command("backup", file); code != 0 {
		t.Fatal(out)
	}
	k.with(func(b *loop.Loop) {
		if err := b.Erase(t.Context(), "web-b"); err != nil {
			t.Fatal(err)
		}
	})
	engine, err := openEngine(t.Context(), k.settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := noteErasures(t.Context(), k.settings, engine); err != nil { // as a server does after each
		t.Fatal(err)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	for _, lost := range []string{path, path + ".erasures", path + ".backups"} {
		if err := os.Remove(lost); err != nil {
			t.Fatal(err)
		}
	}
	list := filepath.Join(folder, erasuresName)
	if err := os.Rename(list, list+".away"); err != nil {
		t.Fatal(err)
	}
	if out, code := k.command("restore", file); code != 1 || !strings.Contains(out, "--erasures") {
		t.Fatalf("restored without knowing what was erased: %d, %s", code, out)
	}
	if err := os.WriteFile(list, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := k.command("restore", file); code != 1 {
		t.Fatalf("restored by a damaged list: %s", out)
	}
	if err := os.Rename(list+".away", list); err != nil {
		t.Fatal(err)
	}
	if out, code := k.command("restore", file); code != 0 || !strings.Contains(out, "1 conversations that were erased") {
		t.Fatalf("%d, %s", code, out)
	}
	k.with(func(b *loop.Loop) {
		if len(k.lines(b, "web-a")) == 0 || len(k.lines(b, "web-b")) > 0 {
			t.Error("the wrong conversations came back")
		}
	})
}

// TestControlSocketIsOurs: nobody but the service's user may ask through it.
func TestControlSocketIsOurs(t *testing.T) {
	k := newKept(t)
	l, err := listenControl(k.settings)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	info, err := os.Stat(l.Addr().String())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestRetentionCommand says what is due, beside a running server and without, and lets nothing go.
func TestRetentionCommand(t *testing.T) {
	k := newKept(t)
	look := func(served bool) {
		for _, tt := range []struct{ in, want string }{
			{"0", "the words of 0 (0 lines), all of 0"}, {"100", "of 2 conversations"}, {"100", "the words of 2 ("}, {"400", "all of 2"},
		} {
			out, code := k.command("retention", "--in", tt.in, "--numbers")
			if code != 0 || !strings.Contains(out, tt.want) || !strings.Contains(out, "no numbers yet") {
				t.Errorf("served %v, in %s days: %d, %s, want %q", served, tt.in, code, out, tt.want)
			}
		}
	}
	look(false)
	k.with(func(b *loop.Loop) {
		l, err := listenControl(k.settings)
		if err != nil {
			t.Fatal(err)
		}
		defer serveHandler(t, l, controlRoutes(nil, nil, b, nil, drill{}))()
		look(true)
	})
	k.with(func(b *loop.Loop) {
		if len(k.lines(b, "web-a")) == 0 || len(k.lines(b, "web-b")) == 0 {
			t.Error("a look has erased")
		}
	})
}

// TestEraseCommand looks first, and erases only when told to, beside a running server and without.
func TestEraseCommand(t *testing.T) {
	for _, served := range []bool{false, true} {
		k := newKept(t)
		number := ""
		k.with(func(b *loop.Loop) {
			k.sayTo(b, "web-c", "e1", "人と話したい。合言葉はツチノコです")
			harness.Until(t, "there is a ticket", func() bool {
				list, err := b.Tickets(t.Context())
				if err == nil && len(list) > 0 {
					number = list[0].Number
				}
				return number != ""
			})
		})
		do := func() {
			out, code := k.command("erase", number)
			if code != 0 || !strings.Contains(out, "would erase") || !strings.Contains(out, number) || strings.Contains(out, "ツチノコ") {
				t.Fatalf("served %v: dry run: %d, %s", served, code, out)
			}
			if out, code := k.command("erase", number, "--yes"); code != 0 || !strings.Contains(out, "erased the conversation") {
				t.Fatalf("served %v: %d, %s", served, code, out)
			}
			if out, code := k.command("erase", number); code != 1 || !strings.Contains(out, "no such ticket") {
				t.Errorf("served %v: it is there still: %d, %s", served, code, out)
			}
		}
		if !served {
			do()
		} else {
			k.with(func(b *loop.Loop) {
				l, err := listenControl(k.settings)
				if err != nil {
					t.Fatal(err)
				}
				stop := serveHandler(t, l, controlRoutes(nil, nil, b, nil, drill{}))
				defer stop()
				do()
			})
		}
		k.with(func(b *loop.Loop) {
			if len(k.lines(b, "web-c")) > 0 || len(k.lines(b, "web-a")) == 0 {
				t.Errorf("served %v: the wrong conversation was erased", served)
			}
		})
	}
}
