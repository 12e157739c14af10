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
	Role       string  `yaml:"role"` // what it does: bodies of one role stand in for one another
	Who        string  `yaml:"who"`  // business, person or both
	Area       string  `yaml:"area"` // Nationwide, or the prefecture as Desk.Area has it
	Phone      string  `yaml:"phone"`
	PhoneNote  string  `yaml:"phone_note"` // what must be known before calling
	Mail       string  `yaml:"mail"`
	URL        string  `yaml:"url"`
	Always     bool    `yaml:"always"` // round the clock
	Hours      []Hours `yaml:"hours"`  // none: not known
	Holidays   string  `yaml:"holidays"`
	HoursNote  string  `yaml:"hours_note"`
	Source     string  `yaml:"source"`      // where the way to reach it was seen: official, public or other
	VerifiedOn Seen    `yaml:"verified_on"` // the date of what was seen
	Confidence string  `yaml:"confidence"`  // verified, verified-old or unverified
	Note       string  `yaml:"note"`        // for staff
}

// Nationwide is the area of a body that serves the whole country.
const Nationwide = "japan"

// RoleSelf is the role of the desk itself. Where the base has no body of that role in the desk's area, it is made from the desk's
// own settings.
const RoleSelf = "self"

// Reachable reports whether there is any way to the contact that can be told.
func (c *Contact) Reachable() bool { return c.Phone+c.Mail+c.URL+c.PhoneNote != "" }

// serves reports whether the contact is for a desk's area. A contact of another prefecture never is, not even where the desk does not say
// where it is.
func (c *Contact) serves(area string) bool {
	return c.Area == Nationwide || c.Area == area && area != ""
}

// Refer is whom ids stand for at a desk: for each the body of its role that is nearest, in order, no body and no number twice. Left out
// are bodies of another prefecture, those that cannot be reached, and those for persons only, unless the matter is the consulter's own.
func (b *Base) Refer(ids []string, at Desk, private bool) []*Contact {
	var out []*Contact
	for _, id := range ids {
		c := b.nearest(b.Contact(id), at)
		if c == nil || !c.Reachable() || c.Who == "person" && !private {
			continue
		}
		if !slices.ContainsFunc(out, func(o *Contact) bool { return o.ID == c.ID || o.Phone == c.Phone && c.Phone != "" }) {
			out = append(out, c)
		}
	}
	return out
}

// nearest is the body that does for a desk's consulters what c does: one of the desk's own area before c, c before any other of the
// country; nil where there is none.
func (b *Base) nearest(c *Contact, at Desk) *Contact {
	if c == nil || c.Role == "" { // a base stored before there were roles
		return c
	}
	best := c
	if !c.serves(at.Area) {
		best = nil
	}
	for _, o := range b.Contacts {
		if o.Role != c.Role || !o.serves(at.Area) {
			continue
		}
		if best == nil || best.Area == Nationwide && o.Area != Nationwide {
			best = o
		}
	}
	if best != nil && best.Role == RoleSelf && best.Area == Nationwide {
		return best.of(at)
	}
	return best
}

// of is the desk's own contact with what its settings say.
func (c *Contact) of(at Desk) *Contact {
	own := *c
	if at.Name != "" {
		own.Name = at.Name
	}
	own.Phone, own.URL, own.Hours, own.Holidays = at.Phone, at.URL, at.Hours, "closed"
	return &own
}

// Seen is the date of a source as far as it is known: 2025-02-17, 2024-09, 2024, or unknown.
type Seen string

// UnmarshalText reads such a date.
func (s *Seen) UnmarshalText(b []byte) error {
	text := string(b)
	if text != "unknown" && text != "" {
		if _, err := Seen(text).day(); err != nil {
			return fmt.Errorf("date %q: write 2025-02-17, 2025-02, 2025 or unknown", text)
		}
	}
	*s = Seen(text)
	return nil
}

// UnmarshalYAML reads the same at once; see yamlText.
func (s *Seen) UnmarshalYAML(unmarshal func(any) error) error { return yamlText(unmarshal, s) }

// day is the first day that the date may mean.
func (s Seen) day() (time.Time, error) {
	layout := time.DateOnly
	switch len(s) {
	case len("2025"), len("2025-02"):
		layout = layout[:len(s)]
	}
	return time.Parse(layout, string(s))
}

// OlderThan reports whether what was seen is surely from more than so many years before now. Of an unknown date nothing is sure.
func (s Seen) OlderThan(years int, now time.Time) bool {
	day, err := s.day()
	if err != nil {
		return false
	}
	switch len(s) {
	case len("2025"):
		day = day.AddDate(1, 0, -1)
	case len("2025-02"):
		day = day.AddDate(0, 1, -1)
	}
	return day.AddDate(years, 0, 0).Before(now)
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
