package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Thresholds over calibrated scores, set on held-out questions (testdata/eval). Below sure it is always asked which is meant,
// even when one meaning leads by far: of the 29 questions in 676 that were settled below it, half were settled wrongly.
const (
	sure   = 0.62 // from here an entry's category is taken without asking
	likely = 0.45 // from here the likeliest meaning's first aid is said before it is certain
	faint  = 0.04 // from here a meaning is worth offering

	beyondDoubt = 0.8 // from here a text in the middle of one matter is about another

	maxMeanings = 3
)

// symptom hears what is wrong.
func (t *turn) symptom(r reading.Reading) {
	switch t.state.Phase {
	case PhaseHandoff:
		if t.state.FAQ != "" && t.onlyFacts(r) || !t.newMatter(r) {
			t.addToTicket(t.state.Ticket, r)
			return
		}
		if t.state.FAQ != "" {
			t.restart()
		}
		t.state.Words, t.state.Slots = "", nil // clear by itself: what came before led nowhere
	case PhaseDone:
		if t.entry() != nil && t.correction(r) {
			t.afterwards(r)
			return
		}
		t.restart()
	}
	t.save()
	if t.state.Words != "" && t.knowsNot(r) { // no more can be told
		t.understand()
		return
	}
	t.state.learn(r.Facts, &t.brought)
	first, later := t.firstMatter(r)
	if later != "" {
		t.state.keep(later)
	}
	t.state.addWords(first.Text, &t.brought)
	t.understand()
}

// correction reports whether a text after the end mends what was said before: 「やっぱり4台でした」.
func (t *turn) correction(r reading.Reading) bool {
	for slot := range r.Stated {
		if t.state.Facts.Answered(slot) {
			return true
		}
	}
	return len(r.Stated) > 0 && !t.newMatter(r)
}

// understand turns the words so far into an entry, or into a question about them.
func (t *turn) understand() {
	m := t.match()
	if m.None || len(m.Candidates) == 0 {
		t.firstAid()
		t.lost()
		return
	}
	best, offers := m.Best(), meanings(m)
	t.why = explain(m)
	asked := t.state.count(knowledge.SlotTopic) > 0
	switch {
	case t.tooShort(best):
		t.state.Missed++
		t.firstAid()
		t.sayAsking("short", t.state.Words)
	case best.Category == knowledge.OutOfScope && m.Confidence < sure && len(offers) < 2:
		t.firstAid()
		t.lost()
	case !unclear(m), m.Confidence >= sure && asked:
		t.settle(best.FAQ)
	case len(offers) == 0:
		t.firstAid()
		t.lost()
	default:
		t.clarify(m, offers)
	}
}

// tooShort reports whether so little was said about an incident that one more sentence should be asked for, once.
func (t *turn) tooShort(best knowledge.Candidate) bool {
	return t.words().Bare && strings.HasPrefix(best.Category, "1.") && t.state.Missed == 0
}

// match ranks the entries for all words so far, without those that were ruled out. The belief in these goes to nobody: what
// remains is as unlikely as before.
func (t *turn) match() knowledge.Match {
	m := t.words().Match.Given(t.world.Base, t.state.Facts)
	if len(t.state.Ruled) == 0 {
		return m
	}
	m.Candidates = slices.DeleteFunc(slices.Clone(m.Candidates), func(c knowledge.Candidate) bool {
		return slices.Contains(t.state.Ruled, c.FAQ)
	})
	m.Confidence = 0
	for _, c := range m.Candidates {
		if c.Category == m.Best().Category {
			m.Confidence += c.Score
		}
	}
	return m
}

// settle takes an entry as the matter in hand.
func (t *turn) settle(id string) {
	if t.world.Base.FAQ(id) == nil { // all that fitted was ruled out
		t.lost()
		return
	}
	t.state.FAQ = id
	t.state.becomeAsk()
	t.state.clear()
	t.learnDevice()
	t.proceed()
}

// learnDevice notes which machine the words are about when the entry would ask for it.
func (t *turn) learnDevice() {
	asks := func(a knowledge.Asked) bool { return a.Slot == knowledge.SlotDevice }
	if t.state.Facts.Answered(knowledge.SlotDevice) || !slices.ContainsFunc(t.entry().Ask, asks) {
		return
	}
	if v, ok := t.words().Device(t.world.Base.Slot(knowledge.SlotDevice)); ok && v != knowledge.Unknown {
		t.state.learn(knowledge.Facts{knowledge.SlotDevice: v}, &t.brought)
	}
}

// lost is the way when nothing fits: say it another way, then a person or a contact. It never ends in silence.
func (t *turn) lost() {
	t.state.Missed++
	if t.state.Missed == 1 {
		missed := t.state.Missed
		t.state.becomeSymptom()
		t.state.clear()
		t.state.Missed = missed
		t.sayAsking("rephrase")
		return
	}
	t.unsure()
}

// unsure says that nothing fits and offers a person, contacts, or another try.
func (t *turn) unsure() {
	t.state.becomeFeedback()
	t.say(Plain, "unsure")
	t.say(Plain, "unsure.urgent")
	t.askOwn(slotUnsure)
}
