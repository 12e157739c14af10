package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// worthGuessing is the belief from which the likeliest meaning is gone on with as a guess: half of what
// makes its first aid due.
const worthGuessing = likely / 2

// worthNaming is the belief from which the likeliest meaning is named as a guess at least.
const worthNaming = 0.1

// takeGuess goes on where nothing that was said tells which is meant, though that was asked: with the
// likeliest, named as a guess. Where nothing is likely it says so, with whom to call and a person.
func takeGuess(f flow) {
	c := f.c
	best := likeliestOffered(c)
	if best == nil {
		c.unsure()
		return
	}
	c.say(Plain, "clarify.guess", best.Title)
	c.because("goes on with a guess")
	f.settle(best.ID)
}

// likeliestOffered is the likeliest meaning of all words so far, or of those that were offered, or nil
// where none is worth guessing.
func likeliestOffered(c *consultation) *knowledge.FAQ {
	m := c.view().match()
	best := c.world.Base.FAQ(m.Best().FAQ)
	if best != nil && !m.None && best.Category != knowledge.OutOfScope && m.Best().Score >= worthGuessing {
		return best
	}
	for _, o := range c.state.Offered {
		if f := c.world.Base.FAQ(o.Value); f != nil && f.Category != knowledge.OutOfScope && (m.Belief(f.Category) >= worthGuessing || hurried(c.view())) {
			return f
		}
	}
	return nil
}

// openChoice leaves the choice of meanings open behind what was said beside it, without putting it
// again; behind the second such remark the likeliest is meant.
func openChoice(f flow) {
	c := f.c
	if c.state.Asides >= 1 {
		takeGuess(f)
		return
	}
	c.state.Asides++
	q := c.out.topicQuestion(meaningsOf(c.state.Offered), false)
	q.Text = c.out.phrase("clarify.open")
	c.put(knowledge.SlotTopic, q)
}

// meaningsOf are the choices without the one that none is meant.
func meaningsOf(offered []Choice) []Choice {
	return slices.DeleteFunc(slices.Clone(offered), func(o Choice) bool { return o.Value == noMeaning })
}

// sameAgain reports whether one of some meanings was offered before.
func sameAgain(before []Choice, offers []knowledge.Candidate) bool {
	return slices.ContainsFunc(offers, func(o knowledge.Candidate) bool {
		return slices.ContainsFunc(before, func(c Choice) bool { return c.Value == o.FAQ })
	})
}

// anotherWay takes who asks for another way than those that were told, or what comes now: what the
// entry has besides, whom to call, and a person. It reports whether that was asked.
func anotherWay(f flow, r reading.Reading, p retort) bool {
	c := f.c
	if !r.Says(reading.AnotherWay) || p.ownAndSure() {
		return false
	}
	if c.entry() == nil {
		c.unsure()
		return true
	}
	if f.enough() {
		return true
	}
	c.save()
	c.state.clear()
	c.tellMore()
	return true
}

// whatNow takes who asks after the answer what to do now: the most pressing step that is not done yet,
// and a person. It reports whether that was asked.
func whatNow(f flow, r reading.Reading, p retort) bool {
	c := f.c
	if !r.Says(reading.WhatNow) || p.ownAndSure() || !c.state.Answered || c.state.Said == saidOpen {
		return false
	}
	if len(c.state.open()) == 0 {
		return comeback{f}.next(r)
	}
	c.save()
	sayOpen(c)
	c.state.Said = saidOpen
	c.askNext()
	return true
}

// saidOpen stands for a follow-up: the steps that are open were named last.
const saidOpen = "#open"
