package dialog

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// learn puts matters into the state, in Japanese for whoever reads it, and their first aid as said.
func (g guest) learn(matters []*knowledge.Matter) {
	c := g.c
	c.save()
	for _, m := range matters {
		c.learn(m.Facts)
		if m.Show != "" && !strings.Contains(c.state.Words, m.Show) {
			c.addWords(m.Show)
		}
		if m.Entry != "" && c.state.FAQ == "" {
			c.state.settle(m.Entry)
		}
		c.note("consulter", g.plain().phrase("record.abroad", c.out.language.Staff, m.Show))
	}
	for _, d := range c.state.waiting(c.world.Base) {
		c.state.Flags = append(c.state.Flags, d.ID)
	}
	if entry := c.entry(); entry != nil {
		for _, l := range c.state.dueAid(entry) {
			c.state.Aid = append(c.state.Aid, l.key)
		}
	}
}

// plain speaks plain Japanese, for staff.
func (g guest) plain() speaker { return g.c.world.speaker(false) }

// tell says what must be done now and whom to call, answers what is asked beside it, and offers a
// person; who wants one has one.
func (g guest) tell(matters []*knowledge.Matter, wants bool, beside ...string) {
	c := g.c
	g.learn(matters)
	g.aid(matters)
	for _, m := range matters {
		if m.Crisis != "" {
			if m.Crisis == crisisDespair {
				c.enter(knowledge.OwnDespair)
			}
			c.tellDesk(m.Crisis + ".ticket")
			g.askNext("abroad.stay")
			return
		}
	}
	for _, text := range beside {
		c.out.tell(Plain, text)
	}
	if wants {
		g.handOff(Requested)
		return
	}
	g.askNext("abroad.person")
}

