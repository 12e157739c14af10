package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// clarify asks which of two or three meanings is meant.
func (t *turn) clarify(m knowledge.Match, offers []knowledge.Candidate) {
	t.state.becomeClarify()
	t.urgentMeaning(m, offers[0].FAQ)
	t.state.Slots = append(t.state.Slots, knowledge.SlotTopic)
	var choices []Choice
	for _, o := range offers {
		f := t.world.Base.FAQ(o.FAQ)
		choices = append(choices, Choice{Label: f.Meaning, Value: f.ID})
	}
	t.askTopic(choices)
}

// noMeaning is the value of the choice that none of the meanings is meant.
const noMeaning = "none"

// askTopic asks which of some meanings is meant, in the words in which consulters would tell of them.
func (t *turn) askTopic(meanings []Choice) {
	meanings = slices.DeleteFunc(slices.Clone(meanings), func(c Choice) bool { return t.world.Base.FAQ(c.Value) == nil })
	none := Choice{Label: t.phrase("clarify.none"), Value: noMeaning}
	if len(meanings) > 1 {
		text := t.phrase("clarify.ask")
		if len(meanings) == 2 {
			text = t.phrase("clarify.two", meanings[0].Label, meanings[1].Label)
		}
		if t.state.count(knowledge.SlotTopic)%2 == 0 { // the second time in other words
			slot := t.world.Base.Slot(knowledge.SlotTopic)
			text = t.inEasy(slot.EasyAgain, slot.Again)
		}
		t.question(knowledge.SlotTopic, text, append(meanings, none))
		return
	}
	meant := t.world.Base.FAQ(meanings[0].Value)
	none.Label = t.phrase("clarify.no")
	t.question(knowledge.SlotTopic, t.phrase("clarify.one", meant.Meaning), []Choice{{Label: t.phrase("clarify.yes"), Value: meant.ID}, none})
}

// urgentMeaning gives first aid before the question when the likeliest meaning is urgent and at least its category is likely: it
// does no harm if another is meant.
func (t *turn) urgentMeaning(m knowledge.Match, likeliest string) {
	if m.Confidence >= likely && urgency(t.world.Base.FAQ(likeliest), t.words(), t.state.Facts) == knowledge.High {
		t.state.FAQ = likeliest
	}
	t.firstAid()
	t.state.FAQ = ""
}

// meant takes the meaning that was chosen.
func (t *turn) meant(value string) {
	t.save()
	if value != noMeaning && t.world.Base.FAQ(value) != nil {
		t.brought.FAQ = value
		t.settle(value)
		return
	}
	again := t.state.count(knowledge.SlotTopic) > 1
	t.ruleOutOffered()
	if again { // nobody is asked a third time
		t.unsure()
		return
	}
	t.lost()
}

// ruleOutOffered takes it that none of the meanings that were asked about is meant.
func (t *turn) ruleOutOffered() {
	for _, c := range t.state.Offered {
		if c.Value != noMeaning {
			t.state.Ruled = append(t.state.Ruled, c.Value)
		}
	}
	t.state.clear()
}

// clarifyAgain takes a text instead of one of the meanings: more about the matter.
func (t *turn) clarifyAgain(r reading.Reading) {
	t.save()
	switch {
	case t.knowsNot(r):
		t.cannotTell()
		return
	case onlyAside(r.Facts, r): // says nothing about which is meant
		t.state.learn(r.Facts, &t.brought)
		t.say(Plain, "ask.noted")
		t.repeatQuestion()
		return
	}
	t.state.clear()
	before := t.match()
	if m := r.Match; !m.None && m.Confidence >= sure && r.Length() >= reading.SaysLittle && before.Confidence < sure {
		t.state.setWords(r.Text, &t.brought) // clear by itself: what came before was the unclear part
	} else {
		t.state.addWords(r.Text, &t.brought)
	}
	t.state.learn(r.Facts, &t.brought)
	if before.Confidence >= sure && t.match().Confidence < sure { // what was sure is not unsettled by what was said beside the question
		t.settle(before.Best().FAQ)
		return
	}
	if n := t.state.count(knowledge.SlotTopic); n >= 2 {
		t.settle(t.match().Best().FAQ)
		return
	}
	t.understand()
}

// knowsNot reports whether a text is 「分からない」 and no more.
func (t *turn) knowsNot(r reading.Reading) bool {
	v, ok := r.Answer(t.world.Base.Slot(knowledge.SlotTopic))
	return ok && v == knowledge.Unknown && r.Length() <= reading.Short
}

// cannotTell takes 「分からない」 to which is meant. Where at least the category is sure the likeliest entry is no guess; else nobody
// is advised by chance: what is safe whatever happened, and people who can find out.
func (t *turn) cannotTell() {
	m := t.match()
	if m.Confidence >= sure {
		t.settle(m.Best().FAQ)
		return
	}
	incident := slices.ContainsFunc(t.state.Offered, func(c Choice) bool {
		f := t.world.Base.FAQ(c.Value)
		return f != nil && f.Urgency != knowledge.Low
	})
	if incident && len(t.state.Aid) == 0 {
		t.say(FirstAid, "aid.common")
	}
	t.state.clear()
	t.state.becomeFeedback()
	t.say(Plain, "unsure.cannot_tell")
	t.askOwn(slotUnsure)
}
