package dialog

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// intent is something that may be said at any time, whatever is being asked.
type intent string

const (
	wantsHuman   intent = "human"
	wantsRestart intent = "restart"
	wantsBack    intent = "back"
	wantsRecord  intent = "record"
	wantsAbout   intent = "about"
	despair      intent = "despair"
	wantsAnswer  intent = "answer" // no more questions
	thanks       intent = "thanks"
	wantsOther   intent = "other" // 「別のこと」: the desk is on the wrong track
	wantsMore    intent = "more"  // 「もっとくわしく」, 「次は何をすれば」
	okay         intent = "okay"  // 「分かりました」
	bye          intent = "bye"
	wantsEasy    intent = "easy"  // easy Japanese, with readings
	wantsPlain   intent = "plain" // and back
	hello        intent = "hello"
	wantsUrgent  intent = "urgent" // 「緊急のとき」, as the menu on LINE says it
	insult       intent = "insult"
	noWords      intent = "empty"
	english      intent = "language.en"
	korean       intent = "language.ko"
	chinese      intent = "language.zh"
)

// phrasings are read in order over folded text. The short ones must be the whole message, so that a word inside a
// consultation (「担当者からメールが来た」) is not taken for a wish.
var phrasings = []struct {
	intent
	re *regexp.Regexp
}{
	{despair, regexp.MustCompile(`死にたい|しにたい|死ぬ(?:しか|ほか)|死んで(?:しまいたい|お詫び|おわび|償)|消えて(?:しまいたい|なくなりたい)|(?:^|[^が])消えたい(?:です|気持ち|。|$)|いなくなりたい|楽になりたい|自殺(?:したい|しよう|する(?:しか|ほか)|を考え)|生きて(?:い)?(?:たくない|られない|いけない|いる意味)|命を絶|首(?:を|でも)?(?:吊|つ[りるっ]|くく|括)|もう(?:死|終わりにした)|(?:疲れ|限界|つらい|辛い)[^。]{0,8}。?[^。]{0,6}(?:誰|だれ)も[^。]{0,4}(?:助けて|分かって|わかって)くれ|(?:誰|だれ)も(?:助けて|分かって|わかって)くれ[^。]{0,10}。?[^。]{0,6}(?:疲れ|限界|つらい|辛い)`)},
	{wantsHuman, regexp.MustCompile(`(?:(?:^|[^犯本個他友知主役法求新隣恋邦外])(?:人間?|ひと)|にんげん|担当(?:者|の方|の人)?|相談員|スタッフ|オペレーター?|職員|係の?(?:人|方|者)|誰か|だれか|窓口の(?:人|方)|アドバイザー|専門家)(?:さん)?(?:と|に|へ)?(?:直接|ちょくせつ|電話で|電話を|じかに|ちゃんと)?(?:お?(?:話|はな)し?(?:を|が)?(?:し)?(?:たい|させ|聞いて|せま|せる|せな|せん|でき)|相談(?:したい|させ|でき)|聞きたい|(?:つな|繋)(?:い[でだ]|げ|がり?たい|がり?ます|がる)|(?:代|替|変|か)わ(?:って|れ)|取り次|聞いて(?:もら|ほし|欲し)|お願い|連絡(?:したい|してほし|を?取りたい)|電話(?:したい|してほし)|(?:を|は)?(?:出し(?:て|なさい)|出せ|呼んで|呼べ|いない(?:の|ん)))|^(?:人|担当者?|オペレーター?|人間|有人|スタッフ|相談員)(?:を)?(?:希望|に(?:して)?|対応|と)?(?:ください|下さい|です)?$|直接(?:話したい|相談したい|電話したい)|電話で(?:話したい|相談したい|話せ)|有人(?:対応|チャット)|(?:ロボット|機械|ai)(?:じゃ|では)(?:なく|だめ|ダメ|無理|話|わから|分から)|話を聞いて(?:ほしい|欲しい|もらいたい)|(?:talk|speak) (?:to|with) (?:a |an )?(?:human|person|agent|someone|staff)`)},
	{wantsHuman, regexp.MustCompile(`^人と話す$`)},
	{wantsUrgent, regexp.MustCompile(`^(?:緊急(?:のとき|の時|時|です|事態(?:です)?|なんです)?|至急(?:です)?|急いで(?:い)?(?:ます|る)(?:んです)?|すぐに?助けて(?:ください|下さい)?)[。!、 ー]*$`)},
	{wantsRestart, regexp.MustCompile(`^(?:もう一度)?(?:最初|はじめ|始め|初め)(?:から|に戻|へ戻)|^(?:やり直|やりなお|リセット|リスタート|新しい相談|新規)(?:し|す|たい|を|$)|^相談(?:する|を始め)|^(?:reset|restart)$`)},
	{wantsBack, regexp.MustCompile(`^(?:戻る|もどる|戻って|戻りたい|一つ前|ひとつ前|1つ前|前(?:に|へ|の質問に)戻|さっきの(?:回答|答え)を?(?:取り消|間違|訂正|なし)|取り消し|取消|今のなし|いまのなし|間違えた|まちがえた|間違えました|押し間違えた?|back)(?:$|[。!、る]|に|へ|です|ました)`)},
	{wantsRecord, regexp.MustCompile(`^(?:これまでの|今までの|相談の)?記録(?:を|が|は)?(?:ください|下さい|くれ|見|みせ|ほしい|欲しい|もらえ|出して|まとめ|$)|^(?:まとめ|要約|サマリー)(?:を|が)?(?:ください|下さい|見せて|して|ほしい|$)`)},
	{wantsAbout, regexp.MustCompile(`^(?:あなた|君|きみ|お前|これ)(?:って|は)?(?:誰|だれ|何者?|なに|ai|ロボット|人間|bot|ボット)|^(?:ヘルプ|help|使い方|つかいかた)(?:$|は|を|が|教)|^(?:ai|ロボット|ボット|自動応答|機械)(?:です|なの|か)|^何ができ|^この窓口(?:について|とは|って)`)},
	{wantsPlain, regexp.MustCompile(`^(?:もう、?)?(?:(?:ふつう|普通|通常|いつも|もと|元)の ?(?:日本語|にほんご|ことば|言葉|文)|(?:ふりがな|フリガナ|ふり仮名|振り仮名|よみがな|読み仮名|ひらがな|平仮名)(?:は|を|も)?(?:もう)?(?:いら|要ら|いりま|要りま|不要|なし|無し|なくて|やめ|消し|つけな|付けな|とって|取って|外し))`)},
	{wantsEasy, regexp.MustCompile(`^.{0,8}(?:(?:やさし|易し|優し)い ?(?:日本語|にほんご|ことば|言葉)|(?:かんたん|簡単)な ?(?:日本語|にほんご|ことば|言葉)|(?:ひらがな|平仮名|ふりがな|ふり仮名|振り仮名|よみがな|読み仮名)(?:だけ)?(?:で|を|が|にして|つけて|付けて|$)|(?:日本語|にほんご|漢字|かんじ)(?: |、|は|が|を|も)?(?:あまり|ぜんぜん|全然|よく)?(?:むずかし|難し|わから|わかりま|分から|分かりま|読め|よめ|苦手|にがて|できな|できま)|(?:easy|simple) japanese).{0,10}$`)},
	{wantsAnswer, regexp.MustCompile(`(?:質問|しつもん)(?:は|が)?(?:もう)?(?:いい(?:から|です|ので|よ|$)|多い|多すぎ|ばかり|ばっかり|やめ)|(?:早く|はやく)(?:答え|教え|おしえ|結論)|いいから(?:早く|はやく|教え|答え)|(?:答え|結論)だけ`)},
	{wantsOther, regexp.MustCompile(`^(?:いや、?|いいえ、?)?(?:(?:どれ|どちら|どっち|両方)(?:とも|も|でも)?(?:違|ちが)|別のこと|べつのこと|違うこと|ちがうこと|そうじゃな|そうではな|そういう(?:話|こと)(?:じゃ|では)|話が(?:違|ちが)|(?:それ|その(?:話|こと|相談))(?:じゃ|では)な)`)},
	{wantsMore, regexp.MustCompile(`^(?:もっと|もう少し)?(?:くわしく|詳しく)(?:教えて[^。]{0,6}|お願い[^。]{0,4})?$|(?:ほか|他)に(?:は)?(?:何|なに)を?(?:す|や)|^(?:ほか|他)に(?:も|は)?(?:何か|なにか)?[^。]{0,14}(?:こと|もの|方法)(?:は|って|が|も)?(?:ある|あり|な)[^。]{0,6}$|^(?:次|つぎ|そのあと|その後)は(?:何|なに|どう)[^。]{0,10}$`)},
	{okay, regexp.MustCompile(`^(?:はい、?|あ、?)?(?:分かりました|わかりました|わかった|分かった|了解(?:です|しました)?|承知(?:です|しました|いたしました)?|ok|okです|オッケー|おっけー|なるほど|そうなんですね|そうですか|へえ|ふむ)(?:です)?(?:、?ありがと[^?]{0,12})?[。!ーぇ]*$`)},
	{thanks, regexp.MustCompile(`^(?:はい、?|本当に|ほんとに|どうも|いろいろ|色々|すみません、?)*(?:ありがと|有難|有り難|あざっす|あざす|助かりました|助かった|感謝|サンキュー|thank|たすかりました|おおきに)[^?？]{0,24}$|^(?:解決しました|解決です|直りました|なおりました|できました|大丈夫です|大丈夫そうです)[。!！]*$`)},
	{bye, regexp.MustCompile(`^(?:もう|やっぱり|じゃあ?、?|では、?|それでは、?|今日は)*(?:さようなら|さよなら|バイバイ|ばいばい|失礼(?:し|いたし)ます|またね|また(?:来|き|相談し|連絡し)ます|結構です|けっこうです|いいです|いいわ|いい|やめ(?:ます|る|た)|終わり(?:ます|です|にします|たい)?|終了(?:です|します)?|おしまい|おやすみ(?:なさい)?|bye|goodbye)[。!ー]*$`)},
	{hello, regexp.MustCompile(`^(?:(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|はじめまして|初めまして|お世話になり?(?:ます|っております)|もしもし|すみません|すいません|ハロー|hello|hi|やあ|どうも|あの|(?:ちょっと|少し)?(?:聞いても?|質問しても?|相談しても?|お聞きしても?)?(?:いい|よい|よろしい)(?:です)?か|(?:ちょっと|少し)?(?:聞いて|質問して|相談して)もいい(?:かな)?|(?:ちょっと|少し)?(?:聞きたい|お聞きしたい)(?:こと|の|ん)(?:が|です)[^。]{0,10}|ちょっと|相談(?:したい|がある|があり|です|いいですか|に乗って)[^。]{0,12}|教えて(?:ください|下さい|ほしい(?:です)?)|(?:助|たす)けて(?:ください|下さい)?|困って(?:い)?(?:ます|る)(?:んです)?|質問(?:です|があります|してもいいですか)|お願いします|よろしくお願いします?)[。!?、~〜 ー]*)+$`)},
	{insult, regexp.MustCompile(`^[^。]{0,8}(?:バカ|ばか|馬鹿|アホ|あほ|死ね|しね|くそ|クソ|役立たず|使えない(?:な|やつ|ね|ボット|$)|うざい|ふざけるな|ふざけんな|ポンコツ|無能|ごみ|ゴミ|カス)[^。]{0,10}$`)},
}

