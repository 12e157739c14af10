package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// digression is the move when a text is no answer to the fact that is asked for: facts are noted and the question stays; a new
// matter is confirmed first; what is not understood is asked once more.
func (v view) digression(r reading.Reading) move {
	switch {
	case r.Says(reading.AboutQuestion):
		return move{do: hearAgain, phrase: "ask.explain"}
	case v.onlyFacts(r):
		return move{do: takeNews}
	case v.entry() != nil && r.Says(reading.RefersBack) && r.Says(reading.Question) && r.Length() <= reading.Short:
		return move{do: talkBack, phrase: "answer.later", args: []any{knowledge.FirstLine(v.entry().Now, v.matter.Facts)}}
	}
	if m, ok := v.beside(r); ok {
		return m
	}
	switch {
	case v.newMatter(r):
		return move{do: switchOver}
	case len(r.Facts) > 0:
		return move{do: takeNews}
	case r.Says(reading.Question):
		return move{do: hearAgain, phrase: "ask.first"}
	}
	return move{do: hearAgain, phrase: "ask.again"}
}

// afterwards is the move for a text after the answer: a correction, a question about the same matter, or a new matter.
func (v view) afterwards(r reading.Reading) move {
	entry := v.entry()
	switch {
	case entry == nil && (r.Bare || v.knowsNot(r)):
		return move{do: talkBack, phrase: "next.again"}
	case entry == nil:
		return move{do: hearMatter}
	case entry.Category == knowledge.OutOfScope:
		return move{do: doubt}
	}
	if m, ok := v.beside(r); ok {
		return m
	}
	switch {
	case v.newMatter(r) && !v.onlyFacts(r):
		return move{do: switchOver}
	case v.matter.anyNew(r.Facts):
		return move{do: takeFacts}
	case len(r.Facts) > 0: // said before
		return move{do: talkBack, phrase: "ask.noted"}
	}
	return v.sameMatter(r)
}

// beside is the move for a question besides the matter, that has its answer and leaves all as it is. ok is false when it is none.
func (v view) beside(r reading.Reading) (m move, ok bool) {
	if v.asksWhomToCall(r) {
		return move{do: refer}, true
	}
	if entry := v.besideEntry(r); entry != nil {
		return move{do: talkBack, phrase: "answer.aside", args: []any{knowledge.FirstLine(entry.Now, v.matter.Facts)}}, true
	}
	return move{}, false
}

// sameMatter is the move for a further question: the answer of the entry that it points to, when that is another one of the kind.
func (v view) sameMatter(r reading.Reading) move {
	switch sister := v.sister(r); {
	case sister != nil:
		return move{do: answerSister, faq: sister.ID}
	case r.Says(reading.Question):
		return move{do: askNext, phrase: "next.cannot"}
	case r.Length() > reading.Short: // more of the matter, for the record and for whoever reads it
		return move{do: askNext, phrase: "next.heard"}
	case v.asked.Slot == slotNext:
		return move{do: askNext, phrase: "next.again"}
	}
	return move{do: askNext, phrase: "next.still"}
}
