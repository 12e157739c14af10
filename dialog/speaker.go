package dialog

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// maxBubble is how many runes a bubble should have at most: more is not read on a phone.
const maxBubble = 200

// A speaker puts into words what is to be said: phrases, bubbles and questions, at a moment. It knows nothing of phases.
type speaker struct {
	base     *knowledge.Base
	desk     knowledge.Desk
	calendar Calendar
	now      time.Time
	easy     bool                // in easy Japanese
	supposed bool                // what is told of is only supposed: what is to be done is to be done if it comes to it
	language *knowledge.Language // another language, in which all is said that it has words for; nil: Japanese
}

// phrase returns one of the flow's own phrases. A missing key shows itself; a test proves that none is missing.
func (s speaker) phrase(key string, args ...any) string {
	if _, other := s.base.Phrases[key+alone]; other && s.desk.Alone && s.language == nil {
		key += alone
	}
	text, ok := s.base.Phrases[key]
	if !ok && (s.language == nil || s.language.Phrases[key] == "") {
		return key
	}
	text = s.inEasy(s.base.Easy[key], text)
	if s.language != nil && s.language.Phrases[key] != "" {
		text = s.language.Phrases[key]
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// alone ends the key of what is said in a phrase's place where nobody reads what is handed over.
const alone = ".alone"

// inEasy is the easy form of a text for those who asked for it, where there is one.
func (s speaker) inEasy(easy, plain string) string {
	if s.easy && easy != "" {
		return easy
	}
	return plain
}

// line is a line of an entry or of first aid, in easy Japanese for those who asked for it.
func (s speaker) line(text string) string {
	if s.easy {
		return s.base.InEasy(text)
	}
	return text
}

func (s speaker) lines(texts []string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, s.line(t))
	}
	return out
}

// valueLabel is how people read a value of a slot.
func (s speaker) valueLabel(slot *knowledge.Slot, value string) string {
	switch {
	case slot.Several && strings.Contains(value, ","):
		var all []string
		for _, v := range strings.Split(value, ",") {
			all = append(all, s.valueLabel(slot, v))
		}
		return strings.Join(all, "・")
	case value == knowledge.Unknown:
		return s.phrase("choice.unknown")
	case slot.Kind == "number":
		return s.phrase("record.count", value)
	case slot.Kind == "date":
		if d, err := time.Parse(time.DateOnly, value); err == nil {
			return s.day(d)
		}
	case slot.Kind == "choice" && slot.ValueLabel(value) == value:
		if label, ok := s.base.Phrases["value."+value]; ok {
			return label
		}
	}
	return slot.ValueLabel(value)
}

// day is a date as it is said: 11月24日（火）.
func (s speaker) day(d time.Time) string {
	return s.phrase("date.day", int(d.Month()), d.Day(), string([]rune(s.phrase("date.weekdays"))[d.Weekday()]))
}

// moment is a time as it is said: 11月24日（火）9時以降.
func (s speaker) moment(at time.Time) string {
	if at.Minute() == 0 {
		return s.phrase("date.hour", s.day(at), at.Hour())
	}
	return s.phrase("date.minute", s.day(at), at.Hour(), at.Minute())
}

// nextReading is when the desk reads what is handed to it, as it is said: now, or from when on.
func (s speaker) nextReading() string {
	next := s.calendar.NextReading(s.now)
	if s.language != nil {
		return s.language.When(next, s.now)
	}
	if !next.After(s.now) {
		return s.phrase("human.when.now")
	}
	return s.moment(next)
}

// openOn says whether somebody reads on a day, and from when.
func openOn(s speaker, day time.Time) string {
	from := day
	if from.Before(s.now) {
		from = s.now // of today what is left counts
	}
	next := s.calendar.NextReading(from)
	switch {
	case next.YearDay() != day.YearDay() || next.Year() != day.Year():
		return s.phrase("desk.closed_on", s.day(day))
	case !next.After(s.now):
		return s.phrase("desk.open_now")
	}
	return s.phrase("desk.open_on", s.moment(next))
}

// section is a heading with lines, in as many bubbles as it takes.
func (s speaker) section(kind MessageKind, key string, lines []string) []Message {
	var out []Message
	for _, group := range split(s.lines(lines), 12) {
		out = append(out, Message{Kind: kind, Text: s.phrase(key, bulleted(group))})
	}
	return out
}

// numbered makes a list of steps, counted from a number on.
func numbered(lines []string, from int) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strconv.Itoa(from+i) + ". " + l)
	}
	return b.String()
}

func bulleted(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "・" + strings.Join(lines, "\n・")
}

// split cuts lines into groups that fit a bubble together with a heading of some length; a line is never cut.
func split(lines []string, heading int) [][]string {
	var out [][]string
	size := 0
	for _, l := range lines {
		n := utf8.RuneCountInString(l) + 4
		if len(out) == 0 || size+n > maxBubble {
			out = append(out, nil)
			size = heading
		}
		out[len(out)-1] = append(out[len(out)-1], l)
		size += n
	}
	return out
}
