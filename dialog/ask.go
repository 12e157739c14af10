package dialog

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// proceed does what comes next for the matter in hand: first aid, a question that changes the answer, or the answer.
func (t *turn) proceed() {
	t.firstAid()
	if t.state.Answered {
		t.update()
		return
	}
	if slot := t.nextSlot(); slot != nil {
		t.because("asks %s: %s", slot.Name, t.reason(slot.Name))
		t.askFor(slot)
		return
	}
	t.because("answers %s: nothing that may be asked changes it", t.state.FAQ)
	t.giveAnswer()
}

// because adds to why this turn says what it says.
func (t *turn) because(format string, args ...any) {
	if t.why != "" {
		t.why += "; "
	}
	t.why += fmt.Sprintf(format, args...)
}

// reason is why a slot is asked.
func (t *turn) reason(slot string) string {
	if t.changes(t.entry(), slot) {
		return "the answer changes the advice of " + t.state.FAQ
	}
	return "staff need it of every case of category " + t.entry().Category
}

// entry is the matter in hand, or nil.
func (t *turn) entry() *knowledge.FAQ { return t.world.Base.FAQ(t.state.FAQ) }

// nextSlot chooses the question that is worth asking next, or nil: first those of the entry whose answer would change
// what this consulter is told, then those that staff need of every case of the kind.
func (t *turn) nextSlot() *knowledge.Slot {
	asked := 0
	for _, s := range t.state.Slots {
		if s != knowledge.SlotTopic {
			asked++
		}
	}
	if asked >= maxQuestions {
		return nil
	}
	entry := t.entry()
	category := t.world.Base.Category(entry.Category)
	if from := knowledge.SlotWritingFrom; slices.Contains(category.Ask, from) && t.open(from) && t.applies(from) {
		return t.world.Base.Slot(from) // before anything else: the machine may have to be cut off
	}
	room := min(maxOfEntry, maxQuestions-len(category.Ask)) // what the kind needs is asked in any case
	for _, a := range entry.Ask {
		if slices.Contains(category.Ask, a.Slot) {
			continue
		}
		if room--; room < 0 {
			break
		}
		if t.open(a.Slot) && a.When.Holds(t.state.Facts) && t.changes(entry, a.Slot) {
			return t.world.Base.Slot(a.Slot)
		}
	}
	for _, name := range category.Ask {
		if t.open(name) && t.applies(name) {
			return t.world.Base.Slot(name)
		}
	}
	return nil
}

// open reports whether a slot has neither been answered nor asked.
func (t *turn) open(name string) bool {
	return !t.state.Facts.Answered(name) && !slices.Contains(t.state.Slots, name)
}

// applies reports whether a question makes sense: nobody is asked for a number of PCs about a phone, and which machine
// somebody writes from matters only while theirs may have to be cut off.
func (t *turn) applies(name string) bool {
	f := t.state.Facts
	switch name {
	case knowledge.SlotPCs, knowledge.SlotOS:
		return !slices.Contains([]string{"iphone", "android"}, f[knowledge.SlotOS]) && !t.words().Says(reading.NoComputer)
	case knowledge.SlotWritingFrom:
		return t.urgent() && f["network"] != "disconnected" && !slices.Contains([]string{"server", "nas", "website"}, f[knowledge.SlotDevice])
	}
	return true
}

// changes reports whether the answer to a slot would change what this consulter is told.
func (t *turn) changes(entry *knowledge.FAQ, name string) bool {
	slot := t.world.Base.Slot(name)
	first := ""
	for i, c := range slotChoices(slot) {
		told := t.says(entry, t.state.Facts.With(name, c.Value))
		if i > 0 && told != first {
			return true
		}
		first = told
	}
	return false
}

func slotChoices(slot *knowledge.Slot) []Choice {
	return append(slices.Clone(slot.Choices), Choice{Value: knowledge.Unknown})
}

// says is everything that an entry says to a consulter with certain facts.
func (t *turn) says(entry *knowledge.FAQ, f knowledge.Facts) string {
	var b strings.Builder
	b.WriteString(string(entry.UrgencyFor(f)))
	b.WriteString(knowledge.FirstLine(entry.Now, f))
	for _, lines := range [][]knowledge.Line{entry.FirstAid, entry.Steps, entry.DoNot, entry.Legal, entry.Prepare} {
		for _, l := range knowledge.LinesFor(lines, f) {
			b.WriteString(l)
		}
	}
	for _, id := range entry.ContactsFor(f) {
		b.WriteString(id)
	}
	return b.String()
}

