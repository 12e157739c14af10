package desk

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"madoguchi/knowledge/base"
)

// TestProblems: what can be wrong with an entry is said in Japanese, and nothing is said that nobody
// finds.
func TestProblems(t *testing.T) {
	said, err := readProblems()
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{}
	for _, folder := range []string{"../../knowledge/base", "."} {
		for _, pattern := range []string{
			`(?:l|w|r)\.(?:fault|warn)\((?:where|at|field|g\.Field|"cases"|fmt\.Sprintf\("faq %s, example %d", m\.f\.ID, m\.n\+1\)|"faq "\+f\.ID)(?:, (?:0|n|row))?, ("[^\n]*?[^\\]")[,)]`, `c\.failf\("%s: ([^\n]*?[^\\]")[,)]`,
		} {
			for _, form := range found(t, folder, pattern) {
				forms[strings.Trim(form, `"`)] = true
			}
		}
	}
	for form := range said {
		if !forms[strings.ReplaceAll(form, `"`, `\"`)] {
			t.Errorf("nobody finds %q", form)
		}
	}
	c := wordsOf(t)
	found := regexp.MustCompile(`(?:l|w)\.(?:fault|warn)\((?:where|at), "([^"\n]+)"`)
	for _, file := range []string{"lint.go", "lint_asks.go", "lint_easy.go", "wording.go"} {
		src, err := os.ReadFile("../../knowledge/base/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range found.FindAllStringSubmatch(string(src), -1) {
			if _, ok := said[m[1]]; !ok && !about(m[1]) {
				t.Errorf("%s: %q is not said in Japanese", file, m[1])
			}
		}
	}
	for form, words := range said {
		if !strings.Contains(form, "%") && strings.Contains(words, "%") {
			t.Errorf("%q fills in what there is not", form)
		}
	}
	got := c.problems([]base.Problem{{Where: "faq utm, steps 3", What: "x", Form: "has %d characters, limit %d", Args: []any{120, 110}}, {Where: "faq utm", Warning: true, What: "other"}})
	if len(got) != 2 || got[0].Field != "steps" || got[0].Where != "手順 3行目" || !strings.Contains(got[0].What, "いま120字、110字まで") || got[1].What != "other" {
		t.Errorf("%+v", got)
	}
}

// about reports whether a form is about what is no entry.
func about(form string) bool {
	for _, other := range []string{"area is", "source is", "its number was not seen", "phone_note has", "was seen more than", "is filled in at", "no entry answers"} {
		if strings.HasPrefix(form, other) {
			return true
		}
	}
	return false
}
