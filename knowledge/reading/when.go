package reading

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// day is a day that a text speaks of, and where.
type day struct {
	date     time.Time
	from, to int
}

// dayForms are the ways to speak of a day. A form gives false when its numbers make no day.
var dayForms = []struct {
	words []string // one of them stands in every such form
	re    *regexp.Regexp
	day   func(now time.Time, m []string) (time.Time, bool)
}{
	{[]string{"年", "20"}, re(`(?:(20[0-9]{2})|令和([0-9]{1,2}))年\s?([0-9]{1,2})月\s?([0-9]{1,2})日|(20[0-9]{2})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})`), fullDate},
	{[]string{"月", "/"}, re(`([0-9]{1,2})月\s?([0-9]{1,2})日|(?:^|[^0-9/])([0-9]{1,2})/([0-9]{1,2})(?:[^0-9/台]|$)`), monthAndDay},
	{[]string{"先月", "今月"}, re(`(先月|今月)の?([0-9]{1,2})日`), dayOfThatMonth},
	{[]string{"先月", "今月"}, re(`(先月|今月)の?(?:頭|初め|はじめ|あたま|上旬|始め)`), func(now time.Time, m []string) (time.Time, bool) {
		return dayOfThatMonth(now, []string{"", m[1], "1"})
	}},
	{[]string{"月末"}, re(`先月末`), func(now time.Time, _ []string) (time.Time, bool) { return now.AddDate(0, 0, -now.Day()), true }},
	{[]string{"日"}, re(`(?:^|[^0-9月間/年])([0-9]{1,2})日(?:の|に|から|です|、|頃|ごろ|$)`), dayOfMonth},
	{[]string{"曜"}, re(`(先々週|先週|今週|この前|こないだ|前)?の?(日|月|火|水|木|金|土)曜日?`), weekday},
	{[]string{"前", "まえ"}, re(`(` + numeral + `|半)\s?(日|週間?|か月|ヶ月|ケ月|カ月|ヵ月|箇月|月|年|時間|分)(?:くらい|ぐらい|ほど)?(?:前|まえ)`), timeAgo},
	{[]string{"今週"}, re(`今週に入って`), func(now time.Time, _ []string) (time.Time, bool) { return monday(now), true }},
}

// dayWords are words for a day by how far it lies back.
var dayWords = []struct {
	word   string
	months int
	days   int
}{
	{"一昨昨日", 0, 3}, {"さきおととい", 0, 3}, {"一昨日", 0, 2}, {"おととい", 0, 2}, {"おとつい", 0, 2},
	{"昨日", 0, 1}, {"きのう", 0, 1}, {"昨晩", 0, 1}, {"昨夜", 0, 1}, {"ゆうべ", 0, 1}, {"夕べ", 0, 1}, {"前日", 0, 1}, {"yesterday", 0, 1},
	{"先々週", 0, 14}, {"先週", 0, 7}, {"先々月", 2, 0}, {"先月", 1, 0}, {"去年", 12, 0}, {"昨年", 12, 0},
	{"今日", 0, 0}, {"きょう", 0, 0}, {"本日", 0, 0}, {"今朝", 0, 0}, {"けさ", 0, 0}, {"さっき", 0, 0}, {"先ほど", 0, 0}, {"先程", 0, 0},
	{"たった今", 0, 0}, {"今しがた", 0, 0}, {"today", 0, 0},
}