// aid is first aid and whom to call, for matters that are told.
func (g guest) aid(matters []*knowledge.Matter) {
	c := g.c
	l := c.out.language
	var lines []string
	others := min(len(matters)-1, maxAbroadLines-2)
	for i, m := range matters { // the first is the most pressing; of the others what does not wait
		say, room := l.Matters[m.ID].Say, maxAbroadLines-others
		if i > 0 {
			say, room = say[:1], maxAbroadLines
		}
		for _, line := range say {
			if len(lines) < room && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	c.out.tell(FirstAid, c.out.phrase("abroad.now")+"\n"+numbered(lines, 1))
	c.note("desk", g.plain().phrase("record.aid", l.Staff))
	c.out.add(c.out.referralsAbroad(contactsOf(matters), matters[0], matters[0].Crisis != "")...)
	c.because("heard in " + l.ID + ": " + matters[0].ID)
}

// contactsOf are the bodies to call in some matters, each once.
func contactsOf(matters []*knowledge.Matter) []string {
	var ids []string
	for _, m := range matters {
		for _, id := range m.Contacts {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// referralsAbroad names whom to call, in the language and in Japanese, with the sentence of a
// matter to show or to read out. private is as in Base.Refer.
func (s speaker) referralsAbroad(ids []string, m *knowledge.Matter, private bool) []Message {
	near, _ := s.referrals(ids, private)
	if len(near) == 0 {
		return nil
	}
	text := s.phrase("abroad.call")
	for i, r := range near {
		known := s.base.Contact(r.ID)
		in := cmp.Or(s.language.Contacts[known.Role], r.Name) // a base stored before there were roles
		text += "\n■ " + in
		if !strings.Contains(in, r.Name) {
			text += "\n　" + r.Name
			if known.Reading != "" {
				text += " (" + known.Reading + ")"
			}
		}
		if way := cmp.Or(r.Phone, r.Mail, r.URL); way != "" {
			text += "\n　" + way
			if r.Open != "" && r.Phone != "" {
				text += " (" + r.Open + ")"
			}
		}
		r.For, r.Hours = in, ""
		near[i] = r
	}
	out := []Message{{Kind: Referrals, Text: text, Contacts: near}}
	if m != nil {
		out = append(out, Message{Kind: Plain, Text: s.phrase("abroad.show", m.Show) + "\n" + m.Aloud})
	}
	return out
}

// ask asks which matter it is, those near first.
func (g guest) ask(key string, near []string) {
	c := g.c
	ids := slices.Clone(near)
	for _, m := range c.world.Base.Matters {
		if m.Common && !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	c.state.becomeClarify()
	g.put(key, append(g.choices(ids), Choice{Label: c.out.phrase("abroad.human"), Value: abroadHuman})...)
}

// choices are buttons for matters.
func (g guest) choices(ids []string) []Choice {
	var out []Choice
	for _, id := range ids {
		if l := g.c.out.language.Matters[id].Label; l != "" && len(out) < maxAbroadOffers {
			out = append(out, Choice{Label: l, Value: abroadMatter + id})
		}
	}
	return out
}

// askNext leaves the floor to the consulter after something was said. Who waits for a person is
// asked nothing. near are matters that may have been meant.
func (g guest) askNext(key string, near ...string) {
	c := g.c
	if c.state.Ticketed && key == "abroad.person" {
		key = "abroad.more"
	}
	if c.state.Phase == PhaseHandoff {
		c.state.clear()
		c.say(Plain, key)
		return
	}
	c.state.becomeAnswer()
	choices := g.choices(near[:min(len(near), maxAbroadNear)])
	if !c.state.Ticketed {
		choices = append(choices, Choice{Label: c.out.phrase("abroad.human"), Value: abroadHuman})
	}
	g.put(key, append(choices, Choice{Label: c.out.phrase("abroad.other"), Value: abroadOther})...)
}

// put asks something in the language; Japanese and easy Japanese are always among the choices.
func (g guest) put(key string, choices ...Choice) {
	c := g.c
	if back := c.world.Base.Language(japanese); back != nil {
		choices = append(choices, Choice{Label: back.Name, Value: abroadLanguage + back.ID}, Choice{Label: g.plain().phrase("easy.choice"), Value: easyJapanese})
	}
	c.put(slotAbroad, Message{Kind: Asking, Text: c.out.phrase(key), Choices: choices})
}

// pressed does what a choice in another language says, be it of an earlier question. It reports
// whether it was one.
func (g guest) pressed(value string) bool {
	c := g.c
	if id, ok := strings.CutPrefix(value, abroadLanguage); ok && c.world.Base.Language(id) != nil {
		g.change(id)
		return true
	}
	if c.out.language == nil {
		return false
	}
	id, told := strings.CutPrefix(value, abroadMatter)
	matters := g.matters([]string{id})
	switch {
	case told && len(matters) > 0:
		g.tell(matters, false)
	case value == easyJapanese:
		c.state.Easy, c.out.easy = true, true
		g.change(japanese)
	case value == abroadHuman:
		g.handOff(Requested)
	case value == abroadOther:
		g.ask("abroad.which", nil)
	default:
		return false
	}
	return true
}

// handOff asks for a person.
func (g guest) handOff(reason Reason) {
	c := g.c
	if c.state.Ticketed {
		c.state.becomeHandoff()
		c.say(Plain, "human.already", c.state.Ticket, c.out.nextReading())
		g.askNext("abroad.more")
		return
	}
	if c.world.Desk.Alone {
		c.nobody()
		return
	}
	c.save()
	if c.view().urgent() || flagged(c.world.Base, c.state.Facts) {
		reason = Urgent
	}
	c.openTicket(reason)
	if c.handoff.When.After(c.world.Now) {
		c.say(Plain, "human.closed", c.state.Ticket, c.out.nextReading())
	} else {
		c.say(Plain, "human.open", c.state.Ticket)
	}
	c.note("desk", g.plain().phrase("record.ticket", c.state.Ticket))
	c.state.clear()
	c.state.becomeHandoff()
	g.askNext("human.tell")
}

// listen is heard while a person has the consultation: what is told is kept, and first aid that
// nobody has said is said. It reports whether the text was in another language.
func (g guest) listen(r reading.Reading) bool {
	c := g.c
	id := g.languageOf(r)
	if c.world.Base.Language(id) == nil {
		return false
	}
	g.inLanguage(id)
	heard := r.HeardIn(id)
	fresh := slices.DeleteFunc(g.matters(heard.Matters), func(m *knowledge.Matter) bool {
		return !m.Urgent || m.Show != "" && strings.Contains(c.state.Words, m.Show)
	})
	if len(fresh) > 0 {
		g.learn(fresh)
		g.aid(fresh)
	}
	return true
}

// mended hears a message that was written anew: what it tells now is answered, and else only said
// to be read. It reports whether the consulter is spoken to in another language.
func (g guest) mended(r reading.Reading, changed bool) bool {
	c := g.c
	if c.out.language == nil {
		return false
	}
	heard := r.HeardIn(c.state.Language)
	fresh := slices.DeleteFunc(g.matters(heard.Matters), func(m *knowledge.Matter) bool { return strings.Contains(c.before.Words, m.Show) })
	switch {
	case len(fresh) > 0:
		g.tell(fresh, false)
	case changed:
		c.say(Plain, "edited.changed")
	}
	return true
}
