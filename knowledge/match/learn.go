package match

import (
	"sync"

	"madoguchi/knowledge"
)

// Learnt is all that is learnt from a base. It is safe for concurrent use.
type Learnt struct {
	index     *Index
	followups *Followups
	voices    *Voices
	answers   *Answers
	told      *Told
}

// Learn learns all of it from a base, side by side.
func Learn(base *knowledge.Base) Learnt {
	l := untaught(base)
	var wg sync.WaitGroup
	wg.Go(func() { l.index.learn(0) })
	wg.Go(l.followups.learn)
	wg.Go(func() { l.voices.learn(); l.answers.learn(); l.told.learn() })
	wg.Wait()
	return l
}

// untaught is what knows the base and has learnt nothing.
func untaught(base *knowledge.Base) Learnt {
	return Learnt{newIndex(base), newFollowups(base), newVoices(base), newAnswers(base), newTold(base)}
}

// fits reports whether what was read has the measure of the base.
func (l Learnt) fits() bool {
	x, f, v, a, t := l.index, l.followups, l.voices, l.answers, l.told
	return x.model.fits(x.vocabulary, len(x.base.FAQs)) &&
		f.intent.fits(f.vocabulary, len(f.intents)+1) &&
		v.fits() && a.fits() && t.fits()
}

// Senses are all of it.
func (l Learnt) Senses() knowledge.Senses {
	return knowledge.Senses{Match: l.Match, Follow: l.Follow, Near: l.Near, Hear: l.Hear, Answer: l.Answer, Tell: l.Tell}
}

// Index is what Match asks, for those who want to know why.
func (l Learnt) Index() *Index { return l.index }

// Match says which entry a text means.
func (l Learnt) Match(text string) knowledge.Match { return l.index.Match(text) }

// Follow says what is asked after an answer.
func (l Learnt) Follow(entry, text string) []knowledge.Found { return l.followups.Find(entry, text) }

// Near says which line of an entry speaks of it.
func (l Learnt) Near(text string, lines []string) (line int, near float64) {
	return l.followups.Near(text, lines)
}

// Answer reads a text as the answer to what is asked.
func (l Learnt) Answer(slot, text string) (value string, belief float64) {
	return l.answers.Answer(slot, text)
}

// Hear says what is said besides the matter.
func (l Learnt) Hear(while knowledge.Span, text string) (*knowledge.Voice, float64) {
	return l.voices.Hear(while, text)
}

// Tell says what was done or has happened, as a sentence tells it.
func (l Learnt) Tell(sentence string) (knowledge.Fact, float64) { return l.told.Tell(sentence) }
