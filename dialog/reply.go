package dialog

import (
	"hash/fnv"

	"madoguchi/knowledge"
)

// A reply is what a step says, bubble by bubble.
type reply struct {
	speaker
	messages []Message
	ask      *Question
}

// say says one of the flow's own phrases.
func (r *reply) say(kind MessageKind, key string, args ...any) {
	r.tell(kind, r.phrase(key, args...))
}

// sayAsking says a phrase that asks what is wrong, to be answered in free text.
func (r *reply) sayAsking(key string, args ...any) {
	r.say(Asking, key, args...)
	r.ask = &Question{Slot: knowledge.SlotSymptom, Choices: []Choice{}}
}

func (r *reply) tell(kind MessageKind, text string) {
	if text != "" {
		r.add(Message{Kind: kind, Text: text})
	}
}

func (r *reply) add(more ...Message) { r.messages = append(r.messages, more...) }

// question asks for a slot.
func (r *reply) question(slot string, q Message) {
	r.ask = &Question{Slot: slot, Choices: q.Choices}
	r.add(q)
}

// urges reports whether first aid is said.
func (r *reply) urges() bool { return Urges(r.messages) }

// sum is a hash of the last bubble.
func (r *reply) sum() uint32 {
	last := r.messages[len(r.messages)-1]
	texts := []string{last.Text}
	for _, c := range last.Choices {
		texts = append(texts, c.Label)
	}
	return sum(texts...)
}

// sum is a hash of texts, to know them again without keeping them.
func sum(texts ...string) uint32 {
	h := fnv.New32a()
	for _, t := range texts {
		h.Write([]byte(t))
	}
	return h.Sum32()
}

// begin puts a kind clause before what is said.
func (r *reply) begin(tone string) {
	switch {
	case tone == "" || len(r.messages) == 0:
	case r.messages[0].Kind == Asking:
		r.messages = append([]Message{{Kind: Plain, Text: tone}}, r.messages...)
	default:
		r.messages[0].Text = tone + "\n" + r.messages[0].Text
	}
}

// fit joins the first bubbles of a turn that has too many.
func (r *reply) fit() {
	for len(r.messages) > maxBubbles {
		first, second := r.messages[0], r.messages[1]
		first.Text += "\n\n" + second.Text
		r.messages = append([]Message{first}, r.messages[2:]...)
	}
}
