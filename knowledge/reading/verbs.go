package reading

import "strings"

// verb is a word for a deed: the part that stays, and how it is bent.
type verb struct {
	root string
	bend bend
}

// bend holds the endings from which the forms of a verb are made, as in 払い(ます), 払って, 払わ(ない), 払お(う).
type bend struct{ masu, te, nai, will string }

var (
	bendU   = bend{"い", "って", "わ", "お"}
	bendRu  = bend{"り", "って", "ら", "ろ"}
	bendKu  = bend{"き", "いて", "か", "こ"}
	bendGu  = bend{"ぎ", "いで", "が", "ご"}
	bendSu  = bend{"し", "して", "さ", "そ"}
	bendMu  = bend{"み", "んで", "ま", "も"}
	bendTsu = bend{"ち", "って", "た", "と"}
	bendBu  = bend{"び", "んで", "ば", "ぼ"}
	ichidan = bend{"", "て", "", "よ"}
	suru    = bend{"し", "して", "し", "しよ"}
	// halfIchidan has no not-form: 開けない may mean that one could not.
	halfIchidan = bend{"", "て", "\x00", "よ"}
)

// bends are the bends by the names that patterns/deeds/verbs.txt gives them.
var bends = map[string]bend{
	"u": bendU, "ru": bendRu, "ku": bendKu, "gu": bendGu, "su": bendSu, "mu": bendMu, "tsu": bendTsu, "bu": bendBu,
	"ichidan": ichidan, "half": halfIchidan, "suru": suru,
}

// verbsOf are the words for deeds, by meaning.
var verbsOf = readVerbs()

// forms are the beginnings of a verb's forms after its root. Kansai's 払うて stands beside 払って.
type forms struct {
	te, ta, cha, to []string // 払って, 払った, 払っちゃ, 払っと(らん)
}

func (b bend) forms() forms {
	var f forms
	spellings := []string{b.te}
	if b == bendU {
		spellings = append(spellings, "うて")
	}
	for _, te := range spellings {
		stem, voiced := strings.TrimSuffix(te, "て"), false
		if stem == te {
			stem, voiced = strings.TrimSuffix(te, "で"), true
		}
		if voiced {
			f.te, f.ta, f.cha, f.to = append(f.te, te), append(f.ta, stem+"だ"), append(f.cha, stem+"じゃ", stem+"じま"), append(f.to, stem+"ど")
		} else {
			f.te, f.ta, f.cha, f.to = append(f.te, te), append(f.ta, stem+"た"), append(f.cha, stem+"ちゃ", stem+"ちま"), append(f.to, stem+"と")
		}
	}
	return f
}
