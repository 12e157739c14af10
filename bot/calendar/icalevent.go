package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// readEvent reads an event. What it says of when it is and cannot be read is an error.
func readEvent(v *ics.VEvent, zones icalZones) (*icalEvent, error) {
	e := &icalEvent{VEvent: v, notOn: map[string]bool{}, off: strings.EqualFold(value(v, ics.ComponentPropertyStatus), "CANCELLED")}
	start := v.GetProperty(ics.ComponentPropertyDtStart)
	if start == nil {
		return nil, errors.New("it has no beginning")
	}
	for _, p := range []ics.ComponentProperty{ics.ComponentPropertyDtStart, ics.ComponentPropertyDtEnd, ics.ComponentPropertyDuration, ics.ComponentPropertyRecurrenceId} {
		if len(v.GetProperties(p)) > 1 {
			return nil, fmt.Errorf("it has several %s", p)
		}
	}
	var err error
	if e.start, e.days, err = zones.time(start.BaseProperty); err != nil {
		return nil, fmt.Errorf("it begins at %q: %w", start.Value, err)
	}
	if p := v.GetProperty(ics.ComponentPropertyRecurrenceId); p != nil {
		if len(p.ICalParameters["RANGE"]) > 0 {
			return nil, errors.New("it changes a whole series from a day on (RANGE)")
		}
		if e.instead, e.insteadDay, err = zones.time(p.BaseProperty); err != nil {
			return nil, fmt.Errorf("it takes the place of %q: %w", p.Value, err)
		}
	}
	if e.off { // nothing else of it matters
		return e, nil
	}
	if err := e.readEnd(zones); err != nil {
		return nil, err
	}
	return e, e.readRecurrence(zones)
}

