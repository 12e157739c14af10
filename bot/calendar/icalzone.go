package calendar

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// icalZones reads the times of one calendar.
type icalZones struct {
	desk     *time.Location
	floating *time.Location // of times without a zone: the calendar's own, else the desk's; never the machine's
	own      map[string]*ics.VTimezone
}

// zonesOf are the zones of a calendar.
func (c *Calendar) zonesOf(file *ics.Calendar) (icalZones, error) {
	z := icalZones{desk: c.zone, floating: c.zone, own: map[string]*ics.VTimezone{}}
	for _, t := range file.Timezones() {
		if p := t.GetProperty(ics.ComponentPropertyTzid); p != nil {
			z.own[p.Value] = t
		}
	}
	if name := property(file.CalendarProperties, "X-WR-TIMEZONE"); name != "" {
		loc, err := z.find(name)
		if err != nil {
			return z, fmt.Errorf("X-WR-TIMEZONE: %w", err)
		}
		z.floating = loc
	}
	return z, nil
}

// iCalTime is a day or a time: 20261124, 20261124T093000, 20261124T003000Z.
var iCalTime = regexp.MustCompile(`^([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z?))?$`)

// time reads a day, as midnight in the desk's zone, or a time.
func (z icalZones) time(p ics.BaseProperty) (t time.Time, day bool, err error) {
	m := iCalTime.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(p.Value)))
	if m == nil {
		return t, false, errors.New("write it as 20261124 or 20261124T093000")
	}
	loc := z.desk
	switch day = m[4] == ""; {
	case day:
	case m[7] == "Z":
		loc = time.UTC
	case len(p.ICalParameters["TZID"]) > 0:
		if loc, err = z.find(p.ICalParameters["TZID"][0]); err != nil {
			return t, false, err
		}
	default:
		loc = z.floating
	}
	n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
	t = time.Date(n(1), time.Month(n(2)), n(3), n(4), n(5), n(6), 0, loc)
	if y, mo, d := t.Date(); y != n(1) || int(mo) != n(2) || d != n(3) || n(4) > 23 || n(5) > 59 || n(6) > 60 {
		return t, false, errors.New("there is no such time")
	}
	return t, day, nil
}

// day is the day that a time names, in the desk's zone.
func (z icalZones) day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, z.desk)
}

// period reads the end of a period, a time or a duration.
func (z icalZones) period(start time.Time, to string, p ics.BaseProperty) (time.Duration, error) {
	end := start
	if strings.HasPrefix(strings.ToUpper(to), "P") || strings.HasPrefix(to, "+") {
		days, rest, err := duration(to)
		if err != nil {
			return 0, err
		}
		end = start.AddDate(0, 0, days).Add(rest)
	} else {
		var err error
		p.Value = to
		if end, _, err = z.time(p); err != nil {
			return 0, err
		}
	}
	if length := end.Sub(start); length <= 0 || length > longestAway {
		return 0, errors.New("it ends before it begins, or lasts longer than a year")
	}
	return end.Sub(start), nil
}

//go:embed windowszones.txt
var windowsZones string

// find finds a zone by the name that a calendar gives it: one of the IANA's, with whatever path
// before it, one of Windows', or one that the calendar defines itself, where that has no summer
// time.
func (z icalZones) find(name string) (*time.Location, error) {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	tried := name
	for tried != "" && name != "Local" {
		if loc, err := time.LoadLocation(tried); err == nil {
			return loc, nil
		}
		_, tried, _ = strings.Cut(tried, "/") // /freeassociation.sourceforge.net/Asia/Tokyo
	}
	for line := range strings.Lines(windowsZones) {
		if windows, iana, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && strings.EqualFold(windows, name) {
			return time.LoadLocation(iana)
		}
	}
	if own := z.own[name]; own != nil {
		return z.defined(name, own)
	}
	return nil, fmt.Errorf("the time zone %q is not known; write it as Asia/Tokyo", name)
}

var offset = regexp.MustCompile(`^([+-])([0-9]{2})([0-9]{2})([0-9]{2})?$`)

// defined is a zone that a calendar defines itself.
func (z icalZones) defined(name string, own *ics.VTimezone) (*time.Location, error) {
	for _, p := range own.Properties {
		if known := strings.TrimSpace(p.Value); strings.EqualFold(p.IANAToken, "X-LIC-LOCATION") && known != name {
			return z.find(known)
		}
	}
	found := map[string]bool{}
	for _, part := range own.SubComponents() {
		for _, p := range part.UnknownPropertiesIANAProperties() {
			if strings.EqualFold(p.IANAToken, "TZOFFSETTO") {
				found[strings.TrimSpace(p.Value)] = true
			}
		}
	}
	for to := range found {
		m := offset.FindStringSubmatch(to)
		if m == nil || len(found) > 1 {
			break
		}
		h, _ := strconv.Atoi(m[1] + m[2])
		min, _ := strconv.Atoi(m[1] + m[3])
		return time.FixedZone(name, h*3600+min*60), nil
	}
	return nil, fmt.Errorf("the time zone %q is not known, and what the file says of it cannot be read; write it as Asia/Tokyo", name)
}
