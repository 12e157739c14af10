package dialog

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// maxDoors is how many companies are told how to reach at once: who names more has their names, not
// their troubles, in mind.
const maxDoors = 2

// tellDoors says how to reach the companies that were named, each once in a matter, and only where
// most of the entries that may be meant are matters in which that is what is needed. A company that
// is named in passing brings nothing.
func tellDoors(c *consultation, entries ...string) {
	needed := func(firm *knowledge.Term) bool {
		n := 0
		for _, id := range entries {
			if slices.Contains(firm.In, id) {
				n++
			}
		}
		return 2*n > len(entries)
	}
	var fresh []*knowledge.Term
	for _, firm := range firmsNamed(c) {
		if needed(firm) && !slices.Contains(c.state.Doors, firm.Names[0]) && len(fresh) < maxDoors {
			fresh = append(fresh, firm)
		}
	}
	for _, firm := range fresh {
		tellDoor(c, firm)
	}
}

// tellDoor says how to reach a company.
func tellDoor(c *consultation, firm *knowledge.Term) {
	text := c.out.phrase("door.lead", firm.Names[0]) + "\n" + bulleted(knowledge.LinesFor(firm.What, c.state.Facts))
	if firm.Page != "" {
		text += "\n" + c.out.phrase("door.page", firm.Page)
	}
	c.out.tell(Plain, text)
	c.state.Doors = append(c.state.Doors, firm.Names[0])
	c.because("says how to reach " + firm.Names[0])
}

// firmsNamed are the companies that were named in the matter in hand, by the message in hand too.
func firmsNamed(c *consultation) []*knowledge.Term {
	said := knowledge.Fold(strings.Join([]string{c.state.Words, c.state.Text}, "\n"))
	return knowledge.AllNamedIn(reading.WithoutPlaces(said), c.world.Base.Firms)
}
