package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
	"madoguchi/dialog"
	"madoguchi/store"
)

// kept is a folder with a store in which two people have said something.
type kept struct {
	*testing.T
	settings settings
	engine   store.Engine // while with runs
	flags    []string
}

func newKept(t *testing.T) *kept {
	folder := t.TempDir()
	k := &kept{T: t, settings: defaultSettings()}
	k.settings.Store, k.settings.SealKeyFile = "bolt:"+filepath.Join(folder, "test.db"), filepath.Join(folder, "desk.key")
	k.flags = []string{"--store", k.settings.Store, "--seal-key-file", k.settings.SealKeyFile}
	for _, conv := range []bot.ConversationID{"web-a", "web-b"} {
		k.say(conv, "e1", "合言葉はツチノコです")
	}
	return k
}

// with runs fn on the open store.
func (k *kept) with(fn func(b *loop.Loop)) {
	k.Helper()
	engine, sealer, err := openSealed(k.Context(), k.settings, true)
	if err != nil {
		k.Fatal(err)
	}
	defer engine.Close()
	k.engine = engine
	advisor, _, err := baseFlags{}.advisor(process{env: func(string) (string, bool) { return "", false }}, "")
	if err != nil {
		k.Fatal(err)
	}
	b, err := loop.Open(loop.Options{Engine: engine, Sealer: sealer, Advisor: advisor, Log: harness.Logger(k)})
	if err != nil {
		k.Fatal(err)
	}
	ctx, stop := context.WithCancel(k.Context())
	ran := make(chan error, 1)
	go func() { ran <- b.Run(ctx, nil, nil) }()
	defer func() {
		stop()
		if err := <-ran; err != nil {
			k.Error(err)
		}
	}()
	fn(b)
}

func (k *kept) say(conv bot.ConversationID, id bot.EventID, words string) {
	k.Helper()
	k.with(func(b *loop.Loop) { k.sayTo(b, conv, id, words) })
}

func (k *kept) sayTo(b *loop.Loop, conv bot.ConversationID, id bot.EventID, words string) {
	k.Helper()
	e := bot.Event{ID: id, Conversation: conv, Event: dialog.Event{Kind: dialog.Text, Text: words}}
	if err := b.Accept(k.Context(), e); err != nil {
		k.Fatal(err)
	}
	harness.Until(k.T, "it is written down", func() bool { return len(k.lines(b, conv)) > 0 })
}

func (k *kept) lines(b *loop.Loop, conv bot.ConversationID) []bot.Entry {
	lines, err := b.Transcript(k.Context(), conv, 0)
	if err != nil {
		return nil
	}
	return lines
}

func (k *kept) command(args ...string) (string, int) {
	var out, errs bytes.Buffer
	code := run(append(args, k.flags...), process{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) (string, bool) { return "", false }})
	return out.String() + errs.String(), code
}

func TestBackupAndRestore(t *testing.T) {
	k := newKept(t)
	file := filepath.Join(t.TempDir(), "copy")
	if out, code := k.command("backup", file); code != 0 {
		t.Fatalf("backup: %d, %s", code, out)
	}
	if out, code := k.command("backup", file); code != 1 || !strings.Contains(out, "never replaced") {
		t.Errorf("a second backup of the same name: %d, %s", code, out)
	}
	raw, err := os.ReadFile(file)
	if err != nil || bytes.Contains(raw, []byte("ツチノコ")) {
		t.Fatalf("the backup holds what was said, or cannot be read: %v", err)
	}
	k.say("web-a", "e2", "あとから書いたこと")
	k.with(func(b *loop.Loop) {
		if err := b.Erase(t.Context(), "web-b"); err != nil {
			t.Fatal(err)
		}
	})
	out, code := k.command("restore", file)
	if code != 0 || !strings.Contains(out, "1 conversations that were erased stay erased") {
		t.Fatalf("restore: %d, %s", code, out)
	}
	k.with(func(b *loop.Loop) {
		if n := len(k.lines(b, "web-a")); n == 0 {
			t.Error("nothing came back")
		}
		for _, l := range k.lines(b, "web-a") {
			if strings.Contains(l.Text, "あとから") {
				t.Error("something newer than the backup is there")
			}
		}
		if lines, err := b.Transcript(t.Context(), "web-b", 0); len(lines) > 0 {
			t.Errorf("what was erased came back: %v, %v", lines, err)
		}
	})
	if before, err := filepath.Glob(strings.TrimPrefix(k.settings.Store, "bolt:") + ".before-*"); err != nil || len(before) != 1 {
		t.Errorf("the store that was there is kept as %v, %v", before, err)
	}
}

