package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A consultation is what a step works on: the state, what the message in hand brings to it, and the reply. Its methods are
// what can be done in one; none of them hears a message, that is turn's.
type consultation struct {
	world   World
	message string // the id of the message in hand
	parts   []Part // it is made of, where several came together
	state   State
	before  Core
	brought Told     // what the message brings
	sources []string // the messages that bring it, if not the one in hand
	out     reply
	ticked  bool // a step that was told is done, as was said just now
	unclear bool // something is done, and it is not clear which step
	handoff *Handoff
	forget  bool   // see Outcome.Forget
	show    bool   // see Outcome.Show
	tone    string // a kind clause, said before anything else
	why     string

	known map[string]reading.Reading // what this step has read
}

func consult(state State, message string, world World) *consultation {
	c := &consultation{world: world, message: message, state: state.clone()}
	c.out.speaker = world.speaker(c.state.Easy)
	c.out.language = world.Base.Language(c.state.Language)
	if c.state.Version == 0 {
		c.state.begin(world)
	}
	c.state.upgrade(world.Base)
	c.state.fit(world.Base)
	c.out.supposed = c.state.supposed(world.Base)
	c.before = c.state.Core.clone()
	return c
}

// speaker is who speaks in this world.
func (w World) speaker(easy bool) speaker {
	return speaker{base: w.Base, desk: w.Desk, calendar: w.Calendar, now: w.Now, easy: easy}
}

// read reads a text, once in a step.
func (c *consultation) read(text string) reading.Reading {
	if r, ok := c.known[text]; ok {
		return r
	}
	if c.known == nil {
		c.known = map[string]reading.Reading{}
	}
	r := c.world.Read(text)
	c.known[text] = r
	return r
}

// view is what the next move depends on.
func (c *consultation) view() view { return c.state.view(c.world.Base, c.read) }

// entry is the matter in hand, or nil.
func (c *consultation) entry() *knowledge.FAQ { return c.world.Base.FAQ(c.state.FAQ) }

func (c *consultation) say(kind MessageKind, key string, args ...any) { c.out.say(kind, key, args...) }

// note adds a line to the record.
func (c *consultation) note(who, text string) {
	if who == "consulter" && len(c.parts) > 0 {
		for _, p := range c.parts {
			c.state.note(Note{At: c.world.Now, Who: who, Text: p.Text, Message: p.Message})
		}
		return
	}
	c.state.note(Note{At: c.world.Now, Who: who, Text: text, Message: c.message})
}

// because adds to why this step says what it says.
func (c *consultation) because(why string) {
	if c.why != "" {
		c.why += "; "
	}
	c.why += why
}

// learn takes new facts. Where a slot can hold several values, what is told is added to what is known.
func (c *consultation) learn(news knowledge.Facts) {
	joined := news.Clone()
	for slot, v := range news {
		if s := c.world.Base.Slot(slot); s != nil && s.Several {
			joined[slot] = knowledge.Joined(c.state.Facts[slot], v)
		}
	}
	c.state.learn(joined, &c.brought)
}

func (c *consultation) addWords(text string)  { c.state.addWords(text, &c.brought) }
func (c *consultation) setWords(words string) { c.state.setWords(words, &c.brought) }

// save keeps what 「戻る」 brings back.
func (c *consultation) save() { c.state.save(c.before) }

// restart forgets the matter; the record and the ticket stay.
func (c *consultation) restart() {
	c.state.becomeNew()
	c.state.closePuts()
	c.state.Undo = nil
	c.state.Base = c.world.Base.Version
}

// unpend returns the text that was kept; what comes of it comes from the messages that told it.
func (c *consultation) unpend() reading.Reading {
	text, from := c.state.unpend()
	c.sources = from
	return c.read(text)
}

// put asks a question.
func (c *consultation) put(slot string, q Message) {
	if len(q.Choices) > 0 {
		q.Question = c.state.putNext(slot, q.Choices, c.world.Now)
	}
	c.state.put(slot, q.Choices)
	c.out.question(slot, q)
}

// putOwn puts a question of the flow's own.
func (c *consultation) putOwn(slot string) {
	switch slot {
	case slotDone:
		putDone(c)
		return
	case slotPaper:
		putPaper(c)
		return
	}
	c.put(slot, c.out.ownQuestion(slot, c.argsOf(slot)...))
}

// argsOf fills in the phrase of a question of the flow's own.
func (c *consultation) argsOf(slot string) []any {
	var f *knowledge.FAQ
	switch slot {
	case slotSwitch:
		f = c.world.Base.FAQ(c.read(c.state.Pending).Match.Best().FAQ)
	case slotResume:
		if len(c.state.Queue) > 0 {
			f = c.world.Base.FAQ(c.state.Queue[0])
		}
	case slotExpiry:
		f = c.entry()
	default:
		return nil
	}
	if f == nil {
		return []any{""}
	}
	return []any{f.Title}
}

// putTopic asks which of some meanings is meant.
func (c *consultation) putTopic(meanings []Choice) {
	again := c.state.count(knowledge.SlotTopic)%2 == 0 // the second time in other words
	c.put(knowledge.SlotTopic, c.out.topicQuestion(meanings, again))
}

// offers reports whether the base still has one of the meanings that were offered.
func offers(c *consultation) bool {
	return slices.ContainsFunc(c.state.Offered, func(o Choice) bool { return c.world.Base.FAQ(o.Value) != nil })
}

// urgency is that of the matter in hand; while it is not clear which that is, first aid or a red flag tells.
func (c *consultation) urgency() knowledge.Urgency {
	switch entry := c.entry(); {
	case c.state.Grave != "":
		return knowledge.High
	case entry != nil:
		return c.view().urgency(entry)
	case hurried(c.view()), c.out.urges():
		return knowledge.High
	}
	return ""
}

// meansOther reports whether the words, while it is not clear what they mean, now point elsewhere.
func (c *consultation) meansOther() bool {
	was := c.read(c.before.Words).Match.Given(c.world.Base, c.before.Facts).Best().FAQ
	return c.view().match().Best().FAQ != was
}

// remember writes down what the message in hand brought, whose text is given.
func (c *consultation) remember(text string) {
	c.state.nameAnswer(c.world.Base.Slot(c.before.Slot), text, c.brought, c.world.Now)
	if len(c.parts) > 0 && len(c.sources) == 0 {
		c.state.rememberParts(c.brought, c.before, c.parts, text)
		return
	}
	sources := c.sources
	if len(sources) == 0 {
		sources = []string{c.message}
	}
	c.state.remember(c.brought, c.before, sources...)
}

// recall takes messages back in this consultation.
func (c *consultation) recall() *recall {
	return &recall{speaker: c.out.speaker, read: c.read, state: &c.state}
}

// unsend takes the message in hand back.
func (c *consultation) unsend() {
	k := c.recall()
	k.unsend(c.message)
	c.state.untick(c.message)
	c.why = k.why
}

// mend puts a text in the place of the message in hand, and reports whether what was concluded from it no longer holds.
func (c *consultation) mend(text string) bool {
	k := c.recall()
	changed := k.mend(c.message, text)
	c.state.untick(c.message)
	c.tick(c.read(text))
	c.why = k.why
	return changed
}
