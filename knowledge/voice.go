package knowledge

import (
	"maps"
	"regexp"
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
	Without map[string][]string `yaml:"without"` // what is said where settings are missing, by their names

	Contacts []string `yaml:"contacts"`  // ids of those who are named beside it
	Over     bool     `yaml:"over"`      // says that what lasted is over: it is believed only where it is sure
	OfMatter bool     `yaml:"of_matter"` // its words are said of banks, firms and accounts as well
	Grave    bool     `yaml:"grave"`     // despair, or danger to somebody's body: it is heard in the middle of anything
}

// AlwaysSet are the settings that every desk has; "ticket" and "time" are a handoff's.
var AlwaysSet = []string{"name", "next", "ticket", "time"}

// Reply is the reply with the desk's settings filled in. Where some are missing it is the fullest
// that mentions none of them; ok is false where there is none.
func (v *Voice) Reply(settings map[string]string) (lines []string, ok bool) {
	for _, lines := range v.Replies() {
		if !slices.ContainsFunc(Mentioned(lines), func(name string) bool { return settings[name] == "" }) {
			return filled(lines, settings), true
		}
	}
	return nil, false
}

// Replies are all that may be said, what mentions most settings first.
func (v *Voice) Replies() [][]string {
	out := [][]string{v.Say}
	for _, missing := range slices.Sorted(maps.Keys(v.Without)) {
		out = append(out, v.Without[missing])
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(Mentioned(b)) - len(Mentioned(a)) })
	return out
}

var setting = regexp.MustCompile(`\{(\w+)\}`)

// Mentioned names the settings for which a reply has a place, each once.
func Mentioned(lines []string) []string {
	var out []string
	for _, m := range setting.FindAllStringSubmatch(strings.Join(lines, "\n"), -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
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

// Hearer returns the voice that a text most likely is in a span, or at any time where that is empty,
// and the belief in it; nil where there are none.
type Hearer func(while Span, text string) (*Voice, float64)

// Span is the time while which a voice is heard: that of despair or danger, which go before every
// matter, the wait for a person, or what follows a long silence.
type Span string

// The kinds of it.
const (
	Cries        Span = "cries"  // at any time: despair and danger, told apart from all else that is said
	OwnDespair   Span = "low"    // the consulter's
	OtherDespair Span = "other"  // somebody else's, whom the consulter is afraid for
	InDanger     Span = "danger" // danger to somebody's body, house or shop
	InQueue      Span = "queue"  // a person is awaited
	Later        Span = "later"  // hours or days have passed since the last word
)

// Spans are all of them.
var Spans = []Span{Cries, OwnDespair, OtherDespair, InDanger, InQueue, Later}

// While is what must last for the voice to be heard, or empty for one that is heard at any time: the first part of its id.
func (v *Voice) While() Span {
	if v.Grave {
		return Cries
	}
	family, _, ok := strings.Cut(v.ID, ".")
	if ok && slices.Contains(Spans, Span(family)) {
		return Span(family)
	}
	return ""
}
