package base

import (
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestEasyLines: what urgent entries say first is there in easy Japanese, with readings; what
// changes makes its easy line stale, and a kanji without a reading is found.
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
	for line := range strings.Lines(of(b)) { // entries change, and somebody writes their easy lines afterwards
		if !strings.HasPrefix(line, "warning: ") {
			t.Error(line)
		}
	}
	needed, there := 0, 0
	for _, f := range b.FAQs {
		if f.Urgency != knowledge.High {
			continue
		}
		for _, line := range neededInEasy(f) {
			if needed++; b.InEasy(line) != line {
				there++
			}
		}
	}
	if there*10 < needed*9 {
		t.Errorf("%d of %d lines of urgent entries are there in easy Japanese, want 90 %%", there, needed)
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