// readEnd reads how long an event lasts. A day may end on itself, as some programs write it; a time
// that does is no time.
func (e *icalEvent) readEnd(zones icalZones) error {
	end := e.start
	switch p, d := e.GetProperty(ics.ComponentPropertyDtEnd), e.GetProperty(ics.ComponentPropertyDuration); {
	case p != nil && d != nil:
		return errors.New("it has an end (DTEND) and a duration (DURATION)")
	case p != nil:
		var day bool
		var err error
		if end, day, err = zones.time(p.BaseProperty); err != nil {
			return fmt.Errorf("it ends at %q: %w", p.Value, err)
		}
		if day != e.days {
			return errors.New("of its beginning and end one is a day and the other a time")
		}
	case d != nil:
		days, rest, err := duration(d.Value)
		if err != nil {
			return err
		}
		end = e.start.AddDate(0, 0, days).Add(rest)
	case !e.days:
		return errors.New("it has no end")
	}
	wholly := e.days
	if strings.EqualFold(value(e.VEvent, "X-MICROSOFT-CDO-ALLDAYEVENT"), "TRUE") && !e.days && midnight(e.start) && midnight(end) {
		wholly = true // the days are meant that it names, wherever its midnight is
		e.start, end = zones.day(e.start), zones.day(end)
	}
	switch {
	case end.Before(e.start):
		return errors.New("it ends before it begins")
	case end.Sub(e.start) > longestAway:
		return errors.New("it lasts longer than a year")
	case !wholly && end.Equal(e.start):
		return errors.New("it ends when it begins")
	}
	e.days, e.length = wholly, end.Sub(e.start)
	for day := e.start; wholly && (day.Before(end) || day.Equal(e.start)); day = day.AddDate(0, 0, 1) {
		e.count++
	}
	return nil
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

var durationForm = regexp.MustCompile(`^\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?$`)

// duration reads a duration such as P1DT2H30M: days, which are days by the calendar, and the rest.
func duration(s string) (days int, rest time.Duration, err error) {
	m := durationForm.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil || strings.HasSuffix(strings.ToUpper(s), "P") || strings.HasSuffix(strings.ToUpper(s), "T") {
		return 0, 0, fmt.Errorf("it lasts %q, which cannot be read", s)
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	return 7*n(1) + n(2), time.Duration(n(3))*time.Hour + time.Duration(n(4))*time.Minute + time.Duration(n(5))*time.Second, nil
}

// readRecurrence reads how an event recurs: RRULE, RDATE and EXDATE.
func (e *icalEvent) readRecurrence(zones icalZones) error {
	for _, p := range e.Properties {
		var err error
		switch strings.ToUpper(p.IANAToken) {
		case "RRULE":
			err = e.readRule(p.Value)
		case "EXRULE":
			err = errors.New("it has an EXRULE, which cannot be read")
		case "RDATE":
			err = e.readFurther(p.BaseProperty, zones)
		case "EXDATE":
			err = e.readExcept(p.BaseProperty, zones)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// zeroTimes matches a rule of no times. The library takes 0 for "no limit", which is for ever.
var zeroTimes = regexp.MustCompile(`(?:^|;)(?:COUNT|INTERVAL)=0*(?:;|$)`)

var untilDay = regexp.MustCompile(`(?i)(UNTIL=[0-9]{8})(;|$)`)

func (e *icalEvent) readRule(rule string) error {
	if !e.instead.IsZero() {
		return errors.New("it changes one time of a series and recurs itself")
	}
	if e.rule != nil {
		return errors.New("it has several rules (RRULE)")
	}
	text := strings.ToUpper(strings.TrimSpace(rule))
	if !e.days {
		text = untilDay.ReplaceAllString(text, "${1}T235959$2") // that day is part of it
	}
	o, err := rrule.StrToROptionInLocation(text, e.start.Location())
	if err != nil {
		return fmt.Errorf("its rule %q cannot be read: %w", rule, err)
	}
	if zeroTimes.MatchString(text) {
		return fmt.Errorf("its rule %q recurs 0 times", rule)
	}
	if o.Freq > rrule.DAILY {
		return fmt.Errorf("its rule %q recurs more than once a day", rule)
	}
	if len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0 {
		return fmt.Errorf("its rule %q names times of the day", rule)
	}
	if !o.Until.IsZero() && o.Until.Before(e.start) {
		return fmt.Errorf("its rule %q ends before it begins", rule)
	}
	if e.start.After(icalUntil) {
		return fmt.Errorf("its rule %q begins after %d, which is too far ahead to be sure of", rule, icalUntil.Year()-1)
	}
	o.Dtstart = e.start
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return fmt.Errorf("its rule %q cannot be read: %w", rule, err)
	}
	e.rule = r
	return nil
}

func (e *icalEvent) readFurther(p ics.BaseProperty, zones icalZones) error {
	for _, one := range strings.Split(p.Value, ",") {
		from, to, period := strings.Cut(strings.TrimSpace(one), "/")
		part := p
		part.Value = from
		start, day, err := zones.time(part)
		if err != nil {
			return fmt.Errorf("it takes place at %q too: %w", one, err)
		}
		if day != e.days && !period {
			return fmt.Errorf("it takes place at %q too: of this and its beginning one is a day and the other a time", one)
		}
		s := icalSpan{start: start}
		if period {
			if s.length, err = zones.period(start, to, part); err != nil {
				return fmt.Errorf("it takes place at %q too: %w", one, err)
			}
		}
		e.more = append(e.more, s)
	}
	return nil
}

func (e *icalEvent) readExcept(p ics.BaseProperty, zones icalZones) error {
	for _, one := range strings.Split(p.Value, ",") {
		part := p
		part.Value = strings.TrimSpace(one)
		t, day, err := zones.time(part)
		switch {
		case err != nil:
			return fmt.Errorf("it does not take place at %q: %w", one, err)
		case e.days && !day && !midnight(t): // the desk's midnight, written in another zone
			e.notOn[t.In(zones.desk).Format(time.DateOnly)] = true
		case day || e.days:
			e.notOn[t.Format(time.DateOnly)] = true
		default:
			e.except = append(e.except, t)
		}
	}
	return nil
}
