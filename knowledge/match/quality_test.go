package match

import (
	"maps"
	"testing"

	"madoguchi/knowledge"
)

// TestQuality is the gate: what matching must reach on questions that it never learns from.
func TestQuality(t *testing.T) {
	const (
		leastTop1, leastTop3 = 0.86, 0.96
		mostCalibration      = 0.08
		mostDangerous        = 6
	)
	f := measure(shared(), readQuestions(t, "../../testdata/eval/questions.jsonl"))
	t.Logf("%d questions: right category first %.3f, among three %.3f, calibration error %.3f, dangerous %v",
		f.n, f.top1, f.top3, f.calibration, f.dangerous)
	if f.top1 < leastTop1 || f.top3 < leastTop3 {
		t.Errorf("right category first %.3f, want %.2f; among three %.3f, want %.2f", f.top1, leastTop1, f.top3, leastTop3)
	}
	if f.calibration > mostCalibration {
		t.Errorf("calibration error %.3f, limit %.2f", f.calibration, mostCalibration)
	}
	if len(f.dangerous) > mostDangerous {
		t.Errorf("%d dangerous confusions, limit %d: %v", len(f.dangerous), mostDangerous, f.dangerous)
	}
}

// TestQuestionsAreUnseen keeps the gate honest: none of its questions may stand in the material.
func TestQuestionsAreUnseen(t *testing.T) {
	b := shared().base
	texts, class := everything(b)
	learned := map[string]string{}
	for i, text := range texts {
		if len([]rune(text)) >= 12 { // a few words may be alike by chance
			learned[knowledge.Fold(text)] = b.FAQs[class[i]].ID
		}
	}
	for _, q := range readQuestions(t, "../../testdata/eval/questions.jsonl") {
		if id, ok := learned[knowledge.Fold(q.Text)]; ok {
			t.Errorf("question %s is an example of %s", q.ID, id)
		}
	}
}

// TestHeldOut trains on four fifths of the examples and reports how well the last fifth is matched. Its questions are harder
// than people's: they tell close entries apart, and only one category counts as right. The floor only notices a breakdown.
func TestHeldOut(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("trains five times")
	}
	const folds = 5
	var sum figures
	for fold := range folds {
		train, held := split(shared().base, fold, folds)
		f := measure(New(train), held)
		t.Logf("fold %d: %d questions, category first %.3f, among three %.3f, entry first %.3f", fold, f.n, f.top1, f.top3, f.entry)
		sum.n += f.n
		sum.top1 += f.top1 / folds
		sum.top3 += f.top3 / folds
		sum.entry += f.entry / folds
	}
	t.Logf("all %d: category first %.3f, among three %.3f, entry first %.3f", sum.n, sum.top1, sum.top3, sum.entry)
	if sum.n == 0 || sum.top1 < 0.60 || sum.top3 < 0.82 {
		t.Errorf("held out: category first %.3f, want 0.60; among three %.3f, want 0.82", sum.top1, sum.top3)
	}
}

// split takes every folds-th example out of a base.
func split(b *knowledge.Base, fold, folds int) (*knowledge.Base, []question) {
	train, n := *b, 0
	train.FAQs, train.Questions = nil, maps.Clone(b.Questions)
	var held []question
	keep := func(f *knowledge.FAQ, texts []string) []string {
		var kept []string
		for _, text := range texts {
			if n++; n%folds == fold {
				held = append(held, question{Text: text, Label: f.Category, entry: f.ID})
			} else {
				kept = append(kept, text)
			}
		}
		return kept
	}
	for _, f := range b.FAQs {
		g := *f
		g.Examples = keep(f, f.Examples)
		train.Questions[f.ID] = keep(f, b.Questions[f.ID])
		train.FAQs = append(train.FAQs, &g)
	}
	return &train, held
}
