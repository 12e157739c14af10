package reading

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// comingDays are words for a day that is to come, by how far it lies ahead; the longer word stands
// before the one it holds.
var comingDays = []struct {
	words []string
	days  int
}{
	{[]string{"明々後日", "しあさって"}, 3},
	{[]string{"明後日", "あさって"}, 2},
	{[]string{"明日", "あした", "あす", "翌日"}, 1},
	{[]string{"今日", "きょう", "本日", "今夜", "今晩"}, 0},
}

// yearlyDays are days of every year by how people call them, with a day on which offices that close
// for them are closed.
var yearlyDays = []struct {
	words      []string
	month, day int
}{
	{[]string{"年末年始", "正月", "元日", "元旦", "三が日", "年始"}, 1, 1},
	{[]string{"大晦日", "おおみそか", "年末", "年の瀬"}, 12, 31},
	{[]string{"お盆", "盆休み"}, 8, 14},
	{[]string{"ゴールデンウィーク", "gw", "連休"}, 5, 4},
}

var (
	dateAsked    = re(`([0-9]{1,2})(?:月|/)\s?([0-9]{1,2})日?`)
	weekdayAsked = re(`(来週の?|再来週の?)?(月|火|水|木|金|土|日)(?:曜|日(?:は|も|に|って|$)|(?:って|は|も|に)(?:開|や|休|人|お|対応|あ))`)
	weekend      = []string{"土日", "週末", "土・日", "土、日"}
)

// DayAsked is the day of which a text asks, today or later: 「あさっては開いてる？」. It is midnight in
// the time zone of the reading.
func (r Reading) DayAsked() (time.Time, bool) {
	today := time.Date(r.now.Year(), r.now.Month(), r.now.Day(), 0, 0, 0, 0, r.now.Location())
	has := func(word string) bool { return strings.Contains(r.Folded, word) }
	for _, d := range yearlyDays {
		if slices.ContainsFunc(d.words, has) {
			return comingDate(today, d.month, d.day)
		}
	}
	if m := dateAsked.FindStringSubmatch(r.Folded); m != nil {
		month, _ := strconv.Atoi(m[1])
		day, _ := strconv.Atoi(m[2])
		return comingDate(today, month, day)
	}
	for _, d := range comingDays {
		if slices.ContainsFunc(d.words, has) {
			return today.AddDate(0, 0, d.days), true
		}
	}
	if slices.ContainsFunc(weekend, has) {
		return comingWeekday(today, time.Saturday), true
	}
	if m := weekdayAsked.FindStringSubmatch(r.Folded); m != nil {
		day := comingWeekday(today, time.Weekday(slices.Index([]string{"日", "月", "火", "水", "木", "金", "土"}, m[2])))
		if ahead := strings.Count(m[1], "来週") * (1 + strings.Count(m[1], "再")); ahead > 0 {
			day = comingWeekday(monday(today).AddDate(0, 0, 7*ahead), day.Weekday())
		}
		return day, true
	}
	return time.Time{}, false
}

// comingWeekday is the first such day of the week from a day on.
func comingWeekday(from time.Time, day time.Weekday) time.Time {
	return from.AddDate(0, 0, (int(day)-int(from.Weekday())+7)%7)
}

// comingDate is the next such day of a year from today on; false where there is none, as the 31st of
// February.
func comingDate(today time.Time, month, day int) (time.Time, bool) {
	for year := today.Year(); year <= today.Year()+1; year++ {
		d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, today.Location())
		if int(d.Month()) == month && d.Day() == day && !d.Before(today) {
			return d, true
		}
	}
	return time.Time{}, false
}
