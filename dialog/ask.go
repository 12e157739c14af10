package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/facts"
)

// proceed does what comes next for the matter in hand: first aid, a question that changes the answer, or the answer.
func (t *turn) proceed() {
	t.firstAid()
	if t.state.Answered {
		t.update()
		return
	}
	if slot := t.nextSlot(); slot != nil {
		t.askFor(slot)
		return
	}
	t.giveAnswer()
}

// entry is the matter in hand, or nil.
func (t *turn) entry() *knowledge.FAQ { return t.world.Base.FAQ(t.state.FAQ) }

// nextSlot chooses the question that is worth asking next, or nil: first those of the entry whose answer would change
// what this consulter is told, then those that staff need of every case of the kind.
func (t *turn) nextSlot() *knowledge.Slot {
	asked := 0
	for _, s := range t.state.Asked {
		if s != knowledge.SlotTopic {
			asked++
		}
	}
	if asked >= maxQuestions {
		return nil
	}
	entry := t.entry()
	category := t.world.Base.Category(entry.Category)
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
	return !t.state.Facts.Answered(name) && !slices.Contains(t.state.Asked, name)
}

// applies reports whether a question makes sense: nobody is asked for a number of PCs about a phone.
func (t *turn) applies(name string) bool {
	if name == knowledge.SlotPCs {
		return !slices.Contains([]string{"iphone", "android"}, t.state.Facts[knowledge.SlotOS])
	}
	return true
}

