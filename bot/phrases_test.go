package bot

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/dialog"
)

var verbs = regexp.MustCompile(`%[0-9\[\]]*[sd]`)

// TestPhrases: every phrase is used, and every one used exists.
func TestPhrases(t *testing.T) {
	p, err := LoadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	literal := regexp.MustCompile(`(?:Text|plain|courtesy)\("([a-z_]+)"`)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
	}
	for _, made := range []struct {
		prefix string
		rest   []string
	}{
		{"heard_", []string{string(dialog.Image), string(dialog.File), string(dialog.Audio), string(dialog.Video), string(dialog.Location), string(dialog.Sticker)}},
		{"desk_undelivered_", []string{string(Permanent), string(Blocked), string(Quota)}},
		{"ledger_", append([]string{"waits", "replied"}, groups...)},
		{"kept_", []string{"words", "facts", "past", "files", "reach", "tickets", "notes", "address", "numbers", "day", "head", "who", "open", "erase"}},
		{"carry_on_", []string{"again", "no"}},
		{"carried_on", []string{""}},
		{"guessed_at", []string{""}},
		{"claimed", []string{"", "_by"}},
		{"call_", []string{"wrong", "unannounced"}},
		{"desk_call_", []string{"wrong", "unannounced"}},
		{"reach_", []string{"name", "company", "phone", "mail", "when", "calls", "writes", "later"}},
		{"follow_", []string{"first", "full", "yes", "no", "ask", "ask_duty"}},
		{"follow_on_", []string{"first", "full", "solved"}},
		{"solved_", []string{"ask", "yes", "no"}},
		{"status_", []string{"claimed", "held"}},
	} {
		if made.rest[0] != "" {
			delete(used, made.prefix)
		}
		for _, r := range made.rest {
			used[made.prefix+r] = true
		}
	}
	for key := range used {
		if _, ok := p[key]; !ok {
			t.Errorf("phrase %q is used and does not exist", key)
		}
	}
	for key, text := range p {
		plain, easy := strings.CutPrefix(key, inEasy)
		switch {
		case !used[plain]:
			t.Errorf("phrase %q is not used", key)
		case easy && !slices.Equal(verbs.FindAllString(text, -1), verbs.FindAllString(p[plain], -1)):
			t.Errorf("in easy Japanese %q has other places than it has: %q", plain, text)
		}
	}
	if words := strings.Fields(p.Text("words")); len(words) != 128 || len(slices.Compact(slices.Sorted(slices.Values(words)))) != len(words) {
		t.Errorf("%d words, want 128 different ones", len(words))
	}
}