// TestRestoreChecksFirst: what is no whole backup, or one of another desk, replaces nothing.
func TestRestoreChecksFirst(t *testing.T) {
	k := newKept(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "copy")
	if out, code := k.command("backup", file); code != 0 {
		t.Fatal(out)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(raw)
	flipped[len(flipped)/2] ^= 1
	other := newKept(t)
	foreign := filepath.Join(folder, "foreign")
	if out, code := other.command("backup", foreign); code != 0 {
		t.Fatal(out)
	}
	for name, data := range map[string][]byte{"cut off": raw[:len(raw)-10], "flipped": flipped, "no backup": []byte("hello"), "empty": nil} {
		bad := filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(bad, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, code := k.command("restore", bad); code != 1 {
			t.Errorf("%s: %d, %s", name, code, out)
		}
	}
	if out, code := k.command("restore", foreign); code != 1 || !strings.Contains(out, "another desk key") {
		t.Errorf("another desk's: %d, %s", code, out)
	}
	k.with(func(b *loop.Loop) {
		if len(k.lines(b, "web-a")) == 0 {
			t.Error("a refused restore took something away")
		}
	})
}

// TestErasuresOfALaterBackup: where the store itself is lost, a later backup knows what was erased.
func TestErasuresOfALaterBackup(t *testing.T) {
	k := newKept(t)
	folder := t.TempDir()
	early, late := filepath.Join(folder, "early"), filepath.Join(folder, "late")
	if out, code := k.command("backup", early); code != 0 {
		t.Fatal(out)
	}
	k.with(func(b *loop.Loop) {
		if err := b.Erase(t.Context(), "web-b"); err != nil {
			t.Fatal(err)
		}
	})
	if out, code := k.command("backup", late); code != 0 {
		t.Fatal(out)
	}
	if err := os.Remove(strings.TrimPrefix(k.settings.Store, "bolt:")); err != nil {
		t.Fatal(err)
	}
	if out, code := k.command("restore", early, "--erasures", late); code != 0 {
		t.Fatalf("%d, %s", code, out)
	}
	k.with(func(b *loop.Loop) {
		if len(k.lines(b, "web-a")) == 0 || len(k.lines(b, "web-b")) > 0 {
			t.Error("the wrong conversations came back")
		}
	})
}

// TestBackupOfARunningServer asks the server that has the file open, over its socket.
func TestBackupOfARunningServer(t *testing.T) {
	k := newKept(t)
	engine, _, err := openSealed(t.Context(), k.settings, false)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	file := filepath.Join(t.TempDir(), "copy")
	if out, code := k.command("backup", file); code != 1 || !strings.Contains(out, "does not answer") {
		t.Errorf("a server without a socket: %d, %s", code, out)
	}
	l, err := listenControl(k.settings)
	if err != nil {
		t.Fatal(err)
	}
	stop := serveHandler(t, l, controlRoutes(engine, nil, nil, nil, drill{}))
	defer stop()
	if out, code := k.command("backup", file); code != 0 {
		t.Fatalf("%d, %s", code, out)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := store.CheckDump(f); err != nil || n == 0 {
		t.Errorf("%d records, %v", n, err)
	}
}
