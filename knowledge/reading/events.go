package reading

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// event is a verb of the lexicon in a text.
type event struct {
	verb     verb
	told     told
	from, to int // the verb with its ending
}

var (
	lexicon []verb             // every verb of the deeds, once
	roots   []needle           // of these
	deedsOf = map[verb][]int{} // the places in deeds at which a verb stands
)

func init() {
	for i, d := range deeds {
		for _, v := range d.verbs {
			if deedsOf[v] == nil {
				lexicon, roots = append(lexicon, v), append(roots, needlesFrom(v.root)...)
			}
			deedsOf[v] = append(deedsOf[v], i)
		}
	}
}

// reach is how many characters behind a verb's root are read. The cost of a regexp grows with all
// the text it is given, even where it is anchored.
const reach = 48

// events finds the verbs of a text that tell something, in order.
func events(text string) []event {
	var out []event
	has := runeSetOf(text)
	ahead := verges.saysIn(text, &has)
	for i, v := range lexicon {
		if !has.holds(&roots[i].runes) {
			continue
		}
		for from := range occurrencesOf(v.root, text) {
			at := from + len(v.root)
			if partOfAnother(text, from, v.root) {
				continue
			}
			if t, n := v.read(firstRunes(text[at:], reach)); t != nothing || reached(text[at:], v.root) {
				if t == nothing {
					t = done
				}
				if ahead && v.aheadOf(firstRunes(text[at:], reach)) != notAhead {
					continue
				}
				out = append(out, event{v, t, from, at + n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b event) int { return cmp.Compare(a.from, b.from) })
	return out
}

// wordsWith are the beginnings of other words that end in a root.
var wordsWith = map[string][]string{"話": {"電"}, "取られ": {"乗っ", "読み"}, "取": {"乗っ"}, "起動": {"再"}, "送信": {"再"}, "実行": {"未"}, "出": {"持ち", "抜き", "引き", "取り", "貸し", "呼び", "追い", "飛び", "逃げ"}, "かけ": {"出", "追い", "見", "呼び", "話し", "押し", "持ち", "引っ", "腰", "働き"}}

// partOfAnother reports whether a root stands within another word: 話 in 電話した, かけ in 出かけた.
func partOfAnother(text string, from int, root string) bool {
	return slices.ContainsFunc(wordsWith[root], func(before string) bool { return strings.HasSuffix(text[:from], before) })
}

// anybodyThere are the roots of deeds after which somebody says or something shows what is to be
// done next.
var anybodyThere = map[string]bool{"電話": true, "かけ": true, "掛け": true, "出": true, "押": true, "クリック": true, "タップ": true, "開": true, "開け": true}

// saidThen follows such a deed that was done: 電話に出たら料金だと言われて.
var saidThen = re(`^[^。、]{0,3}[ただ]ら[^。]{2,40}?(?:と言われ|と出|と表示され|と書い)[^。]{0,30}(?:た|て|ます|る)`)

func reached(rest, root string) bool { return anybodyThere[root] && saidThen.MatchString(rest) }

// nearby is how many characters before a verb its object may stand.
const nearby = 44

// happenings collects what a text tells of deeds and events.
type happenings struct {
	done   map[string][]happening // by slot
	undone map[string][]string    // by slot, the values
	theirs knowledge.Facts        // what people one knows did
}

// happening is a value and how pressing it is: its place in the table, behind which the events of
// events.txt stand.
type happening struct {
	value string
	place int
}

func (h *happenings) add(slot, value string, place int) {
	if !slices.ContainsFunc(h.done[slot], func(o happening) bool { return o.value == value }) {
		h.done[slot] = append(h.done[slot], happening{value, place})
	}
}

// leave notes that something was not done.
func (h *happenings) leave(slot, value string) {
	if !slices.Contains(h.undone[slot], value) {
		h.undone[slot] = append(h.undone[slot], value)
	}
}

// denied are the values that the text says are not so, of the slots that hold several:
// カード番号は入れてませんでした. One that it also says was done is none.
func (h *happenings) denied() knowledge.Facts {
	out := knowledge.Facts{}
	for slot := range several {
		for _, v := range h.undone[slot] {
			if !slices.ContainsFunc(h.done[slot], func(o happening) bool { return o.value == v }) {
				out[slot] = knowledge.Joined(out[slot], v)
			}
		}
	}
	return out
}

// tell adds what has happened to the facts. A deed that was done outweighs one that was not:
// 「カードは払ってないけど、 電子マネーを買って番号を伝えた」 is paid.
func (h *happenings) tell(out knowledge.Facts) {
	for slot := range h.undone {
		if slot != knowledge.SlotDid {
			out[slot] = knowledge.No
		}
	}
	for slot, all := range h.done {
		if slot == knowledge.SlotDid {
			all = slices.DeleteFunc(all, func(o happening) bool { return slices.Contains(h.undone[slot], o.value) })
		}
		if len(all) == 0 {
			continue
		}
		slices.SortStableFunc(all, func(a, b happening) int { return cmp.Compare(a.place, b.place) })
		out[slot] = all[0].value
		if several[slot] {
			for _, other := range all[1:] {
				out[slot] = knowledge.Joined(out[slot], other.value)
			}
		}
	}
}

// readDeeds collects what was done and what was not.
func readDeeds(text, quoting string, sentences []Sentence, out *happenings) {
	all := events(text)
	for i, e := range all {
		in := sentenceAt(sentences, e.from)
		if !in.Mood.real() && in.Mood != Hearsay {
			continue
		}
		before, behind := sentenceAround(text, e.from, e.to)
		quoted := quoting[e.from-len(before) : e.from]
		found := meaning(e, text, before, behind, sinceLast(text, all[:i], e), quoted)
		if len(found) == 0 && fillersOnly.MatchString(before) { // 添付の付いたメールです。開かずに残してあります
			found = meaning(e, text, lastSentence(text[:e.from-len(before)])+before, behind, "", quoted)
		}
		if len(found) == 0 || supposed(before) || standsWritten(text, before, e) || wonders.says(text[e.to:]) {
			continue
		}
		if in.Mood == Hearsay || byOthers(before, behind) {
			out.ofThem(found, e, before)
			continue
		}
		for _, place := range found {
			d := &deeds[place]
			if in.known && ofCall(d.slot, d.value) || d.slot == "typed_in" && byTheOther(before) {
				continue
			}
			if e.told == done {
				out.add(d.slot, d.value, place)
			} else {
				out.leave(d.slot, d.value)
			}
		}
	}
}

// ofThem notes what people one knows did, be it told by them or of them: 友達がカード番号を言っちゃったらしい.
func (h *happenings) ofThem(found []int, e event, before string) {
	if e.told != done || !holdsAny(before, friendWords) || h.theirs == nil {
		return
	}
	for _, place := range found {
		d := &deeds[place]
		h.theirs[d.slot] = knowledge.Joined(h.theirs[d.slot], d.value)
	}
}

// takeBack drops what sentences told that a later one takes back: 入れました。あ、間違い、入れていません.
func takeBack(sentences []Sentence, out *happenings) {
	for i, s := range sentences {
		if i == 0 || !retracts.says(s.Text) {
			continue
		}
		for _, e := range events(s.Text) {
			if e.told != undone {
				continue
			}
			for _, place := range deedsOf[e.verb] {
				slot := deeds[place].slot
				if len(out.done[slot]) > 0 {
					delete(out.done, slot)
					out.leave(slot, deeds[place].value)
				}
			}
		}
	}
}

// fillersOnly matches what may stand before a verb that leaves out its object, which the sentence
// before has named.
var fillersOnly = re(`^(?:[、 ]|まだ|もう|すぐ|怖くて|こわくて|うっかり|つい|でも|けど|それで|そして|とりあえず|一応)*$`)

// lastSentence is the last sentence of a text, its end marks taken off.
func lastSentence(text string) string {
	all := sentencesOf(strings.TrimRight(text, sentenceEnd))
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

var written = re(`が[^、。]{0,8}書いて?(?:ある|あり|あった|おり|いて|い)|書いて(?:ある|あり|あった)`)

// standsWritten reports whether something is only told to be written somewhere: 画面に電話番号が書いてある.
func standsWritten(text, before string, e event) bool {
	return strings.HasPrefix(text[e.from:], "書") && written.MatchString(lastRunes(before, 10)+text[e.from:e.to]+firstRunes(text[e.to:], 3))
}

// sinceLast is what stands between the deed told before and this one: a verb's object is looked for
// there first.
func sinceLast(text string, earlier []event, e event) string {
	cut := 0
	for _, p := range earlier {
		if p.to <= e.from {
			cut = max(cut, p.to)
		}
	}
	return text[cut:e.from]
}

// putAfter is an object that was added behind the verb: 「開いてしまいました、添付の請求書を」,
// 「写真送った。ギフトカードの」, 「買ったのはアップルカードです」.
var putAfter = re(`^[^、。!?]{0,4}[、。!]([^、。!?はがも]{1,16}?)(?:を|の|に|で|のやつ|のほう|なんです|です|だ|や)?(?:[。!]|$)|^のは、?([^、。]{1,16}?)(?:です|だ|で|でした)(?:[、。!]|$)|^[わよなねんの]*([ァ-ヶーa-z一-龠]{2,10})(?:です)?[。!]?$`)

// tellsMore is what a sentence of its own has and an object has not.
var tellsMore = re(`て(?:い)?(?:る|た)|とる|ます|ました|した|たい|ない|みたい|(?:が|は)[^、。]{3}`)

// added is the object that stands behind a verb.
func added(rest string) string {
	m := putAfter.FindStringSubmatch(firstRunes(rest, 30))
	if m == nil || tellsMore.MatchString(m[1]) {
		return ""
	}
	return m[1] + m[2] + m[3]
}

// meaning finds the deeds that an event may be. The object is looked for between the deed told
// before and this one; where no deed fits, further back in the sentence.
func meaning(e event, text, before, behind, since, quoted string) []int {
	whole := before
	before = lastRunes(before, nearby)
	var found []int
	for _, where := range []string{shorter(since, before), before, whole} {
		if found = fitting(e, text, where, before, behind); len(found) > 0 {
			break
		}
	}
	if !onlyCalled(found) {
		return found
	}
	if object := added(text[e.to:]); object != "" && len(found) == 0 {
		found = fitting(e, text, object+" "+before, object+" "+before, behind)
		if len(found) == 0 {
			found = fitting(e, text, object, object, behind)
		}
	}
	if onlyCalled(found) && quoted != whole && !strings.HasPrefix(text[e.from:], "書") { // 「カード番号を入力してください」と出たので入れました
		found = append(found, fitting(e, text, quoted, quoted, behind)...)
	}
	if onlyCalled(found) { // a call may have led to a deed that needs no object: 電話があって、300万振り込みました
		found = append(found, withoutObject(e, before, behind)...)
	}
	return found
}

// onlyCalled reports whether nothing was found but a call, which may have led to more.
func onlyCalled(found []int) bool {
	return !slices.ContainsFunc(found, func(place int) bool { return deeds[place].slot != "called" })
}

func shorter(a, b string) string {
	if len(a) < len(b) {
		return a
	}
	return b
}

// saysSo stands before a verb of saying that quotes, and tells no thing: 「教えられん」と言うた.
var saysSo = re(`(?:くれ|ください|下さい|ほしい|[^そこあど]れ|[えけせめべげろ]|なさい)て?$|(?:と|って|ち)[^、。]{0,8}(?:人|相手|方|男|女|担当者?|やつ|向こう|業者|オペレーター?)(?:さん)?(?:が|は)$|(?:と|って|ち)(?:は|だけ|はっきり|強く|きっぱり|先に|、)*$`)

// fitting are the deeds whose object stands in near and that nothing there makes another: one of a
// slot, or all of a slot that holds several.
func fitting(e event, text, near, before, behind string) []int {
	if strings.Contains(near, "な") || strings.Contains(near, "ません") {
		near = negated.ReplaceAllString(near, "")
	}
	if strings.HasPrefix(text[e.from:], "言") && saysSo.MatchString(lastRunes(before, 14)) {
		return nil
	}
	var found []int
	for _, place := range deedsOf[e.verb] {
		d := &deeds[place]
		where, others := near, near
		if d.wholeText {
			where = text
		}
		if d.apart {
			others = before
		}
		if d.objects == nil || !d.may(e, found, before, behind) || !anyHolds(d.objects, where) || anyHolds(d.unless, others) {
			continue
		}
		found = append(found, place)
	}
	return found
}

// withoutObject are the deeds that need none.
func withoutObject(e event, before, behind string) []int {
	var found []int
	for _, place := range deedsOf[e.verb] {
		if d := &deeds[place]; d.objects == nil && d.may(e, found, before, behind) && !anyHolds(d.unless, before) {
			found = append(found, place)
		}
	}
	return found
}

// may reports whether an event may be the deed, whatever its object.
func (d *deed) may(e event, found []int, before, behind string) bool {
	switch {
	case d.only != nothing && d.only != e.told:
		return false
	case !several[d.slot] && slices.ContainsFunc(found, func(p int) bool { return deeds[p].slot == d.slot }):
		return false
	}
	return !d.toSuspect || !toSomebodyElse(before) && !onlyTo(behind)
}

// toWhom follows a call and says who was called: 電話したのは警察です.
var toWhom = re(`^のは、?([^、。]{1,14}?)(?:だけ|のみ|くらい)?(?:です|だ|で、|でした|$)`)

// onlyTo reports whether what follows says that the call went to somebody who is not the one behind
// the matter.
func onlyTo(behind string) bool {
	m := toWhom.FindStringSubmatch(behind)
	return m != nil && !suspect.MatchString(m[1]) && !timeWord.MatchString(m[1]) && !household.MatchString(m[1])
}

// household are those who did it themselves: 電話したのはうちの従業員です.
var household = re(`うちの|私|わたし|` + house)

// house are people of one's own firm and family.
const house = `社員|従業員|部下|母|父|妻|夫|主人|家内|息子|娘|経理|バイト|パート|社長|専務|部長|課長|店長|スタッフ|事務|担当|現場|新人|若い(?:の|者|子)`

// toSomebodyElse reports whether a call went to somebody named who is not the one behind the
// matter: 息子に電話した.
func toSomebodyElse(before string) bool {
	m := notTheSuspect.FindStringSubmatch(before)
	return m != nil && !suspect.MatchString(m[1]) && !timeWord.MatchString(m[1]) && m[1] != "電話" && m[1] != "着信"
}
