package match

import (
	_ "embed"
	"maps"
	"slices"
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

var (
	isRead    = newWordSet(slices.Collect(maps.Keys(readingOf)))
	isReading = func() wordSet {
		var out []string
		for _, r := range readingOf {
			if n := utf8.RuneCountInString(r); n >= shortestReading && n <= longestReading {
				out = append(out, r)
			}
		}
		return newWordSet(out)
	}()
)

// readingMark begins a feature that is how a word is read.
const readingMark = "read "

// appendReadings appends the readings of words that stand in a text in kana, whether it was written so or in kanji.
func appendReadings(out []string, kana string) []string {
	for pos := 0; pos < len(kana); {
		word, next := isReading.at(kana, pos)
		if word != "" {
			out = append(out, readingMark+word)
		}
		pos = next
	}
	return out
}

// inKana writes a folded text as it is read, at each place by the longest word that is known.
func inKana(folded string) string {
	var out strings.Builder
	out.Grow(len(folded) * 5 / 4)
	for pos := 0; pos < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[pos:])
		if scriptOf(r) != han {
			out.WriteRune(toHiragana(r))
			pos += size
			continue
		}
		word, next := isRead.at(folded, pos)
		if word == "" {
			word = folded[pos:next]
			out.WriteString(word)
		} else {
			out.WriteString(readingOf[word])
		}
		pos = next
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
