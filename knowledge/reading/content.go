package reading

import (
	"slices"
	"unicode/utf8"
)

// noHiragana is a word that is not written in hiragana; a word goes on as long as the kind of its
// characters stays.
var noHiragana = re(`\p{Han}+|[\p{Katakana}ー]+|\p{Latin}+`)

// ContentWords are the words of a text that are not written in hiragana: what it speaks of. Those of
// one character count only where there are no others.
func (r Reading) ContentWords() []string {
	out := noHiragana.FindAllString(r.Text, -1)
	short := func(word string) bool { return utf8.RuneCountInString(word) == 1 }
	if long := slices.DeleteFunc(slices.Clone(out), short); len(long) > 0 {
		return long
	}
	return out
}
