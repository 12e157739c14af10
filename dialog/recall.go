package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// unsend forgets a message and what was concluded from it. Nothing is said: a reply to something taken back would bring it up
// again. What was advised upon it is looked at anew with the next message.
func (t *turn) unsend() {
	id := t.event.Message
	i := t.told(id)
	words := t.strike(id, "")
	t.forgetTurns()
	if i < 0 {
		t.unsendUntraced(words)
		return
	}
	d := t.state.Journal[i]
	t.state.Journal = slices.Delete(t.state.Journal, i, i+1)
	later := t.state.Journal[i:]
	t.withdraw(d, func() {
		t.state.Words = without(t.state.Words, d.Words)
		t.state.unlearn(d, later)
	})
	if t.why == "" {
		t.why = "unsent: forgotten"
	}
}

// unsendUntraced forgets what can still be found of a message older than the journal: its lines of the record and its words.
func (t *turn) unsendUntraced(words []string) {
	if len(words) == 0 {
		t.why = "unsent: not known any more"
		return
	}
	t.withdraw(Told{Words: words[0]}, func() {
		for _, w := range words {
			t.state.Words = without(t.state.Words, w)
		}
	})
	t.why = "unsent: too old to trace; taken out of the record and the words, facts stay"
}

// told is the place of a message in the journal, or -1.
func (t *turn) told(id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(t.state.Journal, func(d Told) bool { return d.Message == id })
}

// strike takes a message's lines out of the record, or puts other words in their place, and returns them.
func (t *turn) strike(id, by string) []string {
	var words []string
	t.state.Log = slices.DeleteFunc(t.state.Log, func(n Note) bool {
		if id == "" || n.Message != id || n.Who != "consulter" {
			return false
		}
		words = append(words, n.Text)
		return by == ""
	})
	for i, n := range t.state.Log {
		if id != "" && n.Message == id && n.Who == "consulter" {
			t.state.Log[i].Text = clip(by, maxNote)
		}
	}
	return words
}

// forgetTurns drops what else holds the words of earlier turns: after something was taken back there is no way back beyond.
func (t *turn) forgetTurns() {
	t.state.Undo = nil
	t.state.Text, t.state.Repeat = "", 0
}

// withdraw takes back what a message brought, and then what was concluded from it. It reports whether anything was.
func (t *turn) withdraw(d Told, take func()) bool {
	s := &t.state
	before := s.Core.clone()
	take()
	s.Ruled = slices.DeleteFunc(s.Ruled, func(id string) bool { return slices.Contains(d.Ruled, id) })
	s.Queue = slices.DeleteFunc(s.Queue, func(id string) bool { return slices.Contains(d.Queue, id) })
	if s.Slot == slotResume && len(s.Queue) == 0 { // there is nothing left to go on with
		t.state.clear()
	}
	if slices.Contains(s.From, d.Message) && d.Message != "" {
		s.Pending, s.From = "", nil
		t.state.clear()
	}
	if (d.Words != "" || d.FAQ != "") && !t.stillMeant(before) {
		t.dropMatter()
	}
	t.reopen(d, before)
	if !t.rested(before) {
		return false
	}
	s.Log = slices.DeleteFunc(s.Log, func(n Note) bool { return n.Who == "desk" && n.Message == d.Message && d.Message != "" })
	s.Recalled = true
	t.why = "unsent: forgotten, and what was concluded from it"
	return true
}

// stillMeant reports whether the entry in hand would be so without the words or the choice that were taken back: because
// another message chose it, or because the words that remain say so clearly.
func (t *turn) stillMeant(before Core) bool {
	if before.FAQ == "" {
		return before.Slot != knowledge.SlotTopic && before.Slot != slotUnsure
	}
	if slices.ContainsFunc(t.state.Journal, func(d Told) bool { return d.FAQ == before.FAQ }) {
		return true
	}
	m := t.match()
	return t.state.Words != "" && !m.None && m.Confidence >= sure && m.Best().FAQ == before.FAQ
}

// dropMatter goes back to where it is not clear what is wrong. A person who is awaited is awaited still.
func (t *turn) dropMatter() {
	s := &t.state
	s.FAQ, s.Answered, s.Told = "", false, 0
	t.state.Asked.reopen(t.state.Facts)
	t.state.clear()
	s.becomeSymptom()
	if s.Ticketed {
		s.becomeHandoff()
	}
}

// reopen asks again what the message had answered; the question that stood meanwhile comes after it. Where the answer was
// given already and would be another now, it is to be given anew.
func (t *turn) reopen(d Told, before Core) {
	s := &t.state
	entry := t.entry()
	switch {
	case entry == nil || s.Phase == PhaseHandoff:
	case s.Answered && t.says(entry, before.Facts) != t.says(entry, s.Facts):
		s.Answered = false
		s.becomeAsk()
		t.state.clear()
	case s.Phase == PhaseAsk && d.Facts.Answered(d.Slot) && !s.Facts.Answered(d.Slot):
		if slot := t.world.Base.Slot(d.Slot); slot != nil && s.Slot != d.Slot {
			s.Slots = slices.DeleteFunc(s.Slots, func(name string) bool { return name == s.Slot })
			s.Slot, s.Offered, s.Missed = slot.Name, t.choicesOf(slot), 0
		}
	}
	s.Slots = slices.DeleteFunc(s.Slots, func(name string) bool {
		return d.Facts.Answered(name) && !s.Facts.Answered(name) && name != s.Slot
	})
}

