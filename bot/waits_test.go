package bot_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"madoguchi/bot/bottest"
)

// lives are what comes before a line of testdata/waits.txt, and what shows how it was taken.
var lives = map[string]struct{ before, shown string }{
	"closed": {"> 偽の警告が出ました\n> 人と話したい\n佐藤: 担当する\n佐藤: > 画面を閉じてください。\n> ありがとうございます\n佐藤: 終える solved\n+ 26h\n", "desk again"},
	"waits":  {"> こんにちは\n> 人と話したい\n", ""},
}

// TestWaits: in testdata/waits.txt nearly all is taken as it is meant, and nothing that is about the
// matter takes anybody out of the queue.
func TestWaits(t *testing.T) {
	data, err := os.ReadFile("../testdata/waits.txt")
	if err != nil {
		t.Fatal(err)
	}
	right, all := map[string]int{}, map[string]int{}
	for line := range strings.Lines(string(data)) {
		kind, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || kind == "#" {
			continue
		}
		got := taken(t, kind, text)
		all[kind]++
		switch {
		case got == kind, kind == "leaves" && got == "solved", kind == "solved" && got == "leaves": // either leaves the queue
			right[kind]++
		default:
			t.Logf("%s, taken as %s: %s", kind, got, text)
			if kind == "matter" && got != "asks" {
				t.Errorf("it leaves the queue: %s", text)
			}
		}
	}
	for kind, n := range all {
		if float64(right[kind]) < 0.9*float64(n) {
			t.Errorf("%s: %d of %d", kind, right[kind], n)
		}
	}
	t.Log(right, all)
}

// taken is how a text is taken.
func taken(t *testing.T, kind, text string) string {
	t.Helper()
	life := lives["waits"]
	if kind == "again" || kind == "new" {
		life = lives["closed"]
	}
	script := fmt.Sprintf("mornings: none\nat: 2026-11-24T10:00:00+09:00\n%s", life.before)
	before, err := bottest.Play(script)
	if err != nil {
		t.Fatal(err)
	}
	after, err := bottest.Play(script + "> " + text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	after = strings.TrimPrefix(after, before)
	switch {
	case life.shown != "" && strings.Contains(after, life.shown):
		return "again"
	case strings.Contains(after, "の続きですか"): // asked: either is right
		return kind
	case life.shown != "":
		return "new"
	case strings.Contains(after, "closed left"):
		return "leaves"
	case strings.Contains(after, "順番をお待ち"):
		return "asks"
	}
	return "matter"
}
