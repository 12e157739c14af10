package knowledge

import (
	"slices"
	"strings"
)

// Category is one line of the desk's scheme.
type Category struct {
	ID   string   `yaml:"id"`
	Name string   `yaml:"name"`
	Ask  []string `yaml:"ask"` // what staff need to know of every case of this kind, besides what its FAQ entry asks
}

// Slot is something that can be asked.
type Slot struct {
	Name     string   `yaml:"name"`
	Kind     string   `yaml:"kind"`     // choice, number, date or text
	Label    string   `yaml:"label"`    // what the record calls it: 台数
	Question string   `yaml:"question"` // 「パソコンは何台ありますか？」
	Choices  []Choice `yaml:"choices"`  // offered as buttons; 「分からない」 is added by the flow
	Values   []string `yaml:"values"`   // further values that are understood and may stand in conditions
	Several  bool     `yaml:"several"`  // more than one value may hold: paid by card and by transfer
	Again    string   `yaml:"again"`    // the question in other words, for when the answer was not understood
	Why      string   `yaml:"why"`      // what the answer is good for, for who asks that

	EasyQuestion string `yaml:"easy_question"` // both in easy Japanese (やさしい日本語)
	EasyAgain    string `yaml:"easy_again"`
}

// Choice is an answer that is offered.
type Choice struct {
	Label string `yaml:"label" json:"label"`
	Value string `yaml:"value" json:"value"`
	Easy  string `yaml:"easy" json:"-"` // the label in easy Japanese, where it differs
}

// Allows reports whether the slot may hold a value.
func (s *Slot) Allows(value string) bool {
	switch {
	case value == Unknown || value == Yes || value == No:
		return true
	case s.Kind != "choice":
		return true
	}
	return slices.Contains(s.Values, value) || slices.ContainsFunc(s.Choices, func(c Choice) bool { return c.Value == value })
}

// ValueLabel is how people read a value of the slot.
func (s *Slot) ValueLabel(value string) string {
	for _, c := range s.Choices {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// Base is everything the desk knows, in one version. It is not changed after it is made and may be shared.
type Base struct {
	Version    string // names this content: equal content, equal version
	FAQs       []*FAQ
	Contacts   []*Contact
	Categories []*Category
	Slots      []*Slot
	Phrases    map[string]string // the flow's own words by key; %s and %d are filled in by the flow
	Easy       map[string]string // the same in easy Japanese (やさしい日本語), with readings
	Cases      []Case
	Questions  map[string][]string   // further questions by entry, from which matching learns; nobody reads them
	Deeds      []*Deed               // the most pressing first
	EasyLines  map[string][]EasyLine // lines in easy Japanese, by entry, or under EasyDeeds
	Languages  []*Language           // other languages in which what does not wait is heard and answered
	Matters    []*Matter             // what is heard in them, the most pressing first
	Voices     []*Voice              // what may be said at any time besides the matter
	Terms      []*Term               // words that people ask about
	Forms      []*Form               // papers that are drafted from what was said
	Firms      []*Term               // companies whose number people ask for
	Sources    []*Term               // on what lines rest, by words in them
	Answers    map[string]Answers    // wordings that answer what is asked, by slot
	Told       Told                  // how what was done is told, by slot and value
	Followups  map[string][]Followup // what is asked after an answer, by entry; under "" what may follow any
}

// FAQ returns the entry with an id, or nil.
func (b *Base) FAQ(id string) *FAQ {
	return find(b.FAQs, func(f *FAQ) bool { return f.ID == id })
}

// Contact returns the contact with an id, or nil.
func (b *Base) Contact(id string) *Contact {
	return find(b.Contacts, func(c *Contact) bool { return c.ID == id })
}

// Voice returns the voice with an id, or nil.
func (b *Base) Voice(id string) *Voice {
	return find(b.Voices, func(v *Voice) bool { return v.ID == id })
}

// Category returns the category with an id, or nil.
func (b *Base) Category(id string) *Category {
	return find(b.Categories, func(c *Category) bool { return c.ID == id })
}

// Slot returns the slot with a name, or nil.
func (b *Base) Slot(name string) *Slot {
	return find(b.Slots, func(s *Slot) bool { return s.Name == name })
}

// SimilarCases counts the past cases behind an entry. Consulters may see the number, nothing else of a case.
func (b *Base) SimilarCases(f *FAQ) int {
	if f.Category == OutOfScope || strings.HasPrefix(f.Category, "9.") {
		return 0
	}
	n := 0
	for i := range b.Cases {
		if b.Cases[i].Category == f.Category {
			n++
		}
	}
	return n
}

func find[T any](list []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i]
	}
	return nil
}
