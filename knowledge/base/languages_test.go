package base

import (
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
)

// TestLanguages: the languages that the binary carries have all words, and a gap in one of them is
// found.
func TestLanguages(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	of := func(b *knowledge.Base) (faults, warnings []string) {
		l := &linter{base: b, now: time.Now(), banned: readBanned()}
		l.languages()
		for _, p := range l.found {
			if p.Warning {
				warnings = append(warnings, p.String())
			} else {
				faults = append(faults, p.String())
			}
		}
		return faults, warnings
	}
	faults, warnings := of(b)
	for _, f := range faults {
		t.Error(f)
	}
	if len(b.Languages) < 9 || len(b.Matters) < 15 {
		t.Fatalf("%d languages, %d matters", len(b.Languages), len(b.Matters))
	}
	unchecked := 0
	for _, l := range b.Languages {
		if l.Checked == "" && l.ID != ownLanguage {
			unchecked++
		}
	}
	if len(warnings) != unchecked {
		t.Errorf("%d warnings for %d languages that nobody has checked: %v", len(warnings), unchecked, warnings)
	}

	broken, english := *b, *b.Language("en")
	english.Phrases = map[string]string{"human.open": "no number here", "abroad.human": "a button with far too many letters"}
	broken.Languages = []*knowledge.Language{&english, b.Language("pt")}
	faults, _ = of(&broken)
	for _, want := range []string{"other placeholders", "the button abroad.human", "has no phrase human.closed"} {
		if !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("is not found: %s in %v", want, faults)
		}
	}
	english.Matters, english.Contacts = nil, nil
	if err := Check(&broken); err == nil || !strings.Contains(err.Error(), "matter card needs label and say") || !strings.Contains(err.Error(), `contacts of role "bank"`) {
		t.Errorf("check: %v", err)
	}
}
