package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A recall takes messages back, or puts other words in their place: what they brought goes from the state, and what was concluded
// from them. It says nothing.
type recall struct {
	speaker // of the questions that are open again
	read    func(text string) reading.Reading
	state   *State
	why     string
}

// unsend forgets a message and what was concluded from it. Nothing is said: a reply to something taken back would bring it up
// again. What was advised upon it is looked at anew with the next message.
func (k *recall) unsend(id string) {
	i := k.state.told(id)
	words := k.state.strike(id, "")
	k.state.forgetTurns()
	if i < 0 {
		k.unsendUntraced(words)
		return
	}
	d := k.state.Journal[i]
	k.state.Journal = slices.Delete(k.state.Journal, i, i+1)
	later := k.state.Journal[i:]
	k.withdraw(d, func() {
		k.state.Words = without(k.state.Words, d.Words)
		k.state.unlearn(d, later)
	})
	if k.why == "" {
		k.why = "unsent: forgotten"
	}
}

// unsendUntraced forgets what can still be found of a message older than the journal: its lines of the record and its words.
func (k *recall) unsendUntraced(words []string) {
	if len(words) == 0 {
		k.why = "unsent: not known any more"
		return
	}
	k.withdraw(Told{Words: words[0]}, func() {
		for _, w := range words {
			k.state.Words = without(k.state.Words, w)
		}
	})
	k.why = "unsent: too old to trace; taken out of the record and the words, facts stay"
}

// mend puts other words in the place of a message and draws from them what they state. It reports whether what was concluded
// from the message no longer holds.
func (k *recall) mend(id, text string) bool {
	text = clip(text, longText)
	i := k.state.told(id)
	k.state.strike(id, text)
	k.state.forgetTurns()
	if i < 0 {
		k.mendUntraced(k.read(text))
		return false
	}
	d := k.state.Journal[i].clone()
	later := k.state.Journal[i+1:]
	news := k.readAs(d, k.read(text))
	changed := k.withdraw(d, func() {
		k.state.Words = clip(replaced(k.state.Words, d.Words, text), maxWords)
		k.state.unlearn(d, later)
		k.state.relearn(&k.state.Journal[i], news, later)
		if d.Words != "" {
			k.state.Journal[i].Words = text
		}
	})
	k.state.Recalled = false
	k.why = "edited"
	return changed
}

// mendUntraced takes a message of which nothing is known any more in its new words: what they add is news.
func (k *recall) mendUntraced(r reading.Reading) {
	news := r.Facts.Clone()
	for slot := range news {
		if k.state.Facts.Answered(slot) {
			delete(news, slot)
		}
	}
	k.state.learn(news, &Told{})
	k.why = "edited: too old to trace; only what is new was taken"
}

// withdraw takes back what a message brought, and then what was concluded from it. It reports whether anything was.
func (k *recall) withdraw(d Told, take func()) bool {
	s := k.state
	before := s.Core.clone()
	take()
	s.unflag(k.base)
	s.reopenPuts(func(p Put) bool { return p.Slot == d.Slot && d.Slot != "" })
	s.Ruled = slices.DeleteFunc(s.Ruled, func(id string) bool { return slices.Contains(d.Ruled, id) })
	s.Queue = slices.DeleteFunc(s.Queue, func(id string) bool { return slices.Contains(d.Queue, id) })
	if s.Slot == slotResume && len(s.Queue) == 0 { // there is nothing left to go on with
		s.clear()
	}
	if slices.Contains(s.From, d.Message) && d.Message != "" {
		s.Pending, s.From = "", nil
		s.clear()
	}
	if (d.Words != "" || d.FAQ != "") && !k.stillMeant(before) {
		s.drop()
	}
	k.reopen(d, before)
	if s.rests(before) {
		return false
	}
	s.Log = slices.DeleteFunc(s.Log, func(n Note) bool { return n.Who == "desk" && n.Message == d.Message && d.Message != "" })
	s.Recalled = true
	k.why = "unsent: forgotten, and what was concluded from it"
	return true
}

// stillMeant reports whether the entry in hand would be so without the words or the choice that were taken back: because
// another message chose it, or because the words that remain say so clearly.
func (k *recall) stillMeant(before Core) bool {
	if before.FAQ == "" {
		return before.Slot != knowledge.SlotTopic && before.Slot != slotUnsure
	}
	if slices.ContainsFunc(k.state.Journal, func(d Told) bool { return d.FAQ == before.FAQ }) {
		return true
	}
	m := k.state.view(k.base, k.read).match()
	return k.state.Words != "" && !m.None && m.Confidence >= sure && m.Best().FAQ == before.FAQ
}

// reopen asks again what the message had answered; the question that stood meanwhile comes after it. Where the answer was
// given already and would be another now, it is to be given anew.
func (k *recall) reopen(d Told, before Core) {
	s := k.state
	entry := k.base.FAQ(s.FAQ)
	switch {
	case entry == nil || s.Phase == PhaseHandoff:
	case s.Answered && entry.Told(before.Facts) != entry.Told(s.Facts):
		s.Answered = false
		s.becomeAsk()
		s.clear()
	case s.Phase == PhaseAsk && d.Facts.Answered(d.Slot) && !s.Facts.Answered(d.Slot):
		if slot := k.base.Slot(d.Slot); slot != nil && s.Slot != d.Slot {
			s.forget(func(name string) bool { return name == s.Slot })
			s.clear()
			s.put(slot.Name, k.choicesOf(slot))
		}
	}
	s.forget(func(name string) bool {
		return d.Facts.Answered(name) && !s.Facts.Answered(name) && name != s.Slot
	})
}

// readAs is what the new words of a message state, as an answer to what it had answered too.
func (k *recall) readAs(d Told, r reading.Reading) knowledge.Facts {
	news := r.Facts.Clone()
	if slot := k.base.Slot(d.Slot); slot != nil && d.Facts.Answered(d.Slot) {
		if v, ok := r.Answer(slot); ok {
			news[slot.Name] = v
		}
	}
	return news
}
