package dialog

import (
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// aboutDesk is the category of questions about the desk itself: no matter of its own.
const aboutDesk = "9.01"

// newMatter reports whether a text is clearly about another matter than the one in hand.
func (t *turn) newMatter(r reading.Reading) bool {
	if r.Length() < reading.SaysLittle {
		return false
	}
	m := r.Match
	best, now := t.world.Base.FAQ(m.Best().FAQ), t.entry()
	if m.None || m.Confidence < sure || now != nil && m.Confidence < beyondDoubt {
		return false
	}
	if now == nil || best.Category == knowledge.OutOfScope || best.Category == aboutDesk {
		return now == nil
	}
	return best.Category != now.Category && !t.state.keeps(best.ID)
}

// firstMatter cuts a message that tells of two matters: the more urgent one is heard first, the entry of the other is
// returned to be kept. What adds a red flag (「あとカード番号も入れました」) belongs to the same matter.
func (t *turn) firstMatter(r reading.Reading) (first reading.Reading, later string) {
	before, behind, two := r.TwoMatters()
	if !two || t.state.FAQ != "" {
		return r, ""
	}
	parts := [2]reading.Reading{t.read(before), t.read(behind)}
	var entries [2]*knowledge.FAQ
	for i, part := range parts {
		m := part.Match
		entries[i] = t.world.Base.FAQ(m.Best().FAQ)
		if m.None || m.Confidence < sure || entries[i].Category == knowledge.OutOfScope || part.Length() < reading.SaysLittle {
			return r, ""
		}
	}
	if entries[0].Category == entries[1].Category || flagged(parts[1].Stated) {
		return r, ""
	}
	one, other := 0, 1
	if t.isUrgent(entries[1], parts[1]) && !t.isUrgent(entries[0], parts[0]) {
		one, other = 1, 0
	}
	t.say(Plain, "topic.two", entries[one].Title, entries[other].Title)
	return parts[one], entries[other].ID
}

func (t *turn) isUrgent(entry *knowledge.FAQ, r reading.Reading) bool {
	return urgency(entry, r, r.Stated) == knowledge.High
}

// offerSwitch asks whether a new matter should come first. While an urgent matter waits for its answer, one without
// hurry is only put down for afterwards.
func (t *turn) offerSwitch(r reading.Reading) {
	best := t.world.Base.FAQ(r.Match.Best().FAQ)
	hurry := t.isUrgent(best, r)
	t.save()
	if !hurry && !t.state.Answered && t.urgent() {
		t.state.keep(best.ID)
		t.say(Plain, "topic.later", best.Title)
		t.repeatQuestion()
		return
	}
	if hurry {
		t.aidFor(best, r)
	}
	t.state.pend(r.Text, t.event.Message)
	t.askOwn(slotSwitch)
}

// aidFor gives the first aid of a matter that is not in hand yet.
func (t *turn) aidFor(entry *knowledge.FAQ, r reading.Reading) {
	held := t.state.Core.clone()
	t.state.FAQ, t.state.Words, t.state.Facts = entry.ID, r.Text, r.Stated.Clone()
	t.firstAid()
	held.Aid, held.Flags = t.state.Aid, t.state.Flags
	t.state.Core = held
}

// switchTopic goes over to the new matter and keeps the old one for afterwards, or goes on and keeps the new one.
func (t *turn) switchTopic(value string) {
	r := t.read(t.unpend())
	if value != "yes" {
		if later := r.Match.Best().FAQ; !t.state.keeps(later) {
			t.state.keep(later)
		}
		t.state.Asked.reopen(t.state.Facts)
		t.say(Plain, "topic.resume")
		t.state.clear()
		t.proceed()
		return
	}
	old := t.state.Core
	t.restart()
	t.state.Aid, t.state.Flags, t.state.Ticketed = old.Aid, old.Flags, old.Ticketed
	t.state.Queue = old.Queue
	t.state.carry(old.Facts)
	if old.FAQ != "" && !old.Answered {
		t.state.keep(old.FAQ)
		t.say(Plain, "topic.kept")
	}
	t.symptom(r)
}

// finish ends the matter; another one that was kept is offered.
func (t *turn) finish(key string) {
	t.state.clear()
	t.say(Plain, key)
	t.state.becomeDone()
	if len(t.state.Queue) == 0 {
		return
	}
	next := t.world.Base.FAQ(t.state.Queue[0])
	if next == nil {
		t.state.Queue = t.state.Queue[1:]
		return
	}
	t.askOwn(slotResume)
}

// resume takes up a matter that was kept, or lets it go.
func (t *turn) resume(value string) {
	id := t.state.Queue[0]
	old := t.state.Core
	t.state.clear()
	if value != "yes" {
		t.state.Queue = nil
		t.say(Plain, "thanks")
		return
	}
	t.restart()
	t.state.Queue = old.Queue[1:]
	t.state.carry(old.Facts)
	t.brought.FAQ = id
	t.settle(id)
}
