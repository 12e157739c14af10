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
	deedsOf = map[verb][]int{} // the places in deeds at which a verb stands
)

func init() {
	for i, d := range deeds {
		for _, v := range d.verbs {
			if deedsOf[v] == nil {
				lexicon = append(lexicon, v)
			}
			deedsOf[v] = append(deedsOf[v], i)
		}
	}
}

// ahead is how many characters behind a verb's root are read. The cost of a regexp grows with all the text it is given,
// even where it is anchored.
const ahead = 48

// events finds the verbs of a text that tell something, in order.
func events(text string) []event {
	var out []event
	for _, v := range lexicon {
		for at := 0; ; {
			i := strings.Index(text[at:], v.root)
			if i < 0 {
				break
			}
			from := at + i
			at = from + len(v.root)
			if t, n := v.read(firstRunes(text[at:], ahead)); t != nothing {
				out = append(out, event{v, t, from, at + n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b event) int { return cmp.Compare(a.from, b.from) })
	return out
}

// nearby is how many characters before a verb its object may stand.
const nearby = 26

// readDeeds adds what was done and what was not. A deed that was done outweighs one that was not: 「カードは払って
// ないけど、電子マネーを買って番号を伝えた」 is paid. Of several done the riskiest counts.
func readDeeds(text string, out knowledge.Facts) {
	best := map[string]int{} // slot → place in deeds of the riskiest deed done
	all := events(text)
	for i, e := range all {
		before, behind := sentenceAround(text, e.from, e.to)
		found := meaning(e, before, behind, sinceLast(text, all[:i], e))
		if len(found) == 0 && fillersOnly.MatchString(before) { // 添付の付いたメールです。開かずに残してあります
			found = meaning(e, lastSentence(text[:e.from-len(before)])+before, behind, "")
		}
		if len(found) == 0 || supposed(before) || byOthers(before, behind) || standsWritten(text, before, e) {
			continue
		}
		for slot, place := range found {
			switch at, seen := best[slot]; {
			case e.told == done && (!seen || place < at):
				best[slot] = place
				out[slot] = deeds[place].value
			case e.told == undone && !seen:
				out[slot] = knowledge.No
			}
		}
	}
}

// fillersOnly matches what may stand before a verb that leaves out its object, which the sentence before has named.
var fillersOnly = re(`^(?:[、 ]|まだ|もう|すぐ|怖くて|こわくて|うっかり|つい|でも|けど|それで|そして|とりあえず|一応)*$`)

// lastSentence is the last sentence of a text, its end marks taken off.
func lastSentence(text string) string {
	all := sentencesOf(strings.TrimRight(text, sentenceEnd))
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

var written = re(`が[^、。]{0,8}書いて?(?:ある|あり|あった|おり|いて|い)`)

// standsWritten reports whether something is only told to be written somewhere: 画面に電話番号が書いてある.
func standsWritten(text, before string, e event) bool {
	return strings.HasPrefix(text[e.from:], "書") && written.MatchString(lastRunes(before, 10)+text[e.from:e.to]+firstRunes(text[e.to:], 3))
}

// sinceLast is what stands between the deed told before and this one: a verb's object is looked for there first.
func sinceLast(text string, earlier []event, e event) string {
	cut := 0
	for _, p := range earlier {
		if p.to <= e.from {
			cut = max(cut, p.to)
		}
	}
	return text[cut:e.from]
}

// putAfter is an object that was added behind the verb: 「開いてしまいました、添付の請求書を」.
var putAfter = re(`^[^、。!?]{0,4}、([^、。!?]{1,16})を[。!]?$`)

// meaning finds the deeds that an event may be, one for each slot. The object is looked for between the deed told
// before and this one; where no deed fits, further back in the sentence.
func meaning(e event, before, behind, since string) map[string]int {
	before = lastRunes(before, nearby)
	near := before
	if len(since) < len(before) {
		near = since
	}
	found := fitting(e, near, before, behind)
	if len(found) == 0 && near != before {
		found = fitting(e, before, before, behind)
	}
	if m := putAfter.FindStringSubmatch(behind); len(found) == 0 && m != nil {
		found = fitting(e, m[1], m[1], behind)
	}
	return found
}

// fitting are the deeds whose object stands in near and that nothing in before makes another.
func fitting(e event, near, before, behind string) map[string]int {
	var found map[string]int
	for _, place := range deedsOf[e.verb] {
		d := &deeds[place]
		if _, taken := found[d.slot]; taken || d.only != nothing && d.only != e.told {
			continue
		}
		if d.object != nil && !d.object.MatchString(near) || d.unless != nil && d.unless.MatchString(near) {
			continue
		}
		if d.toSuspect && (toSomebodyElse(before) || onlyTo(behind)) {
			continue
		}
		if found == nil {
			found = map[string]int{}
		}
		found[d.slot] = place
	}
	return found
}

// toWhom follows a call and says who was called: 電話したのは警察です.
var toWhom = re(`^のは、?([^、。]{1,14}?)(?:だけ|のみ|くらい)?(?:です|だ|で、|でした|$)`)

// onlyTo reports whether what follows says that the call went to somebody who is not the one behind the matter.
func onlyTo(behind string) bool {
	m := toWhom.FindStringSubmatch(behind)
	return m != nil && !suspect.MatchString(m[1]) && !timeWord.MatchString(m[1])
}

// toSomebodyElse reports whether a call went to somebody named who is not the one behind the matter: 息子に電話した.
func toSomebodyElse(before string) bool {
	m := notTheSuspect.FindStringSubmatch(before)
	return m != nil && !suspect.MatchString(m[1]) && !timeWord.MatchString(m[1]) && m[1] != "電話" && m[1] != "着信"
}
