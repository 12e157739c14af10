package dialog

import (
	"regexp"
	"strings"
	"unicode"

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
	thanks       intent = "thanks"
	hello        intent = "hello"
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
	{despair, regexp.MustCompile(`死にたい|しにたい|消えてしまいたい|消えたい(?:です|気持ち|。|$)|自殺(?:したい|しよう|する(?:しか|ほか)|を考え)|生きて(?:い)?(?:たくない|られない|いけない|いる意味)|命を絶|首を(?:吊|つ)|もう(?:死|終わりにした)`)},
	{wantsHuman, regexp.MustCompile(`(?:人間?|担当(?:者|の方|の人)?|相談員|スタッフ|オペレーター?|職員|係の?(?:人|方|者)|誰か|窓口の(?:人|方)|アドバイザー)(?:さん)?(?:と|に)(?:直接|ちょくせつ|電話で|電話を|じかに)?(?:話|はな|相談|つな|繋|代わ|かわ|替わ|変わ|取り次|聞いてもら|聞いてほし|お願い|連絡(?:し(?:たい|てほし)|を取)|電話(?:し(?:たい|てほし)))|^(?:人|担当者?|オペレーター?|人間|有人|スタッフ|相談員)(?:を)?(?:お願いします|お願い|希望|に(?:して)?|対応|出して|呼んで|と)?(?:ください|下さい|です)?$|直接(?:話したい|相談したい|電話したい)|電話で(?:話したい|相談したい|話せ)|有人(?:対応|チャット)|ロボットじゃ|機械じゃ(?:なく|だめ|無理)|人を(?:出して|呼んで)|話を聞いて(?:ほしい|欲しい|もらいたい)|人と(?:話す|話したい|はなしたい)`)},
	{wantsRestart, regexp.MustCompile(`^(?:もう一度)?(?:最初|はじめ|始め|初め)(?:から|に戻|へ戻)|^(?:やり直|やりなお|リセット|リスタート|新しい相談|新規)(?:し|す|たい|を|$)|^相談(?:する|を始め)|^(?:reset|restart)$`)},
	{wantsBack, regexp.MustCompile(`^(?:戻る|もどる|戻って|戻りたい|一つ前|ひとつ前|1つ前|前(?:に|へ)戻|さっきの(?:回答|答え)を?(?:取り消|間違|訂正|なし)|取り消し|取消|今のなし|いまのなし|間違えた|まちがえた|間違えました|押し間違えた?|back)(?:$|[。!、る]|に|へ|です|ました)`)},
	{wantsRecord, regexp.MustCompile(`^(?:これまでの|今までの|相談の)?記録(?:を|が|は)?(?:ください|下さい|くれ|見|みせ|ほしい|欲しい|もらえ|出して|まとめ|$)|^(?:まとめ|要約|サマリー)(?:を|が)?(?:ください|下さい|見せて|して|ほしい|$)`)},
	{wantsAbout, regexp.MustCompile(`^(?:あなた|君|きみ|お前|これ)は?(?:誰|だれ|何者?|なに|ai|ロボット|人間|bot|ボット)|^(?:ヘルプ|help|使い方|つかいかた)(?:$|は|を|が|教)|^(?:ai|ロボット|ボット|自動応答|機械)(?:です|なの|か)|^何ができ`)},
	{thanks, regexp.MustCompile(`^(?:本当に|どうも|いろいろ|色々)?(?:ありがと|有難|有り難|助かりました|助かった|感謝|サンキュー|thank|たすかりました|おおきに)[^?？]{0,24}$|^(?:分かりました|わかりました|了解(?:です|しました)?|承知しました|ok|オッケー|はい、?ありがとう[^?]*|解決しました|できました|直りました|大丈夫です)[。!！]*$`)},
	{hello, regexp.MustCompile(`^(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|はじめまして|初めまして|お世話になり?(?:ます|っております)|もしもし|すみません|すいません|ハロー|hello|hi|やあ|どうも|ちょっと(?:いい|よろしい)ですか|相談(?:したい|がある|があり|です|いいですか|に乗って)[^。]{0,12}|教えて(?:ください|下さい|ほしい(?:です)?)|助けて(?:ください|下さい)?|困って(?:い)?(?:ます|る)(?:んです)?|質問(?:です|があります|してもいいですか)|お願いします|よろしくお願いします?)[。!?、 ー]*$`)},
	{insult, regexp.MustCompile(`^[^。]{0,8}(?:バカ|ばか|馬鹿|アホ|あほ|死ね|しね|くそ|クソ|役立たず|使えない(?:な|やつ|ね|ボット)|うざい|ふざけるな|ふざけんな|ポンコツ|無能|ごみ|カス)[^。]{0,10}$`)},
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
		if p.re.MatchString(folded) {
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
