package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A view is all that the next move depends on: what is wrong, what is and was asked, what else there is, and what may be known.
// Its methods are pure; a chat and a single question (Judge) share them.
type view struct {
	base   *knowledge.Base
	read   func(text string) reading.Reading
	matter Matter
	asked  Asked
	agenda Agenda
	said   string // the follow-up that was replied to last
	feared bool   // despair or danger was told: nobody is sent away after that
}

// entry is the matter in hand, or nil.
func (v view) entry() *knowledge.FAQ { return v.base.FAQ(v.matter.FAQ) }

// words are the words so far, read.
func (v view) words() reading.Reading { return v.read(v.matter.Words) }

// A move is what is to be done next.
type move struct {
	do     act
	slot   *knowledge.Slot       // ask: for this fact
	faq    string                // settle: this entry is meant
	match  knowledge.Match       // clarify: what is believed
	offers []knowledge.Candidate // clarify: which of these is meant?
	why    string
}

// act is what a move does.
type act int

const (
	giveUp     act = iota // nothing fits: ask to say it another way, then offer a person or a contact
	hearMore              // so little was said that one more sentence is asked for
	clarify               // ask which is meant
	settle                // take it that one is meant
	ask                   // ask for a fact that changes the answer
	answer                // give the answer
	update                // tell what new facts change in the answer that was given
	askHappens            // ask whether it has happened at all
)

// meaning is the move while it is not clear what the words so far mean.
func (v view) meaning() move {
	m := v.match()
	if m.None || len(m.Candidates) == 0 {
		return move{do: giveUp}
	}
	if m.Best().Category == knowledge.OutOfScope && (v.feared || flagged(v.base, v.matter.Facts)) {
		m = within(m) // what was done makes it a matter of this desk
	}
	best, offers, why := m.Best(), fitting(v.base, v.matter.Facts, meanings(m)), explain(m)
	all := len(meanings(m))
	words := v.words()
	switch {
	case words.Untold:
		offers = resting(v.base, v.matter.Facts, offers)
	case words.Alarmed && !words.Calm:
		offers = pressing(v.base, v.matter.Facts, offers)
	}
	rests := len(offers) > 0 && offers[0].FAQ != best.FAQ && words.Untold
	switch {
	case v.tooShort(best):
		return move{do: hearMore, why: why}
	case best.Category == knowledge.OutOfScope && m.Confidence < beyondDoubt && words.Length() < reading.TellsMore:
		return move{do: hearMore, why: why} // few words are sent away only where they are beyond doubt
	case best.Category == knowledge.OutOfScope && m.Confidence < sure && len(offers) < 2:
		return move{do: giveUp, why: why}
	case !rests && !unclear(m), !rests && m.Confidence >= sure && v.asked.count(knowledge.SlotTopic) > 0:
		return move{do: settle, faq: best.FAQ, why: why}
	case len(offers) == 0:
		return move{do: giveUp, why: why}
	case len(offers) == 1 && all > 1:
		return move{do: settle, faq: offers[0].FAQ, why: why}
	}
	return move{do: clarify, match: m, offers: offers, why: why}
}

// fitting leaves out of the meanings that may be asked about those that are for others than who did what the facts tell, where
// one is left: nobody who gave a card number away is asked whether they only got the message.
func fitting(base *knowledge.Base, facts knowledge.Facts, offers []knowledge.Candidate) []knowledge.Candidate {
	out := slices.DeleteFunc(slices.Clone(offers), func(c knowledge.Candidate) bool {
		entry := base.FAQ(c.FAQ)
		return !entry.Unless.Always() && entry.Unless.Holds(facts)
	})
	if len(out) == 0 {
		return offers
	}
	return out
}

// pressing leaves out of the meanings that may be asked about those that are not urgent for these
// facts, where one is that is at least half as likely: who tells of trouble does not ask how to be
// prepared.
func pressing(base *knowledge.Base, facts knowledge.Facts, offers []knowledge.Candidate) []knowledge.Candidate {
	of := func(c knowledge.Candidate) knowledge.Urgency { return base.FAQ(c.FAQ).UrgencyFor(facts) }
	high := 0.0
	for _, c := range offers {
		if of(c) == knowledge.High {
			high = max(high, c.Score)
		}
	}
	return slices.DeleteFunc(slices.Clone(offers), func(c knowledge.Candidate) bool { return of(c) == knowledge.Low && high >= c.Score/2 })
}

