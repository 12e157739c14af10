package bot

import (
	"strings"
	"testing"
	"time"
)

// The Cabinet Office publishes the list of each year's holidays; these are the ones of 2026 and the hard ones of others.
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

func TestNewCalendarRefusesNonsense(t *testing.T) {
	if _, err := NewCalendar("Mars/Base", DefaultHours()); err == nil {
		t.Error("an unknown time zone was taken")
	}
	if _, err := NewCalendar("Asia/Tokyo", DefaultHours(), "24.11.2026"); err == nil {
		t.Error("a malformed day was taken")
	}
}

func testCalendar(t testing.TB) *Calendar {
	t.Helper()
	c, err := NewCalendar("Asia/Tokyo", DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	return c
}
