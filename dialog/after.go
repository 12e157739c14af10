package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// afterAnswer takes what was pressed once the answer had been given, or once nothing had been found.
func (t *turn) afterAnswer(slot, value string) {
	t.state.clear()
	switch slot + "." + value {
	case "helped.yes":
		t.finish("helped.thanks")
	case "helped.no":
		t.say(Plain, "next.still")
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
	if t.entry() == nil { // only general contacts were named so far
		t.state.clear()
		t.unsure()
		return
	}
	t.state.becomeFeedback()
	t.askOwn(slotNext)
}

// tellMore tells what did not fit into the answer: preparation, prevention, further contacts.
func (t *turn) tellMore() {
	if t.entry() == nil {
		t.unsure()
		return
	}
	_, rest := t.sheets(t.entry(), t.state.Told)
	if len(rest) == 0 {
		t.say(Plain, "next.nothing_more")
		t.handOff(NotHelped)
		return
	}
	t.messages = append(t.messages, rest[:min(len(rest), maxBubbles-1)]...)
	t.state.becomeAnswer()
	t.askHelped()
}

// ruleOut looks for another meaning than the one that was answered.
func (t *turn) ruleOut() {
	t.save()
	t.state.Ruled = append(t.state.Ruled, t.state.FAQ)
	t.state.FAQ, t.state.Answered = "", false
	m := t.match()
	var offers []knowledge.Candidate
	for _, c := range m.ByCategory(maxMeanings + 1) {
		if len(offers) < maxMeanings && c.Category != knowledge.OutOfScope {
			offers = append(offers, c)
		}
	}
	if len(offers) == 0 {
		t.lost()
		return
	}
	t.clarify(m, offers)
}

// otherwise takes 「別のことです」: what was understood, or asked about, is ruled out.
func (t *turn) otherwise(r reading.Reading) bool {
	more := r.Length() >= reading.TellsMore // tells besides what it is
	switch {
	case t.state.Slot == knowledge.SlotTopic:
		t.note("consulter", r.Text)
		if !more {
			t.meant(noMeaning)
			return true
		}
		t.save()
		t.ruleOutOffered()
		t.state.learn(r.Facts, &t.brought)
		if m := r.Match; !m.None && m.Confidence >= sure { // says by itself what it is, be it one of those
			t.state.Ruled = slices.DeleteFunc(slices.Clone(t.state.Ruled), func(id string) bool { return id == m.Best().FAQ })
			t.state.setWords(r.Text, &t.brought)
		} else {
			t.state.addWords(r.Text, &t.brought)
		}
		t.understand()
		return true
	case t.state.FAQ == "":
		return false
	}
	t.state.clear()
	t.note("consulter", r.Text)
	if more {
		t.state.addWords(r.Text, &t.brought)
	}
	t.ruleOut()
	return true
}

// afterwards hears a text after the answer: a correction, a question about the same matter, or a new matter.
func (t *turn) afterwards(r reading.Reading) {
	entry := t.entry()
	switch {
	case entry == nil && (r.Bare || t.knowsNot(r)):
		t.say(Plain, "next.again")
		t.repeatQuestion()
	case entry == nil:
		t.state.clear()
		t.symptom(r)
	case entry.Category == knowledge.OutOfScope:
		t.reconsider(r)
	case t.nameContacts(r):
		t.repeatQuestion()
	case r.Says(reading.Question) && t.aside(r):
	case t.newMatter(r) && !t.onlyFacts(r):
		t.offerSwitch(r)
	case t.state.anyNew(r.Facts):
		t.save()
		t.state.learn(r.Facts, &t.brought)
		t.proceed()
	case len(r.Facts) > 0: // said before
		t.say(Plain, "ask.noted")
		t.repeatQuestion()
	default:
		t.sameMatter(r)
	}
}

// reconsider hears more from somebody who was told that the matter is not for this desk: perhaps it is after all.
func (t *turn) reconsider(r reading.Reading) {
	t.save()
	old := t.state.FAQ
	t.state.addWords(r.Text, &t.brought)
	t.state.learn(r.Facts, &t.brought)
	for _, words := range []reading.Reading{r, t.words()} {
		if m := words.Match; !m.None && m.Confidence >= sure && m.Best().FAQ != old {
			t.state.setWords(words.Text, &t.brought)
			t.state.Answered = false
			t.settle(m.Best().FAQ)
			return
		}
	}
	m := r.Match
	if offers := meanings(m); !m.None && len(offers) > 1 && m.Best().FAQ != old {
		t.state.setWords(r.Text, &t.brought)
		t.state.FAQ, t.state.Answered = "", false
		t.clarify(m, offers)
		return
	}
	t.firstAid()
	t.unsure()
}

// sameMatter answers a further question: from the entry that it points to, when that is another one of the kind.
func (t *turn) sameMatter(r reading.Reading) {
	m := r.Match
	best := t.world.Base.FAQ(m.Best().FAQ)
	switch {
	case best != nil && best.ID != t.state.FAQ && best.Category == t.entry().Category && m.Confidence >= sure:
		t.save()
		t.state.FAQ, t.state.Answered = best.ID, false
		t.state.clear()
		t.giveAnswer()
	case r.Says(reading.Question):
		t.say(Plain, "next.cannot")
		t.askNext()
	case r.Length() > reading.Short: // more of the matter, for the record and for whoever reads it
		t.say(Plain, "next.heard")
		t.askNext()
	case t.state.Slot == slotNext:
		t.say(Plain, "next.again")
		t.askNext()
	default:
		t.say(Plain, "next.still")
		t.askNext()
	}
}

// keepAndHear drops a yes-or-no question of the flow that was not answered, and hears the text instead.
func (t *turn) keepAndHear(r reading.Reading) {
	t.state.Pending, t.state.From = "", nil
	t.state.clear()
	if t.state.FAQ == "" {
		t.symptom(r)
		return
	}
	t.afterwards(r)
}

// generalContacts names bodies that help with anything, for when nothing fits.
func (t *turn) generalContacts() {
	near, _ := t.sortReferrals([]string{"tokyo-desk", "ipa-biz", "9110"})
	t.messages = append(t.messages, t.referralSheet(near))
	t.state.becomeAnswer()
	t.askHelped()
}
