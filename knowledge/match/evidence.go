package match

import "math"

// The evidence for a follow-up.
const (
	ofReply   = iota // cosine with the reply
	ofIntent         // log belief in its intent
	without          // it has no intent
	sameOwn          // log of how many follow-ups of the entry have its intent
	inSpace          // how near it lies in the spaces of meanings
	general          // it may follow any answer
	generalBy        // the entry has one of its own of that intent
	sister           // it belongs to a sister of the entry
	sisterLog        // log of how many of them there are
	evidences
)

// The evidence for none of them.
const (
	always = iota
	ofMatter
	little // next to nothing of the text is known
	evidencesOfNone
)

type evidence [evidences]float64

// weights of the evidence, as TestFollowupsQuality learns them on wordings held out: a conditional logit, in which none of the
// follow-ups is one more candidate.
var (
	weights     = evidence{10.15, 0.21, -0.41, -0.07, 1.11, -2.14, -19.4, -10.3, -3.9}
	noneWeights = [evidencesOfNone]float64{5.89, 0.57, 14.85}
)

func (x *Followups) evidenceOfNone(h *heard) (e [evidencesOfNone]float64) {
	e[always] = 1
	e[ofMatter] = max(-6, math.Log(float64(h.belief[len(x.intents)])+1e-6))
	if len(h.terms) < 4 {
		e[little] = 1
	}
	return e
}

func (x *Followups) evidence(entry string, h *heard, among []int) []evidence {
	out := make([]evidence, len(among))
	same := make([]float64, len(x.intents)+1)
	sisters := 0
	for _, i := range among {
		switch p := &x.places[i]; {
		case p.entry == entry && p.intent >= 0:
			same[p.intent]++
		case p.entry != "" && p.entry != entry:
			sisters++
		}
	}
	for k, i := range among {
		p, e := &x.places[i], &out[k]
		e[ofReply] = float64(overlap(h.terms, p.say))
		if p.intent >= 0 {
			e[ofIntent] = max(-6, math.Log(float64(h.belief[p.intent])+1e-6))
		} else {
			e[without] = 1
		}
		for n := range x.spaces {
			e[inSpace] += float64(h.at[n].dot(&p.at[n])) / float64(len(x.spaces))
		}
		switch {
		case p.entry == entry:
			if p.intent >= 0 {
				e[sameOwn] = math.Log(same[p.intent])
			}
		case p.entry == "":
			e[general] = 1
			if p.intent >= 0 && same[p.intent] > 0 {
				e[generalBy] = 1
			}
		default:
			e[sister] = 1
			e[sisterLog] = math.Log(float64(sisters))
		}
	}
	return out
}

// quotedWeight is by how much a follow-up is likelier where the text is one of its wordings. Beyond that the likeness to single
// wordings is no evidence: those of a follow-up are written to differ from each other, as what consulters say does not, so that what
// is learnt of it on wordings held out would be wrong.
const quotedWeight = 5

func weigh(e evidence) float64 {
	sum := 0.0
	for i, v := range e {
		sum += weights[i] * v
	}
	return sum
}

func weighNone(e [evidencesOfNone]float64) float64 {
	sum := 0.0
	for i, v := range e {
		sum += noneWeights[i] * v
	}
	return sum
}
