package reading

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// What follows a past form decides whether the deed happened: 払った is a fact, 払った場合 is not.
var (
	andAlso       = re(`^り[^。]{0,30}?(?:たりし(?:た|て|まし)|たりと|りしました|りした)`) // 教えたり送ったりしました
	pastIf        = re(`^ら(?:$|[^し])`)                                 // 払ったらしい is told
	pastWish      = re(`^(?:い(?:$|[^た])|く|が[るっ])`)                     // 電話した+い
	pastUnsure    = re(`^(?:ん|の)?(?:です|でしょう)?か(?:$|[^らな]|な$)|^(?:っけ|\?|の\?|のかな)|^り`)
	pastSupposed  = re(`^(?:[^、。]{0,12}(?:場合|とき|時|際)の(?:対応|対処|手順|ルール|連絡|備え|決まり|流れ)|かどうか|(?:後|あと|人|の)(?:だったら|なら)|こと(?:が|は|も)?(?:何度か|一度)?あ|場合|ほう|方が(?:い|良|よ|え)|方は|とし(?:て|た)|とする|際の|つもりはな|ふり|(?:とき|時)(?:は、?|に|の|には|って)?(?:ど(?:う|こ)|備|対|何(?:を|が必要)|リスク|手順|ため|決|の?届|連絡|一般))`)
	pastNever     = re(`^(?:(?:という)?こと(?:は|が|も)?(?:一度も)?(?:な|あり?ませ)|覚え(?:は|が|も)?(?:な|あり?ませ)|記憶(?:は|が|も)?(?:な|あり?ませ)|わけ(?:で(?:は|も)?|じゃ)(?:な|あり)|(?:ん|の)(?:では|じゃ|や)な(?:くて?(?:[、。]|$|[^い、。]{0,8}だけ)|い(?:です|よ|[。、]|$))|(?:社員|人|者|スタッフ)は(?:い|お|誰も))`)
	pastOfOthers  = re(`^(?:人|方(?:が|は|も|から|に|の)|お客|客|顧客|ユーザ|利用者|被害者|ケース|例|事例|話|企業)`)
	pastReported  = re(`^[^、。!?]{0,6}?(?:と|って|という|との|旨)(?:の|を|が|いう)?(?:[^、。]{0,6}?(?:言われ|書(?:い|か)|表示|通知|疑われ|出(?:て|る|た|ま)|聞(?:い|き)|見ました|見た)|(?:メール|メッセージ|sms|警告|画面|連絡が(?:来|あ|入)))`)
	pastRetracted = re(`^(?:と|って)[^、。]{0,6}(?:言|書|答|伝|申)[^、。]{0,8}?(?:けど|けれど|が、|が$|ものの|のは間違)`)
	// pastStopped is what did not come to its end: 手続きしたけど、銀行が止めてくれて出ていません, 貼り付けたけど押す前に閉じた.
	pastStopped = re(`^(?:ところ|ものの|んですが|のですが|んだけど|んですけど|けれども?|けど|が|まではいい(?:けど|が)|あと)(?:で|、)*[^。]{0,20}?(?:出て(?:い)?(?:ない|ません)|未遂|実行前|残高不足|エラーで|失敗し|通らなか|通りませんでし|できなかった|できませんでした|はじかれ|弾かれ|(?:押す|押し|送る|送信する|送信|実行する|実行|確定する|確定|完了する|登録する)(?:の)?前に(?:閉|気|や|止|切|怖|我に|思い))`)
	pastOnly    = re(`^だけで(?:[^す。!?]|す[^けが。!?])?[^。!?]{0,14}?(?:する|します|るの|りますか|ですか|でしょうか|の\?|\?|ません?か)`)
)

// maybe is what may have been done, which is taken as done: 暗証番号も入れたかも.
var maybe = re(`^かも(?:しれ(?:ん|ない|ません|へん)?)?(?:です|な|ね|わ|けど|んです|んけど|の)*(?:$|[。、!])`)

// past judges a deed told in the past by what follows it.
func past(rest string) told {
	switch {
	case andAlso.MatchString(rest):
		return done
	case pastIf.MatchString(rest):
		return cameOf(strings.TrimPrefix(rest, "ら"))
	case pastNever.MatchString(rest):
		return undone
	case brokeOff.MatchString(rest), pastStopped.MatchString(rest):
		return undone
	case maybe.MatchString(rest):
		return done
	case pastWish.MatchString(rest), pastUnsure.MatchString(rest), pastSupposed.MatchString(rest), pastOfOthers.MatchString(rest),
		pastRetracted.MatchString(rest), pastReported.MatchString(rest), pastOnly.MatchString(rest):
		return nothing
	}
	return done
}

