package reading

// SpacedKana reports whether a text is written as those write who read little Japanese, in kana with
// blanks between the words: わたしは ベトナムじん です.
func (r Reading) SpacedKana() bool {
	w := charactersOf(r.Folded)
	return len(spacedKana.FindAllString(r.Folded, fewBlanks)) == fewBlanks && w.kana > manyKana*w.han
}

// From how many words with a blank behind, and how many kana for a kanji, a text is written so.
const (
	fewBlanks = 2
	manyKana  = 8
)

var spacedKana = re(`[ぁ-んー]{2,} `)
