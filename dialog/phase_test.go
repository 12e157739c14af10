package dialog_test

import (
	"slices"
	"testing"

	"madoguchi/dialog"
)

// asksIn is what may stand as a question in each phase; a fact is "fact", and "" is none: there, what was asked was taken back, or free text is awaited.
var asksIn = map[dialog.Phase][]string{
	dialog.PhaseSymptom:  {""},
	dialog.PhaseClarify:  {"", "topic", "abroad"},
	dialog.PhaseAsk:      {"", "fact", "happens", "switch", "expiry"},
	dialog.PhaseAnswer:   {"", "helped", "switch", "expiry", "abroad"},
	dialog.PhaseFeedback: {"", "next", "unsure", "switch", "expiry"},
	dialog.PhaseHandoff:  {""},
	dialog.PhaseDone:     {"", "resume", "switch"},
}

// TestPhases: whatever anybody does, each phase asks only what belongs to it, facts are asked only of a matter, and every phase
// is come to. From one phase nearly any other can follow, for whatever is wished may be wished at any time.
func TestPhases(t *testing.T) {
	c := newChaos(t, byChance)
	seen := map[dialog.Phase]bool{}
	for range 1500 {
		c.event()
		for _, s := range c.sessions {
			state := s.state
			if state.Version == 0 {
				continue
			}
			seen[state.Phase] = true
			asks := state.Slot
			if asks != "topic" && advisor().Base.Slot(asks) != nil {
				asks = "fact"
			}
			if !slices.Contains(asksIn[state.Phase], asks) {
				t.Fatalf("MADOGUCHI_SEED=%d: in phase %q %q is asked", c.seed, state.Phase, state.Slot)
			}
			if state.Phase == dialog.PhaseAsk && state.FAQ == "" {
				t.Fatalf("MADOGUCHI_SEED=%d: asks %q about nothing", c.seed, state.Slot)
			}
		}
	}
	if len(seen) != len(asksIn) {
		t.Errorf("came to %v only", seen)
	}
}
