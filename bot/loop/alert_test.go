package loop

import (
	"testing"

	"madoguchi/bot"
)

// TestAlert: what bears one name is told once, by whatever replica; another name is told too.
func TestAlert(t *testing.T) {
	o := newOffice(t)
	for _, a := range []struct{ name, text string }{{"budget/line/2026-11/50", "半分"}, {"budget/line/2026-11/50", "半分を過ぎました"}, {"budget/line/2026-11/80", "八割"}} {
		if err := o.Alert(t.Context(), a.name, a.text); err != nil {
			t.Fatal(err)
		}
		settle(t, o.Loop)
	}
	if kinds := o.board.kinds(); len(kinds) != 2 || kinds[0] != bot.Budget || kinds[1] != bot.Budget {
		t.Errorf("the desk was told %v", kinds)
	}
	if n := o.board.last(bot.Budget); n.Text != "八割" {
		t.Errorf("the last word was %q", n.Text)
	}
}