// unmeant takes an intent back: who quotes an insult is no insulter, who would rather not talk asks for nobody, and
// thanks with a 「でも」 go on.
var unmeant = map[intent]*regexp.Regexp{
	insult:     regexp.MustCompile(`口コミ|レビュー|掲示板|投稿|コメント|書き込|書か|かかれ|言わ|いわれ|メール|ファイル|(?:と|って)(?:い|言|書|来|送|届)`),
	wantsHuman: regexp.MustCompile(`(?:話|はな|相談|電話)(?:し)?たく(?:は)?(?:な|あり)|人と話すのは?(?:苦手|嫌|いや|こわ|怖)|つなが(?:なくて|ない)|(?:話|相談|電話|連絡)(?:し)?(?:たい|てほしい|させて)と(?:い|言|書|メール|連絡)`),
	thanks:     regexp.MustCompile(`でも|けど|ただ|まだ|ところで|(?:それと|あと|次に)、|もう一つ|もうひとつ|別の`),
}

// intentOf names what a text asks for besides the matter itself, or "".
func intentOf(text string) intent {
	folded := knowledge.Fold(text)
	letters, kana, han, hangul := 0, 0, 0, 0
	for _, r := range folded {
		switch {
		case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			letters++
		}
	}
	if letters+kana+han+hangul == 0 {
		return noWords
	}
	for _, p := range phrasings {
		if not := unmeant[p.intent]; p.re.MatchString(folded) && (not == nil || !not.MatchString(folded)) {
			return p.intent
		}
	}
	switch {
	case hangul > 2:
		return korean
	case kana == 0 && han == 0 && letters >= 12 && strings.Count(folded, " ") >= 2:
		return english
	case kana == 0 && han >= 6 && strings.ContainsAny(folded, "们这么吗怎为电脑请问钱给说对没时病网络点击"):
		return chinese
	}
	return ""
}

