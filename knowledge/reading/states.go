package reading

import (
	"regexp"
	"slices"

	"madoguchi/knowledge"
)

// state is a slot that phrases give away by themselves, without a deed of the consulter: how things are.
type state struct {
	slot    string
	words   []string // one of them stands in every phrase below; without any the phrases are not tried, for speed
	phrases []phrase // the first that holds decides
	own     bool     // it does not count of relatives: 父が店をやっています
	anybody bool     // it counts whoever the sentence is about: customers are harmed, customers' data leaked
}

type phrase struct {
	value string
	re    *regexp.Regexp
}

// Parts of phrases that recur.
const (
	notBeing  = `(?:い|お)?(?:ない|なかった|ません|りません|らず|らん|へん|ねえ|なくて)`
	notThere  = `(?:ない|なし|無い|無し|無くて|なくて|なかった|ありません|あらへん|ねえ)`
	anyThing  = `[^、。!?]{0,8}?`
	computer  = `(?:パソコン|pc|端末|機器|マシン|スマホ|人のpc|台)`
	otherOnes = `(?:(?:他|ほか|別|隣|よそ)(?:の(?:席|机|部屋|部署|店|人|みんな|社員))?の?(?:` + computer + `|もの|やつ|の)|(?:他|ほか)の?(?:[0-9一二三四五六七八九十]+台|みんな|全部))`
	trouble   = `(?:同じ|感染し(?:た|て|まし)|広が(?:っ|り)|出始|おかしく|おかしい|なっ(?:た|て)|開けなく|開かなく|やられ|症状)`
)

