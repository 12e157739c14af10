package ja

import (
	"strings"
	"sync"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
	"golang.org/x/text/unicode/norm"
)

// Fold brings text to the one form in which it is compared: NFKC (ＰＣ→PC, ｳｲﾙｽ→ウイルス), lower case, dashes and
// waves that stand for a long vowel made ー after kana, and runs of white space made one space. It is for matching
// only; what people read keeps its original form.
func Fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	var b strings.Builder
	b.Grow(len(s))
	var prev rune
	for _, r := range s {
		switch {
		case isDash(r) && isKana(prev):
			r = 'ー'
		case isDash(r):
			r = '-'
		case r == '\u3000' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0':
			r = ' '
		}
		if r == ' ' && prev == ' ' || r == 'ー' && prev == 'ー' {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return strings.TrimSpace(b.String())
}

func isDash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '〜', '~', '－', '～':
		return true
	}
	return false
}

func isKana(r rune) bool { return r >= 'ぁ' && r <= 'ヿ' }

// Token is one morpheme of a text.
type Token struct {
	Surface string   // as written
	Base    string   // dictionary form, or Surface where the dictionary has none
	Reading string   // katakana reading, empty where unknown
	POS     []string // part of speech, from the coarse to the fine: 名詞, 固有名詞, 人名, 姓
	Start   int      // byte offset of Surface in the text
	Known   bool     // false for words that the dictionary lacks
}

// Is reports whether the token's part of speech begins with the given levels.
func (t Token) Is(pos ...string) bool {
	if len(pos) > len(t.POS) {
		return false
	}
	for i, p := range pos {
		if t.POS[i] != p {
			return false
		}
	}
	return true
}

// dictionary is loaded once: it takes some 100 ms and 100 MB, and is safe for concurrent use.
var dictionary = sync.OnceValues(func() (*tokenizer.Tokenizer, error) {
	return tokenizer.New(ipa.DictShrink(), tokenizer.OmitBosEos())
})

// Tokenize cuts text into morphemes in search mode, in which long compounds come in parts
// (情報漏えい → 情報, 漏えい). It panics only if the embedded dictionary is broken.
func Tokenize(text string) []Token {
	t, err := dictionary()
	if err != nil {
		panic("ja: the embedded dictionary does not load: " + err.Error())
	}
	raw := t.Analyze(text, tokenizer.Search)
	out := make([]Token, 0, len(raw))
	for _, m := range raw {
		base, ok := m.BaseForm()
		if !ok || base == "*" || base == "" {
			base = m.Surface
		}
		reading, _ := m.Reading()
		out = append(out, Token{
			Surface: m.Surface, Base: base, Reading: reading, POS: m.POS(),
			Start: m.Position, Known: m.Class == tokenizer.KNOWN,
		})
	}
	return out
}
