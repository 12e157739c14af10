package match

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"madoguchi/knowledge"
)

// Index matches texts against the entries of one base. It is safe for concurrent use.
type Index struct {
	base       *knowledge.Base
	vocabulary *vocabulary
	model      *model
	urgent     []bool          // by entry
	cases      func() [][]term // the past cases' terms, worked out when an explanation is asked for
}

// New trains an index for a base.
func New(base *knowledge.Base) *Index { return Trained(base, 0) }

// Trained is New with other chance in the training: the texts come in another order, and other
// words are left out at times. Where two such indexes differ, the material does not decide.
func Trained(base *knowledge.Base, chance uint8) *Index {
	x := newIndex(base)
	x.learn(chance)
	return x
}

func (x *Index) learn(chance uint8) {
	texts, class := everything(x.base)
	split := each(texts, features)
	x.vocabulary = newVocabulary(split)
	x.model = train(material{
		texts:  each(split, x.vocabulary.terms),
		class:  class,
		urgent: x.urgent,
		kana:   x.vocabulary.asRead(texts),
		asides: each(each(asides(), features), x.vocabulary.terms),
	}, x.vocabulary, chance)
}

// newIndex is an index that has learnt nothing.
func newIndex(base *knowledge.Base) *Index {
	x := &Index{base: base, urgent: make([]bool, len(base.FAQs))}
	for i, f := range base.FAQs {
		x.urgent[i] = f.Urgency == knowledge.High
	}
	x.cases = sync.OnceValue(func() [][]term {
		return each(base.Cases, func(c knowledge.Case) []term {
			return x.vocabulary.terms(features(c.Subject + "\n" + c.Content))
		})
	})
	return x
}

// everything is what the matcher learns from: texts, and which entry each belongs to.
func everything(base *knowledge.Base) (texts []string, class []int) {
	cases := make(map[int]*knowledge.Case, len(base.Cases))
	for i := range base.Cases {
		cases[base.Cases[i].Row] = &base.Cases[i]
	}
	for i, f := range base.FAQs {
		texts = append(texts, f.Title, f.Title, f.Meaning) // a title is short, and names its entry whatever else is named so
		texts = append(texts, f.Examples...)
		texts = append(texts, f.Keywords...)
		texts = append(texts, base.Questions[f.ID]...)
		for _, row := range f.Cases {
			if c := cases[row]; c != nil {
				texts = append(texts, c.Subject+"\n"+c.Content)
			}
		}
		own := texts[len(class):]
		for n := len(own); n < leastLearnt; n += len(own) {
			texts = append(texts, own...)
		}
		for len(class) < len(texts) {
			class = append(class, i)
		}
	}
	return texts, class
}

// leastLearnt is how many texts an entry is learnt from: one that was written this hour, with five examples, has each of them learnt
// several times, as it would drown among entries that have sixty.
const leastLearnt = 45

// temperature sharpens the model's belief, which is too unsure of itself. It was set so that
// confidence and share of right answers agree on the questions of testdata/eval.
const temperature = 0.5

// Below leastBelief in the best category nothing fits; below leastGuess when no word is known and
// all hangs on kana.
const (
	leastBelief = 0.12
	leastGuess  = 0.4
)

// Match ranks all entries for a text. The order of equals is that of the base.
func (x *Index) Match(text string) knowledge.Match {
	terms := x.vocabulary.terms(features(text))
	belief, alarm := x.belief(terms)
	x.agree(belief, alarm)
	m := knowledge.Match{Candidates: x.rank(belief)}
	m.Confidence = categoryBelief(m.Candidates, m.Best().Category)
	if x.vocabulary.tells(terms) {
		m.None = m.Confidence < leastBelief
	} else {
		m.None = m.Confidence < leastGuess || !kanaTell(text)
	}
	return m
}

// belief is what the model makes of a text: the belief in each entry, and the score for urgency.
func (x *Index) belief(terms []term) (belief []float32, alarm float32) {
	out := make([]float32, len(x.urgent)+1)
	x.model.scores(terms, out)
	belief, alarm = out[:len(x.urgent)], out[len(x.urgent)]
	softmax(belief, temperature)
	return belief, alarm
}

// agree moves belief between urgent entries and the others until their shares agree with what is
// known of urgency: half from the entries themselves, half from the score for urgency. The order
// within each of the two groups stays.
func (x *Index) agree(belief []float32, alarm float32) {
	high := x.high(belief)
	want := sigmoid((logit(high) + alarm) / 2)
	const tiny = 1e-9 // a group without any belief is not divided by
	var sum float32
	for i := range belief {
		if x.urgent[i] {
			belief[i] *= want / max(high, tiny)
		} else {
			belief[i] *= (1 - want) / max(1-high, tiny)
		}
		sum += belief[i]
	}
	for i := range belief {
		belief[i] /= sum
	}
}

// high is the belief in urgent entries.
func (x *Index) high(belief []float32) float32 {
	var sum float32
	for i, b := range belief {
		if x.urgent[i] {
			sum += b
		}
	}
	return sum
}

// caution is by how much of the belief in urgent entries the belief in a harmless category is
// lowered before the best one is chosen: an incident answered as something harmless does more
// damage than the reverse.
const caution = 0.6

// rank orders the entries by belief, but lets the likeliest entry of the category that is believed
// most lead: several close entries of one category must not lose to one of another.
func (x *Index) rank(belief []float32) []knowledge.Candidate {
	category := map[string]float64{}
	urgent := 0.0
	for i, f := range x.base.FAQs {
		p := float64(belief[i])
		category[f.Category] += p
		if x.urgent[i] {
			urgent += p
		}
	}
	for id := range category {
		if harmless(id) {
			category[id] -= caution * urgent
		}
	}
	best := slices.MaxFunc(x.base.FAQs, func(a, b *knowledge.FAQ) int {
		return cmp.Compare(category[a.Category], category[b.Category])
	}).Category
	return lead(x.sorted(belief), best)
}

// sorted are all entries, those that are believed most first, equals in the order of the base.
// Small numbers are sorted, and not what they stand for.
func (x *Index) sorted(belief []float32) []knowledge.Candidate {
	order := make([]uint64, len(belief))
	for i, b := range belief { // bits of numbers that are not below zero compare as they do
		order[i] = uint64(^math.Float32bits(b))<<32 | uint64(i)
	}
	slices.Sort(order)
	out := make([]knowledge.Candidate, len(belief))
	for n, o := range order {
		i := uint32(o)
		out[n] = knowledge.Candidate{FAQ: x.base.FAQs[i].ID, Category: x.base.FAQs[i].Category, Score: float64(belief[i])}
	}
	return out
}

// harmless reports whether a category is one in which nothing is going wrong now.
func harmless(category string) bool {
	return category == knowledge.OutOfScope || strings.HasPrefix(category, "9.") || strings.HasPrefix(category, "2.01") || category == "2.09"
}

// lead moves the likeliest entry of a category to the front.
func lead(list []knowledge.Candidate, category string) []knowledge.Candidate {
	i := slices.IndexFunc(list, func(c knowledge.Candidate) bool { return c.Category == category })
	c := list[i]
	return slices.Insert(slices.Delete(list, i, i+1), 0, c)
}

func categoryBelief(list []knowledge.Candidate, category string) float64 {
	sum := 0.0
	for _, c := range list {
		if c.Category == category {
			sum += c.Score
		}
	}
	return sum
}

// each applies a function to all elements on all processors and keeps the order.
func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(in); i += workers {
				out[i] = f(in[i])
			}
		})
	}
	wg.Wait()
	return out
}