var states = []state{
	{slot: "encrypted", words: []string{"暗号化", "データ", "ファイル", "拡張子", "身代金", "脅迫文", "ランサム", "readme", "read_me", "エクセル", "写真"}, phrases: []phrase{
		{"no", re(`(?:データ|ファイル|エクセル)(?:は|も)(?:普通に|ちゃんと|全部)?(?:開|使)(?:け|え)(?:る|ます|ています)|(?:^|[、。]|(?:データ|ファイル)(?:は|が|も))(?:まだ)?暗号化(?:は|も)?され(?:て` + notBeing + `|なかった)`)},
		{"yes", re(`暗号化され(?:た(?:[^らと]|$)|ました|て(?:い[たてま]|お|し|る|、))|暗号化してしま|身代金[^、。]{0,6}(?:要求|求め|払え(?:[^ばるなまずた]|$)|請求)|拡張子[^、。]{0,8}(?:変わ|変え|おかし|知らない|見慣れない|勝手)|見慣れない拡張子|read_?me\.txt|(?:データ|ファイル|写真)の?(?:名前|名)(?:が|も)[^。]{0,16}?(?:変わ|変な|おかし)[^。]{0,10}?(?:開け|開か)(?:ない|ません|ず|なく)|(?:データ|ファイル|エクセル|写真)(?:が|も)[^、。]{0,6}?(?:開けなくな|開かなくな|読めなくな|開けない状態)|脅迫文が|ランサムウ[ェエ]ア?に(?:やられ(?:た|まし|て)|感染し(?:た(?:[^らと]|$)|て|まし)|かか(?:っ|り))`)},
	}},
	{slot: "spreading", words: []string{"他", "ほか", "別", "隣", "みんな", "残り", "社内", "全社", "次々", "全部の", "すべての", "全ての", "感染が", "だけ", "一斉"}, phrases: []phrase{
		{"no", re(otherOnes + anyThing + `(?:大丈夫|異常(?:は|も)?` + notThere + `|問題(?:は|も)?` + notThere + `|出て` + notBeing + `|感染(?:は|し)て?(?:い)?(?:ない|ません)|無事|正常|普通|何とも|平気)|(?:この|その|自分の)(?:1|一)台だけ|(?:他|ほか|みんな|残り)(?:の(?:もの|やつ|人)?)?は(?:大丈夫|平気|無事|問題|普通)`)},
		{"yes", re(otherOnes + `(?:に|で|も|まで)` + anyThing + trouble + `|(?:社内|全社|次々|どんどん|一斉)[^。]{0,8}(?:広が(?:っ|り)|感染し(?:た|て|まし)|やられ(?:た|て|まし))|(?:全部|すべて|全て)の` + computer + `(?:が|で|も)` + anyThing + trouble + `|感染が広が(?:っ|り)`)},
	}},
	{slot: "remote_control", words: []string{"カーソル", "マウス", "矢印"}, phrases: []phrase{
		{"yes", re(`(?:指示|言われ|相手|電話)[^。!?]{0,24}(?:カーソル|マウス|矢印)[^、。]{0,6}動(?:いた|いて|き(?:だ|ま)|か)`)},
	}},
	{slot: "backup", words: []string{"バックアップ", "コピー", "控え"}, phrases: []phrase{
		{"no", re(`(?:バックアップ|控え)(?:(?:と言える|という|といえる|らしい|みたいな)もの)?(?:は|を|が|も|なんて|とか|なんか)?(?:全然|全く|まったく|特に|一切)?(?:` + notThere + `|(?:取って|とって|して|取れて)(?:は)?` + notBeing + `|(?:取|と)って(?:い)?なく)`)},
		{"connected", re(`バックアップ[^。]{0,14}(?:つないどる|つなげたまま|繋げたまま|つなぎっぱなし|つないだまま|繋いだまま|常時接続|つながったまま|接続したまま|挿しっぱなし)`)},
		{"offline", re(`(?:バックアップ|コピー)[^。]{0,20}(?:外して(?:い|あ|る|お)|外付け|外部媒体|オフライン|切り離して|抜いてあ|金庫|usb)|(?:外付け|外部の?|usb)[^。]{0,12}(?:バックアップ|コピー)`)},
		{"connected", re(`バックアップ(?:は|を)?[^、。]{0,6}nasに|nas(?:に|へ)[^、。]{0,6}バックアップ`)},
		{"yes", re(`バックアップ(?:は|を|が|も)?(?:最低限|一応|毎日|毎晩|毎週|週一で|定期的に|ちゃんと|自動で)?(?:ある(?:$|[^かこ])|あり(?:ます|ました)|有り|(?:取って|とって|して|取れて|残って)(?:い|お|あ)?(?:る|ます|り|た))`)},
	}},
	{slot: "network", words: []string{"lan", "ネット", "ルータ", "モデム", "wi-fi", "wifi", "ワイファイ", "ケーブル", "無線", "コード", "線", "機内", "回線"}, phrases: []phrase{
		{"connected", re(network + anyThing + `(?:つないだまま|つなげたまま|つながったまま|繋いだまま|繋げたまま|繋がったまま|接続したまま|つなぎっぱなし|つながっと|繋がっと|つなが(?:って|った)(?:い(?:る|ます)|ます|る|まま)|つないどる|つないでい|繋いでい|抜いて` + notBeing + `|切って` + notBeing + `|外して` + notBeing + `)`)},
		{"disconnected", re(network + `[^。!?]{0,8}?(?:(?:抜い|外し|切断し|遮断し|オフにし|切り離し)(?:た(?:$|[^らりほ方])|ちゃ|て(?:い(?:$|[^い])|あ|お|る|、|か|しま|$))|(?:抜き|切り|外し|切断し|遮断し|オフにし|切り離し)ました|切った(?:$|[^らりほ方])|切って(?:い(?:$|[^い])|あ|お|る|、|しま|から)|切断済|遮断済|切離し済)|機内モードに(?:しました|した|して(?:い|あ))`)},
	}},
	{slot: "contractor", words: []string{"保守", "業者", "ベンダー", "会社", "頼れる", "委託", "業者に", "ホームページ屋", "システム屋", "it屋", "パソコン屋", "電気屋", "制作"}, phrases: []phrase{
		{"no", re(`(?:保守|業者|ベンダー|サポート会社|頼れる人|委託先)(?:さん|契約|会社)?(?:とか|など|なんか)?(?:に|は|が|も|との契約は)?(?:特に)?(?:いない|いません|おりません|` + notThere + `|(?:頼んで|契約して|して|入って)(?:は)?` + notBeing + `)`)},
		{"yes", re(vendor + `(?:さん|の人|の方)?(?:は|が|も|なら)?い(?:る|ます)(?:$|[^か])|` + vendor + `(?:さん|の人|の方)?[^。!?]{0,10}?(?:頼んで|頼りき|任せて|任せき|任せっ|委託して|お願いして|契約して|見て(?:もら|くれ)|直して(?:もら|くれ)|来て(?:もら|くれ)|確認し(?:た|て)|連絡(?:し|済)|電話し(?:た|て|まし)|聞い(?:た|て)|相談し(?:た|て|まし)|管理)`)},
	}},
	{slot: "personal_data", words: []string{"個人情報", "名簿", "マイナンバー", "情報", "リスト", "データ", "連絡先", "住所", "アドレス", "カルテ", "履歴書"}, anybody: true, phrases: []phrase{
		{"no", re(`(?:個人情報|` + people + `の(?:情報|名簿|データ|連絡先))(?:など)?(?:は|も|が)?[^、。]{0,4}?(?:` + notThere + `|(?:入って|含まれて|保管されて|扱って|持って|漏れて|流出して|漏えいして)(?:は)?` + notBeing + `)`)},
		{"yes", re(people + `(?:[0-9一二三四五六七八九十百千数]+(?:人|名|件|社)(?:分)?)?の?(?:個人)?(?:マイナンバー|口座番号|情報|名簿|リスト|データ|連絡先|住所録|住所|メールアドレス|カルテ|履歴書|給与データ)[^。!?]{0,22}?` + exposed + `|(?:個人情報|名簿)[^。!?]{0,12}?` + exposed)},
	}},
	{slot: "victims", words: []string{"お客", "顧客", "取引先", "購入者", "買った", "利用者", "ユーザ", "海外法人", "会員"}, anybody: true, phrases: []phrase{
		{"no", re(customers + `(?:に|の|へ|から)?[^、。]{0,4}?(?:被害|実害)(?:は|も)?[^、。]{0,4}?(?:` + notThere + `|出て` + notBeing + `|聞いて` + notBeing + `)`)},
		// 払ったお客さんがいる: the deed stands before who did it.
		{"yes", re(`(?:払った|振り込んだ|買った|買ってしまった|入力した|(?:騙|だま)された|(?:騙|だま)されて[^、。]{1,4}った|被害に(?:あ|遭)った)` + customers + `[^、。]{0,10}?(?:い(?:る|ます|た|まし)|出て|出ま|現れ|から)`)},
		// Who is named by が pays; 取引先に振り込んだ is the consulter's own payment.
		{"yes", re(customers + `(?:たち|さん|の方)?(?:(?:が|から|は|も)[^。!?]{0,16}?(?:振り込(?:んで|んだ|みました)|支払って|払って(?:しま|い)|払った|払っちゃ|振り込んじゃ|買っちゃ|買って(?:しま|い)|購入してしま|お金を(?:取|払))|(?:が|から|は|に|も)?[^。!?]{0,16}?(?:(?:騙|だま)(?:され|し取られ)|詐欺にあ(?:っ|い)|(?:商品|品物|荷物)が届かない|届いて(?:い)?ない|被害(?:に|が出(?:て|た|まし))))`)},
	}},
	{slot: "threat", words: []string{"脅", "殺", "危害", "ばらま", "ばらす", "公開すると", "仕返し", "つきまと", "晒す"}, phrases: []phrase{
		{"no", re(`脅(?:され|し|迫)[^、。]{0,6}?(?:` + notBeing + `|` + notThere + `)`)},
		{"yes", re(`脅(?:されて|された|されま|してき|して(?:い|く)る|迫(?:され|の(?:電話|手紙|言葉|メ)|電話|メ|状|を受))|殺(?:す|して)|危害を|ばらま(?:くと|くぞ|かれたく|かれる)|公開するとい?言?|ばらすと|晒すと|仕返し|つきまと(?:わ|っ)`)},
	}},
	{slot: "locked", words: []string{"暗号化", "ロック", "パスワード", "パスコード", "鍵", "暗証番号"}, phrases: []phrase{
		{"no", re(lock + `(?:は|も|が|を)?(?:何も)?(?:(?:し|され|かけ|かかっ|設定し|設定され)て(?:は)?` + notBeing + `|` + notThere + `)`)},
		{"yes", re(lock + `(?:は|も|が|を)?(?:ちゃんと|一応|たぶん)?(?:し|され|かけ|かかっ|設定し|設定され)て(?:(?:い|あ|お)?(?:る|ます|り|た|て)|ました|ある)|(?:ロック|鍵)付き|暗号化済`)},
	}},
	{slot: "writing_from", words: []string{"から", "で"}, phrases: []phrase{
		{"affected", re(`(?:この|そ(?:の|れ)と同じ|感染した|おかしい|おかしな|変な|固まった|出て(?:い)?る|困って(?:い)?る|問題の|例の)` + computer + `(?:から|で)` + writing)},
		{"other", re(`(?:(?:別|ほか|他)の` + computer + `|スマホ|携帯|iphone|ipad|タブレット)(?:から|で)` + writing)},
	}},
	{slot: "role", words: []string{"代わり", "代理", "社長", "代表", "経営", "オーナー", "店主", "をやって", "を営", "働", "事業主", "院長", "所長", "一人", "ひとり", "自営", "情シス", "担当", "係", "管理", "事務", "社員", "従業員", "パート", "バイト", "受付", "職員", "個人で"}, own: true, phrases: []phrase{
		{"other", re(`(?:友人|知人|友達|父|母|息子|娘|親|夫|妻|主人|家族|お客さん)の代わり|代わりに[^、。]{0,4}?(?:相談|書い|聞い|質問|連絡)|代理で`)},
		{"owner", re(`(?:社長|代表|代表者|経営者|オーナー|店主|事業主|院長|所長)(?:です|をし(?:て|と)|をやっ|の(?:者|私)(?:です)?)|(?:店|会社|クリニック|工務店|美容室|サロン|食堂|事務所|ショップ|教室)を(?:経営|営ん|やって)(?:で|い|る|ます|し)|(?:一人|ひとり|個人)で[^、。]{0,10}?(?:やって|営んで|切り盛り)|自営(?:業|です|で)`)},
		{"it", re(`(?:情シス|システム担当|(?:パソコン|pc|it)の?係|パソコンの?担当|it担当|システム管理(?:者|を|担当)|セキュリティ担当)(?:です|者です|をし|を一人|をやっ|している|の者)`)},
		{"staff", re(`(?:事務員|従業員|社員|パート|アルバイト|バイト|事務|総務|経理|営業|人事|庶務|店員|工員|受付|職員)(?:です|をして(?:い)?(?:る|ます)|をやって|の者(?:です)?|で働)`)},
	}},
}

