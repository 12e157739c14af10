package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
)

// TestGrave: danger to somebody's body and despair are met as such in whatever words they come, and
// what only sounds like them is not. None of the rows was learnt from, but what was missed was
// looked at.
func TestGrave(t *testing.T) {
	const leastMet, mostAlarms = 0.8, 0.03
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	met, grave, alarms, calm := 0, 0, 0, 0
	for _, row := range rows[struct{ Kind, Text string }](t, "../testdata/grave/rows.jsonl") {
		out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: row.Text}, at)
		helped := out.State.Grave != "" || slices.ContainsFunc(out.Messages, func(m dialog.Message) bool {
			return m.Kind == dialog.FirstAid && (strings.Contains(m.Text, "110番") || strings.Contains(m.Text, "0120-061-338"))
		})
		if row.Kind == "none" {
			calm++
		} else {
			grave++
		}
		switch {
		case row.Kind == "none" && out.State.Grave != "":
			alarms++
			t.Logf("taken for %s: %s", out.State.Grave, row.Text)
		case row.Kind != "none" && helped:
			met++
		case row.Kind != "none":
			t.Logf("%s not heard: %s", row.Kind, row.Text)
		}
	}
	t.Logf("%d of %d met, %d false alarms in %d", met, grave, alarms, calm)
	if share := float64(met) / float64(grave); share < leastMet {
		t.Errorf("%.2f of danger and despair are met, want %.2f", share, leastMet)
	}
	if share := float64(alarms) / float64(calm); share > mostAlarms {
		t.Errorf("%.2f false alarms, want at most %.2f", share, mostAlarms)
	}
}
