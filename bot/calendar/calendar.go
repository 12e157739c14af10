package calendar

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"

	"madoguchi/knowledge"
)

// Calendar knows when somebody is at the desk. It is safe for concurrent use.
type Calendar struct {
	zone     *time.Location
	slots    []knowledge.Hours
	closed   map[string]bool              // further days off, 2026-11-24
	special  map[string][]knowledge.Hours // days with slots of their own
	away     map[string][]span            // nobody is there, by the days that it touches
	holidays map[int]map[string]bool      // public holidays by year
}

// reckoning guards all calendars' holidays: the library's rules share state.
var reckoning sync.Mutex

// DefaultHours are the model desk's: weekdays with a lunch break.
func DefaultHours() []knowledge.Hours {
	return []knowledge.Hours{{Days: "mon-fri", From: "09:00", To: "12:00"}, {Days: "mon-fri", From: "13:00", To: "17:00"}}
}

// New makes a calendar of the desk's slots in a time zone such as "Asia/Tokyo"; closed names
// further days on which nobody is there, as 2026-11-24.
func New(zone string, slots []knowledge.Hours, closed ...string) (*Calendar, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: %w", zone, err)
	}
	c := &Calendar{zone: loc, slots: slots, closed: map[string]bool{}, away: map[string][]span{}, special: map[string][]knowledge.Hours{}, holidays: map[int]map[string]bool{}}
	for _, h := range slots {
		if err := h.Check(); err != nil {
			return nil, fmt.Errorf("the desk's hours: %w", err)
		}
	}
	for _, day := range closed {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return nil, fmt.Errorf("closed day %q: write it as 2026-11-24", day)
		}
		c.closed[day] = true
	}
	return c, nil
}

// In returns a time in the desk's time zone.
func (c *Calendar) In(t time.Time) time.Time { return t.In(c.zone) }

// Holiday reports whether a day is a public holiday or within the turn of the year (12/29 to 1/3),
// on which other bodies are closed too. The desk's own days off are none.
func (c *Calendar) Holiday(t time.Time) bool {
	t = t.In(c.zone)
	day := t.Format(time.DateOnly)
	switch {
	case t.Month() == time.December && t.Day() >= 29, t.Month() == time.January && t.Day() <= 3:
		return true
	}
	return c.publicHolidays(t.Year())[day]
}

// longestClosed is how many days ahead it is looked for somebody: more than a year, in which a desk
// may be closed for rebuilding.
const longestClosed = 500

// NextReading returns when the desk next reads: at itself while it is open, else the beginning of
// the next slot.
func (c *Calendar) NextReading(at time.Time) time.Time {
	at = at.In(c.zone)
	if c.Open(at) {
		return at
	}
	for ahead := range longestClosed {
		day := at.AddDate(0, 0, ahead)
		var starts []time.Time
		for _, h := range c.slotsOf(day) {
			starts = append(starts, clock(day, h.From))
		}
		for _, a := range c.away[day.Format(time.DateOnly)] { // whoever was away is back in the middle of a slot
			starts = append(starts, c.In(a.to))
		}
		starts = slices.DeleteFunc(starts, func(s time.Time) bool { return !s.After(at) || !c.Open(s) })
		if len(starts) > 0 {
			return slices.MinFunc(starts, time.Time.Compare)
		}
	}
	return at
}

// slotsOf are the slots of a day.
func (c *Calendar) slotsOf(day time.Time) []knowledge.Hours {
	if own, ok := c.special[day.Format(time.DateOnly)]; ok {
		return own
	}
	if c.Holiday(day) || c.closed[day.Format(time.DateOnly)] {
		return nil
	}
	var out []knowledge.Hours
	for _, h := range c.slots {
		if h.On(day.Weekday()) {
			out = append(out, h)
		}
	}
	return out
}

// NextOpening returns when the desk next opens on a day, after a time: the first slot of that day,
// not the end of a lunch break.
func (c *Calendar) NextOpening(after time.Time) time.Time {
	day := c.In(after)
	for range longestClosed {
		midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, c.zone)
		if first := c.NextReading(midnight); first.After(after) && first.Format(time.DateOnly) == midnight.Format(time.DateOnly) {
			return first
		}
		day = midnight.AddDate(0, 0, 1)
	}
	return after.AddDate(0, 0, 1)
}

// Open reports whether somebody is at the desk.
func (c *Calendar) Open(at time.Time) bool {
	at = at.In(c.zone)
	if slices.ContainsFunc(c.away[at.Format(time.DateOnly)], func(a span) bool { return !at.Before(a.from) && at.Before(a.to) }) {
		return false
	}
	return slices.ContainsFunc(c.slotsOf(at), func(h knowledge.Hours) bool {
		return !at.Before(clock(at, h.From)) && at.Before(clock(at, h.To))
	})
}

// clock is a time of the day, "09:00" or "24:00".
func clock(day time.Time, hhmm string) time.Time {
	var h, m int
	fmt.Sscanf(hhmm, "%d:%d", &h, &m)
	return time.Date(day.Year(), day.Month(), day.Day(), h, m, 0, 0, day.Location())
}

// publicHolidays computes a year's holidays once. The library has the days and the substitutes for
// Sundays (振替休日); what it lacks is added here: a day between two holidays is one itself (国民の休日, 祝日法
// 第3条第3項).
func (c *Calendar) publicHolidays(year int) map[string]bool {
	reckoning.Lock()
	defer reckoning.Unlock()
	if days, ok := c.holidays[year]; ok {
		return days
	}
	rules := &cal.Calendar{}
	rules.AddHoliday(jp.Holidays...)
	days, actual := map[string]bool{}, map[string]bool{}
	first := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC)
	for d := first; d.Year() == year; d = d.AddDate(0, 0, 1) {
		is, observed, _ := rules.IsHoliday(d)
		actual[d.Format(time.DateOnly)] = is
		if is || observed {
			days[d.Format(time.DateOnly)] = true
		}
	}
	for d := first; d.Year() == year; d = d.AddDate(0, 0, 1) {
		before, after := d.AddDate(0, 0, -1).Format(time.DateOnly), d.AddDate(0, 0, 1).Format(time.DateOnly)
		if actual[before] && actual[after] {
			days[d.Format(time.DateOnly)] = true
		}
	}
	c.holidays[year] = days
	return days
}
