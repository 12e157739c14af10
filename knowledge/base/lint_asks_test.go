package base

import (
	"strings"
	"testing"

	"madoguchi/knowledge"
)

// TestLintAsks: a question must change something for somebody, and be reached; an urgent answer
// begins short, and not with what was said as first aid.
func TestLintAsks(t *testing.T) {
	when := func(text string) knowledge.Condition {
		c, err := knowledge.ParseCondition(text)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	asked := func(names ...string) (out []knowledge.Asked) {
		for _, n := range names {
			out = append(out, knowledge.Asked{Slot: n})
		}
		return out
	}
	yesNo := []knowledge.Choice{{Label: "はい", Value: "yes"}, {Label: "いいえ", Value: "no"}}
	for _, tt := range []struct {
		name  string
		spoil func(f *knowledge.FAQ)
		want  string
	}{
		{"a question that changes a step", func(f *knowledge.FAQ) {
			f.Ask, f.Steps = asked("a"), []knowledge.Line{{Text: "写真を撮ります。", When: when("a")}}
		}, ""},
		{"one that changes nothing", func(f *knowledge.FAQ) {
			f.Ask, f.Steps = asked("a"), []knowledge.Line{{Text: "写真を撮ります。", When: when("b")}}
		}, "asks for a, but no answer to it changes what is said"},
		{"one whose answer only matters with another", func(f *knowledge.FAQ) {
			f.Ask, f.Steps = asked("b", "a"), []knowledge.Line{{Text: "電話します。", When: when("b")}, {Text: "写真を撮ります。", When: when("a and b")}}
		}, ""},
		{"one that is never reached", func(f *knowledge.FAQ) {
			f.Ask = asked("a", "b", "c", "d", "e")
			for _, a := range f.Ask {
				f.Steps = append(f.Steps, knowledge.Line{Text: "写真を撮ります。" + a.Slot, When: when(a.Slot)})
			}
		}, "never asks for e: 4 other questions come before it"},
		{"one that is reached by some", func(f *knowledge.FAQ) {
			f.Ask = asked("a", "b", "c", "d", "e")
			f.Ask[1].When = when("a")
			for _, a := range f.Ask {
				f.Steps = append(f.Steps, knowledge.Line{Text: "写真を撮ります。" + a.Slot, When: when(a.Slot)})
			}
		}, ""},
		{"a long beginning for some", func(f *knowledge.FAQ) {
			f.Urgency, f.Ask = knowledge.High, asked("a")
			f.Steps = []knowledge.Line{{Text: strings.Repeat("長", 100)}, {Text: strings.Repeat("長", 101)}, {Text: strings.Repeat("長", 100), When: when("a")}}
		}, "begins with 315 characters where a == yes, limit 300: shorten what is to be done now, the first steps, do_not or legal"},
		{"a long one that comes later", func(f *knowledge.FAQ) {
			f.Urgency = knowledge.High
			f.Steps = []knowledge.Line{{Text: "一"}, {Text: "二"}, {Text: "三"}, {Text: strings.Repeat("長", 110)}, {Text: strings.Repeat("長", 110)}, {Text: strings.Repeat("長", 110)}}
		}, ""},
		{"first aid said again", func(f *knowledge.FAQ) {
			f.Urgency, f.FirstAid = knowledge.High, []knowledge.Line{{Text: "今すぐLANの線を抜いてください。"}}
		}, "says as what to do now what its first aid said: 「LANの線を抜いてください。」"},
	} {
		b := clean()
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			b.Slots = append(b.Slots, &knowledge.Slot{Name: name, Kind: "choice", Question: "ありますか？", Choices: yesNo})
		}
		tt.spoil(b.FAQs[0])
		var got []string
		for _, p := range Lint(b, today) {
			if strings.Contains(p.What, "asks for") || strings.HasPrefix(p.What, "begins") || strings.HasPrefix(p.What, "says as") {
				got = append(got, p.What)
			}
		}
		if s := strings.Join(got, "\n"); s != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, s, tt.want)
		}
	}
}
