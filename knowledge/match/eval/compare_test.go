package eval

import (
	"testing"

	"madoguchi/knowledge"
)

func TestCompare(t *testing.T) {
	at := func(entry, category string, urgent bool) Judgement {
		return Judgement{Match: knowledge.Match{Candidates: []knowledge.Candidate{{FAQ: entry, Category: category}}}, Urgent: urgent}
	}
	none := Judgement{Match: knowledge.Match{Candidates: []knowledge.Candidate{{FAQ: "a", Category: "1"}}, None: true}}
	yes := true
	q := Labelled{ID: "q", Label: "1", Alt: []string{"2"}, Urgent: &yes, Never: []string{"9"}}
	for name, c := range map[string]struct {
		was, is Judgement
		want    string // "": not told
	}{
		"the same":                {at("a", "1", true), at("a", "1", true), ""},
		"another entry, right":    {at("a", "1", true), at("b", "2", true), "other q: a → b"},
		"right before":            {at("a", "1", false), at("c", "3", false), "WORSE q: a → c"},
		"right now":               {at("c", "3", false), at("a", "1", true), "better q: c → a, urgent now"},
		"urgency gone":            {at("a", "1", true), at("a", "1", false), "DANGEROUS q: a → a, no longer urgent"},
		"where it must never be":  {at("c", "3", true), at("d", "9", true), "DANGEROUS q: c → d"},
		"it was there before":     {at("d", "9", true), at("e", "9", true), "other q: d → e"},
		"no longer anybody's":     {at("a", "1", true), none, "DANGEROUS, WORSE q: a → out-of-scope, no longer urgent"},
		"both nobody's, whatever": {none, none, ""},
	} {
		turns := Compare([]Labelled{q}, func(string) Judgement { return c.was }, func(string) Judgement { return c.is })
		got := ""
		if len(turns) == 1 {
			got = turns[0].String()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
