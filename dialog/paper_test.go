package dialog_test

import (
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestPapers plays invented cases in which papers are asked for. They are read as whoever is handed
// them would: the owner, the police, the bank.
func TestPapers(t *testing.T) {
	for _, file := range conversations(t, "../testdata/papers/*.txt") {
		playFile(t, file, advisor())
	}
}

// TestNoticesHoldNoWords: what goes to customers and staff has no room for what the consulter wrote,
// in which others may be named.
func TestNoticesHoldNoWords(t *testing.T) {
	base := advisor().Base
	for _, id := range []string{"customers", "staff"} {
		form := base.Form(id)
		if form == nil {
			t.Fatalf("there is no form %s", id)
		}
		for _, name := range form.Blanks() {
			switch name {
			case "words", "course", "amounts", "people", "happened":
				t.Errorf("%s has room for {%s}", id, name)
			}
		}
	}
}

// TestPaperIsPure: the same state gives the same paper, and no paper changes it.
func TestPaperIsPure(t *testing.T) {
	d := advisor()
	state := d.step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: "サーバーのファイルが開けません。お客様300名分の名簿があります"}, morning).State
	w := d.world(morning)
	for _, form := range w.Base.Forms {
		a, b := dialog.PaperOf(state, form, w), dialog.PaperOf(state, form, w)
		if textOf(a) != textOf(b) {
			t.Errorf("%s differs from itself", form.ID)
		}
		if strings.Contains(textOf(a), "{") {
			t.Errorf("%s has a blank left:\n%s", form.ID, textOf(a))
		}
	}
}

func textOf(p knowledge.Paper) string {
	var b strings.Builder
	for _, part := range p.Parts {
		b.WriteString(part.Label + "\n" + strings.Join(part.Lines, "\n") + "\n")
	}
	return b.String()
}
