package reading

import (
	"slices"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Deeds and events are read from patterns; what these do not know is heard as it was learnt that
// people tell it: 「うらの３けた でんわで いってしまいました」.

// Hearing is a deed or an event that a text was heard to tell.
type Hearing struct {
	knowledge.Fact
	Belief   float64
	Sentence string // the one that tells it
}

// From how much belief what is heard is a fact; from how much it is one against what patterns read, or
// where nothing else in the text is urgent; and from how much it may be one, so that it is asked for
// first. Of 118 whole lines of testdata/facts/deeds.jsonl that are not learnt from and in which the
// model alone hears a fact from 0.75, 112 have it (94.9 %); of 165 from 0.6 154 (93.3 %;
// TestTellerAlone). With moods and patterns nothing is heard in 133 near misses (TestTold).
const (
	heardTold  = 0.75
	heardSure  = 0.8
	heardMaybe = 0.3
)

// listen adds to the facts what sentences that tell were heard to tell, where patterns read nothing of
// the slot.
func (rd Reader) listen(r *Reading) {
	if rd.Tell == nil || len(r.Heard.Matters) > 0 {
		return
	}
	calm := len(r.Match.Candidates) > 0 && rd.urgentBelief(r.Match, r.Stated) < hardlyUrgent
	for _, h := range rd.hearings(r.Sentences) {
		has, denied := r.Facts.Has(h.Slot), r.Facts[h.Slot] == knowledge.No
		switch {
		case r.Facts.Is(h.Slot, h.Value), has && h.Slot != knowledge.SlotDid && r.Facts[h.Slot] != knowledge.Yes:
		case h.Belief >= heardSure, h.Belief >= heardTold && !calm && !denied && !has:
			r.Hearings = append(r.Hearings, h)
			r.Stated = rd.withHeard(r.Stated, h)
			r.Facts = rd.withHeard(r.Facts, h)
		case !has:
			r.Doubts = append(r.Doubts, h.Slot)
		}
	}
}

func (rd Reader) withHeard(f knowledge.Facts, h Hearing) knowledge.Facts {
	out := f.With(h.Slot, h.Value)
	if several[h.Slot] && f.Has(h.Slot) {
		out[h.Slot] = knowledge.Joined(f[h.Slot], h.Value)
	}
	imply(out)
	return out
}

// hearings are what sentences may tell, and what they tell together, the surest of each fact.
func (rd Reader) hearings(sentences []Sentence) []Hearing {
	var out []Hearing
	all, n := "", 0
	hear := func(text string) {
		if utf8.RuneCountInString(text) < leastPart {
			return
		}
		f, belief := rd.Tell(text)
		if f.Slot == "" || belief < heardMaybe || f.Slot != knowledge.SlotDid && byOthers(text, "") {
			return
		}
		h := Hearing{f, belief, text}
		i := slices.IndexFunc(out, func(o Hearing) bool { return o.Fact == f })
		switch {
		case i < 0:
			out = append(out, h)
		case out[i].Belief < belief:
			out[i] = h
		}
	}
	for _, s := range sentences {
		if tale := s.tale(); tale != "" {
			hear(tale)
			all, n = all+tale, n+1
		}
	}
	if n > 1 {
		hear(all)
	}
	return out
}

// leastCut is how many characters what stands before a question must have to tell anything:
// 「USBメモリから」 does not.
const leastCut = 12

// tale is what a sentence tells as something that was done by the consulter's house or has happened
// to it, or "".
func (s Sentence) tale() string {
	tells := s.tells()
	cut := len(tells) < len(s.Text) && utf8.RuneCountInString(tells) < leastCut
	if cut || !s.Mood.real() || supposed(tells) || befellOthers(tells, "") {
		return ""
	}
	return tells
}
