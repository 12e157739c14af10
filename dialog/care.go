package dialog

import (
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// From how much belief in a voice it is heard. Where the matter is clear by itself it must be surer.
const (
	voiceRather = 0.25
	voiceHeard  = 0.6
	voiceSurely = 0.8
)

// Voices that the flow itself knows; those about the desk begin with desk.
const (
	voiceDespair  = "despair-self"
	voiceOfOther  = "despair-other"
	voiceDanger   = "danger-now"
	voiceLow      = "still-low"
	voiceWaiting  = "when-reply"
	voiceEnough   = "never-mind"
	voiceCallMe   = "call-me"
	voiceAgain    = "another-day"
	voiceLanguage = "human."
	voiceEasy     = "ja-easy" // behind voiceLanguage
	voiceDesk     = "desk."
)

// comfort answers words of despair: one sentence that listens, people who are there now, and somebody at the desk who is told at once;
// no questions about computers.
func (c *consultation) comfort(r reading.Reading) {
	if r.Says(reading.Acted) {
		c.rescue(r)
		return
	}
	c.state.Low++
	c.alarm(knowledge.Despair, r.Text)
	c.say(FirstAid, "crisis")
	c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro")...)
	c.say(Plain, "crisis.after")
	c.tellDesk("crisis.ticket")
}

// low has the desk stay with somebody in despair until they bring up the matter themselves, or ask for something else.
func (f flow) low(r reading.Reading) bool {
	c := f.c
	switch r.Intent {
	case reading.Despair, reading.Danger, reading.WantsHuman, reading.WantsRestart, reading.WantsRecord:
		return false
	}
	if _, chosen := c.state.chosen(r); chosen || c.state.Low == 0 {
		return false
	}
	switch {
	case r.Says(reading.Acted):
		c.rescue(r)
	case c.view().speaksOfMatter(r):
		c.state.Low = 0
		return false
	case r.Says(reading.Relieved):
		c.state.Low = 0
		c.note("consulter", r.Text)
		c.say(Plain, "crisis.over")
	default:
		c.stay(r)
	}
	return true
}

// rescue is said to somebody who has done something to themselves: help at once, nothing else.
func (c *consultation) rescue(r reading.Reading) {
	c.state.Low++
	c.alarm(knowledge.Despair, r.Text)
	c.say(FirstAid, "crisis.now")
	c.tellDesk("crisis.ticket")
}

// stay goes on listening to somebody in despair: nothing is triaged until they speak of the matter themselves.
func (c *consultation) stay(r reading.Reading) {
	c.note("consulter", r.Text)
	if c.learn(r.Facts); c.state.flagWaits(c.world.Base) { // money that can still be stopped: one thing, kindly, and no question
		if lines, _ := c.state.takeAid(c.world.Base, nil); len(lines) > 0 {
			c.out.tell(FirstAid, c.out.phrase("crisis.one")+"\n"+c.out.line(lines[0]))
			c.note("desk", lines[0])
			return
		}
	}
	v := c.world.Base.Voice(voiceLow)
	if v == nil {
		c.say(Plain, "crisis.after")
		return
	}
	c.out.tell(Plain, v.Say[(c.state.Low-1)%len(v.Say)])
	if c.state.Low++; c.state.Low%3 == 0 {
		c.out.add(c.out.nearest("inochi", "yorisoi", "kokoro")...)
	}
}

// speaksOfMatter reports whether somebody in despair brings up the matter by themselves, in so many words. A fact that is told on the
// way is noted, and no more: stay says the one thing that it calls for.
func (v view) speaksOfMatter(r reading.Reading) bool {
	return len(r.Facts) == 0 && r.Length() > reading.Short && incident(r.Match, beyondDoubt)
}

// guard answers danger to somebody's body, house or shop: the police and who helps, before anything else, and the desk is told.
func (f flow) guard(r reading.Reading) {
	c := f.c
	f.overhear(r)
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil && c.view().answers(r) {
		value, _ := r.Answer(slot)
		c.learn(knowledge.Facts{slot.Name: value})
	}
	c.warn(r)
	c.tellDesk("danger.ticket")
	if c.state.Slot != "" {
		f.askOn()
	}
}

// warn says what to do in danger, and whom to call.
func (c *consultation) warn(r reading.Reading) {
	c.alarm(knowledge.Danger, r.Text)
	if v := c.world.Base.Voice(voiceDanger); v != nil {
		c.out.tell(FirstAid, strings.Join(v.Say, "\n"))
		c.note("desk", v.Say[0])
	}
	c.out.add(c.out.nearest("110", "9110")...)
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

// voice answers what is said besides the matter: a question about the desk itself, anger, being lost for words. It reports whether it
// was that.
func (f flow) voice(r reading.Reading) bool {
	c := f.c
	v := r.Voice
	least := voiceHeard
	if strings.HasPrefix(c.state.Said, voiceDesk) {
		least = voiceRather // who has just asked about the desk goes on about it
	}
	if v == nil || r.Voiced < least || r.Length() > reading.ToDesk || c.state.Said == v.ID {
		return false
	}
	surely := r.Voiced >= voiceSurely && r.Length() <= reading.ShortNews // whatever the words are like otherwise
	if !surely && len(r.Stated) > 0 || c.view().retort(r).belief >= min(r.Voiced, heardMiddle) {
		return false
	}
	despair := v.ID == voiceDespair || v.ID == voiceOfOther
	if _, chosen := c.state.chosen(r); chosen || !despair && c.view().answers(r) {
		return false
	}
	waits := c.state.Ticket != ""
	switch {
	case despair:
		if r.Voiced < voiceSurely {
			return false
		}
		f.overhear(r)
		c.comfort(r)
	case v.ID == voiceDanger || v.ID == voiceLow:
		return false // danger is told by its words; who is low was heard before
	case strings.HasPrefix(v.ID, voiceLanguage):
		return f.otherLanguage(v, r)
	case v.ID == voiceWaiting || v.ID == voiceEnough || v.ID == voiceCallMe:
		if !waits {
			return false
		}
		c.note("consulter", r.Text)
		c.out.tell(Plain, strings.Join(v.Say, "\n"))
	case strings.HasPrefix(v.ID, voiceDesk):
		if incident(r.Match, sure) && !surely {
			return false
		}
		return f.aboutDesk(v, r)
	default:
		if c.state.Phase != PhaseSymptom && c.state.Phase != PhaseDone || incident(r.Match, sure) && !surely {
			return false
		}
		if v.ID == voiceAgain && c.state.Ticket == "" && c.state.Phase != PhaseDone {
			return false // there is nothing to go on with
		}
		c.state.Said = v.ID
		c.note("consulter", r.Text)
		c.out.tell(Plain, strings.Join(v.Say, "\n"))
		c.out.ask = &Question{Slot: knowledge.SlotSymptom, Choices: []Choice{}}
	}
	return true
}

// incident reports whether words mean an entry about an incident, so that they tell of a matter.
func incident(m knowledge.Match, least float64) bool {
	return !m.None && m.Confidence >= least && strings.HasPrefix(m.Best().Category, "1.")
}

// aboutDesk answers a question about the desk from its settings and goes on where it was.
func (f flow) aboutDesk(v *knowledge.Voice, r reading.Reading) bool {
	c := f.c
	lines, ok := v.Reply(c.out.settings(c.world.Desk))
	if !ok {
		return false
	}
	c.state.Said = v.ID
	c.note("consulter", r.Text)
	c.out.tell(Plain, strings.Join(lines, "\n"))
	if c.state.Slot != "" {
		f.askOn()
	}
	return true
}

// otherLanguage hands somebody over who asks for a person in easy Japanese or in another language, and says so in it.
func (f flow) otherLanguage(v *knowledge.Voice, r reading.Reading) bool {
	c := f.c
	f.overhear(r)
	switch id := strings.TrimPrefix(v.ID, voiceLanguage); {
	case id == voiceEasy:
		c.state.Easy, c.out.easy = true, true
		c.handOff(Requested)
	case c.world.Base.Language(id) != nil:
		guest{c}.inLanguage(id)
		guest{c}.handOff(Requested)
	default: // a language in which there is nothing else to say
		if !c.state.Ticketed {
			c.openTicket(Requested)
		}
		at := c.world.Calendar.NextReading(c.world.Now).Format("01/02 15:04")
		if lines, ok := v.Reply(map[string]string{"ticket": c.state.Ticket, "time": at}); ok {
			c.out.tell(Plain, strings.Join(lines, "\n"))
		}
		c.state.clear()
		c.state.becomeHandoff()
	}
	return true
}

// settings are what the desk's voices may mention, as it is said.
func (s speaker) settings(d knowledge.Desk) map[string]string {
	out := map[string]string{
		"name": d.Name, "phone": d.Phone, "place": d.Place, "area": d.Area, "url": d.URL, "operator": d.Operator, "privacy": d.Privacy,
		"hours": s.spans(d.Hours), "next": s.nextReading(),
	}
	if d.KeepDays > 0 {
		out["keep"] = s.phrase("desk.keep", d.KeepDays)
	}
	return out
}

// kindly says one kind clause where somebody is frightened, tired or ashamed, and not again soon.
func (t *turn) kindly(r reading.Reading) {
	c := t.c
	if c.state.Low > 0 {
		return
	}
	for _, tone := range []reading.Group{reading.Ashamed, reading.Tired, reading.Afraid} {
		if r.Says(tone) && c.state.Toned != string(tone) {
			c.state.Toned = string(tone)
			c.tone = c.out.phrase("tone." + string(tone))
			return
		}
	}
}
