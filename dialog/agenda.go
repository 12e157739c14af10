package dialog

import (
	"slices"

	"madoguchi/knowledge"
)

// Agenda is what there is besides the matter in hand.
type Agenda struct {
	Pending string   `json:"pending,omitempty"` // a new matter that waits for the consulter's yes, or a question that waits for the meaning
	From    []string `json:"from,omitempty"`    // the messages that told of it
	Queue   []string `json:"queue,omitempty"`   // other matters to take up afterwards
}

// clone returns a copy that shares nothing that a step changes.
func (a Agenda) clone() Agenda {
	a.From, a.Queue = slices.Clone(a.From), slices.Clone(a.Queue)
	return a
}

// pend keeps a message about another matter until it is clear what becomes of it.
func (a *Agenda) pend(text, message string) {
	a.Pending = clip(text, maxWords)
	if message != "" {
		a.From = append(a.From, message)
	}
}

// unpend returns what was kept, and the messages that it came from.
func (a *Agenda) unpend() (text string, from []string) {
	text, from = a.Pending, a.From
	a.Pending, a.From = "", nil
	return text, from
}

// keep puts an entry down for afterwards.
func (a *Agenda) keep(id string) { a.Queue = append(a.Queue, id) }

// keeps reports whether an entry is put down for afterwards.
func (a *Agenda) keeps(id string) bool { return slices.Contains(a.Queue, id) }

// next is the entry to take up afterwards, or nil. One that the base does not have any more is let go.
func (a *Agenda) next(base *knowledge.Base) *knowledge.FAQ {
	if len(a.Queue) == 0 {
		return nil
	}
	entry := base.FAQ(a.Queue[0])
	if entry == nil {
		a.Queue = a.Queue[1:]
	}
	return entry
}

// fit lets go of entries that the base does not have any more.
func (a *Agenda) fit(base *knowledge.Base) {
	a.Queue = slices.DeleteFunc(a.Queue, func(id string) bool { return base.FAQ(id) == nil })
}
