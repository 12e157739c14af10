package desk

import (
	"slices"
	"testing"
)

// TestTally: neither the order nor the bars of what is counted tell one from two.
func TestTally(t *testing.T) {
	c := wordsOf(t)
	got := c.tally("by_reason", map[string]int{"a": 1, "b": 2, "c": 8})
	want := []tallied{{"c", 8, 100}, {"a", 1, 25}, {"b", 2, 25}}
	if !slices.Equal(got.Rows, want) {
		t.Errorf("%+v, want %+v", got.Rows, want)
	}
}
