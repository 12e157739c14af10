package calendar

import (
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// The Cabinet Office publishes the list of each year's holidays; these are the ones of 2026 and the
// hard ones of others.
func TestHoliday(t *testing.T) {
	c := testCalendar(t)
	of2026 := "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23"
	turn := "01-02 01-03 12-29 12-30 12-31"
	want := map[string]bool{}
	for _, d := range strings.Fields(of2026 + " " + turn) {
		want["2026-"+d] = true
	}
	for d := time.Date(2026, 1, 1, 12, 0, 0, 0, c.zone); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
		if got, want := c.Holiday(d), want[d.Format(time.DateOnly)]; got != want {
			t.Errorf("%s: holiday %v, want %v", d.Format(time.DateOnly), got, want)
		}
	}
	for _, d := range []string{"2027-03-22", "2032-09-21", "2024-02-12", "2024-11-04"} {
		day, _ := time.ParseInLocation(time.DateOnly, d, c.zone)
		if !c.Holiday(day) {
			t.Errorf("%s is a holiday", d)
		}
	}
}

func TestNextReading(t *testing.T) {
	c := testCalendar(t)
	for _, tt := range []struct{ name, at, want string }{
		{"open: at once", "2026-11-24T10:00", "2026-11-24T10:00"},
		{"before opening", "2026-11-24T08:59", "2026-11-24T09:00"},
		{"at opening", "2026-11-24T09:00", "2026-11-24T09:00"},
		{"lunch", "2026-11-24T12:30", "2026-11-24T13:00"},
		{"lunch begins", "2026-11-24T12:00", "2026-11-24T13:00"},
		{"after closing", "2026-11-24T17:00", "2026-11-25T09:00"},
		{"Saturday night before a holiday Monday", "2026-11-21T22:40", "2026-11-24T09:00"},
		{"year-end", "2026-12-28T17:30", "2027-01-04T09:00"},
		{"three holidays in September", "2026-09-18T18:00", "2026-09-24T09:00"},
		{"midnight", "2026-11-25T00:00", "2026-11-25T09:00"},
	} {
		at, _ := time.ParseInLocation("2006-01-02T15:04", tt.at, c.zone)
		if got := c.NextReading(at).Format("2006-01-02T15:04"); got != tt.want {
			t.Errorf("%s: %s → %s, want %s", tt.name, tt.at, got, tt.want)
		}
	}
}

func TestNewRefusesNonsense(t *testing.T) {
	if _, err := New("Mars/Base", DefaultHours()); err == nil {
		t.Error("an unknown time zone was taken")
	}
	if _, err := New("Asia/Tokyo", DefaultHours(), "24.11.2026"); err == nil {
		t.Error("a malformed day was taken")
	}
}

func testCalendar(t testing.TB) *Calendar {
	t.Helper()
	c, err := New("Asia/Tokyo", DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestYearOfDays walks through a year by the quarter of an hour, against a second, simple way to
// say whether somebody is there.
func TestYearOfDays(t *testing.T) {
	c := testCalendar(t)
	end := time.Date(2027, 1, 10, 0, 0, 0, 0, c.zone)
	var nextOpen time.Time // computed from behind
	for at := end; at.After(time.Date(2026, 1, 1, 0, 0, 0, 0, c.zone)); at = at.Add(-15 * time.Minute) {
		minute := at.Hour()*60 + at.Minute()
		inSlot := minute >= 9*60 && minute < 12*60 || minute >= 13*60 && minute < 17*60
		open := inSlot && at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && !c.Holiday(at)
		if c.Open(at) != open {
			t.Fatalf("%s: open %v, want %v", at, !open, open)
		}
		if open {
			nextOpen = at
		}
		if nextOpen.IsZero() {
			continue
		}
		if got := c.NextReading(at); !got.Equal(nextOpen) {
			t.Fatalf("%s: reads at %s, want %s", at, got, nextOpen)
		}
	}
}

func TestOwnDays(t *testing.T) {
	c := testCalendar(t)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02T15:04", s, c.zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if err := c.Special("2026-11-28", []knowledge.Hours{{From: "10:00", To: "15:00"}}); err != nil { // a Saturday
		t.Fatal(err)
	}
	if err := c.Special("2026-11-25", nil); err != nil {
		t.Fatal(err)
	}
	ical := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//desk//JP
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261126
DTEND;VALUE=DATE:20261128
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20261130T010000Z
DTEND:20261130T013000Z
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if err := c.AddICal(strings.NewReader(ical)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ at, want string }{
		{"2026-11-24T17:00", "2026-11-28T10:00"}, // Wednesday special, Thursday and Friday by the file, Saturday open
		{"2026-11-28T14:59", "2026-11-28T14:59"},
		{"2026-11-28T15:00", "2026-11-30T09:00"},
		{"2026-11-30T10:10", "2026-11-30T10:30"}, // away for half an hour
	} {
		if got := c.NextReading(at(tt.at)).Format("2006-01-02T15:04"); got != tt.want {
			t.Errorf("%s → %s, want %s", tt.at, got, tt.want)
		}
	}
	if c.Holiday(at("2026-11-26T10:00")) {
		t.Error("the desk's own day off counts as a holiday of everybody")
	}
	for _, bad := range []string{"", "hello", strings.Replace(ical, "UID:2", "UID:2\r\nRRULE:FREQ=HOURLY", 1)} {
		if err := testCalendar(t).AddICal(strings.NewReader(bad)); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}
