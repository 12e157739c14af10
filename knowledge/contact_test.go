package knowledge

import (
	"testing"
	"time"
)

func TestHoursOn(t *testing.T) {
	for _, tt := range []struct{ days, want string }{ // want: sun to sat
		{"mon-fri", ".xxxxx."},
		{"sat", "......x"},
		{"mon, wed", ".x.x..."},
		{"mon-wed, sat", ".xxx..x"},
		{"fri-mon", "xx...xx"}, // over the week's end
		{"sat-sun", "x.....x"},
		{"sun-sat", "xxxxxxx"},
		{"tue-tue", "..x...."},
		{"", "......."},
	} {
		got := ""
		for day := time.Sunday; day <= time.Saturday; day++ {
			mark := "."
			if (Hours{Days: tt.days}).On(day) {
				mark = "x"
			}
			got += mark
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.days, got, tt.want)
		}
	}
}

func TestHoursCheck(t *testing.T) {
	for _, tt := range []struct {
		hours Hours
		want  string
	}{
		{Hours{"mon-fri", "09:00", "17:00"}, ""},
		{Hours{"fri-mon, wed", "00:00", "24:00"}, ""},
		{Hours{"mo-fri", "09:00", "17:00"}, `days "mo-fri": write mon-fri, sat or mon, wed`},
		{Hours{"mon-", "09:00", "17:00"}, `days "mon-": write mon-fri, sat or mon, wed`},
		{Hours{"", "09:00", "17:00"}, `days "": write mon-fri, sat or mon, wed`},
		{Hours{"月", "09:00", "17:00"}, `days "月": write mon-fri, sat or mon, wed`},
		{Hours{"mon", "9:00", "17:00"}, `time "9:00": write it as 09:00`},
		{Hours{"mon", "09:00", "25:00"}, `time "25:00": write it as 09:00`},
		{Hours{"mon", "09:00", ""}, `time "": write it as 09:00`},
		{Hours{"mon", "17:00", "09:00"}, "hours end (09:00) before they begin (17:00)"},
		{Hours{"mon", "09:00", "09:00"}, "hours end (09:00) before they begin (09:00)"},
		{Hours{"mon", "24:00", "24:00"}, "hours end (24:00) before they begin (24:00)"},
	} {
		got := ""
		if err := tt.hours.Check(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.hours, got, tt.want)
		}
	}
}

func TestContactOpenAt(t *testing.T) {
	desk := &Contact{Hours: []Hours{{"mon-fri", "09:00", "12:00"}, {"mon-fri", "13:00", "17:00"}}}
	evening := &Contact{Hours: []Hours{{"sun-sat", "20:00", "24:00"}}, Holidays: "open"}
	always := &Contact{Always: true}
	form := &Contact{}
	holiday := func(day time.Time) bool { return day.Format(time.DateOnly) == "2026-11-23" } // a Monday
	for _, tt := range []struct {
		name string
		c    *Contact
		at   string
		want Openness
	}{
		{"before it opens", desk, "2026-11-24 08:59", Closed},
		{"the minute it opens", desk, "2026-11-24 09:00", Open},
		{"the last minute before lunch", desk, "2026-11-24 11:59", Open},
		{"lunch begins", desk, "2026-11-24 12:00", Closed},
		{"lunch ends", desk, "2026-11-24 13:00", Open},
		{"the minute it closes", desk, "2026-11-24 17:00", Closed},
		{"Saturday", desk, "2026-11-28 10:00", Closed},
		{"holiday", desk, "2026-11-23 10:00", Closed},
		{"open on holidays", evening, "2026-11-23 21:00", Open},
		{"until midnight", evening, "2026-11-24 23:59", Open},
		{"midnight", evening, "2026-11-25 00:00", Closed},
		{"always", always, "2026-11-23 03:00", Open},
		{"no hours known", form, "2026-11-24 10:00", OpenUnknown},
		{"no hours known, holiday", form, "2026-11-23 10:00", OpenUnknown},
	} {
		at, err := time.Parse("2006-01-02 15:04", tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.c.OpenAt(at, holiday); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestContactSure(t *testing.T) {
	for confidence, want := range map[string]bool{"verified": true, "verified-old": true, "unverified": false} {
		if got := (&Contact{Confidence: confidence}).Sure(); got != want {
			t.Errorf("%s: %v", confidence, got)
		}
	}
}
