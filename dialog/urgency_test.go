package dialog_test

import (
	"slices"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestUrgency: who wishes, asks, supposes or denies is given no orders, whatever the nouns; who tells of trouble in a few words is.
// The rows of testdata/urgency with an even number were not looked at when the patterns were written.
func TestUrgency(t *testing.T) {
	type row struct {
		ID, Text string
		Urgent   bool
	}
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	all, right := map[bool]int{}, map[bool]int{}
	for _, a := range rows[row](t, "../testdata/urgency/rows.jsonl") {
		out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: a.Text}, at)
		hurries := out.Urgency == knowledge.High || slices.ContainsFunc(out.Messages, func(m dialog.Message) bool { return m.Kind == dialog.FirstAid })
		all[a.Urgent]++
		if hurries == a.Urgent {
			right[a.Urgent]++
		} else {
			t.Logf("%s: %s\n   hurries: %v, entry %q", a.ID, a.Text, hurries, out.State.FAQ)
		}
	}
	t.Logf("right: %d of %d calm, %d of %d urgent", right[false], all[false], right[true], all[true])
	for urgent, least := range map[bool]float64{false: 0.9, true: 0.92} {
		if share := float64(right[urgent]) / float64(all[urgent]); share < least {
			t.Errorf("urgent %v: %.3f right, want %.2f", urgent, share, least)
		}
	}
}

// TestHappens: what is named and not told is asked about before anything is ordered; yes brings the first aid, no the answer as
// something to know, without further questions.
func TestHappens(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	asked := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: "カードが不正利用されたときの補償って法人カードにもあるの"}, at)
	if asked.Ask == nil || asked.Ask.Slot != "happens" || asked.Urgency == knowledge.High {
		t.Fatalf("asks %+v, urgency %q", asked.Ask, asked.Urgency)
	}
	aided := func(out dialog.Outcome) bool {
		return slices.ContainsFunc(out.Messages, func(m dialog.Message) bool { return m.Kind == dialog.FirstAid })
	}
	for say, want := range map[string]bool{"はい": true, "いいえ": false, "念のため聞いただけです": false, "分からない": true, "昨日カードを勝手に使われました": true} {
		out := step(asked.State, dialog.Event{Kind: dialog.Text, Text: say}, at)
		if aided(out) != want || (out.Urgency == knowledge.High) != want {
			t.Errorf("%s: first aid %v, urgency %q, want hurry %v", say, aided(out), out.Urgency, want)
		}
		if !want && out.State.Phase != dialog.PhaseAnswer {
			t.Errorf("%s: phase %q, want the answer", say, out.State.Phase)
		}
	}
}
