package reading_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/reading"
)

// testNow is when every example was written: a Sunday evening in Tokyo.
var testNow = time.Date(2026, 11, 22, 21, 0, 0, 0, time.FixedZone("JST", 9*60*60))

// wantShare is the share of examples that must be right, and of each slot's facts.
const wantShare = 0.97

// readExample is a line of testdata/facts/read.jsonl.
type readExample struct {
	Text  string          `json:"text"`
	Facts knowledge.Facts `json:"facts"`
	Never []string        `json:"never"` // slots that must not be read: a single one fails the test
	May   []string        `json:"may"`   // slots on which careful readers differ: not judged
}

// answerExample is a line of testdata/facts/answers.jsonl. Value "" means that the text is no answer.
type answerExample struct {
	Slot  string `json:"slot"`
	Text  string `json:"text"`
	Value string `json:"value"`
}

func TestReadExamples(t *testing.T) {
	readExamples(t, "read.jsonl", 600)
}

// TestFreshExamples is TestReadExamples over sentences that were labelled before anybody looked at what the rules make of them.
// What the first sight was stands in testdata/facts/README.md.
func TestFreshExamples(t *testing.T) {
	readExamples(t, "fresh.jsonl", 120)
	readExamples(t, "second.jsonl", 60)
}

func readExamples(t *testing.T, name string, atLeast int) {
	t.Helper()
	examples := load[readExample](t, name, atLeast)
	var all tally
	bySlot := map[string]*tally{}
	for _, e := range examples {
		got := reading.FactsOf(e.Text, testNow)
		for _, slot := range e.Never {
			if v, invented := got[slot]; invented {
				t.Errorf("%q: %s=%s was invented", e.Text, slot, v)
			}
		}
		wrong := e.differences(got, bySlot)
		all.add(len(wrong) == 0)
		if len(wrong) > 0 {
			t.Logf("%q: %s", e.Text, strings.Join(wrong, ", "))
		}
	}
	report(t, name, all, bySlot)
}

// differences names what was misread, and counts every slot that was labelled or read.
func (e readExample) differences(got knowledge.Facts, bySlot map[string]*tally) []string {
	slots := maps.Clone(got)
	maps.Copy(slots, e.Facts)
	var wrong []string
	for _, slot := range slices.Sorted(maps.Keys(slots)) {
		if slices.Contains(e.May, slot) {
			continue
		}
		right := got[slot] == e.Facts[slot]
		count(bySlot, slot, right)
		if !right {
			wrong = append(wrong, fmt.Sprintf("%s=%q, want %q", slot, got[slot], e.Facts[slot]))
		}
	}
	return wrong
}

func TestAnswerExamples(t *testing.T) {
	examples := load[answerExample](t, "answers.jsonl", 240)
	slots := allSlots(t)
	var all tally
	bySlot := map[string]*tally{}
	for _, e := range examples {
		slot, ok := slots[e.Slot]
		if !ok {
			t.Fatalf("%q: there is no slot %q", e.Text, e.Slot)
		}
		got, answered := reading.Answer(slot, e.Text, testNow)
		if answered != (got != "") {
			t.Errorf("%s %q: Answer = %q, %v", e.Slot, e.Text, got, answered)
		}
		right := got == e.Value
		all.add(right)
		count(bySlot, e.Slot, right)
		if !right {
			t.Logf("%s %q: %q, want %q", e.Slot, e.Text, got, e.Value)
		}
	}
	report(t, "answers", all, bySlot)
	for name, slot := range slots {
		if bySlot[name] == nil && slot.Kind != "text" && name != knowledge.SlotTopic {
			t.Errorf("answers.jsonl has no example for the slot %s", name)
		}
	}
}

// TestExamplesUseAllowedValues keeps the files honest: every label must be a value that its slot may hold.
func TestExamplesUseAllowedValues(t *testing.T) {
	slots := allSlots(t)
	for _, e := range append(load[readExample](t, "read.jsonl", 1), load[readExample](t, "fresh.jsonl", 1)...) {
		for name, value := range e.Facts {
			if !allows(slots[name], value) {
				t.Errorf("%q: %s may not be %q", e.Text, name, value)
			}
		}
		for _, name := range slices.Concat(e.May, e.Never) {
			if slots[name] == nil {
				t.Errorf("%q: there is no slot %q", e.Text, name)
			}
		}
		for _, name := range e.Never {
			if e.Facts.Answered(name) || slices.Contains(e.May, name) {
				t.Errorf("%q: %s is both labelled and never to be read", e.Text, name)
			}
		}
	}
	for _, e := range load[answerExample](t, "answers.jsonl", 1) {
		if slots[e.Slot] == nil || e.Value != "" && !allows(slots[e.Slot], e.Value) {
			t.Errorf("%q: %s may not be %q", e.Text, e.Slot, e.Value)
		}
	}
}

// allows reports whether a slot may hold a value, or several with commas between them.
func allows(slot *knowledge.Slot, value string) bool {
	if slot == nil || !slot.Several {
		return slot != nil && slot.Allows(value)
	}
	for v := range strings.SplitSeq(value, ",") {
		if !slot.Allows(v) {
			return false
		}
	}
	return true
}

// tally counts what was right.
type tally struct{ right, all int }

func (c *tally) add(right bool) {
	c.all++
	if right {
		c.right++
	}
}

func (c *tally) share() float64 { return float64(c.right) / float64(max(c.all, 1)) }

func count(bySlot map[string]*tally, slot string, right bool) {
	if bySlot[slot] == nil {
		bySlot[slot] = &tally{}
	}
	bySlot[slot].add(right)
}

func report(t *testing.T, name string, all tally, bySlot map[string]*tally) {
	t.Helper()
	t.Logf("%s: %d of %d examples right, %.1f %%", name, all.right, all.all, 100*all.share())
	for _, slot := range slices.Sorted(maps.Keys(bySlot)) {
		c := bySlot[slot]
		t.Logf("  %-15s %3d of %3d  %5.1f %%", slot, c.right, c.all, 100*c.share())
		if c.all-c.right > 1 && c.share() < wantShare { // a slot of ten facts may hold one slip
			t.Errorf("%s: %s is right in %.1f %%, want %.0f %%", name, slot, 100*c.share(), 100*wantShare)
		}
	}
	if all.share() < wantShare {
		t.Errorf("%s: %.1f %% of the examples are right, want %.0f %%", name, 100*all.share(), 100*wantShare)
	}
}

// load reads a file of examples, one a line. Fewer than atLeast fail the test: a file cut short proves nothing.
func load[T any](t testing.TB, name string, atLeast int) []T {
	t.Helper()
	data, err := os.ReadFile(examplePath(name))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		var e T
		if err := d.Decode(&e); err != nil {
			t.Fatalf("%s:%d: %v", name, n, err)
		}
		out = append(out, e)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(out) < atLeast {
		t.Fatalf("%s holds %d examples, want at least %d", name, len(out), atLeast)
	}
	return out
}

// allSlots are the slots of the base by name.
func allSlots(t testing.TB) map[string]*knowledge.Slot {
	t.Helper()
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	slots := map[string]*knowledge.Slot{}
	for _, s := range b.Slots {
		slots[s.Name] = s
	}
	return slots
}
