package base

import (
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"madoguchi/knowledge"
)

// small is a tree that loads, as a start for trees that do not.
func small() fstest.MapFS {
	tree := fstest.MapFS{}
	for name, text := range map[string]string{
		"contacts.yaml":   "- {id: ipa, name: IPA, for: 相談, who: business, confidence: verified}\n",
		"categories.yaml": "- {id: \"1.051\", name: ウイルス感染, ask: [pcs]}\n",
		"slots.yaml": "- {name: pcs, kind: number, question: 何台ですか？}\n" +
			"- {name: os, kind: choice, question: どれですか？, choices: [{label: \"10\", value: windows10}], values: [windows7]}\n",
		"phrases.yaml":   "greet: こんにちは。\n",
		"faq/virus.yaml": entry,
	} {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

const entry = `id: virus
category: "1.051"
title: ウイルスに感染した
meaning: ウイルスに感染した
urgency: normal
ask: [pcs]
now:
  - LANの線を抜いてください。
steps:
  - text: 全部の台を調べます。
    when: pcs >= 2 and os in [windows10, windows7]
contacts: [ipa]
`

// with is the small tree with one file changed: its content, or nothing to remove it.
func with(name, content string) fstest.MapFS {
	tree := small()
	tree[name] = &fstest.MapFile{Data: []byte(content)}
	if content == "" {
		delete(tree, name)
	}
	return tree
}

// edited is the small tree with a piece of the entry replaced.
func edited(old, new string) fstest.MapFS {
	if !strings.Contains(entry, old) {
		panic("the entry has no " + old)
	}
	return with("faq/virus.yaml", strings.Replace(entry, old, new, 1))
}

func TestLoad(t *testing.T) {
	b, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	f := b.FAQ("virus")
	if f == nil || f.Now[0].Text != "LANの線を抜いてください。" || f.Steps[0].When.String() != "pcs >= 2 and os in [windows10, windows7]" ||
		f.Ask[0].Slot != "pcs" || f.Contacts[0].ID != "ipa" || b.Phrases["greet"] != "こんにちは。" || b.Cases != nil || len(b.Questions) != 0 {
		t.Errorf("read as %+v", b)
	}
}

func TestLoadRealFolder(t *testing.T) {
	b, err := Load(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	carried, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if b.Version != carried.Version {
		t.Errorf("the folder is version %s, what is embedded %s", b.Version, carried.Version)
	}
	if len(b.FAQs) < 60 || len(b.Contacts) < 20 || len(b.Categories) < 30 || len(b.Slots) < 5 || len(b.Phrases) < 20 || len(b.Cases) < 100 {
		t.Errorf("only %d entries, %d contacts, %d categories, %d slots, %d phrases, %d cases",
			len(b.FAQs), len(b.Contacts), len(b.Categories), len(b.Slots), len(b.Phrases), len(b.Cases))
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files fs.FS
		want  []string // each in the error
	}{
		{"empty folder", fstest.MapFS{}, []string{"read contacts.yaml", "read slots.yaml", "faq: no entries (*.yaml) found"}},
		{"no entries", with("faq/virus.yaml", ""), []string{"faq: no entries (*.yaml) found"}},
		{"missing file", with("slots.yaml", ""), []string{"read slots.yaml: open slots.yaml: file does not exist"}},
		{"broken YAML", edited("now:", "now: ["), []string{"faq/virus.yaml: [9:1]"}},
		{"broken YAML in a list", with("slots.yaml", "- name: pcs\n  kind: number\n bad\n"), []string{"slots.yaml: [3:"}},
		{"unknown field", edited("urgency: normal", "urgency: normal\nhurry: much"), []string{"faq/virus.yaml: [6:1]", `unknown field "hurry"`}},
		{"unknown field of a line", edited("    when:", "    wenn:"), []string{"faq/virus.yaml: [11:", `unknown field "wenn"`}},
		{"wrong id", edited("id: virus", "id: worm"), []string{`faq/virus.yaml: id is "worm"; it must be the file's name, "virus"`}},
		{"no title", edited("title: ウイルスに感染した\n", ""), []string{"faq virus: title, meaning and now are needed"}},
		{"unknown category", edited(`"1.051"`, `"7.7"`), []string{`faq virus: category "7.7" is not in categories.yaml`}},
		{"unknown contact", edited("[ipa]", "[ipa, fbi]"), []string{`faq virus: contact "fbi" is not in contacts.yaml`}},
		{"unknown slot asked", edited("ask: [pcs]", "ask: [age]"), []string{`faq virus: asks for "age", which is no slot of slots.yaml`}},
		{"unknown slot in a category", with("categories.yaml", "- {id: \"1.051\", name: x, ask: [age]}\n"), []string{`category 1.051: asks for "age"`}},
		{"unknown slot in a condition", edited("pcs >= 2", "age >= 2"), []string{`faq virus, steps: "age >= 2 and os in [windows10, windows7]": age is no slot`}},
		{"unknown value", edited("windows7]", "beos]"), []string{"os has no value beos"}},
		{"broken condition", edited("pcs >= 2", "pcs >= many"), []string{"faq/virus.yaml: [11] condition", `pcs >= needs a number, not "many"`}},
		{"broken date", edited("ask:", "review_by: 1.1.2027\nask:"), []string{`faq/virus.yaml: [6] date "1.1.2027": write it as 2026-11-22`}},
		{"unknown urgency", edited("normal", "soon"), []string{`faq virus: urgency "soon"; write high, normal or low`}},
		{"urgent without first aid", edited("urgency: normal", "urgency: high"), []string{"faq virus: it can be urgent but has no first_aid"}},
		{"sometimes urgent without first aid", edited("urgency: normal", "urgency: low\nurgent_when: pcs"), []string{"it can be urgent but has no first_aid"}},
		{"a contact twice", with("contacts.yaml", strings.Repeat("- {id: ipa, name: IPA, for: 相談, who: both, confidence: verified}\n", 2)), []string{"contact ipa stands twice"}},
		{"a category twice", with("categories.yaml", strings.Repeat("- {id: \"1.051\", name: x}\n", 2)), []string{"category 1.051 stands twice"}},
		{"a slot twice", with("slots.yaml", "- {name: os, kind: choice, values: [windows10, windows7]}\n"+strings.Repeat("- {name: pcs, kind: number}\n", 2)), []string{"slot pcs stands twice"}},
		{"a contact without id", with("contacts.yaml", "- {name: IPA, for: 相談, who: both, confidence: verified}\n"), []string{"a contact has no id"}},
		{"a contact for nobody", with("contacts.yaml", "- {id: ipa, name: IPA, for: 相談, who: all, confidence: verified}\n"), []string{`contact ipa: who is "all"`}},
		{"a contact with impossible hours", with("contacts.yaml", "- {id: ipa, name: IPA, for: 相談, who: both, hours: [{days: mon, from: \"9:00\", to: \"17:00\"}]}\n"), []string{`contact ipa: time "9:00": write it as 09:00`}},
		{"an unverified number", with("contacts.yaml", "- {id: ipa, name: IPA, for: 相談, who: both, phone: \"110\", confidence: unverified}\n"), []string{"contact ipa: an unverified contact shows a number"}},
		{"a voice that not every desk can say", with("voices/x.yaml", "- {id: desk.x, ask: [番号は], say: [\"{phone}です。\"], without: {phone: [\"{hours}です。\"]}}\n"), []string{"voice desk.x: without: a reply is needed"}},
		{"a broken case", with("cases.jsonl", "{\"row\":1}\n\n{row}\n"), []string{"cases.jsonl: line 3: invalid character"}},
		{"a broken question", with("questions/x.jsonl", `{"faq":"virus","text":"助けて"}`+"\n"+`{"faq":"virus"}`), []string{`questions/x.jsonl, line 2: write {"faq":"…","text":"…"}`}},
		{"a question for no entry", with("questions/x.jsonl", `{"faq":"worm","text":"助けて"}`), []string{`questions: "worm" is no entry`}},
	} {
		_, err := Load(tt.files)
		if err == nil {
			t.Errorf("%s: loaded", tt.name)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %q, want %q in it", tt.name, err, want)
			}
		}
	}
}

func TestLoadNamesAllFaults(t *testing.T) {
	tree := edited("id: virus", "id: worm")
	tree["phrases.yaml"] = &fstest.MapFile{Data: []byte("greet: [")}
	tree["faq/other.yaml"] = &fstest.MapFile{Data: []byte("nonsense: 1\n")}
	_, err := Load(tree)
	if err == nil {
		t.Fatal("loaded")
	}
	for _, name := range []string{"faq/virus.yaml", "phrases.yaml", "faq/other.yaml"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named:\n%v", name, err)
		}
	}
}

func TestConditionsThatCannotHold(t *testing.T) {
	for when, can := range map[string]bool{
		"pcs >= 2":                               true,
		"pcs > 5 and pcs < 9":                    true,
		"pcs >= 2 and pcs < 2":                   false,
		"pcs > 20 and pcs <= 20":                 false,
		"os == windows10 and os == windows7":     false,
		"os == windows10 or os == windows7":      true,
		"os == windows10 and not os":             false,
		"os and not os":                          false,
		"os in [windows7] and os in [windows10]": false,
		"not pcs and not os":                     true,
		"pcs and not pcs":                        false,
		"os != windows10 and os != windows7":     true, // yes and no remain
		"os == unknown":                          false,
		"not (pcs or not pcs)":                   false,
		"os in [windows7] and pcs >= 1000":       true,
		"(os and pcs >= 2) and not (os or pcs)":  false,
	} {
		_, err := Load(edited("pcs >= 2 and os in [windows10, windows7]", when))
		if can && err != nil {
			t.Errorf("%s: %v", when, err)
		}
		if want := `faq/virus.yaml, line 11: faq virus, steps: "` + when + `" can never hold`; !can && (err == nil || err.Error() != want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestVersionNamesContent(t *testing.T) {
	first, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{first.Version: "the tree"}
	again, err := Load(small())
	if err != nil || again.Version != first.Version {
		t.Errorf("the same content is version %s and %s, %v", first.Version, again.Version, err)
	}
	renamed := with("faq/virus.yaml", "")
	renamed["faq/worm.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(entry, "id: virus", "id: worm", 1))}
	for name, tree := range map[string]fs.FS{
		"a word":      edited("線", "ケーブル"),
		"a comment":   edited("contacts:", "# seen\ncontacts:"),
		"a phrase":    with("phrases.yaml", "greet: やあ。\n"),
		"a question":  with("questions/x.jsonl", `{"faq":"virus","text":"助けて"}`),
		"cases":       with("cases.jsonl", `{"row":1}`),
		"a file name": renamed,
	} {
		b, err := Load(tree)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if same, ok := versions[b.Version]; ok {
			t.Errorf("%s and %s have the same version", name, same)
		}
		versions[b.Version] = name
	}
	stray := maps.Clone(small())
	stray["README.md"] = &fstest.MapFile{Data: []byte("not the base's")}
	if b, err := Load(stray); err != nil || b.Version != first.Version {
		t.Errorf("a file that is not the base's changed the version, %v", err)
	}
}

func TestReadCases(t *testing.T) {
	got, err := ReadCases([]byte("{\"row\":2,\"kind\":1,\"category\":\"1.02\",\"subject\":\"件\"}\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]knowledge.Case{{Row: 2, Kind: 1, Category: "1.02", Subject: "件"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(knowledge.Files); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPhrasesOfEarlierBases: what a base of an earlier program does not say, this one's words say;
// what it says stands.
func TestPhrasesOfEarlierBases(t *testing.T) {
	got := completed(map[string]string{"greet": "ようこそ"}, own().Phrases)
	if got["greet"] != "ようこそ" || got["facts.noted"] == "" || len(got) != len(own().Phrases) {
		t.Errorf("%d phrases, greet %q", len(got), got["greet"])
	}
	if own().Phrases["greet"] == "ようこそ" {
		t.Error("the program's own phrases were changed")
	}
}

// TestNoOtherPrefecture: at a desk in 大阪府, and at one that does not say where it is, no entry
// and no deed names a body of 東京都, and whoever names anybody names somebody who serves there.
func TestNoOtherPrefecture(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	tokyo := 0
	for _, area := range []string{"大阪府", "", "東京都"} {
		look := func(where string, ids []string, private bool) {
			named := b.Refer(ids, knowledge.Desk{Area: area}, private)
			for _, c := range named {
				if c.Area != knowledge.Nationwide && c.Area != area {
					t.Errorf("%s at a desk in %q names %s of %s", where, area, c.ID, c.Area)
				}
				if c.Area == "東京都" {
					tokyo++
				}
				if c.Who == "person" && !private {
					t.Errorf("%s sends a business to %s", where, c.ID)
				}
			}
			if len(ids) > 0 && len(named) == 0 {
				t.Errorf("%s at a desk in %q names nobody", where, area)
			}
		}
		for _, f := range b.FAQs {
			var ids []string
			for _, r := range f.Contacts {
				ids = append(ids, r.ID)
			}
			look("entry "+f.ID, ids, f.Private)
		}
		for _, d := range b.Deeds {
			look("deed "+d.ID, d.Contacts, false)
		}
	}
	if tokyo == 0 {
		t.Error("not even a desk in 東京都 names a body of 東京都")
	}
}
