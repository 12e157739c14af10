package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Grave is what goes before every matter while it holds: despair or danger. Voices whose ids begin with it
// are heard then, and only then.
type Grave string

const (
	graveSelf   Grave = "low"    // the consulter's own despair
	graveOther  Grave = "other"  // somebody else's, whom the consulter is afraid for
	graveDanger Grave = "danger" // to somebody's body, house or shop
)

// dangerHolds is for how many messages after danger was told what says nothing else is taken to be about it.
const dangerHolds = 4

// isGrave reports whether a voice is one that is heard only in despair or danger.
func isGrave(id string) bool {
	family, _, ok := strings.Cut(id, ".")
	return ok && slices.Contains([]Grave{graveSelf, graveOther, graveDanger}, Grave(family))
}

// enter has the desk stay with despair or danger from here on.
func (c *consultation) enter(g Grave) {
	if c.state.Grave != g {
		c.state.Grave, c.state.Low = g, 0
	}
	c.state.Low++
}

// leave goes back to the matter.
func (c *consultation) leave() { c.state.Grave, c.state.Low = "", 0 }

// comfort answers words of despair: one sentence that listens, people who are there now, and somebody at the desk who is told at
// once; no questions about computers. For somebody else's life it is said first how to have them looked for.
func (c *consultation) comfort(r reading.Reading) {
	if c.view().fearsForOther(r) {
		c.enter(graveOther)
		if r.Says(reading.Acted) {
			c.rescue(r)
			return
		}
		c.say(FirstAid, "crisis.other")
		c.out.add(c.out.nearest("110", "yorisoi")...)
		c.tellDesk("crisis.ticket")
		return
	}
	c.enter(graveSelf)
	if r.Says(reading.Acted) {
		c.rescue(r)
		return
	}
	c.say(FirstAid, "crisis")
	c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro")...)
	c.say(Plain, "crisis.after")
	c.tellDesk("crisis.ticket")
}

// fearsForOther reports whether words of despair are about somebody else.
func (v view) fearsForOther(r reading.Reading) bool {
	surely := r.Voice != nil && r.Voiced >= voiceHeard
	return surely && r.Voice.ID == voiceOfOther || r.Says(reading.OfOther) && !(surely && r.Voice.ID == voiceDespair)
}

// guard answers danger to somebody's body, house or shop: the police and who helps, before anything else, and the desk is told. No
// question follows.
func (f flow) guard(r reading.Reading) {
	c := f.c
	f.overhear(r)
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil && c.view().answers(r) {
		value, _ := r.Answer(slot)
		c.learn(knowledge.Facts{slot.Name: value})
	}
	again := c.state.Grave == graveDanger
	c.enter(graveDanger)
	if again && f.graveVoice(r) {
		return
	}
	if v := c.world.Base.Voice(voiceDanger); v != nil {
		c.out.tell(FirstAid, strings.Join(v.Say, "\n"))
		c.note("desk", v.Say[0])
	}
	c.out.add(c.out.nearest("110", "9110")...)
	c.tellDesk("danger.ticket")
}

// stays has the desk stay with despair or danger until the consulter brings up the matter, says that it has become better, or asks for
// something else. What they ask on the way is answered, shortly, and nothing is asked of them.
func (f flow) stays(r reading.Reading) bool {
	c := f.c
	switch r.Intent {
	case reading.Despair, reading.Danger, reading.WantsHuman, reading.WantsRestart, reading.WantsRecord:
		return false
	}
	if _, chosen := c.state.chosen(r); chosen || c.state.Grave == "" {
		return false
	}
	switch {
	case r.Says(reading.Acted):
		c.note("consulter", r.Text)
		c.enter(c.state.Grave)
		c.rescue(r)
	case r.Says(reading.Relieved):
		f.relieved(r)
	case f.graveVoice(r):
	case c.view().speaksOfMatter(r), c.state.Grave == graveDanger && c.state.Low >= dangerHolds:
		c.leave()
		return false
	case f.asideInCrisis(r):
	default:
		c.stay(r)
	}
	return true
}

