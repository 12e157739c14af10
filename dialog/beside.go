package dialog

import (
	"slices"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// aside answers a question in the middle from the entry that it points to, and goes on where it was. What is urgent, and
// what begins with 「ところで」, is a matter of its own.
func (t *turn) aside(r reading.Reading) bool {
	m := r.Match
	best := t.world.Base.FAQ(m.Best().FAQ)
	switch {
	case best == nil, m.None, m.Confidence < beyondDoubt, best.ID == t.state.FAQ, best.Category == knowledge.OutOfScope:
		return false
	case t.isUrgent(best, r), r.Says(reading.AnotherSubject):
		return false
	}
	t.say(Plain, "answer.aside", knowledge.FirstLine(best.Now, t.state.Facts))
	t.repeatQuestion()
	return true
}

// followed takes 「切りました」, said of the first aid while something else is asked: what was advised is done.
func (t *turn) followed(r reading.Reading) bool {
	if len(t.state.Aid)+len(t.state.Flags) == 0 || !r.Says(reading.Done) {
		return false
	}
	t.save()
	if r.Says(reading.CutOff) && !t.state.Facts.Answered("network") {
		t.state.learn(knowledge.Facts{"network": "disconnected"}, &t.brought)
	}
	t.say(Plain, "aid.done")
	t.repeatQuestion()
	return true
}

// nameContacts answers who can be called, of the matter in hand: those that the question names, or else the first. It reports
// whether that was asked.
func (t *turn) nameContacts(r reading.Reading) bool {
	if t.entry() == nil || !r.Says(reading.WhomToCall) || utf8.RuneCountInString(r.Folded) > reading.LongQuestion {
		return false
	}
	near, far := t.referrals(t.entry(), t.state.Facts)
	named := slices.DeleteFunc(slices.Concat(near, far), func(c Referral) bool { return !r.Names(c.Name) })
	if len(named) == 0 {
		named = near
	}
	if len(named) == 0 {
		return false
	}
	t.messages = append(t.messages, t.referralSheet(named[:min(maxReferrals, len(named))]))
	return true
}
