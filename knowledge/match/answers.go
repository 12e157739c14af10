package match

import (
	"maps"
	"slices"
	"sync"

	"madoguchi/knowledge"
)

// Answers reads texts as answers to what is asked: 「現場の端末もいくつか」 is a yes to whether it spreads. It
// is safe for concurrent use.
type Answers struct {
	base       *knowledge.Base
	vocabulary *vocabulary
	slots      []answered
}

// answered is what is learnt of the answers to one question.
type answered struct {
	slot   string
	values []string // the classes
	model  *model
}

// newAnswers knows what may be asked and has learnt nothing.
func newAnswers(base *knowledge.Base) *Answers {
	x := &Answers{base: base}
	for _, slot := range slices.Sorted(maps.Keys(base.Answers)) {
		if slot == knowledge.AnyQuestion {
			continue
		}
		values := slices.Sorted(maps.Keys(base.Answers[slot]))
		if !slices.Contains(values, knowledge.NoAnswer) {
			values = append(values, knowledge.NoAnswer)
		}
		x.slots = append(x.slots, answered{slot: slot, values: values})
	}
	return x
}

// leastAnswers is in how many wordings a feature must occur.
const leastAnswers = 2

// besides is how many things that are said in any place each question learns to tell from an
// answer.
const besides = 300

func (x *Answers) learn() {
	var texts []string
	for _, s := range x.slots {
		for _, v := range s.values {
			texts = append(texts, x.base.Answers[s.slot][v]...)
		}
	}
	others := sampleBesides(x.base)
	split := each(append(texts, others...), followFeatures)
	x.vocabulary = vocabularyOf(split, leastAnswers)
	rows := each(split, x.vocabulary.terms)
	rest := rows[len(texts):]
	var wg sync.WaitGroup
	for i := range x.slots {
		s := &x.slots[i]
		var own [][]term
		var class []int
		for c, v := range s.values {
			n := len(x.base.Answers[s.slot][v])
			own = append(own, rows[:n]...)
			rows = rows[n:]
			for range n {
				class = append(class, c)
			}
		}
		none := slices.Index(s.values, knowledge.NoAnswer)
		for _, r := range rest {
			own, class = append(own, r), append(class, none)
		}
		wg.Go(func() {
			s.model = train(material{texts: own, class: class, urgent: make([]bool, len(s.values))}, x.vocabulary, 0)
		})
	}
	wg.Wait()
}

// sampleBesides are what is said while anything is asked, questions that follow an answer, and what
// consulters begin with.
func sampleBesides(base *knowledge.Base) []string {
	var asks, begins []string
	for _, id := range slices.Sorted(maps.Keys(base.Followups)) {
		for _, f := range base.Followups[id] {
			asks = append(asks, f.Ask[:min(1, len(f.Ask))]...)
		}
	}
	for _, f := range base.FAQs {
		begins = append(begins, f.Examples[:min(1, len(f.Examples))]...)
	}
	return slices.Concat(base.Answers[knowledge.AnyQuestion][knowledge.NoAnswer], sample(asks, besides), sample(begins, besides/2))
}

// sample takes at most n, evenly.
func sample(list []string, n int) []string {
	if len(list) <= n {
		return list
	}
	out := make([]string, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

// fits reports whether what was read has the measure of the base.
func (x *Answers) fits() bool {
	return !slices.ContainsFunc(x.slots, func(s answered) bool { return !s.model.fits(x.vocabulary, len(s.values)) })
}

// Answer is the likeliest value of a slot that a text says, with the belief in it; "" where it more
// likely answers nothing, or nothing was learnt.
func (x *Answers) Answer(slot, text string) (value string, belief float64) {
	i := slices.IndexFunc(x.slots, func(s answered) bool { return s.slot == slot })
	if i < 0 {
		return "", 0
	}
	s := &x.slots[i]
	scores := make([]float32, len(s.values)+1)
	s.model.scores(x.vocabulary.terms(followFeatures(text)), scores)
	scores = scores[:len(s.values)]
	softmax(scores, temperature)
	best := slices.Index(scores, slices.Max(scores))
	if s.values[best] == knowledge.NoAnswer {
		return "", float64(scores[best])
	}
	return s.values[best], float64(scores[best])
}

// NewAnswers learns from the answers of a base.
func NewAnswers(base *knowledge.Base) *Answers {
	x := newAnswers(base)
	x.learn()
	return x
}
