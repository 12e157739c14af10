package mask

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// sentence is one entry of testdata/sentences.yaml. One without Go must come out unchanged.
type sentence struct {
	Kind string   `yaml:"kind"` // for reports
	Chat bool     `yaml:"chat"` // the guard of the chat must remove Go as well
	Text string   `yaml:"text"`
	Go   []string `yaml:"go"`
	Stay []string `yaml:"stay"`
}

func sentences(t testing.TB, file string) []sentence {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []sentence
	if err := yaml.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// score counts what masking should have removed and left, and what it did.
type score struct{ private, missed, public, lost int }

func (c score) recall() float64 {
	return 100 * float64(c.private-c.missed) / float64(max(1, c.private))
}
func (c score) over() float64 { return 100 * float64(c.lost) / float64(max(1, c.public)) }

func measure(t *testing.T, list []sentence, do func(string) (string, Counts)) score {
	t.Helper()
	var c score
	for _, s := range list {
		got, _ := do(s.Text)
		for _, g := range s.Go {
			if c.private++; strings.Contains(got, g) {
				c.missed++
				t.Logf("left   %q: %s", g, got)
			}
		}
		stay := s.Stay
		if len(s.Go) == 0 && len(stay) == 0 {
			stay = []string{s.Text}
		}
		for _, w := range stay {
			if c.public++; !strings.Contains(got, w) {
				c.lost++
				t.Logf("masked %q: %s", w, got)
			}
		}
	}
	return c
}

func TestSentences(t *testing.T) {
	list := sentences(t, "testdata/sentences.yaml")
	if len(list) < 300 {
		t.Fatalf("got %d sentences, want 300 at least", len(list))
	}
	c := measure(t, list, Table)
	t.Logf("%d sentences: recall %.1f %% of %d private strings, over-masking %.1f %% of %d public ones", len(list), c.recall(), c.private, c.over(), c.public)
	if c.recall() < 98 || c.over() > 3 {
		t.Errorf("got recall %.1f %%, over-masking %.1f %%, want at least 98 %% and at most 3 %%", c.recall(), c.over())
	}
}

// TestUnseen measures the rules on the sentences that were written apart from them, by kind and, for what nobody should
// type into a chat, as its guard sees them.
func TestUnseen(t *testing.T) {
	list := append(sentences(t, "testdata/unseen.yaml"), sentences(t, "testdata/heldout.yaml")...)
	if len(list) < 300 {
		t.Fatalf("got %d sentences, want 300 at least", len(list))
	}
	kinds, chat := map[string][]sentence{}, []sentence{}
	for _, s := range list {
		kinds[s.Kind] = append(kinds[s.Kind], s)
		if s.Chat || len(s.Go) == 0 {
			chat = append(chat, s)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		c := measure(t, kinds[kind], Table)
		t.Logf("%-9s recall %5.1f %% of %d, over-masking %5.1f %% of %d", kind, c.recall(), c.private, c.over(), c.public)
	}
	for _, way := range []struct {
		name string
		list []sentence
		do   func(string) (string, Counts)
		want float64
	}{{"Table", list, Table, 98}, {"Chat", chat, Chat, 96}} {
		c := measure(t, way.list, way.do)
		t.Logf("%s: recall %.1f %% of %d, over-masking %.1f %% of %d", way.name, c.recall(), c.private, c.over(), c.public)
		if c.recall() < way.want || c.over() > 1 {
			t.Errorf("%s: got recall %.1f %%, over-masking %.1f %%, want at least %.0f %% and at most 1 %%", way.name, c.recall(), c.over(), way.want)
		}
	}
}
