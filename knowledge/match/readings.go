package match

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// readingList says how words in kanji are read, so that でんげん and 電源 are alike: a seventh of what is asked is written in kana alone.
// Like words.txt it need not keep step with the base. TestReadings writes it.
//
//go:embed readings.txt
var readingList string

var readingOf = func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(readingList) {
		word, reading, _ := strings.Cut(strings.TrimSpace(line), " ")
		out[word] = reading
	}
	return out
}()

// shortestReading is the length, in kana, of the shortest reading that is looked for in a text: shorter ones are found everywhere.
const shortestReading, longestReading = 3, 8

var isReading = func() map[string]bool {
	out := map[string]bool{}
	for _, r := range readingOf {
		if n := utf8.RuneCountInString(r); n >= shortestReading && n <= longestReading {
			out[r] = true
		}
	}
	return out
}()

// inKana writes a folded text as it is read, at each place by the longest word that is known.
func inKana(folded string) string {
	var out strings.Builder
	for pos := 0; pos < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[pos:])
		said := string(toHiragana(r))
		if scriptOf(r) == han {
			end := pos
			for n := 0; n < longestWord && end < len(folded); n++ {
				_, s := utf8.DecodeRuneInString(folded[end:])
				end += s
				if reading, ok := readingOf[folded[pos:end]]; ok {
					said, size = reading, end-pos
				}
			}
		}
		out.WriteString(said)
		pos += size
	}
	return out.String()
}

// bare is what is said, in kana, without anything between.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if scriptOf(r) == none {
			return -1
		}
		return r
	}, inKana(knowledge.Fold(clip(text, maxText))))
}
