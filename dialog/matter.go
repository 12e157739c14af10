package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// Matter is what is wrong, as far as it is told and understood, and what was advised about it.
type Matter struct {
	Words    string          `json:"words,omitempty"` // what is wrong, as told so far
	Facts    knowledge.Facts `json:"facts,omitempty"`
	FAQ      string          `json:"faq,omitempty"`     // the entry that fits, once that is clear
	Ruled    []string        `json:"ruled,omitempty"`   // entries that the consulter said are not meant
	Aid      []string        `json:"aid,omitempty"`     // first aid already given
	Flags    []string        `json:"flags,omitempty"`   // deeds to which first aid was said
	Called   []string        `json:"called,omitempty"`  // contacts who were reached, as the consulter told
	Tasks    []Task          `json:"tasks,omitempty"`   // what was urgent to be done, and when it was
	Papers   []string        `json:"papers,omitempty"`  // forms that were offered or drafted
	Doors    []string        `json:"doors,omitempty"`   // companies that it was said how to reach
	Happens  string          `json:"happens,omitempty"` // whether it has happened, where that was asked: yes or no
	Replied  []string        `json:"replied,omitempty"` // follow-ups that were replied to
	Over     bool            `json:"over,omitempty"`    // it was told that all is well
	Answered bool            `json:"answered,omitempty"`
	Told     int             `json:"told,omitempty"`  // bubbles of advice that the answer had room for
	More     int             `json:"more,omitempty"`  // bubbles that were said to who asked for more
	Later    bool            `json:"later,omitempty"` // hours have passed between two words of it
}

// clone returns a copy that shares nothing that a step changes.
func (m Matter) clone() Matter {
	m.Facts = m.Facts.Clone()
	m.Ruled, m.Aid, m.Flags = slices.Clone(m.Ruled), slices.Clone(m.Aid), slices.Clone(m.Flags)
	m.Replied = slices.Clone(m.Replied)
	m.Called, m.Tasks, m.Papers, m.Doors = slices.Clone(m.Called), slices.Clone(m.Tasks), slices.Clone(m.Papers), slices.Clone(m.Doors)
	return m
}

// learn takes new facts, and notes in from that they are its. What is said later counts; what was known stays known when the
// news is 「分からない」.
func (m *Matter) learn(news knowledge.Facts, from *Told) {
	if m.Facts == nil {
		m.Facts = knowledge.Facts{}
	}
	for slot, v := range news {
		if v == knowledge.Unknown && m.Facts.Known(slot) {
			continue
		}
		from.trace(slot, v, m.Facts)
		m.Facts[slot] = v
	}
}

// anyNew reports whether facts say anything that is not known.
func (m *Matter) anyNew(news knowledge.Facts) bool {
	for slot, v := range news {
		if m.Facts[slot] != v {
			return true
		}
	}
	return false
}

// carry takes over what holds for any matter of the same consulter.
func (m *Matter) carry(known knowledge.Facts) {
	if m.Facts == nil {
		m.Facts = knowledge.Facts{}
	}
	for _, slot := range []string{knowledge.SlotPCs, knowledge.SlotOS, knowledge.SlotWritingFrom, "role", "contractor"} {
		if v, ok := known[slot]; ok {
			m.Facts[slot] = v
		}
	}
}

// addWords takes a text as more about the matter.
func (m *Matter) addWords(text string, from *Told) {
	m.setWords(strings.TrimSpace(m.Words+"\n"+text), from)
}

// setWords takes words as all that is told of the matter.
func (m *Matter) setWords(words string, from *Told) {
	words = clip(words, maxWords)
	if words == m.Words { // this message's part of them is known
		return
	}
	from.Words = strings.TrimPrefix(strings.TrimPrefix(words, m.Words), "\n")
	m.Words = words
}

// settle takes an entry as what is meant, or with "" leaves that open; its answer is still to be given.
func (m *Matter) settle(id string) { m.FAQ, m.Answered = id, false }

// ruleOut takes it that an entry is not meant.
func (m *Matter) ruleOut(id string) { m.Ruled = append(m.Ruled, id) }

// allow takes it that an entry may be meant after all.
func (m *Matter) allow(id string) {
	m.Ruled = slices.DeleteFunc(slices.Clone(m.Ruled), func(ruled string) bool { return ruled == id })
}
