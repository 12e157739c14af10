package match

import (
	"slices"

	"madoguchi/knowledge"
)

// Voices hears what is said besides the matter. It is safe for concurrent use.
type Voices struct {
	base       *knowledge.Base
	vocabulary *vocabulary
	model      *model
}

// NewVoices learns from the voices of a base; what its entries and follow-ups are asked is none of them.
func NewVoices(base *knowledge.Base) *Voices {
	x := &Voices{base: base}
	x.learn()
	return x
}

func (x *Voices) learn() {
	base := x.base
	var texts []string
	var class []int
	add := func(c int, list []string) {
		for _, t := range list {
			texts, class = append(texts, t), append(class, c)
		}
	}
	none := len(base.Voices)
	for i, v := range base.Voices {
		for range 6 { // they are few beside what they must be told from
			add(i, v.Ask)
		}
		add(none, v.Not)
	}
	for _, f := range base.FAQs {
		if f.Category != aboutDesk {
			add(none, f.Examples)
		}
	}
	split := each(texts, features)
	x.vocabulary = newVocabulary(split)
	x.model = train(each(split, x.vocabulary.terms), class, len(x.vocabulary.names), make([]bool, none+1), 0)
}

// aboutDesk is the category of entries about the desk itself, whose questions are like some of the voices.
const aboutDesk = "9.01"

// Hear returns the voice that a text most likely is, if it is any, and the belief in it. It is nil where there are none.
func (x *Voices) Hear(text string) (*knowledge.Voice, float64) {
	if len(x.base.Voices) == 0 {
		return nil, 0
	}
	scores := make([]float32, len(x.base.Voices)+2)
	x.model.scores(x.vocabulary.terms(features(text)), scores)
	belief := scores[:len(x.base.Voices)+1] // the last: it is none of them
	softmax(belief, 0.7)
	voices := belief[:len(x.base.Voices)]
	best := slices.Index(voices, slices.Max(voices))
	return x.base.Voices[best], float64(voices[best])
}
