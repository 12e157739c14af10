package reading_test

import (
	"os"
	"strings"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

// TestRemarks holds what is only remarked (「時間がない」, 「銀行が開いてない」) against every question that yes
// or no answers: none of it may be filed as an answer.
func TestRemarks(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../../testdata/facts/remarks.txt")
	if err != nil {
		t.Fatal(err)
	}
	rd := reading.Reader{Base: b, Senses: knowledge.Senses{Match: matchesNothing, Answer: match.NewAnswers(b).Answer}}
	asked, taken := 0, map[string]int{}
	for line := range strings.Lines(string(data)) {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		r := rd.Read(text, testNow)
		for slot := range b.Answers {
			if slot == knowledge.AnyQuestion || slot == "role" || slot == "writing_from" || slot == "network" || slot == "backup" {
				continue // these are no questions of yes or no
			}
			asked++
			if v, ok := r.Answer(b.Slot(slot)); ok && v != knowledge.Unknown {
				taken[slot]++
				t.Logf("%s: %q is taken for %s", slot, text, v)
			}
		}
	}
	all := 0
	for _, n := range taken {
		all += n
	}
	t.Logf("%d of %d taken for an answer: %v", all, asked, taken)
	if asked < 900 || 100*all > 4*asked {
		t.Errorf("%d of %d remarks are taken for an answer, want 4 in 100 at most", all, asked)
	}
}
