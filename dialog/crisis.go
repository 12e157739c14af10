package dialog

import (
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// dangerHolds is for how many messages after danger was told what says nothing else is taken to be about it.
const dangerHolds = 4

// enter has the desk stay with despair or danger from here on.
func (c *consultation) enter(grave knowledge.Span) {
	if c.state.Grave != grave {
		c.state.Grave, c.state.Low = grave, 0
	}
	c.state.Low++
}

// leave goes back to the matter.
func (c *consultation) leave() { c.state.Grave, c.state.Low = "", 0 }

// vigil stays with despair and danger, and with who waits for a person.
type vigil struct{ flow }

// comfort answers words of despair: one sentence that listens, people who are there now, and somebody at the desk who is told at
// once; no questions about computers. For somebody else's life it is said first how to have them looked for.
func (g vigil) comfort(r reading.Reading) {
	c := g.c
	c.alarm(knowledge.Despair, r.Text)
	if c.view().fearsForOther(r) {
		c.enter(knowledge.OtherDespair)
		if r.Says(reading.Hurt) {
			g.rescue()
			return
		}
		c.say(FirstAid, "crisis.other")
		c.out.add(c.out.nearest("110", "yorisoi")...)
		c.tellDesk("crisis.ticket")
		return
	}
	c.enter(knowledge.OwnDespair)
	if r.Says(reading.Acted) {
		g.rescue()
		return
	}
	c.say(FirstAid, "crisis")
	c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro")...)
	c.say(Plain, "crisis.after")
	c.tellDesk("crisis.ticket")
}

// fearsForOther reports whether words of despair are about somebody else.
func (v view) fearsForOther(r reading.Reading) bool {
	return r.Voice != nil && r.Voiced >= voiceSurely && r.Voice.ID == voiceOfOther || r.Says(reading.OfOther)
}

// mayBe is from how much belief a cry that no word of the lists names may be one: a line then says
// who helps, and what was written is heard as else. From hardlyElse it is one, whatever reply the
// matter has to it.
const mayBe = 0.4

// cried takes despair and danger that are learnt, not listed. It reports whether it was one.
func (g vigil) cried(v *knowledge.Voice, r reading.Reading) bool {
	c := g.c
	danger := v.ID == voiceDanger
	_, chosen := c.state.chosen(r)
	switch {
	case chosen, r.Voiced < mayBe:
		return false
	case answersShortly(c, r), !danger && r.Says(reading.Done): // 「もう切りました」 is a telephone, or a line
		return false
	case !danger && r.Length() < reading.SaysLittle && r.Voiced < hardlyElse: // 「消えた」 is a warning, and 「消えたい」 stands in the list
		return false
	case r.Voiced < hardlyElse && c.view().retort(r).belief >= heardSurely:
		return false
	case r.Voiced < voiceSurely:
		g.perhaps(danger, r)
		return false
	case danger:
		g.guard(r)
	default:
		g.overhear(r)
		g.comfort(r)
	}
	return true
}

// faintly is from how much belief in a cry nobody is sent away without a line that says who helps.
const faintly = 0.12

// heeds says who helps before what is written is sent elsewhere or has no answer, where it may be a
// cry: a line too many is kinder than one too few.
func (g vigil) heeds(r reading.Reading) {
	c := g.c
	entry := c.entry()
	away := entry != nil && entry.Category == knowledge.OutOfScope && c.before.FAQ != entry.ID || c.state.Slot == slotUnsure && c.before.Slot != slotUnsure
	if !away || c.state.Grave != "" || r.Cry.Voice == nil || r.Cry.Belief < faintly || c.out.language != nil {
		return
	}
	said := c.out.messages
	c.out.messages = nil
	g.perhaps(r.Cry.Voice.ID == voiceDanger, r)
	c.out.messages = append(c.out.messages, said...)
}

// perhaps says, once, who helps if it is as bad as it sounds.
func (g vigil) perhaps(danger bool, r reading.Reading) {
	c, key := g.c, "grave.despair"
	if danger {
		key = "grave.danger"
	}
	if c.state.Toned != key && r.Length() >= reading.OneWord {
		c.state.Toned = key
		c.say(FirstAid, key)
	}
}

// guard answers danger to somebody's body, house or shop: the police and who helps, before anything else, and the desk is told. No
// question follows.
func (g vigil) guard(r reading.Reading) {
	c := g.c
	g.overhear(r)
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil && c.view().answers(r) {
		value, _ := r.Answer(slot)
		c.learn(knowledge.Facts{slot.Name: value})
	}
	again := c.state.Grave == knowledge.InDanger
	c.enter(knowledge.InDanger)
	if again && g.heard(r) {
		return
	}
	g.warn(r)
	c.tellDesk("danger.ticket")
}

// warn says what to do in danger, and whom to call.
func (g vigil) warn(r reading.Reading) {
	c := g.c
	c.alarm(knowledge.Danger, r.Text)
	if v := c.world.Base.Voice(voiceDanger); v != nil {
		c.out.tell(FirstAid, strings.Join(v.Say, "\n"))
		c.note("desk", v.Say[0])
	}
	c.out.add(c.out.nearest("110", "9110")...)
}

// stays has the desk stay with despair or danger until the consulter brings up the matter, says that it has become better, or asks for
// something else. What they ask on the way is answered, shortly, and nothing is asked of them.
func (g vigil) stays(r reading.Reading) bool {
	c := g.c
	switch r.Intent {
	case reading.Despair, reading.Danger, reading.WantsHuman, reading.WantsRestart, reading.WantsRecord:
		return false
	}
	if _, chosen := c.state.chosen(r); chosen || c.state.Grave == "" {
		return false
	}
	switch {
	case r.Says(reading.Acted) && !(c.state.Grave == knowledge.OtherDespair && !r.Says(reading.Hurt)):
		c.note("consulter", r.Text)
		c.enter(c.state.Grave)
		g.rescue()
	case g.bringsMatter(r):
		return !g.toMatter(r)
	case r.Says(reading.Relieved), comeback(g).better(r):
		g.relieved(r)
	case comeback(g).asksMatter(r):
		c.leave()
		return false
	case g.heard(r):
	case r.Intent == reading.Thanks, r.Intent == reading.Bye && c.state.Grave == knowledge.InDanger: // 「もういいです」 in despair is no relief
		c.note("consulter", r.Text)
		c.say(Plain, "crisis.over")
	case c.view().speaksOfMatter(r), c.state.Grave == knowledge.InDanger && (c.state.Low >= dangerHolds || tellsDeed(c.world.Base, r) && c.view().newDeed(r)):
		c.leave()
		return false
	case g.aside(r):
	default:
		g.stay(r)
	}
	return true
}

// bringsMatter reports whether somebody in despair speaks of the machine by their own wish, or tells
// that somebody operates it now.
func (g vigil) bringsMatter(r reading.Reading) bool {
	c := g.c
	if c.state.Grave == knowledge.InDanger {
		return false
	}
	v, belief := r.HeardWhile(c.state.Grave)
	return v != nil && strings.HasSuffix(v.ID, voiceMatter) && belief >= voiceHeard
}

// toMatter goes back to the matter that they brought up; the line that helps stays beside it. It
// reports whether the text is to be heard as one about the matter: else what was told before is
// gone on with.
func (g vigil) toMatter(r reading.Reading) bool {
	c := g.c
	c.leave()
	c.say(Plain, "crisis.matter")
	c.learn(r.Facts)
	c.state.clear()
	if v := c.view(); v.newDeed(r) || incident(r.Match, sure) || c.entry() == nil && c.state.Words == "" {
		return true
	}
	c.note("consulter", r.Text)
	c.firstAid()
	if c.entry() == nil {
		c.addWords(r.Text)
		g.understand()
	} else {
		g.goOn()
	}
	return false
}

// relieved takes the news that it has become better, and what is asked with it.
func (g vigil) relieved(r reading.Reading) {
	c := g.c
	if heard, _ := r.HeardWhile(c.state.Grave); heard != nil && heard.Over && g.heard(r) {
		return
	}
	c.note("consulter", r.Text)
	c.leave()
	if !r.Says(reading.Question) {
		c.say(Plain, "crisis.over")
		return
	}
	c.say(Plain, "crisis.over.ask")
	c.state.clear()
	if c.entry() == nil && c.state.Words != "" {
		g.understand()
		return
	}
	g.goOn()
}

// heard answers what is said in the middle of despair or danger, from the voices of that kind. It reports whether it was one.
func (g vigil) heard(r reading.Reading) bool {
	c := g.c
	v, belief := r.HeardWhile(c.state.Grave)
	least := voiceRather
	if v != nil && v.Over { // 「帰ってくれません」 is not 「帰りました」
		least = voiceSurely
	}
	if v == nil || belief < least || c.state.Said == v.ID || r.YesNo != "" && r.Bare {
		return false
	}
	c.note("consulter", r.Text)
	c.learn(r.Stated)
	c.state.Low++
	c.state.Said = v.ID
	c.out.tell(Plain, strings.Join(v.Say, "\n"))
	c.out.add(c.out.nearest(v.Contacts...)...)
	c.note("desk", v.Say[0])
	switch {
	case v.Over:
		c.leave()
	case strings.HasPrefix(v.ID, voiceBank): // who speaks of the bank has it in mind
		c.state.takeAid(c.world.Base, nil)
	default:
		g.oneThing()
	}
	return true
}

// aside answers a question about the matter in hand in the middle of despair or danger.
func (g vigil) aside(r reading.Reading) bool {
	c := g.c
	p := c.view().retort(r)
	if p.belief < heardMiddle || !r.Says(reading.Question) {
		return false
	}
	c.note("consulter", r.Text)
	c.state.Low++
	p.tell(c)
	return true
}

// rescue is said where somebody has done something to themselves: help at once, nothing else.
func (g vigil) rescue() {
	c := g.c
	key := "crisis.now"
	if c.state.Grave == knowledge.OtherDespair {
		key = "crisis.now.other"
	}
	c.say(FirstAid, key)
	c.tellDesk("crisis.ticket")
}

// oneThing says, kindly and with no question, the one thing that does not wait: money that can still be stopped. It reports whether
// there was one.
func (g vigil) oneThing() bool {
	c := g.c
	if c.state.Grave == knowledge.InDanger || !c.state.flagWaits(c.world.Base) {
		return false
	}
	lines, _ := c.state.takeAid(c.world.Base, nil)
	if len(lines) == 0 {
		return false
	}
	c.out.tell(FirstAid, c.out.phrase("crisis.one")+"\n"+c.out.line(lines[0]))
	c.note("desk", lines[0])
	return true
}

// numbersAgain is after how many messages whom to call is said again to who is in despair.
const numbersAgain = 3

// stay goes on listening: nothing is triaged until they speak of the matter themselves.
func (g vigil) stay(r reading.Reading) {
	c := g.c
	c.note("consulter", r.Text)
	if c.learn(r.Facts); g.oneThing() {
		return
	}
	c.state.Low++
	switch c.state.Grave {
	case knowledge.InDanger:
		c.say(Plain, "danger.more")
		c.out.add(c.out.nearest("110")...)
		return
	case knowledge.OtherDespair:
		c.say(Plain, "crisis.other.more")
	default:
		lines := strings.Split(c.out.phrase("crisis.listen"), "\n")
		c.out.tell(Plain, lines[c.state.Low%len(lines)])
	}
	if c.state.Low%numbersAgain == 0 {
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
	if c.state.Ticketed || c.world.Desk.Alone {
		return // somebody has been told, or there is nobody: those who are named stay
	}
	c.openTicket(Urgent)
	c.note("desk", c.out.phrase("record.ticket", c.state.Ticket))
	c.say(Plain, key, c.state.Ticket, c.out.nextReading())
}
