package dialog

import (
	"slices"

	"madoguchi/knowledge"
)

// Slots that only the flow asks; they hold no facts.
const (
	slotHelped  = "helped"
	slotNext    = "next"
	slotUnsure  = "unsure"
	slotSwitch  = "switch"
	slotResume  = "resume"
	slotExpiry  = "expiry"
	slotHappens = "happens"
)

// noMeaning is the value of the choice that none of the meanings is meant.
const noMeaning = "none"

// easyJapanese is the value of the choice that asks for easy Japanese (やさしい日本語): short sentences, readings in brackets.
// It is offered to those who write in another language and may be asked for by anybody. What the flow says itself is there in
// both; the answers of the FAQ are said as they are.
const easyJapanese = "easy"

// own is a question of the flow's own: its phrase, and the phrase of each of its answers.
type own struct {
	key     string
	answers []Choice
}

// owns are the flow's own questions but the one for what is meant.
var owns = map[string]own{
	slotHelped:  {"helped.ask", []Choice{{Label: "helped.yes", Value: "yes"}, {Label: "helped.no", Value: "no"}, {Label: "helped.human", Value: "human"}}},
	slotNext:    {"next.ask", []Choice{{Label: "next.more", Value: "more"}, {Label: "next.other", Value: "other"}, {Label: "next.human", Value: "human"}}},
	slotUnsure:  {"unsure.ask", []Choice{{Label: "unsure.human", Value: "human"}, {Label: "unsure.contacts", Value: "contacts"}, {Label: "unsure.again", Value: "again"}}},
	slotSwitch:  {"topic.new", []Choice{{Label: "topic.new.yes", Value: "yes"}, {Label: "topic.new.no", Value: "no"}}},
	slotResume:  {"topic.queue", []Choice{{Label: "topic.queue.yes", Value: "yes"}, {Label: "topic.queue.no", Value: "no"}}},
	slotDone:    {"done.which", nil},  // its answers are the steps
	slotPaper:   {"paper.which", nil}, // its answers are the forms
	slotHappens: {"happens.ask", []Choice{{Label: "happens.yes", Value: knowledge.Yes}, {Label: "happens.no", Value: knowledge.No}}},
	slotExpiry:  {"expired.ask", []Choice{{Label: "expired.go_on", Value: "go_on"}, {Label: "expired.new", Value: "new"}}},
}

// ownQuestion is a question of the flow's own, with what fills in its phrase.
func (s speaker) ownQuestion(slot string, args ...any) Message {
	var choices []Choice
	for _, a := range owns[slot].answers {
		choices = append(choices, Choice{Label: s.phrase(a.Label), Value: a.Value})
	}
	return Message{Kind: Asking, Text: s.phrase(owns[slot].key, args...), Choices: choices}
}

// slotQuestion asks for a fact.
func (s speaker) slotQuestion(slot *knowledge.Slot) Message {
	return Message{Kind: Asking, Text: s.inEasy(slot.EasyQuestion, slot.Question), Choices: s.choicesOf(slot)}
}

// slotAgain asks for a fact in other words, after a phrase that leads to it.
func (s speaker) slotAgain(slot *knowledge.Slot, lead string) Message {
	return Message{Kind: Asking, Text: s.phrase(lead) + "\n" + s.inEasy(slot.EasyAgain, slot.Again), Choices: s.choicesOf(slot)}
}

// choicesOf are a slot's answers as they are offered, 「分からない」 the last.
func (s speaker) choicesOf(slot *knowledge.Slot) []Choice {
	var out []Choice
	for _, c := range slot.Choices {
		out = append(out, Choice{Label: s.inEasy(c.Easy, c.Label), Value: c.Value})
	}
	return append(out, Choice{Label: s.phrase("choice.unknown"), Value: knowledge.Unknown})
}

// topicQuestion asks which of some meanings is meant, in the words in which consulters would tell of them; again in other words.
func (s speaker) topicQuestion(meanings []Choice, again bool) Message {
	meanings = slices.DeleteFunc(slices.Clone(meanings), func(c Choice) bool { return s.base.FAQ(c.Value) == nil })
	none := Choice{Label: s.phrase("clarify.none"), Value: noMeaning}
	if len(meanings) > 1 {
		text := s.phrase("clarify.ask")
		if len(meanings) == 2 {
			text = s.phrase("clarify.two", meanings[0].Label, meanings[1].Label)
		}
		if again {
			slot := s.base.Slot(knowledge.SlotTopic)
			text = s.inEasy(slot.EasyAgain, slot.Again)
		}
		return Message{Kind: Asking, Text: text, Choices: append(meanings, none)}
	}
	meant := s.base.FAQ(meanings[0].Value)
	none.Label = s.phrase("clarify.no")
	return Message{Kind: Asking, Text: s.phrase("clarify.one", meant.Meaning), Choices: []Choice{{Label: s.phrase("clarify.yes"), Value: meant.ID}, none}}
}
