package dialog

import "madoguchi/knowledge/reading"

// takesOther takes who asks for the other matter that was put down for afterwards: it is taken up now, and
// the one in hand is put down where its answer was not given yet. It reports whether that was asked.
func takesOther(f flow, r reading.Reading) bool {
	c := f.c
	other := c.state.next(c.world.Base)
	if other == nil || c.entry() == nil || c.state.Slot == slotResume {
		return false
	}
	named := r.Says(reading.OfThe) && r.Length() <= reading.ShortNews && r.Match.Belief(other.Category) >= likely
	if !r.Says(reading.TheOther) && !named {
		return false
	}
	c.save()
	c.note("consulter", r.Text)
	if !c.state.Answered {
		c.state.keep(c.state.FAQ)
	}
	c.because("takes up the other matter")
	f.takeUp(true)
	return true
}
