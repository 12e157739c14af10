package bot

import (
	"fmt"
	"testing"

	"madoguchi/knowledge"
)

// TestLatestLinesAreKept: of very many lines the latest are kept, of whatever release they are.
func TestLatestLinesAreKept(t *testing.T) {
	var c Conversation
	line := func(n int) knowledge.LineID { return knowledge.LineID(fmt.Sprint("x/", n)) }
	for n := range maxShown + 7 {
		c.show(fmt.Sprint("release ", n/4), line(n))
	}
	kept := 0
	for _, s := range c.Shown {
		kept += len(s.Lines)
	}
	if kept != maxShown {
		t.Errorf("%d lines are kept, want %d", kept, maxShown)
	}
	for n, want := range map[int]bool{0: false, 6: false, 7: true, maxShown + 6: true} {
		if got := c.WasTold([]knowledge.LineID{line(n)}); got != want {
			t.Errorf("line %d is known: %v, want %v", n, got, want)
		}
	}
}
