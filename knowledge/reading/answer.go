package reading

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Answer reads a text as the answer to a question about a slot. It returns false when the text does
// not answer it; 「分からない」 is an answer: knowledge.Unknown.
func Answer(slot *knowledge.Slot, text string, now time.Time) (string, bool) {
	folded := knowledge.Fold(text)
	return answer(slot, folded, factsOf(folded, now), now)
}

// answer is Answer for folded text that states certain facts.
func answer(slot *knowledge.Slot, folded string, stated knowledge.Facts, now time.Time) (string, bool) {
	if v, ok := inWords(slot, folded, stated, now); ok {
		return v, true
	}
	return byEnding(slot, folded)
}

// named reads an answer that is the label of a choice or a fact that the text states.
func named(slot *knowledge.Slot, folded string, stated knowledge.Facts, now time.Time) (string, bool) {
	for _, c := range slot.Choices {
		if folded == knowledge.Fold(c.Label) || folded == c.Value {
			return Value(slot, c.Value, now), true
		}
	}
	v, ok := stated[slot.Name]
	return v, ok
}

// inWords reads an answer by what it says: a value, yes or no, 「分からない」, the verb of the question.
func inWords(slot *knowledge.Slot, folded string, stated knowledge.Facts, now time.Time) (string, bool) {
	if folded == "" {
		return "", false
	}
	if v, ok := named(slot, folded, stated, now); ok {
		return v, true
	}
	short := withoutFillers(folded)
	if tellsOther(slot, short, stated) {
		return "", false
	}
	if slot.Kind == "number" {
		if v, ok := number(short); ok {
			return v, true
		}
	}
	switch {
	case dontKnow.says(short), perhaps.MatchString(short) && slot.Kind == "choice" && !AsksDeed(slot.Name):
		return knowledge.Unknown, true
	case slot.Kind == "date":
		return today(short, now)
	case slot.Kind != "choice":
		return "", false
	}
	return choice(slot, short)
}

// withoutFillers is an answer without what people say while they think.
func withoutFillers(folded string) string {
	return strings.Trim(fillers.ReplaceAllString(folded, ""), "、。! ")
}

// Value turns the value of a choice into what is kept: 「今日」 becomes a date.
func Value(slot *knowledge.Slot, value string, now time.Time) string {
	if slot.Kind == "date" {
		switch value {
		case "today":
			return date(now)
		case "yesterday":
			return date(now.AddDate(0, 0, -1))
		}
	}
	return value
}

var (
	// perhaps alone is no yes to what is so; to a deed that may have been done it is.
	perhaps = re(`^(?:たぶん|多分|おそらく|きっと)(?:です|ね|な)*$`)
	// notMe says whose it was, whatever word for yes stands before it: はい、わたしじゃないです.
	notMe = re(`^(?:はい|ええ|うん|いいえ|いや)?[、。]?(?:私|わたし|あたし|自分|うち|僕|俺|本人)(?:じゃ|では|や)(?:な|あり)`)
	// onlyHas is what there is, in a form of not: 明細しか証拠がない.
	onlyHas = re(`しか[^。]{0,12}(?:な(?:い|くて)|ありません|あらへん|ねえ)`)
	fillers = re(`^(?:えっと|えーと|ええと|あの|うーん|んー|すみません|はあ)[、。 ]?|かも(?:しれ(?:ない|ません|へん|ん))?`)
	tailNo  = re(`(?:ない(?:です|よ|ね|けど|し|と思い?ます|と思う|はず(?:です)?|みたい(?:です)?|ので)?|ません(?:でした|よ|ね)?|なかった(?:です)?|なし(?:です)?|無し(?:です)?|ず|へん|とらん(?:よ|です)?|なさそう(?:です)?|ねえ(?:よ)?|まだ(?:です|や|だ|やけど|ですけど)?)$`)
	tailYes = re(`(?:て(?:い)?た|あり(?:ます|ました)|ある(?:よ)?|あった|い(?:ます|る|た|ました)|ました|ちゃった|ちゃいました|しまった|した|った|[てで]ます|[てで]る|てあります|必要です|られた|れた|(?:[んのだたる]|そう|みたい|よう)です(?:ね)?)(?:と思う|と思い?ます|はず(?:です)?)?$`)
	// noDeed are words that end like a deed and are none.
	noDeed = re(`分かりました|わかりました|了解|承知|ありがと|助かり|困り|困った|疲れ|すみません|すいません|申し訳|お願いし|お世話|びっくり|怖|間違え|待っ|最初から|もともと|元から`)
	// reportedTail says that an answer is another's: 開いてないと言ってます.
	reportedTail = re(`(?:と|って)(?:言って|いって|聞いて|話して|報告して|言い|申して)(?:い|お)?(?:ます|る|ました|た|り?ます)$`)
	onlyDid      = re(`だけ(?:です|だ|で|だよ|なので|だから)?$`)
	atLeast      = re(`(?:一度|1度|一回|1回|少し|ちょっと|一瞬)だけ`)
)

