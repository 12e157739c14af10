package dialog

import (
	"cmp"
	"hash/fnv"
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// longText is the length in runes from which a text is told to be long; only its beginning is read.
const longText = 2000

// Slots that only the flow asks; they hold no facts.
const (
	slotHelped = "helped"
	slotNext   = "next"
	slotUnsure = "unsure"
	slotSwitch = "switch"
	slotResume = "resume"
	slotExpiry = "expiry"
)

// Step is the consultation's next move. It never fails, and is silent only after what asks for no reply: a message taken
// back, or mended so that nothing changes.
func Step(state State, event Event, world World) Outcome {
	t := newTurn(state, event, world)
	switch event.Kind {
	case Unsend:
		t.unsend()
	case Edit:
		t.edit()
	default:
		silence, fresh := world.Now.Sub(t.state.Last), t.state.Last.IsZero()
		t.state.Last = world.Now
		t.take(event, fresh, silence)
	}
	return t.outcome()
}

// turn is one step under way.
type turn struct {
	world    World
	event    Event
	state    State
	before   Core
	brought  Told     // what the event brings
	sources  []string // the messages that bring it, if not the event's
	messages []Message
	ask      *Question
	handoff  *Handoff
	granted  bool // the event was a wish, and was done
	why      string

	known map[string]reading.Reading // what this step has read
}

func newTurn(state State, event Event, world World) *turn {
	t := &turn{world: world, event: event, state: state.clone()}
	if t.state.Version == 0 {
		t.begin()
	}
	t.fitBase()
	t.before = t.state.Core.clone()
	return t
}

// fitBase lets go of what a base that was changed in mid-conversation no longer has. What was told stays and is understood anew.
func (t *turn) fitBase() {
	s := &t.state
	gone := func(id string) bool { return t.world.Base.FAQ(id) == nil }
	s.Queue = slices.DeleteFunc(s.Queue, gone)
	if s.FAQ != "" && gone(s.FAQ) {
		t.dropMatter()
	}
	_, own := owns[s.Slot]
	if s.Slot != "" && !own && t.world.Base.Slot(s.Slot) == nil || s.Slot == slotResume && len(s.Queue) == 0 {
		t.state.clear()
	}
}

// read reads a text, once in a step.
func (t *turn) read(text string) reading.Reading {
	if r, ok := t.known[text]; ok {
		return r
	}
	if t.known == nil {
		t.known = map[string]reading.Reading{}
	}
	r := t.world.Read(text)
	t.known[text] = r
	return r
}

// words are the words so far, read.
func (t *turn) words() reading.Reading { return t.read(t.state.Words) }

func (t *turn) begin() {
	t.state.Version = StateVersion
	t.state.Begun = t.world.Now
	t.state.Base = t.world.Base.Version
	t.state.becomeSymptom()
}

func (t *turn) outcome() Outcome {
	t.neverTwice()
	t.fit()
	t.remember()
	return Outcome{State: t.state, Messages: t.messages, Ask: t.ask, Handoff: t.handoff, Urgency: t.urgencyNow(), Why: t.why}
}

// neverTwice keeps a question from standing alone in the very words of the turn before: it is said that it was not understood.
// A wish that is repeated has its reply again.
func (t *turn) neverTwice() {
	if len(t.messages) == 0 {
		return
	}
	h := fnv.New32a()
	last := t.messages[len(t.messages)-1]
	h.Write([]byte(last.Text))
	for _, c := range last.Choices {
		h.Write([]byte(c.Label))
	}
	if sum := h.Sum32(); sum != t.state.LastSaid {
		t.state.LastSaid = sum
	} else if len(t.messages) == 1 && t.event.Kind == Text && !t.granted {
		t.messages = append([]Message{{Kind: Plain, Text: t.phrase("ask.again")}}, t.messages...)
	}
}

// urgencyNow is the urgency of the matter in hand; while it is not clear which that is, first aid or a red flag tells.
func (t *turn) urgencyNow() knowledge.Urgency {
	entry := t.entry()
	switch {
	case entry != nil:
		return urgency(entry, t.words(), t.state.Facts)
	case flagged(t.state.Facts), slices.ContainsFunc(t.messages, func(m Message) bool { return m.Kind == FirstAid }):
		return knowledge.High
	}
	return ""
}

// take sorts an event: what it is, what it wishes, and else what it answers.
func (t *turn) take(e Event, fresh bool, silence time.Duration) {
	if e.Secrets {
		t.say(Plain, "secret")
	}
	switch e.Kind {
	case Start:
		t.greet(fresh)
		return
	case Choose:
		t.choose(e)
		return
	case Text:
	default:
		t.say(Plain, string(e.Kind))
		t.repeatQuestion()
		return
	}
	r := t.read(e.Text)
	t.countRepeats(r)
	if t.granted = !t.state.labelled(r) && t.wish(r); t.granted {
		return
	}
	if t.state.Repeat >= 3 {
		t.say(Plain, "again.same")
		t.sayAsking("again.ask")
		t.repeatQuestion()
		return
	}
	if runes := []rune(e.Text); len(runes) > longText {
		t.say(Plain, "long")
		r = t.read(string(runes[:longText]))
	}
	if silence > cmp.Or(t.world.SessionEnds, sessionEnds) && t.expire(r) {
		return
	}
	if t.state.Recalled && t.afterRecall(r) {
		return
	}
	t.note("consulter", r.Text)
	t.hear(r)
}

// countRepeats counts how often the same text came in a row while the same was asked: 「分からない」 to three questions
// is three answers.
func (t *turn) countRepeats(r reading.Reading) {
	if said := t.state.Slot + " " + clip(r.Folded, 100); said == t.state.Text {
		t.state.Repeat++
	} else {
		t.state.Text, t.state.Repeat = said, 1
	}
}

// greet welcomes somebody who opens the chat, or shows one who comes back where the conversation stands.
func (t *turn) greet(fresh bool) {
	if !fresh && t.state.Slot != "" {
		t.repeatQuestion()
		return
	}
	t.say(Plain, "greet", t.world.Desk.Name)
	t.sayAsking("greet.ask")
}

// choose takes a button. Buttons of earlier questions may still be pressed: they count when they still make sense.
func (t *turn) choose(e Event) {
	t.state.Text, t.state.Repeat = "", 0
	t.note("consulter", e.Text)
	if t.state.Recalled && t.afterRecalledChoice(e.Choice) {
		return
	}
	for i, c := range t.state.Offered {
		if c.Value == e.Choice {
			t.answered(t.state.Offered[i].Value)
			return
		}
	}
	r := t.read(e.Text)
	if t.wish(r) {
		return
	}
	// A button of a question that is no longer asked. What its label states is noted; a bare yes or no says nothing now.
	if len(r.Stated) > 0 && t.state.FAQ != "" {
		t.hear(r)
		return
	}
	t.say(Plain, "choice.old")
	t.repeatQuestion()
}

// hear understands a text as the answer to what is being asked, else as news about the matter.
func (t *turn) hear(r reading.Reading) {
	if t.state.Slot != "" && r.OnlyReports() {
		t.say(Plain, "ask.noted")
		t.repeatQuestion()
		return
	}
	switch t.state.Slot {
	case "":
		if value, ok := t.state.chosen(r); ok {
			t.answered(value)
			return
		}
		t.symptom(r)
	default:
		t.reply(r)
	}
}

// answered takes the value of the question in hand.
func (t *turn) answered(value string) {
	slot := t.state.Slot
	if value == easyJapanese {
		t.speak(true)
		return
	}
	switch slot {
	case slotHelped, slotNext, slotUnsure:
		t.afterAnswer(slot, value)
	case slotSwitch:
		t.switchTopic(value)
	case slotResume:
		t.resume(value)
	case slotExpiry:
		t.afterExpiry(value)
	case knowledge.SlotTopic:
		t.meant(value)
	default:
		t.save()
		if s := t.world.Base.Slot(slot); s != nil {
			value = reading.Value(s, value, t.world.Now)
		}
		t.state.learn(knowledge.Facts{slot: value}, &t.brought)
		t.state.clear()
		t.proceed()
	}
}

// back undoes one answer.
func (t *turn) back() {
	n := len(t.state.Undo)
	if n == 0 {
		t.say(Plain, "back.none")
		t.repeatQuestion()
		return
	}
	ticketed := t.state.Ticketed
	t.state.Core = t.state.Undo[n-1].clone()
	t.state.Ticketed = ticketed
	t.state.Undo = t.state.Undo[:n-1]
	t.fitBase()
	t.say(Plain, "back")
	t.repeatQuestion()
}

// save keeps what 「戻る」 brings back.
func (t *turn) save() {
	t.state.Undo = append(t.state.Undo, t.before.clone())
	if len(t.state.Undo) > maxUndo {
		t.state.Undo = t.state.Undo[1:]
	}
}

// restart forgets the matter; the record and the ticket stay.
func (t *turn) restart() {
	t.state.becomeNew()
	t.state.Undo = nil
	t.state.Base = t.world.Base.Version
}

// expire asks after a long silence whether the old matter goes on. Without one, the text is simply new.
func (t *turn) expire(r reading.Reading) bool {
	if t.state.Slot == slotExpiry { // that is being asked
		return false
	}
	if t.state.FAQ == "" || t.state.Phase == PhaseDone || t.state.Phase == PhaseHandoff {
		t.restart()
		return false
	}
	t.state.pend(r.Text, t.event.Message)
	t.askOwn(slotExpiry)
	return true
}

func (t *turn) afterExpiry(value string) {
	r := t.read(t.unpend())
	if value == "new" {
		t.restart()
		t.symptom(r)
		return
	}
	t.state.clear()
	t.state.Asked.reopen(t.state.Facts)
	t.say(Plain, "topic.resume")
	t.state.learn(r.Stated, &t.brought)
	t.proceed()
}