// rested reports whether what was concluded before is no longer so.
func (t *turn) rested(before Core) bool {
	s := &t.state
	return s.FAQ != before.FAQ || s.Answered != before.Answered || s.Slot != before.Slot || s.Phase != before.Phase
}

// afterRecall takes the first message after something had been taken back on which the last reply rested. What says nothing by
// itself is not believed: 「いいえ」 may answer the question before or the one that has just been taken back. It reports whether
// that was all there is to do.
func (t *turn) afterRecall(r reading.Reading) bool {
	t.state.Recalled = false
	if t.state.Phase == PhaseHandoff {
		return false
	}
	t.say(Plain, "unsent.next")
	bare := len(r.Stated) == 0 && r.Length() < reading.SaysLittle
	switch {
	case t.state.FAQ == "" && bare && t.state.Words != "":
		t.understand()
	case t.state.Slot != "" && bare:
		t.repeatQuestion()
	case t.state.FAQ != "" && t.state.Slot == "" && !t.newMatter(r):
		t.note("consulter", r.Text)
		t.state.learn(r.Facts, &t.brought)
		t.proceed()
	default:
		return false
	}
	return true
}

// afterRecalledChoice does the same for a button: yes, no and 「分からない」 may be another question's.
func (t *turn) afterRecalledChoice(value string) bool {
	t.state.Recalled = false
	if value != knowledge.Yes && value != knowledge.No && value != knowledge.Unknown || t.state.Phase == PhaseHandoff {
		return false
	}
	t.say(Plain, "unsent.next")
	t.repeatQuestion()
	return true
}

// edit takes a message in other words. Something is said only when that changes what the consulter should know or answer.
func (t *turn) edit() {
	changed := t.mend()
	if t.event.Secrets {
		t.say(Plain, "secret")
	}
	if r := t.read(t.event.Text); r.Intent == reading.Despair || r.Intent == reading.WantsHuman {
		t.wish(r)
		return
	}
	t.react(changed)
}

// mend puts other words in the place of a message and draws from them what they state. It reports whether what was concluded
// from the message no longer holds.
func (t *turn) mend() bool {
	id, text := t.event.Message, clip(t.event.Text, longText)
	i := t.told(id)
	t.strike(id, text)
	t.forgetTurns()
	if i < 0 {
		t.mendUntraced(t.read(text))
		return false
	}
	d := t.state.Journal[i].clone()
	later := t.state.Journal[i+1:]
	news := t.readAs(d, t.read(text))
	changed := t.withdraw(d, func() {
		t.state.Words = clip(replaced(t.state.Words, d.Words, text), maxWords)
		t.state.unlearn(d, later)
		t.relearn(&t.state.Journal[i], news, later)
		if d.Words != "" {
			t.state.Journal[i].Words = text
		}
	})
	t.state.Recalled = false
	t.why = "edited"
	return changed
}

// mendUntraced takes a message of which nothing is known any more in its new words: what they add is news.
func (t *turn) mendUntraced(r reading.Reading) {
	news := r.Facts.Clone()
	for slot := range news {
		if t.state.Facts.Answered(slot) {
			delete(news, slot)
		}
	}
	t.state.learn(news, &t.brought)
	t.why = "edited: too old to trace; only what is new was taken"
}

// readAs is what the new words of a message state, as an answer to what it had answered too.
func (t *turn) readAs(d Told, r reading.Reading) knowledge.Facts {
	news := r.Facts.Clone()
	if slot := t.world.Base.Slot(d.Slot); slot != nil && d.Facts.Answered(d.Slot) {
		if v, ok := r.Answer(slot); ok {
			news[slot.Name] = v
		}
	}
	return news
}

// relearn teaches the new facts of a message at its old place: what was said later counts more.
func (t *turn) relearn(d *Told, news knowledge.Facts, later []Told) {
	d.Facts, d.Before = news, knowledge.Facts{}
	for slot, v := range news {
		i := slices.IndexFunc(later, func(l Told) bool { return l.Facts.Answered(slot) })
		if i < 0 {
			if old, ok := t.state.Facts[slot]; ok {
				d.Before[slot] = old
			}
			if t.state.Facts == nil {
				t.state.Facts = knowledge.Facts{}
			}
			t.state.Facts[slot] = v
			continue
		}
		if old, ok := later[i].Before[slot]; ok {
			d.Before[slot] = old
		}
		later[i].Before = later[i].Before.With(slot, v)
	}
}

// react says what an edited message changes, if it changes anything: first aid, another matter, the next question, the answer.
func (t *turn) react(changed bool) {
	s := &t.state
	entry := t.entry()
	switch {
	case s.Phase == PhaseHandoff:
		t.firstAid()
	case entry == nil && s.Words != "" && (changed || t.meansOther()):
		t.say(Plain, "edited.changed")
		t.understand()
	case entry == nil:
		t.firstAid()
	case t.before.Answered && t.before.FAQ == entry.ID:
		if t.says(entry, t.before.Facts) != t.says(entry, s.Facts) || t.state.flagWaits() {
			s.Answered = true
			t.proceed()
		}
	case changed, s.Facts.Answered(s.Slot), t.state.flagWaits():
		t.say(Plain, "edited.changed")
		t.state.clear()
		t.proceed()
	}
}

// meansOther reports whether the words, while it is not clear what they mean, now point elsewhere.
func (t *turn) meansOther() bool {
	now := t.match().Best().FAQ
	return now != t.read(t.before.Words).Match.Given(t.world.Base, t.before.Facts).Best().FAQ
}
