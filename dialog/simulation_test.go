package dialog_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/facts"
)

// fixedForm is what a form asks that asks everybody everything: the questions that an advisor notes on every case.
var fixedForm = []string{
	"symptom", "pcs", "os", "device", "opened", "called", "paid", "typed_in", "remote_control", "network", "backup", "personal_data", "since",
	"contractor", "role",
}

// consultation is what came of one simulated consultation.
type consultation struct {
	category string
	asked    []string
}

// simulate takes a consultation with a past case: its text is the first message, what the text states is answered, anything else is
// 「分からない」. Of meanings that are offered the right one is taken if it is among them.
func simulate(t *testing.T, c knowledge.Case) consultation {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, advisor().Calendar.In(time.Now()).Location())
	known := facts.Read(c.Content, now)
	var got consultation
	out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: c.Content}, now)
	for range 12 {
		if out.Ask == nil || out.State.Answered || out.Ask.Slot == "helped" {
			break
		}
		slot := out.Ask.Slot
		if known.Known(slot) {
			t.Errorf("row %d: %s was said already (%s) and asked", c.Row, slot, known[slot])
		}
		if slot != knowledge.SlotTopic && slot != knowledge.SlotSymptom && slices.Contains(got.asked, slot) {
			t.Errorf("row %d: %s was asked twice", c.Row, slot)
		}
		got.asked = append(got.asked, slot)
		out = step(out.State, reply(c, out.Ask), now)
	}
	if f := advisor().Base.FAQ(out.State.FAQ); f != nil {
		got.category = f.Category
	}
	return got
}

func reply(c knowledge.Case, ask *dialog.Question) dialog.Event {
	switch ask.Slot {
	case knowledge.SlotTopic:
		for _, choice := range ask.Choices {
			if f := advisor().Base.FAQ(choice.Value); f != nil && f.Category == c.Category {
				return dialog.Event{Kind: dialog.Choose, Choice: choice.Value, Text: choice.Label}
			}
		}
		return dialog.Event{Kind: dialog.Choose, Choice: "none", Text: "どれも違う"}
	case knowledge.SlotSymptom: // said another way: the subject of the desk's record
		return dialog.Event{Kind: dialog.Text, Text: c.Subject}
	case "unsure":
		return dialog.Event{Kind: dialog.Choose, Choice: "contacts", Text: "相談先を知りたい"}
	}
	return dialog.Event{Kind: dialog.Text, Text: "分からない"}
}

// TestPastCases takes a consultation with every case of the desk's table: few questions, none of them twice or about what was said,
// and the right category at the end.
func TestPastCases(t *testing.T) {
	cases, right, asked, most := advisor().Base.Cases, 0, 0, 0
	for _, c := range cases {
		got := simulate(t, c)
		asked += len(got.asked)
		most = max(most, len(got.asked))
		if len(got.asked) > 6 {
			t.Errorf("row %d: %d questions: %v", c.Row, len(got.asked), got.asked)
		}
		if got.category == c.Category {
			right++
			continue
		}
		t.Logf("row %d: %s, is %s", c.Row, got.category, c.Category)
	}
	n := float64(len(cases))
	t.Logf("%d cases: right category %.1f %%, %.2f questions on average, %d at most; a fixed form asks %d",
		len(cases), 100*float64(right)/n, float64(asked)/n, most, len(fixedForm))
	if len(cases) < 150 {
		t.Fatalf("%d cases", len(cases))
	}
	if average := float64(asked) / n; average > 3.2 {
		t.Errorf("%.2f questions on average, want at most 3.2", average)
	}
	if share := float64(right) / n; share < 0.85 {
		t.Errorf("the right category in %.1f %% of the cases, want 85", 100*share)
	}
}
