package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestRota(t *testing.T) {
	c, err := New("Asia/Tokyo", DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]Person{"yamada": {Mail: "y@example.jp"}, "sato": {Mail: "s@example.jp"}, "mori": {Slack: "U0MORI"}}
	r, err := c.Rota(people, []Shift{
		{First: "2026-12-29", Last: "2027-01-03", Call: []string{"mori"}},
		{Days: "sat-sun", Holidays: true, Call: []string{"yamada", "sato"}},
		{Days: "mon-fri", From: "17:00", To: "09:00", Call: []string{"sato"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ at, want, why string }{
		{"2026-11-24T10:00", "", "a working day"},
		{"2026-11-24T16:59", "", "still at work"},
		{"2026-11-24T17:00", "sato", "a night"},
		{"2026-11-25T08:59", "sato", "the morning after"},
		{"2026-11-25T09:00", "", "at work again"},
		{"2026-11-28T03:00", "yamada sato", "a Saturday comes before the night from Friday"},
		{"2026-11-30T03:00", "", "the night from Sunday to Monday is nobody's"},
		{"2026-11-23T12:00", "yamada sato", "a holiday on a Monday"},
		{"2026-12-29T12:00", "mori", "the turn of the year"},
		{"2027-01-03T23:59", "mori", "its last minute"},
	} {
		at, err := time.ParseInLocation("2006-01-02T15:04", test.at, c.zone)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range r.At(at.UTC()) {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s (%s): %q, want %q", test.at, test.why, got, test.want)
		}
	}
	if all, err := c.Rota(people, nil); err != nil || len(all.At(time.Now())) != len(people) {
		t.Errorf("without shifts not all are called (%v)", err)
	}
	if (*Rota)(nil).At(time.Now()) != nil {
		t.Error("without a rota somebody is called")
	}
}

func TestWrongRota(t *testing.T) {
	c, err := New("Asia/Tokyo", DefaultHours())
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]Person{"sato": {}}
	for want, s := range map[string]Shift{
		`"mori" is none of people`:      {Call: []string{"mori"}},
		"nobody is called":              {},
		"write mon-fri":                 {Days: "mo-fr", Call: []string{"sato"}},
		`time "9:00"`:                   {From: "17:00", To: "9:00", Call: []string{"sato"}},
		`day "12/29"`:                   {First: "12/29", Call: []string{"sato"}},
		"it ends (2026-12-01) before":   {First: "2026-12-29", Last: "2026-12-01", Call: []string{"sato"}},
		"hours end (17:00) before they": {From: "17:00", To: "17:00", Call: []string{"sato"}},
	} {
		if _, err := c.Rota(people, []Shift{s}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", s, err, want)
		}
	}
}
