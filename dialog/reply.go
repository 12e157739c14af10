package dialog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// reply hears a text while something is being asked.
func (t *turn) reply(text string) {
	if value, ok := t.offered(text); ok {
		if t.state.Slot != knowledge.SlotTopic { // the words of a meaning are the desk's, not the consulter's
			t.learn(t.others(text))
		}
		t.answered(value)
		return
	}
	slot := t.world.Base.Slot(t.state.Slot)
	if slot == nil || slot.Name == knowledge.SlotTopic {
		t.replyFreely(text)
		return
	}
	news := t.read(text)
	value, ok := t.answerTo(slot, text)
	if !ok && t.followed(text) {
		return
	}
	if !ok || t.aboutOthers(slot.Name, text) {
		if !t.digress(text, news) {
			t.missed(slot, text)
		}
		return
	}
	t.save()
	news[slot.Name] = value
	t.learn(news)
	t.clearQuestion()
	t.proceed()
}

// answerTo reads a text as the answer to a question. Whether a machine is still connected is asked so that yes and no
// answer it too.
func (t *turn) answerTo(slot *knowledge.Slot, text string) (string, bool) {
	value, ok := reading.Answer(slot, text, t.world.Now)
	if yes, bare := yesNo(text); !ok && bare && slot.Name == "network" {
		return map[bool]string{true: "connected", false: "disconnected"}[yes], true
	}
	return value, ok
}

// others are the facts that a typed answer states besides the one asked for.
func (t *turn) others(text string) knowledge.Facts {
	news := t.read(text)
	delete(news, t.state.Slot)
	return news
}

// subjects are the words by which a text shows which question it speaks of, whatever was asked. Deeds (paid, called, …)
// are told by their verbs and need none.
var subjects = []struct {
	slot string
	re   *regexp.Regexp
}{
	{"personal_data", regexp.MustCompile(`個人情報|こじんじょうほう|名簿|顧客(?:の)?(?:データ|情報)|マイナンバー`)},
	{"backup", regexp.MustCompile(`バックアップ|ばっくあっぷ`)},
	{"contractor", regexp.MustCompile(`業者|ぎょうしゃ|保守|ベンダー|システム会社`)},
	{"spreading", regexp.MustCompile(`(?:ほか|他|隣|となり)の(?:パソコン|ぱそこん|pc|機器|機械|人|端末|席|部署)`)},
	{"network", regexp.MustCompile(`lan|wi-?fi|ネット(?:ワーク)?(?:は|を|に|から|も)|回線|線(?:は|を|も)?(?:抜|切|つな)|機内モード`)},
	{knowledge.SlotWritingFrom, regexp.MustCompile(`から(?:書い|打っ|送っ|入力|連絡|チャット)|で(?:書いて|打って)`)},
	{"locked", regexp.MustCompile(`暗号|ロック|鍵|パスコード`)},
	{"threat", regexp.MustCompile(`脅(?:さ|し|迫|か)`)},
}

// peoplesData matches data about people that is said to be concerned, without the word for it.
var peoplesData = regexp.MustCompile(`(?:お客|顧客|従業員|社員|会員|患者|生徒|園児|応募者|[0-9]+人分?)(?:様|さま|さん)?[^。ん、]{0,8}の(?:[^。、]{0,4})(?:名前|氏名|住所|メールアドレス|電話番号|名簿|リスト|個人情報)`)

// read is what a text states, the slots included whose subject it names.
func (t *turn) read(text string) knowledge.Facts {
	news := reading.Read(text, t.world.Now)
	folded := knowledge.Fold(text)
	for _, s := range subjects {
		if news.Answered(s.slot) || !s.re.MatchString(folded) || asksBack.MatchString(folded) {
			continue
		}
		if v, ok := reading.Answer(t.world.Base.Slot(s.slot), text, t.world.Now); ok {
			news[s.slot] = v
		}
	}
	if !news.Answered("personal_data") && peoplesData.MatchString(folded) {
		news["personal_data"] = knowledge.Yes
	}
	return news
}

