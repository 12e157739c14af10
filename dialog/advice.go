package dialog

import (
	"strings"

	"madoguchi/knowledge"
)

// unsure says that nothing fits and offers a person, contacts, or another try.
// The best guess is named as a guess, with what is to be done if it is right; the bodies to call stand beside it.
func (c *consultation) unsure() {
	c.state.becomeFeedback()
	c.state.unpend() // what was asked of this matter must not be answered after another
	guess := c.view().guess()
	if guess == nil {
		c.say(Plain, "unsure")
		c.say(Plain, "unsure.urgent")
		c.out.add(c.out.nearest(generalHelp...)...)
		c.putOwn(slotUnsure)
		return
	}
	facts := c.state.Facts
	if v := c.view(); v.words().Alarmed && v.urgency(guess) == knowledge.High && !c.out.urges() {
		c.state.FAQ = guess.ID
		c.firstAid()
		c.state.FAQ = ""
	}
	c.out.tell(Steps, c.out.phrase("unsure.guess", guess.Title)+"\n"+c.out.phrase("answer.now", c.out.line(knowledge.FirstLine(guess.Now, facts))))
	near, _ := c.out.entryReferrals(guess, facts)
	if len(near) > 0 {
		c.out.add(c.out.referralSheet(near))
	}
	c.putOwn(slotUnsure)
}

// generalHelp are contacts that help with anything.
var generalHelp = []string{"desk", "ipa-biz", "9110"}

// giveAnswer tells what this consulter is to do, whom to call, and asks whether it helped.
func (c *consultation) giveAnswer() {
	entry := c.entry()
	if len(c.state.Slots) == 0 && len(c.out.messages) == 0 { // nothing was asked: what was understood can be mended only now
		c.say(Plain, "answer.understood", entry.Title)
	}
	tellDoors(c, c.state.FAQ)
	c.out.supposed = c.state.supposed(c.world.Base)
	if c.out.supposed {
		c.say(Plain, "answer.if")
	}
	c.state.Told, c.state.More = room(entry, len(c.out.messages)), 0
	shown, _ := c.out.sheets(entry, c.state.Facts, c.state.Told)
	c.out.add(shown...)
	c.noteAnswer(entry)
	c.offerPapers()
	c.state.Answered = true
	c.askHelped()
}

func (c *consultation) noteAnswer(entry *knowledge.FAQ) {
	now := c.out.nowLine(entry, c.state.Facts)
	c.note("desk", now)
	if c.view().urgent() {
		c.state.advise(now, c.world.Now)
		for _, who := range toldTo(c.state.Log) { // it was done before it was advised
			if strings.Contains(now, who) {
				c.state.tick(now, c.world.Now, "")
			}
		}
	}
	var names []string
	near, _ := c.out.entryReferrals(entry, c.state.Facts)
	for _, r := range near {
		names = append(names, r.Name)
	}
	if len(names) > 0 {
		c.note("desk", strings.Join(names, "、"))
	}
}

// askHelped asks whether what was said helped.
func (c *consultation) askHelped() {
	c.state.becomeAnswer()
	c.putOwn(slotHelped)
}

// askNext asks what to do, since it did not help.
func (c *consultation) askNext() {
	if c.entry() == nil { // only general contacts were named so far
		c.state.clear()
		c.unsure()
		return
	}
	c.state.becomeFeedback()
	c.putOwn(slotNext)
}

// stillAsks says a phrase before asking what to do.
func (c *consultation) stillAsks(key string) {
	c.say(Plain, key)
	c.askNext()
}

// update tells what has changed with new facts after the answer, or that nothing has.
func (c *consultation) update() {
	entry, was, is := c.entry(), c.before.Facts, c.state.Facts
	news := c.out.newFacts(was, is)
	tellDoors(c, c.state.FAQ)
	same := c.before.FAQ == entry.ID
	if same && entry.Told(was) == entry.Told(is) {
		if news != "" {
			c.say(Plain, "facts.noted", news)
		}
		c.askHelped()
		return
	}
	if news != "" {
		c.say(Plain, "answer.differs", news)
	}
	if fresh := c.out.changed(entry, was, is); same && len(fresh) > 0 {
		c.out.add(fresh[:min(len(fresh), maxBubbles-1-len(c.out.messages))]...)
		c.noteAnswer(entry)
		c.offerPapers()
		c.askHelped()
		return
	}
	c.giveAnswer()
}

// tellMore tells what was not told yet: further steps, preparation, prevention, contacts. It comes to an end.
func (c *consultation) tellMore() {
	if c.entry() == nil {
		c.unsure()
		return
	}
	_, rest := c.out.sheets(c.entry(), c.state.Facts, c.state.Told)
	rest = rest[min(c.state.More, len(rest)):]
	if len(rest) == 0 {
		c.say(Plain, "next.nothing_more")
		c.handOff(NotHelped)
		return
	}
	n := min(len(rest), maxBubbles-1-len(c.out.messages))
	c.state.More += n
	c.out.add(rest[:n]...)
	c.askHelped()
}

// finish ends the matter; another one that was kept is offered.
func (c *consultation) finish(key string) {
	c.state.clear()
	c.say(Plain, key)
	c.state.becomeDone()
	if c.state.next(c.world.Base) != nil {
		c.putOwn(slotResume)
	}
}
