package reading

import "unicode/utf8"

// Lengths in runes: how much somebody says decides what may be made of it. The values that lie close
// to each other were found apart, each for its place; to make one of them changes what some texts of
// that length are taken for.
const (
	OneWord      = 6  // up to here words name a matter and do not say what happened: 「ウイルス」, 「メール」
	SaysLittle   = 8  // below, a text tells no matter by itself
	TellsMore    = 14 // from here a text tells something besides what it wishes
	Short        = 16 // up to here an answer is taken to be about nothing but what was asked
	ShortAside   = 18 // up to here facts of the machines and of who writes stand alone
	ShortNews    = 20 // below, facts are taken to be of the matter in hand
	oneVerb      = 28 // up to here the ending of a text alone is taken for an answer
	LongQuestion = 30 // beyond, a text tells more than it asks
	LongNews     = 32 // from here a text with facts may tell of another matter
	ToDesk       = 40 // up to here a text is a word to the desk rather than a story
)

// Length is how much was written.
func (r Reading) Length() int { return utf8.RuneCountInString(r.Text) }
