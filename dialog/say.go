package dialog

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// maxBubble is how many runes a bubble should have at most: more is not read on a phone.
const maxBubble = 200

// maxBubbles is how many bubbles a turn may have; LINE sends no more on one reply token.
const maxBubbles = 5

// phrase returns one of the flow's own phrases. A missing key shows itself; a test proves that none is missing.
func (t *turn) phrase(key string, args ...any) string {
	text, ok := t.world.Base.Phrases[key]
	if !ok {
		return key
	}
	text = t.inEasy(t.world.Base.Easy[key], text)
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

func (t *turn) say(kind MessageKind, key string, args ...any) {
	t.tell(kind, t.phrase(key, args...))
}

// sayAsking says a phrase that asks what is wrong, to be answered in free text.
func (t *turn) sayAsking(key string, args ...any) {
	t.say(Asking, key, args...)
	t.ask = &Question{Slot: knowledge.SlotSymptom, Choices: []Choice{}}
}

func (t *turn) tell(kind MessageKind, text string) {
	if text != "" {
		t.messages = append(t.messages, Message{Kind: kind, Text: text})
	}
}

// question asks for a slot and offers choices with it.
func (t *turn) question(slot, text string, choices []Choice) {
	t.state.Slot, t.state.Offered = slot, choices
	t.ask = &Question{Slot: slot, Choices: choices}
	t.messages = append(t.messages, Message{Kind: Asking, Text: text, Choices: choices})
}

// fit joins the first bubbles of a turn that has too many.
func (t *turn) fit() {
	for len(t.messages) > maxBubbles {
		first, second := t.messages[0], t.messages[1]
		first.Text += "\n\n" + second.Text
		t.messages = append([]Message{first}, t.messages[2:]...)
	}
}

// numbered makes a list of steps, counted from a number on.
func numbered(lines []string, from int) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(from+i) + ". " + l)
	}
	return b.String()
}

func bulleted(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "・" + strings.Join(lines, "\n・")
}

// split cuts lines into groups that fit a bubble together with a heading of some length; a line is never cut.
func split(lines []string, heading int) [][]string {
	var out [][]string
	size := 0
	for _, l := range lines {
		n := utf8.RuneCountInString(l) + 4
		if len(out) == 0 || size+n > maxBubble {
			out = append(out, nil)
			size = heading
		}
		out[len(out)-1] = append(out[len(out)-1], l)
		size += n
	}
	return out
}
