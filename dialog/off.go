package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// callsOff are the voices that say that nothing was amiss after all, or that it is over: it was found,
// it was genuine, whoever looked into it found nothing.
var callsOff = []string{"later.found", "later.genuine", laterClean}

const laterClean = "later.clean"

// calledOff takes the news that all is well, told while the matter is in hand: nothing more is asked,
// and it is urgent no more. It reports whether that was the news.
func (b comeback) calledOff(r reading.Reading) bool {
	c := b.c
	v := c.view()
	if c.entry() == nil || c.state.Phase == PhaseHandoff || v.newDeed(r) {
		return false
	}
	if c.state.Over && staysWell(r) {
		c.say(Plain, "over.fine")
		b.goesOn(true)
		return true
	}
	heard := allWell(c, r)
	if heard == nil || heard.ID == laterClean && answersShortly(c, r) || v.answers(r) { // 「今のところなさそう」 to whether it spreads
		return false
	}
	c.state.Over = true
	if p := v.retort(r); p.ownAndSure() && p.belief >= hardlyElse { // the matter's own word
		c.save()
		c.note("consulter", r.Text)
		p.tell(c)
		b.goesOn(true)
		return true
	}
	b.news(heard, r, reading.Reading{})
	return true
}

// allWell is the voice that surely says so in a text, or in one of its sentences, or nil.
func allWell(c *consultation, r reading.Reading) *knowledge.Voice {
	if r.Says(reading.Question) && r.InMood(reading.Asks) || r.Length() > reading.ToDesk {
		return nil
	}
	for _, part := range append([]string{r.Text}, r.Parts()...) {
		if v, belief := c.read(part).HeardWhile(knowledge.Later); v != nil && belief >= voiceSurely && slices.Contains(callsOff, v.ID) {
			return v
		}
	}
	return nil
}

// staysWell reports whether a word after the alarm was called off tells of nothing that brings it back.
func staysWell(r reading.Reading) bool {
	return !r.Says(reading.Question) && r.Length() <= reading.Short && !r.Says(reading.AnotherSubject) && r.Intent == ""
}
