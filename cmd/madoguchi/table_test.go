package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/table"
)

// goodCases are the desk's table as the tests have it.
var goodCases = []knowledge.Case{
	{Row: 1, Kind: 1, Category: "1.053", Subject: "画面に警告が出た", Content: "「ウイルスに感染」と出て、\n番号が書いてあった。", Answer: "電話をしないように伝えた。", Incident: []string{"p.32", "p.33"}},
	{Row: 2, Kind: 2, Category: "1.02", Subject: "迷惑メール", Content: "毎日\"請求書\"というメールが来る, 大変だ", Answer: "開かずに消す。", Standard: "開かないでください。"},
	{Row: 3, Kind: 5, Category: "9.02", Subject: "=セミナーの依頼", Content: "社員向けに話をしてほしい〜", Answer: "担当に取り次いだ。", Measures: []string{"p.90"}},
}

func tableOf(t *testing.T, encoding table.Encoding) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := table.Write(&b, goodCases, nil, encoding); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func goodTable(t *testing.T) string { return file(t, "good.csv", tableOf(t, table.UTF8)) }

// storeIn names a store in a folder that does not exist yet.
func storeIn(t *testing.T) (flag, path string) {
	path = filepath.Join(t.TempDir(), "data", "madoguchi.db")
	return "--store=bolt:" + path, path
}

// TestImportRefuses: a table with a fault is refused in one line that names the place, and what was stored stays.
func TestImportRefuses(t *testing.T) {
	store, path := storeIn(t)
	call("", nil, "import", store, goodTable(t)).want(t, 0)
	before := string(contents(t, path))
	good := string(tableOf(t, table.UTF8))
	header, _, _ := strings.Cut(good, "\r\n")
	row := func(number, receipt, category string) string {
		return number + "," + receipt + ",1,01.個別サイバーセキュリティ事象の相談【Mission１】," + category + ",件名,内容,,回答,,,,,,\r\n"
	}
	const spam = "02.迷惑メール・スパムメール"
	sjis := string(tableOf(t, table.CP932))
	for _, tt := range []struct {
		name, content string
		words         []string
	}{
		{"wrong header", strings.Replace(good, "件名", "題名", 1), []string{"header row", "line 1", "column 6", "題名", "件名"}},
		{"column missing", strings.Replace(good, ",受理番号", "", 1), []string{"header row", "line 1", "受理番号"}},
		{"no header", strings.TrimPrefix(good, header+"\r\n"), []string{"header row", "line 1"}},
		{"header alone without its end", strings.Join(strings.Split(header, ",")[:9], ","), []string{"header row", "missing"}},
		{"row too short", good + "9,9,1\r\n", []string{"row 9", "3 cells"}},
		{"row too long", good + strings.TrimSuffix(row("9", "9", spam), "\r\n") + ",x,y\r\n", []string{"row 9", "17 cells"}},
		{"unclosed quotation mark", good + `9,9,1,"01.個別`, []string{"row 9", "never closed"}},
		{"text behind a quotation mark", good + `9,"9"x,1` + "\r\n", []string{"row 9", "受理番号", "quotation mark"}},
		{"receipt number twice", good + row("9", "77", spam) + row("10", "77", spam), []string{"row 10", "受理番号", "77", "row 9"}},
		{"row number twice", good + row("9", "77", spam) + row("9", "78", spam), []string{"row 9", "used before"}},
		{"no row number", good + row("x", "77", spam), []string{"x", "row number"}},
		{"unknown category", good + row("9", "77", "99.宇宙人"), []string{"row 9", "99.宇宙人"}},
		{"empty", "", []string{"empty"}},
		{"byte order mark alone", "\uFEFF", []string{"empty"}},
		{"white space alone", " \r\n\r\n", []string{"empty"}},
		{"picture", png, []string{"PNG", "CSV"}},
		{"workbook", "PK\x03\x04" + strings.Repeat("x", 100), []string{"Excel", "CSV"}},
		{"UTF-16", "\xff\xfe,\x00", []string{"header row"}},
		{"bytes of no encoding", good + "\xff\xfe\xfd", []string{"line"}},
		{"CP932 cut off within a character", sjis[:len(sjis)-5] + "\x82", []string{"line"}},
		{"zero bytes", good + "\x00\x00", []string{"binary"}},
		{"semicolons", strings.ReplaceAll(good, ",", ";"), []string{"header row", "line 1"}},
		{"a page of HTML", "<!DOCTYPE html>\n<html><body>お探しのページはありません</body></html>", []string{"header row"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bad := file(t, "bad.csv", []byte(tt.content))
			call("", nil, "import", store, bad).refused(t, 1, append(tt.words, bad, "nothing was imported")...)
			if string(contents(t, path)) != before {
				t.Error("the store was changed")
			}
		})
	}
	t.Run("over the limit", func(t *testing.T) {
		bad := file(t, "bad.csv", nil)
		if err := os.Truncate(bad, table.DefaultLimit+1); err != nil { // takes no room on the disk
			t.Fatal(err)
		}
		call("", nil, "import", store, bad).refused(t, 1, bad, "larger than")
		if string(contents(t, path)) != before {
			t.Error("the store was changed")
		}
	})
	t.Run("no store yet", func(t *testing.T) {
		store, path := storeIn(t)
		call("", nil, "import", store, file(t, "bad.csv", nil)).refused(t, 1)
		if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
			t.Error("a refused table made a store")
		}
	})
}

