package dialog

import (
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// away is the silence from which what is written is heard as news of how it went: the consulter has
// been to the bank, or has slept.
const away = 3 * time.Hour

// The voices of the family that are no mere news of how it went; what is asked once more stands in
// onceMore.
const (
	laterThanks = "later.thanks"
	laterPro    = "later.pro-says" // what a contractor said is told to ask about it
	laterUndo   = "later.undo"     // whether what was stopped may go on
)

// comeback hears who comes back after hours or days: how it went, what is asked once more, and only
// then, if it is still open, whether they go on with the old matter.
type comeback struct{ flow }

// dangerPast is the silence after which danger is no more taken to last: who is still in it says so
// anew.
const dangerPast = 12 * time.Hour

// begins notes that hours have passed since the last word of the matter in hand; it stays so until
// another matter begins.
func (b comeback) begins(silence time.Duration) {
	s := &b.c.state
	if silence > away && (s.FAQ != "" || s.Words != "" || s.Grave != "") {
		s.Later = true
	}
	if silence > dangerPast && s.Grave == knowledge.InDanger {
		b.c.leave()
	}
}

// returns notes that who writes for the first time here comes back: nothing is known of them, and
// how it went has its reply all the same.
func (b comeback) returns(r reading.Reading) {
	s := &b.c.state
	if s.FAQ == "" && s.Words == "" && s.Grave == "" && s.Ticket == "" && (r.Says(reading.CaseAgain) || r.Says(reading.CaseBack)) {
		s.Later = true
	}
}

// better reports whether who was in despair hours or days ago comes back with thanks, or with good
// news.
func (b comeback) better(r reading.Reading) bool {
	v, belief := r.HeardWhile(knowledge.Later)
	return b.c.state.Later && v != nil && belief >= voiceHeard && (v.Over || v.ID == laterThanks)
}

// asksMatter reports whether who was in despair hours or days ago asks about the matter: they have
// come back to it by themselves.
func (b comeback) asksMatter(r reading.Reading) bool {
	return b.c.state.Later && r.Says(reading.Question) && b.c.view().retort(r).belief >= heardRather
}

// hears answers what is said of the old matter hours or days later. It reports whether it was that.
// What is done since, and an answer to what is asked, are heard as they always are.
func (b comeback) hears(r reading.Reading) bool {
	c := b.c
	v := c.view()
	if _, chosen := c.state.chosen(r); chosen || r.Bare && r.YesNo != "" || v.answers(r) || r.Says(reading.AnotherSubject) {
		return false
	}
	if !c.state.Later {
		return b.calledOff(r)
	}
	said, rest := b.said(r)
	if said == nil {
		return false
	}
	if asks, known := onceMore[said.ID]; known {
		if v.newDeed(r) || !asks(b, r) {
			return false
		}
		c.because("is asked once more: " + said.ID)
		return true
	}
	b.news(said, r, rest)
	return true
}

// said is the voice of the family that a text is, or one of its sentences, and what is asked
// besides: 「出てきました！もう回線は戻していい？」. It is nil where the matter in hand has the
// surer answer, and where something urgent was done since.
func (b comeback) said(r reading.Reading) (v *knowledge.Voice, rest reading.Reading) {
	if v = b.voice(r); v != nil {
		return v, rest
	}
	parts := r.Parts()
	if len(parts) < 2 {
		return nil, rest
	}
	for _, part := range parts {
		switch one := b.c.read(part); {
		case v == nil && b.voice(one) != nil:
			v = b.voice(one)
		case one.Says(reading.Question):
			rest = one
		}
	}
	return v, rest
}

func (b comeback) voice(r reading.Reading) *knowledge.Voice {
	if r.Length() > reading.ToDesk {
		return nil
	}
	v, belief := r.HeardWhile(knowledge.Later)
	if v == nil || belief < voiceWhile || b.c.view().newDeed(r) && belief < voiceSurely {
		return nil
	}
	_, asks := onceMore[v.ID]
	if !asks && v.ID != laterPro && v.ID != laterUndo && (r.Says(reading.Question) && r.InMood(reading.Asks) || belief < voiceSurely && b.c.view().retort(r).belief > belief) {
		return nil
	}
	return v
}

// news takes up how it went, and what is asked with it. After good news nothing more is asked of
// the old matter.
func (b comeback) news(v *knowledge.Voice, r, asked reading.Reading) {
	c := b.c
	c.save()
	c.note("consulter", r.Text)
	if !b.c.view().newDeed(r) { // 「もう引き出されていた」 tells how it ended, not of another theft
		c.learn(r.Stated)
	}
	c.out.tell(Plain, strings.Join(b.lines(v), "\n"))
	c.note("desk", v.Say[0])
	c.state.Said = v.ID
	if p := c.view().retort(asked); asked.Text != "" && p.belief >= heardRather {
		p.tell(c)
	}
	c.because("is told how it went: " + v.ID)
	if v.ID == laterThanks && c.state.Phase != PhaseHandoff {
		b.dropExpiry()
		c.state.clear()
		c.state.becomeDone()
		return
	}
	b.goesOn(v.Over)
}

// lines are what is said to news: the warm word, and what is still to be done where it was more
// than a question or a nuisance.
func (b comeback) lines(v *knowledge.Voice) []string {
	c := b.c
	if entry := c.entry(); v.Over && entry != nil && !presses(c.world.Base, entry, c.state.Facts) {
		return v.Say[:1]
	}
	return v.Say
}

// goesOn leaves the floor to the consulter, or asks on where the answer is still to be given.
func (b comeback) goesOn(over bool) {
	c := b.c
	b.dropExpiry()
	switch {
	case c.state.Phase == PhaseHandoff:
	case c.entry() == nil:
		c.state.clear()
	case over || c.state.Answered:
		c.state.clear()
		c.state.Answered = true
		c.askMore()
	default:
		b.askOn()
	}
}

// dropExpiry goes back to what was asked before it was asked whether the old matter goes on.
func (b comeback) dropExpiry() {
	if c := b.c; c.state.Slot == slotExpiry {
		c.state.unpend()
		c.state.clear()
		c.state.reopen(c.state.Facts)
	}
}

// expire hears who comes back after so long a silence that it may be about anything: what tells of
// something urgent, or clearly of another matter, is heard as that; what asks about the old one is
// answered; only else it is asked whether the old one goes on. It is false where the text is to be
// heard as it is.
func (b comeback) expire(r reading.Reading) bool {
	c := b.c
	v := c.view()
	p := v.retort(r)
	switch {
	case c.state.Slot == slotExpiry: // that is being asked
		return false
	case c.state.FAQ == "" && !flagged(c.world.Base, c.state.Facts), c.state.Phase == PhaseHandoff && !c.state.Ticketed:
		c.restart()
		return false
	case c.entry() == nil, c.state.Phase == PhaseHandoff, v.answers(r):
		return false
	case b.another(r, p):
		facts := c.state.Facts
		c.restart()
		c.state.carry(facts)
		return false
	case v.newDeed(r):
		return false
	case p.or == "" && p.belief >= leastLater(r):
		c.note("consulter", r.Text)
		b.talkBack(r, p)
		return true
	case c.state.Phase == PhaseDone:
		return false
	case p.belief >= heardSurely && r.Says(reading.Question): // it may mean two things: it is heard first, then it is asked
		c.note("consulter", r.Text)
		p.tell(c)
		c.putOwn(slotExpiry)
		return true
	case r.Intent == reading.Hello:
		c.say(Plain, "resumed.hello")
	}
	c.state.pend(r.Text, c.message)
	c.putOwn(slotExpiry)
	return true
}

// leastLater is the belief from which a text after a long silence is one about the old matter: what
// tells something is heard as that only where it surely is.
func leastLater(r reading.Reading) float64 {
	if r.Says(reading.Question) {
		return heardRather
	}
	return heardSurely
}

// another reports whether a text after a long silence is about another matter: it says so, or tells
// of an urgent deed that is none of the old story, or means something else beyond doubt. What asks
// is rather about the old one.
func (b comeback) another(r reading.Reading, p retort) bool {
	v := b.c.view()
	switch {
	case r.Says(reading.AnotherSubject):
		return v.newMatter(r)
	case v.newDeed(r):
		return !v.onlyFacts(r) && !(v.urgent() && flagged(v.base, v.matter.Facts)) // one story goes on: what was done with what was taken
	case v.statesOnly(r), p.or == "" && p.belief >= heardRather:
		return false
	case r.Says(reading.Question):
		return p.belief < heardAfter && v.newMatter(r)
	}
	return v.newMatter(r) && (r.Alarmed || len(r.Stated) > 0 || r.Match.Confidence >= voiceSurely+0.1) // what tells of nothing wrong is rather how it went
}
