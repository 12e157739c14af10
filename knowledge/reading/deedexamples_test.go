package reading_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// deedExample is a line of testdata/facts/deeds.jsonl: a sentence with all that was done or happened in it, as slot=value. Not
// are slots that are easily read from it and are not in it.
type deedExample struct {
	Text string   `json:"text"`
	Has  []string `json:"has"`
	Not  []string `json:"not"`
	Mood string   `json:"mood"`
}

// deedSlots are the slots that tell of deeds and events.
var deedSlots = []string{"typed_in", "paid", "remote_control", "app_installed", "opened", "tapped", "called", "did", "encrypted", "spreading"}

// deedLabels are the deeds and events among facts. What was typed in without saying what is no other deed than the one named.
func deedLabels(f knowledge.Facts, has []string) []string {
	var out []string
	for _, slot := range deedSlots {
		for _, v := range f.Values(slot) {
			unnamed := slot == "typed_in" && v == knowledge.Yes && slices.ContainsFunc(has, func(h string) bool { return strings.HasPrefix(h, slot) })
			if v != knowledge.No && v != knowledge.Unknown && !unnamed {
				out = append(out, slot+"="+v)
			}
		}
	}
	return out
}

func TestDeedExamples(t *testing.T) {
	name := "deeds.jsonl"
	if file := os.Getenv("DEEDS"); file != "" {
		name = file
	}
	judgeDeeds(t, name)
}

func judgeDeeds(t *testing.T, name string) {
	t.Helper()
	quiet := os.Getenv("QUIET") != ""
	examples := load[deedExample](t, name, 1)
	var found, missed, invented, calm, harmed int
	per := map[string]*[3]int{}
	at := func(l string) *[3]int {
		if per[l] == nil {
			per[l] = &[3]int{}
		}
		return per[l]
	}
	for _, e := range examples {
		got := deedLabels(reading.FactsOf(e.Text, testNow), e.Has)
		var wrong []string
		for _, l := range got {
			if slices.Contains(e.Has, l) {
				found++
				at(l)[0]++
			} else {
				invented++
				at(l)[2]++
				wrong = append(wrong, "+"+l)
			}
		}
		for _, l := range e.Has {
			if !slices.Contains(got, l) {
				missed++
				at(l)[1]++
				wrong = append(wrong, "-"+l)
			}
		}
		if len(e.Has) == 0 {
			calm++
			if len(got) > 0 {
				at("in " + e.Mood)[2]++
				harmed++
			}
		}
		if len(wrong) > 0 && !quiet {
			t.Logf("%s %q: %s", e.Mood, e.Text, strings.Join(wrong, " "))
		}
	}
	recall, precision := share(found, found+missed), share(found, found+invented)
	for _, l := range sortedKeys(per) {
		t.Logf("  %-20s found %3d missed %3d invented %3d", l, per[l][0], per[l][1], per[l][2])
	}
	if name == "deeds.jsonl" && (recall < 0.90 || precision < 0.94 || share(harmed, calm) > 0.03) {
		t.Errorf("%s: want a recall of 0.90, a precision of 0.94 and a reading in 3 %% of the negatives", name)
	}
	t.Logf("%s: recall %.3f, precision %.3f, negatives with a reading %d of %d (%.1f %%)", name, recall, precision, harmed, calm, 100*share(harmed, calm))
}

func share(n, of int) float64 { return float64(n) / float64(max(of, 1)) }

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// examplePath is where a file of examples is; an absolute name is taken as it is.
func examplePath(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join("..", "..", "testdata", "facts", name)
}
