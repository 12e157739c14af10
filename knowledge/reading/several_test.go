package reading

import (
	"testing"

	"madoguchi/knowledge/base"
)

// TestSeveral: the slots that hold several values here are those that do in the base.
func TestSeveral(t *testing.T) {
	b, err := base.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range b.Slots {
		if s.Several != several[s.Name] {
			t.Errorf("%s holds several values in slots.yaml: %v; here: %v", s.Name, s.Several, several[s.Name])
		}
	}
}
