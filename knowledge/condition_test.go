package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConditionHolds(t *testing.T) {
	facts := Facts{
		"paid": "card", "called": Yes, "backup": No, "tapped": Unknown,
		"pcs": "5", "os": "windows10", "area": "many",
	}
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"", true},
		{"  ", true},

		{"called", true},
		{"paid", true}, // any answer but no and unknown affirms
		{"backup", false},
		{"tapped", false},
		{"absent", false},

		{"not called", false},
		{"not backup", true},
		{"not tapped", true},
		{"not absent", true},
		{"not not called", true},

		{"paid == card", true},
		{"paid == bank", false},
		{"paid != bank", true},
		{"paid != card", false},
		{"backup == no", true},
		{"tapped == unknown", false}, // a slot that is not known compares to nothing
		{"tapped != yes", false},
		{"absent != yes", false},
		{"absent == no", false},

		{"os in [windows7, windows10]", true},
		{"os in [windows7]", false},
		{"absent in [windows7]", false},
		{"not os in [windows7]", true},

		{"pcs >= 5", true}, {"pcs >= 6", false},
		{"pcs <= 5", true}, {"pcs <= 4", false},
		{"pcs > 4", true}, {"pcs > 5", false},
		{"pcs < 6", true}, {"pcs < 5", false},
		{"pcs >= -1", true},
		{"pcs>=5", true}, {"pcs>4", true}, {"pcs<6", true}, {"paid==card", true}, {"paid!=card", false},
		{"area > 1", false}, // no number
		{"absent < 1", false},
		{"tapped >= 0", false},

		// and binds closer than or, not closest.
		{"called or backup and absent", true},
		{"(called or backup) and absent", false},
		{"absent and backup or called", true},
		{"absent and (backup or called)", false},
		{"not backup and called", true},
		{"not (backup or called)", false},
		{"not backup or backup", true},
		{"absent or backup or called", true},
		{"called and paid and pcs", true},
		{"((called))", true},
	} {
		c, err := ParseCondition(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if got := c.Holds(facts); got != tt.want {
			t.Errorf("%q: got %v, want %v", tt.text, got, tt.want)
		}
		if always := strings.TrimSpace(tt.text) == ""; c.Always() != always {
			t.Errorf("%q: Always is %v", tt.text, c.Always())
		}
	}
}

func TestParseConditionErrors(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"and", `condition "and": "and" is no slot`},
		{"paid and", `condition "paid and": ends where a slot was expected`},
		{"not", `condition "not": ends where a slot was expected`},
		{"paid called", `condition "paid called": unexpected "called"`},
		{"paid == ", `condition "paid == ": paid == lacks a value`},
		{"paid == 現金", `condition "paid == 現金": paid == lacks a value`},
		{"pcs >= many", `condition "pcs >= many": pcs >= needs a number, not "many"`},
		{"pcs < ", `condition "pcs < ": pcs < lacks a value`},
		{"os in windows7", `condition "os in windows7": in needs a list such as [a, b]`},
		{"os in [windows7", `condition "os in [windows7": a [ is not closed`},
		{"os in [windows7 windows8]", `condition "os in [windows7 windows8]": a [ is not closed`},
		{"os in []", `condition "os in []": a list holds "]"`},
		{"os in [a,]", `condition "os in [a,]": a list holds "]"`},
		{"(paid", `condition "(paid": a ( is not closed`},
		{"paid)", `condition "paid)": unexpected ")"`},
		{"()", `condition "()": ")" is no slot`},
		{"Paid", `condition "Paid": "Paid" is no slot`},
		{"支払い", `condition "支払い": "支払い" is no slot`},
		{"paid = card", `condition "paid = card": unexpected "="`},
		{"paid === card", `condition "paid === card": paid == lacks a value`},
	} {
		c, err := ParseCondition(tt.text)
		if err == nil {
			t.Errorf("%q parsed as %q", tt.text, c)
		} else if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", tt.text, diff)
		}
	}
}

