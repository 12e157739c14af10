package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Who writes in another language is heard for what does not wait, has first aid and whom to call in
// that language, and a person. All else is left to the person: nothing is translated here, and no
// Japanese bubble is said.

// A guest is a consultation in another language.
type guest struct{ c *consultation }

// slotAbroad is what is asked in another language: which matter it is, or what is wanted next.
const slotAbroad = "abroad"

// Values of the choices offered in another language.
const (
	abroadMatter   = "matter:"
	abroadLanguage = "language:"
	abroadHuman    = "human"
	abroadOther    = "other"
)

// Values of Matter.Crisis; a phrase has the name of each.
const (
	crisisDespair = "crisis"
	crisisDanger  = "danger"
)

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
func (g guest) inLanguage(id string) {
	c := g.c
	if id == japanese {
		id = ""
	}
	c.state.Language = id
	c.out.language = c.world.Base.Language(id)
}

// languageOf is the language in which a text is to be answered, or "" for Japanese.
func (g guest) languageOf(r reading.Reading) string {
	c := g.c
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

// hear takes a text in another language and reports whether it was one.
func (g guest) hear(r reading.Reading) bool {
	c := g.c
	if id := r.AsksLanguage(); id != "" && (id != japanese || c.state.Language != "") {
		c.note("consulter", r.Text)
		g.change(id)
		return true
	}
	id := g.languageOf(r)
	if c.world.Base.Language(id) == nil {
		return false
	}
	if c.state.Language != "" && r.Heard.Language == "" {
		if done, here := g.hearJapanese(r); done || !here {
			return done
		}
	}
	if value, ok := c.state.chosen(r); ok && c.state.Language != "" {
		return g.pressed(value) // else it answers a question in Japanese
	}
	g.inLanguage(id)
	heard := r.HeardIn(id)
	c.note("consulter", r.Text)
	matters := g.matters(heard.Matters)
	if len(matters) == 0 && r.Kana() { // who writes Japanese all the same is read as such
		matters = g.told(r.Facts)
	}
	if crisis := map[reading.Intent]string{reading.Despair: crisisDespair, reading.Danger: crisisDanger}[r.Intent]; crisis != "" {
		matters = g.crisis(crisis)
	}
	if len(matters) == 0 && g.wantsKept(heard) {
		return true
	}
	switch wants := heard.Holds("human") || r.Intent == reading.WantsHuman; {
	case heard.Holds("restart"):
		c.restart()
		g.ask("abroad.which", nil)
	case len(matters) > 0 && (wants || !g.asksOfKnown(matters, heard)):
		g.tell(matters, wants, g.beside(matters, heard)...)
	case wants:
		g.handOff(Requested)
	default:
		g.talk(heard, r)
	}
	return true
}

// wantsKept takes the wish to see what is kept, or to have it erased; where others write too a
// person sees to it.
func (g guest) wantsKept(heard reading.Heard) bool {
	if heard.Holds("demand") || heard.Holds("someone") { // of what somebody else does, or wants
		return false
	}
	c := g.c
	erase, show := heard.Holds(reading.WantsErased), heard.Holds(reading.WantsShown)
	switch {
	case !erase && !show:
		return false
	case c.world.Forgets:
		c.forget, c.show = erase && !show, show // who wants both sees it first
	default:
		g.handOff(Requested)
	}
	return true
}

// hearJapanese hears Japanese in the middle of another language. done: it was a wish that was
// granted; here: what is left to say is said in the other language still. Who writes whole
// sentences of Japanese is answered in easy Japanese.
func (g guest) hearJapanese(r reading.Reading) (done, here bool) {
	c := g.c
	switch r.Intent {
	case reading.WantsEasy:
		return g.pressed(easyJapanese), true
	case reading.WantsRestart, reading.WantsPlain, reading.WantsRecord, reading.WantsPaper, reading.WantsBack:
		g.inLanguage(japanese)
		c.state.clear()
		return false, false
	case reading.WantsHuman, reading.Despair, reading.Danger:
		return false, true
	}
	if _, chosen := c.state.chosen(r); chosen || !r.Kana() || r.Bare || len(g.told(r.Facts)) > 0 {
		return false, true
	}
	g.inLanguage(japanese)
	c.state.Easy, c.out.easy = true, true
	c.state.clear()
	c.say(Plain, "easy.on")
	return false, false
}

// change goes over to a language, or back to Japanese with all that was told.
func (g guest) change(id string) {
	c := g.c
	g.inLanguage(id)
	c.state.clear()
	if c.out.language != nil {
		g.ask("abroad.which", nil)
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
		flow{c}.settle(c.state.FAQ)
	case c.state.Words != "":
		flow{c}.understand()
	default:
		c.out.sayAsking("symptom.ask")
	}
}

// matters are the matters with some ids.
func (g guest) matters(ids []string) []*knowledge.Matter {
	c := g.c
	var out []*knowledge.Matter
	for _, id := range ids {
		if m := c.world.Base.Matter(id); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// crisis are the matters of a crisis.
func (g guest) crisis(crisis string) []*knowledge.Matter {
	return slices.DeleteFunc(slices.Clone(g.c.world.Base.Matters), func(m *knowledge.Matter) bool { return m.Crisis != crisis })
}

// told are the matters whose facts were told.
func (g guest) told(told knowledge.Facts) []*knowledge.Matter {
	c := g.c
	return slices.DeleteFunc(slices.Clone(c.world.Base.Matters), func(m *knowledge.Matter) bool {
		for slot, v := range m.Facts {
			if !slices.Contains(told.Values(slot), v) {
				return true
			}
		}
		return len(m.Facts) == 0
	})
}
