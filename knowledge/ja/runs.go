package ja

import (
	"iter"
	"strings"
	"unicode"
)

// The tokenizer tries every start of an unbroken run of one kind of character as a word of its own, so its time grows with
// the square of such a run: 1,000 ア take a fifth of a second. No word is as long as longestRun; hiragana, in which whole
// sentences are written, may run on for longer and costs less.
const (
	longestRun  = 40
	longestKana = 100
)

// pieces cuts a text where a run grows too long, and yields each piece with its byte offset. Nearly all texts are one piece.
func pieces(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start, run, last := 0, 0, free
		for pos, r := range text {
			k := kindOf(r)
			if k != last {
				run, last = 0, k
			}
			if run++; k == free || run <= longest(k) {
				continue
			}
			if !yield(start, text[start:pos]) {
				return
			}
			start, run = pos, 1
		}
		if start < len(text) {
			yield(start, text[start:])
		}
	}
}

// kind is a kind of character as the tokenizer groups them into unknown words.
type kind int

const (
	free kind = iota // kanji, which it does not group
	hiragana
	katakana
	numeral
	letter
	digit
	space
	symbol
)

func longest(k kind) int {
	if k == hiragana {
		return longestKana
	}
	return longestRun
}

func kindOf(r rune) kind {
	switch {
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return katakana
	case strings.ContainsRune("〇一二三四五六七八九十百千万億兆", r):
		return numeral
	case unicode.Is(unicode.Han, r) && r != '々':
		return free
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.IsSpace(r):
		return space
	}
	return symbol
}
