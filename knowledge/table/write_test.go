package table

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

func sample() []knowledge.Case {
	return []knowledge.Case{
		{Row: 1, Receipt: "2016-007", Kind: 1, Category: "1.053", Subject: "画面に警告", Content: "〔会社名〕から\n「電話を」と言われた, 03か", Answer: "=切断 した", Incident: []string{"ガイドブックP.20"}},
		{Row: 7, Kind: 4, Category: "9.05", Subject: "-見られている", Content: "'=引用符つき", Standard: "まず落ち着いて。", Reference: "ガイドブックP.30"},
		{Row: 12, Kind: 2, Category: "2.04", Subject: "＋全角", Content: "@印で始まる", Measures: []string{"ガイドブックP.48", "ガイドブックP.62"}},
		{Row: 13, Kind: 3, Category: "1.90", Subject: "'ただの引用符", Content: "\"二重\"引用符"},
	}
}

func fillIn(knowledge.Case) Filling {
	return Filling{Keywords: "偽の警告、電話", Standard: "=電話しない。\n次に、回線を切る。", Reference: "https://www.ipa.go.jp/", Why: []string{"古い"}}
}

func TestRoundTrip(t *testing.T) {
	for _, enc := range []Encoding{UTF8BOM, UTF8, CP932} {
		for name, fill := range map[string]Fill{"bare": nil, "filled": fillIn} {
			t.Run(string(enc)+" "+name, func(t *testing.T) {
				var b bytes.Buffer
				done, err := Write(&b, sample(), fill, enc)
				if err != nil || done.Rows != 4 || done.Lost != 0 {
					t.Fatalf("got %+v, %v, want 4 rows and nothing lost", done, err)
				}
				got, rep, err := Import(&b, Options{})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(sample(), got); diff != "" {
					t.Errorf("import of an export (-want +got):\n%s", diff)
				}
				if rep.Encoding != enc || len(rep.Masked) != 0 {
					t.Errorf("got %s, masked %v, want %s and nothing masked", rep.Encoding, rep.Masked, enc)
				}
			})
		}
	}
}

func TestWrite(t *testing.T) {
	var b bytes.Buffer
	if _, err := Write(&b, sample()[1:2], fillIn, UTF8BOM); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	want := bom + strings.Join(desk().Header, ",") + "\r\n" +
		"7,,4,09.その他,05.監視・盗聴への不安,'-見られている,''=引用符つき,,,,偽の警告、電話,,," +
		"\"まず落ち着いて。\n\n◆以下はFAQより（上の案に代えて使う。古い）\n=電話しない。\n次に、回線を切る。\",\"ガイドブックP.30\n\n◆以下はFAQより\nhttps://www.ipa.go.jp/\"\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, cell := range strings.Split(got, ",") {
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
			t.Errorf("a cell begins like a formula: %s", cell)
		}
	}
}

func TestWriteLost(t *testing.T) {
	var b bytes.Buffer
	done, err := Write(&b, []knowledge.Case{{Row: 1, Kind: 1, Category: "1.02", Subject: "絵文字😀と〜波線", Content: "普通"}, {Row: 2, Kind: 1, Category: "1.02", Subject: "普通"}}, nil, CP932)
	if err != nil || done.Lost != 2 || done.Rich != 1 {
		t.Fatalf("got %+v, %v, want 2 characters lost in 1 row", done, err)
	}
	got, _, err := Import(&b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "絵文字〓と～波線"; got[0].Subject != want {
		t.Errorf("got %q, want %q", got[0].Subject, want)
	}
}

func TestWriteErrors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cases []knowledge.Case
		enc   Encoding
		want  string
	}{
		{"category", []knowledge.Case{{Row: 3, Category: "777"}}, UTF8, `case of row 3: category "777" is not in the desk's scheme, and no two numbers such as 3.01`},
		{"encoding", nil, "EBCDIC", `encoding "EBCDIC" cannot be written: choose UTF-8 with BOM, UTF-8 or CP932`},
		{"writer", sample(), UTF8, "the table cannot be written: disk full"},
	} {
		_, err := Write(fullDisk{}, tt.cases, nil, tt.enc)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestJSONL(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSONL(&b, sample()); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != len(sample()) {
		t.Errorf("got %d lines, want %d", n, len(sample()))
	}
	got, err := ReadJSONL(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct{ data, want string }{
		{"{\"row\":1,\"category\":\"1.02\"}\n\n{\"row\":1,\"category\":\"1.02\"}", "line 3: row 1 stands in line 1 already"},
		{"{\"row\":1,\"category\":\"8.88\"}\n", `line 1: row 1 has category "8.88", which is not in the desk's scheme`},
		{"{}\n", `line 1: row 0 has category "", which is not in the desk's scheme`},
		{"row\n", "line 1: no case in JSON: invalid character 'r' looking for beginning of value"},
	} {
		if _, err := ReadJSONL(strings.NewReader(tt.data)); err == nil || err.Error() != tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// TestDeskTable imports the desk's real table, where it is at hand, and takes it through both encodings.
func TestDeskTable(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seed", "cases.csv"))
	if err != nil {
		t.Skip("the desk's own table is not beside this repository: ", err)
	}
	cases, rep, err := Import(bytes.NewReader(raw), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Read != 160 || rep.Imported != 159 || len(rep.Skipped) != 1 || rep.Skipped[0].Row != 160 || len(rep.Notes) != 1 || rep.Notes[0].Row != 48 {
		t.Errorf("got read %d, imported %d, skipped %v, notes %v", rep.Read, rep.Imported, rep.Skipped, rep.Notes)
	}
	t.Logf("%s; masked: %v", rep.Encoding, rep.Masked)
	for _, enc := range []Encoding{UTF8BOM, CP932} {
		var b bytes.Buffer
		done, err := Write(&b, cases, fillIn, enc)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := Import(&b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		diff := cmp.Diff(cases, again)
		if done.Lost == 0 && diff != "" {
			t.Errorf("%s: import of an export (-want +got):\n%s", enc, diff)
		}
		t.Logf("%s: %d characters lost in %d rows", enc, done.Lost, done.Rich)
	}
	want, err := os.ReadFile(filepath.Join("..", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		if cases[i].Receipt == "" {
			t.Errorf("row %d lost its receipt number", cases[i].Row)
		}
		cases[i].Receipt = "" // the desk's own, not for the binary
	}
	var b bytes.Buffer
	if err := WriteJSONL(&b, cases); err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Error("knowledge/cases.jsonl is not what today's rules make of the desk's table")
	}
}

// TestOwnCategories: cases in categories of a base of its own are written and read again.
func TestOwnCategories(t *testing.T) {
	want := []knowledge.Case{{Row: 1, Receipt: "T-1", Kind: 4, Category: "3.01", Subject: "源泉徴収の期限", Content: "いつまでですか"}}
	var out bytes.Buffer
	if _, err := Write(&out, want, nil, UTF8BOM); err != nil {
		t.Fatal(err)
	}
	for _, known := range []bool{true, false} {
		got, _, err := Import(bytes.NewReader(out.Bytes()), Options{Known: func(id string) bool { return known && id == "3.01" }})
		if known && (err != nil || len(got) != 1 || got[0].Category != "3.01" || got[0].Receipt != "T-1") || !known && err == nil {
			t.Errorf("known %v: %+v, %v", known, got, err)
		}
	}
	if _, err := Write(&out, []knowledge.Case{{Category: "tax"}}, nil, UTF8); err == nil {
		t.Error("a category without numbers was written")
	}
}
