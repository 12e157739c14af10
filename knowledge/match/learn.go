package match

import (
	"sync"

	"madoguchi/knowledge"
)

// Learnt is all that is learnt from a base.
type Learnt struct {
	Index  *Index            // what Match asks, for those who want to know why
	Match  knowledge.Matcher // which entry a text means
	Follow knowledge.Finder  // what is asked after an answer
	Near   knowledge.Nearer  // which line of an entry speaks of it
	Hear   knowledge.Hearer  // what is said besides the matter
}

// Learn learns all of it from a base, side by side.
func Learn(base *knowledge.Base) Learnt {
	var out Learnt
	var wg sync.WaitGroup
	wg.Go(func() {
		out.Index = New(base)
		out.Match = out.Index.Match
	})
	wg.Go(func() {
		x := NewFollowups(base)
		out.Follow, out.Near = x.Find, x.Near
	})
	wg.Go(func() { out.Hear = NewVoices(base).Hear })
	wg.Wait()
	return out
}
