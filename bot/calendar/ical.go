package calendar

import (
	"errors"
	"fmt"
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

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

// AddICal closes the desk for the events of an iCal file: an event of whole days closes those days,
// one with times that span. Recurring events are refused, since leaving them out would promise
// somebody who is not there.
func (c *Calendar) AddICal(r io.Reader) error {
	cal, err := ics.ParseCalendar(r)
	if err != nil {
		return fmt.Errorf("not an iCal file: %w", err)
	}
	if len(cal.Events()) == 0 {
		return errors.New("an iCal file without an event")
	}
	for _, e := range cal.Events() {
		if e.GetProperty(ics.ComponentPropertyRrule) != nil {
			return fmt.Errorf("event %q recurs; write out its days", e.Id())
		}
		if p := e.GetProperty(ics.ComponentPropertyStatus); p != nil && p.Value == string(ics.ObjectStatusCancelled) {
			continue
		}
		if err := c.closeFor(e); err != nil {
			return fmt.Errorf("event %q: %w", e.Id(), err)
		}
	}
	return nil
}

func (c *Calendar) closeFor(e *ics.VEvent) error {
	p := e.GetProperty(ics.ComponentPropertyDtStart)
	if p == nil {
		return errors.New("it has no beginning")
	}
	if len(p.Value) == len("20261124") { // a day, not a time
		from, err := time.ParseInLocation("20060102", p.Value, c.zone)
		if err != nil {
			return fmt.Errorf("it begins on %q", p.Value)
		}
		to := from.AddDate(0, 0, 1)
		if end := e.GetProperty(ics.ComponentPropertyDtEnd); end != nil { // the first day that is no longer part of it
			if to, err = time.ParseInLocation("20060102", end.Value, c.zone); err != nil {
				return fmt.Errorf("it ends on %q", end.Value)
			}
		}
		for day := from; day.Before(to); day = day.AddDate(0, 0, 1) {
			c.closed[day.Format(time.DateOnly)] = true
		}
		return nil
	}
	from, err := e.GetStartAt()
	if err != nil {
		return err
	}
	to, err := e.GetEndAt()
	if err != nil {
		return err
	}
	c.away = append(c.away, span{from, to})
	return nil
}
