package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
)

// TestTicked: what a text names decides which steps are done, and where it leaves that open none is.
func TestTicked(t *testing.T) {
	const bank, cut, photo = "まず銀行に電話して、お金を止めてもらってください。", "パソコンのネットワークを切ってください。LANの線を抜きます。", "画面をスマホで写真に撮ってください。"
	told := dialog.State{Version: dialog.StateVersion, Core: dialog.Core{Phase: dialog.PhaseSymptom}}
	for _, line := range []string{bank, cut, photo} {
		told.Tasks = append(told.Tasks, dialog.Task{Text: line, Told: morning})
	}
	for said, want := range map[string]string{
		"銀行に電話しました":       bank,
		"ネットワークを切りました":    cut,
		"LANの線を抜きました":     cut,
		"写真を撮りました":        photo,
		"銀行に電話すればいいですか":   "",
		"銀行にはまだ電話していません":  "",
		"警察に電話しました":       "",
		"パスワードを変えました":     "",
		"銀行から電話がありました":    "",
		"妻が銀行に電話しろと言いました": "",
	} {
		after := dialog.FirstAidOnly(told, dialog.Event{Kind: dialog.Text, Message: "m1", Text: said}, advisor().world(morning)).State
		var done []string
		for _, task := range after.Tasks {
			if !task.Done.IsZero() {
				done = append(done, task.Text)
			}
		}
		if got := strings.Join(done, "|"); got != want {
			t.Errorf("%q ticks %q, want %q", said, got, want)
		}
		taken := dialog.Step(after, dialog.Event{Kind: dialog.Unsend, Message: "m1"}, advisor().world(morning)).State
		if slices.ContainsFunc(taken.Tasks, func(task dialog.Task) bool { return !task.Done.IsZero() }) {
			t.Errorf("%q is taken back, and what it said is still done", said)
		}
	}
	if told.Tasks[0].Done != (time.Time{}) {
		t.Error("a step changed what it was given")
	}
}

// TestTickedByButton: who says that something is done, and not what, is offered the open steps, and
// hears what is still to be done.
func TestTickedByButton(t *testing.T) {
	s := dialog.State{}
	say := func(text string) dialog.Outcome {
		t.Helper()
		out := step(s, said("1", text), morning)
		s = out.State
		return out
	}
	say("偽の警告の番号に電話して、遠隔操作されました。クレジットカードで5万円払いました")
	for range 8 {
		if s.Answered {
			break
		}
		say("分からない")
	}
	if !s.Answered || len(s.Tasks) < 2 {
		t.Fatalf("no answer, or too few steps: %+v", s.Tasks)
	}
	out := say("撮りました")
	if out.Ask == nil || out.Ask.Slot != "done" || len(out.Ask.Choices) != len(s.Tasks)+1 {
		t.Fatalf("which step is done is not asked: %+v", out.Messages)
	}
	last := out.Ask.Choices[len(out.Ask.Choices)-2]
	out = dialog.Step(s, dialog.Event{Kind: dialog.Choose, Message: "2", Text: last.Label, Choice: last.Value}, advisor().world(morning))
	if n := len(out.State.Tasks); out.State.Tasks[n-1].Done.IsZero() || !out.State.Tasks[0].Done.IsZero() {
		t.Errorf("another step is ticked: %+v", out.State.Tasks)
	}
	if !slices.ContainsFunc(out.Messages, func(m dialog.Message) bool { return strings.Contains(m.Text, s.Tasks[0].Text) }) {
		t.Errorf("what is still open is not named: %+v", out.Messages)
	}
}
