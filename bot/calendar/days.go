package calendar

import (
	"fmt"
	"time"

	"madoguchi/knowledge"
)

// A desk has days of its own: closed for a move, open on a Saturday for a campaign, a calendar that
// somebody else keeps. They are set before the calendar is used.

// span is a time in which nobody is there.
type span struct{ from, to time.Time }

// Special sets one day's slots, be it a holiday or not; no slots close it. The day is written as
// 2026-11-24.
func (c *Calendar) Special(day string, slots []knowledge.Hours) error {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return fmt.Errorf("day %q: write it as 2026-11-24", day)
	}
	for i, h := range slots {
		slots[i].Days = "mon-sun"
		if err := slots[i].Check(); err != nil {
			return fmt.Errorf("%s, %s–%s: %w", day, h.From, h.To, err)
		}
	}
	c.special[day] = slots
	return nil
}

// leave takes it that nobody is there for a time.
func (c *Calendar) leave(s span) {
	from, last := c.In(s.from), c.In(s.to)
	for day := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, c.zone); !day.After(last); day = day.AddDate(0, 0, 1) {
		c.away[day.Format(time.DateOnly)] = append(c.away[day.Format(time.DateOnly)], s)
	}
}
