package dialog

import (
	"slices"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// StateVersion is written into every state; states of older versions are read, newer ones are refused by the store. In version 1 the
// flags were slots whose first aid had been said; now they are deeds. In version 2 whoever was low was in despair themselves.
const StateVersion = 3

// Bounds keep a state small, whatever is written.
const (
	maxWords   = 1200 // runes of what the consulter wrote about the matter
	maxNote    = 200  // runes of a line of the record
	maxUndo    = 6
	maxLog     = 40
	maxJournal = 12 // messages that can be taken back with all that came of them
)

// State is a conversation between two messages. The zero State is a conversation that has not begun. It holds masked
// words and facts of a person and is stored sealed.
type State struct {
	Version  int       `json:"v"`
	Begun    time.Time `json:"begun"`
	Last     time.Time `json:"last"`
	Base     string    `json:"base,omitempty"` // version of the base that the conversation began with
	Ticket   string    `json:"ticket,omitempty"`
	Repeat   int       `json:"repeat,omitempty"`    // how often the last text came in a row
	Text     string    `json:"text,omitempty"`      // the last text
	LastSaid uint32    `json:"last_said,omitempty"` // a hash of the last bubble, which is not to be said twice running
	Toned    string    `json:"toned,omitempty"`     // the kind clause that was said last
	Said     string    `json:"said,omitempty"`      // the follow-up that was replied to last
	Easy     bool      `json:"easy,omitempty"`      // the flow speaks easy Japanese
	Language string    `json:"language,omitempty"`  // the other language that the flow speaks; empty: Japanese
	Log      []Note    `json:"log,omitempty"`       // for the record: what was said and advised, and when
	Journal  []Told    `json:"journal,omitempty"`
	Puts     int       `json:"puts,omitempty"` // how many questions were put
	Put      []Put     `json:"put,omitempty"`  // the latest of them
	Pressed  Press     `json:"pressed,omitzero"`

	Alarms []knowledge.Alarm `json:"alarms,omitempty"` // what was said that staff must see, until they are done with it

	Core
	Undo []Core `json:"undo,omitempty"` // for 「戻る」, the latest last
}

// Core is the part of a state that 「戻る」 brings back.
type Core struct {
	Phase Phase `json:"phase"`
	Matter
	Asked
	Agenda
	Grave    knowledge.Span `json:"grave,omitempty"`    // the despair or danger that goes before the matter; empty: none
	Low      int            `json:"low,omitempty"`      // messages since it was told, this one included
	Ticketed bool           `json:"ticketed,omitempty"` // the ticket is about this matter
	Recalled bool           `json:"recalled,omitempty"` // something was taken back on which the last reply rested
}

// Note is one line of the record.
type Note struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who"` // "consulter" or "desk"
	Text    string    `json:"text"`
	Message string    `json:"m,omitempty"` // the consulter's message that it is, or answers
}

// clone returns a copy that shares nothing that a step changes.
func (s State) clone() State {
	s.Core = s.Core.clone()
	s.Undo, s.Log, s.Journal, s.Put = slices.Clone(s.Undo), slices.Clone(s.Log), slices.Clone(s.Journal), slices.Clone(s.Put)
	return s
}

// clone returns a copy that shares nothing that a step changes.
func (c Core) clone() Core {
	c.Matter, c.Asked, c.Agenda = c.Matter.clone(), c.Asked.clone(), c.Agenda.clone()
	return c
}

// begin begins a conversation.
func (s *State) begin(w World) {
	s.Version, s.Begun, s.Base = StateVersion, w.Now, w.Base.Version
	s.becomeSymptom()
}

// upgrade makes a state of an older version one of this: what has happened of a slot that was flagged has had its first aid.
func (s *State) upgrade(base *knowledge.Base) {
	if s.Version >= StateVersion {
		return
	}
	if s.Version < 2 {
		s.flagBySlots(base)
		for i := range s.Undo {
			s.Undo[i].flagBySlots(base)
		}
	}
	s.Core.grieve()
	for i := range s.Undo {
		s.Undo[i].grieve()
	}
	s.Version = StateVersion
}

// grieve names the despair of a core of version 2.
func (c *Core) grieve() {
	if c.Low > 0 && c.Grave == "" {
		c.Grave = knowledge.OwnDespair
	}
}

// fit lets go of what a base that was changed in mid-conversation no longer has. What was told stays and is understood anew.
func (s *State) fit(base *knowledge.Base) {
	s.Agenda.fit(base)
	if base.Language(s.Language) == nil {
		s.Language = ""
	}
	if s.Slot == slotAbroad && s.Language == "" {
		s.clear()
	}
	if s.FAQ != "" && base.FAQ(s.FAQ) == nil {
		s.drop()
	}
	_, own := owns[s.Slot]
	if s.Slot != "" && s.Slot != slotAbroad && !own && base.Slot(s.Slot) == nil || s.Slot == slotResume && len(s.Queue) == 0 {
		s.clear()
	}
}

// view is what the next move depends on.
func (s *State) view(base *knowledge.Base, read func(string) reading.Reading) view {
	feared := slices.Contains(s.Alarms, knowledge.Despair) || slices.Contains(s.Alarms, knowledge.Danger)
	return view{base: base, read: read, matter: s.Matter, asked: s.Asked, agenda: s.Agenda, said: s.Said, feared: feared}
}

// drop goes back to where it is not clear what is wrong. A person who is awaited is awaited still.
func (c *Core) drop() {
	c.settle("")
	c.Told, c.More = 0, 0
	c.Asked.reopen(c.Facts)
	c.clear()
	if c.Ticketed {
		c.becomeHandoff()
	} else {
		c.becomeSymptom()
	}
}

// save keeps what 「戻る」 brings back.
func (s *State) save(before Core) {
	s.Undo = append(s.Undo, before.clone())
	if len(s.Undo) > maxUndo {
		s.Undo = s.Undo[1:]
	}
}

// back brings back what was saved last, if anything was. A ticket stays.
func (s *State) back() bool {
	n := len(s.Undo)
	if n == 0 {
		return false
	}
	ticketed := s.Ticketed
	s.Core, s.Undo = s.Undo[n-1].clone(), s.Undo[:n-1]
	s.Ticketed = ticketed
	s.reopenPuts(func(p Put) bool { return p.N >= s.Number })
	return true
}

// countRepeats counts how often the same text came in a row while the same was asked: 「分からない」 to three questions
// is three answers.
func (s *State) countRepeats(text string) {
	if said := s.Slot + " " + clip(text, 100); said == s.Text {
		s.Repeat++
	} else {
		s.Text, s.Repeat = said, 1
	}
}

// note adds a line to the record, dropping the oldest but the first when there are too many.
func (s *State) note(n Note) {
	if n.Text == "" {
		return
	}
	n.Text = clip(n.Text, maxNote)
	s.Log = append(s.Log, n)
	if len(s.Log) > maxLog {
		s.Log = slices.Delete(s.Log, 1, 2)
	}
}

// clip shortens text to n runes.
func clip(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i] + "…"
		}
		n--
	}
	return text
}
