package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"madoguchi/written"
)

// A calendar that somebody else keeps, as an iCal file (RFC 5545) that an office program wrote.
// What cannot be read for sure is refused with its summary and date: an event that was left out
// would promise somebody who is not there.

const (
	maxICal     = 16 << 20
	longestAway = 366 * 24 * time.Hour
)

// Recurring events are written out for these years; no desk plans beyond them.
var (
	icalFrom  = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	icalUntil = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// AddICal closes the desk for the events of an iCal file: an event of whole days closes those days,
// one with times that span.
func (c *Calendar) AddICal(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxICal+1))
	switch {
	case err != nil:
		return err
	case len(data) > maxICal:
		return fmt.Errorf("an iCal file of more than %d bytes", maxICal)
	}
	text, err := written.Text(folded.ReplaceAll(data, nil))
	if err != nil {
		return err
	}
	files, err := calendarsIn(trailing.ReplaceAll(text, []byte("$1")))
	if err != nil {
		return fmt.Errorf("not an iCal file: %w", err)
	}
	events := 0
	for _, file := range files {
		n, err := c.addCalendar(file)
		if err != nil {
			return err
		}
		events += n
	}
	if events == 0 {
		return errors.New("an iCal file without an event")
	}
	return nil
}

// folded is where a long line goes on in the next one. Some programs count bytes and fold within a
// character, so it is put together before it is read as text.
var folded = regexp.MustCompile(`\r?\n[ \t]`)

// trailing are the blanks that editors leave behind a line; the library takes them for part of a
// name.
var trailing = regexp.MustCompile(`(?m)[ \t]+(\r?)$`)

var calendarEnd = regexp.MustCompile(`(?mi)^END:VCALENDAR[ \t]*\r?$`)

// calendarsIn are the calendars of a file, of which there may be several.
func calendarsIn(data []byte) (out []*ics.Calendar, err error) {
	ends := calendarEnd.FindAllIndex(data, -1)
	if len(ends) == 0 {
		return nil, errors.New("it has no END:VCALENDAR; perhaps it was cut off")
	}
	from := 0
	for _, end := range ends {
		cal, err := ics.ParseCalendarWithOptions(bytes.NewReader(bytes.TrimSpace(data[from:end[1]])), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
		if err != nil {
			return nil, err
		}
		out, from = append(out, cal), end[1]
	}
	if len(bytes.TrimSpace(data[from:])) > 0 {
		return nil, errors.New("something stands behind its END:VCALENDAR; perhaps it was cut off")
	}
	return out, nil
}

// addCalendar closes the desk for the events of one calendar, and counts them.
func (c *Calendar) addCalendar(file *ics.Calendar) (int, error) {
	zones, err := c.zonesOf(file)
	if err != nil {
		return 0, err
	}
	if strings.EqualFold(property(file.CalendarProperties, "METHOD"), "CANCEL") {
		return 0, errors.New("an iCal file that takes events back; export the calendar itself")
	}
	for _, part := range file.Components {
		if _, busy := part.(*ics.VBusy); busy {
			return 0, errors.New("it holds free and busy times (VFREEBUSY); export the events")
		}
	}
	// A meeting of a series that was moved or called off is an event of its own.
	changed, changedOn := map[string][]time.Time{}, map[string][]string{}
	var events []*icalEvent
	for _, v := range file.Events() {
		e, err := readEvent(v, zones)
		if err != nil {
			return 0, named(v, err)
		}
		switch {
		case e.instead.IsZero():
		case e.insteadDay: // also of a series with times, as some programs write it
			changedOn[v.Id()] = append(changedOn[v.Id()], e.instead.Format(time.DateOnly))
		default:
			changed[v.Id()] = append(changed[v.Id()], e.instead)
		}
		events = append(events, e)
	}
	for _, e := range events {
		if e.instead.IsZero() {
			e.except = append(e.except, changed[e.Id()]...)
			for _, day := range changedOn[e.Id()] {
				e.notOn[day] = true
			}
		}
		if err := c.closeFor(e); err != nil {
			return 0, named(e.VEvent, err)
		}
	}
	return len(events), nil
}

// named says of which event an error speaks, by what whoever keeps the calendar sees of it.
func named(v *ics.VEvent, err error) error {
	summary := value(v, ics.ComponentPropertySummary)
	if summary == "" {
		summary = v.Id()
	}
	when := value(v, ics.ComponentPropertyDtStart)
	if m := iCalTime.FindStringSubmatch(when); m != nil {
		when = m[1] + "-" + m[2] + "-" + m[3]
	}
	return fmt.Errorf("event %q (%s): %w; mend it in the calendar, or leave it out and write its days under closed", summary, when, err)
}

func value(v *ics.VEvent, name ics.ComponentProperty) string {
	if p := v.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func property(list []ics.CalendarProperty, name string) string {
	for _, p := range list {
		if strings.EqualFold(p.IANAToken, name) {
			return strings.TrimSpace(p.Value)
		}
	}
	return ""
}

// icalEvent is an event as it is read: when it begins, how long it lasts, and how it recurs.
type icalEvent struct {
	*ics.VEvent
	days       bool // of whole days; times are midnights then
	start      time.Time
	length     time.Duration // with times
	count      int           // of whole days
	rule       *rrule.RRule  // nil: it takes place once
	more       []icalSpan    // further times at which it takes place
	except     []time.Time
	notOn      map[string]bool // days on which it does not
	instead    time.Time       // it takes the place of what a series has at this time
	insteadDay bool            // or on this day
	off        bool            // it was called off
}

// icalSpan is a further time of an event; without a length it lasts as long as the event.
type icalSpan struct {
	start  time.Time
	length time.Duration
}

// closeFor closes the desk for an event, as often as it takes place.
func (c *Calendar) closeFor(e *icalEvent) error {
	if e.off {
		return nil
	}
	starts := []icalSpan{{start: e.start}}
	if e.rule != nil {
		starts = append(starts, at(e.rule.Between(icalFrom, icalUntil, true))...) // it begins when it says, also beside its rule
		if len(starts) == 1 && e.rule.After(icalFrom.AddDate(-100, 0, 0), true).IsZero() {
			return errors.New("its rule never comes about")
		}
	}
	for _, s := range append(starts, e.more...) {
		if e.excepted(s.start) {
			continue
		}
		length := e.length
		if s.length > 0 {
			length = s.length
		}
		if !e.days || s.length > 0 {
			c.leave(span{s.start, s.start.Add(length)})
			continue
		}
		for n := range e.count {
			day := s.start.AddDate(0, 0, n)
			c.closed[day.Format(time.DateOnly)] = true
		}
	}
	return nil
}

func at(times []time.Time) (out []icalSpan) {
	for _, t := range times {
		out = append(out, icalSpan{start: t})
	}
	return out
}

func (e *icalEvent) excepted(start time.Time) bool {
	if e.notOn[start.Format(time.DateOnly)] {
		return true
	}
	for _, t := range e.except {
		if t.Equal(start) {
			return true
		}
	}
	return false
}
