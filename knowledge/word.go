package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Word is what is looked for in a text: a word or some, each * open at that end. A word with marks
// on its letters is found in a text without any too: people leave them out.
type Word struct {
	core, bare  string
	left, right bool // open at that end
	alone       bool // so short that it must stand alone even where words are written together
}

// short is up to how many Latin letters a word must stand alone.
const short = 4

// Words are read from a list of pay, pay*, *pay*.
type Words []Word

// UnmarshalYAML reads the list at once: a word by itself would take far longer.
func (w *Words) UnmarshalYAML(unmarshal func(any) error) error {
	var list []string
	if err := unmarshal(&list); err != nil {
		return err
	}
	for _, text := range list {
		word, err := newWord(text)
		if err != nil {
			return err
		}
		*w = append(*w, word)
	}
	return nil
}

func newWord(text string) (w Word, err error) {
	s := Fold(text)
	s, w.left = strings.CutPrefix(s, "*")
	s, w.right = strings.CutSuffix(s, "*")
	if s == "" {
		return w, fmt.Errorf("%q holds no word", text)
	}
	w.core, w.bare = s, Bare(s)
	w.alone = len(w.bare) <= short && w.bare[0] < unicode.MaxASCII
	return w, nil
}

// String is the word as it was read.
func (w Word) String() string {
	s := w.core
	if w.left {
		s = "*" + s
	}
	if w.right {
		s += "*"
	}
	return s
}

// Places returns where the word stands in a folded text; bare says that the text has no marks;
// anywhere, that words are written together.
func (w Word) Places(text string, bare, anywhere bool) [][2]int {
	core := w.core
	if bare {
		core = w.bare
	}
	var out [][2]int
	for at := 0; ; {
		i := strings.Index(text[at:], core)
		if i < 0 {
			return out
		}
		from, to := at+i, at+i+len(core)
		if anywhere && !w.alone || (w.left || !letterBefore(text[:from])) && (w.right || !letterAfter(text[to:])) {
			out = append(out, [2]int{from, to})
		}
		at = to
	}
}

func letterBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isLetter(r)
}

func letterAfter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isLetter(r)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// Bare is a text in Latin letters without their marks: thẻ → the, cartão → cartao.
func Bare(s string) string {
	if !slices.ContainsFunc([]rune(s), func(r rune) bool { return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case r == 'đ':
			b.WriteRune('d')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
