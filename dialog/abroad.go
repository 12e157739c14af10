package dialog

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Who writes in another language is heard for what does not wait, has first aid and whom to call in that language, and a person. All
// else is left to the person: nothing is translated here, and no Japanese bubble is said.

// slotAbroad is what is asked in another language: which matter it is, or what is wanted next.
const slotAbroad = "abroad"

// Values of the choices offered in another language.
const (
	abroadMatter   = "matter:"
	abroadLanguage = "language:"
	abroadHuman    = "human"
	abroadOther    = "other"
)

// crisisDespair is Matter.Crisis of words of despair; a phrase has its name.
const crisisDespair = "crisis"

// japanese is the language in which everything else is said.
const japanese = "ja"

// How much must speak for another language than the one spoken: a word on a screen is soon quoted.
const (
	strongly = 4 // to go over from one foreign language to another
	surely   = 6 // to leave Japanese in the middle of a consultation
)

// most of the choices and lines that are put before somebody in another language.
const (
	maxAbroadOffers = 7
	maxAbroadLines  = 5
)

// inLanguage puts the flow into a language, Japanese with japanese or "".
func (c *consultation) inLanguage(id string) {
	if id == japanese {
		id = ""
	}
	c.state.Language = id
	c.out.language = c.world.Base.Language(id)
}

// languageOf is the language in which a text is to be answered, or "" for Japanese.
func (c *consultation) languageOf(r reading.Reading) string {
	now, heard := c.state.Language, r.Heard
	if now != "" {
		if heard.Language == "" || heard.Language != now && heard.Strength < strongly {
			return now
		}
		return heard.Language
	}
	_, chosen := c.state.chosen(r)
	middle := c.state.Slot != "" || c.state.FAQ != ""
	if chosen || r.Intent == reading.WantsEasy || middle && heard.Strength < surely {
		return ""
	}
	return heard.Language
}

// abroad takes a text in another language and reports whether it was one.
func (f flow) abroad(r reading.Reading) bool {
	c := f.c
	if id := r.AsksLanguage(); id != "" && (id != japanese || c.state.Language != "") {
		c.note("consulter", r.Text)
		f.changeLanguage(id)
		return true
	}
	id := c.languageOf(r)
	if c.world.Base.Language(id) == nil {
		return false
	}
	if c.state.Language != "" && r.Heard.Language == "" {
		if done, here := f.japaneseAbroad(r); done || !here {
			return done
		}
	}
	if value, ok := c.state.chosen(r); ok && c.state.Language != "" {
		c.note("consulter", r.Text)
		f.pressedAbroad(value)
		return true
	}
	c.inLanguage(id)
	heard := r.Heard
	if heard.Language != id {
		heard = r.HeardIn(id)
	}
	c.note("consulter", r.Text)
	matters := c.mattersOf(heard.Matters)
	if len(matters) == 0 && r.Kana() { // who writes Japanese all the same is read as such
		matters = c.mattersTold(r.Facts)
	}
	if crisis := map[reading.Intent]string{reading.Despair: "despair", reading.Danger: "danger"}[r.Intent]; crisis != "" {
		matters = c.mattersOf([]string{crisis})
	}
	_, asks := c.out.topic(heard)
	voiced := r.Voice != nil && r.Voiced >= voiceHeard && strings.HasPrefix(r.Voice.ID, voiceLanguage)
	switch wants := heard.Holds("human") || r.Intent == reading.WantsHuman || voiced && len(matters) == 0 && asks == ""; {
	case heard.Holds("restart"):
		c.restart()
		f.askAbroad("abroad.which", nil)
	case len(matters) > 0:
		f.tellAbroad(matters, wants)
	case wants:
		c.handOffAbroad(Requested)
	default:
		f.talkAbroad(heard, r)
	}
	return true
}

// japaneseAbroad hears Japanese in the middle of another language. done: it was a wish that was granted; here: what is left to say is
// said in the other language still. Who writes whole sentences of Japanese is answered in easy Japanese.
func (f flow) japaneseAbroad(r reading.Reading) (done, here bool) {
	c := f.c
	switch r.Intent {
	case reading.WantsEasy:
		return f.pressedAbroad(easyJapanese), true
	case reading.WantsRestart, reading.WantsPlain, reading.WantsRecord, reading.WantsBack:
		c.inLanguage(japanese)
		c.state.clear()
		return false, false
	case reading.WantsHuman, reading.Despair, reading.Danger:
		return false, true
	}
	if _, chosen := c.state.chosen(r); chosen || !r.Kana() || r.Length() < reading.SaysLittle || len(c.mattersTold(r.Facts)) > 0 {
		return false, true
	}
	c.inLanguage(japanese)
	c.state.Easy, c.out.easy = true, true
	c.state.clear()
	c.say(Plain, "easy.on")
	return false, false
}

