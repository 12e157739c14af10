package reading

import (
	"strings"
	"unicode/utf8"
)

// What follows a past form decides whether the deed happened: 払った is a fact, 払った場合 is not.
var (
	pastIf        = re(`^ら(?:$|[^し])`)             // 払ったらしい is told
	pastWish      = re(`^(?:い(?:$|[^た])|く|が[るっ])`) // 電話した+い
	pastUnsure    = re(`^(?:ん|の)?(?:です|でしょう)?か(?:$|[^らな]|な$)|^(?:っけ|\?|の\?|のかな)|^り`)
	pastSupposed  = re(`^(?:かどうか|こと(?:が|は|も)?(?:何度か|一度)?あ|場合|ほう|方が(?:い|良|よ)|方は|とし(?:て|た)|とする|際の|際は|つもりはな|ふり|(?:とき|時)(?:は、?|に|の|には|って)?(?:ど|備|対|何|リスク|手順|ため|決|の?届|連絡|一般))`)
	pastNever     = re(`^(?:(?:という)?こと(?:は|が|も)?(?:一度も)?(?:な|あり?ませ)|覚え(?:は|が|も)?(?:な|あり?ませ)|記憶(?:は|が|も)?(?:な|あり?ませ)|わけ(?:で(?:は|も)?|じゃ)(?:な|あり)|(?:社員|人|者|スタッフ)は(?:い|お|誰も))`)
	pastOfOthers  = re(`^(?:人|方(?:が|は|も|から|に|の)|お客|客|顧客|会社|ユーザ|利用者|被害者|ケース|例|事例|話|企業|店)`)
	pastReported  = re(`^[^、。!?]{0,6}?(?:と|って|という|との|旨)(?:の|を|が|いう)?(?:[^、。]{0,6}?(?:言われ|書(?:い|か)|表示|通知|疑われ|出(?:て|る|た|ま)|聞(?:い|き)|見ました|見た)|(?:メール|メッセージ|sms|警告|画面|連絡が(?:来|あ|入)))`)
	pastRetracted = re(`^(?:と|って)[^、。]{0,6}(?:言|書|答|伝|申)[^、。]{0,8}?(?:けど|けれど|が、|が$|ものの|のは間違)`)
	pastOnly      = re(`^だけで[^。!?]{0,14}?(?:する|します|るの|りますか|ですか|でしょうか|の\?|\?|ません?か)`)
)

// past judges a deed told in the past by what follows it.
func past(rest string) told {
	switch {
	case pastIf.MatchString(rest):
		return goesOn(strings.TrimPrefix(rest, "ら"), nothing)
	case pastNever.MatchString(rest):
		return undone
	case brokeOff.MatchString(rest):
		return undone
	case pastWish.MatchString(rest), pastUnsure.MatchString(rest), pastSupposed.MatchString(rest), pastOfOthers.MatchString(rest),
		pastRetracted.MatchString(rest), pastReported.MatchString(rest), pastOnly.MatchString(rest):
		return nothing
	}
	return done
}

var (
	// stillOpen is asked, wished or demanded, so that what leads to it has not happened.
	stillOpen = re(`どう(?:な|す|し|い)|大丈夫|いいです|いいの|いいか|良い|べき|危険は|まずい|でしょうか|ますか|ですか|\?|ください|下さい|ほしい|欲しい|と言われ|と書|と表示|という|と(?:の)?(?:指示|要求|連絡)|たい(?:です|と|の|ん)|るの|かどうか|ように|場合|なければ|ますよね|しろ|せよ|戻り(?:ます|ません)か|必要|べからず|だめ|ダメ|いけな|すれば`)
	// happened tells of something that did.
	happened = re(`ました|ません|(?:っ|い|し|れ|え|け|出|み|き|ち|げ|め|べ)た(?:[^らりい場方か]|から|$)|[んい]だ(?:[^らり場方か]|$)|(?:され|出|開か|開け|動か|でき)ない|て(?:い)?(?:ます|る|ない|て)|なって|ちゃ(?:っ|い)|しまい|です(?:が|けど)`)
)

// goesOn judges a deed that leads on to something else in the same sentence (押して…, 押したら…): the deed happened if
// what comes first after it happened. With nothing behind it the deed is what alone says.
func goesOn(rest string, alone told) told {
	if end := strings.IndexAny(rest, "。!"); end >= 0 {
		rest = rest[:end]
	}
	if strings.HasPrefix(rest, "と") || strings.HasPrefix(rest, "って") {
		return nothing // 買ってきてと言われた
	}
	open, real := stillOpen.FindStringIndex(rest), happened.FindStringIndex(rest)
	switch {
	case open == nil && real == nil:
		return alone
	case open == nil, real != nil && real[0] < open[0]:
		return done
	}
	return nothing
}

