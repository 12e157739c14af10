package table

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
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

// TestWideTables: UTF-16 is read with its mark and without; half a character costs nothing but itself.
func TestWideTables(t *testing.T) {
	text := file(row(1, nil), row(2, map[int]string{colContent: "一@二"}), row(3, nil))
	for name, order := range map[string]unicode.Endianness{"little": unicode.LittleEndian, "big": unicode.BigEndian} {
		for mark, policy := range map[string]unicode.BOMPolicy{"": unicode.IgnoreBOM, " with its mark": unicode.UseBOM} {
			wide := func(s string) string {
				out, err := unicode.UTF16(order, policy).NewEncoder().String(s)
				if err != nil {
					t.Fatal(err)
				}
				return out
			}
			before, after, _ := strings.Cut(text, "@")
			half := map[string]string{"little": "\x00\xD8", "big": "\xD8\x00"}[name]
			rest := strings.TrimPrefix(wide(after), wide(""))
			if policy == unicode.UseBOM {
				rest = wide(after)[2:]
			}
			for what, data := range map[string]string{"外字": wide(strings.ReplaceAll(text, "@", "\ue000")), "half a character": wide(before) + half + rest} {
				cases, report, err := Import(strings.NewReader(data), Options{})
				if err != nil || len(cases) != 3 || cases[1].Content != "一〓二" || len(report.Notes) != 1 || report.Notes[0].Column != columnName(colContent) {
					t.Errorf("%s%s, %s: %d cases, %v, %v", name, mark, what, len(cases), report.Notes, err)
				}
			}
		}
	}
	cut, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if _, _, err := Import(strings.NewReader(cut[:len(cut)-1]), Options{}); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a file that is cut off: %v", err)
	}
}

// TestBlanksBehindQuotes: what editors leave behind a cell is no fault.
func TestBlanksBehindQuotes(t *testing.T) {
	text := file(row(1, map[int]string{colContent: "一\n二"}), row(2, nil))
	spaced := strings.NewReplacer("\",", "\" \t,", "\"\r\n", "\"\u3000 \r\n", "\"\n", "\"  \n").Replace(text)
	cases, _, err := Import(strings.NewReader(spaced), Options{})
	if err != nil || len(cases) != 2 || spaced == text {
		t.Errorf("%d cases, %v", len(cases), err)
	}
}