var (
	dayRejected = re(`^(?:頃)?(?:じゃな(?:く|い)|ではな(?:く|い)|でな(?:く|い))`)
	// notYetDay is a term or a day to come; notNoticed tells since when a thing is owned; attribute
	// says whose thing (先週のセミナー), unless it is a time of that day (昨日の夜).
	notYetDay  = re(`^(?:まで|以内|中に|中$|後|間|分の|締|期限|休|定休)`)
	notNoticed = re(`^から(?:ずっと)?[^。]{0,6}?(?:ほったらかし|放置|待(?:って|た|ち)|返事|音沙汰|連絡(?:が|も))|^(?:ほど|くらい|ぐらい|頃|ごろ)?(?:に|から|より)?[^、。]{0,6}?(?:使って|使い始|退職|辞め|買っ|買い|購入|導入|作っ|創業|設立|開業|入社|契約し)|^(?:は|も)?[^。]{0,14}?と(?:書|言|答|伝|お伝え|送|申)`)
	arranged   = re(`^(?:の(?:朝|昼|夜|午前|午後|夕方|朝一|夜中))?(?:までに?|中に|で(?:も)?(?:いい|良い|よい|大丈夫|よろし|お願い)|に(?:は)?[^。]{0,10}?(?:呼(?:ぶ|び|ん)|頼(?:む|み|も)|ます(?:$|。)|予定|来る|伺|訪問|必要|約束|届け|締))`)
	attribute  = re(`^の`)
	timeOfDay  = re(`^の(?:朝|夜|晩|昼|お昼|午前|午後|夕方|深夜|夜中|未明|明け方|[0-9]|仕事|営業|閉店|開店|うち|こと|終わり|末|中頃|初め|頭|[日月火水木金土]曜|(?:です)?(?:。|$))`)
	greeting   = re(`^は、?(?:ご)?(?:何時|なんじ|いつまで|営業|受付|開いて|相談|質問|お願い|よろしく|初めて|はじめて|お聞き|お伺い|どう|いい|ありがとう|お世話)|^曜?日?(?:や|だ|です)?(?:けど|が|のに|ので|で|し)、?[^。]{0,8}(?:出(?:ませ|な|られ|え)|休|誰|だれ|やって|開い|営業|つなが|対応|い(?:る|ます)|お(?:る|られ|り))`)
	comingDay  = re(`(?:毎|来|次の|毎週の?|来週の?|今度の)$`)
	// cameToKnow tells that it was noticed on that day, whatever was done on others; didThen that
	// something seems to have been done.
	cameToKnow = re(`^(?:に|、|の[朝昼夜]|の?(?:午前|午後|夕方))?(?:に?なって[^。]{0,30}?(?:気づ|気付|分か|わか|判明|発覚|知|言われ|連絡|電話|見つ|届)|[^。、]{0,14}?(?:気づ|気付|判明|発覚|知らされ|知りまし|知った|分かりまし|分かった|わかりまし|わかった|教えられ))`)
	didThen    = re(`^(?:に|の[^、。]{1,4}に?)?[^。、]{0,12}?(?:開い|開け|押し|送っ|入れ|払っ|振り込ん|クリックし|入力し|教え)た(?:よう|みたい|らし|っぽい|と思)`)
	since      = re(`^(?:頃|ごろ|あたり|辺り|くらい|ぐらい|の(?:朝|夜|晩|昼|夕方|午前|午後))?から`)
	// onlyDay is a day that is all that a clause says: an answer, or a correction of one.
	onlyDay    = re(`^(?:頃|ごろ|くらい|ぐらい|あたり|の?[0-9]+時半?(?:過ぎ)?|の?(?:朝|夜|晩|昼|お昼|昼休み|午前|午後|夕方|深夜|夜中|未明|明け方|終わり|末|中頃|初め|頭)(?:の?[0-9]+時)?)*(?:です|でした|だ|だった|や|やった|かな|と思い?ます|だと思い?ます|ね|わ|よ)*(?:けど|が)?(?:$|[、。!])`)
	nothingYet = re(`(?:^|[、。!? ]|けど|けれど|が|じゃなくて?|ではなく|でなく|いえ|いや|たしか|確か|たぶん|多分|えっと|もう|つい|まさに)$`)
	// turnedRound is what a sentence says before the day: 気づいたのは昨夜.
	turnedRound = re(`([^、。]{1,30}?)(?:の|ん)(?:は|が|も)、?(?:たしか|確か|たぶん|多分|もう|つい)?$`)
)

// readSince turns the day since which something is going on into a date, reckoned from now: the day
// that is followed by から, else the one on which somebody came to know, else the first on which words
// say that something happened, or that is all that is said.
func readSince(text string, sentences []Sentence, now time.Time) (string, bool) {
	days := days(text, now)
	if len(days) > 0 {
		days = toldOf(text, sentences, days)
	}
	for _, d := range days {
		if since.MatchString(text[d.to:]) && !dayActed.says(clauseBehind(text, d)) {
			return date(d.date), true
		}
	}
	for _, d := range days {
		if cameToKnow.MatchString(text[d.to:]) {
			return date(d.date), true
		}
	}
	for _, d := range days {
		if ofNoticing(text, d) {
			return date(d.date), true
		}
	}
	return "", false
}

