package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDataMap: the list for the data-protection officer names every kind of record that is stored,
// and none that is not; and says of each whether it is sealed as the program has it.
func TestDataMap(t *testing.T) {
	data, err := os.ReadFile("../../deploy/data.md")
	if err != nil {
		t.Fatal(err)
	}
	named, rows := map[string]string{}, regexp.MustCompile("(?m)^\\| (`[^|]*) \\|[^|]*\\| ([^|]*) \\|")
	for _, row := range rows.FindAllStringSubmatch(string(data), -1) {
		for _, name := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(row[1], -1) {
			if _, twice := named[name[1]]; twice {
				t.Errorf("%s is named twice", name[1])
			}
			named[name[1]] = strings.TrimSpace(row[2])
		}
	}
	stored := recordFormats()
	for name := range stored {
		if named[name] == "" {
			t.Errorf("records of %q are stored, and deploy/data.md does not say so", name)
		}
	}
	for name := range named {
		if _, ok := stored[name]; !ok && !strings.Contains(" seal damaged replica format kb release ", " "+name+" ") { // written without a table
			t.Errorf("deploy/data.md names %q, and no such record is stored", name)
		}
	}
	for _, words := range []string{"line", "file", "reach", "ticket", "conversation", "inbox", "outbox", "dead"} {
		if named[words] != "yes" {
			t.Errorf("%s holds words and is not said to be sealed: %q", words, named[words])
		}
	}
}
