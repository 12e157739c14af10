package dialog

import (
	"slices"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/facts"
)

// sessionEnds is the silence after which the next message is asked about: go on, or something new?
const sessionEnds = 24 * time.Hour

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
	why      string
}

func newTurn(state State, event Event, world World) *turn {
	t := &turn{world: world, event: event, state: state.clone()}
	if t.state.Version == 0 {
		t.begin()
	}
	t.before = t.state.Core.clone()
	return t
}

func (t *turn) begin() {
	t.state.Version = StateVersion
	t.state.Begun = t.world.Now
	t.state.Base = t.world.Base.Version
	t.state.Phase = PhaseSymptom
}

func (t *turn) outcome() Outcome {
	t.fit()
	t.remember()
	return Outcome{State: t.state, Messages: t.messages, Ask: t.ask, Handoff: t.handoff, Urgency: t.urgencyNow(), Why: t.why}
}

// urgencyNow is the urgency of the matter in hand; while it is not clear which that is, first aid or a red flag tells.
func (t *turn) urgencyNow() knowledge.Urgency {
	entry := t.entry()
	switch {
	case entry != nil:
		return urgency(entry, t.state.Words, t.state.Facts)
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
	t.countRepeats(e.Text)
	if t.wish(t.intent(e.Text), e.Text) {
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
		e.Text = string(runes[:longText])
	}
	if silence > sessionEnds && t.expire(e) {
		return
	}
	if t.state.Recalled && t.afterRecall(e.Text) {
		return
	}
	t.note("consulter", e.Text)
	t.hear(e.Text)
}

// countRepeats counts how often the same text came in a row while the same was asked: 「分からない」 to three questions
// is three answers.
func (t *turn) countRepeats(text string) {
	if said := t.state.Slot + " " + clip(knowledge.Fold(text), 100); said == t.state.Text {
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
	t.say(Plain, "greet", t.world.Desk)
	t.sayAsking("greet.ask")
}

// intent is what a text wishes besides the matter. What looks like thanks or a slip and states facts (「間違えました、2台
// です」) is news.
func (t *turn) intent(text string) intent {
	i := intentOf(text)
	switch i {
	case wantsBack, thanks, okay, bye:
		if len(facts.Read(text, t.world.Now)) > 0 {
			return ""
		}
	}
	return i
}

// wish does what may be asked for at any time and reports whether it was that.
func (t *turn) wish(i intent, text string) bool {
	switch i {
	case "":
		return false
	case despair:
		t.overhear(text)
		t.comfort()
	case wantsHuman:
		t.overhear(text)
		t.firstAid()
		t.handOff(Requested)
	case wantsRestart:
		t.restart()
		t.sayAsking("restart")
	case wantsBack:
		t.back()
	case wantsEasy, wantsPlain:
		t.speak(i == wantsEasy)
	case wantsRecord:
		t.record()
	case wantsAnswer:
		return t.enough()
	case wantsOther:
		return t.otherwise(text)
	case wantsMore:
		if !t.state.Answered {
			return false
		}
		t.clearQuestion()
		t.tellMore()
	case hello:
		if t.state.Phase != PhaseSymptom && t.state.Phase != PhaseDone {
			return false
		}
		t.sayAsking("symptom.hello")
	case thanks, okay:
		return t.thanked(i, text)
	case bye:
		return t.leave()
	case english, korean, chinese: // the phrase has the intent's name
		t.say(Plain, string(i))
		t.repeatQuestion()
		t.offerEasy()
	default: // about, an insult, no words: so have these
		t.say(Plain, string(i))
		t.repeatQuestion()
	}
	return true
}

// overhear keeps what is told together with a wish: nobody should have to say it again.
func (t *turn) overhear(text string) {
	if utf8.RuneCountInString(text) < 14 {
		return
	}
	t.save()
	t.note("consulter", text)
	t.learn(facts.Read(text, t.world.Now))
	if t.state.FAQ != "" {
		return
	}
	t.addWords(text)
	m := t.match()
	if entry := t.world.Base.FAQ(m.Best().FAQ); !m.None && m.Confidence >= sure && t.isUrgent(entry, text) {
		t.state.FAQ = entry.ID
	}
}

// enough answers without further questions.
func (t *turn) enough() bool {
	if t.state.Phase != PhaseAsk || t.entry() == nil {
		return false
	}
	t.save()
	t.clearQuestion()
	t.say(Plain, "answer.enough")
	t.giveAnswer()
	return true
}

// thanked ends a consultation that has had its answer. In the middle of one the thanks are for what was said so far.
func (t *turn) thanked(i intent, text string) bool {
	switch t.state.Phase {
	case PhaseAsk, PhaseClarify:
		if i == thanks && plainAnswer.MatchString(knowledge.Fold(text)) {
			return false
		}
		t.say(Plain, "thanks.middle")
		t.repeatQuestion()
	case PhaseAnswer, PhaseFeedback:
		if i == okay {
			t.say(Plain, "okay")
			t.repeatQuestion()
			return true
		}
		t.finish("helped.thanks")
	case PhaseHandoff:
		t.say(Plain, "thanks.waiting", t.state.Ticket)
	default:
		t.say(Plain, "thanks")
	}
	return true
}

// leave says goodbye. Who leaves in the middle of the questions is told what can be told already.
func (t *turn) leave() bool {
	switch {
	case t.state.Phase == PhaseHandoff:
		t.say(Plain, "thanks.waiting", t.state.Ticket)
	case t.state.Phase == PhaseAsk && t.urgent() && !t.state.Answered:
		return t.enough()
	default:
		t.state.Queue = nil
		t.finish("bye")
	}
	return true
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
	if t.wish(t.intent(e.Text), e.Text) {
		return
	}
	// A button of a question that is no longer asked. What its label states is noted; a bare yes or no says nothing now.
	if news := facts.Read(e.Text, t.world.Now); len(news) > 0 && t.state.FAQ != "" {
		t.hear(e.Text)
		return
	}
	t.say(Plain, "choice.old")
	t.repeatQuestion()
}

// hear understands a text as the answer to what is being asked, else as news about the matter.
func (t *turn) hear(text string) {
	switch t.state.Slot {
	case "":
		if value, ok := t.offered(text); ok {
			t.answered(value)
			return
		}
		t.symptom(text)
	default:
		t.reply(text)
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
			value = facts.Value(s, value, t.world.Now)
		}
		t.learn(knowledge.Facts{slot: value})
		t.clearQuestion()
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
	t.state.Core = Core{Phase: PhaseSymptom}
	t.state.Undo = nil
	t.state.Base = t.world.Base.Version
}

// expire asks after a long silence whether the old matter goes on. Without one, the text is simply new.
func (t *turn) expire(e Event) bool {
	if t.state.Slot == slotExpiry { // that is being asked
		return false
	}
	if t.state.FAQ == "" || t.state.Phase == PhaseDone || t.state.Phase == PhaseHandoff {
		t.restart()
		return false
	}
	t.pend(e.Text)
	t.askOwn(slotExpiry)
	return true
}

func (t *turn) afterExpiry(value string) {
	text := t.unpend()
	if value == "new" {
		t.restart()
		t.symptom(text)
		return
	}
	t.clearQuestion()
	t.say(Plain, "topic.resume")
	t.learn(facts.Read(text, t.world.Now))
	t.proceed()
}
