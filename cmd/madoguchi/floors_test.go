package main

import (
	"encoding/json"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Doc        string
	Dir        string
	GoFiles    []string
}

const module = "madoguchi/"

// floors are the packages from the ground up; a package imports only what stands before it. Those of one floor do not
// import each other.
var floors = [][]string{
	{"written"},
	{"store/internal/..."},
	{"store"},
	{"store/bolt", "store/etcd", "store/kms", "store/kms/vaulttest", "store/storetest", "store/recordtest"},
	{"knowledge"},
	{"knowledge/ja", "knowledge/reading"},
	{"knowledge/mask"},
	{"knowledge/table", "knowledge/base", "knowledge/match", "knowledge/match/eval", "knowledge/draft"},
	{"dialog"},
	{"dialog/transcript"},
	{"bot/calendar", "bot/harness", "bot/harness/browser", "bot/caller", "bot/intake"},
	{"bot"},
	{"bot/loop", "bot/web", "bot/desk", "bot/line", "bot/line/linetest", "bot/slack", "bot/slack/slacktest", "bot/mail", "bot/mail/mailtest"},
	{"bot/bottest"},
	{"cmd/..."},
}

// onlyIn names libraries that one package may import.
var onlyIn = map[string]string{
	"github.com/ikawaha/kagome":       "knowledge/ja",
	"go.etcd.io/bbolt":                "store/bolt",
	"go.etcd.io/etcd":                 "store/etcd",
	"github.com/line/line-bot-sdk-go": "bot/line",
	"github.com/slack-go/slack":       "bot/slack",
	"github.com/wneessen/go-mail":     "bot/mail",
	"github.com/xuri/excelize":        "knowledge/table",
	"github.com/rickar/cal":           "bot/calendar",
	"github.com/arran4/golang-ical":   "bot/calendar",
	"github.com/teambition/rrule-go":  "bot/calendar",
	"github.com/alecthomas/kong":      "cmd/madoguchi",
	"github.com/tink-crypto/tink-go/": "store",
	"github.com/tink-crypto/tink-go-": "store/kms",
	"github.com/hashicorp/":           "store/kms",
	"golang.org/x/crypto":             "bot/desk",
	"github.com/chromedp/":            "bot/harness/browser",
	"github.com/pquerna/otp":          "bot/desk",
	"github.com/goccy/go-yaml":        "written", // which sees what YAML would make of a text
}

// pure packages reach nothing that acts: no clock, chance, file or net, and no library but the reading of Unicode.
var pure = []string{"dialog", "knowledge/reading"}

// ruling packages work out what follows from what they are handed: they reach no store and read no
// clock. Named are the impure packages that their contracts with others need all the same.
var ruling = map[string][]string{"bot": {"context"}, "dialog": nil}

// wordless packages know what people write only by what package reading makes of it, and say only
// what the base holds: they match no patterns and hold no Japanese words. Marks that put lists
// together (、「」) are no words.
var wordless = []string{"dialog"}

var impure = []string{"os", "net", "net/http", "math/rand", "math/rand/v2", "log", "log/slog", "context", "sync"}

// violations returns what breaks the rules, one line each.
func violations(pkgs []pkg) []string {
	var out []string
	for _, p := range pkgs {
		name := strings.TrimPrefix(p.ImportPath, module)
		at := floorOf(name)
		if at < 0 {
			out = append(out, name+" has no floor")
			continue
		}
		for _, dep := range p.Imports {
			if inner, ok := strings.CutPrefix(dep, module); ok {
				if to := floorOf(inner); to >= at {
					out = append(out, name+" imports "+inner+", which does not stand below it")
				}
				continue
			}
			for lib, home := range onlyIn {
				if strings.HasPrefix(dep, lib) && home != name {
					out = append(out, name+" imports "+dep+", which only "+home+" may")
				}
			}
		}
		if slices.Contains(wordless, name) && slices.Contains(p.Imports, "regexp") {
			out = append(out, name+" holds no patterns but imports regexp")
		}
		if slices.Contains(pure, name) {
			out = append(out, impurities(name, p)...)
		}
		if needs, ok := ruling[name]; ok {
			out = append(out, overreach(name, p, needs)...)
		}
	}
	return out
}

func impurities(name string, p pkg) []string {
	var out []string
	for _, dep := range p.Imports {
		if slices.Contains(impure, dep) {
			out = append(out, name+" is pure but imports "+dep)
		}
	}
	for _, dep := range p.Deps {
		if inner, ok := strings.CutPrefix(dep, module); ok {
			if inner != "knowledge" && inner != "knowledge/reading" {
				out = append(out, name+" is pure but reaches "+inner)
			}
		} else if strings.Contains(dep, ".") && !strings.HasPrefix(dep, "golang.org/x/text/") && !strings.HasPrefix(dep, "vendor/") {
			out = append(out, name+" is pure but reaches "+dep)
		}
	}
	return out
}

// overreach returns what a ruling package imports and must not.
func overreach(name string, p pkg, needs []string) []string {
	var out []string
	for _, dep := range p.Imports {
		acts := slices.Contains(impure, dep) || dep == "crypto/rand" || strings.HasPrefix(dep, module+"store")
		if acts && !slices.Contains(needs, dep) {
			out = append(out, name+" rules and acts not, but imports "+dep)
		}
	}
	return out
}

func floorOf(name string) int {
	return slices.IndexFunc(floors, func(floor []string) bool {
		return slices.ContainsFunc(floor, func(pattern string) bool {
			prefix, wild := strings.CutSuffix(pattern, "/...")
			return name == pattern || wild && strings.HasPrefix(name, prefix+"/")
		})
	})
}

