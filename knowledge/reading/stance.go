package reading

import "madoguchi/knowledge"

// stances are what a question of yes or no may hope or fear, the strictest first: 「変えなくていい？」 has
// the words of 「いい？」 as well.
var stances = []Group{stanceSpared, stanceMust, stanceBad, stanceMay}

// stance is what a folded text asks in the end, or "".
func stance(folded string) Group {
	for _, g := range stances {
		if g.says(folded) {
			return g
		}
	}
	return ""
}

// AsksOtherwise reports whether the text asks the other way round than the wordings of a question do:
// a yes to 「無視していい？」 is none to 「もう終わりですか」. Where either cannot be told it does not.
func (r Reading) AsksOtherwise(wordings []string) bool {
	own := stance(r.Folded)
	if own == "" {
		return false
	}
	same, other := 0, 0
	for _, w := range wordings {
		switch stance(knowledge.Fold(w)) {
		case own:
			same++
		case "":
		default:
			other++
		}
	}
	return other > same
}
