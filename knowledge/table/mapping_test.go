package table

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"madoguchi/knowledge"
)

const ownMapping = `
columns:
  receipt: 受付No
  date: 受付日
  category: 分野
  subject: ひとこと
  content: [ご相談の内容, 続き]
  answer: 対応
private: [お名前, 会社]
categories:
  税金: "3.01"
`

var ownCategories = []*knowledge.Category{{ID: "3.01", Name: "税"}, {ID: "4.01", Name: "労務"}, {ID: "9.01", Name: "その他"}}

// ownRows are a desk's table in its own order, with a title above and one column that nobody named.
var ownRows = [][]string{
	{"令和8年度　受付簿"},
	{"受付日", "お名前", "分野", "ひとこと", "ご相談の内容", "続き", "会社", "対応", "受付No", "メモ"},
	{"R8.4.1", "山田 太郎", "税金", "納付が遅れた", "みどり食堂の山田です。納付が、遅れました。", "どうすれば？", "みどり食堂", "山田様に説明", "A-1", "要注意"},
	{"2026/11/3", "佐藤　花子", "労務", "残業の上限", "残業の\n上限は", "", "", "", "A-2", ""},
	{"", "", "", "", "", "", "", "", "", ""},
	{"46000", "李", "４.01", "有給の日数", "担当の鈴木一郎、電話は03-1234-5678です", "", "青空", "", "A-3", ""},
	{"先週", "", "税金", "消費税", "課税", "", "", "", "A-4", ""},
}

