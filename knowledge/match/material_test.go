package match

import (
	"encoding/json"
	"fmt"
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

// whole is that index, for tests that need it. To train it is computing, whose goroutines the small
// base's tests start too: where races are looked for it would take minutes and find no more.
func whole(t *testing.T) *Index {
	t.Helper()
	if testing.Short() || raceDetector {
		t.Skip("trains on the whole base")
	}
	return shared()
}

// question is one whose right categories are known.
type question struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Label string   `json:"label"`
	Alt   []string `json:"alt"`
	Never []string `json:"never"`

	Urgent *bool  `json:"urgent"` // nil: not judged
	entry  string // for held-out examples
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
	urgent, alarms    float64 // shares of the urgent and of the other questions that are taken for urgent
	outside           float64 // share of the questions out of scope that are found to be
	dangerous         []string
	calibration       float64
}

func (f figures) String() string {
	return fmt.Sprintf("%d questions: category first %.3f, among three %.3f, urgent %.3f, false alarms %.3f, out of scope %.3f, calibration error %.3f, dangerous %v",
		f.n, f.top1, f.top3, f.urgent, f.alarms, f.outside, f.calibration, f.dangerous)
}

// alarming is the belief in urgent entries from which the dialogue counts a question as urgent; it reads facts besides.
const alarming = 0.35

// urgency counts how well urgent questions are told from others.
type urgency struct{ urgent, found, calm, alarms float64 }

func (u *urgency) count(x *Index, q question, m knowledge.Match) {
	if q.Urgent == nil {
		return
	}
	high := 0.0
	for _, c := range m.Candidates {
		if x.base.FAQ(c.FAQ).Urgency == knowledge.High {
			high += c.Score
		}
	}
	all, taken := &u.calm, &u.alarms
	if *q.Urgent {
		all, taken = &u.urgent, &u.found
	}
	*all++
	if high >= alarming {
		*taken++
	}
}

func measure(x *Index, questions []question) figures {
	f := figures{n: len(questions)}
	var bins [10]struct{ confidence, right float64 }
	one := 1 / float64(len(questions))
	var u urgency
	var outside, outsideFound float64
	for i, m := range each(questions, func(q question) knowledge.Match { return x.Match(q.Text) }) {
		q, best := questions[i], m.Best()
		u.count(x, q, m)
		if q.Label == knowledge.OutOfScope {
			outside++
			if q.right(best.Category) {
				outsideFound++
			}
		}
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
	f.urgent, f.alarms, f.outside = u.found/max(u.urgent, 1), u.alarms/max(u.calm, 1), outsideFound/max(outside, 1)
	for _, b := range bins {
		f.calibration += math.Abs(b.confidence-b.right) * one
	}
	return f
}
