package bot

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// TestSimilar: past cases that share so many words are mostly helpful to an adviser, as somebody
// who read the pairs judged; those that share fewer mostly are not.
func TestSimilar(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[int]knowledge.Case{}
	for _, c := range b.Cases {
		rows[c.Row] = c
	}
	f, err := os.Open("../testdata/similar.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var shown, shownHelpful, hidden, hiddenHelpful float64
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var pair struct {
			Text    string `json:"text"`
			Row     int    `json:"row"`
			Helpful bool   `json:"helpful"`
		}
		if err := json.Unmarshal(lines.Bytes(), &pair); err != nil {
			t.Fatal(err)
		}
		all, helpful := &hidden, &hiddenHelpful
		if overlap(pairs(pair.Text), pairs(rows[pair.Row].Content)) >= minSimilar {
			all, helpful = &shown, &shownHelpful
		}
		*all++
		if pair.Helpful {
			*helpful++
		}
	}
	t.Logf("shown %v, of them helpful %v; not shown %v, of them helpful %v", shown, shownHelpful, hidden, hiddenHelpful)
	if shown == 0 || shownHelpful/shown < 0.6 || hiddenHelpful/hidden > shownHelpful/shown {
		t.Error("the threshold does not tell helpful cases from others")
	}
}
