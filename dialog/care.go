package dialog

import (
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// From how much belief in a voice it is heard. Where the matter is clear by itself it must be surer.
const (
	voiceRather = 0.25
	voiceWhile  = 0.45 // one of those that are heard only at a time: the others are none that are said then
	voiceHeard  = 0.6
	voiceSurely = 0.8
)

// Voices that the flow itself knows; those about the desk begin with desk.
const (
	voiceOfOther  = "despair-other"
	voiceDanger   = "danger-now"
	voiceAgain    = "another-day"
	voiceBank     = "low.bank"
	voiceMatter   = ".matter" // behind the span of despair
	voiceKind     = "kind."
	voiceHuman    = "human."
	voiceJapanese = "ja" // behind voiceHuman, as the next and the languages
	voiceEasy     = "ja-easy"
	voiceDesk     = "desk."
	voiceErase    = "erase" // behind voiceDesk, as the next
	voiceErasing  = "erase-how"
	voiceMachine  = "human-or-machine"
	voiceHours    = "hours"
)

// voice answers what is said besides the matter: a question about the desk itself, anger, being lost for words. It reports whether it
// was that.
func (f flow) voice(r reading.Reading) bool {
	c := f.c
	v := r.Voice
	least := voiceHeard
	if strings.HasPrefix(c.state.Said, voiceDesk) {
		least = voiceRather // who has just asked about the desk goes on about it
	}
	if v != nil && v.Grave {
		return vigil{f}.cried(v, r)
	}
	if v == nil || r.Voiced < least || r.Length() > reading.ToDesk || r.Says(reading.Differs) || r.OnlyDeed() && ofDeedsAny(c.world.Base, r.Stated) {
		return false
	}
	desk := strings.HasPrefix(v.ID, voiceDesk) || strings.HasPrefix(v.ID, voiceKind)
	if c.state.Said == v.ID && !desk || desk && ofMatterToo(c.view(), v, r) {
		return false
	}
	surely := r.Voiced >= voiceSurely && r.Length() <= reading.ShortNews || r.Voiced >= hardlyElse && r.Says(reading.NamesDesk) // whatever the words are like otherwise
	p := c.view().retort(r)
	least = min(r.Voiced, heardMiddle)
	if desk && surely { // 「手数料は？」 asks of the matter, where its entry surely has an answer; who wants to be erased is always heard
		least = heardSurely
		now := c.entry()
		if strings.HasPrefix(p.place, "#") || v.ID == voiceDesk+voiceErase || r.Says(reading.NamesDesk) || now != nil && now.Category == aboutDesk || !v.OfMatter && r.Voiced >= hardlyElse {
			least = 1
		}
	}
	if surely && strings.HasPrefix(v.ID, voiceHuman) { // rather that than what the matter has to say
		least = max(least, r.Voiced)
	}
	if !surely && len(r.Stated) > 0 || p.belief >= least {
		return false
	}
	if _, chosen := c.state.chosen(r); chosen || c.view().answers(r) {
		return false
	}
	switch {
	case strings.HasPrefix(v.ID, voiceHuman):
		return f.wantsHuman(v, r)
	case desk:
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

// ofMatterToo reports whether what is like a question about the desk may as well be about the
// matter in hand: 「どこに電話するの」 after a transfer, 「消してもらえますか」 of a false account. Only who names the
// desk means it then, or who has just asked about it.
func ofMatterToo(v view, heard *knowledge.Voice, r reading.Reading) bool {
	if v.matter.Words == "" && v.matter.FAQ == "" && len(v.matter.Aid) == 0 || strings.HasPrefix(v.said, voiceDesk) || r.Says(reading.NamesDesk) {
		return false
	}
	if now := v.entry(); now != nil && now.Category == aboutDesk {
		return false
	}
	return heard.OfMatter
}

// incident reports whether words mean an entry about an incident, so that they tell of a matter.
func incident(m knowledge.Match, least float64) bool {
	return !m.None && m.Confidence >= least && strings.HasPrefix(m.Best().Category, "1.")
}

// aboutDesk answers a question about the desk from its settings and goes on where it was.
func (f flow) aboutDesk(v *knowledge.Voice, r reading.Reading) bool {
	c := f.c
	if how := c.world.Base.Voice(voiceDesk + voiceErasing); v.ID == voiceDesk+voiceErase && how != nil && r.Says(reading.AsksErasing) {
		v = how // who asks how it is done does not wish it yet
	}
	if v.ID == voiceDesk+voiceErase && c.world.Forgets {
		c.state.Said, c.forget = v.ID, true
		return true
	}
	if v.ID == voiceDesk+voiceErase && !c.state.Ticketed && !c.world.Desk.Alone { // staff see to it, the chat goes on
		c.openTicket(Requested)
	}
	settings := c.out.settings(c.world.Desk)
	settings["ticket"], settings["time"] = c.state.Ticket, c.out.nextReading()
	lines, ok := v.Reply(settings)
	if !ok {
		return false
	}
	if day, asked := r.DayAsked(); asked && v.ID == voiceDesk+voiceHours && !c.world.Desk.Alone {
		lines = append([]string{openOn(c.out.speaker, day)}, lines...)
	}
	c.state.Said = v.ID
	c.note("consulter", r.Text)
	c.out.tell(Plain, strings.Join(lines, "\n"))
	if c.state.Slot != "" {
		f.askOn()
	}
	return true
}

// wantsErasure reports whether a text surely asks to have the conversation erased.
func wantsErasure(r reading.Reading) bool {
	v := r.Voice
	return v != nil && v.ID == voiceDesk+voiceErase && r.Voiced >= voiceSurely && r.Length() <= reading.ToDesk && r.Says(reading.NamesDesk) && !r.Says(reading.AsksErasing)
}

// wantsHuman hands somebody over who asks for a person, be it in easy Japanese or in another
// language, and says so in it.
func (f flow) wantsHuman(v *knowledge.Voice, r reading.Reading) bool {
	c := f.c
	f.overhear(r)
	switch id := strings.TrimPrefix(v.ID, voiceHuman); {
	case id == voiceJapanese:
		c.firstAid()
		c.handOff(Requested)
	case id == voiceEasy:
		c.state.Easy, c.out.easy = true, true
		c.handOff(Requested)
	case c.world.Base.Language(id) != nil:
		guest{c}.inLanguage(id)
		guest{c}.handOff(Requested)
	case c.world.Desk.Alone:
		c.nobody()
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
	if d.CallsBack {
		out["calls"] = s.phrase("desk.calls")
	}
	return out
}

// kindly says one kind clause where somebody is frightened, tired or ashamed, and not again soon.
func (t *turn) kindly(r reading.Reading) {
	c := t.c
	if c.state.Grave != "" {
		return
	}
	for _, tone := range []reading.Group{reading.Hides, reading.Upset, reading.Ill, reading.Ashamed, reading.Tired, reading.Afraid} {
		if r.Says(tone) && c.state.Toned != string(tone) {
			c.state.Toned = string(tone)
			c.tone = c.out.phrase("tone." + string(tone))
			return
		}
	}
}
