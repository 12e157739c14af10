package dialog

import (
	"time"

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
func Judge(text string, base *knowledge.Base, match knowledge.Matcher, now time.Time) Judgement {
	read := reading.Read(text, now)
	j := Judgement{Facts: read, Match: match(text).Given(base, read), Urgency: knowledge.Low}
	entry := base.FAQ(j.Match.Best().FAQ)
	if entry == nil {
		j.Decision = ToPerson
		return j
	}
	j.Urgency = urgencyOf(text, j.Match, base, read)
	j.Contacts = entry.ContactsFor(read)
	t := &turn{world: World{Base: base, Match: match, Now: now}, state: State{Core: Core{Facts: read, FAQ: entry.ID}}}
	switch {
	case entry.Category == knowledge.OutOfScope:
		j.Decision = OutOfScope
	case j.Match.None:
		j.Decision = ToPerson
	case unclear(j.Match):
		j.Decision = AskMore
	case t.nextSlot() != nil:
		j.Decision = AskMore
	default:
		j.Decision = Answer
	}
	return j
}

// alarming is the belief in urgent entries from which a question counts as urgent: what is missed here is first aid, and a
// false alarm costs one needless line. Set on testdata/eval.
const alarming = 0.25

// urgencyOf is High when the entries that would be urgent for these facts are together likely enough, else the urgency
// of the likeliest entry.
func urgencyOf(text string, m knowledge.Match, base *knowledge.Base, f knowledge.Facts) knowledge.Urgency {
	high := 0.0
	for _, c := range m.Candidates {
		if urgency(base.FAQ(c.FAQ), text, f) == knowledge.High {
			high += c.Score
		}
	}
	best := urgency(base.FAQ(m.Best().FAQ), text, f)
	switch {
	case high >= alarming:
		return knowledge.High
	case best == knowledge.High:
		return knowledge.Normal
	}
	return best
}

// urgency is how urgent an entry is for a consulter: somebody who asks how to be prepared is in no hurry, whatever the
// matter, unless their facts say otherwise.
func urgency(f *knowledge.FAQ, words string, known knowledge.Facts) knowledge.Urgency {
	u := f.UrgencyFor(known)
	if u == knowledge.High && reading.Precaution(words) && !flagged(known) {
		return knowledge.Normal
	}
	return u
}

// flagged reports whether the facts hold a red flag.
func flagged(f knowledge.Facts) bool {
	for _, r := range redFlags {
		if f.Has(r.slot) && r.when(f[r.slot]) {
			return true
		}
	}
	return false
}
