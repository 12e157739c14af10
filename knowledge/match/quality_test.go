package match

import (
	"maps"
	"path"
	"slices"
	"testing"

	"madoguchi/knowledge"
)

// evalFiles hold questions that are never learnt from.
var evalFiles = []string{"../../testdata/eval/questions.jsonl", "../../testdata/eval/fresh.jsonl"}

// TestQuality is the gate: what matching must reach on them.
func TestQuality(t *testing.T) {
	x := whole(t)
	for _, file := range evalFiles {
		f := measure(x, readQuestions(t, file))
		t.Logf("%s: %v", path.Base(file), f)
		for _, floor := range []struct {
			name       string
			got, least float64
		}{
			{"category first", f.top1, 0.90},
			{"among three", f.top3, 0.97},
			{"urgent", f.urgent, 0.90},
			{"not alarmed", 1 - f.alarms, 0.92},
			{"out of scope", f.outside, 0.85},
			{"calibration", 1 - f.calibration, 0.92},
			{"not dangerous", 1 - float64(len(f.dangerous))/float64(f.n), 0.992},
		} {
			if floor.got < floor.least {
				t.Errorf("%s: %s %.3f, want %.3f", path.Base(file), floor.name, floor.got, floor.least)
			}
		}
	}
}

// TestQuestionsAreUnseen keeps the gate honest: none of its questions may stand in the material.
func TestQuestionsAreUnseen(t *testing.T) {
	b := whole(t).base
	texts, class := everything(b)
	learned := map[string]string{}
	for i, text := range texts {
		if len([]rune(text)) >= 12 { // a few words may be alike by chance
			learned[knowledge.Fold(text)] = b.FAQs[class[i]].ID
		}
	}
	for _, file := range append(slices.Clone(evalFiles), "../../testdata/eval/unseen.jsonl") {
		for _, q := range readQuestions(t, file) {
			if id, ok := learned[knowledge.Fold(q.Text)]; ok {
				t.Errorf("question %s is an example of %s", q.ID, id)
			}
		}
	}
}

// TestHeldOut trains on four fifths of the examples and reports how well the last fifth is matched. Its questions are harder
// than people's: they tell close entries apart, and only one category counts as right. The floor only notices a breakdown.
func TestHeldOut(t *testing.T) {
	b := whole(t).base
	const folds = 5
	fold := foldOf(b, folds)
	var sum figures
	for n := range folds {
		train, held := split(b, func(entry, text string) bool { return fold[entry+text] == n })
		f := measure(New(train), held)
		t.Logf("fold %d: %v, entry first %.3f", n, f, f.entry)
		share := 1. / folds
		sum.n += f.n
		sum.top1 += f.top1 * share
		sum.top3 += f.top3 * share
		sum.entry += f.entry * share
		sum.urgent += f.urgent * share
		sum.alarms += f.alarms * share
		sum.outside += f.outside * share
		sum.calibration += f.calibration * share
	}
	t.Logf("all %v, entry first %.3f", sum, sum.entry)
	if sum.n == 0 || sum.top1 < 0.66 || sum.top3 < 0.86 || sum.urgent < 0.78 {
		t.Errorf("held out: category first %.3f, want 0.66; among three %.3f, want 0.86; urgent %.3f, want 0.78", sum.top1, sum.top3, sum.urgent)
	}
}

// split takes the examples that are to be held out of a base.
func split(b *knowledge.Base, out func(entry, text string) bool) (*knowledge.Base, []question) {
	train := *b
	train.FAQs, train.Questions = nil, maps.Clone(b.Questions)
	var held []question
	for _, f := range b.FAQs {
		urgent := f.Urgency == knowledge.High
		keep := func(texts []string) []string {
			var kept []string
			for _, text := range texts {
				if out(f.ID, text) {
					held = append(held, question{Text: text, Label: f.Category, Urgent: &urgent, entry: f.ID})
				} else {
					kept = append(kept, text)
				}
			}
			return kept
		}
		g := *f
		g.Examples = keep(f.Examples)
		train.Questions[f.ID] = keep(b.Questions[f.ID])
		train.FAQs = append(train.FAQs, &g)
	}
	return &train, held
}

// foldOf puts every example into a fold, by entry and text; those of an entry that are variants of each other, sharing half of
// their pairs of characters, come into the same one.
func foldOf(b *knowledge.Base, folds int) map[string]int {
	out := map[string]int{}
	n := 0
	for _, f := range b.FAQs {
		texts := slices.Concat(f.Examples, b.Questions[f.ID])
		var pairs []map[string]bool
		for i, text := range texts {
			pairs = append(pairs, pairsOf(text))
			first := slices.IndexFunc(pairs[:i], func(p map[string]bool) bool { return alike(p, pairs[i]) })
			if first >= 0 {
				out[f.ID+text] = out[f.ID+texts[first]]
				continue
			}
			out[f.ID+text] = n % folds
			n++
		}
	}
	return out
}

func pairsOf(text string) map[string]bool {
	out := map[string]bool{}
	runes := []rune(knowledge.Fold(text))
	for i := 1; i < len(runes); i++ {
		out[string(runes[i-1:i+1])] = true
	}
	return out
}

func alike(a, b map[string]bool) bool {
	common := 0
	for p := range a {
		if b[p] {
			common++
		}
	}
	return common > 0 && 4*common*common >= len(a)*len(b) // the cosine is at least a half
}