// friends are people of whom things are told that did not happen to the consulter.
const (
	friends  = `友人|友達|友だち|ママ友|知人|知り合い|同業者?|近所|隣の(?:店|会社|ビル|家|人|奥さん)|となりの(?:店|会社|家)|仲間|先輩|後輩|下請け?|元請け?|学生時代|町内|どこか|大手|大企業|有名|自治体|市役所|他県|商工会の|組合の|業界|某|通販大手|病院|学校|取引先の社長`
	theirOwn = `(?:たち|の一人|の方|の店|の会社|の人|の経理|の社長|の奥さん|の友人|の友達|の仲間|の病院|の誰か|の担当者?|の社員|さん|様|で、?誰か)*`
)

var (
	ifAtAll   = re(`もし(?:も|、|お|パ|リ|添|遠|電|開|押|払|入|[^かも])|仮に|万一|万が一|例えば|仮定`)
	quotation = re(`[「『“"]([^」』”"]{4,}?)(?:[」』”"](?:[^をで]|$))`)
	// notOurs are people who are not of the consulter's house; relatives are.
	notOurs = re(`(?:お客(?:様|さま|さん)?|顧客|得意先|仕入先|取引先|相手先|相手の会社|先方|海外法人|購入者|利用者|被害者|` + friends + `|他社|よその|誰か|何者か|第三者|他人|ニュース|犯人|客|子会社|買った人)` + theirOwn)
	// ofFriends is something of theirs that is spoken of: 知り合いのカードが.
	ofFriends    = re(`(?:` + friends + `)` + theirOwn + `の[^、。]{1,8}?(?:が|は|も)`)
	friendWords  = needles(friends)
	notOursWords = needles(notOurs.String())
	ours         = re(`(?:私|わたし|うち|自分|当社|弊社|こちら|僕|俺|当店|社員|従業員)(?:は|が|も|で)`)
	saidSo       = re(`(?:と|って)(?:の)?(?:連絡|電話|問い合わせ|言(?:っ|い|わ)|報告|苦情|クレーム|メール|聞|相談)`)
)

// sentenceEnd are the marks that end a sentence in folded text.
const sentenceEnd = "。!?"

// bornOut says that what was quoted was found to be so: 「漏えいしました」と出て、調べたら実際に使っている物だった.
var bornOut = re(`実際に|本当に|該当し|本物(?:で|だ)|見たら|調べたら`)

// withoutQuotes blanks what others are quoted as saying, keeping every offset: 「電話してください」と表示.
func withoutQuotes(text string) string {
	locs := quotation.FindAllStringSubmatchIndex(text, -1)
	if locs == nil || bornOut.MatchString(text) {
		return text
	}
	b := []byte(text)
	for _, l := range locs {
		for i := l[2]; i < l[3]; i++ {
			b[i] = '*'
		}
	}
	return string(b)
}

// sentenceAround cuts the sentence that holds text[from:to] into what stands before and behind.
func sentenceAround(text string, from, to int) (before, behind string) {
	before, behind = text[:from], text[to:]
	if i := strings.LastIndexAny(before, sentenceEnd); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	if i := strings.IndexAny(behind, sentenceEnd); i >= 0 {
		_, size := utf8.DecodeRuneInString(behind[i:])
		behind = behind[:i+size]
	}
	return before, behind
}

// sentencesOf cuts a text into sentences, each with the mark that ends it.
func sentencesOf(text string) []string {
	var out []string
	for text != "" {
		end := len(text)
		if i := strings.IndexAny(text, sentenceEnd); i >= 0 {
			_, size := utf8.DecodeRuneInString(text[i:])
			end = i + size
		}
		out = append(out, text[:end])
		text = text[end:]
	}
	return out
}

// byOthers reports whether the sentence makes somebody else the one who did it: 「お客さんが払った」, 「お客様から
// 押したと連絡が来た」. What the consulter's own staff or family did counts as the consulter's.
func byOthers(before, behind string) bool {
	if !holdsAny(before, notOursWords) {
		return false
	}
	if holdsAny(before, friendWords) && ofFriends.MatchString(before) {
		return true
	}
	all := notOurs.FindAllStringIndex(before, -1)
	for i := len(all) - 1; i >= 0; i-- {
		rest := before[all[i][1]:]
		if ours.MatchString(rest) {
			return false
		}
		if strings.HasPrefix(rest, "が") || strings.HasPrefix(rest, "は") || strings.HasPrefix(rest, "も") {
			return true
		}
		if strings.HasPrefix(rest, "から") && saidSo.MatchString(behind) {
			return true
		}
	}
	return false
}

// supposed reports whether the sentence only thinks a case through: 「もし払ったら」, but not 「もしかして」.
func supposed(before string) bool {
	return holdsAny(before, ifWords) && ifAtAll.MatchString(before)
}

var ifWords = []string{"もし", "仮に", "万一", "万が一", "例えば", "仮定"}
