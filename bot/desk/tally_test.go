package desk

import (
	"slices"
	"testing"
	"time"

	"madoguchi/bot"
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

// TestErasing: only who wants everything erased, and is not answered again, is told apart.
func TestErasing(t *testing.T) {
	at := time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC)
	over := bot.Ticket{Status: bot.Closed, Changed: at, History: []bot.HistoryEntry{{At: at, What: "the consulter has everything erased"}}}
	other, again := over, over
	other.History = []bot.HistoryEntry{{At: at, What: "closed: solved"}}
	again.Status = bot.Claimed
	if !erasing(over) || erasing(other) || erasing(again) {
		t.Error(erasing(over), erasing(other), erasing(again))
	}
}
