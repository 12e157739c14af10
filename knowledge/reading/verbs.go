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
	bendKu  = bend{"き", "いて", "か", "こ"}
	bendSu  = bend{"し", "して", "さ", "そ"}
	bendMu  = bend{"み", "んで", "ま", "も"}
	bendRu  = bend{"り", "って", "ら", "ろ"}
	bendTsu = bend{"ち", "って", "た", "と"}
	bendBu  = bend{"び", "んで", "ば", "ぼ"}
	ichidan = bend{"", "て", "", "よ"}
	suru    = bend{"し", "して", "し", "しよ"}
	// halfIchidan has no not-form: 開けない may mean that one could not.
	halfIchidan = bend{"", "て", "\x00", "よ"}
)

// verbs makes the verbs of several spellings that are bent alike.
func verbs(b bend, roots ...string) []verb {
	var out []verb
	for _, r := range roots {
		out = append(out, verb{r, b})
	}
	return out
}

// The words for deeds, by meaning. Words that mean the same deed stand together.
var (
	pay       = append(verbs(bendU, "支払", "払", "はら"), verbs(suru, "支払い", "支払", "お支払い", "課金")...)
	transfer  = append(verbs(bendMu, "振り込", "振込", "ふりこ"), verbs(suru, "振り込み", "振込み", "振込", "送金")...)
	deposit   = verbs(suru, "入金", "チャージ")
	settle    = verbs(suru, "決済")
	buy       = append(verbs(bendU, "買"), verbs(suru, "購入")...)
	beMadeBuy = verbs(ichidan, "買わされ", "購入させられ")
	hand      = append(verbs(bendSu, "渡"), verbs(bendRu, "送")...)
	beRobbed  = verbs(ichidan, "取られ", "とられ", "騙し取られ", "だまし取られ", "巻き上げられ")

	enter    = append(append(verbs(suru, "入力", "記入", "登録", "サインイン"), verbs(bendMu, "打ち込", "書き込")...), verbs(bendTsu, "打", "うっ")...)
	putIn    = verbs(ichidan, "入れ", "いれ")
	tell     = append(append(verbs(ichidan, "伝え", "教え", "おしえ", "答え", "見せ"), verbs(bendU, "言", "喋", "しゃべ")...), verbs(suru, "回答")...)
	write    = append(verbs(bendKu, "書"), verbs(suru, "送信", "返信", "アップロード", "提出")...)
	send     = verbs(bendRu, "送")
	beStolen = verbs(ichidan, "盗まれ", "抜き取られ", "抜かれ")

	open    = append(verbs(bendKu, "開", "ひら"), verbs(halfIchidan, "開け", "あけ")...)
	unpack  = verbs(suru, "解凍", "展開", "実行", "有効に", "有効化", "起動", "開封", "ダブルクリック")
	click   = verbs(suru, "クリック", "タップ")
	press   = append(append(verbs(bendSu, "押", "おし"), verbs(bendMu, "踏")...), verbs(bendRu, "触", "さわ")...)
	look    = verbs(ichidan, "見", "み")
	touch   = verbs(ichidan, "触れ", "ふれ")
	goTo    = append(verbs(bendBu, "飛"), verbs(suru, "アクセス")...)
	install = verbs(suru, "インストール", "ダウンロード")

	ring     = verbs(ichidan, "かけ", "掛け")
	phone    = verbs(suru, "電話", "折り返し電話", "テル", "tel")
	contact  = verbs(suru, "連絡")
	callBack = append(verbs(bendSu, "折り返"), verbs(ichidan, "かけ直", "掛け直")...)
	pickUp   = append(verbs(ichidan, "出", "応じ", "答え"), verbs(suru, "応答")...)
	talk     = append(verbs(bendSu, "話"), verbs(suru, "会話")...)
	listen   = verbs(bendKu, "話を聞", "話をき")
	beTold   = verbs(ichidan, "言われ", "指示され")
	hangUp   = verbs(bendRu, "切")

	letControl   = verbs(ichidan, "操作させ", "触らせ", "いじらせ", "接続させ", "遠隔操作させ", "つながせ", "入らせ")
	beControlled = append(verbs(ichidan, "操作され", "操作もされ", "操作までされ", "遠隔され", "動かされ", "いじられ", "触られ", "接続され", "入られ", "操られ"), verbs(ichidan, "させ", "され")...)
	permit       = append(verbs(suru, "許可", "接続", "承認", "同意"), verbs(bendSu, "許")...)
	beGiven      = verbs(ichidan, "入れられ", "入れさせられ", "インストールされ", "インストールさせられ")
	beRefused    = append(verbs(bendRu, "断"), verbs(suru, "拒否")...)
)

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
