package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityFile holds the threat model against the source: each line names tests, and they are
// there.
func TestSecurityFile(t *testing.T) {
	raw, err := os.ReadFile("../../deploy/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`([a-z/]+)` (Test[A-Za-z0-9]+)")
	lines := 0
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 3 || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| What they do") {
			continue
		}
		lines++
		proofs := named.FindAllStringSubmatch(cells[2], -1)
		if len(proofs) == 0 {
			t.Errorf("no test is named: %s", line)
		}
		for _, p := range proofs {
			if !testExists(t, p[1], p[2]) {
				t.Errorf("%s has no %s", p[1], p[2])
			}
		}
	}
	if lines < 25 {
		t.Errorf("only %d lines", lines)
	}
}

func testExists(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(src), "func "+name+"(t *testing.T)") {
			return true
		}
	}
	return false
}
