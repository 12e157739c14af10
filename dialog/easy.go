package dialog

import "slices"

// easyJapanese is the value of the choice that asks for easy Japanese (やさしい日本語): short sentences, readings in brackets.
// It is offered to those who write in another language and may be asked for by anybody. What the flow says itself is there in
// both; the answers of the FAQ are said as they are.
const easyJapanese = "easy"

// speak changes to easy Japanese or back, and puts the question in hand anew.
func (t *turn) speak(easy bool) {
	t.state.Easy = easy
	t.state.Offered = slices.DeleteFunc(t.state.Offered, func(c Choice) bool { return c.Value == easyJapanese })
	key := "easy.off"
	if easy {
		key = "easy.on"
	}
	t.say(Plain, key)
	t.repeatQuestion()
}

// inEasy is the easy form of a text for those who asked for it, where there is one.
func (t *turn) inEasy(easy, plain string) string {
	if t.state.Easy && easy != "" {
		return easy
	}
	return plain
}

// offerEasy adds easy Japanese to what the last bubble offers.
func (t *turn) offerEasy() {
	if t.state.Easy || t.ask == nil || len(t.messages) == 0 {
		return
	}
	choice := Choice{Label: t.phrase("easy.choice"), Value: easyJapanese}
	last := &t.messages[len(t.messages)-1]
	choices := append(slices.Clone(last.Choices), choice)
	last.Choices, t.ask.Choices, t.state.Offered = choices, choices, choices
}