const (
	network   = `(?:lan|らん|ネット(?:ワーク)?|wi-?fi|ワイファイ|ケーブル|無線|コード|回線|線|ルーターの(?:電源|コンセント|線)|モデム)`
	vendor    = `(?:保守(?:契約|会社|業者|の人|の会社)|業者さん|(?:いつもの|なじみの|出入りの|担当の)業者|ベンダー|システム会社|サポート会社|it業者|(?:パソコン|ホームページ|システム|it)屋|電気屋|制作会社|管理会社)`
	people    = `(?:顧客|お客(?:様|さま|さん)|会員|従業員|社員|患者|生徒|応募者|取引先|利用者)(?:さん|様)?`
	exposed   = `(?:入った|入って(?:い|た)|含まれて(?:い)?(?:る|ま|た)|流出(?:し|$|の可能)|漏(?:れ|え|洩)(?:た|て|し|ま)|盗まれ|保管して|載って|見られ|見え|閲覧され|紛失し|なくし|落とし|置き忘れ|抜かれ|持ち出さ|送って|送りま|送ってしま|送信し(?:て|ま|た)|公開され|誤って|消え)`
	customers = `(?:お客(?:様|さま|さん)|顧客|取引先|購入者|買った(?:人|方)|利用者|ユーザー?|海外法人|会員)`
	lock      = `(?:暗号化|ロック|パスワード|パスコード|鍵)`
	writing   = `[^、。]{0,4}?(?:書い|送っ|打っ|連絡し|入力し|相談し)`
)

