package dialog_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"madoguchi/dialog"
)

// TestWishForAPerson: most wishes for a person are heard, and hardly anybody is handed over who only
// speaks of persons. Wordings near to some of these have been learnt since: it guards what was
// gained, and tells nothing of what was never seen.
func TestWishForAPerson(t *testing.T) {
	for _, tt := range []struct {
		file    string
		wanted  bool
		allowed int
	}{
		{"wanted.txt", true, 10},
		{"none.txt", false, 4},
	} {
		file, err := os.Open("../testdata/person/" + tt.file)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		n, wrong := 0, 0
		for lines := bufio.NewScanner(file); lines.Scan(); {
			text := lines.Text()
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			n++
			if got := step(dialog.State{}, said("1", text), morning).Handoff != nil; got != tt.wanted {
				wrong++
				t.Logf("%s: handed over %v", text, got)
			}
		}
		t.Logf("%s: %d of %d wrong", tt.file, wrong, n)
		if n == 0 || wrong > tt.allowed {
			t.Errorf("%s: %d of %d wrong, more than %d", tt.file, wrong, n, tt.allowed)
		}
	}
}