// choice reads an answer that names one of a slot's values, or says yes or no by a word for it or
// by the verb of the question.
func choice(slot *knowledge.Slot, text string) (string, bool) {
	begins := beginning(text)
	if begins == "" && statesNone.says(text) || begins == knowledge.Yes && notMe.MatchString(text) {
		return "", false
	}
	if v, ok := inOwnWords(slot.Name, text, begins == knowledge.No); ok {
		return v, true
	}
	if !yesNo(slot) {
		return byLabel(slot, text)
	}
	if begins != "" {
		return begins, true
	}
	return ownDeed(slot.Name, text)
}

// beginning is yes or no if the text begins with a word for it.
func beginning(text string) string {
	switch {
	case noToFact.says(text):
		return knowledge.No
	case yesToFact.says(text):
		return knowledge.Yes
	}
	return ""
}

// byEnding reads an answer that says yes or no by how it ends: 「言われただけ」,
// 「それはしてないです」. Talk may end so too.
func byEnding(slot *knowledge.Slot, folded string) (string, bool) {
	text := withoutFillers(folded)
	if text == "" || slot.Kind != "choice" || !yesNo(slot) || statesNone.says(text) || onlyHas.MatchString(text) && !ownVerbIn(slot.Name, text) || notMe.MatchString(text) {
		return "", false
	}
	if t := didIt(text); t != nothing {
		return map[told]string{done: knowledge.Yes, undone: knowledge.No}[t], true
	}
	first, _, _ := strings.Cut(text, "。")
	first = reportedTail.ReplaceAllString(first, "")
	if utf8.RuneCountInString(first) > oneVerb || noDeed.MatchString(first) || AsksDeed(slot.Name) && toSomebodyElse(first[:verbStart(first)]) {
		return "", false
	}
	switch {
	case beside(slot, first):
		return "", false
	case onlyDid.MatchString(first) && !atLeast.MatchString(first):
		return knowledge.No, true
	case tailNo.MatchString(first):
		return knowledge.No, true
	case AsksDeed(slot.Name) && !plainDid(first), !tailYes.MatchString(first):
		return "", false
	case !AsksDeed(slot.Name) && !saysItIs.says(first) && !echoes(slot, folded): // 消させました is no yes to whether one is threatened
		return "", false
	}
	return knowledge.Yes, true
}

// besideThese are the slots of which something else is easily taken for a yes: 消させました, カードは止めました.
var besideThese = map[string]bool{"paid": true, "typed_in": true, "opened": true, "tapped": true, "app_installed": true, "remote_control": true,
	"threat": true, "spreading": true, "personal_data": true, "victims": true, "encrypted": true, "locked": true, "contractor": true}

// lastWords is how many characters at its end say what a text tells in the end.
const lastWords = 14

// beside reports whether a text tells in the end what was done afterwards, or looks for a number or
// a place, and so answers nothing but what asks for just that.
func beside(slot *knowledge.Slot, text string) bool {
	switch end := lastRunes(text, lastWords); {
	case !besideThese[slot.Name]:
		return false
	case looksUp.says(text):
		return true
	case tailNo.MatchString(text), onlyDid.MatchString(text), strings.HasSuffix(text, "何も"), !doneAfter.says(end):
		return false
	}
	return !ownVerbIn(slot.Name, text)
}

