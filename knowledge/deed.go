package knowledge

import "strings"

// Deed is something that a consulter did or suffered for which there is first aid whatever the story: a card number was told, a
// sign-in was approved, money is gone. It is recognised by the facts and does not wait for the matter to be clear.
type Deed struct {
	ID       string    `yaml:"id"`
	Title    string    `yaml:"title"`    // what happened, for staff
	Alarm    Alarm     `yaml:"alarm"`    // what is at stake; empty: nothing beyond the matter
	When     Condition `yaml:"when"`     // the facts that say that it happened
	Urgent   bool      `yaml:"urgent"`   // harm may be going on, whatever the matter
	Aid      []Line    `yaml:"aid"`      // what to do at once; the first that holds is said first
	Said     []string  `yaml:"said"`     // words that stand in a line which says the same
	Ask      []string  `yaml:"ask"`      // slots whose answer changes the next step, the most decisive first
	Contacts []string  `yaml:"contacts"` // whom to call, in order
}

// Alarm is what staff must see before anything else, whatever the matter.
type Alarm string

const (
	Despair Alarm = "despair" // words of despair
	Danger  Alarm = "danger"  // to somebody's body, house or shop
	Money   Alarm = "money"   // money is gone, or can go any moment
)

// Happened reports whether the facts tell of the deed. What is not known never does, not even for conditions with not.
func (d *Deed) Happened(f Facts) bool { return !d.When.Always() && d.When.Holds(f) }

// SaidIn reports whether a line says what the deed's first aid says.
func (d *Deed) SaidIn(line string) bool {
	for _, w := range d.Said {
		all := true
		for part := range strings.FieldsSeq(w) {
			all = all && strings.Contains(line, part)
		}
		if all {
			return true
		}
	}
	return false
}