// aboutOthers reports whether a text that could pass for an answer speaks of something else: 「個人情報も入ってます」 is
// no yes to whether it spreads. A text that begins with yes or no answers what was asked.
func (t *turn) aboutOthers(slot, text string) bool {
	folded, news := knowledge.Fold(text), reading.Read(text, t.world.Now)
	if bareYes.MatchString(folded) || bareNo.MatchString(folded) || news.Answered(slot) {
		return false
	}
	others := onlyAside(news, text)
	for _, s := range subjects {
		if s.re.MatchString(folded) {
			if s.slot == slot {
				return false
			}
			others = true
		}
	}
	return others || t.emergency(slot, text)
}

// onlyAside reports whether a short text states nothing but how many machines there are, which, since when, or who writes from where:
// 「うちは4台です」 is no yes to whatever else was asked, and says nothing about what is meant.
func onlyAside(news knowledge.Facts, text string) bool {
	for slot := range news {
		switch slot {
		case knowledge.SlotPCs, knowledge.SlotOS, knowledge.SlotDevice, knowledge.SlotWritingFrom, "since", "role":
		default:
			return false
		}
	}
	return len(news) > 0 && utf8.RuneCountInString(text) <= 18
}

// emergency reports whether a text tells of something urgent of another kind than the matter in hand.
func (t *turn) emergency(slot, text string) bool {
	if utf8.RuneCountInString(text) < 14 || slot == "victims" || !t.newMatter(text) {
		return false
	}
	return t.isUrgent(t.world.Base.FAQ(t.world.Match(text).Best().FAQ), text)
}

// offered finds the choice that a text names by its number or its label.
func (t *turn) offered(text string) (string, bool) {
	whole := knowledge.Fold(text)
	folded := strings.Trim(whole, "。.!、 )番（(")
	if m := ordinal.FindStringSubmatch(folded); m != nil {
		folded = ordinals[m[1]]
	}
	for i, c := range t.state.Offered {
		if label := knowledge.Fold(c.Label); whole == label || folded == label || folded == c.Value && c.Value != "" && !isDigits(c.Value) {
			return c.Value, true
		}
		// A bare number is the choice's number, except where a number is what is asked for.
		if t.state.Slot != knowledge.SlotPCs && folded == strconv.Itoa(i+1) {
			return c.Value, true
		}
	}
	return "", false
}

// labelled reports whether a text is the label of a choice that is offered: then it is that choice, whatever else it could wish.
func (t *turn) labelled(text string) bool {
	return slices.ContainsFunc(t.state.Offered, func(c Choice) bool { return knowledge.Fold(c.Label) == knowledge.Fold(text) })
}

// ordinal matches a choice named by its place: 2番目, 二つ目, 一番上.
var (
	ordinal  = regexp.MustCompile(`^(?:上から)?(一番上|1番上|[1-9一二三四五六])(?:番目|つ目|個目|番|つめ|)(?:の|です|で|がいい|かな|だと思います)*$`)
	ordinals = map[string]string{
		"一番上": "1", "1番上": "1", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6",
		"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9",
	}
)

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// digress takes a text that answers another question than the one asked: facts are noted and the question stays; a
// new matter is confirmed first. It reports whether the text was such a one.
func (t *turn) digress(text string, news knowledge.Facts) bool {
	folded := knowledge.Fold(text)
	switch {
	case askedWhat.MatchString(folded):
		return false
	case t.onlyFacts(text, news):
	case t.entry() != nil && refersBack.MatchString(folded) && asksBack.MatchString(folded) && utf8.RuneCountInString(text) <= shortAnswer:
		t.say(Plain, "answer.later", knowledge.FirstLine(t.entry().Now, t.state.Facts))
		t.repeatQuestion()
		return true
	case t.nameContacts(folded):
		t.repeatQuestion()
		return true
	case asksBack.MatchString(folded) && t.aside(text):
		return true
	case t.newMatter(text):
		t.offerSwitch(text)
		return true
	case len(news) == 0:
		return false
	}
	t.save()
	t.learn(news)
	slot := t.state.Slot
	t.firstAid()
	if s := t.world.Base.Slot(slot); s != nil && !t.state.Facts.Answered(slot) {
		if len(t.messages) == 0 {
			t.say(Plain, "ask.noted")
		}
		t.askSlot(s)
		return true
	}
	t.clearQuestion()
	t.proceed()
	return true
}

