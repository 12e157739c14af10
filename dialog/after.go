package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/facts"
)

// afterAnswer takes what was pressed once the answer had been given, or once nothing had been found.
func (t *turn) afterAnswer(slot, value string) {
	t.clearQuestion()
	switch slot + "." + value {
	case "helped.yes":
		t.finish("helped.thanks")
	case "helped.no":
		t.askNext()
	case "next.more":
		t.tellMore()
	case "next.other":
		t.ruleOut()
	case "unsure.contacts":
		t.generalContacts()
	case "unsure.again":
		t.restart()
		t.sayAsking("symptom.ask")
	case "unsure.human":
		t.handOff(Unsure)
	case "next.human":
		t.handOff(NotHelped)
	default: // helped.human
		t.handOff(Requested)
	}
}

func (t *turn) askNext() {
	t.state.Phase = PhaseFeedback
	t.question(slotNext, t.phrase("next.ask"), []Choice{
		{Label: t.phrase("next.more"), Value: "more"},
		{Label: t.phrase("next.other"), Value: "other"},
		{Label: t.phrase("next.human"), Value: "human"},
	})
}

// tellMore tells what did not fit into the answer: preparation, prevention, further contacts.
func (t *turn) tellMore() {
	_, rest := t.sheets(t.entry())
	if len(rest) == 0 {
		t.say(Plain, "next.nothing_more")
		t.handOff(NotHelped)
		return
	}
	t.messages = append(t.messages, rest[:min(len(rest), maxBubbles-1)]...)
	t.state.Phase = PhaseAnswer
	t.askHelped()
}

// ruleOut looks for another meaning than the one that was answered.
func (t *turn) ruleOut() {
	t.save()
	t.state.Ruled = append(t.state.Ruled, t.state.FAQ)
	t.state.FAQ, t.state.Answered = "", false
	m := t.match()
	var offers []knowledge.Candidate
	for _, c := range m.Candidates {
		if len(offers) < 3 && c.Category != knowledge.OutOfScope {
			offers = append(offers, c)
		}
	}
	if len(offers) == 0 {
		t.lost()
		return
	}
	t.clarify(offers)
}

// afterwards hears a text after the answer: a correction, a question about the same matter, or a new matter.
func (t *turn) afterwards(text string) {
	news := facts.Read(text, t.world.Now)
	switch {
	case t.state.FAQ == "":
		t.clearQuestion()
		t.symptom(text)
	case t.newMatter(text):
		t.offerSwitch(text)
	case t.anyNew(news):
		t.save()
		t.learn(news)
		t.proceed()
	default:
		t.sameMatter(text)
	}
}

func (t *turn) anyNew(news knowledge.Facts) bool {
	for slot, v := range news {
		if t.state.Facts[slot] != v {
			return true
		}
	}
	return false
}

// sameMatter answers a further question: from the entry that it points to, when that is another one of the kind.
func (t *turn) sameMatter(text string) {
	m := t.world.Match(text)
	best := t.world.Base.FAQ(m.Best().FAQ)
	if best != nil && best.ID != t.state.FAQ && best.Category == t.entry().Category && m.Confidence >= sure {
		t.save()
		t.state.FAQ, t.state.Answered = best.ID, false
		t.clearQuestion()
		t.giveAnswer()
		return
	}
	t.askNext()
}

// offerSwitch asks whether a new matter should come first.
func (t *turn) offerSwitch(text string) {
	m := t.world.Match(text)
	best := t.world.Base.FAQ(m.Best().FAQ)
	news := facts.Read(text, t.world.Now)
	if urgency(best, text, news) == knowledge.High {
		held := t.state.Core.clone()
		t.state.FAQ, t.state.Facts = best.ID, news
		t.firstAid()
		aid, flags := t.state.Aid, t.state.Flags
		t.state.Core = held
		t.state.Aid, t.state.Flags = aid, flags
	}
	t.save()
	t.state.Pending = clip(text, maxWords)
	t.question(slotSwitch, t.phrase("topic.new", best.Title), []Choice{
		{Label: t.phrase("topic.new.yes"), Value: "yes"}, {Label: t.phrase("topic.new.no"), Value: "no"},
	})
}

// switchTopic goes over to the new matter and keeps the old one for afterwards, or goes on.
func (t *turn) switchTopic(value string) {
	text := t.state.Pending
	t.state.Pending = ""
	if value != "yes" {
		t.say(Plain, "topic.resume")
		t.clearQuestion()
		t.proceed()
		return
	}
	old, aid, flags := t.state.FAQ, t.state.Aid, t.state.Flags
	queue := append(slices.Clone(t.state.Queue), old)
	t.restart()
	t.state.Queue, t.state.Aid, t.state.Flags = queue, aid, flags
	if old != "" {
		t.say(Plain, "topic.kept")
	}
	t.symptom(text)
}

// keepAndHear drops a yes-or-no question of the flow that was not answered, and hears the text instead.
func (t *turn) keepAndHear(text string) {
	t.state.Pending = ""
	t.clearQuestion()
	if t.state.FAQ == "" {
		t.symptom(text)
		return
	}
	t.afterwards(text)
}

// finish ends the matter; another one that was kept is offered.
func (t *turn) finish(key string) {
	t.clearQuestion()
	t.say(Plain, key)
	t.state.Phase = PhaseDone
	if len(t.state.Queue) == 0 {
		return
	}
	next := t.world.Base.FAQ(t.state.Queue[0])
	if next == nil {
		t.state.Queue = t.state.Queue[1:]
		return
	}
	t.question(slotResume, t.phrase("topic.queue", next.Title), []Choice{
		{Label: t.phrase("topic.queue.yes"), Value: "yes"}, {Label: t.phrase("topic.queue.no"), Value: "no"},
	})
}

// resume takes up a matter that was kept, or lets it go.
func (t *turn) resume(value string) {
	id := t.state.Queue[0]
	rest := t.state.Queue[1:]
	t.clearQuestion()
	if value != "yes" {
		t.state.Queue = nil
		t.say(Plain, "thanks")
		return
	}
	known := t.state.Facts
	t.restart()
	t.state.Queue = rest
	t.learn(knowledge.Facts{})
	for _, slot := range []string{knowledge.SlotPCs, knowledge.SlotOS, "role", "contractor"} {
		if v, ok := known[slot]; ok {
			t.state.Facts[slot] = v
		}
	}
	t.settle(id)
}

// generalContacts names bodies that help with anything, for when nothing fits.
func (t *turn) generalContacts() {
	near, _ := t.sortReferrals([]string{"tokyo-desk", "ipa-biz", "9110"})
	t.messages = append(t.messages, t.referralSheet(near))
	t.state.Phase = PhaseAnswer
	t.askHelped()
}
