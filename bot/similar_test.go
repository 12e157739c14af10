package bot

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"madoguchi/dialog"
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
		if knowledge.PairsOf(pair.Text).Like(knowledge.PairsOf(rows[pair.Row].Content)) >= minSimilar {
			all, helpful = &shown, &shownHelpful
		}
		*all++
		if pair.Helpful {
			*helpful++
		}
	}
	other := Edition{Base: b, Senses: knowledge.Senses{Match: func(string) knowledge.Match {
		return knowledge.Match{Confidence: 0.9, Candidates: []knowledge.Candidate{{FAQ: "support-scam", Category: "1.053", Score: 0.9}, {FAQ: "x", Category: rows[128].Category, Score: 0.1}}}
	}}}
	if _, similar := other.evidence(dialog.State{Core: dialog.Core{Matter: dialog.Matter{Words: rows[128].Content}}}); len(similar) > 0 && similar[0].Category != "1.053" {
		t.Errorf("a case of another matter is shown: %+v", similar)
	}
	t.Logf("shown %v, of them helpful %v; not shown %v, of them helpful %v", shown, shownHelpful, hidden, hiddenHelpful)
	if shown == 0 || shownHelpful/shown < 0.6 || hiddenHelpful/hidden > shownHelpful/shown {
		t.Error("the threshold does not tell helpful cases from others")
	}
}
