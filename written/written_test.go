package written

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml/lexer"
	"golang.org/x/text/encoding/japanese"
	utf "golang.org/x/text/encoding/unicode"
)

func encoded(t *testing.T, s, as string) []byte {
	t.Helper()
	var out string
	var err error
	switch as {
	case "utf-8":
		return []byte(s)
	case "bom":
		return []byte("\uFEFF" + s)
	case "utf-16le":
		out, err = utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder().String(s)
	case "utf-16be":
		out, err = utf.UTF16(utf.BigEndian, utf.UseBOM).NewEncoder().String(s)
	case "utf-16le, no mark":
		out, err = utf.UTF16(utf.LittleEndian, utf.IgnoreBOM).NewEncoder().String(s)
	case "utf-16be, no mark":
		out, err = utf.UTF16(utf.BigEndian, utf.IgnoreBOM).NewEncoder().String(s)
	case "cp932":
		out, err = japanese.ShiftJIS.NewEncoder().String(s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

var programs = []string{"utf-8", "bom", "utf-16le", "utf-16be", "utf-16le, no mark", "utf-16be, no mark", "cp932"}

func TestText(t *testing.T) {
	for _, as := range programs {
		got, err := Text(encoded(t, "1行目\r\n髙橋①\r二\n", as))
		if err != nil || string(got) != "1行目\n髙橋①\n二\n" {
			t.Errorf("%s: %q, %v", as, got, err)
		}
	}
	for _, bad := range []string{"a\x00b", "\xff\xff\xff", "\x81", "あ\xff"} {
		if got, err := Text([]byte(bad)); err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
}

// TestTextIsRefused: what would become other words is refused with its place.
func TestTextIsRefused(t *testing.T) {
	half := "一行目です。\nここは二行目\xe3\x81です。\n"
	wide := func(s string) string { return string(encoded(t, s, "utf-16le")) }
	sjis := func(s string) string { return string(encoded(t, s, "cp932")) }
	for name, tt := range map[string]struct{ data, says string }{
		"half a character in UTF-8":  {half, "line 2, column 7: half"},
		"a character of one office":  {sjis("一\n名前は") + "\xf0\x40" + sjis("田です"), "line 2, column 4: a character that only"},
		"the last of them":           {sjis("一\n") + "\xf9\xfc", "line 2, column 1: a character that only"},
		"neither":                    {sjis("一\n二") + "\x85\x20", "line 2, column 2 is neither"},
		"half a character in UTF-16": {wide("一\n二三") + "\x00\xd8" + wide("四")[2:], "line 2, column 3"},
		"cut off in UTF-16":          {wide("一\n二三")[:9], "line 2, column 2"},
		"UTF-32":                     {"\xff\xfe\x00\x00a\x00\x00\x00", "line 1, column 1"},
		"zero bytes on both sides":   {"a\x00\x00b", "a zero byte"},
		"a zero byte in other text":  {strings.Repeat("ab", 40) + "\x00c", "a zero byte"},
	} {
		if got, err := Text([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for text, says := range map[string]string{"phone: a\nlast: 田\ue000です\n": "[2:8] a character that only", "last: \"\U000F0001\"": "[1:8] a character that only", "last: か\ufffd": "[1:8] a character that a program"} {
		if err := Decode([]byte(text), &sheet{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
		if err := Reread([]byte(text), &sheet{}); err != nil {
			t.Errorf("%q was in force, and is not read any more: %v", text, err)
		}
	}
}

func TestSecret(t *testing.T) {
	for _, as := range programs {
		for _, around := range []string{"%", "%\r\n", " %\t\r\n\r\n", "\u3000%"} {
			got, err := Secret(encoded(t, strings.ReplaceAll(around, "%", "c0ffee"), as))
			if err != nil || got != "c0ffee" {
				t.Errorf("%s, %q: %q, %v", as, around, got, err)
			}
		}
	}
	for _, bad := range []string{"one\ntwo", "one two", "one\u200btwo", "一　二"} {
		got, err := Secret([]byte(bad))
		if err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		} else if strings.Contains(err.Error(), "two") || strings.Contains(err.Error(), "\n") {
			t.Errorf("the error holds the secret, or two lines: %v", err)
		}
	}
	if got, err := Secret([]byte("\uFEFF \r\n")); err != nil || got != "" {
		t.Errorf("an empty file: %q, %v", got, err)
	}
}

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{"０９：００": "09:00", " mon-fri\t": "mon-fri", "２０２７－０８－１３": "2027-08-13", "１２７．０．０．１：８０８０\u3000": "127.0.0.1:8080", "\u200eAsia/Tokyo\u200f": "Asia/Tokyo"} {
		if got := Tidy(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}

type day struct{ time.Time }

func (d *day) UnmarshalText(b []byte) (err error) {
	d.Time, err = time.Parse(time.DateOnly, string(b))
	return err
}

type line struct {
	Text string `yaml:"text"`
}

func (l *line) UnmarshalYAML(unmarshal func(any) error) error {
	if unmarshal(&l.Text) == nil {
		return nil
	}
	type plain line
	return unmarshal((*plain)(l))
}

type sheet struct {
	Phone string            `yaml:"phone"`
	Count int               `yaml:"count"`
	On    day               `yaml:"on"`
	Lines []line            `yaml:"lines"`
	Names []string          `yaml:"names"`
	By    map[string]string `yaml:"by"`
	Inner *sheet            `yaml:"inner"`
	Last  string            `yaml:"last"`
}

func TestDecodeKeepsTexts(t *testing.T) {
	for _, bad := range []string{
		"phone: 0120007110", "phone: 0120_007_110", "phone: +81312345678", "phone: 1.50", "phone: 0x10", "phone: true", "phone: .inf", "phone: !!str 012",
		"phone: &n 012\nlast: *n", "count: &n 12\nlast: *n", "names: [110]", "names:\n  - 12\n", "by: {a: 3}", "by: {110: a}", "lines: [12]", "lines: [{text: 12}]",
		"inner: {phone: 012}", "inner: {inner: {names: [1]}}", "on: 20250415",
	} {
		var s sheet
		err := Decode([]byte(bad), &s)
		if at := (*Error)(nil); !errors.As(err, &at) || at.Line < 1 || !strings.Contains(at.Message, "quotation marks") {
			t.Errorf("%q: %v, read as %+v", bad, err, s)
		}
	}
	for _, good := range []string{`phone: "0120007110"`, "phone: 03-1234-5678", "phone:", "phone: ~", "count: 12", "on: 2025-04-15", "names: [一, \"2\"]", "lines: [一, {text: 二}]", "by: {a: はい, \"110\": 警察}", "phone: |\n  012\n", "last: no", "", "# nothing\n", "---\nphone: a\n", "---\n"} {
		var s sheet
		if err := Decode([]byte(good), &s); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for bad, says := range map[string]string{"phone: a\n---\nlast: b\n": "second document", "fone: a": "unknown field", "phone: a\nphone: b": "already defined", "phone: [": ""} {
		err := Decode([]byte(bad), &sheet{})
		if at := (*Error)(nil); !errors.As(err, &at) || !strings.Contains(err.Error(), says) || at.Unknown != (says == "unknown field") {
			t.Errorf("%q: %v, want one with %q", bad, err, says)
		}
	}
}

// TestReread: what an earlier program took is taken.
func TestReread(t *testing.T) {
	for in, want := range map[string]sheet{
		"phone: a\n---\nphone: b\n": {Phone: "a"},
		"phone: 110\n":              {Phone: "110"},
		"# nothing\n":               {},
	} {
		var s sheet
		if err := Reread([]byte(in), &s); err != nil || s.Phone != want.Phone {
			t.Errorf("%q: %+v, %v", in, s, err)
		}
	}
	if err := Reread([]byte("fone: a"), &sheet{}); err == nil {
		t.Error("an unknown field is taken")
	}
}

func TestDecodeAnyProgram(t *testing.T) {
	for _, as := range programs {
		var s sheet
		if err := Decode(encoded(t, "phone: 電話\r\nlast: |\r\n  一\r\n  二\r\n", as), &s); err != nil || s.Phone != "電話" || s.Last != "一\n二\n" {
			t.Errorf("%s: %+v, %v", as, s, err)
		}
	}
}

func TestLabel(t *testing.T) {
	for in, want := range map[string]string{
		"佐藤": "佐藤", "佐藤\n受付番号：9999": "佐藤 受付番号：9999", "\u202E伽羅\u202C": "伽羅", "a\u2066b\u2069": "ab", "\u200e 田中\u200b ": "田中", "一\r\n二\u2028三\u2029四\t五": "一 二 三 四 五",
		"👨\u200d👩": "👨\u200d👩", "a\x00\x1b[31mb": "a[31mb", "\ufeff": "", " \n ": "", "\xff": "�",
	} {
		if got := Label(in); got != want {
			t.Errorf("%q → %q, want %q", in, got, want)
		}
	}
}

// TestCut: a text that a # would cut off is refused; a remark is none.
func TestCut(t *testing.T) {
	for text, wrong := range map[string]bool{
		"a: 電話 #9110 へ\n":        true,
		"a: 電話は\n  夜も #9110 へ\n": true,
		"a: [電話 #9110]\n":        true,
		"a: \"電話 #9110 へ\"\n":    false,
		"a: '電話 #9110 へ'\n":      false,
		"a: 電話 # 昼だけ\n":          false,
		"#a\na: 電話\n":            false,
		"a: |\n  電話 #9110 へ\n":   false,
		"a: 電話\n#b: 夜\nc: 夜\n":   false,
		"a: 電話#9110 へ\n":         false,
		"a: 電話 ## 昼だけ\n":         false,
		"a: 電話 ####\n":           false,
		"a: 電話\n\n#b: 夜\n":       false,
		"a: 電話\n  #b\nc: 夜\n":    false,
		"a: 電話\t#9110\n":         true,
	} {
		var into map[string]any
		err := Decode([]byte(text), &into)
		if at := (*Error)(nil); errors.As(err, &at) != wrong {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestNoTextIsCut holds every file of the project to it.
func TestNoTextIsCut(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		seen++
		data, err := os.ReadFile(path)
		if err == nil {
			err = cut(lexer.Tokenize(string(data)))
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Errorf("looked at %d files: %v", seen, err)
	}
}
