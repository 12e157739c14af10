package knowledge

import (
	"fmt"
	"strings"
	"time"
)

// Language is a language other than Japanese in which the desk hears what does not wait, gives
// first aid and hands over. It knows the matters of Base.Matters and nothing else: what is not one
// of them is left to a person.
type Language struct {
	ID      string   `yaml:"id"`      // BCP 47: en, zh-Hans, ja-Latn for Japanese in Latin letters
	Name    string   `yaml:"name"`    // in itself, as a button
	Staff   string   `yaml:"staff"`   // in Japanese, for staff
	Names   []string `yaml:"names"`   // words that ask for it
	Checked string   `yaml:"checked"` // the day on which a native speaker has read the file, and who; empty: nobody yet

	Run     bool             `yaml:"run"`     // written without spaces: words stand anywhere
	Inverts bool             `yaml:"inverts"` // a clause that opens with a word of "whether" is a question even without its mark
	Gap     int              `yaml:"gap"`     // how far a word of denial may stand from what it denies, in letters
	Deny    string           `yaml:"deny"`    // whether it stands before what it denies, after or around it
	Letters string           `yaml:"letters"` // letters that Japanese does not write
	Signs   Words            `yaml:"signs"`   // words by which the language is known, whatever is said
	Words   map[string]Words `yaml:"words"`   // the words of each concept in which Matter.Hear is told

	Matters  map[string]Telling `yaml:"matters"`
	Talk     map[string]string  `yaml:"talk"`     // replies to what is asked back, by concept: late, police
	Contacts map[string]string  `yaml:"contacts"` // what a contact is called and what it is for, by its role
	Phrases  map[string]string  `yaml:"phrases"`  // the flow's own words, where they are said in this language too, and some of its own
	Times    Times              `yaml:"times"`
}

// Telling is a matter in a language: how it is told, and what is said to it.
type Telling struct {
	Label string            `yaml:"label"` // the button
	Ask   []string          `yaml:"ask"`   // examples of how it is told, to which a test holds the words
	Say   []string          `yaml:"say"`   // first aid, what does not wait first
	Talk  map[string]string `yaml:"talk"`  // replies to what is asked back, where the matter changes them
}

// Matter is something that is heard in other languages.
type Matter struct {
	ID       string   `yaml:"id"`
	Hear     []string `yaml:"hear"`    // each a list of concepts that stand together in a sentence; !x must not stand there
	Facts    Facts    `yaml:"facts"`   // what it tells of, as deeds.yaml knows it
	Entry    string   `yaml:"entry"`   // the entry for staff
	Urgent   bool     `yaml:"urgent"`  // something has happened that does not wait
	Crisis   string   `yaml:"crisis"`  // despair or danger: a person is told at once
	Without  []string `yaml:"without"` // matters that say less of the same, wherever they are told
	Within   []string `yaml:"within"`  // the same, where both stand in one sentence
	Contacts []string `yaml:"contacts"`
	Common   bool     `yaml:"common"` // offered where it is not clear what happened
	Show     string   `yaml:"show"`   // it in Japanese, to be shown to whoever is asked for help
	Aloud    string   `yaml:"aloud"`  // the same in Latin letters, to be read out
}

// Times is how a language says when.
type Times struct {
	Now      string   `yaml:"now"`
	Today    string   `yaml:"today"`    // %s is the time of day
	Tomorrow string   `yaml:"tomorrow"` // the same
	Day      string   `yaml:"day"`      // {weekday}, {month}, {day}, {time}
	Weekdays []string `yaml:"weekdays"`
	Months   []string `yaml:"months"` // none: {month} is a number
}

// When says a time of the near future in words: today 17:00.
func (l *Language) When(at, now time.Time) string {
	at = at.In(now.Location())
	clock := at.Format("15:04")
	switch {
	case !at.After(now):
		return l.Times.Now
	case sameDay(at, now):
		return fmt.Sprintf(l.Times.Today, clock)
	case sameDay(at, now.AddDate(0, 0, 1)):
		return fmt.Sprintf(l.Times.Tomorrow, clock)
	}
	month := fmt.Sprint(int(at.Month()))
	if len(l.Times.Months) == 12 {
		month = l.Times.Months[at.Month()-1]
	}
	return strings.NewReplacer("{weekday}", l.Times.Weekdays[at.Weekday()], "{month}", month, "{day}", fmt.Sprint(at.Day()), "{time}", clock).Replace(l.Times.Day)
}

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }

// Language returns the language with an id, or nil.
func (b *Base) Language(id string) *Language {
	return find(b.Languages, func(l *Language) bool { return l.ID == id })
}

// Matter returns the matter with an id, or nil.
func (b *Base) Matter(id string) *Matter {
	return find(b.Matters, func(m *Matter) bool { return m.ID == id })
}
