package reading

import "madoguchi/knowledge"

// sensed asks the senses about the words of one text, each thing once: a step asks for it in
// several places.
type sensed struct {
	words   string
	senses  knowledge.Senses
	follows map[string][]knowledge.Found // by entry
	answers map[string]answered          // by slot
	heard   map[knowledge.Span]heard
}

// heard is a voice with the belief in it.
type heard struct {
	voice  *knowledge.Voice
	belief float64
}

// answered is a value with the belief in it.
type answered struct {
	value  string
	belief float64
}

func newSensed(words string, senses knowledge.Senses) *sensed {
	return &sensed{words, senses, map[string][]knowledge.Found{}, map[string]answered{}, map[knowledge.Span]heard{}}
}

// Again is the same reading for somebody else: what is found out of the text only when it is asked
// for is not shared.
func (r Reading) Again() Reading {
	if r.sensed != nil {
		r.sensed = newSensed(r.sensed.words, r.sensed.senses)
	}
	return r
}

// Follows ranks the follow-ups that the text may be after the answer of an entry, the likeliest
// first.
func (r Reading) Follows(entry string) []knowledge.Found {
	s := r.sensed
	if s == nil || s.senses.Follow == nil {
		return nil
	}
	found, known := s.follows[entry]
	if !known {
		found = s.senses.Follow(entry, s.words)
		s.follows[entry] = found
	}
	return found
}

// Nearest returns which of some lines speaks of what the text speaks of, and how near it is; -1
// where none does.
func (r Reading) Nearest(lines []string) (line int, near float64) {
	if r.sensed == nil || r.sensed.senses.Near == nil {
		return -1, 0
	}
	return r.sensed.senses.Near(r.sensed.words, lines)
}

// learntAnswer is the value that the text most likely answers to a question, as people were learnt
// to answer, and the belief in it; "" where it more likely answers nothing.
func (r Reading) learntAnswer(slot *knowledge.Slot) (value string, belief float64) {
	s := r.sensed
	if s == nil || s.senses.Answer == nil {
		return "", 0
	}
	a, known := s.answers[slot.Name]
	if !known {
		a.value, a.belief = s.senses.Answer(slot.Name, s.words)
		s.answers[slot.Name] = a
	}
	return a.value, a.belief
}

// HeardWhile is the voice that the text most likely is in a span, and the belief in it; nil where
// there is none.
func (r Reading) HeardWhile(g knowledge.Span) (*knowledge.Voice, float64) {
	s := r.sensed
	if s == nil || s.senses.Hear == nil {
		return nil, 0
	}
	h, known := s.heard[g]
	if !known {
		h.voice, h.belief = s.senses.Hear(g, s.words)
		s.heard[g] = h
	}
	return h.voice, h.belief
}
