package dialog_test

import (
	"strings"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
)

// saying is a row of testdata/said: what is known after a message, perhaps after others.
type saying struct {
	Kind, Text  string
	Before      []string
	Asked       string   // a slot whose question the text answers; nothing else is played then
	Has, Not    []string // slot=value; in Not a slot alone must not be affirmed
	Says, Never []string // what the reply must or must not hold
	Calm        bool     // nothing is urgent
}

// faults names what a row does not hold.
func (s saying) faults(at time.Time) (out []string) {
	facts, reply, urgency := s.play(at)
	for _, want := range s.Has {
		if slot, value, _ := strings.Cut(want, "="); !facts.Is(slot, value) {
			out = append(out, "lacks "+want+", has "+facts[slot])
		}
	}
	for _, no := range s.Not {
		if slot, value, one := strings.Cut(no, "="); one && facts.Is(slot, value) || !one && facts.Has(slot) {
			out = append(out, "invents "+slot+"="+facts[slot])
		}
	}
	for _, words := range s.Says {
		if !strings.Contains(reply, words) {
			out = append(out, "does not say "+words)
		}
	}
	for _, words := range s.Never {
		if strings.Contains(reply, words) {
			out = append(out, "says "+words)
		}
	}
	if s.Calm && urgency == knowledge.High {
		out = append(out, "is urgent")
	}
	return out
}

func (s saying) play(at time.Time) (facts knowledge.Facts, reply string, urgency knowledge.Urgency) {
	if s.Asked != "" {
		w := advisor().world(at)
		v, _ := w.Read(s.Text).Answer(w.Base.Slot(s.Asked))
		return knowledge.Facts{s.Asked: v}, "", knowledge.Low
	}
	var out dialog.Outcome
	for _, text := range append(s.Before, s.Text) {
		out = step(out.State, dialog.Event{Kind: dialog.Text, Text: text}, at)
	}
	return out.State.Facts, toldIn(out, true), out.Urgency
}

// TestSaid: facts come from what was really said: no day from payments and visits, nothing from hearsay, plans and wonderings, no
// spreading from what merely is connected, and a correction is taken whole. README.md there tells of the first sights.
func TestSaid(t *testing.T) {
	at := time.Date(2026, 11, 24, 10, 0, 0, 0, tokyo())
	for file, least := range map[string]float64{"rows.jsonl": 0.95, "second.jsonl": 0.92} {
		t.Run(file, func(t *testing.T) {
			all, right := map[string]int{}, map[string]int{}
			for _, s := range rows[saying](t, "../testdata/said/"+file) {
				kind := s.Kind + map[bool]string{true: " not", false: ""}[len(s.Has) == 0]
				all[kind]++
				all["all"]++
				if faults := s.faults(at); len(faults) == 0 {
					right[kind]++
					right["all"]++
				} else {
					t.Logf("%s: %s > %s\n   %s", s.Kind, strings.Join(s.Before, " / "), s.Text, strings.Join(faults, "; "))
				}
			}
			for kind, n := range all {
				t.Logf("%s: %d of %d right", kind, right[kind], n)
			}
			if share := float64(right["all"]) / float64(all["all"]); share < least {
				t.Errorf("%.3f of the rows hold, want %.2f", share, least)
			}
		})
	}
}
