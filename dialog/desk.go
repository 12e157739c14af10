package dialog

import "madoguchi/knowledge/reading"

// FirstAidOnly takes an event while a person at the desk has the consultation. What is told is remembered for the record and
// for afterwards, nothing is asked or answered; the one thing said is first aid: for a red flag that nobody has answered yet,
// and for words of despair. That a secret was taken out is said too, for the person at the desk does not see that it was there.
func FirstAidOnly(state State, event Event, world World) Outcome {
	t := newTurn(state, event, world)
	switch event.Kind {
	case Unsend:
		t.unsend()
		return t.outcome()
	case Edit:
		t.mend()
	case Text, Choose:
		t.note("consulter", event.Text)
		t.listen(t.read(event.Text))
	}
	if event.Secrets {
		t.say(Plain, "secret")
	}
	if t.read(event.Text).Intent == reading.Despair {
		t.comfort()
	}
	if t.state.flagWaits() {
		t.firstAid()
	}
	t.state.Last = world.Now
	return t.outcome()
}

// listen learns from a text without answering it. What is too short to say anything by itself may answer the person at the
// desk; it is no more than a line of the record.
func (t *turn) listen(r reading.Reading) {
	t.state.learn(r.Facts, &t.brought)
	if !r.Bare {
		t.state.addWords(r.Text, &t.brought)
	}
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
	t.state.Last = world.Now
	t.state.Ticketed, t.state.Recalled = false, false
	t.state.Undo = nil // what was asked before the desk had it is over
	if how == Finished {
		t.finish("desk.finished")
		return t.outcome()
	}
	t.say(Plain, "desk.given_back")
	t.goOn()
	return t.outcome()
}

// goOn takes up the consultation where it was before the desk had it.
func (t *turn) goOn() {
	t.state.clear()
	t.state.Asked.reopen(t.state.Facts)
	entry := t.entry()
	switch {
	case entry != nil && t.state.Answered:
		t.state.becomeAnswer()
		t.askHelped()
	case entry != nil:
		t.state.becomeAsk()
		t.proceed()
	default:
		t.state.becomeSymptom()
		t.sayAsking("symptom.ask")
	}
}