// askFor asks for a fact.
func (t *turn) askFor(slot *knowledge.Slot) {
	t.state.becomeAsk()
	if len(t.state.Slots) == 0 && len(t.messages) == 0 { // what was understood, so that a mistake can be mended at once
		t.say(Plain, "ask.understood", t.entry().Title)
	}
	if !slices.Contains(t.state.Slots, slot.Name) {
		t.state.Slots = append(t.state.Slots, slot.Name)
	}
	t.askSlot(slot)
}

// askSlot puts a slot's question.
func (t *turn) askSlot(slot *knowledge.Slot) {
	t.question(slot.Name, t.inEasy(slot.EasyQuestion, slot.Question), t.choicesOf(slot))
}

// choicesOf are a slot's answers as they are offered, 「分からない」 the last.
func (t *turn) choicesOf(slot *knowledge.Slot) []Choice {
	var out []Choice
	for _, c := range slot.Choices {
		out = append(out, Choice{Label: t.inEasy(c.Easy, c.Label), Value: c.Value})
	}
	return append(out, Choice{Label: t.phrase("choice.unknown"), Value: knowledge.Unknown})
}

// repeatQuestion asks again what was being asked, so that nobody is left without a way on.
func (t *turn) repeatQuestion() {
	switch {
	case t.state.Slot == "":
		if t.state.Phase == PhaseHandoff {
			t.handOff(Requested)
			return
		}
		if t.state.Phase == PhaseAsk && t.entry() != nil { // what was asked was answered, and the answer taken back
			t.proceed()
			return
		}
		t.sayAsking("symptom.ask")
	case t.world.Base.Slot(t.state.Slot) != nil && t.state.Slot != knowledge.SlotTopic:
		t.askSlot(t.world.Base.Slot(t.state.Slot))
	case t.state.Slot == knowledge.SlotTopic:
		t.askTopic(t.state.Offered)
	default:
		t.askOwn(t.state.Slot)
	}
}

// own is a question of the flow's own: its phrase, and the phrase of each of its answers.
type own struct {
	key     string
	answers []Choice
}

// owns are the flow's own questions but the one for what is meant.
var owns = map[string]own{
	slotHelped: {"helped.ask", []Choice{{Label: "helped.yes", Value: "yes"}, {Label: "helped.no", Value: "no"}, {Label: "helped.human", Value: "human"}}},
	slotNext:   {"next.ask", []Choice{{Label: "next.more", Value: "more"}, {Label: "next.other", Value: "other"}, {Label: "next.human", Value: "human"}}},
	slotUnsure: {"unsure.ask", []Choice{{Label: "unsure.human", Value: "human"}, {Label: "unsure.contacts", Value: "contacts"}, {Label: "unsure.again", Value: "again"}}},
	slotSwitch: {"topic.new", []Choice{{Label: "topic.new.yes", Value: "yes"}, {Label: "topic.new.no", Value: "no"}}},
	slotResume: {"topic.queue", []Choice{{Label: "topic.queue.yes", Value: "yes"}, {Label: "topic.queue.no", Value: "no"}}},
	slotExpiry: {"expired.ask", []Choice{{Label: "expired.go_on", Value: "go_on"}, {Label: "expired.new", Value: "new"}}},
}

// askOwn puts a question of the flow's own.
func (t *turn) askOwn(slot string) {
	t.state.Slot = slot
	var choices []Choice
	for _, a := range owns[slot].answers {
		choices = append(choices, Choice{Label: t.phrase(a.Label), Value: a.Value})
	}
	t.question(slot, t.phrase(owns[slot].key, t.questionArgs()...), choices)
}

// questionArgs fills in the phrase of the question in hand.
func (t *turn) questionArgs() []any {
	var f *knowledge.FAQ
	switch t.state.Slot {
	case slotSwitch:
		f = t.world.Base.FAQ(t.read(t.state.Pending).Match.Best().FAQ)
	case slotResume:
		if len(t.state.Queue) > 0 {
			f = t.world.Base.FAQ(t.state.Queue[0])
		}
	case slotExpiry:
		f = t.entry()
	default:
		return nil
	}
	if f == nil {
		return []any{""}
	}
	return []any{f.Title}
}
