package match

import (
	"maps"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Voices hears what is said besides the matter. It is safe for concurrent use. What is said at any
// time, and what is said while each kind of despair or danger lasts, are told apart each by itself:
// nobody asks in despair what the desk's hours are, and who does at any other time is not heard as
// if in despair.
type Voices struct {
	base *knowledge.Base
	ears []*ear
}

// ear tells some voices from each other and from none of them.
type ear struct {
	while      knowledge.Span
	voices     []*knowledge.Voice
	vocabulary *vocabulary
	model      *model
}

// newVoices has learnt nothing yet.
func newVoices(base *knowledge.Base) *Voices {
	x := &Voices{base: base}
	for _, while := range append([]knowledge.Span{""}, knowledge.Spans...) {
		e := &ear{while: while}
		for _, v := range base.Voices {
			if v.While() == while {
				e.voices = append(e.voices, v)
			}
		}
		if len(e.voices) > 0 {
			x.ears = append(x.ears, e)
		}
	}
	return x
}

func (x *Voices) learn() {
	for _, e := range x.ears {
		e.learn(x.base)
	}
}

func (e *ear) learn(base *knowledge.Base) {
	var texts []string
	var class []int
	add := func(c int, list []string) {
		for _, t := range list {
			texts, class = append(texts, t), append(class, c)
		}
	}
	none := len(e.voices)
	for i, v := range e.voices {
		times := timesAsked
		if v.Grave { // to miss one is worse than to take another for it
			times *= 8
		}
		for range times {
			add(i, v.Ask)
		}
		for range times / timesAsked { // what is near must weigh as well
			add(none, v.Not)
		}
	}
	switch e.while {
	case "":
		for _, v := range base.Voices {
			if v.While() == knowledge.InQueue { // 「もういいです」 means nothing where nobody is awaited
				add(none, v.Ask)
			}
		}
		for _, f := range base.FAQs {
			if f.Category != aboutDesk {
				add(none, f.Examples)
			}
		}
	case knowledge.Cries: // heard in each part of whatever is said
		for _, v := range base.Voices {
			if v.While() != knowledge.Cries {
				add(none, v.Ask)
			}
		}
		for _, f := range base.FAQs {
			add(none, f.Examples)
			add(none, parts(f.Examples))
		}
		add(none, askedOfMatters(base))
		add(none, answersOfMatters(base))
	case knowledge.InQueue: // who waits may write about anything
		add(none, askedOfMatters(base))
		fallthrough
	case knowledge.InDanger, knowledge.Later:
		// 「ネットにも悪口を書かれた」 is no violence at home. What is asked about the matter is told from
		// news by the follow-ups' finder.
		for _, f := range base.FAQs {
			add(none, some(f.Examples))
		}
	}
	split := each(texts, features)
	e.vocabulary = newVocabulary(split)
	e.model = train(material{texts: each(split, e.vocabulary.terms), class: class, urgent: make([]bool, none+1)}, e.vocabulary, 0)
}

// askedOfMatters is some of what is said about matters once they are in hand.
func askedOfMatters(base *knowledge.Base) (out []string) {
	for _, id := range slices.Sorted(maps.Keys(base.Followups)) {
		for _, f := range base.Followups[id] {
			out = append(out, some(f.Ask)...)
		}
	}
	return out
}

// answersOfMatters are what people answer to what is asked of their matter: 「今のところなさそう」 is no cry. What they say instead of an
// answer is left out, and whether somebody is threatened: that may be one.
func answersOfMatters(base *knowledge.Base) (out []string) {
	for _, slot := range slices.Sorted(maps.Keys(base.Answers)) {
		for _, value := range slices.Sorted(maps.Keys(base.Answers[slot])) {
			if value != knowledge.NoAnswer && slot != "threat" {
				out = append(out, base.Answers[slot][value]...)
			}
		}
	}
	return out
}

// parts are what texts fall into at their commas and full stops: a voice is heard in a part of a text
// as well, so that it must be told from those.
func parts(list []string) (out []string) {
	for _, text := range list {
		if p := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("。、！？!?「」\n", c) }); len(p) > 1 {
			out = append(out, p...)
		}
	}
	return out
}

// fewest is every how manieth wording of what is no voice is learnt where there are far more of
// these: all of them would make the learning last and teach no more.
const fewest = 6

func some(list []string) (out []string) {
	for i := 0; i < len(list); i += fewest {
		out = append(out, list[i])
	}
	return out
}

// The voices are few beside what they must be told from, so that each is learnt several times; and
// how sharp the belief in them is. With a quarter held out at a time, six times hear 35 % of the
// voices with a belief of 0.5 or more, and one time 27 %, while of 5,696 other texts 2.2 and 1.0 %
// are heard from 0.25, 0.5 and 0.1 % from 0.8. Twelve times hear 37 % and take more for voices that
// are none. A temperature of 1 would say better how often it is right; the thresholds of the
// dialogue are set to 0.7 (testdata/eval/README.md). All that was measured when one model told all
// voices apart.
const (
	timesAsked       = 6
	voiceTemperature = 0.7
)

// aboutDesk is the category of entries about the desk itself, whose questions are like some of the
// voices.
const aboutDesk = "9.01"

// Hear returns the voice that a text most likely is while something lasts, or at any time, if it is
// any, and the belief in it. It is nil where there are none.
func (x *Voices) Hear(while knowledge.Span, text string) (*knowledge.Voice, float64) {
	i := slices.IndexFunc(x.ears, func(e *ear) bool { return e.while == while })
	if i < 0 {
		return nil, 0
	}
	e := x.ears[i]
	scores := make([]float32, len(e.voices)+2)
	e.model.scores(e.vocabulary.terms(features(text)), scores)
	belief := scores[:len(e.voices)+1] // the last: it is none of them
	softmax(belief, voiceTemperature)
	voices := belief[:len(e.voices)]
	best := slices.Index(voices, slices.Max(voices))
	return e.voices[best], float64(voices[best])
}

// fits reports whether what was read has the measure of the base.
func (x *Voices) fits() bool {
	return !slices.ContainsFunc(x.ears, func(e *ear) bool { return !e.model.fits(e.vocabulary, len(e.voices)+1) })
}
