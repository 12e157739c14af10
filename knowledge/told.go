package knowledge

// Wordings are how a fact with first aid of its own is told in whatever voice, and what only sounds
// like it: what is asked, supposed, planned, denied, seen, or somebody else's. It is learnt from them;
// nobody reads them.
type Wordings struct {
	Tells []string `yaml:"tells"`
	Not   []string `yaml:"not"`
}

// Told are the tellings by slot, and by value.
type Told map[string]map[string]Wordings

// Teller is what a sentence most likely tells that was done or has happened, and the belief in it. It
// is the zero Fact where it more likely tells nothing of the kind.
type Teller func(sentence string) (Fact, float64)

// Fact is a value that a slot holds.
type Fact struct{ Slot, Value string }
