package calendar

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// TestFile: a day is a whole day wherever it is opened, stands there once however often the file is,
// and no line is longer than the standard lets it be.
func TestFile(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*60*60)
	days := []Day{{ID: "a-first", Name: strings.Repeat("報告の期限", 20), About: "窓口\nくわしくは窓口へ、どうぞ; はい", On: time.Date(2026, 11, 30, 0, 0, 0, 0, tokyo)}}
	text := File(days, time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
	f, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil || len(f.Events()) != 1 {
		t.Fatal(err, text)
	}
	e := f.Events()[0]
	for _, c := range []struct {
		name ics.ComponentProperty
		want string
	}{
		{ics.ComponentPropertyUniqueId, "a-first"}, {ics.ComponentPropertyDtStart, "20261130"}, {ics.ComponentPropertyDtEnd, "20261201"},
		{ics.ComponentPropertySummary, days[0].Name},
	} {
		if p := e.GetProperty(c.name); p == nil || p.Value != c.want {
			t.Errorf("%s is %v, want %s", c.name, p, c.want)
		}
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d bytes: %s", len(line), line)
		}
	}
	if len(e.Alarms()) != 1 {
		t.Error("it does not remind")
	}
}
