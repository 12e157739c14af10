package reading_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

func told(t *testing.T, reader reading.Reader, name string) (recall, precision float64, calm, invented int) {
	t.Helper()
	var found, missed, wrong int
	read := reader.At(testNow)
	for _, e := range load[deedExample](t, name, 1) {
		r := read(e.Text)
		got := deedLabels(r.Facts, e.Has)
		if len(e.Has) == 0 {
			calm++
			if len(got) > 0 {
				invented++
			}
		}
		var bad []string
		for _, l := range e.Has {
			if slices.Contains(got, l) {
				found++
			} else {
				missed++
				bad = append(bad, "-"+l)
			}
		}
		for _, l := range got {
			if !slices.Contains(e.Has, l) {
				wrong++
				bad = append(bad, "+"+l)
			}
		}
		if len(bad) > 0 && os.Getenv("SHOW") != "" {
			h := ""
			for _, x := range r.Hearings {
				h += " " + x.Slot + "=" + x.Value
			}
			t.Logf("%s %q: %s | heard%s | doubts %v", e.Mood, e.Text, strings.Join(bad, " "), h, r.Doubts)
		}
	}
	return share(found, found+missed), share(found, found+wrong), calm, invented
}

func TestToldScratch(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	l := match.Learn(b)
	s := l.Senses()
	deaf := s
	deaf.Tell = nil
	for _, name := range strings.Split(os.Getenv("SETS"), ",") {
		for _, senses := range []knowledge.Senses{deaf, s} {
			r, p, c, i := told(t, reading.Reader{Base: b, Senses: senses}, name)
			t.Logf("%s: %s recall %.3f precision %.3f, facts in %d of %d near misses", filepath.Base(name), map[bool]string{true: "patterns", false: "with hearing"}[senses.Tell == nil], r, p, i, c)
		}
	}
}
