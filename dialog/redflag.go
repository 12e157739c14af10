package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// redFlags are facts that do not wait: what they call for is said in the very next reply, whatever is being asked.
var redFlags = []redFlag{
	{"paid", always, reading.LinePaid},
	{"typed_in", func(v string) bool { return v != "personal" }, reading.LineTypedIn},
	{"remote_control", always, reading.LineCutOff},
	{"encrypted", always, reading.LineCutOff},
	{"spreading", always, reading.LineCutOff},
	{"app_installed", always, reading.LineCutOff},
}

type redFlag struct {
	slot string
	when func(value string) bool
	said reading.Group // a line of an entry that says the same
}

func always(string) bool { return true }

// flagged reports whether the facts hold a red flag.
func flagged(f knowledge.Facts) bool {
	for _, r := range redFlags {
		if f.Has(r.slot) && r.when(f[r.slot]) {
			return true
		}
	}
	return false
}

// freshFlags takes the flags that nothing has answered yet as answered, and returns those that the lines of first aid about to be
// said do not speak of.
func (m *Matter) freshFlags(entry *knowledge.FAQ, aid []string) []string {
	var out []string
	for _, r := range redFlags {
		if !m.raised(r.slot, r.when) {
			continue
		}
		m.flag(r.slot)
		if entry != nil && entry.Category == knowledge.OutOfScope || slices.ContainsFunc(aid, r.said.In) {
			continue
		}
		out = append(out, r.slot)
	}
	return out
}
