package reading

import (
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// asides are the groups of sentences that say nothing of the matter. All but one stand in their sentence alone.
var asides = []Group{asideGreeting, asideClosing, asideName, asideApology, asideComfort}

// longAside is how many runes a sentence may have at most that says nothing of the matter.
const longAside = 60

// isAside reports whether a folded sentence says nothing of the matter: one that tells a deed or trouble does.
func isAside(sentence string) bool {
	if utf8.RuneCountInString(sentence) > longAside {
		return false
	}
	for _, g := range asides {
		if g.says(sentence) {
			return !troubled(sentence) && !tellsDeed(sentence)
		}
	}
	return false
}

// matterOf is a text without the sentences that say nothing of the matter, or the whole of it where nothing else is said.
func matterOf(text string) string {
	var out strings.Builder
	rest := text
	for rest != "" {
		end := len(rest)
		if i := strings.IndexAny(rest, writtenEnd); i >= 0 {
			_, size := utf8.DecodeRuneInString(rest[i:])
			end = i + size
		}
		if sentence := rest[:end]; !isAside(strings.TrimSpace(knowledge.Fold(sentence))) {
			out.WriteString(sentence)
		}
		rest = rest[end:]
	}
	if out.Len() == len(text) || strings.Trim(out.String(), writtenEnd+" 　") == "" {
		return text
	}
	return out.String()
}

// writtenEnd are the marks that end a sentence in a text as it was written.
const writtenEnd = sentenceEnd + "！？｡\n"
