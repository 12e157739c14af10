package reading

import (
	"slices"

	"madoguchi/knowledge"
)

// OnlyDeed reports whether a text is no more than a verb of the deeds, done or not: 「もう送った」,
// 「まだ教えてません」.
func (r Reading) OnlyDeed() bool {
	text := standard(r.Folded)
	if r.Length() > SaysLittle || r.Says(Question) {
		return false
	}
	return slices.ContainsFunc(events(text), func(e event) bool {
		return fillersOnly.MatchString(text[:e.from]) && endOfDeed.MatchString(text[e.to:])
	})
}

// endOfDeed is what may stand behind the one verb of a text.
var endOfDeed = re(`^(?:よ|わ|けど|です|ねん|んです|んや|の|で|が|ー|[。、!])*$`)

// Telling is the reading with more facts that it states.
func (r Reading) Telling(news knowledge.Facts) Reading {
	if len(news) == 0 {
		return r
	}
	r.Stated, r.Facts = r.Stated.Clone(), r.Facts.Clone()
	for slot, v := range news {
		r.Stated[slot] = knowledge.Joined(r.Stated[slot], v)
		r.Facts[slot] = knowledge.Joined(r.Facts[slot], v)
	}
	return r
}

// OnlyCuts reports whether a text tells or asks that something is cut off and does not say what:
// 「もう切ってもええん」.
func (r Reading) OnlyCuts() bool { return r.Length() <= Short && cutsBare.says(standard(r.Folded)) }

// OfTheCall is a text that says not what is cut off, said of the call.
func OfTheCall(text string) string { return "電話を" + text }

// Behind is a text as the sentence after another.
func Behind(before, text string) string { return before + "。" + text }

// As is the text, read as another one is.
func (r Reading) As(other Reading) Reading {
	other.Text = r.Text
	return other
}
