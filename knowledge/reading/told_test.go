package reading_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

// heldOut is every how manieth line of testdata/facts/deeds.jsonl is not learnt from.
const heldOut = 4

// TestTold measures what hearing adds to the patterns: on the lines of testdata/facts/deeds.jsonl that
// are not learnt from, by which the thresholds were chosen, and on testdata/deeds, which was written
// before anything was learnt. A deed that is missed is asked for; one that is heard in what tells of
// none orders people about.
func TestTold(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	senses := knowledge.Senses{Match: matchesNothing, Tell: match.NewTold(b).Tell}
	var held []deedExample
	for i, e := range load[deedExample](t, "deeds.jsonl", 1) {
		if i%heldOut == 0 {
			held = append(held, e)
		}
	}
	for _, set := range []struct {
		name              string
		examples          []deedExample
		recall, precision float64 // precision of what is heard and no pattern reads
		mostInvented      int     // near misses in which hearing adds the only fact
	}{
		{"held out", held, 0.94, 0, 0},
		{"own", load[deedExample](t, "../deeds/own.jsonl", 240), 0.68, 0.95, 1},
	} {
		before := toldIn(t, reading.Reader{Base: b, Senses: knowledge.Senses{Match: matchesNothing}}, set.examples)
		after := toldIn(t, reading.Reader{Base: b, Senses: senses}, set.examples)
		t.Logf("%s: of %d deeds %d are read, with hearing %d; of %d heard %d right (%.3f); facts in %d of %d near misses, with hearing %d; %d of %d missed are doubted", set.name, before.deeds, before.found, after.found,
			after.heard, after.heardRight, share(after.heardRight, after.heard), before.invented, before.calm, after.invented, after.doubted, after.deeds-after.found)
		if r := share(after.found, after.deeds); r < set.recall {
			t.Errorf("%s: recall %.3f, want %.3f", set.name, r, set.recall)
		}
		if p := share(after.heardRight, after.heard); p < set.precision {
			t.Errorf("%s: precision of what is heard %.3f, want %.3f", set.name, p, set.precision)
		}
		if n := after.invented - before.invented; n > set.mostInvented {
			t.Errorf("%s: facts are heard in %d near misses, want at most %d", set.name, n, set.mostInvented)
		}
	}
}

// TestTellerAlone measures, on what is held out, the model by which deeds are heard, without patterns
// and moods: from which belief it is right was chosen by that.
func TestTellerAlone(t *testing.T) {
	tell := match.NewTold(answering().Base).Tell
	for _, least := range []float64{0.6, 0.75} {
		heard, right := 0, 0
		for i, e := range load[deedExample](t, "deeds.jsonl", 1) {
			if i%heldOut != 0 {
				continue
			}
			if f, belief := tell(e.Text); f.Slot != "" && belief >= least {
				heard++
				if slices.Contains(e.Has, f.Slot+"="+f.Value) {
					right++
				}
			}
		}
		t.Logf("from %.2f: %d heard, %d right (%.3f)", least, heard, right, share(right, heard))
		if least == 0.75 && share(right, heard) < 0.93 {
			t.Error("that is too often wrong to make a fact of it")
		}
	}
}

// hearingTally is what was found in some examples.
type hearingTally struct{ deeds, found, doubted, heard, heardRight, calm, invented int }

func toldIn(t *testing.T, reader reading.Reader, examples []deedExample) (n hearingTally) {
	t.Helper()
	read := reader.At(testNow)
	for _, e := range examples {
		r := read(e.Text)
		var wrong []string
		for _, l := range e.Has {
			slot, value, _ := strings.Cut(l, "=")
			n.deeds++
			switch {
			case r.Facts.Is(slot, value):
				n.found++
				continue
			case slices.Contains(r.Doubts, slot):
				n.doubted++
			}
			wrong = append(wrong, "-"+l)
		}
		for _, h := range r.Hearings {
			n.heard++
			if l := h.Slot + "=" + h.Value; slices.Contains(e.Has, l) {
				n.heardRight++
			} else {
				wrong = append(wrong, "heard +"+l)
			}
		}
		if len(e.Has) == 0 {
			n.calm++
			if len(deedLabels(r.Facts, nil)) > 0 {
				n.invented++
			}
		}
		if len(wrong) > 0 && reader.Tell != nil {
			t.Logf("%s %q: %s, doubts %v", e.Mood, e.Text, strings.Join(wrong, " "), r.Doubts)
		}
	}
	return n
}
