// Package eval says how well judgements of single questions agree with labels.
package eval

import (
	"math"
	"slices"

	"madoguchi/knowledge"
)

// Labelled is a question whose right answer is known.
type Labelled struct {
	ID        string   `json:"id"`
	Text      string   `json:"text"`
	Label     string   `json:"label"`     // the best category
	Alt       []string `json:"alt"`       // other categories that are right too
	Urgent    *bool    `json:"urgent"`    // nil: not judged
	Referrals []string `json:"referrals"` // bodies that should be named; for people to read
	Never     []string `json:"never"`     // categories that would be a dangerous confusion
}

// right reports whether a category is one of the right ones.
func (l Labelled) right(category string) bool {
	return category == l.Label || slices.Contains(l.Alt, category)
}

// Judgement is what is made of a question.
type Judgement struct {
	Match  knowledge.Match
	Urgent bool
}

// Score is how well judgements agree with labels. Shares are between 0 and 1; a share of nothing is
// 0.
type Score struct {
	Questions       int             `json:"questions"`
	Top1            float64         `json:"top1"`
	Top3            float64         `json:"top3"`
	UrgentRecall    float64         `json:"urgent_recall"`
	UrgentPrecision float64         `json:"urgent_precision"`
	FalseAlarms     float64         `json:"false_alarms"` // share of the questions that are not urgent
	OutOfScope      float64         `json:"out_of_scope_recall"`
	Dangerous       []string        `json:"dangerous"`         // ids
	Missed          []string        `json:"-"`                 // ids of the urgent ones that are not found
	Calibration     float64         `json:"calibration_error"` // expected, over ten bins of confidence
	Confusions      []Confusion     `json:"confusions"`
	Wrong           []WrongQuestion `json:"wrong"`
}

// Confusion counts how often one category was taken for another.
type Confusion struct {
	Label string `json:"label"`
	Got   string `json:"got"`
	Count int    `json:"count"`
}

// WrongQuestion is a question whose best category is none of the right ones.
type WrongQuestion struct {
	ID         string  `json:"id"`
	Label      string  `json:"label"`
	Got        string  `json:"got"`
	FAQ        string  `json:"faq"`
	Confidence float64 `json:"confidence"`
}

const bins = 10

// tally counts while questions are judged.
type tally struct {
	top1, top3                     int
	urgent, urgentHit, calm, alarm int
	outside, outsideHit            int
	confused                       map[[2]string]int
	bin                            [bins]struct{ n, right, confidence float64 }
}

// Measure judges labelled questions and says how well that went.
func Measure(questions []Labelled, judge func(text string) Judgement) Score {
	s := Score{Questions: len(questions), Dangerous: []string{}, Missed: []string{}, Confusions: []Confusion{}, Wrong: []WrongQuestion{}}
	t := tally{confused: map[[2]string]int{}}
	for _, q := range questions {
		j := judge(q.Text)
		got := j.Match.Best()
		t.count(q, j)
		if q.Urgent != nil && *q.Urgent && !j.Urgent {
			s.Missed = append(s.Missed, q.ID)
		}
		if slices.Contains(q.Never, got.Category) {
			s.Dangerous = append(s.Dangerous, q.ID)
		}
		if !q.right(got.Category) {
			s.Wrong = append(s.Wrong, WrongQuestion{q.ID, q.Label, got.Category, got.FAQ, j.Match.Confidence})
		}
	}
	t.fill(&s)
	return s
}

func (t *tally) count(q Labelled, j Judgement) {
	got := j.Match.Best().Category
	hit := q.right(got)
	bin := &t.bin[min(bins-1, int(j.Match.Confidence*bins))]
	bin.n++
	bin.confidence += j.Match.Confidence
	if hit {
		t.top1++
		bin.right++
	} else {
		t.confused[[2]string{q.Label, got}]++
	}
	if slices.ContainsFunc(j.Match.ByCategory(3), func(c knowledge.Candidate) bool { return q.right(c.Category) }) {
		t.top3++
	}
	if q.Label == knowledge.OutOfScope {
		t.outside++
		if hit {
			t.outsideHit++
		}
	}
	if q.Urgent == nil {
		return
	}
	switch {
	case *q.Urgent:
		t.urgent++
		if j.Urgent {
			t.urgentHit++
		}
	default:
		t.calm++
		if j.Urgent {
			t.alarm++
		}
	}
}

func (t *tally) fill(s *Score) {
	s.Top1, s.Top3 = share(t.top1, s.Questions), share(t.top3, s.Questions)
	s.UrgentRecall = share(t.urgentHit, t.urgent)
	s.UrgentPrecision = share(t.urgentHit, t.urgentHit+t.alarm)
	s.FalseAlarms = share(t.alarm, t.calm)
	s.OutOfScope = share(t.outsideHit, t.outside)
	for _, b := range t.bin {
		s.Calibration += math.Abs(b.confidence-b.right) / float64(max(1, s.Questions))
	}
	for pair, n := range t.confused {
		s.Confusions = append(s.Confusions, Confusion{pair[0], pair[1], n})
	}
	slices.SortFunc(s.Confusions, func(a, b Confusion) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		if a.Label+" "+a.Got < b.Label+" "+b.Got {
			return -1
		}
		return 1
	})
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
