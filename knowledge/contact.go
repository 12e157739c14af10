package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Contact is a body that consulters are referred to. What is not confirmed (a number, the hours) is left out of the
// data rather than shown as if it were sure.
type Contact struct {
	ID         string  `yaml:"id"`
	Name       string  `yaml:"name"`
	Reading    string  `yaml:"reading"` // the name in Latin letters, for who cannot read it
	For        string  `yaml:"for"`
	NotFor     string  `yaml:"not_for"`
	Who        string  `yaml:"who"`  // business, person or both
	Area       string  `yaml:"area"` // japan or tokyo
	Phone      string  `yaml:"phone"`
	PhoneNote  string  `yaml:"phone_note"`
	Mail       string  `yaml:"mail"`
	URL        string  `yaml:"url"`
	Always     bool    `yaml:"always"` // round the clock
	Hours      []Hours `yaml:"hours"`  // none: not known
	Holidays   string  `yaml:"holidays"`
	HoursNote  string  `yaml:"hours_note"`
	VerifiedOn Date    `yaml:"verified_on"` // zero: never
	Confidence string  `yaml:"confidence"`  // verified, verified-old or unverified
	Note       string  `yaml:"note"`        // for staff
}

// Hours is a span of the day on some days of the week: mon-fri from 10:00 to 12:00.
type Hours struct {
	Days string `yaml:"days"`
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Openness says whether somebody answers.
type Openness int

const (
	OpenUnknown Openness = iota // the hours are not confirmed, or the body has no hours (a web form)
	Open
	Closed
)

// OpenAt says whether the contact answers at a time, given in the time zone of Japan; holiday says whether a day is a public
// holiday or within the turn of the year.
func (c *Contact) OpenAt(at time.Time, holiday func(time.Time) bool) Openness {
	switch {
	case c.Always:
		return Open
	case len(c.Hours) == 0:
		return OpenUnknown
	case c.Holidays != "open" && holiday(at):
		return Closed
	}
	clock := at.Format("15:04")
	for _, h := range c.Hours {
		if h.On(at.Weekday()) && h.From <= clock && clock < h.To {
			return Open
		}
	}
	return Closed
}

// Sure reports whether the contact was seen in a source at all.
func (c *Contact) Sure() bool { return c.Confidence != "unverified" }

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// On reports whether the span applies to a day of the week.
func (h Hours) On(day time.Weekday) bool {
	for part := range strings.SplitSeq(h.Days, ",") {
		from, to, span := strings.Cut(strings.TrimSpace(part), "-")
		a := slices.Index(weekdays, from)
		if !span {
			if a == int(day) {
				return true
			}
			continue
		}
		b := slices.Index(weekdays, to)
		for d := a; ; d = (d + 1) % 7 {
			if d == int(day) {
				return true
			}
			if d == b {
				break
			}
		}
	}
	return false
}

// Check returns what is wrong with the span, or nil.
func (h Hours) Check() error {
	for part := range strings.SplitSeq(h.Days, ",") {
		from, to, span := strings.Cut(strings.TrimSpace(part), "-")
		if !slices.Contains(weekdays, from) || span && !slices.Contains(weekdays, to) {
			return fmt.Errorf("days %q: write mon-fri, sat or mon, wed", h.Days)
		}
	}
	for _, clock := range []string{h.From, h.To} {
		if t, err := time.Parse("15:04", clock); clock != "24:00" && (err != nil || t.Format("15:04") != clock) {
			return fmt.Errorf("time %q: write it as 09:00", clock)
		}
	}
	if h.From >= h.To {
		return fmt.Errorf("hours end (%s) before they begin (%s)", h.To, h.From)
	}
	return nil
}
