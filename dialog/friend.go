package dialog

import (
	"slices"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// forFriend answers who tells what somebody they know did: what that person should do at once, to be
// passed on. Nothing of it is a fact of the consulter's, and nothing is asked of them as if it were.
// It reports whether that was told.
func forFriend(f flow, r reading.Reading) bool {
	c := f.c
	if c.state.Words != "" || flagged(c.world.Base, r.Stated) || !flagged(c.world.Base, r.Theirs) {
		return false
	}
	var lines []string
	for _, d := range deeds(c.world.Base, r.Theirs) {
		for _, l := range knowledge.LinesFor(d.Aid, r.Theirs) {
			if d.Urgent && len(lines) < maxAid && !slices.Contains(lines, l) {
				lines = append(lines, l)
			}
		}
	}
	if len(lines) == 0 {
		return false
	}
	c.save()
	c.addWords(r.Text)
	c.out.tell(FirstAid, c.out.phrase("friend.aid")+"\n"+bulleted(c.out.lines(lines)))
	c.note("desk", lines[0])
	c.because("tells what somebody else should do")
	if m := c.view().match(); !m.None && m.Confidence >= likely && m.Best().Category != knowledge.OutOfScope {
		c.state.FAQ, c.state.Answered = m.Best().FAQ, true
		c.askMore()
		return true
	}
	c.state.becomeSymptom()
	c.out.sayAsking("friend.more")
	return true
}
