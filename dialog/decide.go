package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Decision is what a careful adviser would do with a single question.
type Decision string

const (
	Answer     Decision = "answer"       // the entry's answer fits as it is
	AskMore    Decision = "ask"          // a follow-up would change the answer
	OutOfScope Decision = "out_of_scope" // not this desk's matter
	ToPerson   Decision = "handoff"      // nothing fits: a person should look
)

// Judgement is the whole of it.
type Judgement struct {
	Decision Decision
	Match    knowledge.Match
	Facts    knowledge.Facts
	Urgency  knowledge.Urgency
	Contacts []string // ids, in the order in which they are to be called
}

// Judge decides about a single question, without a conversation.
func Judge(text string, base *knowledge.Base, read func(text string) reading.Reading) Judgement {
	r := read(text)
	j := Judgement{Facts: r.Stated, Match: r.Match.Given(base, r.Stated), Urgency: knowledge.Low}
	entry := base.FAQ(j.Match.Best().FAQ)
	if entry == nil {
		j.Decision = ToPerson
		return j
	}
	j.Urgency = urgencyOf(r, j.Match, base)
	j.Contacts = slices.DeleteFunc(entry.ContactsFor(r.Stated), func(id string) bool { return base.Contact(id).Who == "person" && !entry.Private })
	v := view{base: base, read: read, matter: Matter{Facts: r.Stated, FAQ: entry.ID}}
	switch {
	case entry.Category == knowledge.OutOfScope:
		j.Decision = OutOfScope
	case j.Match.None:
		j.Decision = ToPerson
	case unclear(j.Match), v.next().do == ask:
		j.Decision = AskMore
	default:
		j.Decision = Answer
	}
	return j
}

// alarming is the belief in urgent entries from which a question counts as urgent: what is missed here is first aid, and a
// false alarm costs one needless line. Set on testdata/eval.
const alarming = 0.3

// urgencyOf is High when the entries that would be urgent for these facts are together likely enough, else the urgency
// of the likeliest entry.
func urgencyOf(r reading.Reading, m knowledge.Match, base *knowledge.Base) knowledge.Urgency {
	high := 0.0
	for _, c := range m.Candidates {
		if urgency(base, base.FAQ(c.FAQ), r, r.Stated) == knowledge.High {
			high += c.Score
		}
	}
	best := urgency(base, base.FAQ(m.Best().FAQ), r, r.Stated)
	switch {
	case high >= alarming:
		return knowledge.High
	case best == knowledge.High:
		return knowledge.Normal
	}
	return best
}
