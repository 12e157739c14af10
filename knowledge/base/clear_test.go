package base

import (
	"regexp"
	"testing"

	"madoguchi/knowledge"
)

// allClear says that who only saw, read or talked need fear nothing.
var allClear = regexp.MustCompile(`(?:だけ(?:なら|で|の)|なければ|いないなら|ないなら).*(?:大丈夫|終わり|考えにく|要りません|小さい|わけではありません|かまいません)`)

// TestNoAllClear: nobody who did something that has first aid of its own is told that who did not
// need fear nothing.
func TestNoAllClear(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []knowledge.Facts{{"typed_in": "card"}, {"typed_in": "password"}, {"paid": "transfer"}, {"remote_control": "yes"}, {"opened": "yes"}, {"app_installed": "yes"}} {
		for _, e := range b.FAQs {
			told := append(knowledge.LinesFor(e.Steps, f), knowledge.LinesFor(e.FirstAid, f)...)
			if e.UrgencyFor(f) == knowledge.High {
				told = append(told, knowledge.FirstLine(e.Now, f))
			}
			for _, line := range told {
				if allClear.MatchString(line) {
					t.Errorf("%s says to one with %v: %s", e.ID, f, line)
				}
			}
		}
	}
}