// onlyFacts reports whether a text tells more of the matter in hand: a short one with facts, or one that adds red flags.
func (t *turn) onlyFacts(text string, news knowledge.Facts) bool {
	n := utf8.RuneCountInString(text)
	if len(news) == 0 || n >= 32 {
		return t.onlyFlags(news)
	}
	entry := t.world.Base.FAQ(t.world.Match(text).Best().FAQ)
	return n < 20 || t.onlyFlags(news) || entry == nil || !t.isUrgent(entry, text)
}

// onlyFlags reports whether all that is new is what the consulter did or suffered.
func (t *turn) onlyFlags(news knowledge.Facts) bool {
	for slot := range news {
		if slot != "since" && !slices.ContainsFunc(redFlags, func(r redFlag) bool { return r.slot == slot }) {
			return false
		}
	}
	return flagged(news)
}

// missed asks once more in other words; then the slot counts as unknown and the consultation goes on.
func (t *turn) missed(slot *knowledge.Slot, text string) {
	if len(t.messages) > 0 { // what was written was answered otherwise: a password was taken out
		t.repeatQuestion()
		return
	}
	t.state.Missed++
	if t.state.Missed > 1 {
		t.say(Plain, "ask.skip")
		t.answered(knowledge.Unknown)
		return
	}
	lead := "ask.again"
	switch folded := knowledge.Fold(text); {
	case askedWhat.MatchString(folded):
		lead = "ask.explain"
	case asksBack.MatchString(folded):
		lead = "ask.first"
	}
	missed := t.state.Missed
	t.question(slot.Name, t.phrase(lead)+"\n"+t.inEasy(slot.EasyAgain, slot.Again), t.choicesOf(slot))
	t.state.Missed = missed
}

// replyFreely hears a text while the flow asks one of its own questions (which is meant? did it help? what next?).
func (t *turn) replyFreely(text string) {
	yes, isYesNo := yesNo(text)
	switch t.state.Slot {
	case knowledge.SlotTopic:
		switch one := len(t.state.Offered) == 2; { // one meaning and "no"
		case isYesNo && one:
			t.answered(map[bool]string{true: t.state.Offered[0].Value, false: t.state.Offered[1].Value}[yes])
		case isYesNo && yes && bare(text):
			t.repeatQuestion()
		case isYesNo && bare(text):
			t.answered(noMeaning)
		default:
			t.clarifyAgain(text)
		}
	case slotHelped:
		if isYesNo {
			t.answered(map[bool]string{true: "yes", false: "no"}[yes])
			return
		}
		t.afterwards(text)
	case slotSwitch, slotResume, slotExpiry:
		switch {
		case isYesNo:
			t.answered(map[bool]string{true: t.state.Offered[0].Value, false: t.state.Offered[1].Value}[yes])
		case t.state.Slot == slotSwitch && t.isUrgent(t.world.Base.FAQ(t.world.Match(t.state.Pending).Best().FAQ), t.state.Pending):
			t.pend(t.state.Pending + "\n" + text) // who goes on telling means the urgent matter
			t.switchTopic(knowledge.Yes)
		default:
			t.keepAndHear(text)
		}
	default:
		t.afterwards(text)
	}
}
