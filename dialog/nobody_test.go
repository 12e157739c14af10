package dialog_test

import (
	"strings"
	"testing"

	"madoguchi/dialog"
)

// TestNobody: where nobody reads what is handed over, no person and no number is promised, whoever asks and however; bodies that can be
// called are named, and the consultation goes on.
func TestNobody(t *testing.T) {
	for name, texts := range map[string][]string{
		"at once":            {"人と話したい"},
		"in the middle":      {"パソコンに警告が出て電話しろと言われた", "人と話したい"},
		"in English":         {"I want to talk to a person"},
		"in easy Japanese":   {"やさしい日本語で", "人と話したい"},
		"for another reason": {"パスワードは何文字がいい？", "役に立たなかった", "人と話したい"},
		"in despair":         {"もう死にたい"},
		"asked twice":        {"人と話したい", "人と話したい"},
	} {
		world := advisor().world(morning)
		world.Desk.Alone = true
		s := dialog.Step(dialog.State{}, dialog.Event{Kind: dialog.Start}, world).State
		out := dialog.Step(dialog.State{}, dialog.Event{Kind: dialog.Start}, world)
		greeting := out.Messages[0].Text
		for i, text := range texts {
			out = dialog.Step(s, said(string(rune('1'+i)), text), world)
			s = out.State
			if out.Handoff != nil || s.Ticketed || s.Phase == dialog.PhaseHandoff {
				t.Errorf("%s: handed over to nobody after %q", name, text)
			}
		}
		named, words := 0, greeting+"\n"
		for _, m := range out.Messages {
			named += len(m.Contacts)
			words += m.Text + "\n"
		}
		for _, promise := range []string{"受付番号", "おつなぎ", "担当者に渡す", "担当者が読", "Your case number", world.Ticket} {
			if strings.Contains(words, promise) {
				t.Errorf("%s: 「%s」 is promised: %s", name, promise, words)
			}
		}
		if named == 0 {
			t.Errorf("%s: nobody is named to call: %s", name, words)
		}
	}
}
