package dialog

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// aside answers a question in the middle from the entry that it points to, and goes on where it was. What is urgent, and
// what begins with 「ところで」, is a matter of its own.
func (t *turn) aside(text string) bool {
	m := t.world.Match(text)
	best := t.world.Base.FAQ(m.Best().FAQ)
	switch {
	case best == nil, m.None, m.Confidence < beyondDoubt, best.ID == t.state.FAQ, best.Category == knowledge.OutOfScope:
		return false
	case t.isUrgent(best, text), changesSubject.MatchString(text):
		return false
	}
	t.say(Plain, "answer.aside", knowledge.FirstLine(best.Now, t.state.Facts))
	t.repeatQuestion()
	return true
}

// refersBack matches what asks about the matter in hand: 「これ、動かしてていいの？」.
var refersBack = regexp.MustCompile(`^(?:これ|それ|この(?:まま|あと|後)|その(?:まま|あと|後)|こう|そう|どこ(?:を|で)見|どこに(?:書|出|あ)|どうやって(?:見|調べ|確))`)

var changesSubject = regexp.MustCompile(`ところで|話は?変わ|話は?かわ|別の|別件|ほかにも|他にも|もう(?:一|ひと|1)つ`)

// followed takes 「切りました」, said of the first aid while something else is asked: what was advised is done.
func (t *turn) followed(text string) bool {
	folded := knowledge.Fold(text)
	if len(t.state.Aid)+len(t.state.Flags) == 0 || !hasDone.MatchString(folded) {
		return false
	}
	t.save()
	if cutIt.MatchString(folded) && !t.state.Facts.Answered("network") {
		t.learn(knowledge.Facts{"network": "disconnected"})
	}
	t.say(Plain, "aid.done")
	t.repeatQuestion()
	return true
}

// hasDone matches a deed without a word for what was done, cutIt that it was to cut something off.
var (
	hasDone = regexp.MustCompile(`^(?:はい、?)?(?:もう|いま|今|さっき|すぐ)?(?:ネット(?:を|は)?|線(?:を|は)?|lan(?:を|は)?|言われたとおり(?:に)?)?(?:切り|抜き|外し|離し|切り離し|止め|閉じ|撮り|やり|し|電話し|連絡し)ました(?:よ)?[。!]*$|^(?:はい、?)?(?:もう)?(?:切った|抜いた|外した|撮った|やった)(?:よ|わ|です)?[。!]*$`)
	cutIt   = regexp.MustCompile(`切り|切った|抜|外|離`)
)

// whomToCall matches a question for a number or for somebody to turn to; bodies are what it may name.
var (
	whomToCall = regexp.MustCompile(`何番(?:[^目]|$)|番号(?:は|を教|が知|が分か|がわか)|(?:電話|連絡|相談|通報)(?:先|する(?:ところ|所))(?:は|を|って|が知)|(?:どこ|だれ|誰)(?:に|へ)(?:電話|連絡|相談|通報|言え|届け)`)
	bodies     = []string{"警", "銀行", "カード", "ipa", "携帯"}
)

// nameContacts answers who can be called, of the matter in hand: those that the question names, or else the first. It reports
// whether that was asked.
func (t *turn) nameContacts(folded string) bool {
	if t.entry() == nil || !whomToCall.MatchString(folded) || utf8.RuneCountInString(folded) > longQuestion {
		return false
	}
	near, far := t.referrals(t.entry(), t.state.Facts)
	named := slices.DeleteFunc(slices.Concat(near, far), func(r Referral) bool {
		name := knowledge.Fold(r.Name)
		return !slices.ContainsFunc(bodies, func(b string) bool { return strings.Contains(folded, b) && strings.Contains(name, b) })
	})
	if len(named) == 0 {
		named = near
	}
	if len(named) == 0 {
		return false
	}
	t.messages = append(t.messages, t.referralSheet(named[:min(maxReferrals, len(named))]))
	return true
}

// longQuestion is the length in runes from which a text tells more than it asks.
const longQuestion = 30
