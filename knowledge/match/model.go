package match

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// term is a feature of a text by its number in the vocabulary, with its weight in the text.
type term struct {
	id     int32
	weight float32
}

// vocabulary numbers the features that occur in at least so many texts of the training material; one that occurs once says nothing
// that carries over.
type vocabulary struct {
	id     map[string]int32
	names  []string
	rarity []float32 // inverse document frequency
}

func newVocabulary(texts [][]string) *vocabulary { return vocabularyOf(texts, 2) }

func vocabularyOf(texts [][]string, least int) *vocabulary {
	type count struct{ texts, last int }
	occurs := make(map[string]count, 8*len(texts))
	for i, features := range texts {
		for _, f := range features {
			if c := occurs[f]; c.texts == 0 || c.last != i {
				occurs[f] = count{c.texts + 1, i}
			}
		}
	}
	v := &vocabulary{}
	for f, c := range occurs {
		if c.texts >= least {
			v.names = append(v.names, f)
		}
	}
	slices.Sort(v.names) // the same material gives the same numbers
	v.number()
	v.rarity = make([]float32, len(v.names))
	for i, f := range v.names {
		v.rarity[i] = float32(math.Log(float64(len(texts)+1) / float64(occurs[f].texts)))
	}
	return v
}

// number notes which number each feature has.
func (v *vocabulary) number() {
	v.id = make(map[string]int32, len(v.names))
	for i, f := range v.names {
		v.id[f] = int32(i)
	}
}

// terms weighs the features of a text that the vocabulary knows; their squares add up to 1.
func (v *vocabulary) terms(features []string) []term {
	ids := make([]int32, 0, len(features))
	for _, f := range features {
		if id, ok := v.id[f]; ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	out := make([]term, 0, len(ids))
	var squares float64
	for n := 0; len(ids) > 0; ids = ids[n:] {
		for n = 1; n < len(ids) && ids[n] == ids[0]; n++ {
		}
		t := term{ids[0], float32(1+math.Log(float64(n))) * v.rarity[ids[0]]}
		squares += float64(t.weight) * float64(t.weight)
		out = append(out, t)
	}
	if squares > 0 {
		scale := float32(1 / math.Sqrt(squares))
		for i := range out {
			out[i].weight *= scale
		}
	}
	return out
}

// keys are what texts are known by, wherever they stand in a list and whatever number a feature has: the chance that a text meets while
// it is learnt hangs on it, so that a text more or less changes little for all others. Every copy of a text has a key of its own.
func (v *vocabulary) keys(texts [][]term) []uint64 {
	hashes := make([]uint64, len(v.names))
	for i, name := range v.names {
		hashes[i] = uint64(generator(0).of(name))
	}
	keys, copies := make([]uint64, len(texts)), make(map[uint64]uint64, len(texts))
	for i, text := range texts {
		for _, t := range text {
			keys[i] += hashes[t.id]
		}
		n := copies[keys[i]]
		copies[keys[i]]++
		keys[i] += n * hashOfCopies
	}
	return keys
}

// hashOfCopies sets copies of a text apart; any large odd number does.
const hashOfCopies = 0x9E3779B97F4A7C15

// tells reports whether a text holds a word that says what the matter may be. Words in hiragana may be cut wrongly out of
// others and do not count.
func (v *vocabulary) tells(terms []term) bool {
	return slices.ContainsFunc(terms, func(t term) bool {
		name := v.names[t.id]
		word, ok := strings.CutPrefix(name, wordMark)
		first, _ := utf8.DecodeRuneInString(word)
		return ok && !isEmpty[name] && scriptOf(first) != hiragana
	})
}

// model is a linear classifier: logistic regression over all classes at once, and beside them one more column that learns
// only whether a text is of an urgent class. What urgent matters have in common can be seen in more texts than what sets each
// of them apart.
type model struct {
	classes int
	weight  []float32 // a row for each feature: the classes, then urgency
	bias    []float32
	wrong   []int32 // scratch of descend
}

func newModel(features, classes int) *model {
	return &model{classes: classes, weight: make([]float32, features*(classes+1)), bias: make([]float32, classes+1)}
}

// fits reports whether the model is one for so many classes and a vocabulary.
func (m *model) fits(v *vocabulary, classes int) bool {
	return m.classes == classes && len(v.rarity) == len(v.names) && len(m.weight) == len(v.names)*len(m.bias)
}

func (m *model) copy(from *model) {
	copy(m.weight, from.weight)
	copy(m.bias, from.bias)
}

// become makes m the mean of others; of none, a model that knows nothing.
func (m *model) become(others []*model) {
	clear(m.weight)
	clear(m.bias)
	for _, o := range others {
		m.add(o, 1/float32(len(others)))
	}
}

func (m *model) add(other *model, share float32) {
	for i, w := range other.weight {
		m.weight[i] += share * w
	}
	for i, b := range other.bias {
		m.bias[i] += share * b
	}
}

// How long and how fast to learn, the share of a text's features that is left out each time it is seen, so that no single
// word is relied on, and how many models learn side by side. Chosen on held-out folds.
const (
	epochs   = 6
	rate     = 5.0
	leftOut  = 0.3
	learners = 2

	trainings = 3 // whose mean is taken: it depends less on chance than one does
)

// material is what a model learns from.
type material struct {
	texts  [][]term
	class  []int    // of each text
	urgent []bool   // of each class
	kana   [][]term // the texts as they are read, for those that have a second form; nil: none has
	asides [][]term // what may be said besides any of the texts, and changes nothing
}

// train fits a model to its material, several times with other chance. In each epoch every learner goes through its share of the
// texts, from where their mean stood before; the result is the mean over the epochs but the first of all trainings, which generalises
// better than the last one. It is deterministic, on any number of processors: all chance comes from what the texts are known by and
// from what chance says.
func train(from material, v *vocabulary, chance uint8) *model {
	return trainTimes(trainings, from, v, chance)
}

// trainTimes is train with another number of trainings.
func trainTimes(trainings int, from material, v *vocabulary, chance uint8) *model {
	features, classes := len(v.names), len(from.urgent)
	out, mean := newModel(features, classes), newModel(features, classes)
	team := make([]*model, learners)
	for n := range team {
		team[n] = newModel(features, classes)
	}
	keys, own := v.keys(from.texts), make([]generator, len(from.texts))
	for training := range trainings {
		mean.become(nil)
		for epoch := range epochs {
			order := shuffled(keys, own, generator((int(chance)*trainings+training)*epochs+epoch))
			step := float32(rate / (1 + 0.15*float64(epoch)))
			var wg sync.WaitGroup
			for n, m := range team {
				wg.Go(func() {
					m.copy(mean)
					m.learn(&from, order[len(order)*n/learners:len(order)*(n+1)/learners], step, own)
				})
			}
			wg.Wait()
			mean.become(team)
			if epoch > 0 {
				out.add(mean, 1/float32(trainings*(epochs-1)))
			}
		}
	}
	return out
}

// shuffled is the order in which texts come, by their keys and a chance; own becomes the chance that each meets when it comes.
func shuffled(keys []uint64, own []generator, chance generator) []int {
	order, turn := make([]int, len(keys)), make([]uint64, len(keys))
	for i, key := range keys {
		order[i], own[i] = i, chance.at(key)
		turn[i] = own[i].next()
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(turn[a], turn[b]), a-b) })
	return order
}

