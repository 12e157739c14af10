package dialog

import (
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// What is asked once more, hours or days later.
const (
	laterNumber   = "later.number"
	laterAnswer   = "later.answer"
	laterNext     = "later.next"
	laterDeadline = "later.deadline"
)

// onceMore answers what is asked once more; it is false where there is nothing to answer.
var onceMore = map[string]func(comeback, reading.Reading) bool{
	laterNumber:   comeback.numbers,
	laterAnswer:   comeback.answer,
	laterNext:     comeback.next,
	laterDeadline: comeback.deadline,
}

// numbers names whom to call once more.
func (b comeback) numbers(r reading.Reading) bool {
	c := b.c
	ids, private := generalHelp, false
	if entry := c.entry(); entry != nil {
		ids, private = entry.ContactsFor(c.state.Facts), entry.Private
	}
	near, _ := c.out.referrals(ids, private)
	if len(near) == 0 {
		return false
	}
	c.note("consulter", r.Text)
	c.say(Plain, "resumed.again")
	c.out.add(c.out.referralSheet(near))
	b.goesOn(false)
	return true
}

// answer says the answer once more, or gives it where the questions were not at their end.
func (b comeback) answer(r reading.Reading) bool {
	c := b.c
	if best := c.view().match().Best().FAQ; c.entry() == nil && c.world.Base.FAQ(best) != nil && !c.view().match().None {
		c.state.settle(best) // it was never told which was meant: the likeliest, named with its title
	}
	if c.entry() == nil || c.entry().Category == knowledge.OutOfScope {
		return false
	}
	c.note("consulter", r.Text)
	b.dropExpiry()
	c.state.clear()
	c.say(Plain, "resumed.again")
	waits := c.state.Phase == PhaseHandoff
	c.giveAnswer()
	if waits { // somebody is still awaited
		c.state.clear()
		c.state.becomeHandoff()
	}
	return true
}

// mostSteps is how many of an answer's steps are named to who asks what was next.
const mostSteps = 3

// next names what is still to be done: the answer where it was not given yet, else its steps; after
// good news nothing in a hurry.
func (b comeback) next(r reading.Reading) bool {
	c := b.c
	entry := c.entry()
	if entry == nil {
		return false
	}
	c.note("consulter", r.Text)
	b.dropExpiry()
	c.learn(r.Stated)
	if last := c.world.Base.Voice(c.state.Said); last != nil && last.Over {
		c.say(Plain, "resumed.enough")
		c.state.clear()
		c.askMore()
		return true
	}
	waits := c.state.Phase == PhaseHandoff
	if !c.state.Answered && !waits {
		c.state.clear()
		c.firstAid()
		c.giveAnswer()
		return true
	}
	steps := knowledge.LinesFor(entry.Steps, c.state.Facts)
	steps = steps[:min(len(steps), mostSteps)]
	if len(steps) == 0 {
		return false
	}
	c.out.tell(Plain, c.out.phrase("resumed.next")+"\n"+numbered(c.out.lines(steps), 1))
	if !waits {
		c.askMore()
	}
	return true
}

// deadline says until which day what the law wants of the matter in hand is to be reported.
func (b comeback) deadline(r reading.Reading) bool {
	c := b.c
	entry := c.entry()
	if entry == nil {
		return false
	}
	c.learn(r.Stated)
	facts := c.state.Facts.With("personal_data", knowledge.Yes)
	lines := knowledge.LinesFor(entry.Legal, facts)
	if dated, _ := datedLines(lines); len(dated) == 0 {
		return false
	}
	if !facts.Answered("since") { // the first word of it is the latest day on which it was noticed
		facts["since"] = c.state.firstWord(c.world.Now).Format(time.DateOnly)
	}
	c.note("consulter", r.Text)
	c.out.add(c.out.legal(facts, lines)[0])
	first := noticed(facts, c.world.Now, c.world.Now.Location())
	if c.world.Now.After(termEnd(c.world.Calendar, first, firstReportLast).AddDate(0, 0, 1)) {
		c.say(Plain, "resumed.late")
	}
	b.goesOn(false)
	return true
}

// firstWord is when the consulter wrote first, as far as is remembered.
func (s State) firstWord(now time.Time) time.Time {
	if len(s.Tasks) > 0 {
		return s.Tasks[0].Told.In(now.Location())
	}
	return s.Begun.In(now.Location())
}
