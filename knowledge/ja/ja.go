package ja

import (
	"sync"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"
)

// Token is one morpheme of a text.
type Token struct {
	Surface string   // as written
	Reading string   // katakana reading; empty as long as the dictionary is loaded without its readings
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

// dictionary is loaded once, without dictionary forms and readings (matching is no better with them, and they take 60 MB): it
// takes some 400 ms and 30 MB, and is safe for concurrent use.
var dictionary = sync.OnceValues(func() (*tokenizer.Tokenizer, error) {
	return tokenizer.New(ipa.DictShrink(), tokenizer.OmitBosEos())
})

// Tokenize cuts text into morphemes in search mode, in which long compounds come in parts
// (情報漏えい → 情報, 漏えい). Its time grows with the length of the text, whatever the text. It panics only if the embedded dictionary is broken.
func Tokenize(text string) []Token {
	t, err := dictionary()
	if err != nil {
		panic("ja: the embedded dictionary does not load: " + err.Error())
	}
	out := make([]Token, 0, len(text)/5)
	for start, piece := range pieces(text) {
		for _, m := range t.Analyze(piece, tokenizer.Search) {
			token := read(m)
			token.Start += start
			out = append(out, token)
		}
	}
	return out
}

func read(m tokenizer.Token) Token {
	reading, _ := m.Reading()
	return Token{
		Surface: m.Surface, Reading: reading, POS: m.POS(),
		Start: m.Position, Known: m.Class == tokenizer.KNOWN,
	}
}