func TestConditionDepth(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		deep       bool
	}{
		{"brackets within the limit", strings.Repeat("(", maxConditionDepth-1) + "paid" + strings.Repeat(")", maxConditionDepth-1), false},
		{"brackets", strings.Repeat("(", maxConditionDepth) + "paid" + strings.Repeat(")", maxConditionDepth), true},
		{"nots", strings.Repeat("not ", maxConditionDepth) + "paid", true},
		{"hostile", strings.Repeat("(", 1_000_000), true},
		{"a long chain is not deep", "paid" + strings.Repeat(" or paid", 10*maxConditionDepth), false},
	} {
		_, err := ParseCondition(tt.text)
		if got := err != nil && strings.HasSuffix(err.Error(), ": nested too deeply"); got != tt.deep {
			t.Errorf("%s: too deep is %v, want %v (%.80v)", tt.name, got, tt.deep, err)
		}
	}
}

func TestConditionTests(t *testing.T) {
	c, err := ParseCondition("paid and not (os in [windows7, windows8] or os == windows10) or pcs >= 2")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"paid": nil, "os": {"windows7", "windows8", "windows10"}, "pcs": {"2"}}
	if diff := cmp.Diff(want, c.Tests()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := (Condition{}).Tests(); len(got) != 0 {
		t.Errorf("the zero Condition tests %v", got)
	}
}

func TestConditionText(t *testing.T) {
	var c Condition
	if err := c.UnmarshalText([]byte("paid  or called")); err != nil {
		t.Fatal(err)
	}
	if b, err := c.MarshalText(); err != nil || string(b) != "paid  or called" {
		t.Errorf("written as %q, %v", b, err)
	}
	if err := c.UnmarshalText([]byte("paid or")); err == nil {
		t.Error("a broken condition was read")
	}
}

// FuzzParseCondition: no text panics, and what is read is read the same from its String.
func FuzzParseCondition(f *testing.F) {
	for _, seed := range []string{
		"", "paid", "not paid", "os in [windows7, windows10]", "pcs >= 2 and not backup", "(a or b) and c", "a>1", "a<=-1", "in in [a]",
		"a><2", "((", "a == \x80", "not not not a or (b", "a in [b,c",
	} {
		f.Add(seed)
	}
	facts := []Facts{nil, {"a": Yes, "b": No, "os": "windows10", "pcs": "3"}, {"paid": Unknown, "pcs": "x"}}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCondition(text)
		if err != nil {
			if c.String() != "" || !c.Always() {
				t.Fatalf("an error and a condition: %q, %v", c, err)
			}
			return
		}
		again, err := ParseCondition(c.String())
		if err != nil {
			t.Fatalf("%q is not read again: %v", c, err)
		}
		if diff := cmp.Diff(c.Tests(), again.Tests()); diff != "" {
			t.Fatalf("%q differs when read again:\n%s", c, diff)
		}
		for _, known := range facts {
			if c.Holds(known) != again.Holds(known) {
				t.Fatalf("%q holds differently when read again, %v", c, known)
			}
		}
	})
}

// TestSpell: what is spelled holds of the same facts: brackets stand where they are needed.
func TestSpell(t *testing.T) {
	as := func(mark string) func(x, y string) string { return func(x, y string) string { return x + mark + y } }
	s := Speller{
		Test: func(slot, op string, values []string) string { return slot + op + strings.Join(values, "/") },
		Not:  func(x string) string { return "!" + x }, And: as("&"), Or: as("|"), Within: func(x string) string { return "(" + x + ")" },
	}
	for text, want := range map[string]string{
		"":                            "",
		"paid":                        "paid",
		"not paid":                    "!paid",
		"os in [mac, windows11]":      "osinmac/windows11",
		"not called == no and pcs>=2": "!called==no&pcs>=2",
		"(a or b) and not (c and d)":  "(a|b)&!(c&d)",
		"a and b or c":                "a&b|c",
		"not (a or b)":                "!(a|b)",
	} {
		c, err := ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Spell(s); got != want {
			t.Errorf("%q is spelled %q, not %q", text, got, want)
		}
	}
}
