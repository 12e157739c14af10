package knowledge

import (
	"slices"
	"strings"
)

// Voice is something that may be said at any time besides the matter: words of despair, anger, a question about the desk itself, the
// wish for a person in another language. It is learnt from wordings, as the matter is.
type Voice struct {
	ID      string              `yaml:"id"`
	Ask     []string            `yaml:"ask"`     // wordings from which it is learnt; nobody reads them
	Not     []string            `yaml:"not"`     // wordings that are near it and mean something else
	Say     []string            `yaml:"say"`     // the reply; {name} and so on stand for settings of the desk
	Without map[string][]string `yaml:"without"` // what is said where a setting is missing

	Contacts []string `yaml:"contacts"` // ids of those who are named beside it
	Over     bool     `yaml:"over"`     // says that what lasted is over: it is believed only where it is sure
}

// Reply is the reply with the desk's settings filled in. For one that is missing, what is said without it; ok is false where nothing is.
func (v *Voice) Reply(settings map[string]string) (lines []string, ok bool) {
	lines = v.Say
	for range len(v.Without) + 1 {
		missing := missingIn(lines, settings)
		if missing == "" {
			return filled(lines, settings), true
		}
		if lines, ok = v.Without[missing]; !ok {
			return nil, false
		}
	}
	return nil, false
}

// missingIn names a setting that lines mention and that is not set, or "".
func missingIn(lines []string, settings map[string]string) string {
	for _, l := range lines {
		for {
			_, rest, found := strings.Cut(l, "{")
			name, after, closed := strings.Cut(rest, "}")
			if !found || !closed {
				break
			}
			if settings[name] == "" {
				return name
			}
			l = after
		}
	}
	return ""
}

func filled(lines []string, settings map[string]string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		for name, value := range settings {
			l = strings.ReplaceAll(l, "{"+name+"}", value)
		}
		out[i] = l
	}
	return out
}

// Hearer returns the voice that a text most likely is while something lasts, or at any time where that is empty, and the belief in it;
// nil where there are none.
type Hearer func(while Grave, text string) (*Voice, float64)

// Grave is what goes before every matter while it lasts: despair or danger.
type Grave string

// The kinds of it.
const (
	OwnDespair   Grave = "low"    // the consulter's
	OtherDespair Grave = "other"  // somebody else's, whom the consulter is afraid for
	InDanger     Grave = "danger" // danger to somebody's body, house or shop
)

// Graves are all of them.
var Graves = []Grave{OwnDespair, OtherDespair, InDanger}

// While is what must last for the voice to be heard, or empty for one that is heard at any time: the first part of its id.
func (v *Voice) While() Grave {
	family, _, ok := strings.Cut(v.ID, ".")
	if ok && slices.Contains(Graves, Grave(family)) {
		return Grave(family)
	}
	return ""
}
