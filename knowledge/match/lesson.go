package match

import (
	_ "embed"
	"math"
	"strings"

	"madoguchi/knowledge"
)

// How often a text is learnt in another form, which means the same: with something said besides, and as it is read. The one keeps the
// matcher from taking a greeting for a part of the matter, the other from leaving a text in kana to chance. More of either was no
// better.
const (
	withAside = 0.3
	inReading = 0.15
)

// lesson appends what is seen of a text this time: a part of its terms, now and then of another form of it.
func (m *material) lesson(to []term, k int, chance *generator) []term {
	text := m.texts[k]
	if m.kana != nil && m.kana[k] != nil && chance.happens(inReading*kanaOf) {
		text = m.kana[k]
	}
	if len(m.asides) == 0 || !chance.happens(withAside) {
		return chance.thin(to, text, 1)
	}
	aside := m.asides[chance.next()%uint64(len(m.asides))]
	// Each weighs as it would in the text that is both: the square of what a text weighs grows with its terms.
	share := float64(len(text)) / float64(max(1, len(text)+len(aside)))
	to = chance.thin(to, text, float32(math.Sqrt(share)))
	return chance.thin(to, aside, float32(math.Sqrt(1-share)))
}

// asideList are sentences that say nothing of any matter.
//
//go:embed asides.txt
var asideList string

func asides() (out []string) {
	for line := range strings.Lines(asideList) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// kanaOf is one of how many texts is learnt as it is read too: to read all of them takes time and is no better.
const kanaOf = 3

// asRead are the terms of some texts as they are read.
func (v *vocabulary) asRead(texts []string) [][]term {
	return each(texts, func(text string) []term {
		if generator(0).of(text)%kanaOf != 0 {
			return nil
		}
		return v.terms(features(inKana(knowledge.Fold(clip(text, maxText)))))
	})
}
