package dialog_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestAnswersAreHeard asks each question of testdata/facts/answers.jsonl in the matter of every entry that asks it: what people answer is
// taken as the answer, however much it is like something that people say about the matter.
func TestAnswersAreHeard(t *testing.T) {
	file, err := os.Open("../testdata/facts/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	asked, missed := 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var a struct{ Slot, Text, Value string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if a.Value == "" {
			continue
		}
		for _, f := range advisor().Base.FAQs {
			if !slices.ContainsFunc(f.Ask, func(x knowledge.Asked) bool { return x.Slot == a.Slot }) {
				continue
			}
			asked++
			if got := step(asking(f, a.Slot), said("1", a.Text), morning).State.Facts[a.Slot]; got != a.Value {
				missed++
				t.Logf("%s: %q to %s is taken as %q, want %q", f.ID, a.Text, a.Slot, got, a.Value)
			}
		}
	}
	if asked < 2000 || missed > asked/50 {
		t.Errorf("%d of %d answers are not taken as such, want 2 in 100 at most", missed, asked)
	}
}

// asking is a state in which a fact is asked for in the matter of an entry.
func asking(f *knowledge.FAQ, slot string) dialog.State {
	s := dialog.State{Version: dialog.StateVersion, Begun: morning, Last: morning}
	s.Phase, s.Facts = dialog.PhaseAsk, knowledge.Facts{}
	s.Words, s.FAQ, s.Slot, s.Slots = f.Title, f.ID, slot, []string{slot}
	for _, c := range advisor().Base.Slot(slot).Choices {
		s.Offered = append(s.Offered, dialog.Choice{Label: c.Label, Value: c.Value})
	}
	s.Offered = append(s.Offered, dialog.Choice{Label: "分からない", Value: knowledge.Unknown})
	return s
}
