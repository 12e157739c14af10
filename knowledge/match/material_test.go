package match

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
)

// shared is the index of the embedded base, trained once for all tests.
var shared = sync.OnceValue(func() *Index {
	b, err := base.Embedded()
	if err != nil {
		panic(err)
	}
	return New(b)
})

// question is one whose right categories are known.
type question struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Label string   `json:"label"`
	Alt   []string `json:"alt"`
	Never []string `json:"never"`
	entry string   // for held-out examples
}

func (q question) right(category string) bool {
	return category == q.Label || slices.Contains(q.Alt, category)
}

// readQuestions reads labelled questions, masked as the product masks what it gets. It fails when there are none.
func readQuestions(t testing.TB, file string) []question {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []question
	for line := range strings.Lines(string(data)) {
		var q question
		if err := json.Unmarshal([]byte(line), &q); err != nil || q.Text == "" || q.Label == "" {
			t.Fatalf("%s, line %d: %v", file, len(out)+1, err)
		}
		q.Text, _ = mask.Chat(q.Text)
		out = append(out, q)
	}
	if len(out) == 0 {
		t.Fatalf("%s holds no questions", file)
	}
	return out
}

// figures say how good an index is on questions.
type figures struct {
	n                 int
	top1, top3, entry float64 // shares
	dangerous         []string
	calibration       float64
}

func measure(x *Index, questions []question) figures {
	f := figures{n: len(questions)}
	var bins [10]struct{ confidence, right float64 }
	one := 1 / float64(len(questions))
	for i, m := range each(questions, func(q question) knowledge.Match { return x.Match(q.Text) }) {
		q, best := questions[i], m.Best()
		bin := &bins[min(9, int(m.Confidence*10))]
		bin.confidence += m.Confidence
		if q.right(best.Category) {
			f.top1 += one
			bin.right++
		}
		if slices.ContainsFunc(m.ByCategory(3), func(c knowledge.Candidate) bool { return q.right(c.Category) }) {
			f.top3 += one
		}
		if best.FAQ == q.entry {
			f.entry += one
		}
		if slices.Contains(q.Never, best.Category) {
			f.dangerous = append(f.dangerous, q.ID)
		}
	}
	for _, b := range bins {
		f.calibration += math.Abs(b.confidence-b.right) * one
	}
	return f
}
