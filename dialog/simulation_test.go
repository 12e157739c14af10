package dialog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// A past case is simulated as a consultation: its text is the first message, what the text states is known to the consulter, any
// other question is answered with 「分からない」. What is the consulter taken to know?
//
// The desk's label of a case is what an adviser made of it in 2016 to 2018, in a scheme without the later kinds; often no word
// of the text leads to it: row 27 asks whether a salesman of antivirus software is to be trusted and is filed under virus
// infection. So three consulters are simulated:
//
//	silent    takes whatever is understood. Where meanings are offered, takes that of the label's category, else 「どれも違う」
//	real      knows what they came for: the label's category, or the entry that the base names, after review, as the answer to
//	          this very row. When the bot says what it understood and it is neither, answers 「別のことです」, as the bot asks for
//	labelled  the same, but holds to the label alone, as if they knew how the desk would file them
//
// None of them says anything about the category in words; they only tell offered meanings apart.
type consulter struct {
	name    string
	objects bool
	reviews bool // means an entry that names the row, too
}

var consulters = []consulter{{name: "silent"}, {name: "labelled", objects: true}, {name: "real", objects: true, reviews: true}}

func (k consulter) means(f *knowledge.FAQ, c knowledge.Case) bool {
	return f != nil && (f.Category == c.Category || k.reviews && slices.Contains(f.Cases, c.Row))
}

// fixedForm is what a form asks that asks everybody everything: the questions that an advisor notes on every case.
var fixedForm = []string{
	"symptom", "pcs", "os", "device", "opened", "called", "paid", "typed_in", "remote_control", "network", "backup", "personal_data", "since",
	"contractor", "role",
}

// consultation is what came of one simulated consultation.
type consultation struct {
	entry *knowledge.FAQ
	asked []string
}

func (k consulter) simulate(t *testing.T, c knowledge.Case) consultation {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, tokyo())
	known := reading.FactsOf(c.Content, now)
	var got consultation
	out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: c.Content}, now)
	for range 14 {
		objects := k.objects && understood(out) != nil && !k.means(understood(out), c)
		if out.Ask == nil || !objects && (out.State.Answered || out.Ask.Slot == "helped") {
			break
		}
		slot := out.Ask.Slot
		if known.Known(slot) {
			t.Errorf("row %d: %s was said already (%s) and asked", c.Row, slot, known[slot])
		}
		if slot != knowledge.SlotTopic && slot != knowledge.SlotSymptom && slices.Contains(got.asked, slot) {
			t.Errorf("row %d: %s was asked twice", c.Row, slot)
		}
		if objects {
			out = step(out.State, dialog.Event{Kind: dialog.Text, Text: "別のことです"}, now)
			continue
		}
		got.asked = append(got.asked, slot)
		out = step(out.State, k.reply(c, out.Ask), now)
	}
	got.entry = advisor().Base.FAQ(out.State.FAQ)
	return got
}

// understood is the entry whose title the bot names as what it understood, or nil.
func understood(out dialog.Outcome) *knowledge.FAQ {
	f := advisor().Base.FAQ(out.State.FAQ)
	if f == nil || !strings.HasPrefix(out.Messages[0].Text, "「"+f.Title+"」のご相談") {
		return nil
	}
	return f
}

func (k consulter) reply(c knowledge.Case, ask *dialog.Question) dialog.Event {
	switch ask.Slot {
	case knowledge.SlotTopic:
		for _, choice := range ask.Choices {
			if k.means(advisor().Base.FAQ(choice.Value), c) {
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

// tally is what came of all cases for one consulter.
type tally struct{ right, labelled, asked, most int }

// TestPastCases takes a consultation with every case of the desk's table: few questions, none of them twice or about what was said,
// and the right category at the end. A fixed form, against which it is held, asks everything and then goes by the words.
func TestPastCases(t *testing.T) {
	cases := advisor().Base.Cases
	if len(cases) < 150 {
		t.Fatalf("%d cases", len(cases))
	}
	n := float64(len(cases))
	share := func(k int) float64 { return 100 * float64(k) / n }
	got := map[string]tally{}
	for _, k := range consulters {
		sum := got[k.name]
		for _, c := range cases {
			one := k.simulate(t, c)
			sum.asked, sum.most = sum.asked+len(one.asked), max(sum.most, len(one.asked))
			if one.entry != nil && one.entry.Category == c.Category {
				sum.labelled++
			}
			if k.means(one.entry, c) {
				sum.right++
			} else {
				t.Logf("%s, row %d (%s): %s %v", k.name, c.Row, c.Category, name(one.entry), one.asked)
			}
		}
		got[k.name] = sum
		t.Logf("%s: what was meant %.1f %%, the desk's label %.1f %%, %.2f questions on average, %d at most",
			k.name, share(sum.right), share(sum.labelled), float64(sum.asked)/n, sum.most)
	}
	form, formLabelled := 0, 0
	for _, c := range cases {
		f := advisor().Base.FAQ(advisor().Match(c.Content + "\n" + c.Subject).Best().FAQ)
		if consulters[2].means(f, c) {
			form++
		}
		if f.Category == c.Category {
			formLabelled++
		}
	}
	t.Logf("a fixed form: what was meant %.1f %%, the desk's label %.1f %%, %d questions", share(form), share(formLabelled), len(fixedForm))
	for _, k := range consulters {
		if average := float64(got[k.name].asked) / n; average > 3 || got[k.name].most > 6 {
			t.Errorf("%s: %.2f questions on average and %d at most, want 3 and 6", k.name, average, got[k.name].most)
		}
	}
	if s := share(got["real"].right); s < 95 {
		t.Errorf("real: what was meant in %.1f %%, want 95", s)
	}
	if s := share(got["silent"].labelled); s < 84 {
		t.Errorf("silent: the desk's label in %.1f %%, want 84", s)
	}
}

func name(f *knowledge.FAQ) string {
	if f == nil {
		return "nothing"
	}
	return f.ID
}
