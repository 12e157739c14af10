package knowledge

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func cond(t *testing.T, text string) Condition {
	t.Helper()
	c, err := ParseCondition(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLines(t *testing.T) {
	lines := []Line{{"カードを止める", cond(t, "paid == card")}, {"銀行に電話する", cond(t, "paid")}, {"閉じる", Condition{}}}
	for _, tt := range []struct {
		name  string
		facts Facts
		first string
		all   []string
	}{
		{"nothing known", nil, "閉じる", []string{"閉じる"}},
		{"paid", Facts{"paid": "bank"}, "銀行に電話する", []string{"銀行に電話する", "閉じる"}},
		{"paid by card", Facts{"paid": "card"}, "カードを止める", []string{"カードを止める", "銀行に電話する", "閉じる"}},
		{"not paid", Facts{"paid": No}, "閉じる", []string{"閉じる"}},
	} {
		if got := FirstLine(lines, tt.facts); got != tt.first {
			t.Errorf("%s: first line %q, want %q", tt.name, got, tt.first)
		}
		if diff := cmp.Diff(tt.all, LinesFor(lines, tt.facts)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
	if got := FirstLine(lines[:2], nil); got != "" {
		t.Errorf("no line holds, got %q", got)
	}
	if got := LinesFor(lines[:2], nil); got != nil {
		t.Errorf("no line holds, got %v", got)
	}
}

func TestContactsFor(t *testing.T) {
	f := &FAQ{Contacts: []Referral{{"bank", cond(t, "paid")}, {"ipa", Condition{}}, {"police", cond(t, "paid")}, {"bank", Condition{}}}}
	if diff := cmp.Diff([]string{"bank", "ipa", "police"}, f.ContactsFor(Facts{"paid": Yes})); diff != "" {
		t.Errorf("paid: (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"ipa", "bank"}, f.ContactsFor(nil)); diff != "" {
		t.Errorf("nothing known: (-want +got)\n%s", diff)
	}
}

func TestUrgencyFor(t *testing.T) {
	when := cond(t, "paid or called")
	for _, tt := range []struct {
		name  string
		faq   FAQ
		facts Facts
		want  Urgency
	}{
		{"raised", FAQ{Urgency: Low, UrgentWhen: when}, Facts{"called": Yes}, High},
		{"not raised", FAQ{Urgency: Low, UrgentWhen: when}, Facts{"called": No}, Low},
		{"no condition raises nothing", FAQ{Urgency: Normal}, Facts{"called": Yes}, Normal},
		{"high stays high", FAQ{Urgency: High, UrgentWhen: when}, nil, High},
	} {
		if got := tt.faq.UrgencyFor(tt.facts); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestConditionsOrder(t *testing.T) {
	line := func(when string) []Line { return []Line{{Text: "always"}, {"sometimes", cond(t, when)}} }
	f := &FAQ{
		UrgentWhen: cond(t, "a"), FirstAid: line("b"), Now: line("c"), Steps: line("d"), DoNot: line("e"), Legal: line("f"),
		Prepare: line("g"), Prevention: line("h"),
		Ask:      []Asked{{Slot: "x"}, {"y", cond(t, "i")}},
		Contacts: []Referral{{ID: "x"}, {"y", cond(t, "j")}},
	}
	want := []string{
		"urgent_when a", "first_aid b", "now c", "steps d", "do_not e", "legal f", "prepare g", "prevention h", "ask i", "contacts j",
	}
	var got []string
	for field, c := range f.Conditions {
		got = append(got, field+" "+c.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for n := range want { // leaving early must not go on yielding
		got = nil
		for field, c := range f.Conditions {
			if got = append(got, field+" "+c.String()); len(got) > n {
				break
			}
		}
		if diff := cmp.Diff(want[:n+1], got); diff != "" {
			t.Errorf("left after %d: (-want +got)\n%s", n+1, diff)
		}
	}
}

func TestDate(t *testing.T) {
	var d Date
	if err := d.UnmarshalText([]byte("2026-11-22")); err != nil || d.Day() != 22 || d.Month() != time.November {
		t.Errorf("read as %v, %v", d, err)
	}
	if b, _ := d.MarshalText(); string(b) != "2026-11-22" {
		t.Errorf("written as %q", b)
	}
	if b, _ := (Date{}).MarshalText(); b != nil {
		t.Errorf("the zero Date is written as %q", b)
	}
	const want = `date "22.11.2026": write it as 2026-11-22`
	if err := d.UnmarshalText([]byte("22.11.2026")); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
