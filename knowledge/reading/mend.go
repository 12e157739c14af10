package reading

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Who puts right what was said before leaves out what it was about: 「違う、開いてません」, 「やっぱり押してました」.
// Which deed is meant is the one that is known the other way round.

// Mends are the facts that a text puts right of those that are known. Where its verb may be said of
// several of them it puts none right.
func (r Reading) Mends(known knowledge.Facts) knowledge.Facts {
	text := withoutQuotes(standard(r.Folded))
	if r.Length() > ToDesk || r.Says(Question) {
		return nil
	}
	if mended := swaps(text, known); len(mended) > 0 {
		return mended
	}
	for _, e := range events(text) {
		before, _ := sentenceAround(text, e.from, e.to)
		if !beforeMended.says(before) || !beforeMended.says(strings.TrimSuffix(text[:e.from], before)) {
			continue
		}
		if mended := mendedBy(e, known); len(mended) == 1 {
			return mended
		}
	}
	return nil
}

// mendedBy are the known facts that a verb without an object may contradict.
func mendedBy(e event, known knowledge.Facts) knowledge.Facts {
	out := knowledge.Facts{}
	for slot, verbs := range ownVerbs {
		old := known[slot]
		switch {
		case !slices.Contains(verbs, e.verb):
		case e.told == done && old == knowledge.No:
			out[slot] = knowledge.Yes
		case e.told == undone && known.Has(slot):
			if left := knowledge.Left(old, ofVerb(slot, e.verb)); left != old {
				out[slot] = left
			}
		}
	}
	return out
}

// ofVerb is what a verb alone tells of a slot: 振り込む a transfer; 入れる, which says not what, all that
// was.
func ofVerb(slot string, v verb) string {
	for _, place := range deedsOf[v] {
		if d := &deeds[place]; d.slot == slot && d.objects == nil {
			return d.value
		}
	}
	return knowledge.Yes
}

// swapped is one thing said to have been another: カードじゃなくて振込でした.
var swapped = re(`^(?:[^、。]{0,8}[、。])*([^、。]{1,12}?)(?:では|じゃ|や)なく(?:て)?、?([^。!?]{1,16})[。!]?$`)

// swaps are the values of which a text says that they were others.
func swaps(text string, known knowledge.Facts) knowledge.Facts {
	m := swapped.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	out := knowledge.Facts{}
	for slot := range several {
		was, named := inOwnWords(slot, m[1], false)
		is, instead := inOwnWords(slot, m[2], false)
		if named && instead && was != is && known.Is(slot, was) {
			out[slot] = knowledge.Joined(knowledge.Left(known[slot], was), is)
		}
	}
	return out
}