// learn goes once through some of the texts.
func (m *model) learn(from *material, some []int, step float32, chance []generator) {
	errors := make([]float32, len(m.bias))
	belief, alarm := errors[:m.classes], &errors[m.classes]
	var seen []term
	for _, k := range some {
		class := from.class[k]
		seen = from.lesson(seen[:0], k, &chance[k])
		m.scores(seen, errors)
		softmax(belief, 1)
		belief[class]--
		*alarm = sigmoid(*alarm)
		if from.urgent[class] {
			*alarm--
		}
		m.descend(seen, errors, step)
	}
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
	columns := len(m.bias)
	return m.weight[int(id)*columns : (int(id)+1)*columns]
}

// scores adds up what the terms say for each class and for urgency, four at a time: that is most of the work of training.
func (m *model) scores(text []term, out []float32) {
	copy(out, m.bias)
	for ; len(text) >= 4; text = text[4:] {
		t := text[:4]
		a, b, c, d := m.row(t[0].id)[:len(out)], m.row(t[1].id)[:len(out)], m.row(t[2].id)[:len(out)], m.row(t[3].id)[:len(out)]
		for i := range out {
			out[i] += t[0].weight*a[i] + t[1].weight*b[i] + t[2].weight*c[i] + t[3].weight*d[i]
		}
	}
	for _, t := range text {
		for i, w := range m.row(t.id) {
			out[i] += t.weight * w
		}
	}
}

// softmax turns scores into shares of belief; a temperature below 1 sharpens them, one above 1 evens them out.
func softmax(scores []float32, temperature float32) {
	top := slices.Max(scores)
	var sum float32
	for i, s := range scores {
		scores[i] = exp((s - top) / temperature)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}

// sigmoid turns a score into a chance; logit is its inverse, kept off the ends.
func sigmoid(x float32) float32 {
	if x < 0 {
		return 1 - sigmoid(-x)
	}
	return 1 / (1 + exp(-x))
}

func logit(p float32) float32 {
	const edge = 1e-4
	p = min(max(p, edge), 1-edge)
	return float32(math.Log(float64(p / (1 - p))))
}

// exp is the exponential of a number that is not above 0, to five digits; math.Exp takes several times as long.
func exp(x float32) float32 {
	if x < -80 {
		return 0
	}
	n := int32(x*math.Log2E - 0.5)
	f := x - float32(n)*math.Ln2
	p := 1 + f*(1+f*(1./2+f*(1./6+f*(1./24+f*(1./120)))))
	return p * math.Float32frombits(uint32(n+127)<<23)
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

// of is the chance that belongs to a name, wherever it stands in a list.
func (g generator) of(name string) generator {
	h := fnv.New64a()
	h.Write([]byte(name))
	return g.at(h.Sum64())
}

// at is the chance that belongs to a key.
func (g generator) at(key uint64) generator {
	g = generator(g.next() ^ key)
	return generator(g.next())
}

// happens reports, with a chance of share, true.
func (g *generator) happens(share float64) bool { return float64(g.next()>>11)/(1<<53) < share }

// thin appends a text without the share of its terms that is left out, all others weighing more by a factor.
func (g *generator) thin(to []term, text []term, factor float32) []term {
	factor /= 1 - leftOut
	for _, t := range text {
		if !g.happens(leftOut) {
			to = append(to, term{t.id, t.weight * factor})
		}
	}
	return to
}
