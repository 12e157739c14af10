package match

import (
	"maps"
	"slices"

	"madoguchi/knowledge"
)

// Told hears what was done or has happened, in whatever voice it is told. It is safe for concurrent
// use.
type Told struct {
	base       *knowledge.Base
	facts      []knowledge.Fact // the classes; the last is none
	vocabulary *vocabulary
	model      *model
}

// newTold knows which facts may be told and has learnt nothing.
func newTold(base *knowledge.Base) *Told {
	x := &Told{base: base}
	for _, slot := range slices.Sorted(maps.Keys(base.Told)) {
		for _, value := range slices.Sorted(maps.Keys(base.Told[slot])) {
			x.facts = append(x.facts, knowledge.Fact{Slot: slot, Value: value})
		}
	}
	x.facts = append(x.facts, knowledge.Fact{})
	return x
}

func (x *Told) learn() {
	var texts []string
	var class []int
	add := func(c int, list []string) {
		for _, t := range list {
			texts, class = append(texts, t), append(class, c)
		}
	}
	none := len(x.facts) - 1
	for c, f := range x.facts[:none] {
		t := x.base.Told[f.Slot][f.Value]
		add(c, t.Tells)
		add(none, t.Not)
		add(none, t.Not)
	}
	add(none, x.tellNothing())
	split := each(texts, followFeatures)
	x.vocabulary = newVocabulary(split)
	// Once: it is learnt at every start that keeps nothing, and more trainings hear no more.
	x.model = trainTimes(1, material{texts: each(split, x.vocabulary.terms), class: class, urgent: make([]bool, len(x.facts))}, x.vocabulary, 0)
}

// tellNothing are texts of the base that tell of no deed: what is said besides any matter, and what is
// asked about matters that never hurry.
func (x *Told) tellNothing() (out []string) {
	for _, v := range x.base.Voices {
		out = append(out, some(v.Ask)...)
	}
	for _, f := range x.base.FAQs {
		if f.Urgency != knowledge.High && f.UrgentWhen.Always() {
			out = append(out, f.Examples...)
		}
	}
	return out
}

// Tell is the fact that a sentence most likely tells, and the belief in it; the zero Fact where it more
// likely tells none.
func (x *Told) Tell(sentence string) (knowledge.Fact, float64) {
	if len(x.facts) < 2 {
		return knowledge.Fact{}, 0
	}
	scores := make([]float32, len(x.facts)+1)
	x.model.scores(x.vocabulary.terms(followFeatures(sentence)), scores)
	belief := scores[:len(x.facts)]
	softmax(belief, toldTemperature)
	best := slices.Index(belief, slices.Max(belief))
	return x.facts[best], float64(belief[best])
}

// toldTemperature is how sharp the belief in what is told is.
const toldTemperature = 1

// fits reports whether what was read has the measure of the base.
func (x *Told) fits() bool { return x.model.fits(x.vocabulary, len(x.facts)) }

// NewTold learns from the tellings of a base.
func NewTold(base *knowledge.Base) *Told {
	x := newTold(base)
	x.learn()
	return x
}