// changes reports whether the answer to a slot would change what this consulter is told.
func (t *turn) changes(entry *knowledge.FAQ, name string) bool {
	slot := t.world.Base.Slot(name)
	first := ""
	for i, c := range slotChoices(slot) {
		told := t.told(entry, t.state.Facts.With(name, c.Value))
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

// told is everything that an entry says to a consulter with certain facts.
func (t *turn) told(entry *knowledge.FAQ, f knowledge.Facts) string {
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
	t.state.Phase = PhaseAsk
	if !slices.Contains(t.state.Asked, slot.Name) {
		t.state.Asked = append(t.state.Asked, slot.Name)
	}
	t.question(slot.Name, slot.Question, t.choicesOf(slot))
}

func (t *turn) choicesOf(slot *knowledge.Slot) []Choice {
	return append(slices.Clone(slot.Choices), Choice{Label: t.phrase("choice.unknown"), Value: knowledge.Unknown})
}

// repeatQuestion asks again what was being asked, so that nobody is left without a way on.
func (t *turn) repeatQuestion() {
	switch {
	case t.state.Slot == "":
		if t.state.Phase == PhaseHandoff {
			t.handOff(Requested)
			return
		}
		t.sayAsking("symptom.ask")
	case t.world.Base.Slot(t.state.Slot) != nil && t.state.Slot != knowledge.SlotTopic:
		slot := t.world.Base.Slot(t.state.Slot)
		t.question(slot.Name, slot.Question, t.choicesOf(slot))
	default:
		t.question(t.state.Slot, t.phrase(questionKey[t.state.Slot], t.questionArgs()...), t.state.Offered)
	}
}

// questionKey is the phrase with which the flow's own slots are asked again.
var questionKey = map[string]string{
	knowledge.SlotTopic: "clarify.ask", slotHelped: "helped.ask", slotNext: "next.ask", slotUnsure: "unsure.ask",
	slotSwitch: "topic.new", slotResume: "topic.queue", slotExpiry: "expired.ask",
}

// questionArgs fills in the phrase of the question in hand.
func (t *turn) questionArgs() []any {
	var f *knowledge.FAQ
	switch t.state.Slot {
	case slotSwitch:
		f = t.world.Base.FAQ(t.world.Match(t.state.Pending).Best().FAQ)
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

// reply hears a text while something is being asked.
func (t *turn) reply(text string) {
	if value, ok := t.offered(text); ok {
		t.learn(t.others(text))
		t.answered(value)
		return
	}
	slot := t.world.Base.Slot(t.state.Slot)
	if slot == nil || slot.Name == knowledge.SlotTopic {
		t.replyFreely(text)
		return
	}
	news := facts.Read(text, t.world.Now)
	value, ok := facts.Answer(slot, text, t.world.Now)
	if !ok {
		if t.digress(text, news) {
			return
		}
		t.missed(slot)
		return
	}
	t.save()
	news[slot.Name] = value
	t.learn(news)
	t.clearQuestion()
	t.proceed()
}

// others are the facts that a typed answer states besides the one asked for.
func (t *turn) others(text string) knowledge.Facts {
	news := facts.Read(text, t.world.Now)
	delete(news, t.state.Slot)
	return news
}

// offered finds the choice that a text names by its number or its label.
func (t *turn) offered(text string) (string, bool) {
	folded := strings.Trim(knowledge.Fold(text), "。.!、 )番（()")
	for i, c := range t.state.Offered {
		if folded == knowledge.Fold(c.Label) || folded == c.Value && c.Value != "" && !isDigits(c.Value) {
			return c.Value, true
		}
		// A bare number is the choice's number, except where a number is what is asked for.
		if t.state.Slot != knowledge.SlotPCs && folded == string(rune('1'+i)) {
			return c.Value, true
		}
	}
	return "", false
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// digress takes a text that answers another question than the one asked: facts are noted and the question stays; a
// new matter is confirmed first. It reports whether the text was such a one.
func (t *turn) digress(text string, news knowledge.Facts) bool {
	onlyFacts := len(news) > 0 && len([]rune(text)) < 20
	if !onlyFacts && t.newMatter(text) {
		t.offerSwitch(text)
		return true
	}
	if len(news) == 0 {
		return false
	}
	t.save()
	t.learn(news)
	slot := t.state.Slot
	t.firstAid()
	if s := t.world.Base.Slot(slot); s != nil && !t.state.Facts.Answered(slot) {
		if len(t.messages) == 0 {
			t.say(Plain, "ask.noted")
		}
		t.question(s.Name, s.Question, t.choicesOf(s))
		return true
	}
	t.clearQuestion()
	t.proceed()
	return true
}

// missed asks once more in other words; then the slot counts as unknown and the consultation goes on.
func (t *turn) missed(slot *knowledge.Slot) {
	t.state.Missed++
	if t.state.Missed > 1 {
		t.answered(knowledge.Unknown)
		return
	}
	t.question(slot.Name, t.phrase("ask.again")+"\n"+slot.Again, t.choicesOf(slot))
}

// replyFreely hears a text while the flow asks one of its own questions (which is meant? did it help? what next?).
func (t *turn) replyFreely(text string) {
	yes, isYesNo := t.yesNo(text)
	switch t.state.Slot {
	case knowledge.SlotTopic:
		t.clarifyAgain(text)
	case slotHelped:
		if isYesNo {
			t.answered(map[bool]string{true: "yes", false: "no"}[yes])
			return
		}
		t.afterwards(text)
	case slotSwitch, slotResume, slotExpiry:
		if isYesNo {
			t.answered(map[bool]string{true: t.state.Offered[0].Value, false: t.state.Offered[1].Value}[yes])
			return
		}
		t.keepAndHear(text)
	default:
		t.afterwards(text)
	}
}

// yesNo reads a bare yes or no.
func (t *turn) yesNo(text string) (yes, ok bool) {
	slot := &knowledge.Slot{Name: "yesno", Kind: "choice", Choices: []Choice{{Value: knowledge.Yes}, {Value: knowledge.No}}}
	v, ok := facts.Answer(slot, text, t.world.Now)
	return v == knowledge.Yes, ok && v != knowledge.Unknown && len([]rune(text)) <= 16
}

// clarifyAgain takes a text instead of one of the meanings: more about the matter.
func (t *turn) clarifyAgain(text string) {
	offered := t.state.Offered
	t.save()
	if folded := knowledge.Fold(text); folded == "分からない" || folded == "わからない" {
		t.settle(offered[0].Value)
		return
	}
	t.clearQuestion()
	t.state.Words = clip(t.state.Words+"\n"+text, maxWords)
	t.learn(facts.Read(text, t.world.Now))
	if n := countOf(t.state.Asked, knowledge.SlotTopic); n >= 2 {
		t.settle(t.match().Best().FAQ)
		return
	}
	t.understand()
}

func countOf(list []string, s string) int {
	n := 0
	for _, x := range list {
		if x == s {
			n++
		}
	}
	return n
}