// relieved takes the news that it has become better, and what is asked with it.
func (f flow) relieved(r reading.Reading) {
	c := f.c
	asks := r.Says(reading.Question)
	c.note("consulter", r.Text)
	if f.graveVoice(r) && !asks {
		c.leave()
		return
	}
	c.leave()
	if !asks {
		c.say(Plain, "crisis.over")
		return
	}
	c.say(Plain, "crisis.over.ask")
	c.state.clear()
	if c.entry() == nil && c.state.Words != "" {
		f.understand()
		return
	}
	f.goOn()
}

// graveVoice answers what is said in the middle of despair or danger, from the voices of that kind. It reports whether it was one.
func (f flow) graveVoice(r reading.Reading) bool {
	c := f.c
	v := r.Voice
	if v == nil || !strings.HasPrefix(v.ID, string(c.state.Grave)+".") || r.Voiced < voiceRather || c.state.Said == v.ID {
		return false
	}
	c.note("consulter", r.Text)
	c.learn(r.Stated)
	c.state.Said = v.ID
	c.state.Low++
	c.out.tell(Plain, strings.Join(v.Say, "\n"))
	c.note("desk", v.Say[0])
	return true
}

// asideInCrisis answers a question about the matter in hand in the middle of despair or danger.
func (f flow) asideInCrisis(r reading.Reading) bool {
	c := f.c
	p := c.view().retort(r)
	if p.belief < heardMiddle || !r.Says(reading.Question) {
		return false
	}
	c.note("consulter", r.Text)
	c.state.Low++
	c.state.Said = p.place
	c.out.tell(Plain, p.text())
	c.note("desk", p.lines[0])
	return true
}

// rescue is said where somebody has done something to themselves: help at once, nothing else.
func (c *consultation) rescue(r reading.Reading) {
	key := "crisis.now"
	if c.state.Grave == graveOther {
		key = "crisis.now.other"
	}
	c.say(FirstAid, key)
	c.tellDesk("crisis.ticket")
}

// stay goes on listening: nothing is triaged until they speak of the matter themselves.
func (c *consultation) stay(r reading.Reading) {
	c.note("consulter", r.Text)
	if c.learn(r.Facts); c.state.flagWaits(c.world.Base) { // money that can still be stopped: one thing, kindly, and no question
		if lines, _ := c.state.takeAid(c.world.Base, nil); len(lines) > 0 {
			c.out.tell(FirstAid, c.out.phrase("crisis.one")+"\n"+c.out.line(lines[0]))
			c.note("desk", lines[0])
			return
		}
	}
	c.state.Low++
	switch c.state.Grave {
	case graveDanger:
		c.say(Plain, "danger.more")
		c.out.add(c.out.nearest("110")...)
		return
	case graveOther:
		c.say(Plain, "crisis.other.more")
	default:
		lines := strings.Split(c.out.phrase("crisis.listen"), "\n")
		c.out.tell(Plain, lines[c.state.Low%len(lines)])
	}
	if c.state.Low%3 == 0 {
		c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro")...)
	}
}

// speaksOfMatter reports whether somebody in despair brings up the matter by themselves, in so many words. A fact that is told on the
// way is noted, and no more: stay says the one thing that it calls for.
func (v view) speaksOfMatter(r reading.Reading) bool {
	return len(r.Facts) == 0 && r.Length() > reading.Short && incident(r.Match, beyondDoubt)
}

// tellDesk opens an urgent ticket beside the conversation, which goes on; the phrase says so with the number and when it is read.
func (c *consultation) tellDesk(key string) {
	if c.state.Ticketed {
		return // somebody has been told
	}
	c.openTicket(Urgent)
	c.note("desk", c.out.phrase("record.ticket", c.state.Ticket))
	c.say(Plain, key, c.state.Ticket, c.out.nextReading())
}
