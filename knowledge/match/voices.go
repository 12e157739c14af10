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
		for range timesAsked {
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
	x.model = train(material{texts: each(split, x.vocabulary.terms), class: class, urgent: make([]bool, none+1)}, len(x.vocabulary.names), 0)
}

// The voices are few beside what they must be told from, so that each is learnt several times; and how sharp the belief in them is.
// With a quarter held out at a time, six times hear 35 % of the voices with a belief of 0.5 or more, and one time 27 %, while of 5,696
// other texts 2.2 and 1.0 % are heard from 0.25, 0.5 and 0.1 % from 0.8. Twelve times hear 37 % and take more for voices that are none.
// A temperature of 1 would say better how often it is right; the thresholds of the dialogue are set to 0.7 (testdata/eval/README.md).
const (
	timesAsked       = 6
	voiceTemperature = 0.7
)

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
	softmax(belief, voiceTemperature)
	voices := belief[:len(x.base.Voices)]
	best := slices.Index(voices, slices.Max(voices))
	return x.base.Voices[best], float64(voices[best])
}
