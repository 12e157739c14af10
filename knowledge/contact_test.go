package knowledge

import (
	"strings"
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

// TestRefer: of bodies of one role the nearest is named; those of another prefecture never, those for persons only in their own matters.
func TestRefer(t *testing.T) {
	b := &Base{Contacts: []*Contact{
		{ID: "desk", Role: RoleSelf, Area: Nationwide, Who: "business"},
		{ID: "north-desk", Role: RoleSelf, Area: "北県", Who: "business", Phone: "1"},
		{ID: "station", Role: "station", Area: Nationwide, Who: "both", PhoneNote: "look it up"},
		{ID: "north-station", Role: "station", Area: "北県", Who: "both", Phone: "2"},
		{ID: "north-centre", Role: "centre", Area: "北県", Who: "both", Phone: "3"},
		{ID: "consumers", Role: "consumers", Area: Nationwide, Who: "person", Phone: "4"},
		{ID: "nowhere", Role: "nothing", Area: Nationwide, Who: "both"},
		{ID: "law", Role: "law", Area: Nationwide, Who: "business", URL: "https://law.example"},
		{ID: "same-number", Role: "other", Area: Nationwide, Who: "both", Phone: "4"},
	}}
	all := []string{"north-desk", "station", "north-station", "north-centre", "consumers", "nowhere", "law", "station", "missing", "same-number"}
	for _, tt := range []struct {
		name    string
		at      Desk
		private bool
		want    string
	}{
		{"a desk that does not say where it is", Desk{}, false, "station law same-number"},
		{"a desk in that prefecture", Desk{Area: "北県"}, false, "north-desk north-station north-centre law same-number"},
		{"a desk elsewhere", Desk{Area: "南県"}, false, "station law same-number"},
		{"a desk elsewhere with a number of its own", Desk{Area: "南県", Name: "南の窓口", Phone: "5"}, false, "desk station law same-number"},
		{"somebody's own matter", Desk{Area: "南県"}, true, "station consumers law"},
	} {
		var got []string
		for _, c := range b.Refer(all, tt.at, tt.private) {
			got = append(got, c.ID)
			if c.ID == "desk" && (c.Name != tt.at.Name || c.Phone != tt.at.Phone) {
				t.Errorf("%s: the desk is %q %q", tt.name, c.Name, c.Phone)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, s, tt.want)
		}
	}
	if b.Contact("desk").Phone != "" {
		t.Error("what the settings say was written into the base")
	}
	old := &Base{Contacts: []*Contact{{ID: "police", Area: "tokyo", Phone: "6"}, {ID: "bank", Area: "japan", Phone: "7"}}}
	if got := old.Refer([]string{"police", "bank"}, Desk{Area: "南県"}, false); len(got) != 2 {
		t.Errorf("a base stored before there were roles names %d of its 2 contacts", len(got))
	}
}

func TestSeen(t *testing.T) {
	now := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		text string
		ok   bool
		old  bool // more than three years before
	}{
		{"2026-11-29", true, false}, {"2023-11-28", true, true}, {"2023-11-29", true, false},
		{"2023-11", true, false}, {"2023-10", true, true}, {"2023", true, false}, {"2022", true, true},
		{"unknown", true, false}, {"", true, false},
		{"202", false, false}, {"2023-13", false, false}, {"2023/11/01", false, false}, {"last year", false, false},
	} {
		var s Seen
		if err := s.UnmarshalText([]byte(tt.text)); (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.text, err)
		}
		if got := s.OlderThan(3, now); got != tt.old {
			t.Errorf("%q: older %v", tt.text, got)
		}
	}
}
