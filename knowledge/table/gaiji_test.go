package table

import (
	"strings"
	"testing"
)

// TestOwnCharacters: a character that only the office's own machines have costs nothing but itself, and it is said where it stood.
func TestOwnCharacters(t *testing.T) {
	text := file(row(1, nil), row(2, map[int]string{colContent: "担当の@さんへ\n@社から電話", colSubject: "件名@"}), row(3, nil))
	for name, data := range map[string]string{
		"CP932":          strings.ReplaceAll(cp932(t, text), "@", "\xF0\x40"),
		"CP932, another": strings.ReplaceAll(cp932(t, text), "@", "\xF9\xFC"),
		"UTF-8":          strings.ReplaceAll(text, "@", "\uE000"),
		"UTF-8, lost":    strings.ReplaceAll(bom+text, "@", "\uFFFD"),
	} {
		cases, report, err := Import(strings.NewReader(data), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(cases) != 3 || !strings.Contains(cases[1].Content, "〓") || strings.ContainsAny(cases[1].Content, "\uE000\uFFFD\uF8FE") {
			t.Errorf("%s: imported %+v", name, cases)
		}
		if len(report.Notes) != 2 || report.Notes[0].Row != 2 || report.Notes[0].Column != columnName(colSubject) || report.Notes[1].Column != columnName(colContent) || !strings.Contains(report.Notes[1].Why, "2 characters") {
			t.Errorf("%s: notes %v", name, report.Notes)
		}
	}
	for _, good := range []string{"髙橋と﨑山、①㈱Ⅳ℡纊", "～－∥"} {
		if cases, report, err := Import(strings.NewReader(cp932(t, file(row(1, map[int]string{colContent: good})))), Options{}); err != nil || len(report.Notes) > 0 || len(cases) != 1 {
			t.Errorf("%s: %v %v", good, err, report.Notes)
		}
	}
	for _, bad := range []string{"\xF0", "\xFD\xFE", "\x81\x20", "\xFA\xFD"} { // no characters of anybody's
		if _, _, err := Import(strings.NewReader(strings.Replace(cp932(t, text), "@", bad, 1)), Options{}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
