package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/dialog/transcript"
)

// TestInspect: what a developer asks of a consultation in the terminal; the recorded file is a script that holds no secret.
func TestInspect(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recorded.txt")
	got := call("/why\n迷惑メールが多い。パスワードはhimitsu2026です\n/why\n/state\n/record "+path+"\n/record "+path+"\n/record\n/nonsense\n/quit\n",
		nil, "chat", "--at", "2026-11-25T10:00:00+09:00")
	got.want(t, 0)
	for _, want := range []string{"nothing was said", "known terms", "nearest cases: rows", `"phase"`, "saved " + path, "exists", "say something first", "there are /state"} {
		if !strings.Contains(got.out, want) {
			t.Errorf("the terminal does not show %q", want)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if script, err := transcript.Parse(string(text)); err != nil || len(script.Turns) != 1 {
		t.Errorf("%d turns, %v:\n%s", len(script.Turns), err, text)
	}
	if strings.Contains(string(text), "himitsu") || strings.Contains(got.out, "himitsu") {
		t.Error("a secret was shown or recorded")
	}
}
