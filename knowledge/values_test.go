package knowledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestFacts(t *testing.T) {
	f := Facts{"paid": "card", "called": No, "tapped": Unknown, "pcs": "12", "empty": ""}
	for _, tt := range []struct {
		slot                 string
		answered, known, has bool
		number               int
		isNumber             bool
	}{
		{"paid", true, true, true, 0, false},
		{"called", true, true, false, 0, false},
		{"tapped", true, false, false, 0, false},
		{"absent", false, false, false, 0, false},
		{"pcs", true, true, true, 12, true},
	} {
		n, ok := f.Number(tt.slot)
		if f.Answered(tt.slot) != tt.answered || f.Known(tt.slot) != tt.known || f.Has(tt.slot) != tt.has || ok != tt.isNumber || n != tt.number {
			t.Errorf("%s: answered %v, known %v, has %v, number %d %v", tt.slot, f.Answered(tt.slot), f.Known(tt.slot), f.Has(tt.slot), n, ok)
		}
	}
	for _, nothing := range []Facts{nil, {}} {
		if nothing.Answered("x") || nothing.Known("x") || nothing.Has("x") || nothing.Clone() == nil {
			t.Errorf("%#v knows something, or has no clone", nothing)
		}
	}
}

func TestFactsWithLeavesTheOriginal(t *testing.T) {
	f := Facts{"a": "1"}
	g := f.With("a", "2").With("b", "3")
	f.Clone()["a"] = "4"
	if diff := cmp.Diff(Facts{"a": "1"}, f); diff != "" {
		t.Errorf("the original changed: (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(Facts{"a": "2", "b": "3"}, g); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(Facts{"a": "1"}, Facts(nil).With("a", "1")); diff != "" {
		t.Errorf("from nil: (-want +got)\n%s", diff)
	}
}

func TestMatchByCategory(t *testing.T) {
	m := Match{Candidates: []Candidate{
		{"a1", "A", 0.30}, {"b1", "B", 0.25}, {"b2", "B", 0.20}, {"c1", "C", 0.15}, {"a2", "A", 0.05}, {"d1", "D", 0.05},
	}}
	// The category of the first candidate leads, though another may be believed more: it is the one that is answered.
	want := []Candidate{{"a1", "A", 0.35}, {"b1", "B", 0.45}, {"c1", "C", 0.15}, {"d1", "D", 0.05}}
	near := cmpopts.EquateApprox(0, 1e-9)
	for n := range 6 {
		if diff := cmp.Diff(want[:min(n, 4)], m.ByCategory(n), near, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the first %d: (-want +got)\n%s", n, diff)
		}
	}
	if m.Candidates[1].Score != 0.25 {
		t.Error("ByCategory changed the match")
	}
	if got := m.Best(); got.FAQ != "a1" {
		t.Errorf("best is %v", got)
	}
	if got := (Match{}).Best(); got != (Candidate{}) {
		t.Errorf("the best of none is %v", got)
	}
	if got := (Match{}).ByCategory(3); len(got) != 0 {
		t.Errorf("categories of none: %v", got)
	}
}

func TestSlotAllows(t *testing.T) {
	choice := &Slot{Kind: "choice", Choices: []Choice{{Label: "10", Value: "windows10"}}, Values: []string{"windows7"}}
	for value, want := range map[string]bool{
		Yes: true, No: true, Unknown: true, "windows10": true, "windows7": true, "10": false, "": false,
	} {
		if got := choice.Allows(value); got != want {
			t.Errorf("choice %q: %v", value, got)
		}
	}
	if !(&Slot{Kind: "number"}).Allows("37") {
		t.Error("a number slot refuses a number")
	}
	if got := choice.ValueLabel("windows10"); got != "10" {
		t.Errorf("label %q", got)
	}
	if got := choice.ValueLabel("windows7"); got != "windows7" {
		t.Errorf("a value without a label reads %q", got)
	}
}

func TestBaseFinds(t *testing.T) {
	b := &Base{
		FAQs:       []*FAQ{{ID: "virus", Category: "1.051"}, {ID: "talk", Category: "9.01"}, {ID: "other", Category: OutOfScope}},
		Contacts:   []*Contact{{ID: "ipa"}},
		Categories: []*Category{{ID: "1.051"}},
		Slots:      []*Slot{{Name: "pcs"}},
		Cases:      []Case{{Row: 1, Category: "1.051"}, {Row: 2, Category: "1.051"}, {Row: 3, Category: "9.01"}, {Row: 4, Category: OutOfScope}},
	}
	if b.FAQ("virus") != b.FAQs[0] || b.Contact("ipa") == nil || b.Category("1.051") == nil || b.Slot("pcs") == nil {
		t.Error("something that is there was not found")
	}
	if b.FAQ("x") != nil || b.Contact("x") != nil || b.Category("x") != nil || b.Slot("x") != nil {
		t.Error("something that is not there was found")
	}
	for id, want := range map[string]int{"virus": 2, "talk": 0, "other": 0} {
		if got := b.SimilarCases(b.FAQ(id)); got != want {
			t.Errorf("%s: %d similar cases, want %d", id, got, want)
		}
	}
}

// TestMatchGiven: an entry that the facts contradict gives way, the others keep their order, and nothing changes without need.
func TestMatchGiven(t *testing.T) {
	unless, err := ParseCondition("tapped")
	if err != nil {
		t.Fatal(err)
	}
	b := &Base{FAQs: []*FAQ{{ID: "seen", Category: "A", Unless: unless}, {ID: "tapped", Category: "B"}, {ID: "other", Category: "C"}}}
	m := Match{Candidates: []Candidate{{"seen", "A", 0.7}, {"tapped", "B", 0.2}, {"other", "C", 0.1}}, Confidence: 0.7}
	if got := m.Given(b, Facts{"tapped": No}); !cmp.Equal(got, m) {
		t.Errorf("nothing contradicts it, yet it changed: %v", got)
	}
	got := m.Given(b, Facts{"tapped": Yes})
	if got.Best().FAQ != "tapped" || got.Confidence < 0.5 || got.Confidence > 0.7 || got.Candidates[1].FAQ != "other" {
		t.Errorf("after the link was pressed: %+v", got)
	}
	if m.Candidates[0].Score != 0.7 {
		t.Error("Given changed the match")
	}
}
