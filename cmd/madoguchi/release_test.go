package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

// folderOf is a folder with the data files of the binary, in which a text of one file is another.
func folderOf(t *testing.T, name, old, new string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "base")
	if err := os.CopyFS(folder, knowledge.Files); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, name)
	text := string(contents(t, path))
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func (r result) says(t *testing.T, words ...string) {
	t.Helper()
	if r.code != 0 {
		t.Log(r.out)
	}
	r.want(t, 0)
	for _, w := range words {
		if !strings.Contains(r.out, w) {
			t.Errorf("%q is not said:\n%s", w, r.out)
		}
	}
}

// TestPublish takes a base through its releases: imported, published, refused, rolled back.
func TestPublish(t *testing.T) {
	store, _ := storeIn(t)
	call("", nil, "kb", "list", "--releases", store).refused(t, 1, "no store", "kb publish")
	call("", nil, "import", store, goodTable(t)).want(t, 0)
	call("", nil, "kb", "list", "--releases", store).says(t, "   2 ", "import of good.csv", "(in force)", "   1 ", "came with the program")

	folder := folderOf(t, "faq/backup.yaml", "title: ", "title: 新・")
	if err := os.Remove(filepath.Join(folder, casesFile)); err != nil {
		t.Fatal(err)
	}
	call("", nil, "kb", "publish", store, folder, "--note", "新しい題").says(t, "changed  faq backup", "title", "+ 新・", "faq: 1 changed", "release 3 is in force")
	call("", nil, "kb", "publish", store, folder).says(t, "nothing to publish")
	call("", nil, "kb", "list", "--releases", store).says(t, "   3 ", "新しい題")
	call("", nil, "kb", "show", store, "backup").says(t, "新・")
	if got := export(t, store); len(got) != len(goodCases) {
		t.Errorf("%d cases: those in force were not taken over", len(got))
	}

	call("", nil, "kb", "diff", store).says(t, "from 2 to 3: faq: 1 changed")
	call("", nil, "kb", "diff", store, "1").says(t, "from 1 to 3: ", "cases: ")
	call("", nil, "kb", "diff", store, "3", "2").says(t, "from 3 to 2: ", "- 新・")
	call("", nil, "kb", "diff", store, folder).says(t, "from 3 to ", "cases: 3 removed")
	call("", nil, "kb", "diff", store, "9").refused(t, 1, "release 9", "kb list --releases")

	call("", nil, "kb", "rollback", store).says(t, "release 4 is in force", "that of release 2")
	call("", nil, "kb", "rollback", store, "3", "--note", "doch").says(t, "release 5 is in force")
	call("", nil, "kb", "rollback", store, "77").refused(t, 1, "release 77", "kb list --releases")
	call("", nil, "kb", "list", "--releases", store).says(t, "back to release 2", "back to release 3: doch")
}

// TestPublishRefusesFaults: a fault of any kind refuses the folder and changes nothing.
func TestPublishRefusesFaults(t *testing.T) {
	store, path := storeIn(t)
	for name, tt := range map[string]struct{ file, old, new, want string }{
		"does not load": {"faq/backup.yaml", "category: ", "category: \"7.7\" #", `category "7.7"`},
		"a banned phrase and a misfiled example": {"faq/backup.yaml", "examples:\n", "examples:\n  - パソコンのファイルが全部暗号化されて、身代金を払えという赤い画面が出ています\n" +
			"  - ウイルスに感染したと画面に出て、サポートの電話番号が書いてあります\n", "faults in the base"},
	} {
		folder := folderOf(t, tt.file, tt.old, tt.new)
		r := call("", nil, "kb", "publish", store, folder)
		r.refused(t, 1, tt.want)
		if strings.Contains(tt.want, "faults") && !strings.Contains(r.out, "better (") {
			t.Errorf("%s: the misfiled example was not found:\n%s", name, r.out)
		}
	}
	call("", nil, "kb", "publish", store, filepath.Dir(path)).refused(t, 1, filepath.Dir(path))
}

