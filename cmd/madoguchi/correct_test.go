package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/loop"
	"madoguchi/knowledge/base"
)

// TestCorrectCommand looks first and tells only when told to, beside a running server and without;
// what was left by it alone the next server tells.
func TestCorrectCommand(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	line := b.FAQ("ransomware-now").FirstAid[0].Text
	is := filepath.Join(t.TempDir(), "is.txt")
	if err := os.WriteFile(is, []byte("まず、管理している会社に電話してください。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	told := func(k *kept, l *loop.Loop, conv bot.ConversationID) (n int) {
		for _, e := range k.lines(l, conv) {
			if strings.Contains(e.Text, "管理している会社に電話") {
				n++
			}
		}
		return n
	}
	for _, served := range []bool{false, true} {
		k := newKept(t)
		k.with(func(l *loop.Loop) {
			k.sayTo(l, "web-c", "e1", "サーバーのファイルが全部開けなくなって、お金を払えと出ています")
			harness.Until(t, "the answer stands in the transcript", func() bool { return len(k.lines(l, "web-c")) > 1 })
		})
		do := func() {
			out, code := k.command("correct", "ransomware-now", "--was", line, "--is", is)
			if code != 0 || !strings.Contains(out, "1 of 3 conversations were told it: 1 do not wait") || !strings.Contains(out, "nothing was told yet") {
				t.Fatalf("served %v: dry run: %d, %s", served, code, out)
			}
			if out, code := k.command("correct", "ransomware-now", "--was", line, "--is", is, "--yes"); code != 0 || !strings.Contains(out, "are being told") {
				t.Fatalf("served %v: %d, %s", served, code, out)
			}
		}
		if !served {
			do()
		}
		k.with(func(l *loop.Loop) {
			if served {
				socket, err := listenControl(k.settings)
				if err != nil {
					t.Fatal(err)
				}
				stop := serveHandler(t, socket, controlRoutes(k.engine, nil, nil, l.Archive(), drill{}))
				defer stop()
				do()
			}
			harness.Until(t, "what holds is told", func() bool { return told(k, l, "web-c") > 0 })
			if told(k, l, "web-c") != 1 || told(k, l, "web-a") != 0 {
				t.Errorf("served %v: it was told otherwise than once, or to somebody else", served)
			}
		})
		if out, code := k.command("correct", "ransomware-now", "--was", line, "--is", is); code != 0 || !strings.Contains(out, "1 were told this before") {
			t.Errorf("served %v: afterwards: %d, %s", served, code, out)
		}
	}
}

// TestCorrectRefuses what names no line, or several, and what must not be told.
func TestCorrectRefuses(t *testing.T) {
	k := newKept(t)
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "is.txt")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	fine := file("まず銀行に電話してください。")
	for name, c := range map[string]struct{ was, is, want string }{
		"no line":   {"こんな文はどこにもありません", fine, "no line of ransomware-now"},
		"several":   {"。", fine, "write more of the one that is meant"},
		"empty":     {"電源", file(" \n"), "it is empty"},
		"a secret":  {"電源", file("パスワードは hunter2secret です"), "looks like a secret"},
		"very long": {"電源", file(strings.Repeat("あ", 401)), "at most 400"},
	} {
		if out, code := k.command("correct", "ransomware-now", "--was", c.was, "--is", c.is, "--yes"); code != 1 || !strings.Contains(out, c.want) {
			t.Errorf("%s: %d, %s", name, code, out)
		}
	}
}
