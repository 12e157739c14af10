package desk

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/written"
)

// TestTexts: every text that is asked for is there, and every one that is there is asked for.
func TestTexts(t *testing.T) {
	texts := wordsOf(t).texts
	asked := map[string]bool{}
	families := map[string]bool{} // beginnings of keys that are put together
	simple := regexp.MustCompile(`(?:\btext |Text\(|, ")"?([a-z0-9_]+)"`)
	family := regexp.MustCompile(`(?:print |Text\(|, |\+ )"([a-z_]+_)"`)
	read := func(name string, src []byte) {
		for _, m := range simple.FindAllSubmatch(src, -1) {
			asked[string(m[1])] = true
		}
		for _, m := range family.FindAllSubmatch(src, -1) {
			families[string(m[1])] = true
		}
		for _, m := range regexp.MustCompile(`"([a-z_]{3,})"`).FindAllSubmatch(src, -1) { // in tables: {bot.ErrOver, "refused_over"}
			asked[string(m[1])] = true
		}
		for _, m := range regexp.MustCompile(`\{\{-? ?(?:with |if |else )*text "([a-z0-9_]+)"`).FindAllSubmatch(src, -1) {
			if _, ok := texts[string(m[1])]; !ok {
				t.Errorf("%s asks for %q, which is not there", name, m[1])
			}
		}
	}
	views, err := fs.Glob(files, "views/*.html")
	if err != nil || len(views) < 5 {
		t.Fatal(views, err)
	}
	for _, v := range views {
		data, _ := files.ReadFile(v)
		read(v, data)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	called := regexp.MustCompile(`texts\.Text\("([a-z0-9_]+)"`)
	for _, s := range sources {
		if strings.HasSuffix(s, "_test.go") {
			continue
		}
		src, err := os.ReadFile(s)
		if err != nil {
			t.Fatal(err)
		}
		read(s, src)
		for _, m := range called.FindAllSubmatch(src, -1) {
			if _, ok := texts[string(m[1])]; !ok && !families[string(m[1])] {
				t.Errorf("%s asks for %q, which is not there", s, m[1])
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		inFamily := false
		for f := range families {
			inFamily = inFamily || strings.HasPrefix(key, f)
		}
		if !asked[key] && !inFamily {
			t.Errorf("nobody asks for %q", key)
		}
	}
	var need []string
	for _, e := range bot.EndReasons() {
		need = append(need, "end_"+string(e))
	}
	for _, r := range Roles() {
		need = append(need, "role_"+string(r), "role_does_"+string(r))
	}
	for _, l := range lists {
		need = append(need, "list_"+l, "empty_"+l)
	}
	for _, s := range []bot.Status{bot.Waiting, bot.Claimed, bot.Answered, bot.Closed, bot.Returned} {
		need = append(need, "status_"+string(s))
	}
	for _, s := range []bot.FileState{bot.Fetching, bot.Picture, bot.Quarantine, bot.TooLarge, bot.Lost} {
		need = append(need, "file_"+string(s))
	}
	for _, s := range []bot.Speaker{bot.FromConsulter, bot.FromBot, bot.FromStaff} {
		need = append(need, "who_"+string(s))
	}
	for _, r := range []dialog.Reason{dialog.Requested, dialog.Unsure, dialog.NotHelped, dialog.Crisis, dialog.Urgent, bot.Failed} {
		need = append(need, "reason_"+string(r))
	}
	for _, a := range found(t, ".", `Arrival = "([a-z]+)"`) {
		need = append(need, "arrival_"+a)
	}
	for _, key := range need {
		if texts[key] == "" {
			t.Errorf("there is no %q", key)
		}
	}
}

// wordsOf is a console that knows nothing but its texts.
func wordsOf(t *testing.T) *Console {
	t.Helper()
	said, err := readProblems()
	if err != nil {
		t.Fatal(err)
	}
	c := &Console{said: said, Options: Options{Edition: func() *bot.Edition { return &bot.Edition{Base: &knowledge.Base{}} }}}
	data, err := files.ReadFile("texts.yaml")
	if err == nil {
		err = written.Decode(data, &c.texts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// found is what a pattern's group matches in the sources of a folder.
func found(t *testing.T, folder, pattern string) (out []string) {
	t.Helper()
	sources, err := fs.Glob(os.DirFS(folder), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sources {
		if strings.HasSuffix(s, "_test.go") {
			continue
		}
		src, err := os.ReadFile(filepath.Join(folder, s))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(src, -1) {
			out = append(out, string(m[1]))
		}
	}
	return out
}

// TestHappened: whatever the rules write into a ticket's history reads as Japanese.
func TestHappened(t *testing.T) {
	c := wordsOf(t)
	all := found(t, "..", `c\.(?:become|stand|history|raised)\(t, [^"\n]*"([^"]+)"`)
	if len(all) < 16 {
		t.Errorf("found only %d lines of history", len(all))
	}
	for _, what := range all {
		if c.happened(what) == what {
			t.Errorf("%q is not said in words", what)
		}
	}
}

// TestDeeds: whatever is written into the audit log reads as Japanese.
func TestDeeds(t *testing.T) {
	c := wordsOf(t)
	all := found(t, ".", `(?:What: |What = |enter\(v, |done\(v, )"([^"]+)"`)
	if len(all) < 20 {
		t.Errorf("found only %d kinds of deeds", len(all))
	}
	for _, what := range all {
		if c.deed(what) == what {
			t.Errorf("%q is not said in words", what)
		}
	}
}
