package reading

import "slices"

// untold reports whether a text tells of nothing that was done or has happened: each sentence that
// says anything wishes, asks or supposes, or says that nothing came of it. Then nothing hurries,
// whatever entry its nouns are like: 「USBを禁止したい」, 「カードを使われたときの補償は」,
// 「脅威は検出されませんでした」.
func (r Reading) untold() bool {
	if statesHarm(r.Stated) {
		return false
	}
	hints := false
	for _, s := range r.Sentences {
		if s.Mood == Aside {
			continue
		}
		rest, denied := withoutDenial(advertised.ReplaceAllString(s.whole, ""))
		var told bool
		switch s.Mood {
		case Plan, Condition:
			told = goesOnNow.says(rest)
		case Asks:
			told = goesOnNow.says(rest) || askedNow.says(rest)
		default:
			told = !denied || harmed.says(rest)
		}
		if told {
			return false
		}
		hints = true
	}
	return hints
}

// advertised is what somebody praises their wares with: 暗号化されてるって宣伝にあったけど.
var advertised = re(`[^、。]*?(?:って|という|と)(?:いう)?(?:広告|宣伝|cm|チラシ|パンフレット)(?:に|で|の|は)(?:あった|見た|書いてあった)?(?:けど|が|んですが|のですが)?`)

// withoutDenial cuts the clause out of a sentence that says that nothing came of it. ok is false
// when there is none.
func withoutDenial(sentence string) (rest string, ok bool) {
	at := unharmed.regexp().FindStringIndex(sentence)
	if at == nil {
		return sentence, false
	}
	from := 0
	if _, end := lastMatch(clauseEnd, sentence[:at[0]]); end > 0 {
		from = end
	}
	return sentence[:from] + sentence[at[1]:], true
}

// clauseEnd is where a clause ends in front of the one that denies.
var clauseEnd = re(`、|けど|けれど|のに|ので|ですが|ましたが|たが|から`)

// TellsNow reports whether a sentence that neither supposes nor asks tells that something is so or
// was done, whoever said so: 「今ホームページが…になってるって客から言われた」.
func (r Reading) TellsNow() bool {
	return slices.ContainsFunc(r.Sentences, func(s Sentence) bool {
		return s.Mood != Aside && s.Mood != Over && s.Mood != Asks && s.Mood != Condition && s.Mood != Plan && goesOnNow.says(s.Text)
	})
}
