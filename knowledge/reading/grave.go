package reading

import (
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Where a text falls apart, so that a cry in the middle of a tale about computers is heard by
// itself; and how long such a part must be to say anything.
const (
	partEnds  = sentenceEnd + "\n、,，「」『』"
	leastPart = 8 // runes
	leastCry  = 5 // the same of a whole text
)

// voiced is what a text says besides the matter, the belief in it, and what cry it may be at the
// most. Despair and danger are heard in any part of it as well: 「サイトが落ちて、夜も眠れず、消えたくなります」.
func (rd Reader) voiced(text string) (*knowledge.Voice, float64, Cry) {
	voice, belief := rd.Hear("", text)
	cry, fear := rd.Hear(knowledge.Cries, text)
	parts := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(partEnds, c) })
	most := Cry{cry, fear}
	for _, part := range parts {
		if len(parts) < 2 || utf8.RuneCountInString(part) < leastPart {
			continue
		}
		v, b := rd.Hear(knowledge.Cries, part)
		if v != nil && b >= graveAlone && b > fear {
			cry, fear = v, b
		}
		if v != nil && b > most.Belief {
			most = Cry{v, b}
		}
	}
	if cry != nil && fear >= max(graveHeard, min(belief, graveAlone)) && utf8.RuneCountInString(knowledge.Fold(text)) >= leastCry {
		return cry, fear, most
	}
	return voice, belief, most
}

// Cry is the despair or danger that a text may tell of, and the belief in it, however low.
type Cry struct {
	Voice  *knowledge.Voice
	Belief float64
}

// graveHeard is from how much belief a cry may be one. What is more surely something else is that,
// unless the cry is as sure as one that stands alone.
const graveHeard = 0.4

// graveAlone is from how much belief a part of a text is taken for a grave voice, whatever the rest
// says: a part knows less than the whole.
const graveAlone = 0.9
