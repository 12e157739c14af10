package dialog_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/dialog"
	"madoguchi/dialog/transcript"
	"madoguchi/knowledge"
	"madoguchi/knowledge/match"
)

var update = flag.Bool("update", false, "rewrite the conversations in testdata/dialogs")

// TestConversations plays every script in testdata/dialogs and compares what is said with what the file holds.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("../testdata/dialogs/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d conversations, want at least 20 (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := transcript.Parse(string(want))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			got := script.Play(step)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("the conversation changed (-file +now); if it should, run with -update and read it:\n%s", diff)
			}
		})
	}
}

// TestPhrases proves that every phrase the flow says exists and that every phrase is said.
func TestPhrases(t *testing.T) {
	said := phrasesInCode(t)
	have := advisor().Base.Phrases
	for key, where := range said {
		if _, ok := have[key]; !ok {
			t.Errorf("%s says %q, which is not in phrases.yaml", where, key)
		}
	}
	for key := range have {
		if _, ok := said[key]; !ok && !builtKey(key) {
			t.Errorf("phrases.yaml has %q, which nothing says", key)
		}
	}
}

// builtKey names the keys that the code puts together: red.paid, hours.mon-fri, value.linux, an event's or a language's name.
func builtKey(key string) bool {
	for _, prefix := range []string{"red.", "hours.", "value.", "language."} {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	switch dialog.Kind(key) {
	case dialog.Image, dialog.File, dialog.Audio, dialog.Video, dialog.Location, dialog.Sticker, "empty":
		return true
	}
	return false
}

func TestRedFlagsHavePhrases(t *testing.T) {
	for _, slot := range []string{"paid", "remote_control", "typed_in", "encrypted", "spreading", "app_installed"} {
		if advisor().Base.Phrases["red."+slot] == "" {
			t.Errorf("no phrase red.%s", slot)
		}
	}
}

// TestHoursHavePhrases proves that the hours of every contact can be said.
func TestHoursHavePhrases(t *testing.T) {
	for _, c := range advisor().Base.Contacts {
		for _, h := range c.Hours {
			if _, ok := advisor().Base.Phrases["hours."+strings.ReplaceAll(h.Days, " ", "")]; !ok {
				t.Errorf("contact %s: no phrase hours.%s", c.ID, h.Days)
			}
		}
	}
}

var _ knowledge.Matcher = (*match.Index)(nil).Match
