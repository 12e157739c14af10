package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
)

func tinyBase(version string) *knowledge.Base {
	return &knowledge.Base{Version: version, FAQs: []*knowledge.FAQ{
		{ID: "warning", Category: "1", Examples: []string{"警告の画面に電話番号が出ています", "画面から大きな音がします"}},
		{ID: "backup", Category: "2", Examples: []string{"バックアップの取り方を教えてください", "データの控えはどうすれば"}},
	}}
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// What was learnt is kept for the next start, for some bases; a damaged file is learnt anew.
func TestLearnOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	t.Setenv(cacheVariable, folder)
	const text = "警告の画面"
	want := learnOnce(tinyBase("a")).Match(text).Best()
	list := files(t, folder)
	if len(list) != 1 {
		t.Fatalf("after learning once the folder holds %v", list)
	}
	before, err := os.ReadFile(list[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list[0], before[:len(before)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if got := learnOnce(tinyBase("a")).Match(text).Best(); got != want {
		t.Errorf("beside a damaged file %+v is meant, not %+v", got, want)
	}
	if after, _ := os.ReadFile(list[0]); string(after) != string(before) {
		t.Error("the damaged file still lies there")
	}
	for n := range keptFiles + 2 {
		learnOnce(tinyBase(strconv.Itoa(n)))
		learnOnce(tinyBase("a"))
	}
	if _, err := os.Stat(list[0]); err != nil {
		t.Error("what is used again and again is forgotten:", err)
	}
	if list := files(t, folder); len(list) != keptFiles {
		t.Errorf("%d files are kept, not %d", len(list), keptFiles)
	}
}

// What was found of a base's examples is found once: with it, nothing need be learnt.
func TestMisledOnce(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(cacheVariable, folder)
	b := tinyBase("a")
	misled := *b.FAQs[0]
	misled.ID, misled.Category, misled.Examples = "misled", "3", b.FAQs[1].Examples[:1]
	b.FAQs = append(b.FAQs, &misled)
	want := misledOnce(b)
	for _, path := range files(t, folder) {
		if filepath.Ext(path) == learntSuffix {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := misledOnce(b); !slices.EqualFunc(got, want, func(x, y base.Problem) bool { return x.String() == y.String() }) {
		t.Errorf("the second time %v is found, not %v", got, want)
	}
	if list := files(t, folder); len(list) != 1 || filepath.Ext(list[0]) != misledSuffix {
		t.Errorf("the second time it was learnt: %v", list)
	}
	if other := misledOnce(tinyBase("b")); len(other) > 0 {
		t.Errorf("another base's examples: %v", other)
	}
}

// Where nothing can be kept it is learnt each time, and nothing is left behind.
func TestLearnOnceWithoutFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, folder := range map[string]string{"off": "off", "no folder": filepath.Join(file, "under")} {
		t.Setenv(cacheVariable, folder)
		if got := learnOnce(tinyBase("a")).Match("警告の画面").Best().FAQ; got != "warning" {
			t.Errorf("%s: %q is meant", name, got)
		}
	}
	t.Setenv(cacheVariable, filepath.Join(filepath.Dir(file), "made by hand"))
	learnOnce(tinyBase(""))
	if _, err := os.Stat(os.Getenv(cacheVariable)); err == nil {
		t.Error("a base without a version was kept")
	}
}
