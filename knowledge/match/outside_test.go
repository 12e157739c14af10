package match

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestOutside runs the learner alone on public intent sets, beside figures that others have published. It is opt-in: OUTSIDE names the
// folder that holds banking77/ and clinc150/, which are not part of this repository.
func TestOutside(t *testing.T) {
	folder := os.Getenv("OUTSIDE")
	if folder == "" {
		t.Skip("set OUTSIDE to the folder of banking77 and clinc150")
	}
	t.Run("BANKING77", func(t *testing.T) {
		l := fitLabels(readTable(t, filepath.Join(folder, "banking77/train.csv")))
		right := l.share(readTable(t, filepath.Join(folder, "banking77/test.csv")), func(label string, _ []float64) string { return label })
		t.Logf("%.4f right", right)
		if right < 0.905 {
			t.Errorf("%.4f right, want 0.905", right)
		}
	})
	t.Run("CLINC150", func(t *testing.T) {
		outsideWithRejection(t, readIntents(t, filepath.Join(folder, "clinc150/data_full.json")))
	})
}

// outsideWithRejection learns the intents, and then, on what validates, which texts are of none of them.
func outsideWithRejection(t *testing.T, data map[string][]labelledText) {
	const none = "oos"
	l := fitLabels(data["train"])
	always := func(label string, _ []float64) string { return label }
	t.Logf("in scope %.4f right, when nothing is turned away", l.share(data["test"], always))

	inside, outside := l.signs(data["val"]), l.signs(slices.Concat(data["oos_train"], data["oos_val"]))
	reject := fitRejector(inside, outside)
	at := func(least float64, inside, outside []labelledText) (in, out float64) {
		kept := func(label string, signs []float64) string {
			if reject.belief(signs) >= least {
				return none
			}
			return label
		}
		return l.share(inside, kept), l.share(outside, kept)
	}
	best, chosen := 0.0, 0.0
	for least := 0.5; least < 1; least += 0.02 {
		in, out := at(least, data["val"], data["oos_val"])
		if right := in*float64(len(data["val"])) + out*float64(len(data["oos_val"])); right > best {
			best, chosen = right, least
		}
	}
	for _, least := range []float64{0.5, 0.7, 0.8, 0.9, 0.95, chosen} {
		in, out := at(least, data["test"], data["oos_test"])
		t.Logf("turned away from a belief of %.2f: in scope %.4f right, out of scope %.4f found", least, in, out)
		if least == chosen && (in < 0.915 || out < 0.5) {
			t.Errorf("chosen by what validates: in scope %.4f right, want 0.915; out of scope %.4f found, want 0.5", in, out)
		}
	}
}

// labelledText is a text and what it means.
type labelledText struct{ text, label string }

// labels is the learner, with labels for entries.
type labels struct {
	names      []string
	vocabulary *vocabulary
	model      *model
}

func fitLabels(texts []labelledText) *labels {
	l := &labels{}
	number := map[string]int{}
	var class []int
	for _, t := range texts {
		n, ok := number[t.label]
		if !ok {
			n = len(l.names)
			number[t.label] = n
			l.names = append(l.names, t.label)
		}
		class = append(class, n)
	}
	split := each(texts, func(t labelledText) []string { return features(t.text) })
	l.vocabulary = newVocabulary(split)
	l.model = train(material{texts: each(split, l.vocabulary.terms), class: class, urgent: make([]bool, len(l.names))}, l.vocabulary, 0)
	return l
}

// judge is the likeliest label of a text, and the signs by which it can be told that it is none.
func (l *labels) judge(text string) (label string, signs []float64) {
	found := features(text)
	terms := l.vocabulary.terms(found)
	scores := make([]float32, len(l.names)+1)
	l.model.scores(terms, scores)
	scores = scores[:len(l.names)]
	best := slices.Index(scores, slices.Max(scores))
	top := scores[best]
	belief := slices.Clone(scores)
	softmax(belief, temperature)
	sorted := slices.Sorted(slices.Values(belief))
	entropy := 0.0
	for _, b := range belief {
		if b > 0 {
			entropy -= float64(b) * math.Log(float64(b))
		}
	}
	unknown := 0.0
	for _, f := range found {
		if _, ok := l.vocabulary.id[f]; !ok {
			unknown++
		}
	}
	second := float64(sorted[len(sorted)-2])
	return l.names[best], []float64{
		1, math.Log(float64(belief[best])), math.Log(second + 1e-9), entropy, float64(top), unknown / float64(max(1, len(found))),
		math.Log(float64(len(found) + 1)),
	}
}

func (l *labels) signs(texts []labelledText) [][]float64 {
	return each(texts, func(t labelledText) []float64 { _, s := l.judge(t.text); return s })
}

// share is the share of texts of which the right thing is said.
func (l *labels) share(texts []labelledText, say func(label string, signs []float64) string) float64 {
	right := 0
	for _, ok := range each(texts, func(t labelledText) bool { return say(l.judge(t.text)) == t.label }) {
		if ok {
			right++
		}
	}
	return float64(right) / float64(len(texts))
}

// rejector is a logistic regression over signs.
type rejector struct{ mean, width, weight []float64 }

// fitRejector learns to tell the signs of texts that mean something from those of texts that mean none of it. Both count alike.
func fitRejector(inside, outside [][]float64) *rejector {
	all := slices.Concat(inside, outside)
	n := len(all[0])
	r := &rejector{make([]float64, n), make([]float64, n), make([]float64, n)}
	for k := range n {
		for _, s := range all {
			r.mean[k] += s[k] / float64(len(all))
		}
		for _, s := range all {
			r.width[k] += (s[k] - r.mean[k]) * (s[k] - r.mean[k]) / float64(len(all))
		}
		if r.width[k] = math.Sqrt(r.width[k]); r.width[k] == 0 { // the constant
			r.mean[k], r.width[k] = 0, 1
		}
	}
	const rounds, step = 2000, 0.5
	for range rounds {
		slope := make([]float64, n)
		add := func(list [][]float64, want float64) {
			for _, s := range list {
				wrong := (r.belief(s) - want) / float64(2*len(list))
				for k := range n {
					slope[k] += wrong * (s[k] - r.mean[k]) / r.width[k]
				}
			}
		}
		add(inside, 0)
		add(outside, 1)
		for k := range n {
			r.weight[k] -= step * slope[k]
		}
	}
	return r
}

// belief is the belief that a text means none of it.
func (r *rejector) belief(signs []float64) float64 {
	sum := 0.0
	for k, s := range signs {
		sum += r.weight[k] * (s - r.mean[k]) / r.width[k]
	}
	return 1 / (1 + math.Exp(-sum))
}

func readTable(t *testing.T, file string) (out []labelledText) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	for _, r := range rows[1:] {
		out = append(out, labelledText{r[0], r[1]})
	}
	return out
}

func readIntents(t *testing.T, file string) map[string][]labelledText {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var parts map[string][][2]string
	if err := json.Unmarshal(data, &parts); err != nil {
		t.Fatal(err)
	}
	out := map[string][]labelledText{}
	for name, rows := range parts {
		for _, r := range rows {
			out[name] = append(out[name], labelledText{r[0], r[1]})
		}
	}
	return out
}
