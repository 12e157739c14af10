package desk_test

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/desk"
)

// TestFigures counts what was made: by day, in and out of hours, how far it came; small numbers are
// not told apart; the table is the same.
func TestFigures(t *testing.T) {
	o := newOffice(t)
	o.hire("boss", "長", desk.Manager)
	by := bot.Staff{ID: "desk/x", Name: "だれか"}
	for i := range 3 {
		n := o.waiting("a"+string(rune('0'+i)), "web", "偽の警告が出ました")
		if err := o.loop.Claim(t.Context(), n, by); err != nil {
			t.Fatal(err)
		}
		if err := o.loop.Close(t.Context(), n, by, bot.Solved); err != nil {
			t.Fatal(err)
		}
	}
	o.clock.Advance(12 * time.Hour) // 22:00
	o.say("b", "post", "偽の警告が出ました")
	o.clock.Advance(12 * time.Hour)
	b := o.signedIn("boss")
	_, page, _ := b.get("figures?days=7")
	row := func(label string) string {
		m := regexp.MustCompile(`<tr><th scope="row">` + regexp.QuoteMeta(label) + `</th>(.*?)</tr>`).FindStringSubmatch(page)
		if m == nil {
			return ""
		}
		return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m[1], " ")), " ")
	}
	for label, want := range map[string]string{
		"2026-11-30": "3 1 3 3", "2026-12-01": "0 0 0 0", "担当者に引き継いだ": "3", "ウェブチャット": "3", "解決した": "3", "post": "1〜2", "偽の警告・サポート詐欺": "4",
	} {
		if got := row(label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	if !regexp.MustCompile(`>0</text>.*>1</text>.*>2</text>.*>3</text>.*>4</text>`).MatchString(strings.ReplaceAll(page, "\n", "")) {
		t.Error("the lines of the chart are not as far apart as their numbers")
	}
	if _, month, _ := b.get("figures?month=2026-11"); strings.Count(month, `<rect x=`) != 60 || !strings.Contains(month, "2026-11-01から2026-11-30まで") {
		t.Error("the month is not counted whole")
	}
	if _, none, _ := b.get("figures?month=2031-01"); strings.Contains(none, "2031-01-01から") {
		t.Error("a month that is to come is counted")
	}
	if n := strings.Count(page, `<rect x=`); n != 14 {
		t.Errorf("%d bars for 7 days", n)
	}
	_, table, _ := b.get("figures.csv?days=7")
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\uFEFF")))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 10 || !strings.Contains(table, "2026-11-30,3,1,3,3") {
		t.Errorf("%v\n%s", err, table)
	}
	if strings.Contains(page+table, "偽の警告が出ました") {
		t.Error("somebody's words stand in the figures")
	}
}

// TestSurge: what suddenly comes often is pointed out, by its matter and no more.
func TestSurge(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("boss", "長", desk.Manager)
	o.say("old", "web", "偽の警告が出ました")
	o.clock.Advance(72 * time.Hour)
	b := o.signedIn("boss")
	for i := range 5 {
		if _, page, _ := b.get("figures"); strings.Contains(page, "急に増えている") {
			t.Errorf("%d are many", i)
		}
		o.say("new"+string(rune('0'+i)), "web", "偽の警告が出ました")
	}
	if _, page, _ := b.get("figures"); !strings.Contains(page, "急に増えている") || !strings.Contains(page, "この24時間に5件（ふだんは1日に0.0件）") {
		t.Errorf("nobody points out that there are many: %s", page)
	}
}

// TestRecord: a case in order, with what was said and known, and without what staff wrote to each
// other.
func TestRecord(t *testing.T) {
	o, number := furnished(t)
	_, page, _ := o.signedIn("yamada").get("tickets/" + number + "/record")
	for _, want := range []string{"偽の警告が出ました", "電源ボタンを長く押して", "相手と電話で話したか", "電源を切りました"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the record", want)
		}
	}
	if strings.Contains(page, "佐藤さん") || strings.Contains(page, o.ticket(number).Passphrase) {
		t.Error("a note among staff, or the passphrase, is in the record")
	}
}

// TestReading: the FAQ and the contacts are found, and an entry that is due says so.
func TestReading(t *testing.T) {
	o := newEditorsOffice(t)
	o.hire("ed", "編集", desk.Editor)
	b := o.signedIn("ed")
	if _, page, _ := b.get("faq?q=%E9%9B%BB%E8%A9%B1"); !strings.Contains(page, `href="./faq/support-scam"`) || strings.Contains(page, `href="./faq/seminar"`) {
		t.Error("searching the FAQ finds something else")
	}
	if _, page, _ := b.get("faq/support-scam"); !strings.Contains(page, "手順") || !strings.Contains(page, `href="../faq"`) {
		t.Error("the entry does not show its steps")
	}
	if _, page, _ := b.get("contacts?q=IPA"); !strings.Contains(page, "cs-support@ipa.go.jp") {
		t.Error("searching the contacts finds something else")
	}
	if _, page, _ := b.get("faq"); strings.Contains(page, "見直しの時期です") {
		t.Error("entries are due already")
	}
	o.clock.Advance(3 * 365 * 24 * time.Hour)
	if _, page, _ := o.signedIn("ed").get("faq"); !strings.Contains(page, "見直しの時期です") {
		t.Error("after three years nothing is due")
	}
}