// ofNoticing reports whether words say that something was noticed or happened on a day, or whether
// the day is all that is said. What was paid, whom one called or saw on it tells nothing of that.
func ofNoticing(text string, d day) bool {
	before, _ := sentenceAround(text, d.from, d.to)
	if onlyDay.MatchString(text[d.to:]) {
		if m := turnedRound.FindStringSubmatch(before); m != nil {
			return dayNoticed.says(m[1]) && !dayActed.says(m[1])
		}
		if told := lastSentence(text[:d.from-len(before)]); before == "" && told != "" {
			return dayNoticed.says(told) && !dayActed.says(told) // 取りに来るそうです。今日の夕方
		}
		return nothingYet.MatchString(before)
	}
	behind := clauseBehind(text, d)
	noticed := dayNoticed.regexp().FindStringIndex(behind)
	if noticed == nil {
		return false
	}
	acted := dayActed.regexp().FindStringIndex(behind)
	return acted == nil || noticed[0] < acted[0]
}

// clauseBehind is what stands behind a day in its sentence.
func clauseBehind(text string, d day) string {
	_, behind := sentenceAround(text, d.from, d.to)
	return behind
}

// toldOf are the days of which a sentence tells that something was noticed on them, not only asks,
// plans or tells of others.
func toldOf(text string, sentences []Sentence, days []day) []day {
	return slices.DeleteFunc(days, func(d day) bool {
		for _, s := range slices.Backward(sentences) {
			if s.from <= d.from {
				if Reached.says(s.Text) && body.says(s.Text) && !harmed.says(s.Text) && !cameToKnow.MatchString(text[d.to:]) { // 「さっき銀行に電話しました」
					return true
				}
				return !s.Mood.real() || s.Mood == Plan && s.told == 0 || s.Mood == Asks && s.told == 0 && !harmed.says(s.Text)
			}
		}
		return false
	})
}

