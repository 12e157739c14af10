package reading

import (
	"regexp"
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// ownWords are the words with which a slot's question is answered and which alone, outside the
// answer, say too little. They are tried in order; those of a slot that is a deed only when nothing
// is denied.
var ownWords = map[string][]phrase{
	"paid":     {{"prepaid", objectRegexp("prepaid")}, {"transfer", re(`振込|振り込|送金|銀行|atm`)}, {"card", objectRegexp("credit")}},
	"typed_in": {{"bank", re(objectRegexp("account").String() + `|口座`)}, {"card", re(objectRegexp("card").String() + `|^カード`)}, {"code", re(objectRegexp("code").String() + `|コード`)}, {"password", re(objectRegexp("password").String() + `|^id|パス`)}, {"id_copy", objectRegexp("id_copy")}, {"personal", re(objectRegexp("personal").String() + `|` + objectRegexp("personal_weak").String())}},
	"network": {
		{"connected", re(`(?:抜い|切っ|外し|切り離し)て(?:は)?` + notBeing + `|つながって(?:い)?(?:る|ます)|つないで(?:い)?(?:る|ます)|(?:つな|繋)[^、。]{1,3}まま|繋がって(?:い)?(?:る|ます)|そのまま|はい、?つなが`)},
		{"disconnected", re(`抜い|抜き|切った|切って|切りました|切り離|外し|切断|遮断|オフ|つながって` + notBeing + `|つないで` + notBeing)},
	},
	"backup": {
		{"no", re(`^(?:` + notThere + `|(?:取|と)って` + notBeing + `|して` + notBeing + `)`)},
		{"connected", re(`つなぎっぱなし|つないだまま|つながったまま|挿しっぱなし|nas`)},
		{"offline", re(`外して|抜いてあ|金庫|切り離`)},
		{"yes", re(`(?:テープ|コピー|写し|控え|バックアップ|データ)[^。]{0,8}(?:無事|残って|大丈夫)|クラウド|外付け|usb|ハードディスク|hdd|あり(?:ます|ました)|ある(?:$|[^か])|取って(?:い)?(?:る|ます)|毎日|毎週`)},
	},
	"encrypted": {
		{"no", re(`開け(?:ます|る|て|ました|た$)|開き(?:ます$)|使え(?:て|ます|る)|普通に`)},
		{"yes", re(`開け(?:な|ません)|開か(?:な|ん)|読めな|出て(?:い)?(?:ます|る)|出(?:た|ました)`)},
	},
	"spreading": {
		{"no", re(`(?:この|その|1|一)台だけ|1台しか|これだけ|(?:ほか|他|本社|支店|社内|店|サーバー?|隣)(?:の[^、。]{1,6})?は[^、。]{0,6}(?:大丈夫|平気|無事|問題|普通|異常|なんとも)|なさそう`)},
		{"yes", re(`(?:ほか|他|隣|全部|みんな|もう(?:1|一)台)(?:の[^、。]{1,6})?(?:も|で)[^、。]{0,8}(?:同じ|おかし|変|なっ|出|やられ|開)|同じ(?:です|こと|症状)`)},
	},
	"personal_data": {
		{"no", re(`(?:入って|含まれて|扱って|持って)(?:は)?` + notBeing + `|ないと思`)},
		{"yes", re(people + `[^。]{0,12}(?:が|も|あり|ある)|名簿|(?:^|[^源チ険トはにも文金話絡])入って(?:い)?(?:る|た|ました|ます)|(?:名前|情報|住所|データ|名簿|リスト|電話|カルテ)(?:は|も|が)入って(?:い)?(?:る|た|ました|ます)`)},
	},
	"victims": {
		{"no", re(`(?:出て|聞いて|受けて)(?:は)?` + notBeing)},
		{"yes", re(`(?:払|買|振り込)[^、。]{0,6}(?:方|人)が|連絡が(?:あ|来)|被害が(?:あ|出)`)},
	},
	"locked": {
		{"no", re(`(?:かけて|かかって|設定して|して)(?:は)?` + notBeing + `|` + lock + `(?:は)?` + notThere)},
		{"yes", re(`(?:かけて|かかって|設定して)(?:い|あ)?(?:る|ます|り)|必要|付き|あり(?:ます|$)`)},
	},
	"remote_control": {{"no", re(`断(?:り|っ)|拒否し`)}},
	"contractor":     {{"no", re(`^自分で|いませ|いない`)}},
	"role": {
		{"other", re(`代わり|代理|家族|妻|夫|母|父|息子|娘|友人|知人|親`)},
		{"owner", re(`経営|社長|代表|オーナー|個人(?:事業|でやって|経営)|店主|事業主|自営|院長`)},
		{"it", re(`担当|情シス|システム|管理者`)},
		{"staff", re(`従業員|社員|事務|パート|バイト|スタッフ|会社員|職員`)},
	},
	"writing_from": {
		{"affected", re(`同じ|^(?:はい、?)?(?:その|この|困って|それ|これ)|(?:困って|おかしい|問題の)`)},
		{"other", re(`別|ほか|他の|スマホ|携帯|違|ちが|タブレット`)},
		{"affected", yesToFact.regexp()},
		{"other", noToFact.regexp()},
	},
	"os": {
		{"windows11", re(`^(?:たぶん|多分)?(?:11|イレブン)(?:です|だ|かな|、|。|$)`)},
		{"windows10", re(`^(?:たぶん|多分)?(?:10|テン)(?:です|だ|かな|、|。|$)`)},
		{"windows8.1", re(`^(?:たぶん|多分)?(?:8\.1|8)(?:です|だ|かな|、|。|$)`)},
		{"windows7", re(`^(?:たぶん|多分)?(?:7|セブン)(?:です|だ|かな|、|。|$)`)},
		{"other", re(`その他|どれでもない`)},
	},
}

// inOwnWords finds a value by the words that answer the slot's question.
func inOwnWords(slot, text string, denied bool) (string, bool) {
	if slot == knowledge.SlotDevice {
		return deviceNamed(text)
	}
	if AsksDeed(slot) && (denied || tailNo.MatchString(text) || undoneSomewhere(text)) {
		return "", false
	}
	for _, p := range ownWords[slot] {
		if p.re.MatchString(text) {
			return p.value, true
		}
	}
	return "", false
}

// ownVerbIn reports whether a text has a verb that a slot's question asks for: 開いて、すぐ閉じました.
func ownVerbIn(slot, text string) bool {
	return slices.ContainsFunc(events(text), func(e event) bool { return slices.Contains(ownVerbs[slot], e.verb) })
}

func undoneSomewhere(text string) bool {
	for _, e := range events(text) {
		if e.told == undone {
			return true
		}
	}
	return false
}

// deviceNamed is the one machine that an answer names and does not take back.
func deviceNamed(text string) (string, bool) {
	found := ""
	for _, d := range devices {
		for _, at := range d.re.FindAllStringIndex(text, -1) {
			if found == "" && wordEnds(text, at[1]) && !notThisOne.MatchString(text[at[1]:]) {
				found = d.value
			}
		}
	}
	return found, found != ""
}

// ownVerbs are the verbs that answer a slot's question without naming a thing: 「かけました」, 「押してない」.
var ownVerbs = map[string][]verb{
	"called":         verbsNamed("ring", "phone", "talk", "pick_up", "call_back"),
	"paid":           verbsNamed("pay", "transfer", "settle", "buy"),
	"typed_in":       verbsNamed("enter", "put_in", "tell", "write"),
	"opened":         verbsNamed("open", "unpack"),
	"tapped":         verbsNamed("press", "click", "go_to", "open"),
	"app_installed":  verbsNamed("put_in", "install"),
	"remote_control": verbsNamed("let_control", "be_controlled", "permit"),
}

// AsksDeed reports whether a slot asks what the consulter did, so that a verb may answer it.
func AsksDeed(slot string) bool { return len(ownVerbs[slot]) > 0 }

// objectRegexp is what names an object of deeds.
func objectRegexp(name string) *regexp.Regexp { return Group(object + name).regexp() }

// verbsNamed joins verbs of several meanings.
func verbsNamed(meanings ...string) []verb {
	var out []verb
	for _, m := range meanings {
		out = append(out, verbsOf[m]...)
	}
	return out
}

// did are the verbs that stand for any other: しました, やってない.
var did = []verb{{"", suru}, {"や", bendRu}}

// ownDeed reads an answer by the verb of the question itself; of several the last decides. A call
// to somebody else (「警察にかけました」) is no answer.
func ownDeed(slot, text string) (string, bool) {
	value, at := "", -1
	for _, v := range ownVerbs[slot] {
		for start := range occurrencesOf(v.root, text) {
			t, _ := v.read(text[start+len(v.root):])
			if t == nothing || start < at || slot == "called" && (toSomebodyElse(text[:start]) || shows.MatchString(text[:start])) {
				continue
			}
			value, at = map[told]string{done: knowledge.Yes, undone: knowledge.No}[t], start
		}
	}
	return value, value != ""
}

// shows stands before what is seen, not answered: 番号が出てます.
var shows = re(`(?:番号|画面|警告|表示|メッセージ|文字|文|広告|通知|やつ)(?:が|も|は|に|って)?$`)

// didIt reads an answer that begins with a form of する or やる.
func didIt(text string) told {
	text = strings.TrimLeft(adverbs.ReplaceAllString(text, ""), "、 ")
	for _, v := range did {
		if rest, ok := strings.CutPrefix(text, v.root); ok {
			if t, n := v.form(rest); t != nothing && n > 0 {
				return t
			}
		}
	}
	return nothing
}

var adverbs = re(`^(?:まだ|もう|たぶん|多分|うっかり|つい|実は|昨日|さっき|間違えて|焦って|全然|一度も|それは)+`)

// plainDid reports whether a short answer says that it was done, whatever it was.
func plainDid(text string) bool { return didIt(text) == done || passiveTail.MatchString(text) }

var passiveTail = re(`(?:され|させ)(?:た|ました|ちゃった)$`)

// verbStart is where the last deed of a text begins, or its end.
func verbStart(text string) int {
	all := events(text)
	if len(all) == 0 {
		return len(text)
	}
	return all[len(all)-1].from
}

// yesNo reports whether yes and no answer the slot.
func yesNo(slot *knowledge.Slot) bool {
	for _, c := range slot.Choices {
		if c.Value == knowledge.Yes || c.Value == knowledge.No {
			return true
		}
	}
	return false
}

// byLabel finds the one choice of which a telling part of the label stands in the text.
func byLabel(slot *knowledge.Slot, text string) (string, bool) {
	found := ""
	for _, c := range slot.Choices {
		parts := strings.FieldsFuncSeq(knowledge.Fold(c.Label), func(r rune) bool { return strings.ContainsRune("・()、/ ", r) })
		for part := range parts {
			if len([]rune(part)) < 2 || !strings.Contains(text, part) {
				continue
			}
			if found != "" && found != c.Value {
				return "", false
			}
			found = c.Value
		}
	}
	return found, found != ""
}

// yesNoFirst are words with which a line answers a question of yes or no.
var yesNoFirst = []string{"はい。", "いいえ。", "はい、", "いいえ、"}

// Fitted is a line as it answers this text: who asks what, where or when is not told yes or no, nor
// who tells that something is done.
func (r Reading) Fitted(line string) string {
	if !r.Says(asksOpen) && !r.Says(StepDone) {
		return line
	}
	return WithoutYesNo(line)
}

// WithoutYesNo is a line without the yes or no that it begins with.
func WithoutYesNo(line string) string {
	for _, word := range yesNoFirst {
		if rest, ok := strings.CutPrefix(line, word); ok && rest != "" {
			return rest
		}
	}
	return line
}

// Asks reports whether the text asks anything.
func (r Reading) Asks() bool { return r.Says(Question) || r.Says(asksOpen) }
