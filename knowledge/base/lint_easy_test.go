package base

import (
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestEasyLines: every urgent entry is there in easy Japanese, with readings; what changes makes its easy line stale, and a kanji without
// a reading is found.
func TestEasyLines(t *testing.T) {
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	of := func(b *knowledge.Base) string {
		l := &linter{base: b, banned: readBanned()}
		l.easy()
		var out []string
		for _, p := range l.found {
			out = append(out, p.String())
		}
		return strings.Join(out, "\n")
	}
	if found := of(b); found != "" {
		t.Error(found)
	}
	calm := 0
	for id := range b.EasyLines {
		if f := b.FAQ(id); f != nil && f.Urgency != knowledge.High {
			calm++
		}
	}
	if calm < 20 {
		t.Errorf("%d entries that are not urgent are there in easy Japanese, want 20", calm)
	}

	changed := *b
	changed.EasyLines = map[string][]knowledge.EasyLine{
		"support-scam": {{Plain: "もうない文です。", Easy: "もうない文（ぶん）です。"}},
		"usb-plugged":  {{Plain: b.FAQ("usb-plugged").Now[0].Text, Easy: "電源を切（き）ります。"}},
	}
	for _, want := range []string{"easy support-scam: is stale", "easy support-scam: lacks", "「電源を」 has no reading"} {
		if found := of(&changed); !strings.Contains(found, want) {
			t.Errorf("is not found: %s", want)
		}
	}
	changed.EasyLines = map[string][]knowledge.EasyLine{"no-such-entry": {{Plain: "x", Easy: "y"}}}
	if err := Check(&changed); err == nil || !strings.Contains(err.Error(), "easy/no-such-entry.yaml") {
		t.Errorf("check: %v", err)
	}
}
