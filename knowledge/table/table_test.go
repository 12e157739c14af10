package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// row gives one line of a made-up table; edits replace cells by column.
func row(n int, edits map[int]string) string {
	cells := []string{
		fmt.Sprint(n), fmt.Sprint(n + 100), "1", "01.個別サイバーセキュリティ事象の相談【Mission１】", "053.アドウェアによる詐欺",
		"画面に警告", "ＰＣの画面に警告が出た。", "社内用の備考", "電話しないように伝えた。", "処置の備考", "", "ガイドブックP.20", "ガイドブックP.48\nガイドブックP.62", "", "",
	}
	for i, v := range edits {
		cells[i] = v
	}
	return line(cells)
}

func file(rows ...string) string { return line(desk().Header) + strings.Join(rows, "") }

func cp932(t *testing.T, s string) string {
	t.Helper()
	b, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestImport(t *testing.T) {
	text := file(
		row(1, nil),
		row(2, map[int]string{colReceipt: "令和6第12号", colKind: "４", colMajor: "09.その他", colMinor: "05.電波系", colContent: "1行目\n2行目 \"引用\", 読点", colAnswer: "################"}),
		row(3, map[int]string{colReceipt: "窓口に来た方", colMajor: "02.全般的なサイバーセキュリティ対策の相談", colMinor: "04．情報漏えい全般", colContent: "株式会社みずたまり技研から電話 ０３ー４５６７ー８９０１", colMeasures: ""}),
		"160"+strings.Repeat(",", columns-1)+"\r\n",
	)
	want := []knowledge.Case{
		{Row: 1, Receipt: "101", Kind: 1, Category: "1.053", Subject: "画面に警告", Content: "ＰＣの画面に警告が出た。", Answer: "電話しないように伝えた。", Incident: []string{"ガイドブックP.20"}, Measures: []string{"ガイドブックP.48", "ガイドブックP.62"}},
		{Row: 2, Receipt: "令和6第12号", Kind: 4, Category: "9.05", Subject: "画面に警告", Content: "1行目\n2行目 \"引用\", 読点", Incident: []string{"ガイドブックP.20"}, Measures: []string{"ガイドブックP.48", "ガイドブックP.62"}},
		{Row: 3, Kind: 1, Category: "2.04", Subject: "画面に警告", Content: "〔会社名〕から電話 〔電話番号〕", Answer: "電話しないように伝えた。", Incident: []string{"ガイドブックP.20"}},
	}
	for _, tt := range []struct {
		name, data string
		enc        Encoding
	}{
		{"utf-8", text, UTF8},
		{"utf-8 with bom", bom + text, UTF8BOM},
		{"cp932", cp932(t, text), CP932},
		{"lf only", strings.ReplaceAll(text, "\r\n", "\n"), UTF8},
		{"header in other widths and blanks", strings.Replace(text, "相談種別ID", " 相談種別ＩＤ\u3000", 1), UTF8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, rep, err := Import(strings.NewReader(tt.data), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("cases (-want +got):\n%s", diff)
			}
			if rep.Encoding != tt.enc || rep.Read != 4 || rep.Imported != 3 {
				t.Errorf("got %q read %d imported %d, want %q 4 3", rep.Encoding, rep.Read, rep.Imported, tt.enc)
			}
			if len(rep.Skipped) != 1 || rep.Skipped[0].Row != 160 || rep.Skipped[0].Why != "the row is empty" {
				t.Errorf("skipped: got %v, want row 160, empty", rep.Skipped)
			}
			if len(rep.Notes) != 1 || rep.Notes[0].Row != 2 || rep.Notes[0].Column != "対応状況" {
				t.Errorf("notes: got %v, want the overflow of row 2", rep.Notes)
			}
			if rep.Masked[mask.Company] != 1 || rep.Masked[mask.Phone] != 1 {
				t.Errorf("masked: got %v, want one company, one telephone number", rep.Masked)
			}
		})
	}
}

