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

// maxAid is how many lines of first aid are said at once: more is not done.
const maxAid = 3

// firstAid says what must be done now and was not said yet: the lines of an urgent entry, and for red flags that none of
// these lines is about, a phrase of the flow. Money that can still be stopped comes first.
func (t *turn) firstAid() {
	entry := t.entry()
	var lines []string
	if entry != nil && urgency(entry, t.words(), t.state.Facts) == knowledge.High {
		lines = t.state.freshAid(entry)
	}
	lead := "aid.lead"
	if len(lines) == 0 {
		lead = "aid.red"
	}
	if lines = append(t.redFlags(entry, lines), lines...); len(lines) > 0 {
		t.advise(lead, lines[:min(maxAid, len(lines))])
	}
	t.goElsewhere()
}

// goElsewhere asks who writes from a machine that has to be cut off to go on from another one.
func (t *turn) goElsewhere() {
	if from := knowledge.SlotWritingFrom; t.urgent() && t.state.raised(from, func(v string) bool { return v == "affected" }) {
		t.state.flag(from)
		t.say(FirstAid, "aid.elsewhere")
	}
}

// redFlags are the phrases for flags that nothing has answered yet, be it one of the lines of first aid that are about to
// be said.
func (t *turn) redFlags(entry *knowledge.FAQ, aid []string) []string {
	var lines []string
	for _, r := range redFlags {
		if !t.state.raised(r.slot, r.when) {
			continue
		}
		t.state.flag(r.slot)
		if entry != nil && entry.Category == knowledge.OutOfScope || slices.ContainsFunc(aid, r.said.In) {
			continue
		}
		lines = append(lines, t.phrase("red."+r.slot))
	}
	return lines
}

func (t *turn) advise(lead string, lines []string) {
	text := t.phrase(lead) + "\n" + bulleted(lines)
	t.tell(FirstAid, text)
	for _, l := range lines {
		t.note("desk", l)
	}
}
