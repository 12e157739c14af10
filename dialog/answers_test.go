package dialog_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// TestAnswersAreHeard asks each question of testdata/facts/answers.jsonl in the matter of every entry that asks it: what people answer is
// taken as the answer, however much it is like something that people say about the matter.
func TestAnswersAreHeard(t *testing.T) {
	file, err := os.Open("../testdata/facts/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	asked, missed := 0, 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var a struct{ Slot, Text, Value string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if a.Value == "" {
			continue
		}
		for _, f := range advisor().Base.FAQs {
			if !slices.ContainsFunc(f.Ask, func(x knowledge.Asked) bool { return x.Slot == a.Slot }) {
				continue
			}
			asked++
			if got := step(asking(f, a.Slot), said("1", a.Text), morning).State.Facts[a.Slot]; got != a.Value {
				missed++
				t.Logf("%s: %q to %s is taken as %q, want %q", f.ID, a.Text, a.Slot, got, a.Value)
			}
		}
	}
	if asked < 2000 || missed > asked/50 {
		t.Errorf("%d of %d answers are not taken as such, want 2 in 100 at most", missed, asked)
	}
}

// asking is a state in which a fact is asked for in the matter of an entry.
func asking(f *knowledge.FAQ, slot string) dialog.State {
	s := dialog.State{Version: dialog.StateVersion, Begun: morning, Last: morning}
	s.Phase, s.Facts = dialog.PhaseAsk, knowledge.Facts{}
	s.Words, s.FAQ, s.Slot, s.Slots = f.Title, f.ID, slot, []string{slot}
	for _, c := range advisor().Base.Slot(slot).Choices {
		s.Offered = append(s.Offered, dialog.Choice{Label: c.Label, Value: c.Value})
	}
	s.Offered = append(s.Offered, dialog.Choice{Label: "分からない", Value: knowledge.Unknown})
	return s
}

// TestNoAnswer: what is said instead of an answer, though it is short and like one, or like something people say about the matter.
func TestNoAnswer(t *testing.T) {
	for _, c := range []struct {
		entry, slot, text string
		fact, value       string // what it states instead, if anything
		talk              bool   // is talked about
	}{
		{"ransomware-now", "spreading", "8台くらい", "pcs", "8", false},
		{"ransomware-now", "network", "スマホから書いています", "writing_from", "other", false},
		{"bec-paid", "contractor", "今日の昼です", "since", "2026-11-25", false},
		{"bad-app", "typed_in", "Android", "os", "android", false},
		{"slow-pc", "os", "いいえ", "", "", false},
		{"review-bad", "threat", "うちの美容室の口コミです", "", "", true},
		{"attachment-opened", "opened", "LANの線の抜き方が分からない", "", "", true},
		{"ransomware-now", "network", "お金は戻りますか", "", "", true},
	} {
		out := step(asking(advisor().Base.FAQ(c.entry), c.slot), said("1", c.text), morning)
		if v, ok := out.State.Facts[c.slot]; ok || out.State.Slot != c.slot {
			t.Errorf("%s, %s: %q is taken as %q, and %s is asked", c.entry, c.slot, c.text, v, out.State.Slot)
		}
		if got := out.State.Facts[c.fact]; got != c.value {
			t.Errorf("%q: %s is %q, want %q", c.text, c.fact, got, c.value)
		}
		if talk := strings.Contains(out.Why, "replies to"); talk != c.talk {
			t.Errorf("%s, %s: %q is talked about: %v, want %v: %q", c.entry, c.slot, c.text, talk, c.talk, out.Messages)
		}
	}
}

// TestAnswerMendsNothing: what answers the question with its own verb puts nothing right that is known.
func TestAnswerMendsNothing(t *testing.T) {
	for text, value := range map[string]string{"入れてないです": "no", "いえ、入れてません": "no", "入れてしまったかもしれません": "yes"} {
		s := asking(advisor().Base.FAQ("sms-link-tapped"), "app_installed")
		s.Facts = knowledge.Facts{"typed_in": "card"}
		got := step(s, said("1", text), morning).State.Facts
		if !got.Is("typed_in", "card") || !got.Is("app_installed", value) {
			t.Errorf("%q makes the facts %v", text, got)
		}
	}
}
