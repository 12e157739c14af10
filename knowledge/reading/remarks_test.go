package reading_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestRemarks holds what is only remarked (「時間がない」, 「銀行が開いてない」) against every question that yes
// or no answers: none of it may be filed as an answer.
func TestRemarks(t *testing.T) {
	rd := answering()
	data, err := os.ReadFile("../../testdata/facts/remarks.txt")
	if err != nil {
		t.Fatal(err)
	}
	asked, all, taken := 0, 0, map[string]int{}
	for line := range strings.Lines(string(data)) {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		r := rd.Read(text, testNow)
		for slot := range rd.Base.Answers {
			if slot == knowledge.AnyQuestion || slices.Contains([]string{"role", "writing_from", "network", "backup"}, slot) {
				continue // these are no questions of yes or no
			}
			asked++
			if v, ok := r.Answer(rd.Base.Slot(slot)); ok && v != knowledge.Unknown {
				all++
				taken[slot]++
				t.Logf("%s: %q is taken for %s", slot, text, v)
			}
		}
	}
	t.Logf("%d of %d taken for an answer: %v", all, asked, taken)
	if asked < 900 || 100*all > 4*asked {
		t.Errorf("%d of %d remarks are taken for an answer, want 4 in 100 at most", all, asked)
	}
}
