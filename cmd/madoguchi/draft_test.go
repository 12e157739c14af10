package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ownTable is the table of a desk that is asked about taxes and labour.
func ownTable(t *testing.T, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"受付No", "お名前", "分野", "ひとこと", "内容"})
	for i := range rows {
		q := [][2]string{{"税", "源泉徴収の納付期限"}, {"労務", "有給休暇の日数"}}[i%2]
		_ = w.Write([]string{fmt.Sprint("T-", 100+i), "鈴木 一郎", q[0], q[1], fmt.Sprintf("%sについて、%d回目の相談です。鈴木です。", q[1], i)})
	}
	w.Flush()
	if err := f.Close(); err != nil || w.Error() != nil {
		t.Fatal(err, w.Error())
	}
	return path
}

// TestFromTableToDesk: a desk of another field begins with its own table; entries are proposed, with
// all but the answer, and nothing that is private.
func TestFromTableToDesk(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "desk")
	call("", nil, "desk", "init", "--prefecture", "大阪府", "--own", folder).done(t)
	files := filepath.Join(folder, "base")
	mapping := file(t, "mapping.yaml", []byte("columns: {receipt: 受付No, category: 分野, subject: ひとこと, content: 内容}\nprivate: [お名前]\ncategories: {税: \"3.01\"}\n"))
	twelve := ownTable(t, 12)
	call("", nil, "import", twelve, "--mapping", mapping, "--base", files).refused(t, 1, "3.01", "categories.yaml", "nothing was imported")
	if err := os.WriteFile(filepath.Join(files, "categories.yaml"), []byte("- {id: \"3.01\", name: 税金, ask: []}\n- {id: \"4.01\", name: 労務, ask: []}\n- {id: \"9.01\", name: 窓口, ask: []}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	call("", nil, "kb", "draft", "--base", files).refused(t, 1, "no cases", "import")
	if r := call("", nil, "import", twelve, "--mapping", mapping, "--base", files).done(t); !strings.Contains(r.out, "imported   12 cases") {
		t.Error(r.out)
	}
	for _, rows := range []int{0, 5} {
		call("", nil, "import", ownTable(t, rows), "--mapping", mapping, "--base", files).refused(t, 1, "--replace", "12")
	}
	if r := call("", nil, "kb", "draft", "--base", files, "--dry-run").done(t); !strings.Contains(r.out, "12 by those proposed (100 %)") {
		t.Error(r.out)
	}
	r := call("", nil, "kb", "draft", "--base", files).done(t)
	if !strings.Contains(r.out, "draft-01") || !strings.Contains(r.out, "draft-02") || strings.Contains(r.out, "draft-03") {
		t.Error(r.out)
	}
	b, err := folderBase(files)
	if err != nil {
		t.Fatal(err)
	}
	f := b.FAQ("draft-01")
	if len(f.Cases) != 6 || len(f.Keywords) == 0 || len(f.Examples) < 5 || !regexp.MustCompile("源泉徴収|有給休暇").MatchString(f.Title) || !strings.Contains(f.Now[0].Text, "〔書く〕") {
		t.Errorf("proposed: %+v", f)
	}
	if all := string(contents(t, filepath.Join(files, "cases.jsonl"))) + string(contents(t, filepath.Join(files, "faq", "draft-01.yaml"))); strings.Contains(all, "鈴木") {
		t.Error("a name was kept")
	}
	if r := call("", nil, "kb", "draft", "--base", files).done(t); !strings.Contains(r.out, "12 are answered by entries that are there (100 %)") {
		t.Errorf("what is proposed is proposed again: %s", r.out)
	}
	call("", nil, "import", ownTable(t, 5), "--mapping", mapping, "--base", files, "--replace").done(t)
}
