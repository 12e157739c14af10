package knowledge

// Followup is something that consulters ask, fear or tell after an answer or in the middle of the questions, and what is replied.
// An entry has its own; those of Base.Followups[""] may follow any answer and are said where the entry in hand has none of that
// intent.
type Followup struct {
	Intent string   `yaml:"intent"` // what is asked, across entries: use-again, money-back, …; may be empty
	Ask    []string `yaml:"ask"`    // the question in several voices, from which the finder learns; nobody reads them
	Say    []Line   `yaml:"say"`    // the reply: the lines that hold are said together, a yes or a no first
	Calm   []Line   `yaml:"calm"`   // of a reply for any matter: what is said instead where nothing is urgent
}

// Reply is what is said to a consulter with these facts, or nothing where no line holds.
func (f Followup) Reply(facts Facts, calm bool) []string {
	if calm && len(f.Calm) > 0 {
		return LinesFor(f.Calm, facts)
	}
	return LinesFor(f.Say, facts)
}

// Found is a follow-up that may be meant.
type Found struct {
	Entry  string // "" for what may follow any answer
	N      int    // its place in Base.Followups[Entry]
	Intent string
	Score  float64 // belief, 0 to 1; what the scores lack of 1 together is the belief that it is none of them
}

// Nearer returns which of some lines of an entry a text is nearest to, and how near: 0, nothing in common, to 1.
type Nearer func(text string, lines []string) (line int, near float64)

// Finder ranks the follow-ups that a text may be after the answer of an entry, the likeliest first; with "" those that follow no
// answer. What is missing to a belief of 1 is that it is none of them.
type Finder func(entry, text string) []Found
