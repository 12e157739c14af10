package table

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
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
	for _, bad := range []string{"\xFD\xFE", "\xFA\xFD", "\xFF"} { // no characters of anybody's
		if _, _, err := Import(strings.NewReader(strings.Replace(cp932(t, text), "@", bad, 1)), Options{}); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestHalfACharacter: a character that a program has cut in two costs nothing but itself, and it is said where it stood.
func TestHalfACharacter(t *testing.T) {
	text := file(row(1, nil), row(2, map[int]string{colContent: "担当者から電話@", colSubject: "件名@"}), row(3, nil))
	for name, data := range map[string]string{
		"CP932":              strings.ReplaceAll(cp932(t, text), "@", "\x82"),
		"CP932, own":         strings.ReplaceAll(cp932(t, text), "@", "\xF0"),
		"CP932, and a blank": strings.ReplaceAll(cp932(t, text), "@", "\x81 "),
		"UTF-8":              strings.ReplaceAll(text, "@", "\xE3\x81"),
		"UTF-8, with a mark": strings.ReplaceAll(bom+text, "@", "\xE3"),
		"UTF-8, its end":     strings.ReplaceAll(bom+text, "@", "\x81\x82"),
	} {
		cases, report, err := Import(strings.NewReader(data), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(cases) != 3 || !strings.HasPrefix(cases[1].Content, "担当者から電話〓") || cases[1].Subject != "件名〓" {
			t.Errorf("%s: imported %+v", name, cases)
		}
		if len(report.Notes) != 2 || report.Notes[0].Row != 2 || report.Notes[0].Column != columnName(colSubject) || !strings.Contains(report.Notes[1].Why, "only a half") {
			t.Errorf("%s: notes %v", name, report.Notes)
		}
	}
	euc, err := japanese.EUCJP.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"cut off": cp932(t, text[:len(text)-1]) + "\x82", "EUC": euc, "halves": strings.ReplaceAll(cp932(t, text), "\xE3", "\x82,")[:400] + strings.Repeat("\x82,", 40)} {
		if _, _, err := Import(strings.NewReader(data), Options{}); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