// harm are the states that are none of the consulter's when they are told of others or long over.
var harm = map[string]bool{"encrypted": true, "spreading": true, "remote_control": true, "threat": true}

// stateWords are the words of each of the states.
var stateWords = func() (out [][]needle) {
	for _, s := range states {
		out = append(out, needlesFrom(s.words))
	}
	return out
}()

// readStates adds what phrases give away, unless the sentence only asks or supposes it.
func readStates(text string, moods []Sentence, out knowledge.Facts) {
	sentences := sentencesOf(text)
	ofOthers := slices.Clone(sentences)
	for i, m := range moods {
		if i < len(ofOthers) && (m.Mood == Hearsay || m.Mood == Over) {
			ofOthers[i] = ""
		}
	}
	has := make([]runeSet, len(sentences))
	for i, s := range sentences {
		has[i] = runeSetOf(s)
	}
	for i := range states {
		told := sentences
		if harm[states[i].slot] {
			told = ofOthers
		}
		if v, ok := states[i].in(told, has, stateWords[i]); ok {
			out[states[i].slot] = v
		}
	}
}

// in is the value that sentences tell, whose characters are known; words are the state's.
func (s *state) in(sentences []string, has []runeSet, words []needle) (string, bool) {
	var about []string
	for i, sentence := range sentences {
		if anyIn(sentence, &has[i], words) {
			about = append(about, sentence)
		}
	}
	for _, p := range s.phrases {
		if slices.ContainsFunc(about, func(sentence string) bool { return s.holds(p, sentence) }) {
			return p.value, true
		}
	}
	return "", false
}

func (s *state) holds(p phrase, sentence string) bool {
	at := p.re.FindStringIndex(sentence)
	if at == nil {
		return false
	}
	behind := sentence[at[1]:]
	if s.own && relatives.MatchString(sentence[:at[1]]) && p.value != "other" {
		return false
	}
	return !supposed(sentence[:at[0]]) && !onlyAskedAbout(behind) && (s.anybody || !byOthers(sentence[:at[1]], behind))
}

// relatives are spoken of: what they are, the consulter is not.
var relatives = re(`(?:父|母|夫|妻|主人|家内|兄|姉|弟|妹|息子|娘|親|おじ|おば|祖父|祖母|友人|友達|知人|知り合い)(?:さん)?(?:が|は|の|も)`)

func onlyAskedAbout(behind string) bool { return asked.says(behind) }
