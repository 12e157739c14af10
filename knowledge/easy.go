package knowledge

// EasyLine is a line of an entry, or of the deeds, in easy Japanese (やさしい日本語), beside the plain
// line that it was made from. Once that has changed, the easy line is stale: it is not said any
// more, and lint reports it.
type EasyLine struct {
	Plain string `yaml:"plain"`
	Easy  string `yaml:"easy"`
}

// EasyDeeds is the name under which Base.EasyLines holds the first aid of deeds.
const EasyDeeds = "deeds"

// InEasy returns a line in easy Japanese, or the line itself where nobody has put it so.
func (b *Base) InEasy(line string) string {
	for _, lines := range b.EasyLines {
		for _, l := range lines {
			if l.Plain == line {
				return l.Easy
			}
		}
	}
	return line
}