// days finds the days of a text that lie in the past and are nobody's attribute, in order.
func days(text string, now time.Time) []day {
	var out []day
	for _, f := range dayForms {
		if !holdsAny(text, f.words) {
			continue
		}
		for _, at := range f.re.FindAllStringSubmatchIndex(text, -1) {
			if t, ok := f.day(now, groups(text, at)); ok {
				out = append(out, day{t, at[0], dayEnd(text, at)})
			}
		}
	}
	for _, w := range dayWords {
		if i := strings.Index(text, w.word); i >= 0 {
			out = append(out, day{now.AddDate(0, -w.months, -w.days), i, i + len(w.word)})
		}
	}
	out = slices.DeleteFunc(out, func(d day) bool { return !noticed(text, d) || withinAnother(d, out) })
	slices.SortFunc(out, func(a, b day) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	return out
}

// dayEnd is the end of a match without the particle that proves the form.
func dayEnd(text string, at []int) int {
	whole := text[at[0]:at[1]]
	if i := strings.LastIndex(whole, "日"); i >= 0 && !strings.Contains(whole[i:], "曜") && !strings.HasSuffix(whole, "前") {
		return at[0] + i + len("日")
	}
	if last := whole[len(whole)-1]; last < 0x80 && !isLetter(rune(last)) && !isDigit(rune(last)) {
		return at[1] - 1
	}
	return at[1]
}

// withinAnother reports whether a day is only part of a longer way to speak of one: 先週 in 先週の金曜.
func withinAnother(d day, all []day) bool {
	return slices.ContainsFunc(all, func(o day) bool {
		return o.from <= d.from && d.to <= o.to && o.to-o.from > d.to-d.from
	})
}

// isYear reports whether a word is for a whole year, which is no day: 去年.
func isYear(word string) bool { return word == "去年" || word == "昨年" }

// noticed reports whether a day can be the one on which something was noticed.
func noticed(text string, d day) bool {
	before, behind := text[:d.from], text[d.to:]
	switch {
	case dayRejected.MatchString(behind):
		return false
	case cameToKnow.MatchString(behind):
		return true
	case arranged.MatchString(behind), isYear(text[d.from:d.to]) && !since.MatchString(behind):
		return false
	case notYetDay.MatchString(behind), notNoticed.MatchString(behind),
		greeting.MatchString(behind), didThen.MatchString(behind), comingDay.MatchString(lastRunes(before, 4)):
		return false
	case attribute.MatchString(behind):
		return timeOfDay.MatchString(behind)
	}
	return true
}

func groups(text string, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return out
}

func fullDate(now time.Time, m []string) (time.Time, bool) {
	year := atoi(m[1] + m[5])
	if m[2] != "" {
		year = 2018 + atoi(m[2]) // 令和元年 is 2019
	}
	return validDate(now, year, atoi(m[3]+m[6]), atoi(m[4]+m[7]))
}

func monthAndDay(now time.Time, m []string) (time.Time, bool) {
	month, day := atoi(m[1]+m[3]), atoi(m[2]+m[4])
	if t, ok := validDate(now, now.Year(), month, day); ok || month > 12 {
		return t, ok
	}
	return validDate(now, now.Year()-1, month, day)
}

func dayOfThatMonth(now time.Time, m []string) (time.Time, bool) {
	month := now.Month()
	if m[1] == "先月" {
		month--
	}
	first := time.Date(now.Year(), month, 1, 0, 0, 0, 0, now.Location())
	return validDate(now, first.Year(), int(first.Month()), atoi(m[2]))
}

// dayOfMonth is the latest such day: on the 22nd, 「25日」 was last month.
func dayOfMonth(now time.Time, m []string) (time.Time, bool) {
	if t, ok := validDate(now, now.Year(), int(now.Month()), atoi(m[1])); ok {
		return t, ok
	}
	return dayOfThatMonth(now, []string{"", "先月", m[1]})
}

// validDate makes a day that the calendar knows and that does not lie ahead.
func validDate(now time.Time, year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, now.Location())
	return t, t.Day() == day && int(t.Month()) == month && !t.After(now)
}

// weekday finds the named day of the week meant: 先週 is the week before this one, weeks beginning
// on Monday. Without a week it is the latest one, today included; この前の金曜 is the latest before
// today.
func weekday(now time.Time, m []string) (time.Time, bool) {
	want := time.Weekday(strings.Index("日月火水木金土", m[2]) / len("日"))
	offset := (int(want) + 6) % 7
	switch m[1] {
	case "先週":
		return monday(now).AddDate(0, 0, offset-7), true
	case "先々週":
		return monday(now).AddDate(0, 0, offset-14), true
	case "今週":
		t := monday(now).AddDate(0, 0, offset)
		return t, !t.After(now)
	}
	back := (int(now.Weekday()) - int(want) + 7) % 7
	if back == 0 && m[1] != "" {
		back = 7
	}
	return now.AddDate(0, 0, -back), true
}

func monday(now time.Time) time.Time { return now.AddDate(0, 0, -(int(now.Weekday())+6)%7) }

func timeAgo(now time.Time, m []string) (time.Time, bool) {
	unit := m[2]
	if m[1] == "半" {
		months := map[string]int{"年": 6, "月": 0}[unit]
		return now.AddDate(0, -months, 0), months > 0
	}
	n, ok := parseNumber(m[1])
	if !ok || n > 10_000 {
		return now, false
	}
	switch {
	case unit == "日":
		return now.AddDate(0, 0, -n), true
	case strings.HasPrefix(unit, "週"):
		return now.AddDate(0, 0, -7*n), true
	case unit == "年":
		return now.AddDate(-n, 0, 0), n < 100
	case unit == "時間":
		return now.Add(-time.Duration(n) * time.Hour), true
	case unit == "分":
		return now.Add(-time.Duration(n) * time.Minute), true
	}
	return now.AddDate(0, -n, 0), n < 1200
}

// atoi reads digits that a pattern has found.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func date(t time.Time) string { return t.Format(time.DateOnly) }
