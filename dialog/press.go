package dialog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A button may be pressed twice, or long after its question. So each question has a name, which its buttons carry, and the state
// remembers the latest: a press answers the question it was offered with, and no other.

// Put is a question that was put to the consulter.
type Put struct {
	N       int      `json:"n"`
	Slot    string   `json:"slot"`
	Offered []Choice `json:"offered,omitempty"`
	Value   string   `json:"value,omitempty"` // what it was answered with
	Over    bool     `json:"over,omitempty"`  // the matter that it was about is gone
}

const (
	maxPuts = 12

	// An event's time is the platform's, the question's is ours. Clocks differ by less than this, or cannot be compared.
	maxSkew = 2 * time.Second

	// Nobody presses the same button on purpose within so little of the first.
	twice = 300 * time.Millisecond

	// Nobody has read a question so soon that they would type the same answer to it; in other words
	// (はい behind a press of it, 1 behind はい) not within less.
	unread  = 800 * time.Millisecond
	unheard = 500 * time.Millisecond
)

// name is how the buttons of a question carry it. It names the conversation too: one that was begun anew, or carried on from
// elsewhere, numbers its questions from 1 as well.
func (s *State) name(n int) string {
	return strconv.FormatInt(s.Begun.UnixMilli(), 36) + "." + strconv.Itoa(n)
}

// putNext numbers the question that is put; the one in hand, put again, keeps its number.
func (s *State) putNext(slot string, offered []Choice, at time.Time) string {
	if s.Slot != slot || s.Number == 0 {
		s.Puts++
		s.Number, s.PutAt = s.Puts, at
		s.Put = append(slices.Clone(s.Put), Put{N: s.Number, Slot: slot})
		s.Put = s.Put[max(0, len(s.Put)-maxPuts):]
	}
	if p := s.putOf(s.name(s.Number)); p != nil {
		p.Offered = slices.Clone(offered)
	}
	return s.name(s.Number)
}

// putOf is the question with a name, or nil.
func (s *State) putOf(name string) *Put {
	begun, number, _ := strings.Cut(name, ".")
	n, err := strconv.Atoi(number)
	i := slices.IndexFunc(s.Put, func(p Put) bool { return p.N == n })
	if err != nil || i < 0 || s.name(n) != begun+"."+number {
		return nil
	}
	return &s.Put[i]
}

// noteAnswer notes with what the question in hand is answered.
func (s *State) noteAnswer(value string) {
	if p := s.putOf(s.name(s.Number)); p != nil && s.Number > 0 {
		p.Value = value
	}
}

// closePuts makes all questions so far those of a matter that is gone.
func (s *State) closePuts() {
	s.Put = slices.Clone(s.Put)
	for i := range s.Put {
		s.Put[i].Over = true
	}
}

// reopenPuts takes it that questions were not answered.
func (s *State) reopenPuts(which func(Put) bool) {
	s.Put = slices.Clone(s.Put)
	for i, p := range s.Put {
		if which(p) {
			s.Put[i].Value = ""
		}
	}
}

// Awaits reports whether the question that a press names is still to be answered: then it counts however late it comes.
func (s *State) Awaits(question string) bool {
	p := s.putOf(question)
	return p != nil && !p.Over && p.Value == "" && p.N == s.Number
}

