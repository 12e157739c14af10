package base

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"madoguchi/knowledge"
)

// TestNewEntry: the template loads as it is, lint names every place that is to be filled, and
// filled in with five examples it can be published.
func TestNewEntry(t *testing.T) {
	own, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	name, content, err := NewEntry(own, "fake-invoice-2", "1.04", today)
	if err != nil || name != "faq/fake-invoice-2.yaml" {
		t.Fatal(name, err)
	}
	faults := func(content string) (out []string) {
		t.Helper()
		folder := t.TempDir()
		if err := os.CopyFS(folder, knowledge.Files); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := Load(os.DirFS(folder))
		if err != nil {
			t.Fatal(err)
		}
		f := b.FAQ("fake-invoice-2")
		if f.Category != "1.04" || f.ReviewedOn.Format(time.DateOnly) != "2026-11-30" || f.ReviewBy.Format(time.DateOnly) != "2027-05-30" {
			t.Errorf("%s, %s, %s", f.Category, f.ReviewedOn, f.ReviewBy)
		}
		for _, p := range Lint(b, today) {
			if strings.Contains(p.Where, "fake-invoice-2") {
				out = append(out, p.String())
			}
		}
		return out
	}
	found := strings.Join(faults(string(content)), "\n")
	if n := strings.Count(found, "still holds 〔書く〕"); n != 9 {
		t.Errorf("%d places to fill in are named, want title, meaning, now, step and five examples:\n%s", n, found)
	}
	filled := strings.NewReplacer(
		"〔書く〕相談する人の言葉で、34字まで", "知らない請求書が届いた", "〔書く〕「…、ということでしょうか？」の「…」に入る言い方。40字まで", "覚えのない請求書が届いた",
		"〔書く〕まず何をするか。「〜してください」で終わる一文（110字まで）", "払う前に、頼んだ人がいるかを社内で聞いてください。", "〔書く〕次に何をするか", "請求書の番号ではなく、前から知っている番号で相手に聞きます。",
		"〔書く〕例文", "覚えのない請求書についての文",
	).Replace(string(content))
	got := faults(filled)
	for _, line := range got {
		if !strings.HasPrefix(line, "warning: ") {
			t.Errorf("filled in, it cannot be published: %s", line)
		}
	}
	if !strings.Contains(strings.Join(got, "\n"), "has 5 examples") {
		t.Errorf("nobody is told that five examples are few: %q", got)
	}

	for id, category := range map[string]string{"backup": "", "New": "", "a/b": "", "": "", "a--b": "", "fine": "7.77"} {
		if _, _, err := NewEntry(own, id, category, today); err == nil {
			t.Errorf("%q in %q is made", id, category)
		}
	}
	other := &knowledge.Base{Categories: []*knowledge.Category{{ID: "tax"}}}
	if _, content, err := NewEntry(other, "due-date", "", today); err != nil || !strings.Contains(string(content), "\ncategory: \"tax\" ") || !strings.Contains(string(content), "\ncontacts: [] ") {
		t.Errorf("for another desk's base: %v\n%s", err, content)
	}
}

func TestStrays(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{
		"contacts.yaml", "faq/backup.yaml", "README.md", "template.yaml", ".git/faq.yml", ".DS_Store", "faq/.backup.yaml.swp", "notes.txt", "メモ/相談.docx", // fine
		"faq/new.yml", "faq/new.yaml.txt", "faq/old/a.yaml", "contacts.yml", "questions/more.json", "cases.json",
	} {
		files[name] = &fstest.MapFile{}
	}
	var got []string
	for _, p := range Strays(files) {
		if p.Warning || !strings.HasPrefix(p.What, "is not read: ") {
			t.Errorf("%s", p)
		}
		got = append(got, p.Where)
	}
	if want := "cases.json contacts.yml faq/new.yaml.txt faq/new.yml faq/old/a.yaml questions/more.json"; strings.Join(got, " ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, " "), want)
	}
	if own := Strays(fs.FS(knowledge.Files)); len(own) > 0 {
		t.Errorf("in the binary: %v", own)
	}
}
