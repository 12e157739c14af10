package match

import (
	"math"
	"slices"
	"strings"
)

// term is a feature of a text by its number in the vocabulary, with its weight in the text.
type term struct {
	id     int32
	weight float32
}

// vocabulary numbers the features that occur in at least two texts of the training material; one that occurs once
// says nothing that carries over.
type vocabulary struct {
	id     map[string]int32
	names  []string
	rarity []float32 // inverse document frequency, times the weight of the kind of feature
}

// Words count for more than pairs of characters, of which a text has many that overlap.
const (
	wordWeight = 1.3
	pairWeight = 0.7
)

func newVocabulary(texts [][]string) *vocabulary {
	occurs := map[string]int{}
	for _, features := range texts {
		seen := make(map[string]bool, len(features))
		for _, f := range features {
			if !seen[f] {
				seen[f] = true
				occurs[f]++
			}
		}
	}
	v := &vocabulary{id: make(map[string]int32, len(occurs)/2)}
	for f, n := range occurs {
		if n >= 2 {
			v.names = append(v.names, f)
		}
	}
	slices.Sort(v.names) // the same material gives the same numbers
	v.rarity = make([]float32, len(v.names))
	for i, f := range v.names {
		v.id[f] = int32(i)
		kind := pairWeight
		if strings.HasPrefix(f, wordMark) {
			kind = wordWeight
		}
		v.rarity[i] = float32(kind * math.Log(float64(len(texts)+1)/float64(occurs[f])))
	}
	return v
}

// terms weighs the features of a text that the vocabulary knows; their squares add up to 1.
func (v *vocabulary) terms(features []string) []term {
	counts := make(map[int32]int, len(features))
	for _, f := range features {
		if id, ok := v.id[f]; ok {
			counts[id]++
		}
	}
	out := make([]term, 0, len(counts))
	var squares float64
	for id, n := range counts {
		out = append(out, term{id, float32(1+math.Log(float64(n))) * v.rarity[id]})
	}
	slices.SortFunc(out, func(a, b term) int { return int(a.id - b.id) })
	for _, t := range out { // in order, so that the sum is the same each time
		squares += float64(t.weight) * float64(t.weight)
	}
	if squares > 0 {
		scale := float32(1 / math.Sqrt(squares))
		for i := range out {
			out[i].weight *= scale
		}
	}
	return out
}

// tells reports whether a text holds a word that says what the matter may be.
func (v *vocabulary) tells(terms []term) bool {
	return slices.ContainsFunc(terms, func(t term) bool {
		name := v.names[t.id]
		return strings.HasPrefix(name, wordMark) && !isEmpty[name]
	})
}

// model is a linear classifier: logistic regression over all classes at once.
type model struct {
	classes int
	weight  []float32 // a row of classes for each feature
	bias    []float32
	wrong   []int32 // scratch of descend
}

// How long and how fast to learn, and the share of a text's features that is left out each time it is seen, so that no
// single word is relied on. Chosen on held-out folds.
const (
	epochs  = 5
	rate    = 3.0
	leftOut = 0.3
)

// train fits a model to texts and their classes, and returns the mean of the weights after each epoch but the first, which
// generalises better than the last ones. It is deterministic: all chance comes from a fixed generator.
func train(texts [][]term, class []int, features, classes int) *model {
	m := &model{classes: classes, weight: make([]float32, features*classes), bias: make([]float32, classes)}
	mean := make([]float32, len(m.weight))
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	random := new(generator)
	belief := make([]float32, classes)
	var seen []term
	for epoch := range epochs {
		random.shuffle(order)
		step := float32(rate / (1 + 0.15*float64(epoch)))
		for _, k := range order {
			seen = random.thin(seen[:0], texts[k])
			m.scores(seen, belief)
			softmax(belief, 1)
			belief[class[k]]--
			m.descend(seen, belief, step)
		}
		if epoch > 0 {
			for i, w := range m.weight {
				mean[i] += w / (epochs - 1)
			}
		}
	}
	m.weight = mean
	return m
}

// descend moves the weights against the error. Classes whose error is too small to matter are left alone: they are most,
// and skipping them makes training several times faster.
func (m *model) descend(text []term, errors []float32, step float32) {
	const negligible = 0.004
	wrong := m.wrong[:0]
	for c, e := range errors {
		if e > negligible || e < -negligible {
			wrong = append(wrong, int32(c))
			m.bias[c] -= step * 0.1 * e
		}
	}
	for _, t := range text {
		row, by := m.row(t.id), step*t.weight
		for _, c := range wrong {
			row[c] -= by * errors[c]
		}
	}
	m.wrong = wrong
}

func (m *model) row(id int32) []float32 {
	return m.weight[int(id)*m.classes : (int(id)+1)*m.classes]
}

func (m *model) scores(text []term, out []float32) {
	copy(out, m.bias)
	for _, t := range text {
		for c, w := range m.row(t.id) {
			out[c] += t.weight * w
		}
	}
}

// softmax turns scores into shares of belief; a temperature above 1 evens them out.
func softmax(scores []float32, temperature float64) {
	top := slices.Max(scores)
	var sum float32
	for i, s := range scores {
		scores[i] = float32(math.Exp(float64(s-top) / temperature))
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// generator makes the chance that training needs, the same for the same seed.
type generator uint64

func (g *generator) next() uint64 {
	x := uint64(*g)*0x9E3779B97F4A7C15 + 1
	*g++
	x ^= x >> 30
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 27
	x *= 0x94D049BB133111EB
	return x ^ x>>31
}

func (g *generator) shuffle(list []int) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(g.next() % uint64(i+1))
		list[i], list[j] = list[j], list[i]
	}
}

// thin appends a text without the share of its terms that is left out, the others weighing more instead.
func (g *generator) thin(to []term, text []term) []term {
	for _, t := range text {
		if float64(g.next()>>11)/(1<<53) >= leftOut {
			to = append(to, term{t.id, t.weight / (1 - leftOut)})
		}
	}
	return to
}
