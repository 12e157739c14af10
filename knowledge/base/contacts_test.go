package base

import (
	"testing"

	"madoguchi/knowledge"
)

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

// TestDoorNumbers: a telephone number of a company stands in the data only with the page and the date on which it was seen there.
func TestDoorNumbers(t *testing.T) {
	door := func(line, page, seen string) []*knowledge.Term {
		return []*knowledge.Term{{Names: []string{"みなと銀"}, In: []string{"card-misused"}, Page: page, Seen: knowledge.Seen(seen), What: []knowledge.Line{{Text: line}}}}
	}
	embedded, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line, page, seen string
		good             bool
	}{
		{"カードの裏の番号に電話します。", "", "unknown", true},
		{"０１２０－０００－０００に電話します。", "https://bank.example.jp/stop", "2026-11", true},
		{"０１２０－０００－０００に電話します。", "https://bank.example.jp/stop", "unknown", false},
		{"0120000000に電話します。", "", "", false},
		{"カードの裏の番号に電話します。", "", "2026-11", false},
	} {
		b := *embedded
		b.Firms = door(c.line, c.page, c.seen)
		if err := Check(&b); (err == nil) != c.good {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