// resting leaves out of the meanings that may be asked about those that are urgent for these facts,
// where one is that is not and at least a third as likely: who tells of nothing that has happened
// does not ask for first aid.
func resting(base *knowledge.Base, facts knowledge.Facts, offers []knowledge.Candidate) []knowledge.Candidate {
	of := func(c knowledge.Candidate) knowledge.Urgency { return base.FAQ(c.FAQ).UrgencyFor(facts) }
	calm := 0.0
	for _, c := range offers {
		if of(c) != knowledge.High {
			calm = max(calm, c.Score)
		}
	}
	return slices.DeleteFunc(slices.Clone(offers), func(c knowledge.Candidate) bool { return of(c) == knowledge.High && calm >= c.Score/3 })
}

// within is a match without the entries about what is not for this desk.
func within(m knowledge.Match) knowledge.Match {
	m.Candidates = slices.DeleteFunc(slices.Clone(m.Candidates), func(c knowledge.Candidate) bool { return c.Category == knowledge.OutOfScope })
	total := 0.0
	for _, c := range m.Candidates {
		total += c.Score
	}
	for i := range m.Candidates {
		m.Candidates[i].Score /= max(total, 1e-9)
	}
	m.Confidence = m.Belief(m.Best().Category)
	return m
}

// outgrown is the entry of the same kind that fits instead of the one in hand, where the facts say that it is meant for others.
func (v view) outgrown() *knowledge.FAQ {
	now := v.entry()
	if now == nil || now.Unless.Always() || !now.Unless.Holds(v.matter.Facts) || v.matter.Words == "" {
		return nil
	}
	for _, c := range v.match().Candidates {
		if other := v.base.FAQ(c.FAQ); other != nil && other != now && v.heeds(other) && other.Category == now.Category && (other.Unless.Always() || !other.Unless.Holds(v.matter.Facts)) {
			return other
		}
	}
	return nil
}

// heeds reports whether an entry is one for those who did or suffered what the facts tell: one that
// is there to teach answers nobody whose money is going.
func (v view) heeds(entry *knowledge.FAQ) bool {
	return entry.Urgency != knowledge.Low || !flagged(v.base, v.matter.Facts)
}

// next is the move for the matter in hand.
func (v view) next() move {
	if v.matter.Answered {
		return move{do: update}
	}
	if v.matter.Happens == "" && supposes(v) {
		return move{do: askHappens, why: "asks whether " + v.matter.FAQ + " has happened: nothing that was said tells so"}
	}
	if slot := v.nextSlot(); slot != nil {
		return move{do: ask, slot: slot, why: "asks " + slot.Name + ": the answer changes the advice of " + v.matter.FAQ}
	}
	return move{do: answer, why: "answers " + v.matter.FAQ + ": nothing that may be asked changes it"}
}

// nextSlot chooses the question that is worth asking next, or nil: what decides the next step after what was done, then what
// changes what the entry tells this consulter. What only staff need is asked when they take over.
func (v view) nextSlot() *knowledge.Slot {
	if v.asked.facts() >= knowledge.MaxQuestions || v.matter.supposed(v.base) {
		return nil
	}
	entry := v.entry()
	if slot := doubted(v); slot != nil {
		return slot
	}
	for _, d := range deeds(v.base, v.matter.Facts) {
		for _, name := range d.Ask {
			if v.open(name) && (entry.Urgency != knowledge.High || asksFor(entry, name)) && entry.DependsOn(v.base.Slot(name), v.matter.Facts) {
				return v.base.Slot(name)
			}
		}
	}
	for _, a := range entry.Ask {
		if v.open(a.Slot) && v.applies(a.Slot) && a.When.Holds(v.matter.Facts) && entry.DependsOn(v.base.Slot(a.Slot), v.matter.Facts) {
			return v.base.Slot(a.Slot)
		}
	}
	return nil
}

// asksFor reports whether a slot is among those that an entry asks for: what the lines of an urgent one only
// heed where it is told does not matter enough to be asked.
func asksFor(entry *knowledge.FAQ, name string) bool {
	return slices.ContainsFunc(entry.Ask, func(a knowledge.Asked) bool { return a.Slot == name })
}