// tellsOther reports whether a text that begins with no yes or no speaks of something else than a
// choice's slot asks for: what was done afterwards, what friends did, or what was typed where it is
// asked what was paid: あとカード番号も入れたわ.
func tellsOther(slot *knowledge.Slot, text string, stated knowledge.Facts) bool {
	if slot.Kind != "choice" || beginning(text) != "" {
		return false
	}
	if beside(slot, text) && !dontKnow.says(text) {
		return true
	}
	if slot.Name == "spreading" && sharesOnly.says(text) && !troubled(text) { // 「みんな同じ共有フォルダを使ってます」
		return true
	}
	return AsksDeed(slot.Name) && befellOthers(text, "") || slot.Name == "paid" && stated.Has("typed_in")
}

// number reads a count that stands alone, or that there is none.
func number(text string) (string, bool) {
	switch m := bareNumber.FindStringSubmatch(text); {
	case noComputers.MatchString(text):
		return "0", true
	case onlyOne.MatchString(text):
		return "1", true
	case inKana.MatchString(text):
		return kanaNumbers[inKana.FindStringSubmatch(text)[1]], true
	case m != nil:
		if n, ok := parseNumber(m[1]); ok {
			return strconv.Itoa(n), true
		}
	}
	return "", false
}

var (
	bareNumber  = re(`^[^0-9一二三四五六七八九十百数]{0,8}(` + numeral + `)\s?(?:台|だい|つ|個|)(?:くらい|ぐらい|ほど|以上|以下|ちょっと|弱|強|です|だけ|しか|あります|ある|ね|よ|かな|だと|、|。|$)`)
	inKana      = re(`^(いち|に|さん|よん|ご|ろく|なな|はち|きゅう|じゅう) ?だい`)
	onlyOne     = re(`^(?:一人|ひとり|自分だけ|自分の|私の|これ)(?:で|だけ|しか|一台)|^(?:ひとつ|一つ)`)
	noComputers = re(`(?:パソコン|pc)(?:は|を)?(?:1台も)?(?:な(?:い|し)|持って(?:い)?(?:ない|ません)|使って(?:い)?(?:ない|ません)|ありません)|^(?:0|ゼロ|零)(?:台)?(?:です)?$|^(?:1台も|一台も)?(?:な(?:い|し)(?:です)?|無い|ありません|持って(?:い)?(?:ない|ません))(?:$|。|、)|^(?:スマホ|タブレット|携帯)(?:しか|だけ)`)
)

var kanaNumbers = map[string]string{"いち": "1", "に": "2", "さん": "3", "よん": "4", "ご": "5", "ろく": "6", "なな": "7", "はち": "8", "きゅう": "9", "じゅう": "10"}

// today reads 「今です」, which says nothing of a day outside the answer to when.
func today(text string, now time.Time) (string, bool) {
	if justNow.MatchString(text) {
		return date(now), true
	}
	return "", false
}

var justNow = re(`^(?:今|いま|ただいま|現在|たった今)(?:です|さっき|$|、|。|気づ|気付)`)

// didThat is what is left of する and やる without their ending: 電話はして(ない).
var didThat = re(`(?:し|いたし|やっ)(?:て(?:は)?)?$`)

// echoes reports whether an answer that is told by its ending is nothing but that ending
// (「しちゃいました」, 「ある」), denies with 「だけ」, or has its last word before it from the
// question.
func echoes(slot *knowledge.Slot, folded string) bool {
	first, _, _ := strings.Cut(withoutFillers(folded), "。")
	stem := []rune(tailYes.ReplaceAllString(tailNo.ReplaceAllString(first, ""), ""))
	switch {
	case len(stem) == 0, verbStart(first) == 0, onlyDid.MatchString(first):
		return true
	case len(stem) < 2, len(stem) == utf8.RuneCountInString(first):
		return false
	}
	last := strings.TrimRight(didThat.ReplaceAllString(string(stem), ""), "はがもを、")
	return utf8.RuneCountInString(last) > 1 && strings.Contains(knowledge.Fold(slot.Question+slot.Again), lastRunes(last, 2))
}
