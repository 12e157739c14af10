package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/bot/desk"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
)

// TestReplayCommand: a draft that no longer takes for urgent what somebody told is shown to be
// dangerous and is not published, beside a running server and without; what somebody told stays in
// the store.
func TestReplayCommand(t *testing.T) {
	trained := edition
	edition = quickEdition
	t.Cleanup(func() { edition = trained })
	k := newKept(t)
	k.with(func(l *loop.Loop) {
		k.sayTo(l, "web-c", "e1", "画面に偽の警告が出ています。うちはツチノコ商店です")
		harness.Until(t, "it is there", func() bool { return len(k.lines(l, "web-c")) > 1 })
	})
	folder := filepath.Join(t.TempDir(), "base")
	if out, code := k.command("kb", "export", folder); code != 0 {
		t.Fatal(out)
	}
	entry := filepath.Join(folder, "faq", "support-scam.yaml")
	text := string(contents(t, entry))
	calm := strings.Replace(text, "urgency: high", "urgency: low", 1)
	if calm == text {
		t.Fatal("the entry is not urgent: the test proves nothing")
	}
	if err := os.WriteFile(entry, []byte(calm), 0o600); err != nil {
		t.Fatal(err)
	}
	shows := func(out string) {
		t.Helper()
		if !strings.Contains(out, "replayed 3 kept conversations") || !strings.Contains(out, "DANGEROUS") || strings.Contains(out, "ツチノコ") {
			t.Error(out)
		}
	}
	out, code := k.command("kb", "diff", "--replay", folder)
	shows(out)
	if code != 0 {
		t.Errorf("diff ends with %d", code)
	}
	k.with(func(l *loop.Loop) {
		socket, err := listenControl(k.settings)
		if err != nil {
			t.Fatal(err)
		}
		defer serveHandler(t, socket, controlRoutes(k.engine, &desk.Accounts{Engine: k.engine}, nil, l.Archive(), drill{}))()
		var out bytes.Buffer
		on := serverShelf{k.settings}
		now, err := on.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = kbPublishCmd{Replay: true}.replay(t.Context(), process{out: &out}, k.settings, on, now, os.DirFS(folder))
		shows(out.String())
		if !errors.Is(err, errDangerous) || !strings.Contains(err.Error(), "nothing was published") {
			t.Errorf("it would be published: %v", err)
		}
		if err := (kbPublishCmd{}).replay(t.Context(), process{out: &out}, k.settings, on, now, os.DirFS(folder)); err != nil {
			t.Errorf("without being asked: %v", err)
		}
	})
}
