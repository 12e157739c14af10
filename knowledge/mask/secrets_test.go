package mask

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// told is what a consulter typed: one message or more, and the strings in them that must go.
type told struct {
	line     string
	messages []string
	secrets  []string
}

var (
	secretMark = regexp.MustCompile(`«([^»]*)»`)
	escaped    = regexp.MustCompile(`\\u[0-9a-f]{4}`)
	unmark     = strings.NewReplacer("«", "", "»", "")
)

// toldIn reads a table of secrets and near misses; its head says how it is written.
func toldIn(t testing.TB, file string) []told {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []told
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		text := strings.ReplaceAll(escaped.ReplaceAllStringFunc(line, unescape), "⏎", "\n")
		s := told{line: line, messages: strings.Split(unmark.Replace(text), "‖")}
		for _, m := range secretMark.FindAllStringSubmatch(text, -1) {
			s.secrets = append(s.secrets, m[1])
		}
		out = append(out, s)
	}
	return out
}

func unescape(s string) string {
	r, _ := strconv.ParseUint(s[2:], 16, 32)
	return string(rune(r))
}

// leaks is true where a masked text still holds a good part of a secret: half of its characters in
// a row, but three at least.
func leaks(masked, secret string) bool {
	m, s := spoken(masked), []rune(spoken(secret))
	n := min(len(s), max(3, len(s)/2))
	for i := 0; i+n <= len(s); i++ {
		if strings.Contains(m, string(s[i:i+n])) {
			return true
		}
	}
	return false
}

// spoken is a text without what stands between the letters and digits.
func spoken(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text)
}

func TestSecretsTold(t *testing.T) {
	for _, file := range []string{"testdata/secrets-first.txt", "testdata/secrets-second.txt"} {
		var private, missed, public, lost int
		for _, s := range toldIn(t, file) {
			var out []string
			var open Open
			for _, m := range s.messages {
				var masked string
				masked, _, open = After(open, m)
				out = append(out, masked)
			}
			got := strings.Join(out, "‖")
			if len(s.secrets) == 0 {
				if public++; got != strings.Join(s.messages, "‖") {
					lost++
					t.Logf("masked %s: %s", s.line, got)
				}
				continue
			}
			private++
			for _, secret := range s.secrets {
				if leaks(got, secret) {
					missed++
					t.Logf("left %s: %s", s.line, got)
					break
				}
			}
		}
		recall, over := 100*float64(private-missed)/float64(private), 100*float64(lost)/float64(public)
		t.Logf("%s: recall %.1f %% of %d, over-masking %.1f %% of %d", file, recall, private, over, public)
		if recall < 97 || over > 2 {
			t.Errorf("%s: got recall %.1f %%, over-masking %.1f %%, want at least 97 %% and at most 2 %%", file, recall, over)
		}
	}
}