// TestImportAndExport takes the table through a store and back, in every form.
func TestImportAndExport(t *testing.T) {
	store, _ := storeIn(t)
	r := call("", nil, "import", store, goodTable(t))
	r.want(t, 0)
	for _, w := range []string{"UTF-8", "read       3 rows", "imported   3 cases"} {
		if !strings.Contains(r.out, w) {
			t.Errorf("the report lacks %q:\n%s", w, r.out)
		}
	}
	want := export(t, store)
	if diff := cmp.Diff(goodCases, want); diff != "" {
		t.Errorf("what was imported is not what is exported:\n%s", diff)
	}
	for name, flags := range map[string][]string{"UTF-8": nil, "desk": {"--format", "desk"}, "CP932": {"--encoding", "cp932"}} {
		t.Run(name, func(t *testing.T) {
			out := call("", nil, append([]string{"export", store}, flags...)...)
			out.want(t, 0)
			if len(lines(t, out.err)) != 1 || !strings.HasPrefix(out.err, "3 rows written") {
				t.Errorf("standard error: %q", out.err)
			}
			text := strings.TrimPrefix(out.out, "\uFEFF")
			if name == "CP932" {
				decoded, err := japanese.ShiftJIS.NewDecoder().String(out.out)
				if err != nil {
					t.Fatal(err)
				}
				text = decoded
			} else if text == out.out {
				t.Error("without a byte order mark Excel takes UTF-8 for CP932")
			}
			if !strings.HasPrefix(text, ",受理番号,") || !strings.Contains(text, "画面に警告が出た") {
				t.Errorf("not the desk's table: %.200s", text)
			}
			again, _ := storeIn(t)
			call("", nil, "import", again, file(t, "again.csv", []byte(out.out))).want(t, 0)
			got := export(t, again)
			if name == "CP932" { // 〜 has a twin there
				got[2].Content = strings.ReplaceAll(got[2].Content, "～", "〜")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the import of an export is another table:\n%s", diff)
			}
		})
	}
	// A second table takes the first one's place.
	call("", nil, "import", "--replace", store, file(t, "one.csv", []byte(strings.Join(strings.SplitAfter(string(tableOf(t, table.UTF8)), "\r\n")[:2], "")))).want(t, 0)
	if got := export(t, store); len(got) != 1 {
		t.Errorf("%d cases after importing one", len(got))
	}
}

// export is what a store holds.
func export(t *testing.T, store string) []knowledge.Case {
	t.Helper()
	r := call("", nil, "export", store, "--format", "jsonl")
	r.want(t, 0)
	if r.err != "" {
		t.Errorf("standard error: %q", r.err)
	}
	for _, line := range lines(t, r.out) {
		if !json.Valid([]byte(line)) {
			t.Fatalf("not JSON: %s", line)
		}
	}
	cases, err := table.ReadJSONL(strings.NewReader(r.out))
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// TestExportWithoutStore gives what the binary carries, and makes nothing.
func TestExportWithoutStore(t *testing.T) {
	store, path := storeIn(t)
	carried, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(carried.Cases, export(t, store)); diff != "" {
		t.Errorf("not the cases of the binary:\n%s", diff)
	}
	filled := call("", nil, "export", store)
	filled.want(t, 0)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(filled.out, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	answered := 0
	for _, r := range rows[1:] {
		words := strings.Split(r[10], "、")
		if r[10] == "" || len(words) > 8 {
			t.Errorf("row %s has the search words %q", r[0], r[10])
		}
		_, added, ok := strings.Cut(r[13], "◆以下はFAQより")
		if n := utf8.RuneCountInString(added); n > 1000 {
			t.Errorf("the standard answer of row %s has %d characters", r[0], n)
		}
		if ok && r[14] != "" {
			answered++
		}
	}
	if len(rows)-1 != len(carried.Cases) || answered < len(carried.Cases)*95/100 {
		t.Errorf("%d of %d cases are answered", answered, len(rows)-1)
	}
	call("", nil, "kb", "list", store).want(t, 0)
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Error("reading made a store")
	}
}

func TestShowIsStable(t *testing.T) {
	store, _ := storeIn(t)
	first := call("", nil, "kb", "show", store, "support-scam")
	first.want(t, 0)
	for range 5 {
		if again := call("", nil, "kb", "show", store, "support-scam"); again.out != first.out {
			t.Fatal("the same entry is shown in another order")
		}
	}
}