func TestImportErrors(t *testing.T) {
	head := line(desk().Header)
	short := strings.Join(desk().Header[:13], ",") + "\r\n"
	unclosed := head + row(1, nil) + strings.Replace(row(2, nil), "ＰＣの画面に警告が出た。", `"ＰＣの画面に`, 1) + row(3, nil)
	for _, tt := range []struct{ name, data, want string }{
		{"empty", "", "the file is empty: export the case table again and import that file"},
		{"only a byte order mark", bom, "the file is empty: export the case table again and import that file"},
		{"wrong header", "id,name\r\n1,x\r\n", `header row, line 1: column 1 is "id" where the desk's table has "": put the desk's header row back, or choose another file`},
		{"no header", row(1, nil), `header row, line 1: column 1 is "1" where the desk's table has "": put the desk's header row back, or choose another file`},
		{"missing columns", short, `header row, line 1: column 14 ("【FAQ用】標準回答（案）") and what follows it are missing: the desk's table has 15 columns, this file 13; export it again with all columns`},
		{"column too many", strings.TrimSpace(head) + ",メモ\r\n", `header row, line 1: column 16 ("メモ") is one too many: the desk's table has 15 columns; take it out`},
		{"short row", head + row(1, nil) + "2,102,1\r\n", `row 2, line 4: the row has 3 cells, the header 15; it ends before column "【相談内容分類：ガイドブックmission1に準拠して】": check the commas and quotation marks of this row, or save the table again from Excel`},
		{"long row", head + strings.TrimRight(row(1, nil), "\r\n") + ",x\r\n", `row 1, line 2: the row has 16 cells, the header 15; it goes on after column "【FAQ用】対策のための参考資料・サイト（ここからセキュリティ等を参照）": check the commas and quotation marks of this row, or save the table again from Excel`},
		{"unclosed quote", unclosed, `row 2, line 4, column "相談内容": text follows the closing quotation mark of a cell: double the mark if it belongs to the text, or put a comma behind it`},
		{"unclosed quote at the end", head + strings.Replace(row(1, map[int]string{colMeasures: ""}), "処置の備考", `"処置の備考`, 1), `row 1, line 2, column "処置備考": the quotation mark that opens this cell is never closed: close it, or save the table again from Excel`},
		{"stray quote", head + strings.Replace(row(1, nil), "画面に警告,", `画面に"警告,`, 1), `row 1, line 2, column "件名": a quotation mark stands inside a cell that is not quoted: write the cell as "…" with every inner mark doubled, or save the table again from Excel`},
		{"duplicate receipt", head + row(1, nil) + row(2, map[int]string{colReceipt: "１０１"}), `row 2, line 4, column "受理番号": the receipt number １０１ was used before, in row 1, line 2: correct one of the two`},
		{"duplicate row number", head + row(1, nil) + row(1, nil), `row 1, line 4, column "行番号": the row number 1 was used before, in line 2: give each row its own number`},
		{"no row number", head + row(1, map[int]string{colRow: "A"}), `line 2, column "行番号": "A" is no row number: number the rows 1, 2, 3 …`},
		{"unknown category", head + row(1, map[int]string{colMinor: "077.新しい分類"}), `row 1, line 2, column "相談内容分類（小分類）": "077.新しい分類" under "01.個別サイバーセキュリティ事象の相談【Mis…" is no category of the desk's scheme: choose one whose number the scheme has`},
		{"unknown kind", head + row(1, map[int]string{colKind: "6"}), `row 1, line 2, column "相談種別ID": "6" is not a number from 1 to 5: put the kind of the consultation there`},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00", `the file is a PNG picture, not a CSV: open it in Excel and save it as "CSV UTF-8 (comma delimited)"`},
		{"jpeg", "\xff\xd8\xff\xe0\x00", `the file is a JPEG picture, not a CSV: open it in Excel and save it as "CSV UTF-8 (comma delimited)"`},
		{"workbook", "PK\x03\x04xxxx", `the file is an Excel workbook or a ZIP archive, not a CSV: open it in Excel and save it as "CSV UTF-8 (comma delimited)"`},
		{"utf-16 that is another table", "\xff\xfe,\x00", `header row, line 1: column 2 is "" where the desk's table has "受理番号": put the desk's header row back, or choose another file`},
		{"binary", "abc\ndef\x00ghi", `the file is binary (a zero byte in line 2), not a CSV: open it in Excel and save it as "CSV UTF-8 (comma delimited)"`},
		{"neither encoding", head + "1,\xff\xfe\xfd\r\n", ""},
		{"no utf-8 behind a bom", bom + head + "1,\xff\x81,\r\n", `line 2: the file says that it is UTF-8, but these bytes are not: open it in Excel and save it as "CSV UTF-8 (comma delimited)"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Import(strings.NewReader(tt.data), Options{})
			if err == nil {
				t.Fatal("got no error")
			}
			got := err.Error()
			if strings.Contains(got, "\n") {
				t.Errorf("more than one line: %s", got)
			}
			if tt.want == "" {
				if !strings.Contains(got, "the text is neither UTF-8 nor CP932") {
					t.Errorf("got %s", got)
				}
			} else if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// endless gives zeros for ever and counts what was taken.
type endless struct{ taken int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.taken += int64(len(p))
	return len(p), nil
}

func TestReadLimit(t *testing.T) {
	src := &endless{}
	_, err := Read(src, Options{})
	want := "the file is larger than 64 MiB: a case table is never that large; check that it is the right file, or split it"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if src.taken > DefaultLimit+1<<20 {
		t.Errorf("read %d bytes of an endless file", src.taken)
	}
	if _, err := Read(strings.NewReader(file(row(1, nil))), Options{Limit: 100}); err == nil || !strings.HasPrefix(err.Error(), "the file is larger than 100 bytes") {
		t.Errorf("got %v, want the limit", err)
	}
	if _, err := Read(io.MultiReader(strings.NewReader("a"), badReader{}), Options{}); err == nil || err.Error() != "the file cannot be read: disk gone" {
		t.Errorf("got %v, want the reader's error", err)
	}
}

type badReader struct{}

func (badReader) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

func TestScheme(t *testing.T) {
	for _, tt := range []struct{ major, minor, want string }{
		{"01.個別サイバーセキュリティ事象の相談【Mission１】", "053.アドウェアによる詐欺", "1.053"},
		{"01.個別", "08.集中アクセス（DoS攻撃等）によるサービス停止", "1.08"},
		{"02.全般", "04．情報漏えい全般", "2.04"},
		{"０２．全般", "０１３．技術的対策", "2.013"},
		{"09.その他", "05.電波系", "9.05"},
		{"09.その他", "監視", "9."},
	} {
		if got := category(tt.major, tt.minor); got != tt.want {
			t.Errorf("category(%q, %q): got %q, want %q", tt.major, tt.minor, got, tt.want)
		}
	}
	for id := range desk().Minors {
		major, minor, ok := labels(id)
		if got := category(major, minor); !ok || got != id {
			t.Errorf("the labels of %s read back as %s", id, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(file(row(1, nil), row(2, nil))))
	f.Add([]byte(bom + file(row(1, map[int]string{colContent: "a\n\"b\""}))))
	f.Add([]byte("\x83\x41,\x22\r\n"))
	f.Add([]byte(file("160" + strings.Repeat(",", columns-1) + "\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, rep, err := Import(bytes.NewReader(data), Options{Limit: 1 << 20})
		if err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") || err.Error() == "" {
				t.Errorf("not one line: %q", err)
			}
			return
		}
		if rep.Imported != len(cases) || rep.Read != len(cases)+len(rep.Skipped) {
			t.Errorf("the report does not add up: %+v, %d cases", rep, len(cases))
		}
	})
}
