package reading

import (
	"strings"
)

// spelling makes what is written only in kana, and what dialects make of 〜てしまった, the words that the lexicon knows.
var spelling = func() *strings.Replacer {
	var pairs []string
	for _, l := range lexiconFile("spelling.txt") {
		from, to, _ := strings.Cut(l.text, " -> ")
		pairs = append(pairs, from, to)
		if l.group == "kana" {
			pairs = append(pairs, strings.Map(katakana, from), to)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// inKatakana is a text written in katakana also where words end: ﾊﾟｽﾜｰﾄﾞ ｲﾚﾃｼﾏｯﾀ.
var inKatakana = re(`(?:マシタ|マッタ|[ァ-ヶ]ッタ|[イエケレメセテ]タ|シタ|モタ|モウタ|テル|テマス|シトル|ットル|コンダ|ヨンダ|シマイ|チャッテ|ラレ|タノ|ワレ|カナイ|ケナイ|マセン|ニュウリョク)(?:$|[^ァ-ヶー])`)

// katakanaEnds are the needles of inKatakana.
var katakanaEnds = needles(inKatakana.String())

// standard is a folded text spelled as the lexicon spells it.
func standard(text string) string {
	if holdsAny(text, katakanaEnds) && inKatakana.MatchString(text) {
		text = strings.Map(hiragana, text)
	}
	return spelling.Replace(text)
}

func katakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r + ('ァ' - 'ぁ')
	}
	return r
}

func hiragana(r rune) rune {
	if r >= 'ァ' && r <= 'ヶ' {
		return r - ('ァ' - 'ぁ')
	}
	return r
}