var (
	// stillOpen is asked, wished or demanded, so that what leads to it has not happened.
	stillOpen = re(`[いえけせてねべめれよおこそとぼもろ]よう(?:か|と(?:思|し|考)|かな|$|。)|て(?:も)?み(?:ます|る|よう)|つもり|どう(?:な|す|し|い)|大丈夫|いいです|いいの|いいか|ええ(?:です|の|か|ん|ねん|やろ|\?|$)|良い|べき|危険は|まずい|でしょうか|ますか|ですか|\?|ください|下さい|ほしい|欲しい|と言われ|と書|と表示|という|と(?:の)?(?:指示|要求|連絡)|たい(?:です|と|の|ん)|るの|かどうか|ように|場合|なければ|ますよね|しろ|せよ|戻り(?:ます|ません)か|必要|べからず|だめ|ダメ|いけな|すれば`)
	demanded  = re(`^(?:と言われ|という|と(?:の)?(?:指示|要求|連絡)|と表示|と書)`)
	// happened tells of something that did.
	happened = re(`ました|ません|(?:っ|い|し|れ|え|け|出|み|き|ち|げ|め|べ)た(?:[^らりい場方か]|から|$)|[んい]だ(?:[^らり場方か]|$)|(?:され|出|開か|開け|動か|でき)ない|て(?:い)?(?:ます|る|ない|て)|なって|ちゃ(?:っ|い)|しまい|です(?:が|けど)`)
)

var (
	// promised is what somebody says will follow: 払ったら消すと言われた.
	promised = re(`[うくすむるぶつ](?:から|ぞ|よ)?と[^。]{0,6}(?:言|書|脅|迫|い)|ように[^。]{0,6}(?:言|指示)|(?:する|します|される|できる)と`)
	// wouldBe is what would have come of it: 入れていたら終わりだった.
	wouldBe = re(`^、?(?:もう|完全に|本当に)?(?:終わり|アウト|危な|やば|大変|ぞっと)`)
	// foundFalse is what it was found to be once it was done: 振り込んだら偽物でした.
	foundFalse = re(`^、?[^、。]{0,16}(?:偽|にせ|ニセ|詐欺|うそ|嘘|騙し|だまし|別人|(?:別|違う|知らない)の?(?:人|会社|店|口座|ところ|所))(?:物|もの|者|サイト|会社|口座|店)?(?:でした|だった(?:[^ら]|$)|やった(?:[^ら]|$)|だと(?:分|わ|知|気)|と(?:分か|わか|気[づが付]))`)
	openEnd    = re(`どう|大丈夫|いいです|いいか|いい\?|でしょうか|ますか|ですか|\?|教えて|たい`)
)

// cameOf judges 払ったら by what came of it: a sentence that goes on to tell what happened tells
// that this did, too.
func cameOf(rest string) told {
	if end := strings.IndexAny(rest, "。!"); end >= 0 {
		rest = rest[:end]
	}
	if wouldBe.MatchString(rest) {
		return nothing
	}
	if (endsTold.MatchString(rest) || foundFalse.MatchString(rest)) && !promised.MatchString(rest) && !openEnd.MatchString(rest) {
		return done
	}
	return goesOn(rest, nothing)
}

// goesOn judges a deed that leads on to something else in the same sentence (押して…, 押したら…):
// the deed happened if what comes first after it happened. With nothing behind it the deed is what
// alone says.
func goesOn(rest string, alone told) told {
	if end := strings.IndexAny(rest, "。!"); end >= 0 {
		rest = rest[:end]
	}
	if strings.HasPrefix(rest, "と") || strings.HasPrefix(rest, "って") || saysIt.says(rest) {
		return nothing // 買ってきてと言われた, 払うて言うてます
	}
	open, real := stillOpen.FindStringIndex(rest), happened.FindStringIndex(rest)
	if open != nil && real != nil && alone == done && strings.HasPrefix(rest, "、") && demanded.MatchString(rest[open[0]:open[1]]) && endsTold.MatchString(rest) {
		return done // 作成し、その中で払えと言われて振り込みました
	}
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
	friends  = `友人|友達|友だち|ママ友|知人|知り合い|親戚|親類|同業者?|いとこ|従兄弟?|同級生|幼なじみ|近所|隣の(?:店|会社|ビル|家|人|奥さん)|となりの(?:店|会社|家)|仲間|先輩|後輩|下請け?|元請け?|学生時代|町内|どこか|大手|大企業|有名|自治体|市役所|他県|商工会の|組合の|業界|某|通販大手|病院|学校|取引先の社長`
	theirOwn = `(?:たち|の一人|の方|の店|の会社|の人|の経理|の社長|の奥さん|の友人|の友達|の仲間|の病院|の誰か|の担当者?|の社員|さん|様|で、?誰か)*`
)