// TestBesideServer: whatever a desk does with its base, its table and its staff, it does while the
// server has the store open; the server takes up what was published. Where nobody answers, the
// store is left alone.
func TestBesideServer(t *testing.T) {
	flag, path := storeIn(t)
	s := settings{Store: "bolt:" + path}
	e, err := openEngine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	kb := func(args ...string) result {
		return call("", nil, append([]string{"kb", args[0], flag}, args[1:]...)...)
	}
	folder := folderOf(t, "faq/backup.yaml", "title: ", "title: 新・")
	for _, args := range [][]string{{"publish", folder}, {"rollback"}, {"diff"}, {"list"}, {"list", "--releases"}} {
		kb(args...).refused(t, 1, path, "stop the other madoguchi", ".sock")
	}

	l, err := listenControl(s)
	if err != nil {
		t.Fatal(err)
	}
	stop := serveHandler(t, l, controlRoutes(e, &desk.Accounts{Engine: e}, nil, nil, drill{}))
	kb("list").says(t, "base ", "backup")
	kb("list", "--releases").says(t, "(in force)", "came with the program")
	kb("rollback").refused(t, 1, "no earlier release")
	kb("diff", "7").refused(t, 1, "release 7", "not kept", "kb list --releases")
	kb("publish", folder, "--note", "試し").says(t, "+ 新・", "release 2 is in force")
	if now, err := base.Current(t.Context(), e, time.Now()); err != nil || !strings.HasPrefix(now.Base.FAQ("backup").Title, "新・") || now.Note != "試し" {
		t.Errorf("in force: %+v, %v", now.Release, err)
	}
	kb("publish", folder).says(t, "in force already")
	kb("show", "backup").says(t, "新・")
	kb("diff").says(t, "+ 新・")
	exported := filepath.Join(t.TempDir(), "base")
	kb("export", exported).says(t, "release 2")
	if b, err := folderBase(exported); err != nil || !strings.HasPrefix(b.FAQ("backup").Title, "新・") {
		t.Error("exported beside the server:", err)
	}
	kb("rollback").says(t, "release 3 is in force", "that of release 1")
	call("", nil, "import", flag, file(t, "table.csv", []byte("no table"))).refused(t, 1, "nothing was imported")
	call("", nil, "export", flag, "--format", "jsonl").says(t, `"row":`)
	call("", nil, "staff", "add", flag, "yamada", "--name", "山田", "--role", "adviser").want(t, 0)
	call("", nil, "doctor", flag).says(t, "in use by the server that runs", "1 may answer")
	stop()
	kb("list").refused(t, 1, path, "stop the other madoguchi")
	call("", nil, "doctor", flag).refused(t, 1, "1 things need mending")
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// TestDraft takes an editor through a day: a new entry, what lint says of it, what becomes of
// labelled questions, a try, and what the public gets.
func TestDraft(t *testing.T) {
	flag, path := storeIn(t)
	folder := filepath.Join(t.TempDir(), "base")
	call("", nil, "kb", "export", flag, folder).says(t, "README.md")
	if text := string(contents(t, filepath.Join(folder, "README.md"))); !strings.Contains(text, "madoguchi kb publish") {
		t.Error("the folder does not say how to go on")
	}
	call("", nil, "kb", "add", "yarn-club", "--base", folder, "--category", "2.010").says(t, "yarn-club.yaml", "〔書く〕")
	call("", nil, "kb", "add", "yarn-club", "--base", folder).refused(t, 1, "already")
	entry := filepath.Join(folder, "faq", "yarn-club.yaml")
	text := strings.NewReplacer("〔書く〕例文1", "毛糸の会はいつですか", "〔書く〕例文2", "毛糸の集まりに入りたい", "〔書く〕例文3", "編み物の毛糸の会の場所を知りたい", "〔書く〕例文4", "毛糸クラブの申し込みをしたいのですが", "〔書く〕例文5", "毛糸を編む会の日にちを教えて",
		"〔書く〕相談", "毛糸の会。相談", "〔書く〕「…", "毛糸の会", "〔書く〕まず何をするか。「〜してください」で終わる一文（110字まで）", "まず、会の日を見てください。", "〔書く〕次に何をするか", "毛糸を持って、窓口の隣の部屋に来てください。").Replace(string(contents(t, entry)))
	if err := os.WriteFile(entry, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	questions := file(t, "questions.jsonl", []byte(`{"id":"q1","text":"毛糸の会に申し込みたい","label":"2.010"}`+"\n"+`{"id":"q2","text":"パスワードは定期的に変えるべき？","label":"2.010"}`+"\n"))
	must := file(t, "never.jsonl", []byte(`{"id":"q1","text":"毛糸の会に申し込みたい","label":"out-of-scope","never":["2.010"]}`+"\n"))

	call("", nil, "kb", "publish", flag, folder, "--questions", must).refused(t, 1, "1 questions", "nothing was published")
	published := call("", nil, "kb", "publish", flag, folder, "--questions", questions)
	published.says(t, "warning: faq yarn-club: has 5 examples", "added    faq yarn-club", "q1: ", "→ yarn-club", "1 of 2 are answered otherwise", "is in force")
	call("", nil, "kb", "diff", flag, "--questions", questions).says(t, "→ yarn-club", "1 of 2 are answered otherwise")

	call("", nil, "ask", "毛糸の会に申し込みたい", "--base", folder).says(t, "（yarn-club）")
	call("", nil, "ask", "毛糸の会に申し込みたい", flag).says(t, "（yarn-club）")
	if r := call("", nil, "ask", "毛糸の会に申し込みたい"); strings.Contains(r.out, "yarn-club") {
		t.Error("without a base the program's own answers")
	}
	config := file(t, "desk.yaml", []byte("desk:\n  name: 港町の窓口\n  phone: \"012-345-6789\"\n"))
	call("そちらの電話番号は\n/quit\n", nil, "chat", "--base", folder, "--config", config).says(t, "港町の窓口", "012-345-6789")
	call("", nil, "ask", "x", "--base", folder, flag).refused(t, 2, "--base", "--store")
	call("", nil, "ask", "x", "--store", "bolt:"+path+".none").refused(t, 1, "there is no store")
	call("", nil, "ask", "x", "--base", folder+"/faq").refused(t, 1, "contacts.yaml")
}

// TestServerRefusals: what the server refuses is refused here for the same reason.
func TestServerRefusals(t *testing.T) {
	_, path := storeIn(t)
	s := settings{Store: "bolt:" + path}
	e, err := openEngine(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	l, err := listenControl(s)
	if err != nil {
		t.Fatal(err)
	}
	defer serveHandler(t, l, controlRoutes(e, &desk.Accounts{Engine: e}, nil, nil, drill{}))()
	on := serverShelf{s}
	if now, err := on.Current(t.Context()); err != nil || now.Number != 1 {
		t.Fatalf("in force: %+v, %v", now.Release, err)
	}
	if _, err := on.Publish(t.Context(), knowledge.Files, 7, base.Notice{}); !errors.Is(err, base.ErrOvertaken) {
		t.Errorf("published over another release: %v", err)
	}
	if _, err := on.Rollback(t.Context(), 7, 1, base.Notice{}); !errors.Is(err, base.ErrNotKept) {
		t.Errorf("back to a release that never was: %v", err)
	}
	if _, err := on.ask(t.Context(), shelfAsk{Do: "sell"}); err == nil || !strings.Contains(err.Error(), "sell") {
		t.Errorf("asked for what there is not: %v", err)
	}
	if _, err := on.ask(t.Context(), shelfAsk{Do: "publish", Files: []byte("PK"), Over: 1}); err == nil {
		t.Error("published what is no base")
	}
}

// TestDiffOfFolders needs no store, and makes none.
func TestDiffOfFolders(t *testing.T) {
	store, path := storeIn(t)
	a, b := folderOf(t, "faq/backup.yaml", "title: ", "title: 旧・"), folderOf(t, "faq/backup.yaml", "title: ", "title: 新・")
	call("", nil, "kb", "diff", store, a, b).says(t, "- 旧・", "+ 新・", "faq: 1 changed")
	if _, err := os.Stat(path); err == nil {
		t.Error("a store was made")
	}
	call("", nil, "kb", "diff", store, a).refused(t, 1, "no store")
	call("", nil, "kb", "rollback", store).refused(t, 1, "no store")
	if b, err := base.Embedded(); err != nil || b.FAQ("backup") == nil {
		t.Error(err)
	}
}

// TestKBExport: what is written can be published, of an older release too, and nothing is written
// over.
func TestKBExport(t *testing.T) {
	store, path := storeIn(t)
	folder := filepath.Join(t.TempDir(), "new", "base")
	call("", nil, "kb", "export", store, folder).says(t, folder, "of this program", "kb publish "+folder+" --store bolt:"+path)
	if _, err := os.Stat(path); err == nil {
		t.Error("a store was made")
	}
	call("", nil, "kb", "export", store, folder).refused(t, 1, folder, "not empty")
	call("", nil, "kb", "export", store, filepath.Join(folder, "slots.yaml")).refused(t, 1, "slots.yaml")
	call("", nil, "kb", "export", store, filepath.Join(t.TempDir(), "x"), "--release", "1").refused(t, 1, "no store")

	entry := filepath.Join(folder, "faq", "backup.yaml")
	text := strings.Replace(string(contents(t, entry)), "title: ", "title: 新・", 1)
	if err := os.WriteFile(entry, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	call("", nil, "kb", "publish", store, folder).says(t, "faq: 1 changed", "release 2 is in force")
	for release, want := range map[string]string{"": "新・", "1": ""} {
		again := filepath.Join(t.TempDir(), "base")
		args := []string{"kb", "export", store, again}
		if release != "" {
			args = append(args, "--release", release)
		}
		call("", nil, args...).want(t, 0)
		b, err := folderBase(again)
		if err != nil || strings.Contains(b.FAQ("backup").Title, "新・") != (want != "") {
			t.Errorf("release %q: %v", release, err)
		}
	}
	call("", nil, "kb", "export", store, filepath.Join(t.TempDir(), "x"), "--release", "9").refused(t, 1, "release 9", "kb list --releases")
}