func TestFloors(t *testing.T) {
	pkgs := list(t)
	for _, v := range violations(pkgs) {
		t.Error(v)
	}
	for _, p := range pkgs {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
		ofTests := slices.ContainsFunc([]string{"storetest", "recordtest", "bot/harness", "harness/browser"}, func(name string) bool { return strings.HasSuffix(p.ImportPath, "/"+name) })
		if slices.Contains(p.Deps, "testing") && !ofTests {
			t.Errorf("%s links package testing", p.ImportPath)
		}
	}
}

// TestFloorsNoticesViolations tests the test: each of these must be noticed.
func TestFloorsNoticesViolations(t *testing.T) {
	for _, p := range []pkg{
		{ImportPath: module + "store", Imports: []string{module + "knowledge"}},
		{ImportPath: module + "dialog", Imports: []string{module + "bot"}},
		{ImportPath: module + "dialog", Deps: []string{module + "knowledge/ja"}},
		{ImportPath: module + "dialog", Deps: []string{"github.com/ikawaha/kagome/v2"}},
		{ImportPath: module + "dialog", Imports: []string{"os"}},
		{ImportPath: module + "dialog", Imports: []string{"regexp"}},
		{ImportPath: module + "bot/web", Imports: []string{module + "bot/line"}},
		{ImportPath: module + "bot", Imports: []string{"github.com/slack-go/slack"}},
		{ImportPath: module + "bot", Imports: []string{module + "store"}},
		{ImportPath: module + "bot", Imports: []string{"sync"}},
		{ImportPath: module + "bot", Imports: []string{"github.com/goccy/go-yaml"}},
		{ImportPath: module + "bot/line", Imports: []string{module + "bot/loop"}},
		{ImportPath: module + "knowledge/match", Imports: []string{"github.com/ikawaha/kagome/v2/tokenizer"}},
		{ImportPath: module + "unheard/of"},
	} {
		if len(violations([]pkg{p})) == 0 {
			t.Errorf("not noticed: %+v", p)
		}
	}
	if v := violations([]pkg{{ImportPath: module + "bot", Imports: []string{module + "dialog", "context", "fmt"}}}); len(v) > 0 {
		t.Errorf("a lawful import was refused: %v", v)
	}
}

// TestTimeless reads the code of the ruling packages: the time is handed to them.
func TestTimeless(t *testing.T) {
	read := 0
	for _, p := range list(t) {
		if _, ok := ruling[strings.TrimPrefix(p.ImportPath, module)]; !ok {
			continue
		}
		for _, name := range p.GoFiles {
			read++
			src, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if asked := clocks.FindString(string(src)); asked != "" {
				t.Errorf("%s/%s asks the clock by %s", p.ImportPath, name, asked)
			}
		}
	}
	if read < 20 {
		t.Errorf("read %d files", read)
	}
}

var clocks = regexp.MustCompile(`\btime\.(Now|Since|Until|After|AfterFunc|Tick|NewTimer|NewTicker|Sleep)\(`)

// TestWordless reads the code of the wordless packages. Comments may quote Japanese.
func TestWordless(t *testing.T) {
	read := 0
	for _, p := range list(t) {
		if !slices.Contains(wordless, strings.TrimPrefix(p.ImportPath, module)) {
			continue
		}
		for _, name := range p.GoFiles {
			read++
			src, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range japaneseIn(name, src) {
				t.Errorf("%s: Japanese belongs into the base or into knowledge/reading/patterns", found)
			}
		}
	}
	if read < 10 {
		t.Errorf("read %d files", read)
	}
}

// TestWordlessNoticesWords tests that test.
func TestWordlessNoticesWords(t *testing.T) {
	for src, want := range map[string]int{
		"package p\nvar a = \"はい\"":                1,
		"package p\nvar a = `暗号|ロック` // 暗号":        1,
		"package p\nvar 名 = 'か'":                   2,
		"package p\n// 「はい」 is yes\nvar a = \"、\"": 0,
	} {
		if got := japaneseIn("p.go", []byte(src)); len(got) != want {
			t.Errorf("%q: found %v, want %d", src, got, want)
		}
	}
}

// japaneseIn names the places of a file's code that hold kana or kanji.
func japaneseIn(name string, src []byte) []string {
	var out []string
	var s scanner.Scanner
	set := token.NewFileSet()
	s.Init(set.AddFile(name, set.Base(), len(src)), src, nil, 0) // comments are skipped
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return out
		}
		if strings.ContainsFunc(lit, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
			out = append(out, set.Position(pos).String()+" "+lit)
		}
	}
}

// TestTourNamesWhatExists keeps the tour in doc.go true.
func TestTourNamesWhatExists(t *testing.T) {
	var doc string
	names := map[string]bool{}
	for _, p := range list(t) {
		names[p.ImportPath] = true
		if p.ImportPath == module+"cmd/madoguchi" {
			doc = packageComment(t, p.ImportPath)
		}
	}
	for line := range strings.Lines(doc) {
		fields := strings.Fields(line)
		if len(fields) > 1 && strings.HasPrefix(fields[0], module) {
			if !names[fields[0]] {
				t.Errorf("the tour names %s, which does not exist", fields[0])
			}
			delete(names, fields[0])
		}
	}
	for name := range names {
		if !strings.Contains(name, "/internal/") {
			t.Errorf("the tour leaves out %s", name)
		}
	}
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps,Doc,Dir,GoFiles", "madoguchi/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) < 5 {
		t.Fatalf("go list found only %d packages", len(pkgs))
	}
	return pkgs
}

func packageComment(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("go", "doc", path).Output()
	if err != nil {
		t.Fatalf("go doc: %v", err)
	}
	return string(out)
}
