package dialog

import (
	"slices"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// aboutDesk is the category of questions about the desk itself: no matter of its own.
const aboutDesk = "9.01"

// newMatter reports whether a text is clearly about another matter than the one in hand.
func (v view) newMatter(r reading.Reading) bool {
	if r.Length() < reading.SaysLittle {
		return false
	}
	m := r.Match
	best, now := v.base.FAQ(m.Best().FAQ), v.entry()
	if m.None || m.Confidence < sure || now != nil && m.Confidence < beyondDoubt {
		return false
	}
	if now == nil || best.Category == knowledge.OutOfScope || best.Category == aboutDesk {
		return now == nil
	}
	return best.Category != now.Category && !v.agenda.keeps(best.ID)
}

// isUrgent reports whether a text tells of something urgent, if it means an entry.
func (v view) isUrgent(entry *knowledge.FAQ, r reading.Reading) bool {
	return entry != nil && urgency(v.base, entry, r, r.Stated) == knowledge.High
}

// onlyFacts reports whether a text tells more of the matter in hand: a short one with facts, or one that adds red flags.
func (v view) onlyFacts(r reading.Reading) bool {
	if len(r.Facts) == 0 || r.Length() >= reading.LongNews {
		return onlyFlags(v.base, r.Facts)
	}
	entry := v.base.FAQ(r.Match.Best().FAQ)
	return r.Length() < reading.ShortNews || onlyFlags(v.base, r.Facts) || entry == nil || !v.isUrgent(entry, r)
}

// aboutOthers reports whether a text that could pass for an answer speaks of something else: 「個人情報も入ってます」 is
// no yes to whether it spreads. A text that begins with yes or no answers what was asked.
func (v view) aboutOthers(slot string, r reading.Reading) bool {
	if r.BeginsWithYesNo() || r.Stated.Answered(slot) || slices.Contains(r.Subjects, slot) {
		return false
	}
	return onlyAside(r.Stated, r) || len(r.Subjects) > 0 || v.emergency(slot, r)
}

// emergency reports whether a text tells of something urgent of another kind than the matter in hand.
// Only a deed or event that is new makes another one, and trouble that is told while the matter in
// hand is not urgent: what is said about the bank after a transfer is like many entries.
func (v view) emergency(slot string, r reading.Reading) bool {
	if r.Length() < reading.TellsMore || slot == "victims" || !v.newMatter(r) {
		return false
	}
	if !v.newDeed(r) && (v.urgent() || !r.Alarmed || r.Says(reading.Question)) {
		return false
	}
	if v.urgent() && flagged(v.base, v.matter.Facts) && r.Length() < reading.LongNews {
		return false // one story goes on: what else was done in it
	}
	return v.isUrgent(v.base.FAQ(r.Match.Best().FAQ), r)
}

// calmly reports whether a text asks about another matter when nothing is urgent, neither there nor in
// what was answered: it has its answer without further ado.
func (v view) calmly(r reading.Reading) bool {
	return !v.urgent() && !v.isUrgent(v.base.FAQ(r.Match.Best().FAQ), r)
}

// asksAnew reports whether a text asks for another matter, and does not only speak of something: it asks,
// wishes, changes the subject, or is a story.
func asksAnew(r reading.Reading) bool {
	return r.Says(reading.Question) || r.Says(reading.AnotherSubject) || r.Hopes() || r.Length() > reading.ToDesk
}

// talks reports whether a text that could pass for an answer rather talks about the matter. One that begins with yes or no, or says
// what was asked in so many words, answers; one that only ends like an answer (「お金が戻らない」) may be either.
func (v view) talks(slot string, r reading.Reading) bool {
	if r.Says(reading.Question) && v.retort(r).belief >= beyondDoubt {
		return true // it asks for what there is a reply to, whatever it states beside
	}
	least := heardSurely
	if len(r.Stated) == 0 && r.Length() <= reading.Short && !r.Says(reading.Question) && !r.Says(reading.GoesOn) {
		least = hardlyElse // it may well be the answer
	}
	return !r.BeginsWithYesNo() && !r.Stated.Answered(slot) && !v.answers(r) && !slices.Contains(r.Subjects, slot) && r.Length() > reading.OneWord &&
		v.retort(r).belief >= least
}

// answers reports whether a text answers the fact that is asked for in so many words and says no more. 「分からない」 does where nothing
// else stands with it: 「線の抜き方が分からない」 asks for help.
func (v view) answers(r reading.Reading) bool {
	slot := v.base.Slot(v.asked.Slot)
	if slot == nil || r.Says(reading.Question) || r.Length() > reading.ToDesk || !r.AnswersInWords(slot) {
		return false
	}
	value, _ := r.Answer(slot)
	return value != knowledge.Unknown || r.Length() <= reading.SaysLittle
}

// answersShortly reports whether a short text answers the fact that is asked for: that is no cry, and
// no news that all is well.
func answersShortly(c *consultation, r reading.Reading) bool {
	slot := c.world.Base.Slot(c.state.Slot)
	if slot == nil || r.Length() > reading.Short {
		return false
	}
	_, ok := r.Answer(slot)
	return ok
}

// correction reports whether a text after the end mends what was said before: 「やっぱり4台でした」.
func (v view) correction(r reading.Reading) bool {
	for slot := range r.Stated {
		if v.matter.Facts.Answered(slot) {
			return true
		}
	}
	return len(r.Stated) > 0 && !v.newMatter(r)
}

// knowsNot reports whether a text is 「分からない」 and no more.
func (v view) knowsNot(r reading.Reading) bool {
	value, ok := r.Answer(v.base.Slot(knowledge.SlotTopic))
	return ok && value == knowledge.Unknown && r.Length() <= reading.Short
}

// urgentPending reports whether the text that is kept tells of something urgent.
func (v view) urgentPending() bool {
	r := v.read(v.agenda.Pending)
	return v.isUrgent(v.base.FAQ(r.Match.Best().FAQ), r)
}

// tellsMoreOfPending reports whether a text goes on about the urgent matter that waits rather than about the one in hand.
func (v view) tellsMoreOfPending(r reading.Reading) bool {
	pending := v.base.FAQ(v.read(v.agenda.Pending).Match.Best().FAQ)
	if !v.urgentPending() || r.Says(reading.WhatNow) {
		return false
	}
	if best := v.base.FAQ(r.Match.Best().FAQ); best != nil && best.Category == pending.Category && r.Match.Confidence >= likely {
		return true
	}
	return v.newDeed(r) || v.retortOf(pending, r).belief > v.retort(r).belief
}

// asksOfOffered is what there is to say to a question, or to news, while it is asked which is meant: about the likeliest of the
// meanings.
func (v view) asksOfOffered(r reading.Reading) retort {
	best := v.base.FAQ(v.match().Best().FAQ)
	if best == nil || r.Length() > reading.ToDesk || r.Bare {
		return retort{}
	}
	if m := r.Match; !m.None && m.Confidence >= sure && m.Best().FAQ != best.ID && !(hurried(v) && !v.isUrgent(v.base.FAQ(m.Best().FAQ), r)) {
		return retort{} // says by itself what it is about
	}
	return v.retortOf(best, r)
}

// hurried reports whether something was told, while it is not clear what is meant, to which first
// aid was given or is due.
func hurried(v view) bool {
	return flagged(v.base, v.matter.Facts) || len(v.matter.Aid) > 0 || len(v.matter.Flags) > 0
}

// saysWhich reports whether a text that is written instead of a choice says by itself what it is
// about. In an urgent matter only what is urgent does: a question about what was advised, or a
// fact, decides nothing.
func saysWhich(v view, r reading.Reading) bool {
	if !hurried(v) || v.newDeed(r) {
		return true
	}
	m := r.Match
	return !m.None && m.Confidence >= sure && (v.asked.offers(m.Best().FAQ) || v.isUrgent(v.base.FAQ(m.Best().FAQ), r))
}

// onlyAside reports whether a short text states nothing but how many machines there are, which, since when, or who writes from where:
// 「うちは4台です」 is no yes to whatever else was asked, and says nothing about what is meant.
func onlyAside(news knowledge.Facts, r reading.Reading) bool {
	for slot := range news {
		switch slot {
		case knowledge.SlotPCs, knowledge.SlotOS, knowledge.SlotDevice, knowledge.SlotWritingFrom, "since", "role":
		default:
			return false
		}
	}
	return len(news) > 0 && r.Length() <= reading.ShortAside
}

// onlyFlags reports whether all that is new is what the consulter did or suffered.
func onlyFlags(base *knowledge.Base, news knowledge.Facts) bool {
	for slot := range news {
		if slot != "since" && !ofDeeds(base, slot) {
			return false
		}
	}
	return flagged(base, news)
}

// besideEntry is the entry that answers a question in the middle, or nil. What is urgent, and what begins with 「ところで」, is a
// matter of its own.
func (v view) besideEntry(r reading.Reading) *knowledge.FAQ {
	m := r.Match
	best := v.base.FAQ(m.Best().FAQ)
	switch {
	case !r.Says(reading.Question), best == nil, m.None, m.Confidence < beyondDoubt, best.ID == v.matter.FAQ, best.Category == knowledge.OutOfScope:
		return nil
	case v.isUrgent(best, r), r.Says(reading.AnotherSubject):
		return nil
	}
	return best
}

// twoMatters cuts a message that tells of two matters: the more urgent one is heard first, the other is kept. What adds a red
// flag (「あとカード番号も入れました」) belongs to the same matter.
func (v view) twoMatters(r reading.Reading) (first reading.Reading, one, other *knowledge.FAQ) {
	before, behind, two := r.TwoMatters()
	if !two || v.matter.FAQ != "" {
		return r, nil, nil
	}
	parts := [2]reading.Reading{v.read(before), v.read(behind)}
	var entries [2]*knowledge.FAQ
	for i, part := range parts {
		m := part.Match
		entries[i] = v.base.FAQ(m.Best().FAQ)
		if m.None || m.Confidence < sure || entries[i].Category == knowledge.OutOfScope || part.Length() < reading.SaysLittle {
			return r, nil, nil
		}
	}
	if entries[0].Category == entries[1].Category || flagged(v.base, parts[1].Stated) {
		return r, nil, nil
	}
	if v.isUrgent(entries[1], parts[1]) && !v.isUrgent(entries[0], parts[0]) {
		return parts[1], entries[1], entries[0]
	}
	return parts[0], entries[0], entries[1]
}

// asksWhomToCall reports whether a text asks who can be called.
func (v view) asksWhomToCall(r reading.Reading) bool {
	return v.entry() != nil && r.Says(reading.WhomToCall) && utf8.RuneCountInString(r.Folded) <= reading.LongQuestion
}

// device is which machine the words are about, where the entry in hand would ask for it.
func (v view) device() (string, bool) {
	asks := func(a knowledge.Asked) bool { return a.Slot == knowledge.SlotDevice }
	if v.matter.Facts.Answered(knowledge.SlotDevice) || !slices.ContainsFunc(v.entry().Ask, asks) {
		return "", false
	}
	value, ok := v.words().Device(v.base.Slot(knowledge.SlotDevice))
	return value, ok && value != knowledge.Unknown
}

// offersIncident reports whether one of the meanings that are offered is more than a question.
func (v view) offersIncident() bool {
	return slices.ContainsFunc(v.asked.Offered, func(c Choice) bool {
		f := v.base.FAQ(c.Value)
		return f != nil && f.Urgency != knowledge.Low
	})
}

// sister is another entry of the kind in hand to which a text points, or nil.
func (v view) sister(r reading.Reading) *knowledge.FAQ {
	best := v.base.FAQ(r.Match.Best().FAQ)
	if best == nil || best.ID == v.matter.FAQ || best.Category != v.entry().Category || r.Match.Confidence < sure {
		return nil
	}
	return best
}
