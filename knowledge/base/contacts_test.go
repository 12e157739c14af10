package base

import "testing"

// TestForAnyDesk: the base that comes with the program names no prefecture to all; a desk's own
// base may, with a warning.
func TestForAnyDesk(t *testing.T) {
	own, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	l := &linter{base: own}
	l.areas()
	for _, p := range l.found {
		t.Error(p)
	}
	texts := 0
	l.toAll(func(string, string) { texts++ })
	if texts < 5000 {
		t.Errorf("%d texts were looked at", texts)
	}
}
