package dialog_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestSources: after any entry, who asks on what that rests is told when it was read again, in
// which role or that nobody wrote that down, and of a duty that was named the law.
func TestSources(t *testing.T) {
	d := advisor()
	asks := []string{"それ本当？", "なぜ？", "どこに書いてある？", "なんでそうするの", "その日にちの根拠は？", "最後に確認したのはいつですか"}
	for i, f := range d.Base.FAQs {
		state := dialog.State{Version: dialog.StateVersion, Begun: morning, Last: morning}
		state.Phase, state.Words, state.FAQ, state.Answered = dialog.PhaseAnswer, f.Title, f.ID, true
		state.Facts = knowledge.Facts{"personal_data": knowledge.Yes}
		text := asks[i%len(asks)]
		said := textIn(d.step(state, dialog.Event{Kind: dialog.Text, Text: text}, morning).Messages)
		on := f.ReviewedOn
		if want := fmt.Sprintf("%d年%d月%d日", on.Year(), int(on.Month()), on.Day()); !strings.Contains(said, want) {
			t.Errorf("%s: %s: the day %s is not said: %s", f.ID, text, want, said)
		}
		if f.ReviewedBy != "" && !strings.Contains(said, f.ReviewedBy) {
			t.Errorf("%s: who read it again is not said: %s", f.ID, said)
		}
		legal := strings.Join(knowledge.LinesFor(f.Legal, state.Facts), "\n")
		if strings.Contains(legal, "個人情報保護委員会への報告") && !strings.Contains(said, "個人情報保護法の第26条") {
			t.Errorf("%s: the law is not named: %s", f.ID, said)
		}
	}
}

func textIn(messages []dialog.Message) string {
	var out []string
	for _, m := range messages {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n")
}