// changeLanguage goes over to a language, or back to Japanese with all that was told.
func (f flow) changeLanguage(id string) {
	c := f.c
	c.inLanguage(id)
	c.state.clear()
	if c.out.language != nil {
		f.askAbroad("abroad.which", nil)
		return
	}
	key := "language.back"
	if c.state.Easy {
		key = "easy.on"
	}
	c.say(Plain, key)
	switch {
	case c.state.Phase == PhaseHandoff:
		c.handOff(Requested)
	case c.entry() != nil:
		f.settle(c.state.FAQ)
	case c.state.Words != "":
		f.understand()
	default:
		c.out.sayAsking("symptom.ask")
	}
}

// mattersOf are the matters with some ids.
func (c *consultation) mattersOf(ids []string) []*knowledge.Matter {
	var out []*knowledge.Matter
	for _, id := range ids {
		if m := c.world.Base.Matter(id); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// mattersTold are the matters whose facts were told.
func (c *consultation) mattersTold(told knowledge.Facts) []*knowledge.Matter {
	return slices.DeleteFunc(slices.Clone(c.world.Base.Matters), func(m *knowledge.Matter) bool {
		for slot, v := range m.Facts {
			if !slices.Contains(told.Values(slot), v) {
				return true
			}
		}
		return len(m.Facts) == 0
	})
}

// learnAbroad puts matters into the state, in Japanese for whoever reads it, and their first aid as said.
func (c *consultation) learnAbroad(matters []*knowledge.Matter) {
	c.save()
	for _, m := range matters {
		c.learn(m.Facts)
		if m.Show != "" && !strings.Contains(c.state.Words, m.Show) {
			c.addWords(m.Show)
		}
		if m.Entry != "" && c.state.FAQ == "" {
			c.state.settle(m.Entry)
		}
		c.note("consulter", c.plain().phrase("record.abroad", c.out.language.Staff, m.Show))
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
func (c *consultation) plain() speaker { return c.world.speaker(false) }

// tellAbroad says what must be done now and whom to call, and offers a person; who wants one has one.
func (f flow) tellAbroad(matters []*knowledge.Matter, wants bool) {
	c := f.c
	c.learnAbroad(matters)
	c.aidAbroad(matters)
	for _, m := range matters {
		if m.Crisis != "" {
			if m.Crisis == crisisDespair {
				c.state.Low++
			}
			c.tellDesk(m.Crisis + ".ticket")
			c.askAbroadNext("abroad.stay")
			return
		}
	}
	if wants {
		c.handOffAbroad(Requested)
		return
	}
	c.askAbroadNext("abroad.person")
}

// aidAbroad is first aid and whom to call, for matters that are told.
func (c *consultation) aidAbroad(matters []*knowledge.Matter) {
	l := c.out.language
	var lines, contacts []string
	for i, m := range matters {
		say := l.Matters[m.ID].Say
		if i > 0 { // the first is the most pressing; of the others what does not wait
			say = say[:1]
		}
		for _, line := range say {
			if len(lines) < maxAbroadLines && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
		for _, id := range m.Contacts {
			if !slices.Contains(contacts, id) {
				contacts = append(contacts, id)
			}
		}
	}
	c.out.tell(FirstAid, c.out.phrase("abroad.now")+"\n"+numbered(lines, 1))
	c.note("desk", c.plain().phrase("record.aid", l.Staff))
	c.out.add(c.out.referralsAbroad(contacts, matters[0])...)
	c.because("heard in " + l.ID + ": " + matters[0].ID)
}

// referralsAbroad names whom to call, in the language and in Japanese, with the sentence of a matter to show or to read out.
func (s speaker) referralsAbroad(ids []string, m *knowledge.Matter) []Message {
	near, _ := s.referrals(ids)
	if len(near) == 0 {
		return nil
	}
	text := s.phrase("abroad.call")
	for i, r := range near {
		in := s.language.Contacts[r.ID]
		text += "\n■ " + in
		if !strings.Contains(in, r.Name) {
			text += "\n　" + r.Name
			if aloud := s.base.Contact(r.ID).Reading; aloud != "" {
				text += " (" + aloud + ")"
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
	if m != nil {
		text += "\n\n" + s.phrase("abroad.show", m.Show) + "\n" + m.Aloud
	}
	return []Message{{Kind: Referrals, Text: text, Contacts: near}}
}

// talkAbroad answers what tells no matter: something asked back, yes or no, a word for the ticket, or what is not understood.
func (f flow) talkAbroad(heard reading.Heard, r reading.Reading) {
	c := f.c
	if text, ok := c.out.topic(heard); ok != "" {
		c.state.Missed = 0
		c.out.tell(Plain, text)
		c.askAbroadNext("abroad.more")
		return
	}
	yes, no := heard.Holds("yes"), heard.Holds("no")
	switch short := r.Length() <= reading.Short; {
	case c.state.Low > 0:
		if c.state.Low++; c.state.Low%3 == 0 {
			c.out.add(c.out.referralsAbroad(c.world.Base.Matter("despair").Contacts, nil)...)
		}
		c.askAbroadNext("abroad.stay")
	case short && yes && c.state.offers(abroadHuman) && !no:
		c.handOffAbroad(Requested)
	case short && no && !yes && c.state.Slot == slotAbroad:
		c.askAbroadNext("abroad.more")
	case c.state.Ticketed:
		c.addWords(r.Text)
		c.say(Plain, "human.waiting", c.state.Ticket)
	default:
		c.unclearAbroad(heard.Near)
	}
}

// topic is the reply to something asked back, and its name; "" where nothing is.
func (s speaker) topic(heard reading.Heard) (text, name string) {
	for _, name := range slices.Sorted(maps.Keys(s.language.Talk)) {
		if heard.Holds(name) {
			return s.language.Talk[name], name
		}
	}
	return "", ""
}

// unclearAbroad asks which it is; what is not understood twice is offered to a person in other words.
func (c *consultation) unclearAbroad(near []string) {
	missed := c.state.Missed
	key := "abroad.which"
	if missed%2 == 1 {
		key = "abroad.unclear"
	}
	flow{c}.askAbroad(key, near)
	c.state.Missed = missed + 1
}

// askAbroad asks which matter it is, those near first.
func (f flow) askAbroad(key string, near []string) {
	c := f.c
	ids := slices.Clone(near)
	for _, m := range c.world.Base.Matters {
		if m.Common && !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	var choices []Choice
	for _, id := range ids {
		if l := c.out.language.Matters[id].Label; l != "" && len(choices) < maxAbroadOffers {
			choices = append(choices, Choice{Label: l, Value: abroadMatter + id})
		}
	}
	c.putAbroad(key, append(choices, Choice{Label: c.out.phrase("abroad.human"), Value: abroadHuman})...)
}

// askAbroadNext leaves the floor to the consulter after something was said.
func (c *consultation) askAbroadNext(key string) {
	if c.state.Phase != PhaseHandoff {
		c.state.becomeAnswer()
	}
	var choices []Choice
	if !c.state.Ticketed {
		choices = append(choices, Choice{Label: c.out.phrase("abroad.human"), Value: abroadHuman})
	} else if key == "abroad.person" {
		key = "abroad.more"
	}
	c.putAbroad(key, append(choices, Choice{Label: c.out.phrase("abroad.other"), Value: abroadOther})...)
}

// putAbroad asks something in the language; Japanese and easy Japanese are always among the choices.
func (c *consultation) putAbroad(key string, choices ...Choice) {
	if back := c.world.Base.Language(japanese); back != nil {
		choices = append(choices, Choice{Label: back.Name, Value: abroadLanguage + back.ID}, Choice{Label: c.plain().phrase("easy.choice"), Value: easyJapanese})
	}
	c.put(slotAbroad, Message{Kind: Asking, Text: c.out.phrase(key), Choices: choices})
}

// pressedAbroad does what a choice in another language says, be it of an earlier question. It reports whether it was one.
func (f flow) pressedAbroad(value string) bool {
	c := f.c
	if id, ok := strings.CutPrefix(value, abroadLanguage); ok && c.world.Base.Language(id) != nil {
		f.changeLanguage(id)
		return true
	}
	if c.out.language == nil {
		return false
	}
	if value == easyJapanese {
		c.state.Easy, c.out.easy = true, true
		f.changeLanguage(japanese)
		return true
	}
	if id, ok := strings.CutPrefix(value, abroadMatter); ok {
		if matters := c.mattersOf([]string{id}); len(matters) > 0 {
			f.tellAbroad(matters, false)
			return true
		}
	}
	switch value {
	case abroadHuman:
		c.handOffAbroad(Requested)
	case abroadOther:
		f.askAbroad("abroad.which", nil)
	default:
		return false
	}
	return true
}

// handOffAbroad asks for a person.
func (c *consultation) handOffAbroad(reason Reason) {
	if c.state.Ticketed {
		c.state.becomeHandoff()
		c.say(Plain, "human.already", c.state.Ticket, c.out.nextReading())
		c.askAbroadNext("abroad.more")
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
	c.note("desk", c.plain().phrase("record.ticket", c.state.Ticket))
	c.state.clear()
	c.state.becomeHandoff()
	c.askAbroadNext("human.tell")
}

// listenAbroad is heard while a person has the consultation: what is told is kept, and first aid that nobody has said is said. It
// reports whether the text was in another language.
func (c *consultation) listenAbroad(r reading.Reading) bool {
	id := c.languageOf(r)
	if c.world.Base.Language(id) == nil {
		return false
	}
	c.inLanguage(id)
	heard := r.Heard
	if heard.Language != id {
		heard = r.HeardIn(id)
	}
	fresh := slices.DeleteFunc(c.mattersOf(heard.Matters), func(m *knowledge.Matter) bool {
		return !m.Urgent || m.Show != "" && strings.Contains(c.state.Words, m.Show)
	})
	if len(fresh) > 0 {
		c.learnAbroad(fresh)
		c.aidAbroad(fresh)
	}
	return true
}
