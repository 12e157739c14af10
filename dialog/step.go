package dialog

import (
	"cmp"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// longText is the length in runes from which a text is told to be long; only its beginning is read.
const longText = 2000

// Step is the consultation's next move. It never fails, and is silent only after what asks for no reply: a message taken
// back, or mended so that nothing changes; and where [Outcome.Forget] or [Outcome.Show] leaves the reply to who can erase.
func Step(state State, event Event, world World) Outcome {
	t := newTurn(state, event, world)
	switch event.Kind {
	case Unsend:
		t.c.unsend()
	case Edit:
		t.edit()
	default:
		silence, fresh := world.Now.Sub(t.c.state.Last), t.c.state.Last.IsZero()
		t.c.state.Last = world.Now
		t.take(fresh, silence)
	}
	return t.outcome()
}

// FirstAidOnly takes an event while a person at the desk has the consultation. What is told is remembered for the record and
// for afterwards, nothing is asked or answered; the one thing said is first aid: for a red flag that nobody has answered yet,
// and for words of despair or danger. That a secret was taken out is said too, for the person at the desk does not see that it was there.
func FirstAidOnly(state State, event Event, world World) Outcome {
	t := newTurn(state, event, world)
	c := t.c
	switch event.Kind {
	case Unsend:
		c.unsend()
		return t.outcome()
	case Edit:
		c.mend(event.Text)
	case Text, Choose:
		if !pressOf(t).held() {
			r := joined(c, c.read(event.Text))
			c.note("consulter", event.Text)
			if !(guest{c}).listen(r) {
				c.listen(r)
			}
			c.tick(r)
		}
	}
	if event.Secrets {
		c.say(Plain, "secret")
	}
	switch r := c.read(event.Text); r.Intent {
	case reading.Despair:
		vigil{t.flow}.comfort(r)
	case reading.Danger:
		vigil{t.flow}.warn(r)
	default:
		c.forget = world.Forgets && event.Kind == Text && wantsErasure(r)
		c.show = world.Forgets && event.Kind == Text && r.Intent == reading.WantsKept
	}
	if c.state.flagWaits(c.world.Base) {
		c.firstAid()
	}
	c.state.Last = world.Now
	return t.outcome()
}

// Ending says how a person's part in a consultation ended.
type Ending string

const (
	Finished  Ending = "finished"   // the desk is done with it
	GivenBack Ending = "given_back" // the desk leaves the rest to the bot
)

// Resume is what the bot says when the desk closes a consultation or gives it back. Afterwards the consulter may go on or come
// with something new, and may ask for a person again.
func Resume(state State, world World, how Ending) Outcome {
	t := newTurn(state, Event{}, world)
	s := &t.c.state
	s.Last = world.Now
	s.Ticketed, s.Recalled, s.Alarms = false, false, nil
	s.Undo = nil // what was asked before the desk had it is over
	if how == Finished {
		t.c.finish("desk.finished")
		return t.outcome()
	}
	t.c.say(Plain, "desk.given_back")
	t.flow.goOn()
	return t.outcome()
}

// TakeUp is a consultation that a person has again after it was over: the consulter goes on with it.
func TakeUp(state State, ticket string) State {
	s := state.clone()
	s.Ticket, s.Ticketed, s.Undo = ticket, true, nil
	s.clear()
	s.becomeHandoff()
	return s
}

// turn hears one event: it sorts what was done or said, and has the consultation do what it calls for.
type turn struct {
	event   Event
	c       *consultation
	flow    flow
	granted bool // the event was a wish, and was done
}

func newTurn(state State, event Event, world World) *turn {
	c := consult(state, event.Message, world)
	c.parts = event.Parts
	return &turn{event: event, c: c, flow: flow{c}}
}

func (t *turn) outcome() Outcome {
	c := t.c
	t.neverTwice()
	c.out.begin(c.tone)
	c.out.fit()
	if t.event.Kind != Unsend && t.event.Kind != Edit {
		c.remember(t.event.Text)
	}
	c.state.forgetOldWords()
	return Outcome{State: c.state, Messages: c.out.messages, Ask: c.out.ask, Handoff: c.handoff, Forget: c.forget, Show: c.show, Urgency: c.urgency(), Why: c.why}
}

// neverTwice keeps a question from standing alone in the very words of the turn before: it is said that it was not understood.
// A wish that is repeated has its reply again.
func (t *turn) neverTwice() {
	out := &t.c.out
	if len(out.messages) == 0 {
		return
	}
	if sum := out.sum(); sum != t.c.state.LastSaid {
		t.c.state.LastSaid = sum
	} else if len(out.messages) == 1 && t.event.Kind == Text && !t.granted {
		out.messages = append([]Message{{Kind: Plain, Text: out.phrase("ask.again")}}, out.messages...)
	}
}

// take sorts an event by its kind.
func (t *turn) take(fresh bool, silence time.Duration) {
	c, e := t.c, t.event
	if e.Secrets {
		c.say(Plain, "secret")
	}
	switch e.Kind {
	case Start:
		t.flow.greet(fresh)
	case Choose:
		t.choose()
	case Text:
		t.text(joined(c, c.read(e.Text)), silence)
		sayTookToo(t)
	case Reach:
		reached(t.flow, e)
	default:
		c.say(Plain, string(e.Kind))
		t.flow.repeat()
	}
}

// tookToo are the phrases that say of what came with a text that it was taken, and is not looked at
// by itself.
var tookToo = map[Kind]string{Image: "image.too", File: "file.too", Audio: "audio.too", Video: "video.too"}

// sayTookToo says so before what is said to the text; what does not wait stands alone.
func sayTookToo(t *turn) {
	out, key := &t.c.out, tookToo[t.event.With]
	if key != "" && !out.urges() && out.language == nil && len(out.messages) > 0 {
		out.messages = append([]Message{{Kind: Plain, Text: out.phrase(key)}}, out.messages...)
	}
}

// text sorts a text: what it wishes, and else what it answers.
func (t *turn) text(r reading.Reading, silence time.Duration) {
	c := t.c
	c.state.countRepeats(r.Folded)
	c.tick(r)
	comeback{t.flow}.begins(silence)
	comeback{t.flow}.returns(r)
	if (guest{c}).hear(r) || (vigil{t.flow}).stays(r) || pressOf(t).hasty(r) {
		return
	}
	t.kindly(r)
	back := comeback{t.flow}
	if t.granted = !c.state.labelled(r) && ((vigil{t.flow}).waits(r) || sourced(t.flow, r) || confirmed(t.flow, r) || t.wish(r) || takesOther(t.flow, r) || back.hears(r) || t.flow.voice(r)); t.granted {
		return
	}
	if c.state.Repeat >= 3 {
		c.say(Plain, "again.same")
		c.out.sayAsking("again.ask")
		t.flow.repeat()
		return
	}
	if runes := []rune(r.Text); len(runes) > longText {
		c.say(Plain, "long")
		r = c.read(string(runes[:longText]))
	}
	if silence > cmp.Or(c.world.SessionEnds, sessionEnds) && back.expire(r) {
		return
	}
	if c.state.Recalled && t.flow.afterRecall(r) {
		return
	}
	c.note("consulter", r.Text)
	t.hear(r)
	vigil{t.flow}.heeds(r)
}

// choose takes a button. Buttons of earlier questions may still be pressed: they count when they still make sense.
func (t *turn) choose() {
	c, e := t.c, t.event
	c.state.Text, c.state.Repeat = "", 0
	if (guest{c}).pressed(e.Choice) || pressOf(t).earlier() {
		return
	}
	c.note("consulter", e.Text)
	if c.state.Recalled && t.flow.afterRecalledChoice(e.Choice) {
		return
	}
	if c.state.offers(e.Choice) {
		t.answered(e.Choice)
		return
	}
	r := c.read(e.Text)
	if t.wish(r) {
		return
	}
	// A button of a question that is no longer asked. What its label states is noted; a bare yes or no says nothing now.
	if len(r.Stated) > 0 && c.state.FAQ != "" {
		t.hear(r)
		return
	}
	pressOf(t).tooOld()
}

// takesBack puts right what is known where a text says that it was not so after all: a card number that was not typed in, a link that
// was pressed. It is false where nothing of it was known.
func (t *turn) takesBack(r reading.Reading) bool {
	c := t.c
	left := r.Mends(c.state.Facts)
	if left == nil {
		left = knowledge.Facts{}
	}
	for slot, gone := range r.Denied {
		if old := c.state.Facts[slot]; c.state.Facts.Has(slot) && knowledge.Left(old, gone) != old {
			left[slot] = knowledge.Left(old, gone)
		}
	}
	if len(left) == 0 {
		return false
	}
	c.save()
	c.state.learn(left, &c.brought)
	c.state.unflag(c.world.Base)
	if c.state.FAQ == "" { // it may tell which is meant, too
		return false
	}
	if c.state.Slot != "" {
		t.flow.takeNews(r.Facts)
		return true
	}
	c.learn(r.Facts)
	t.flow.proceed()
	return true
}

// hear understands a text as the answer to what is being asked, else as news about the matter.
func (t *turn) hear(r reading.Reading) {
	c := t.c
	if c.state.Slot != "" && r.OnlyReports() {
		t.flow.noted()
		return
	}
	if t.takesBack(r) {
		return
	}
	if interrupts(c, r) {
		t.takeOver(r)
		return
	}
	value, ok := c.state.chosen(r)
	if form := c.world.Base.FormIn(r.Folded); !ok && c.state.Slot == slotPaper && form != nil {
		value, ok = form.ID, true
	}
	switch {
	case ok:
		if c.state.Slot != "" && c.state.Slot != knowledge.SlotTopic { // the words of a meaning are the desk's, not the consulter's
			c.learn(others(c.state.Slot, r))
		}
		t.answered(value)
	case c.state.Slot == "":
		t.symptom(r)
	default:
		t.reply(r)
	}
}

// answered takes the value of the question in hand.
func (t *turn) answered(value string) {
	c := t.c
	slot := c.state.Slot
	c.state.noteAnswer(value)
	if value == easyJapanese {
		t.flow.speak(true)
		return
	}
	switch slot {
	case slotHelped, slotNext, slotUnsure:
		t.flow.pressed(slot, value)
	case slotDone:
		doneChosen(t.flow, value)
	case slotPaper:
		paperChosen(t.flow, value)
	case slotSwitch:
		t.switchTopic(value)
	case slotResume:
		t.flow.takeUp(value == knowledge.Yes)
	case slotExpiry:
		t.afterExpiry(value)
	case slotHappens:
		happens(t.flow, value)
	case knowledge.SlotTopic:
		t.flow.meant(value)
	default:
		t.flow.answered(value)
	}
}

// symptom hears what is wrong.
func (t *turn) symptom(r reading.Reading) {
	c := t.c
	v := c.view()
	switch c.state.Phase {
	case PhaseHandoff:
		done := r.OnlyReports() || r.Says(reading.Reached) || r.Says(reading.StepDone) // news for whoever reads it, no other matter
		other := comeback{t.flow}.another(r, v.retort(r)) && !v.onlyFacts(r)
		if c.state.FAQ == "" {
			other = tellsTrouble(v, r)
		}
		if !other || done && !r.Says(reading.Question) && !v.newDeed(r) {
			t.flow.addToTicket(r)
			return
		}
		if c.state.FAQ != "" {
			c.restart()
		}
		c.state.Words, c.state.Slots = "", nil // clear by itself: what came before led nowhere
	case PhaseDone:
		if c.entry() != nil && (v.correction(r) || v.retort(r).belief >= heardSurely && !v.newMatter(r)) {
			t.afterwards(r)
			return
		}
		c.restart()
	}
	t.flow.hearSymptom(r)
}
