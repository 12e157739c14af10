package reading

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// A question states nothing: 「Have I lost money?」 is no loss. Each language has words for its moods
// among its concepts, and here are the rules that all of them share.
const (
	conceptWhether  = "whether"  // opens a question to be answered with yes or no: can i, 可以, có
	conceptWhich    = "which"    // asks for a thing; what stands beside it is taken for granted: why, who
	conceptEnds     = "ends"     // at the end of a clause makes it a question: 吗, không, ka
	conceptThen     = "then"     // joins two clauses: but, 는데
	conceptDone     = "done"     // reports a step that was taken
	conceptSupposes = "supposes" // ends a clause that supposes what a question behind it asks of: thì, 的话
)

// grave are the concepts that are taken at their word even in a question.
var grave = []string{"die", "harm"}

// talk is something that is asked back or said beside a matter.
type talk struct {
	concept string
	asked   bool // only meant where something is asked: 「use」 in 「I use Windows」 asks nothing
}

// talks are all that there is, what says most first.
var talks = []talk{
	{"calling", false}, {"busy", false}, {"withdrawn", false}, {"passwords", true},
	{"bot", false}, {"language", false}, {"insurance", false}, {"fault", false}, {"customers", true}, {"police", false}, {"whom", true}, {"paying", true},
	{"again", true}, {"late", false}, {"wait", true}, {"next", true}, {"cost", false}, {"done", false}, {"thanks", false}, {"hello", false},
}

// Words of a layer say nothing of those of another: what opens a question or asks something back
// may hold a word that tells what happened.
const (
	layerMatter = iota
	layerMood
	layerTalk
)

func layer(concept string) int {
	switch {
	case slices.Contains([]string{conceptWhether, conceptWhich, conceptEnds, conceptThen, conceptSupposes, conceptIf}, concept):
		return layerMood
	case concept == "human" || concept == WantsErased || concept == WantsShown || slices.ContainsFunc(talks, func(t talk) bool { return t.concept == concept }):
		return layerTalk
	}
	return layerMatter
}

// talk is what is asked back or said beside a matter.
func (h Heard) talk() []string {
	var out []string
	for _, t := range talks {
		if h.Holds(t.concept) && (h.Asks || !t.asked) && !(t.concept == conceptDone && h.Asks && len(out) > 0) {
			out = append(out, t.concept)
		}
	}
	return out
}

// sentenceAbroad is a sentence; mark says that a question mark ends it.
type sentenceAbroad struct {
	text string
	mark bool
}

// sentencesAbroad cuts a text where a sentence ends. The dot in invoice.zip ends none.
func sentencesAbroad(folded string) []sentenceAbroad {
	folded = strings.ReplaceAll(folded+" ", ". ", "\n")
	var out []sentenceAbroad
	for rest := folded; rest != ""; {
		at := strings.IndexAny(rest, "!?。।;\n")
		if at < 0 {
			return append(out, sentenceAbroad{text: rest})
		}
		text, behind := rest[:at], strings.TrimLeft(rest[at:], "!?。।;\n")
		mark := strings.Contains(rest[at:len(rest)-len(behind)], "?")
		rest = behind
		if strings.TrimSpace(text) != "" {
			out = append(out, sentenceAbroad{text, mark})
		}
	}
	return out
}

// spans are parts of a sentence.
type spans [][2]int

// holds reports whether a hit begins within one of the parts.
func (s spans) holds(h hit) bool {
	return slices.ContainsFunc(s, func(p [2]int) bool { return p[0] <= h.from && h.from < p[1] })
}

// asked are the parts of a sentence that only ask whether something is so; asks reports whether
// anything is asked at all.
func (s sentenceAbroad) asked(l *knowledge.Language, hits []hit) (parts spans, asks bool) {
	clauses := s.clauses(hits)
	var supposed spans // since the last question
	for i, c := range clauses {
		text := s.text[c[0]:c[1]]
		from := c[0] + len(text) - len(strings.TrimLeft(text, " ¿"))
		end := c[0] + len(strings.TrimRight(text, " .~…"))
		opener, which, supposes := -1, false, false
		question := s.mark && i == len(clauses)-1
		for _, h := range hits {
			if h.from < c[0] || h.from >= c[1] {
				continue
			}
			switch h.concept {
			case conceptWhether:
				if opener < 0 || h.from < opener {
					opener = h.from
				}
			case conceptWhich:
				which = true
			case conceptSupposes:
				supposes = h.to == end
			case conceptEnds:
				question = question || h.to == end
			}
		}
		question = question || l.Inverts && opener == from
		asks = asks || question || which || opener == from && !l.Run
		switch {
		case supposes:
			supposed = append(supposed, c)
		case question && !which:
			parts, supposed = append(parts, supposed...), nil
		}
		switch {
		case question && opener >= 0:
			parts = append(parts, [2]int{opener, c[1]})
		case question && !which:
			parts = append(parts, c)
		}
	}
	return parts, asks
}

// reports reports whether a word is a part of a report of what was done: in 「the bank froze it」 no
// bank data were told. That somebody called may tell of both.
func reports(h hit, hits []hit) bool {
	return layer(h.concept) == layerMatter && h.concept != "call" && slices.ContainsFunc(hits, func(o hit) bool {
		return o.concept == conceptDone && o.from <= h.from && h.to <= o.to && o.to-o.from > h.to-h.from
	})
}

// clauses cuts a sentence at commas and after words that join.
func (s sentenceAbroad) clauses(hits []hit) spans {
	cuts := []int{0, len(s.text)}
	for at, r := range s.text {
		if strings.ContainsRune(",，、:—", r) {
			cuts = append(cuts, at+utf8.RuneLen(r))
		}
	}
	for _, h := range hits {
		if h.concept == conceptThen || h.concept == conceptSupposes {
			cuts = append(cuts, h.to)
		}
	}
	slices.Sort(cuts)
	var out spans
	for i, to := range cuts[1:] {
		if strings.TrimSpace(s.text[cuts[i]:to]) != "" {
			out = append(out, [2]int{cuts[i], to})
		}
	}
	return out
}