var (
	bareYes = regexp.MustCompile(`^(?:はい|はーい|うん|ええ|そう(?:です|して|$)|お願い|おねがい|yes|ok|いい(?:です)?よ|つづけ|続(?:き|け)|役に立ちました|役立ち|もちろん)`)
	bareNo  = regexp.MustCompile(`^(?:いいえ|いえ|いや|ううん|no|まだ|違[うい]|ちが|だめ|ダメ|駄目|無理|役に立(?:たな|ちませ)|解決(?:して(?:い)?)?(?:な|しな|ませ)|いりません|いらない)`)
)

// yesNo reads a bare yes or no to one of the flow's own questions.
func yesNo(text string) (yes, ok bool) {
	folded := knowledge.Fold(text)
	if utf8.RuneCountInString(folded) > 16 {
		return false, false
	}
	yes = bareYes.MatchString(folded)
	return yes, yes || bareNo.MatchString(folded)
}

// bare reports whether a text says no more than its first word.
func bare(text string) bool { return utf8.RuneCountInString(text) <= shortest }

// asksBack matches a question that is put instead of an answer.
var asksBack = regexp.MustCompile(`[?？]$|(?:です|ます|でしょう|ません|った|した|いい|の|る)か[。]?$|(?:の|って)$|(?:って|は)(?:何|なに|なん)|どういう|どうやって|どうすれば|どうしたら|なぜ|なんで|どこ(?:を|で|に)|何番|教えて`)

// askedWhat matches a question about the question itself.
var askedWhat = regexp.MustCompile(`^(?:それ|これ|今の|いまの)?(?:は|って|の)?(?:どういう(?:意味|こと)|意味が|何の(?:こと|話)|なんの(?:こと|話)|なぜ(?:聞|き)|なんで(?:聞|き|そんな))`)

// saysThanks matches thanks that stand behind another word: 「分かりました、ありがとう」.
var saysThanks = regexp.MustCompile(`ありがと|助かり`)

// plainAnswer matches what is thanks after an answer and an answer before one.
var plainAnswer = regexp.MustCompile(`^(?:大丈夫|できました)`)