func asText(rows [][]string, sep string) string {
	var b strings.Builder
	for _, r := range rows {
		for i, c := range r {
			if i > 0 {
				b.WriteString(sep)
			}
			if strings.ContainsAny(c, "\n\",") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			b.WriteString(c)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

func asWorkbook(t *testing.T, rows [][]string) string {
	return asWorkbookWith(t, rows, "</sheetData></worksheet>")
}

// asWorkbookWith is a workbook whose second sheet ends otherwise.
func asWorkbookWith(t *testing.T, rows [][]string, end string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var sheet, texts strings.Builder
	n := 0
	for r, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, r+1)
		for c, cell := range row {
			switch {
			case cell == "": // Excel writes no empty cells
			case cell == "46000":
				fmt.Fprintf(&sheet, `<c r="%c%d"><v>%s</v></c>`, 'A'+c, r+1, cell)
			case c%2 == 0:
				fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><r><t>%s</t></r><r><t></t></r><rPh><t>ヨミ</t></rPh></is></c>`, 'A'+c, r+1, cell)
			default:
				fmt.Fprintf(&sheet, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, r+1, n)
				fmt.Fprintf(&texts, `<si><t>%s</t></si>`, cell)
				n++
			}
		}
		sheet.WriteString(`</row>`)
	}
	const parts, office = `xmlns="http://schemas.openxmlformats.org/package/2006/`, `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	const of = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"`
	put("[Content_Types].xml", `<Types `+parts+`content-types"/>`)
	put("_rels/.rels", `<Relationships `+parts+`relationships"><Relationship Id="w" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	put("xl/workbook.xml", `<workbook `+of+`><sheets><sheet name="表紙" sheetId="1" r:id="a"/><sheet name="受付簿" sheetId="2" r:id="b"/></sheets></workbook>`)
	put("xl/_rels/workbook.xml.rels", `<Relationships `+parts+`relationships"><Relationship Id="a" Type="`+office+`/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="`+office+`/worksheet" Target="/xl/worksheets/sheet2.xml"/></Relationships>`)
	put("xl/worksheets/sheet1.xml", `<worksheet `+of+`><sheetData/></worksheet>`)
	put("xl/worksheets/sheet2.xml", `<worksheet `+of+`><sheetData>`+sheet.String()+end)
	put("xl/sharedStrings.xml", `<sst `+of+`>`+texts.String()+`</sst>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func imported(t *testing.T, mapping, data string) ([]knowledge.Case, Report, error) {
	t.Helper()
	m, err := ReadMapping([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	return ImportMapped(strings.NewReader(data), m, ownCategories, Options{})
}

// TestOwnTable: a desk's table is read as it is, in every form in which it is saved, and comes to the
// same cases.
func TestOwnTable(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(asText(ownRows, ","))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(asText(ownRows, "\t"))
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for _, tt := range []struct {
		name, mapping, data string
		enc                 Encoding
	}{
		{"UTF-8", ownMapping, asText(ownRows, ","), UTF8},
		{"CP932", ownMapping, sjis, CP932},
		{"UTF-16 with tabs", ownMapping, utf16, UTF16},
		{"a workbook", "sheet: 受付簿" + ownMapping, asWorkbook(t, ownRows), Workbook},
	} {
		cases, report, err := imported(t, tt.mapping, tt.data)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if report.Encoding != tt.enc || len(cases) != 4 || report.Imported != 4 {
			t.Errorf("%s: %s, %d cases", tt.name, report.Encoding, len(cases))
		}
		got, err := json.Marshal(cases)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		} else if !bytes.Equal(first, got) {
			t.Errorf("%s comes to other cases:\n%s\n%s", tt.name, got, first)
		}
		var notes []string
		for _, n := range report.Notes {
			notes = append(notes, n.String())
		}
		if all := strings.Join(notes, "\n"); !strings.Contains(all, "メモ") || !strings.Contains(all, "no date") {
			t.Errorf("%s: the notes are %q", tt.name, all)
		}
	}
	var cases []knowledge.Case
	if err := json.Unmarshal(first, &cases); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ receipt, month, category, subject string }{
		{"A-1", "2026-04", "3.01", "納付が遅れた"}, {"A-2", "2026-11", "4.01", "残業の上限"}, {"A-3", "2025-12", "4.01", "有給の日数"}, {"A-4", "", "3.01", "消費税"},
	} {
		if c := cases[i]; c.Receipt != want.receipt || c.Month != want.month || c.Category != want.category || c.Subject != want.subject {
			t.Errorf("%+v, want %+v", c, want)
		}
	}
	for _, secret := range []string{"山田", "みどり食堂", "鈴木", "03-1234", "要注意"} {
		if bytes.Contains(first, []byte(secret)) {
			t.Errorf("%q was kept: %s", secret, first)
		}
	}
	if !strings.Contains(cases[0].Content, "どうすれば") {
		t.Errorf("the second column of the story is lost: %q", cases[0].Content)
	}
}

// TestMappingFaults: what does not fit is named in one line, with how to mend it.
func TestMappingFaults(t *testing.T) {
	rows := func(change func([][]string)) string {
		var out [][]string
		for _, r := range ownRows {
			out = append(out, append([]string(nil), r...))
		}
		change(out)
		return asText(out, ",")
	}
	for name, tt := range map[string]struct {
		data string
		want []string
	}{
		"a column that is not there": {rows(func(r [][]string) { r[1][3] = "件名" }), []string{"line 2", "ひとこと"}},
		"categories without a home":  {rows(func(r [][]string) { r[2][2], r[3][2], r[6][2] = "補助金", "補助金", "年金" }), []string{`"補助金" (2 rows)`, `"年金" (1 rows)`, `"*"`}},
		"a receipt number twice":     {rows(func(r [][]string) { r[3][8] = "A-1" }), []string{"A-1", "used before"}},
		"nothing":                    {"", []string{"empty"}},
		"a sheet that is not there":  {asWorkbook(t, ownRows), []string{"header row"}},
	} {
		_, _, err := imported(t, ownMapping, tt.data)
		if err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range tt.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v, want %q in it", name, err, w)
			}
		}
	}
	for text, want := range map[string]string{
		"colums: {subject: a}":                         "colums",
		"columns: {category: a}":                       "subject",
		"columns: {subject: a}":                        "category",
		"columns: {subject: {a: b}, category: c}":      "header",
		"columns: {subject: a}\ncategories: {x: 3.01}": "",
	} {
		if _, err := ReadMapping([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	m, err := ReadMapping([]byte("columns: {subject: ひとこと}\ncategories: {\"*\": \"7.7\"}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ImportMapped(strings.NewReader(asText(ownRows, ",")), m, ownCategories, Options{}); err == nil || !strings.Contains(err.Error(), "7.7") {
		t.Errorf("a category that the base does not have: %v", err)
	}
	if _, _, err := imported(t, "sheet: なし"+ownMapping, asWorkbook(t, ownRows)); err == nil || !strings.Contains(err.Error(), "表紙") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

// TestWorkbookFaults: a workbook that cannot be read to its end is no table; what is too large or too
// wide is none either.
func TestWorkbookFaults(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	if _, err := z.CreateRaw(&zip.FileHeader{Name: "xl/workbook.xml", UncompressedSize64: maxUnpacked + 1}); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ data, want string }{
		"cut off":            {asWorkbookWith(t, ownRows, `<row r="8"><c r="A8"><v>1</v></c></row>`), "save it again in Excel"},
		"damaged":            {asWorkbookWith(t, ownRows, `<row r="8"><c r="A8"><v>1</w></c></row></sheetData></worksheet>`), "save it again in Excel"},
		"far to the right":   {asWorkbookWith(t, ownRows[:1], `<row r="2"><c r="XX2"><v>1</v></c></row></sheetData></worksheet>`), "far on the right"},
		"a bomb":             {bomb.String(), "a case table is never that large"},
		"not one of Excel's": {"PK\x03\x04xxxx", "not a CSV"},
	} {
		_, _, err := imported(t, "sheet: 受付簿"+ownMapping, tt.data)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestMonths: dates as desks write them.
func TestMonths(t *testing.T) {
	for cell, want := range map[string]string{
		"2026/4/1": "2026-04", "2026-04-01": "2026-04", "２０２６年４月１日": "2026-04", "R8.4.1": "2026-04", "令和8年4月1日": "2026-04", "令和元年5月1日": "2019-05",
		"H31.4.30": "2019-04", "r8/12/31": "2026-12", "20260401": "2026-04", "46113": "2026-04", "46113.5": "2026-04", "2026/4/1 10:30": "2026-04",
		"先週": "", "4/1": "", "2026/13/1": "", "": "", "12345": "",
	} {
		if got := monthOf(cell); got != want {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
}

// TestPlacesOfAnOwnTable: what is said of a cell names it as the table does.
func TestPlacesOfAnOwnTable(t *testing.T) {
	m, err := ReadMapping([]byte("columns: {date: 日付, kind: 種別, content: [相談, 続き], answer: 回答}\ncategories: {\"*\": \"3.01\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	read := func(rows string) (Report, error) {
		_, report, err := ImportMapped(strings.NewReader("受付簿,,,,\n種別,相談,続き,回答,日付\n"+rows), m, ownCategories, Options{})
		return report, err
	}
	for rows, says := range map[string]string{
		"4,\"相談\"です,続き,回答,\n":   `line 3, column "相談"`,
		"4,相談,続\"き,回答,\n":       `line 3, column "続き"`,
		"4,相談,続き,\"回答,\n":       `line 3, column "回答"`,
		"4,相談,続き,回答,,,\"余\"り\n": `line 3, column "7"`,
		"9,相談,続き,回答,\n":         `line 3, column "種別"`,
	} {
		if _, err := read(rows); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want one with %s", rows, err, says)
		}
	}
	report, err := read("4,相談\ue000,続き,回答\ue001,\n4,相談,続き,####,\n")
	if err != nil || len(report.Notes) != 3 || report.Notes[0].Column != "相談 + 続き" || report.Notes[1].Column != "回答" || report.Notes[2].Column != "回答" {
		t.Errorf("%v, %v", report.Notes, err)
	}
}
