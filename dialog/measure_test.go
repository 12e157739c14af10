package dialog_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// Measures over whole conversations: testdata/followups and testdata/acts. Their floors lie below what is reached, so that one
// question more or less does not decide.

// followup is a row of testdata/followups.
type followup struct {
	ID, Entry, Kind, Where, When, First, Say string
	At                                       time.Time
	Facts                                    map[string]string
	Must, Never, Harm                        []string
	Contacts                                 bool
}

// act is a row of testdata/acts.
type act struct {
	ID, Kind, Text string
	Deed           bool
	Expect         struct {
		Urgent            *bool
		Must, Never, Harm []string
		By                string
		Facts             map[string][]string
		NotFacts          map[string][]string `json:"not_facts"`
	}
}

func rows[T any](t *testing.T, path string) []T {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	for line := range strings.Lines(string(data)) {
		var row T
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, row)
	}
	return out
}

// toldIn is what a turn tells, in one line: without its question and, unless they are wanted, without the contacts.
func toldIn(out dialog.Outcome, contacts bool) string {
	var b strings.Builder
	for _, m := range out.Messages {
		if m.Kind != dialog.Asking && (contacts || m.Kind != dialog.Referrals) {
			b.WriteString(m.Text + "\n")
		}
	}
	return strings.ReplaceAll(norm.NFKC.String(b.String()), "\n", "")
}

func matchesAll(patterns []string, text string) bool {
	return !slices.ContainsFunc(patterns, func(p string) bool { return !regexp.MustCompile(p).MatchString(text) })
}

func matchesAny(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return regexp.MustCompile(p).MatchString(text) })
}

// ownAsked are the questions of the flow itself.
var ownAsked = []string{"topic", "symptom", "switch", "resume", "expiry", "happens", "unsure", "helped", "next"}

// leadUp plays a row until what is judged can be said.
func (f followup) leadUp() dialog.State {
	out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: f.First}, f.At)
	for range 14 {
		if out.Ask == nil || slices.Contains([]dialog.Phase{dialog.PhaseAnswer, dialog.PhaseDone, dialog.PhaseHandoff, dialog.PhaseFeedback}, out.State.Phase) {
			break
		}
		e := dialog.Event{Kind: dialog.Text, Text: f.Facts[out.Ask.Slot]}
		switch {
		case out.Ask.Slot == "topic" && slices.ContainsFunc(out.Ask.Choices, func(c dialog.Choice) bool { return c.Value == f.Entry }):
			e = dialog.Event{Kind: dialog.Choose, Choice: f.Entry}
		case out.Ask.Slot == "topic":
			e = dialog.Event{Kind: dialog.Choose, Choice: "none"}
		case slices.Contains(ownAsked, out.Ask.Slot):
			e = dialog.Event{Kind: dialog.Choose, Choice: "no"}
		case f.When == "middle":
			return out.State
		case e.Text == "":
			e.Text = "分からないです"
		}
		out = step(out.State, e, f.At)
	}
	return out.State
}

// TestFollowups: what is asked, feared and told after an answer has an answer of its own, and never
// a dangerous one. The second file was looked at when follow-ups were mended: it tells no more than
// that they stay.
func TestFollowups(t *testing.T) {
	for file, least := range map[string]float64{"rows.jsonl": 0.8, "fresh.jsonl": 0.86} {
		t.Run(file, func(t *testing.T) {
			all := rows[followup](t, "../testdata/followups/"+file)
			right := 0
			for _, f := range all {
				out := step(f.leadUp(), dialog.Event{Kind: dialog.Text, Text: f.Say}, f.At)
				told := toldIn(out, f.Contacts)
				if matchesAny(f.Harm, told) {
					t.Errorf("%s: %s\nanswered dangerously: %s", f.ID, f.Say, told)
				}
				pours := f.Kind != "news" && f.Kind != "they-wrote-again" && utf8.RuneCountInString(told) > 450
				if matchesAll(f.Must, told) && !matchesAny(f.Never, toldIn(out, true)) && !pours {
					right++
				} else {
					t.Logf("%s (%s): %s\n   %s", f.ID, f.Entry, f.Say, told)
				}
			}
			t.Logf("%d of %d right", right, len(all))
			if share := float64(right) / float64(len(all)); share < least {
				t.Errorf("%.3f of the follow-ups are answered, want %.2f", share, least)
			}
		})
	}
}

// TestActs: what was done has its first aid in the first reply, and what is only asked, told of others or planned has none.
func TestActs(t *testing.T) {
	all := rows[act](t, "../testdata/acts/rows.jsonl")
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	aided, deeds, misread := 0, 0, 0
	for _, a := range all {
		out := step(dialog.State{}, dialog.Event{Kind: dialog.Text, Text: a.Text}, at)
		told := toldIn(out, true)
		if matchesAny(a.Expect.Harm, told) {
			t.Errorf("%s: %s\nanswered dangerously: %s", a.ID, a.Text, told)
		}
		if a.Deed && a.Expect.By == "first" {
			deeds++
			if matchesAll(a.Expect.Must, told) && (a.Expect.Urgent == nil || *a.Expect.Urgent == (out.Urgency == knowledge.High)) {
				aided++
			} else {
				t.Logf("%s: %s\n   %s", a.ID, a.Text, told)
			}
		}
		for slot, values := range a.Expect.NotFacts {
			if slices.ContainsFunc(values, func(v string) bool { return out.State.Facts.Is(slot, v) }) {
				misread++
				t.Logf("%s: %s\n   %s is read as %s", a.ID, a.Text, slot, out.State.Facts[slot])
			}
		}
	}
	t.Logf("%d of %d deeds have their first aid; %d facts read from what states none", aided, deeds, misread)
	if share := float64(aided) / float64(deeds); share < 0.9 || misread > 2 {
		t.Errorf("first aid for %.3f of the deeds, want 0.9; %d misread, want at most 2", share, misread)
	}
}
