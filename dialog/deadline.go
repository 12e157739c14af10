package dialog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// What the law wants of a leak of personal data, in days counted from the one on which it was
// noticed: a first report within about 3 to 5 days, a full one within 30, or 60 where ill will is
// to be feared (個人情報保護法 第26条, 同法施行規則 第8条).
const (
	firstReportSoon = 3
	firstReportLast = 5
	fullReport      = 30
	fullReportIll   = 60
)

// Deadlines are the days by which the law wants a report of a leak.
type Deadlines struct {
	Noticed time.Time // the first day
	First   time.Time // the last day of the first report
	Full    time.Time // that of the full one
}

// DeadlinesOf are those of a consultation; ok is false where the law wants none, as far as is known.
func DeadlinesOf(s State, w World) (d Deadlines, ok bool) {
	entry := w.Base.FAQ(s.FAQ)
	if entry == nil || !s.Facts.Has("personal_data") {
		return d, false
	}
	dated, _ := datedLines(knowledge.LinesFor(entry.Legal, s.Facts))
	if len(dated) == 0 {
		return d, false
	}
	day := noticed(s.Facts, s.Begun, w.Now.Location())
	return Deadlines{
		Noticed: day,
		First:   termEnd(w.Calendar, day, firstReportLast),
		Full:    termEnd(w.Calendar, day, fullTerms(dated)[0]),
	}, true
}

// noticed is the day on which the consulter noticed it, or where that is not known another.
func noticed(f knowledge.Facts, unknown time.Time, in *time.Location) time.Time {
	if day, err := time.ParseInLocation(time.DateOnly, f["since"], in); err == nil {
		return day
	}
	return unknown.In(in)
}

// datedLines parts what the law wants into the lines that name a term and the others.
func datedLines(lines []string) (dated, others []string) {
	for _, l := range lines {
		if reading.LineTerm.In(l) {
			dated = append(dated, l)
		} else {
			others = append(others, l)
		}
	}
	return dated, others
}

// fullTerms are the terms of a full report that may be meant, the shorter first: the one that the
// lines name, if they name only one.
func fullTerms(dated []string) []int {
	both := []int{fullReport, fullReportIll}
	said := strings.Join(dated, "")
	named := slices.DeleteFunc(slices.Clone(both), func(n int) bool { return !strings.Contains(said, strconv.Itoa(n)) })
	if len(named) == 0 {
		return both
	}
	return named
}

// termEnd is the day on which a term of n days ends: the day on which it was noticed is the first,
// Saturdays, Sundays and holidays count, and an end on one of these moves to the next day that is
// none (個人情報保護委員会, ガイドライン通則編 3-5-3-4).
func termEnd(calendar Calendar, noticed time.Time, n int) time.Time {
	end := noticed.AddDate(0, 0, n-1)
	for end.Weekday() == time.Saturday || end.Weekday() == time.Sunday || calendar.Holiday(end) {
		end = end.AddDate(0, 0, 1)
	}
	return end
}