var (
	ifAtAll   = re(`もし(?:も|、|お|パ|リ|添|遠|電|開|押|払|入|[^かも])|仮に|万一|万が一|例えば|仮定`)
	quotation = re(`[「『“"]([^」』”"]{4,}?)(?:[」』”"](?:[^をで]|$))`)
	// notOurs are people who are not of the consulter's house; relatives are.
	notOurs = re(`(?:お客(?:様|さま|さん)?|顧客|得意先|仕入先|取引先|相手先|相手の会社|先方|海外法人|購入者|利用者|被害者|常連|宿泊客|予約客|参加者|患者|生徒|保護者|会員|` + friends + `|他社|よその(?:会社|店|家|部署|事務所)?|誰か|何者か|第三者|他人|ニュース|犯人|客|買った人)` + theirOwn)
	// acquaintances are of another house, and none of those who do harm: 誰かが操作してる,
	// 他人に使われた are the consulter's own trouble.
	acquaintances = re(`(?:お客(?:様|さま|さん)?|顧客|得意先|仕入先|取引先|先方|海外法人|購入者|利用者|常連|宿泊客|予約客|参加者|患者|生徒|保護者|会員|` + friends + `|他社|よその(?:会社|店|家)?)` + theirOwn)
	// ofFriends is something of theirs that is spoken of: 知り合いのカードが.
	ofFriends    = re(`(?:` + friends + `)` + theirOwn + `の[^、。]{1,8}?(?:が|は|も)`)
	friendWords  = needles(friends)
	notOursWords = needles(notOurs.String())
	// theOther is the one on the other end, whose typing is none of the consulter's:
	// 向こうが何か入力してた. 相手が急かすので入力した is.
	theOther     = re(`(?:相手|向こう|あちら|犯人|(?:遠隔|リモート|サポート|電話)の(?:人|相手|担当)|業者|オペレーター?)(?:の人|さん)?(?:が|は)([^、。]{0,24})$`)
	whatFollowed = re(`言|聞|急|ので|から|って|しつこ|見せ|作った|送って|出し`)
	ours         = re(`(?:私|わたし|うち|自分|当社|弊社|こちら|僕|俺|当店|社員|従業員)(?:は|が|も|で)`)
	saidSo       = re(`(?:と|って)(?:の)?(?:連絡|電話|問い合わせ|言(?:っ|い|わ)|報告|苦情|クレーム|メール|聞|相談)`)
)

// sentenceEnd are the marks that end a sentence in folded text.
const sentenceEnd = "。!?"

// bornOut says that what was quoted was found to be so: 「漏えいしました」と出て、調べたら実際に使っている物だった.
var bornOut = re(`実際に|本当に|該当し|本物(?:で|だ)|見たら|調べたら`)

// heldOn is an order that tells that one is on the telephone: いま「電話切るな」って言われてます.
var heldOn = re(`切(?:るな|らない|らんと|らずに)`)

// ownPeople are those of the consulter's house whose own words are quoted: what they say they did was done.
var ownPeople = re(`(?:` + house + `)(?:の子|の者|の人|さん|たち)?(?:から|が|は|も|に聞いたら)、?$`)

const fullStop = "。" // as long as a quotation mark

// withoutQuotes blanks what others are quoted as saying, keeping every offset: 「電話してください」と表示.
// What people of the consulter's house say they did stands as a sentence.
func withoutQuotes(text string) string {
	locs := quotation.FindAllStringSubmatchIndex(text, -1)
	if locs == nil || bornOut.MatchString(text) {
		return text
	}
	b := []byte(text)
	for _, l := range locs {
		said := text[l[2]:l[3]]
		if heldOn.MatchString(said) {
			continue
		}
		if endsTold.MatchString(said) && strings.HasPrefix(text[l[3]:], "」") && ownPeople.MatchString(lastRunes(text[:l[0]], 14)) {
			b = slices.Concat(b[:l[2]-len(fullStop)], []byte(fullStop+said+fullStop), b[l[3]+len(fullStop):])
			continue
		}
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
func byOthers(before, behind string) bool { return byAny(notOurs, before, behind) }

// befellOthers is byOthers for what happens, which those who do harm do: 誰かが操作してる.
func befellOthers(before, behind string) bool { return byAny(acquaintances, before, behind) }

func byAny(people *regexp.Regexp, before, behind string) bool {
	if !holdsAny(before, notOursWords) {
		return false
	}
	if holdsAny(before, friendWords) && ofFriends.MatchString(before) {
		return true
	}
	all := people.FindAllStringIndex(before, -1)
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

// byTheOther reports whether it was the one on the other end who did it.
func byTheOther(before string) bool {
	m := theOther.FindStringSubmatch(before)
	return m != nil && !whatFollowed.MatchString(m[1])
}
