package dialog

import (
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Asked is what is being asked, and what was asked before.
type Asked struct {
	Slot    string   `json:"slot,omitempty"`    // what is being asked
	Offered []Choice `json:"offered,omitempty"` // the choices offered with it
	Slots   []string `json:"asked,omitempty"`   // slots asked so far
	Missed  int      `json:"missed,omitempty"`  // replies in a row that could not be understood
	Asides  int      `json:"asides,omitempty"`  // what was talked about while the question stood
	Noted   int      `json:"noted,omitempty"`   // facts that were told while it stood

	Number int       `json:"number,omitempty"` // of the question among those that were put
	PutAt  time.Time `json:"put_at,omitzero"`  // when it was put first
}

// clone returns a copy that shares nothing that a step changes.
func (a Asked) clone() Asked {
	a.Offered, a.Slots = slices.Clone(a.Offered), slices.Clone(a.Slots)
	return a
}

// put makes a slot the one that is being asked.
func (a *Asked) put(slot string, offered []Choice) { a.Slot, a.Offered = slot, offered }

// clear ends the question in hand.
func (a *Asked) clear() {
	a.Slot, a.Offered, a.Missed, a.Asides, a.Noted = "", nil, 0, 0, 0
	a.Number, a.PutAt = 0, time.Time{}
}

// count is how often a slot was asked.
func (a *Asked) count(slot string) int { return times(a.Slots, slot) }

// times is how often one thing stands in a list.
func times(list []string, one string) (n int) {
	for _, s := range list {
		if s == one {
			n++
		}
	}
	return n
}

// facts is how many facts were asked for.
func (a *Asked) facts() int { return len(a.Slots) - a.count(knowledge.SlotTopic) }

// add notes that a fact was asked for.
func (a *Asked) add(slot string) {
	if !slices.Contains(a.Slots, slot) {
		a.Slots = append(a.Slots, slot)
	}
}

// forget lets slots be asked again.
func (a *Asked) forget(which func(slot string) bool) { a.Slots = slices.DeleteFunc(a.Slots, which) }

// reopen lets what was asked and not answered be asked again, after something else came between.
func (a *Asked) reopen(known knowledge.Facts) {
	a.forget(func(slot string) bool { return !known.Answered(slot) })
}

// chosen finds the choice that a text names by its number or its label. A bare number is the choice's number, except where a
// number is what is asked for.
func (a *Asked) chosen(r reading.Reading) (string, bool) {
	return r.Chosen(a.Offered, a.Slot != knowledge.SlotPCs)
}

// labelled reports whether a text is the label of a choice that is offered: then it is that choice, whatever else it could wish.
func (a *Asked) labelled(r reading.Reading) bool {
	return slices.ContainsFunc(a.Offered, func(c Choice) bool { return r.Is(c.Label) })
}

// offers reports whether a value is among the choices.
func (a *Asked) offers(value string) bool {
	return slices.ContainsFunc(a.Offered, func(c Choice) bool { return c.Value == value })
}

// sided is the first of two choices for yes, the second for no.
func (a *Asked) sided(yesNo string) string {
	if yesNo == knowledge.Yes {
		return a.Offered[0].Value
	}
	return a.Offered[1].Value
}

// dropOffer takes a choice away.
func (a *Asked) dropOffer(value string) {
	a.Offered = slices.DeleteFunc(a.Offered, func(c Choice) bool { return c.Value == value })
}