// Press is the latest short answer that did not name its question.
type Press struct {
	Value string    `json:"value,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// press is what a turn does about questions other than the one in hand.
type press struct {
	*turn
	state *State
}

func pressOf(t *turn) press { return press{t, &t.c.state} }

// earlier takes a press of a question that is not the one in hand, and reports whether it was such a one. Repeated it is ignored, of this
// matter it corrects the answer, and of another it is refused, unless it asks for what may be asked for at any time.
func (k press) earlier() bool {
	e := k.event
	if e.Question == "" {
		return k.bounced()
	}
	q := k.state.putOf(e.Question)
	switch {
	case q == nil:
		k.refuse()
	case q.Value == "" && !q.Over && (q.N == k.state.Number || q.Slot == k.state.Slot && k.state.offers(e.Choice)):
		return false
	case q.Value == e.Choice:
		k.c.why = "pressed again"
	case q.Over:
		k.refuse()
	default:
		k.correct(*q, e.Choice)
	}
	return true
}

// bounced reports a press that does not say of what question it is and comes within a moment of the same one.
func (k press) bounced() bool {
	last, now := k.state.Pressed, Press{Value: k.event.Choice + "\n" + k.event.Text, At: k.event.At}
	k.state.Pressed = now
	if now.At.IsZero() || last.Value != now.Value || now.At.Sub(last.At).Abs() >= twice {
		return false
	}
	k.c.why = "pressed again"
	return true
}

// refuse turns a press away, unless it is a wish.
func (k press) refuse() {
	k.c.note("consulter", k.event.Text)
	if !k.wish(k.c.read(k.event.Text)) {
		k.tooOld()
	}
}

// tooOld says that a button is not asked for any more, and asks what is.
func (k press) tooOld() {
	k.c.say(Plain, "choice.old")
	k.flow.repeat()
}

// held takes a press while a person at the desk has the consultation, and reports whether there is no more to be done: it is a
// fact where its question asked for one, and nothing when it comes again.
func (k press) held() bool {
	q, value := k.state.putOf(k.event.Question), k.event.Choice
	switch {
	case q == nil || q.Over:
		return false
	case q.Value == value:
		return true
	}
	q.Value = value
	slot := k.c.world.Base.Slot(q.Slot)
	if slot == nil || q.Slot == knowledge.SlotTopic || !slot.Allows(value) {
		return false
	}
	k.note(slot)
	k.c.learn(knowledge.Facts{slot.Name: reading.Value(slot, value, k.c.world.Now)})
	return true
}

// note puts an answer to an earlier question in the record, with what was asked.
func (k press) note(slot *knowledge.Slot) {
	k.c.note("consulter", k.c.out.phrase("choice.log", slot.Label, k.event.Text))
}

// correct answers an earlier question of this matter anew.
func (k press) correct(q Put, value string) {
	base := k.c.world.Base
	slot := base.Slot(q.Slot)
	_, own := afterAnswer[q.Slot]
	switch topic := q.Slot == knowledge.SlotTopic; {
	case topic && (value == noMeaning || base.FAQ(value) != nil):
		k.c.note("consulter", k.event.Text)
		k.meantOtherwise(value)
	case !topic && slot != nil && slot.Allows(value) && k.state.Facts.Is(slot.Name, value):
		k.flow.noted()
	case !topic && slot != nil && slot.Allows(value):
		k.note(slot)
		k.answeredOtherwise(slot, q.Value, value)
	case own:
		k.c.note("consulter", k.event.Text)
		k.flow.pressed(q.Slot, value)
	default:
		k.refuse()
		return
	}
	if q := k.state.putOf(k.state.name(q.N)); q != nil {
		q.Value = value
	}
}

// answeredOtherwise puts another answer in the place of one, says so, and goes on.
func (k press) answeredOtherwise(slot *knowledge.Slot, old, value string) {
	c := k.c
	c.save()
	was, had := k.state.Facts[slot.Name]
	left := slices.DeleteFunc(k.state.Facts.Values(slot.Name), func(v string) bool { return v == old })
	delete(k.state.Facts, slot.Name)
	if slot.Several && len(left) > 0 {
		k.state.Facts[slot.Name] = strings.Join(left, ",")
	}
	c.learn(knowledge.Facts{slot.Name: reading.Value(slot, value, c.world.Now)})
	if had {
		c.brought.Before = c.brought.Before.With(slot.Name, was)
	}
	k.state.unflag(c.world.Base)
	c.say(Plain, "choice.mended", slot.Label, c.out.valueLabel(slot, value))
	if c.entry() == nil {
		k.flow.repeat()
		return
	}
	k.state.forget(func(asked string) bool { return asked == k.state.Slot }) // it may matter still, and is then asked again
	k.flow.proceed()
}

// meantOtherwise takes another meaning than the one chosen before.
func (k press) meantOtherwise(value string) {
	k.c.say(Plain, "choice.meant")
	if value == noMeaning {
		k.state.clear()
		k.flow.ruleOut()
		return
	}
	k.c.save()
	k.state.allow(value)
	k.c.brought.FAQ = value
	k.flow.settle(value)
}

// hasty takes a bare answer that was sent before the question in hand was put, or was seen where the
// page says which one was: it can only be meant for the one before, and is taken as a press of it.
// The same answer sent again sooner than a question is read is one. It reports whether the text was
// such a one.
func (k press) hasty(r reading.Reading) bool {
	e, last, now := k.event, k.state.Pressed, Press{Value: fmt.Sprint("text\n", sum(r.Folded)), At: k.event.At}
	k.state.Pressed = now
	again := last.Value == now.Value && now.At.After(last.At) && now.At.Sub(last.At) < unread
	if !r.Bare {
		if again {
			k.c.why = "sent twice"
		}
		return again
	}
	again = again || e.At.After(k.state.PutAt) && e.before(k.state.PutAt.Add(unheard))
	q, unseen := k.state.before(k.state.Number), e.before(k.state.PutAt)
	if e.Question != "" && e.Question != k.state.name(k.state.Number) {
		q, unseen = k.state.putOf(e.Question), true
	}
	if q == nil || !again && !unseen {
		return false
	}
	value, ok := q.named(r, k.c.world.Base)
	switch {
	case !ok || q.Over && q.Value != value:
		return false
	case q.Value == value:
		k.c.why = "answered again, before the next question could be seen"
	case !unseen:
		return false
	default:
		k.correct(*q, value)
	}
	return true
}

// before is the question that was put before another.
func (s *State) before(n int) *Put {
	for i := len(s.Put) - 1; i >= 0; i-- {
		if s.Put[i].N < n {
			return &s.Put[i]
		}
	}
	return nil
}

// named is the answer to the question that a text names, and nothing else.
func (p *Put) named(r reading.Reading, base *knowledge.Base) (string, bool) {
	if v, ok := r.Chosen(p.Offered, p.Slot != knowledge.SlotPCs); ok {
		return v, true
	}
	if !r.Bare {
		return "", false
	}
	if slot := base.Slot(p.Slot); slot != nil {
		return r.Answer(slot)
	}
	return "", false
}

// before reports whether an event happened before a time of ours, as far as that can be known.
func (e Event) before(ours time.Time) bool {
	if e.Came.IsZero() || ours.IsZero() {
		return false
	}
	at := e.Came.Add(-maxSkew)
	if e.At.After(at) {
		at = e.At
	}
	return at.Before(ours)
}
