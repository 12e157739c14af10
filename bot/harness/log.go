package harness

import (
	"bytes"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Log is a log in memory, at every level, safe for concurrent use.
type Log struct {
	mu   sync.Mutex
	b    bytes.Buffer
	said []string
}

// Listen makes a log that fails a test, at its end, when it holds anything that a consulter said:
// logs are to hold ids only. What is written in other letters than Latin ones is taken for such;
// what is not must be made known by Heard.
func Listen(t testing.TB) *Log {
	l := &Log{}
	t.Cleanup(func() {
		for _, leak := range l.Leaks() {
			t.Errorf("the log holds what somebody said: %s", leak)
		}
	})
	return l
}

// Logger writes to the log, at every level.
func (l *Log) Logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// And writes to the log, at every level, and elsewhere.
func (l *Log) And(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(io.MultiWriter(l, w), &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Logger is that of a log of its own.
func Logger(t testing.TB) *slog.Logger { return Listen(t).Logger() }

// Heard makes known what a consulter said.
func (l *Log) Heard(words ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, words...)
}

// Bounds of what is looked for: a word as short as an id's part stands in many lines by chance.
const (
	shortest = 6
	window   = 12 // runes of a text that is cut off
)

// Leaks are the lines that hold what a consulter said.
func (l *Log) Leaks() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var parts []string
	for _, words := range l.said {
		for line := range strings.Lines(words) {
			parts = append(parts, windows(strings.TrimSpace(line))...)
		}
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	var out []string
	for line := range strings.Lines(l.b.String()) {
		if strings.ContainsFunc(line, foreign) || strings.ContainsFunc(unquoted(line), foreign) || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(line, p) }) {
			out = append(out, line)
		}
	}
	return out
}

// windows are the parts of a text by which it is known, also when it is cut off.
func windows(text string) (out []string) {
	runes := []rune(text)
	if len(runes) < shortest {
		return nil
	}
	for i := 0; i < len(runes); i += window / 2 {
		part := string(runes[i:min(i+window, len(runes))])
		if utf8.RuneCountInString(part) >= shortest && !strings.ContainsFunc(part, foreign) { // those are found anyway
			out = append(out, part, strings.Trim(strconv.QuoteToASCII(part), `"`))
		}
	}
	return out
}

// foreign reports whether a letter is one of those in which consulters write and programs do not.
func foreign(r rune) bool { return r > unicode.MaxLatin1 && r != utf8.RuneError && unicode.IsLetter(r) }

// unquoted is a line with its escapes resolved, as far as there are any.
func unquoted(line string) string {
	if !strings.Contains(line, `\u`) && !strings.Contains(line, `\x`) {
		return ""
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(strings.TrimSpace(line), `"`, ``) + `"`)
	if err != nil {
		return ""
	}
	return text
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Reset forgets what was written so far, unless it is a leak.
func (l *Log) Reset() {
	if len(l.Leaks()) > 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.b.Reset()
}
