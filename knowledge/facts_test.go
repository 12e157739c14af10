package knowledge

import "testing"

// TestLeft: a value that turns out not to be so leaves the others.
func TestLeft(t *testing.T) {
	for _, c := range [][3]string{
		{"password,card", "card", "password"},
		{"card", "card", No},
		{"password,card", Yes, No},
		{"password,card,bank", "card,bank", "password"},
		{"password", "card", "password"},
	} {
		if got := Left(c[0], c[1]); got != c[2] {
			t.Errorf("Left(%q, %q) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
