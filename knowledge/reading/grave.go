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
)

// voiced is what a text says besides the matter, and the belief in it. A grave voice (despair,
// danger) is heard in any part of it as well: 「サイトが落ちて、夜も眠れず、消えたくなります」.
func (rd Reader) voiced(text string) (*knowledge.Voice, float64) {
	voice, belief := rd.Hear("", text)
	parts := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(partEnds, c) })
	if len(parts) < 2 {
		return voice, belief
	}
	for _, part := range parts {
		if utf8.RuneCountInString(part) < leastPart {
			continue
		}
		v, b := rd.Hear("", part)
		if v != nil && v.Grave && b >= graveAlone && (voice == nil || !voice.Grave || b > belief) {
			voice, belief = v, b
		}
	}
	return voice, belief
}

// graveAlone is from how much belief a part of a text is taken for a grave voice, whatever the rest
// says: a part knows less than the whole.
const graveAlone = 0.9
