package reading

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// toldBy is what a text tells, as slot=value.
func toldBy(text string) []string {
	text = standard(knowledge.Fold(text))
	facts := knowledge.Facts{}
	readHappenings(text, text, sentencesWithMood(text), facts)
	var out []string
	for slot := range facts {
		for _, v := range facts.Values(slot) {
			out = append(out, slot+"="+v)
		}
	}
	return out
}

// TestDeedTable proves of every line of table.txt, events.txt and implied.txt that its examples
// tell the fact.
func TestDeedTable(t *testing.T) {
	for _, file := range []string{"table.txt", "events.txt", "implied.txt"} {
		for _, e := range lexiconFile(file) {
			for _, example := range e.examples {
				want := []string{e.group}
				slot, _, _ := strings.Cut(e.group, "=")
				if strings.HasSuffix(e.text, " undone") {
					want = []string{slot + "=no"}
				}
				if got := toldBy(example); !slices.Contains(got, want[0]) {
					t.Errorf("%s, %s: %q tells %v", file, e.text, example, got)
				}
			}
		}
	}
}

// TestVerbs proves of every line of verbs.txt that one of its verbs is read in each example.
func TestVerbs(t *testing.T) {
	for _, e := range lexiconFile("verbs.txt") {
		for _, example := range e.examples {
			found := slices.ContainsFunc(events(standard(knowledge.Fold(example))), func(ev event) bool { return slices.Contains(verbsOf[e.group], ev.verb) })
			if !found {
				t.Errorf("%s, %s: no verb is read in %q", e.group, e.text, example)
			}
		}
	}
}

// TestSpelling proves of every line of spelling.txt that its example is read as the line says.
func TestSpelling(t *testing.T) {
	for _, e := range lexiconFile("spelling.txt") {
		_, to, _ := strings.Cut(e.text, " -> ")
		for _, example := range e.examples {
			if got := standard(example); !strings.Contains(got, to) {
				t.Errorf("%s: %q is read as %q", e.text, example, got)
			}
		}
	}
}

// TestNeedles proves that words which every match holds are found, and none where there are none.
func TestNeedles(t *testing.T) {
	for expr, want := range map[string][]string{
		`口座|通帳`:          {"口座", "通帳"},
		`(?:^|[^a-z])pc`: {"pc"},
		`[^。]{0,8}`:      nil,
		`圏外(?:に|で)?`:     {"圏外"},
		`あ|[^a]`:         nil,
	} {
		if got := needles(expr); !slices.Equal(got, want) {
			t.Errorf("needles(%q) = %q, want %q", expr, got, want)
		}
	}
}
