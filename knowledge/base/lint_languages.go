package base

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of what is read in other languages; letters that need more room say less each.
const (
	maxAbroadLine   = 210
	maxAbroadPhrase = 330
)

var placeholders = regexp.MustCompile(`%[0-9]*[sd]`)

// languages looks at what consulters read in other languages: lengths, placeholders, phrases that
// only some have, and whether a native speaker has read it.
func (l *linter) languages() {
	all, talk := map[string]bool{}, map[string]bool{}
	concepts := map[string]bool{}
	for _, x := range l.base.Languages {
		for key := range x.Phrases {
			all[key] = true
		}
		for c := range x.Words {
			concepts[c] = true
		}
		for key := range x.Talk {
			talk[key] = true
		}
	}
	for _, m := range l.base.Matters {
		for _, h := range m.Hear {
			for c := range strings.FieldsSeq(h) {
				if !concepts[strings.TrimPrefix(c, "!")] {
					l.fault("matter "+m.ID, "is heard by %q, for which no language has words", c)
				}
			}
		}
	}
	for _, x := range l.base.Languages {
		if x.ID == ownLanguage {
			continue
		}
		where := "language " + x.ID
		if x.Checked == "" {
			l.warn(where, "is not yet checked by a native speaker")
		}
		for c := range concepts {
			if len(x.Words[c]) == 0 {
				l.fault(where, "has no words for %s", c)
			}
		}
		for id, t := range x.Matters {
			if n := utf8.RuneCountInString(t.Label); n > maxChoiceLength {
				l.fault(where, "the button of %s has %d characters, limit %d", id, n, maxChoiceLength)
			}
			for _, line := range t.Say {
				l.text(fmt.Sprintf("%s, %s", where, id), line, maxAbroadLine)
			}
			for key, text := range t.Talk {
				l.text(fmt.Sprintf("%s, %s, %s", where, id, key), text, maxAbroadPhrase)
				if x.Talk[key] == "" {
					l.fault(where, "%s has a reply to %s, for which there is none by default", id, key)
				}
			}
		}
		for key := range talk {
			if x.Talk[key] == "" {
				l.fault(where, "has no reply to %s", key)
			}
		}
		for key, text := range x.Talk {
			l.text(where+", "+key, text, maxAbroadPhrase)
		}
		for key := range all {
			l.abroad(where, key, x.Phrases[key])
		}
	}
}

// abroad looks at a phrase in another language: its placeholders are those that it has in Japanese.
func (l *linter) abroad(where, key, text string) {
	if text == "" {
		l.fault(where, "has no phrase %s", key)
		return
	}
	l.text(where+", "+key, text, maxAbroadPhrase)
	if plain, ok := l.base.Phrases[key]; ok && !slices.Equal(placeholders.FindAllString(text, -1), placeholders.FindAllString(plain, -1)) {
		l.fault(where, "phrase %s has other placeholders than the Japanese one", key)
	}
	if key == "abroad.human" || key == "abroad.other" {
		if n := utf8.RuneCountInString(text); n > maxChoiceLength {
			l.fault(where, "the button %s has %d characters, limit %d", key, n, maxChoiceLength)
		}
	}
}
