package dialog_test

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// believed is an entry and how much it is believed in.
type believed struct {
	faq   string
	score float64
}

// doubting is a world in which every text means the same.
func doubting(belief ...believed) dialog.World {
	w := advisor().world(morning)
	m := knowledge.Match{}
	for _, b := range belief {
		c := knowledge.Candidate{FAQ: b.faq, Category: w.Base.FAQ(b.faq).Category, Score: b.score}
		m.Candidates = append(m.Candidates, c)
		if c.Category == m.Candidates[0].Category {
			m.Confidence += b.score
		}
	}
	return matching(w, func(string) knowledge.Match { return m })
}

var (
	// wide is a belief in which no meaning stands out.
	wide = []believed{{"bank-transfer-fraud", 0.3}, {"sns-account-taken", 0.28}, {"fake-shop-bought", 0.2}, {"bad-app", 0.1}}
	// narrow is one in which the category is sure and the entry is not.
	narrow = []believed{{"ransomware-now", 0.5}, {"ransomware-nas", 0.4}, {"nas-exposed", 0.05}}
	// settled is one in which asking would change nothing.
	settled = []believed{{"ransomware-now", 0.9}, {"ransomware-nas", 0.05}, {"nas-exposed", 0.05}}
)

const trouble = "おかしなことになってしまいました"

// TestAsksWhatChangesTheAdvice: which is meant is asked while it can change the advice, and Why tells the reckoning.
func TestAsksWhatChangesTheAdvice(t *testing.T) {
	for name, tt := range map[string]struct {
		belief []believed
		want   string
	}{"wide": {wide, ""}, "narrow": {narrow, ""}, "settled": {settled, "ransomware-now"}} {
		out := dialog.Step(dialog.State{}, said("1", trouble), doubting(tt.belief...))
		if out.State.FAQ != tt.want || (out.State.Slot == knowledge.SlotTopic) != (tt.want == "") {
			t.Errorf("%s: asks %q about %q", name, out.State.Slot, out.State.FAQ)
		}
		if !strings.Contains(out.Why, "asking which is meant gains") {
			t.Errorf("%s: Why says %q", name, out.Why)
		}
	}
	out := dialog.Step(dialog.State{}, said("1", trouble), doubting(narrow...))
	if out.Messages[0].Kind != dialog.FirstAid {
		t.Errorf("the category is sure and urgent, yet first aid waits for the question: %v", out.Messages)
	}
}

// TestCannotTell: 「分からない」 to which is meant advises by the likeliest entry only where its category is sure.
func TestCannotTell(t *testing.T) {
	for _, answer := range []string{"分からない", "わかりません", "よく分からないです", "さあ"} {
		w := doubting(wide...)
		out := dialog.Step(dialog.State{}, said("1", trouble), w)
		out = dialog.Step(out.State, said("2", answer), w)
		if out.State.FAQ != "" || out.State.Slot != "unsure" || !slices.ContainsFunc(out.Ask.Choices, func(c dialog.Choice) bool { return c.Value == "human" }) {
			t.Errorf("%s: asks %q about %q", answer, out.State.Slot, out.State.FAQ)
		}
		if first := out.Messages[0]; first.Kind != dialog.FirstAid || first.Text != w.Base.Phrases["aid.common"] {
			t.Errorf("%s: says first %q", answer, first.Text)
		}
		if again := dialog.Step(out.State, said("3", answer), w); again.Handoff == nil {
			t.Errorf("%s, again: nobody is told, and it asks %q", answer, again.State.Slot)
		}
	}
	w := doubting(narrow...)
	out := dialog.Step(dialog.State{}, said("1", trouble), w)
	if out = dialog.Step(out.State, said("2", "分からない"), w); out.State.FAQ != "ransomware-now" {
		t.Errorf("the category is sure, yet nothing is advised: %q", out.State.FAQ)
	}
	w = doubting(believed{"backup", 0.3}, believed{"utm", 0.3}, believed{"password", 0.2})
	out = dialog.Step(dialog.State{}, said("1", "これから何をすればいいのか教えてもらえますか"), w)
	if out = dialog.Step(out.State, said("2", "分からない"), w); out.Messages[0].Kind == dialog.FirstAid {
		t.Errorf("somebody who only asks how to be prepared is told what to do in an emergency: %q", out.Messages[0].Text)
	}
}

// TestNoneIsMeant: no meaning is offered twice, and nobody is asked a third time.
func TestNoneIsMeant(t *testing.T) {
	w := doubting(append(wide, believed{"lost-usb", 0.06}, believed{"wifi", 0.05})...)
	out := dialog.Step(dialog.State{}, said("1", trouble), w)
	first := out.Ask.Choices
	out = dialog.Step(out.State, said("2", "どれも違います"), w)
	out = dialog.Step(out.State, said("3", trouble), w)
	for _, c := range out.Ask.Choices {
		if slices.Contains(first, c) && c.Value != "none" {
			t.Errorf("%q was offered again", c.Label)
		}
	}
	if out = dialog.Step(out.State, said("4", "いいえ"), w); out.State.Slot != "unsure" {
		t.Errorf("asks %q", out.State.Slot)
	}
}

// TestBesideTheMeaning: how many machines there are says nothing about which meaning is meant, and is noted.
func TestBesideTheMeaning(t *testing.T) {
	w := doubting(wide...)
	out := dialog.Step(dialog.State{}, said("1", trouble), w)
	out = dialog.Step(out.State, said("2", "パソコンは3台です"), w)
	if out.State.Slot != knowledge.SlotTopic || out.State.Facts["pcs"] != "3" || strings.Contains(out.State.Words, "3台") {
		t.Errorf("asks %q, facts %v, words %q", out.State.Slot, out.State.Facts, out.State.Words)
	}
}

// TestQuestionOfNoMeaning: what was asked while meanings were open is dropped with them, and not
// answered after the matter that comes next.
func TestQuestionOfNoMeaning(t *testing.T) {
	w := doubting(believed{"bank-transfer-fraud", 0.1}, believed{"sns-account-taken", 0.1}, believed{"fake-shop-bought", 0.08}, believed{"bad-app", 0.08})
	out := dialog.Step(dialog.State{}, said("1", trouble), w)
	for i, text := range []string{"これはどこに相談すればいいですか", "もう使っていいですか", "お金は戻りますか", "もう使っていいですか"} {
		if out.State.Slot != knowledge.SlotTopic && out.State.Slot != knowledge.SlotSymptom {
			break
		}
		out = dialog.Step(out.State, said(string(rune('2'+i)), text), w)
		t.Log(text, out.State.Slot, out.State.Pending)
	}
	if out.State.Slot != "unsure" {
		t.Fatalf("asks %q, so nothing is shown", out.State.Slot)
	}
	if out.State.Pending != "" {
		t.Errorf("%q waits for another matter", out.State.Pending)
	}
}
