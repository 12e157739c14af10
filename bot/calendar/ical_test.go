package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/japanese"

	"madoguchi/knowledge"
)

// always is a desk that is open round the clock, so that what closes it shows.
func always(t *testing.T) *Calendar {
	t.Helper()
	c, err := New("Asia/Tokyo", []knowledge.Hours{{Days: "mon-sun", From: "00:00", To: "24:00"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// event is an iCal file with one event of some lines; lines before BEGIN:VEVENT belong to the
// calendar.
func event(lines ...string) string {
	head, body := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//desk//JP"}, []string{"BEGIN:VEVENT", "UID:1", "SUMMARY:停電工事"}
	for _, l := range lines {
		if strings.HasPrefix(l, "X-WR-") || strings.HasPrefix(l, "METHOD") || strings.Contains(l, "VTIMEZONE") {
			head = append(head, l)
		} else {
			body = append(body, l)
		}
	}
	return strings.ReplaceAll(strings.Join(append(append(head, body...), "END:VEVENT", "END:VCALENDAR", ""), "\n"), "\n", "\r\n")
}

const tokyoByHand = "BEGIN:VTIMEZONE\nTZID:本社\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE"

func TestICalIsRead(t *testing.T) {
	for _, tt := range []struct {
		name   string
		file   string
		closed string // times at which nobody is there
		open   string // and at which somebody is
	}{
		{"a day that ends on itself", event("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261126"), "26T00:00 26T12:00 26T23:59", "25T23:59 27T00:00"},
		{"a day without an end", event("DTSTART;VALUE=DATE:20261126"), "26T12:00", "27T00:00"},
		{"a day that lasts P1D", event("DTSTART;VALUE=DATE:20261126", "DURATION:P1D"), "26T12:00", "27T00:00"},
		{"a day that lasts a week", event("DTSTART;VALUE=DATE:20261109", "DURATION:P1W"), "09T00:00 15T23:59", "16T00:00"},
		{"a day that lasts PT24H", event("DTSTART;VALUE=DATE:20261126", "DURATION:PT24H"), "26T12:00", "27T00:00"},
		{"days without VALUE=DATE", event("DTSTART:20261126", "DTEND:20261128"), "26T12:00 27T12:00", "28T00:00"},
		{"times in UTC", event("DTSTART:20261126T010000Z", "DTEND:20261126T020000Z"), "26T10:00 26T10:59", "26T09:59 26T11:00"},
		{"floating times are the desk's", event("DTSTART:20261126T100000", "DTEND:20261126T110000"), "26T10:00", "26T09:59 26T11:00"},
		{"or the calendar's", event("X-WR-TIMEZONE:America/New_York", "DTSTART:20261125T200000", "DTEND:20261125T210000"), "26T10:00", "25T20:00 26T11:00"},
		{"or the calendar's, by Windows", event("X-WR-TIMEZONE:Tokyo Standard Time", "DTSTART:20261126T100000", "DTEND:20261126T110000"), "26T10:00", "26T11:00"},
		{"a zone of Windows'", event("DTSTART;TZID=Tokyo Standard Time:20261126T100000", "DTEND;TZID=Tokyo Standard Time:20261126T110000"), "26T10:00", "26T11:00"},
		{"in quotes", event(`DTSTART;TZID="Korea Standard Time":20261126T100000`, `DTEND;TZID="Korea Standard Time":20261126T110000`), "26T10:00", "26T11:00"},
		{"with a summer time", event("DTSTART;TZID=Eastern Standard Time:20261025T210000", "DTEND;TZID=Eastern Standard Time:20261025T220000"), "-10-26T10:00", "-10-26T09:59"},
		{"with a path before it", event("DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:20261126T100000", "DURATION:PT1H"), "26T10:00", "26T11:00"},
		{"of the file's own", event(tokyoByHand, "DTSTART;TZID=本社:20261126T100000", "DTEND;TZID=本社:20261126T110000"), "26T10:00", "26T11:00"},
		{"a duration", event("DTSTART:20261126T100000", "DURATION:PT1H30M"), "26T10:00 26T11:29", "26T11:30"},
		{"a duration of days and hours", event("DTSTART:20261126T100000", "DURATION:P1DT2H"), "26T10:00 27T11:59", "27T12:00"},
		{"over midnight", event("DTSTART:20261126T220000", "DTEND:20261127T020000"), "26T22:00 27T01:59", "27T02:00"},
		{"days as Outlook writes them", event("DTSTART:20261126T000000Z", "DTEND:20261127T000000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), "26T00:00 26T23:59", "27T00:00 25T23:59"},
		{"every week", event("DTSTART;VALUE=DATE:20261105", "RRULE:FREQ=WEEKLY;COUNT=3"), "05T12:00 12T12:00 19T12:00", "26T12:00 06T12:00"},
		{"every week with times", event("DTSTART;TZID=Asia/Tokyo:20261104T100000", "DTEND;TZID=Asia/Tokyo:20261104T110000", "RRULE:FREQ=WEEKLY;BYDAY=WE"), "25T10:30", "25T11:00 26T10:30"},
		{"until a day, which is part of it", event("DTSTART:20261104T100000", "DTEND:20261104T110000", "RRULE:FREQ=WEEKLY;UNTIL=20261118"), "18T10:30", "25T10:30"},
		{"until a time", event("DTSTART:20261104T100000", "DTEND:20261104T110000", "RRULE:FREQ=WEEKLY;UNTIL=20261118T000000Z"), "11T10:30", "18T10:30"},
		{"days until a day", event("DTSTART;VALUE=DATE:20261104", "RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20261108"), "04T01:00 06T12:00 08T23:00", "05T12:00 10T12:00"},
		{"on the third Monday", event("DTSTART;VALUE=DATE:20260119", "RRULE:FREQ=MONTHLY;BYDAY=3MO"), "16T12:00", "09T12:00"},
		{"on the last working day", event("DTSTART;VALUE=DATE:20260130", "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"), "30T12:00", "29T12:00"},
		{"every year since long ago", event("DTSTART;VALUE=DATE:19601126", "RRULE:FREQ=YEARLY"), "26T12:00", "27T12:00"},
		{"but for some days", event("DTSTART;VALUE=DATE:20261105", "RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261112,20261119"), "05T12:00 26T12:00", "12T12:00 19T12:00"},
		{"but for some times", event("DTSTART:20261105T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "EXDATE:20261112T100000"), "05T10:30 19T10:30", "12T10:30"},
		{"but for a day as another zone writes it", event("DTSTART;VALUE=DATE:20261105", "RRULE:FREQ=WEEKLY", "EXDATE:20261111T150000Z"), "05T12:00 19T12:00", "12T12:00"},
		{"but for a day as Outlook writes it", event("DTSTART;TZID=Tokyo Standard Time:20261105T000000", "DTEND;TZID=Tokyo Standard Time:20261106T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "RRULE:FREQ=WEEKLY", "EXDATE;TZID=Tokyo Standard Time:20261112T000000"), "05T12:00 19T12:00", "12T12:00"},
		{"trailing blanks", strings.ReplaceAll(event("DTSTART;VALUE=DATE:20261105", "DTEND;VALUE=DATE:20261106"), "\r\n", " \t\r\n"), "05T12:00", "06T12:00"},
		{"on further days", event("DTSTART;VALUE=DATE:20261105", "RDATE;VALUE=DATE:20261109,20261110"), "05T12:00 09T12:00 10T12:00", "11T12:00"},
		{"at further times", event("DTSTART:20261105T100000", "DURATION:PT1H", "RDATE:20261109T130000"), "05T10:30 09T13:30", "09T10:30"},
		{"for further periods", event("DTSTART:20261105T100000", "DURATION:PT1H", "RDATE;VALUE=PERIOD:20261109T130000/PT3H,20261110T130000/20261110T140000"), "09T15:59 10T13:59", "09T16:00 10T14:00"},
		{"one of a series is moved", event("DTSTART:20261105T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "END:VEVENT", "BEGIN:VEVENT", "UID:1", "RECURRENCE-ID:20261112T100000", "DTSTART:20261113T150000", "DURATION:PT1H"), "05T10:30 13T15:30 19T10:30", "12T10:30"},
		{"one of a series is called off", event("DTSTART:20261105T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "END:VEVENT", "BEGIN:VEVENT", "UID:1", "RECURRENCE-ID:20261112T100000", "DTSTART:20261112T100000", "STATUS:CANCELLED"), "05T10:30 19T10:30", "12T10:30"},
		{"called off", event("DTSTART;VALUE=DATE:20261105", "DTEND;VALUE=DATE:20261101", "STATUS:CANCELLED", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "DTSTART;VALUE=DATE:20261106"), "06T12:00", "05T12:00"},
		{"a year far away", event("DTSTART;VALUE=DATE:99991231", "END:VEVENT", "BEGIN:VEVENT", "UID:2", "DTSTART;VALUE=DATE:20261106"), "06T12:00", "05T12:00"},
		{"two calendars in one file", event("DTSTART;VALUE=DATE:20261105") + event("DTSTART;VALUE=DATE:20261106"), "05T12:00 06T12:00", "07T12:00"},
		{"a byte-order mark", "\uFEFF" + event("DTSTART;VALUE=DATE:20261105"), "05T12:00", "06T12:00"},
		{"only line feeds", strings.ReplaceAll(event("DTSTART;VALUE=DATE:20261105"), "\r", ""), "05T12:00", "06T12:00"},
		{"CP932", cp932(t, event("DTSTART;VALUE=DATE:20261105")), "05T12:00", "06T12:00"},
		{"UTF-16 without a mark", utf16le(event("DTSTART;VALUE=DATE:20261105")), "05T12:00", "06T12:00"},
		{"folded within a character", foldedAt(17, event("DTSTART;VALUE=DATE:20261105", "DESCRIPTION:停電のため窓口を閉めます。ご不便をおかけします。")), "05T12:00", "06T12:00"},
		{"a beginning beside its rule", event("DTSTART;VALUE=DATE:20261105", "RRULE:FREQ=WEEKLY;BYDAY=MO"), "05T12:00 09T12:00 16T12:00", "12T12:00"},
		{"with times", event("DTSTART:20261105T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO"), "05T10:30 09T10:30", "12T10:30 05T11:00"},
		{"but for it", event("DTSTART;VALUE=DATE:20261105", "RRULE:FREQ=WEEKLY;BYDAY=MO", "EXDATE;VALUE=DATE:20261105"), "09T12:00", "05T12:00"},
		{"a day of Outlook's that ends on itself", event("DTSTART:20261105T000000", "DTEND:20261105T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), "05T00:00 05T23:59", "06T00:00"},
		{"a zone by its name in Japanese", event(`DTSTART;TZID="(UTC+09:00) 大阪、札幌、東京":20261105T100000`, "DURATION:PT1H"), "05T10:30", "05T11:00"},
		{"a time of a series left out by its day", event("DTSTART:20261105T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20261106"), "05T10:30 07T10:30", "06T10:30"},
		{"an alarm in it", event("DTSTART:20261105T100000", "DTEND:20261105T110000", "BEGIN:VALARM", "TRIGGER:-PT15M", "ACTION:DISPLAY", "DURATION:PT5M", "END:VALARM"), "05T10:30", "05T11:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := always(t)
			if err := c.AddICal(strings.NewReader(tt.file)); err != nil {
				t.Fatal(err)
			}
			for want, times := range map[bool]string{false: tt.closed, true: tt.open} {
				for _, s := range strings.Fields(times) {
					if !strings.HasPrefix(s, "-") {
						s = "-11-" + s
					}
					when, err := time.ParseInLocation("2006-01-02T15:04", "2026"+s, c.zone)
					if err != nil {
						t.Fatal(err)
					}
					if c.Open(when) != want {
						t.Errorf("%s: open %v, want %v", when.Format(time.DateTime), !want, want)
					}
				}
			}
		})
	}
}

// TestICalIsRefused: what cannot be read is refused with what the keeper of the calendar knows it
// by.
func TestICalIsRefused(t *testing.T) {
	const start = "DTSTART:20261126T100000"
	for _, tt := range []struct {
		file, says string
	}{
		{event(start), "it has no end"},
		{event(start, "DTEND:20261126T100000"), "ends when it begins"},
		{event(start, "DURATION:PT0S"), "ends when it begins"},
		{event(start, "DTEND:20261126T090000"), "ends before it begins"},
		{event("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261125"), "ends before it begins"},
		{event(start, "DURATION:-PT1H"), "lasts"},
		{event(start, "DURATION:P"), "lasts"},
		{event(start, "DTEND:20261126T110000", "DURATION:PT3H"), "an end (DTEND) and a duration"},
		{event(start, "DURATION:1時間"), "lasts"},
		{event(start, "DTEND;VALUE=DATE:20261127"), "one is a day and the other a time"},
		{event("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:99991231"), "longer than a year"},
		{event("DTSTART;VALUE=DATE:20261131"), "no such time"},
		{event("DTSTART:2026-11-26", "DURATION:P1D"), "write it as"},
		{event("DTSTART;TZID=火星標準時:20261126T100000", "DURATION:PT1H"), "火星標準時"},
		{event("X-WR-TIMEZONE:火星標準時", start, "DURATION:PT1H"), "火星標準時"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=HOURLY"), "more than once a day"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=MONTHLY"), "several rules"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=WEEKLY;COUNT=0"), "0 times"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=WEEKLY;INTERVAL=0;COUNT=3"), "0 times"},
		{event("DTSTART;VALUE=DATE:20261126", "DTSTART;VALUE=DATE:20261127"), "several DTSTART"},
		{event("DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261129"), "several DTEND"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=SOMETIMES"), "cannot be read"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=WEEKLY;UNTIL=20261001"), "ends before it begins"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "never"},
		{event("DTSTART;VALUE=DATE:20261126", "EXRULE:FREQ=WEEKLY"), "EXRULE"},
		{event("DTSTART;VALUE=DATE:20261126", "RDATE:いつか"), "いつか"},
		{event("DTSTART;VALUE=DATE:20261126", "EXDATE:いつか"), "いつか"},
		{event(start, "DTEND:20261126T240000"), "no such time"},
		{event("DTSTART:20261126T000000", "DTEND:20261125T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), "ends before it begins"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:"), "cannot be read"},
		{event("DTSTART;VALUE=DATE:20261126", "RRULE:FREQ=WEEKLY;INTERVAL=-1"), "interval"},
		{event("DTSTART;VALUE=DATE:20261126", "RDATE;VALUE=DATE-TIME:20261127T100000"), "one is a day and the other a time"},
		{event(start, "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261126T100000"), "RANGE"},
		{event("METHOD:CANCEL", "DTSTART;VALUE=DATE:20261126"), "takes events back"},
		{strings.TrimSuffix(event("DTSTART;VALUE=DATE:20261126"), "END:VCALENDAR\r\n"), "cut off"},
		{event("DTSTART;VALUE=DATE:20261126") + "BEGIN:VCALENDAR\r\n", "cut off"},
		{"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "without an event"},
	} {
		err := always(t).AddICal(strings.NewReader(tt.file))
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q: error %v, want one with %q", tt.file, err, tt.says)
			continue
		}
		if named := strings.Contains(err.Error(), "event "); named && !strings.Contains(err.Error(), "停電工事") || named && !strings.Contains(err.Error(), "2026-11-") {
			t.Errorf("%v: it names neither summary nor date", err)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q has more than a line", err)
		}
	}
}

// TestSeriesTooFarAhead: what begins where nothing is written out any more is not ignored in silence.
func TestSeriesTooFarAhead(t *testing.T) {
	err := always(t).AddICal(strings.NewReader(event("DTSTART;VALUE=DATE:21210301", "RRULE:FREQ=WEEKLY")))
	if err == nil || !strings.Contains(err.Error(), "too far ahead") || !strings.Contains(err.Error(), "停電工事") || !strings.Contains(err.Error(), "2121-03-01") {
		t.Errorf("a series of 2121: %v", err)
	}
}

// TestMovedByDay: of a series with times one meeting may be moved by its day alone.
func TestMovedByDay(t *testing.T) {
	series := event("DTSTART;TZID=Asia/Tokyo:20270303T100000", "DTEND;TZID=Asia/Tokyo:20270303T110000", "RRULE:FREQ=WEEKLY;COUNT=5")
	moved := "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:会議\r\nRECURRENCE-ID;VALUE=DATE:20270310\r\nDTSTART;TZID=Asia/Tokyo:20270311T130000\r\nDTEND;TZID=Asia/Tokyo:20270311T140000\r\nEND:VEVENT\r\nEND:VCALENDAR"
	c := always(t)
	if err := c.AddICal(strings.NewReader(strings.Replace(series, "END:VCALENDAR", moved, 1))); err != nil {
		t.Fatal(err)
	}
	for at, open := range map[string]bool{"2027-03-03T10:30": false, "2027-03-10T10:30": true, "2027-03-11T13:30": false, "2027-03-17T10:30": false} {
		when, _ := time.ParseInLocation("2006-01-02T15:04", at, c.zone)
		if c.Open(when) != open {
			t.Errorf("%s: open %v, want %v", at, !open, open)
		}
	}
}

func TestClosedForLong(t *testing.T) {
	c := always(t)
	if err := c.AddICal(strings.NewReader(event("DTSTART;VALUE=DATE:20270401", "DTEND;VALUE=DATE:20270901"))); err != nil {
		t.Fatal(err)
	}
	from := time.Date(2027, 4, 10, 10, 0, 0, 0, c.zone)
	if got := c.NextReading(from).Format(time.DateOnly); got != "2027-09-01" {
		t.Errorf("closed until September, and the next reading is %s", got)
	}
}

func TestEveryZoneOfWindowsIsKnown(t *testing.T) {
	n := 0
	for line := range strings.Lines(windowsZones) {
		name, _, _ := strings.Cut(line, "\t")
		if _, err := (icalZones{}).find(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		n++
	}
	if n < 130 {
		t.Errorf("only %d zones", n)
	}
}

// TestICalInAnyZoneOfTheMachine: what a file says must not depend on where the server stands.
func TestICalInAnyZoneOfTheMachine(t *testing.T) {
	defer func(l *time.Location) { time.Local = l }(time.Local)
	for _, name := range []string{"UTC", "America/New_York", "Pacific/Auckland"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = loc
		c := always(t)
		if err := c.AddICal(strings.NewReader(event("DTSTART:20261126T100000", "DTEND:20261126T110000"))); err != nil {
			t.Fatal(err)
		}
		if c.Open(time.Date(2026, 11, 26, 10, 30, 0, 0, c.zone)) || !c.Open(time.Date(2026, 11, 26, 11, 0, 0, 0, c.zone)) {
			t.Errorf("on a machine in %s other hours are closed", name)
		}
	}
}

// foldedAt folds lines after so many bytes, as some programs do, also within a character.
func foldedAt(n int, s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		for line = strings.TrimSuffix(line, "\r\n"); len(line) > n; line = line[n:] {
			out.WriteString(line[:n] + "\r\n ")
		}
		out.WriteString(line + "\r\n")
	}
	return out.String()
}

func utf16le(s string) string {
	var out strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		out.Write([]byte{byte(u), byte(u >> 8)})
	}
	return out.String()
}

func cp932(t *testing.T, s string) string {
	t.Helper()
	out, err := japanese.ShiftJIS.NewEncoder().String(s)
	if err != nil {
		t.Fatal(fmt.Errorf("encode: %w", err))
	}
	return out
}
