package harness

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLeaks: words are found, whole, cut off and escaped, and nothing that is none.
func TestLeaks(t *testing.T) {
	for _, tt := range []struct {
		said  string
		log   func(*Log)
		leaks bool
	}{
		{"", func(l *Log) { l.Logger().Debug("stepped", "conversation", "post-a", "n", 3) }, false},
		{"", func(l *Log) { l.Logger().Debug("stepped", "text", "お金を払った") }, true},
		{"", func(l *Log) { l.Logger().Debug("stepped", "text", "송금했어요") }, true},
		{"", func(l *Log) { l.Logger().Debug("stepped", "err", errors.New("\"\u304a\u91d1\"")) }, true},
		{"my password is hunter22", func(l *Log) { l.Logger().Info("x", "err", errors.New(`parse "is hunter22"`)) }, true},
		{"I lost my money to a scammer", func(l *Log) { l.Logger().Info("x", "err", errors.New("near I lost my money t…")) }, true},
		{"yes", func(l *Log) { l.Logger().Info("answered", "yes", true) }, false},
	} {
		l := &Log{}
		l.Heard(tt.said)
		tt.log(l)
		if got := len(l.Leaks()) > 0; got != tt.leaks {
			t.Errorf("%q heard, %q logged: a leak is %v, want %v", tt.said, l.String(), got, tt.leaks)
		}
	}
}

// TestEveryTestListens: no test gives the engine a logger of its own, which nobody would look into.
func TestEveryTestListens(t *testing.T) {
	looked := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "bench_test.go") || strings.Contains(path, "bot/harness/") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		looked++
		for n, line := range slices.Collect(strings.Lines(string(src))) {
			if strings.Contains(line, "slog.New(") || strings.Contains(line, "slog.DiscardHandler") || strings.Contains(line, "slog.SetDefault(") {
				t.Errorf("%s:%d: a logger of its own; harness.Logger(t) is one that fails when it holds words", path, n+1)
			}
		}
		return nil
	})
	if err != nil || looked < 100 {
		t.Errorf("looked into %d files: %v", looked, err)
	}
}
