package dialog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// TestPaperIsPure: the same state gives the same paper, no paper changes it, and none has a blank
// left.
func TestPaperIsPure(t *testing.T) {
	d := advisor()
	state := d.step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: "サーバーのファイルが開けません。お客様300名分の名簿があります"}, morning).State
	before := encode(t, state)
	w := d.world(morning)
	if len(w.Base.Forms) == 0 {
		t.Fatal("there are no forms")
	}
	for _, form := range w.Base.Forms {
		a, b := dialog.PaperOf(state, form, w), dialog.PaperOf(state, form, w)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s differs from itself:\n%s", form.ID, diff)
		}
		if strings.Contains(textOf(a), "{") {
			t.Errorf("%s has a blank left:\n%s", form.ID, textOf(a))
		}
	}
	if diff := cmp.Diff(before, encode(t, state)); diff != "" {
		t.Errorf("a paper changed the state:\n%s", diff)
	}
}

func textOf(p knowledge.Paper) string {
	var b strings.Builder
	for _, part := range p.Parts {
		b.WriteString(part.Label + "\n" + strings.Join(part.Lines, "\n") + "\n")
	}
	return b.String()
}