// doubted is the slot of a deed that the words so far may tell and do not tell surely: whether it was
// done decides more than anything else, whatever the matter.
func doubted(v view) *knowledge.Slot {
	for _, name := range v.words().Doubts {
		if reading.AsksDeed(name) && v.open(name) {
			return v.base.Slot(name)
		}
	}
	return nil
}

// forStaff are the slots that staff need of every case of the kind and that are still open.
func (v view) forStaff() []*knowledge.Slot {
	entry := v.entry()
	if entry == nil {
		return nil
	}
	var out []*knowledge.Slot
	for _, name := range v.base.Category(entry.Category).Ask {
		if !v.matter.Facts.Answered(name) && v.applies(name) {
			out = append(out, v.base.Slot(name))
		}
	}
	return out
}

// open reports whether a slot has neither been answered nor asked.
func (v view) open(name string) bool {
	return !v.matter.Facts.Answered(name) && !slices.Contains(v.asked.Slots, name)
}

// applies reports whether a question makes sense: nobody is asked for a number of PCs about a phone, and which machine
// somebody writes from matters only while theirs may have to be cut off.
func (v view) applies(name string) bool {
	f := v.matter.Facts
	switch name {
	case knowledge.SlotPCs, knowledge.SlotOS:
		return !slices.Contains([]string{"iphone", "android"}, f[knowledge.SlotOS]) && !v.words().Says(reading.NoComputer)
	case knowledge.SlotWritingFrom:
		return v.urgent() && f["network"] != "disconnected" && !slices.Contains([]string{"server", "nas", "website"}, f[knowledge.SlotDevice])
	}
	return true
}

// tooShort reports whether so little was said about an incident that one more sentence should be asked for, once.
func (v view) tooShort(best knowledge.Candidate) bool {
	return v.words().Bare && strings.HasPrefix(best.Category, "1.") && v.asked.Missed == 0
}

// match ranks the entries for all words so far, without those that were ruled out. The belief in these goes to nobody: what
// remains is as unlikely as before.
func (v view) match() knowledge.Match {
	m := v.words().Match.Given(v.base, v.matter.Facts)
	if len(v.matter.Ruled) == 0 {
		return m
	}
	m.Candidates = slices.DeleteFunc(slices.Clone(m.Candidates), func(c knowledge.Candidate) bool {
		return slices.Contains(v.matter.Ruled, c.FAQ)
	})
	m.Confidence = m.Belief(m.Best().Category)
	return m
}

// guess is the entry that the words so far may mean at best, or nil where that is hardly likely, or no matter of the desk's.
func (v view) guess() *knowledge.FAQ {
	m := v.match()
	best := v.base.FAQ(m.Best().FAQ)
	if best == nil || m.None || m.Best().Score < worthNaming || best.Category == knowledge.OutOfScope {
		return nil
	}
	return best
}

// urgent reports whether the matter in hand is urgent.
func (v view) urgent() bool {
	entry := v.entry()
	return entry != nil && v.urgency(entry) == knowledge.High
}

// urgency is how urgent an entry is for the words so far. That it has happened may have been said
// when it was asked.
func (v view) urgency(entry *knowledge.FAQ) knowledge.Urgency {
	words := v.words()
	if v.matter.Over {
		return knowledge.Normal
	}
	if v.matter.Happens == knowledge.Yes {
		words.Precaution, words.Calm = false, false
	}
	return urgency(v.base, entry, words, v.matter.Facts)
}

// supposes reports whether the entry in hand is for what does not wait, and nothing that was said
// tells that it has happened.
func supposes(v view) bool {
	entry := v.entry()
	return entry != nil && presses(v.base, entry, v.matter.Facts) && !flagged(v.base, v.matter.Facts) && v.words().Untold
}

// urgency is how urgent an entry is for a consulter: what was done decides, whatever the matter; else somebody who asks how to be
// prepared, or to whom nothing has happened, is in no hurry.
func urgency(base *knowledge.Base, f *knowledge.FAQ, words reading.Reading, known knowledge.Facts) knowledge.Urgency {
	u := f.UrgencyFor(known)
	switch {
	case flagged(base, known):
		return knowledge.High
	case u == knowledge.High && (words.Precaution || words.Calm):
		return knowledge.Normal
	}
	return u
}
