package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Way is a kind of what somebody gives of themselves for being reached.
type Way string

// The ways, in the order in which they are shown.
const (
	ByName    Way = "name"
	ByCompany Way = "company"
	ByPhone   Way = "phone"
	ByMail    Way = "mail"
	AtTime    Way = "when"
)

// Ways are all of them.
var Ways = []Way{ByName, ByCompany, ByPhone, ByMail, AtTime}

// Given is one thing by which somebody says they can be reached.
type Given struct {
	Way  Way    `json:"way"`
	Text string `json:"text"`
	Sure bool   `json:"sure,omitempty"` // the text itself says so; else it is given only where it was asked for
}

// Offer is what a text gives for being reached. What it says of others (the number on the screen,
// the one that called) is none of it.
type Offer struct {
	Given []Given
	Text  string // the text with labels where private data was given
	Only  bool   // it says no more than that
	Call  bool   // it asks to be called, or written to, there
}

// Sure reports whether the text says by itself that something is given for being reached.
func (o Offer) Sure() bool { return slices.ContainsFunc(o.Given, func(g Given) bool { return g.Sure }) }

// wayLabels stand for what was given in a text; a time is no secret.
var wayLabels = map[Way]Kind{ByName: Person, ByCompany: Company, ByPhone: Phone, ByMail: Mail}

// Reach reads what a text gives for being reached. It stands before Chat, which then masks the rest.
func Reach(text string) Offer {
	text = strings.ToValidUTF8(text, "\uFFFD")
	none := Offer{Text: text}
	if !mayGive(text) {
		return none
	}
	o := &offering{source: newSource(text)}
	o.others, o.said = othersExpr().FindAllStringIndex(o.text, -1), saidToExpr().FindAllStringIndex(o.text, -1)
	for _, r := range []rule{mails, links, cards, strictMyNumbers, secrets, phones} {
		r(o.source)
	}
	o.numbers()
	o.names()
	if len(o.ways) == 0 && !o.brief() {
		return none
	}
	o.times()
	if len(o.ways) == 0 {
		return none
	}
	return o.offer()
}

// longestGiven is how many characters a text has at most that gives a name alone.
const longestGiven = 60

// mayGive spares most texts all further work.
func mayGive(text string) bool {
	if utf8.RuneCountInString(text) <= longestGiven || strings.ContainsAny(text, "@＠〇零○") {
		return true
	}
	n := 0
	for _, r := range text {
		if r >= '0' && r <= '9' || r >= '０' && r <= '９' {
			n++
		}
	}
	return n >= 6
}

// offering is a text while it is read for what it gives.
type offering struct {
	*source
	ways  []way
	asked bool // it asks to be called

	// Where others are named, and where something is said or shown to the writer. They are found once:
	// a sentence of many numbers would be read again for each.
	others, said [][]int
}

// within reports whether one of some matches lies in text[start:end].
func within(found [][]int, start, end int) bool {
	return slices.ContainsFunc(found, func(m []int) bool { return m[0] >= start && m[1] <= end })
}

// way is a place in the folded text that gives something.
type way struct {
	span
	of   Way
	sure bool
}

// reaches reports whether somebody can be reached by it.
func (w way) reaches() bool { return w.of == ByPhone || w.of == ByMail }

func (o *offering) has(is func(way) bool) bool { return slices.ContainsFunc(o.ways, is) }

func (o *offering) gives(of Way) bool { return o.has(func(w way) bool { return w.of == of }) }

func (o *offering) brief() bool { return runes(o.text) <= longestGiven }

// What stands beside a number says whose it is.
var (
	mineExpr    = pattern(`(?:私|わたし|わたくし|僕|ぼく|自分|当社|弊社|当方|うち|こちら)(?:の|は|への?)_?(?:{{reach-labels}})[^、。]{0,8}$`)
	labelExpr   = pattern(`(?i)(?:{{reach-labels}})(?:番号|先|_number)?_?(?:は|が|に|も|:|=|、|,|->|→|-|です|\(|\[|「|【|」|】|\)|_)*(?:こちら|以下|次|この番号|下記|is|at)?(?:は|の|:|、|_)*$`)
	wishExpr    = pattern(`(?:お|ご)?(?:電話|でんわ|連絡|れんらく|折_?り?返し|おりかえし|返信|返事|メール|かけ|掛け|TEL)(?:を|して|で|いただ|頂)?[^。\n]{0,6}?(?:ください|下さい|くださ|くれ|ほしい|欲しい|願い|ねがい|願え|頂け|頂き|いただけ|いただき|もらえ|もらい|希望|待って|待ちし|たい(?:です)?$)|(?:電話|でんわ)で、?(?:直接)?(?:話|相談|お話)[^。]{0,4}たい`)
	toMeExpr    = pattern(`^(?:まで|に|へ|宛て?に?|の(?:方|ほう|番号)(?:に|へ|まで)?)?[、, ]?(?:で|に)?(?:至急|すぐ|早め|ぜひ|一度|また|明日|本日|今日|夕方|あとで|後で)?(?:に)?(?:お|ご)?(?:電話|でんわ|連絡|折_?り?返し|おりかえし|返信|返事|メール|かけ|掛け|TEL|お願い|願い|頼み)`)
	isMineExpr  = pattern(`^(?:が|は)、?(?:私|わたし|自分|うち|当社|弊社|こちら)?の?(?:連絡先|携帯|電話番号|番号|直通|電話)です|^(?:が|で|なら)?、?(?:一番|いつでも)?(?:連絡が?(?:つき|取れ|とれ)|つながり|繋がり|出られ|出れ|出ます|受けられ)`)
	saidToExpr  = pattern(`(?:と|って|との|という)(?:_)?(?:言|い[いわうっ]|書|表示|出(?:て|た|ま)|あ[りる]|の(?:警告|表示|メール|メッセージ|画面)|メッセージ|催促)`)
	othersExpr  = pattern(`(?:{{reach-others}})`)
	theirsExpr  = pattern(`^(?:という|との)?(?:番号|アドレス|人|方|ところ)?(?:から|より|を名乗)|^(?:という)?(?:番号|アドレス)?(?:に|へ|と)、?(?:電話|連絡|かけ|掛け|返信|返事|メール|送|話)[^。]{0,8}?(?:しまい|しまっ|ちゃ|ました|まし|した|てみ|ても|たら|かけた|話した)|^(?:という(?:番号|アドレス)|が|と)、?(?:表示|書|載|出て|出ま|あり|名乗)|^(?:は|って|というのは|という番号は)、?(?:詐欺|本物|偽|怪し|あやし|どこ|誰|だれ|安全|大丈夫|何)|^(?:で|を)、?(?:検索|調べ)`)
	sentenceEnd = "。!?\n"
	askingEnds  = []string{"ですか", "ますか", "でしょうか", "のか", "かな", "どう"}
)

// sentence gives the bounds of the sentence that holds text[start:end].
func (s *source) sentence(start, end int) (int, int) {
	from := 0
	if i := strings.LastIndexAny(s.text[:start], sentenceEnd); i >= 0 {
		_, n := utf8.DecodeRuneInString(s.text[i:])
		from = i + n
	}
	to := len(s.text)
	if i := strings.IndexAny(s.text[end:], sentenceEnd); i >= 0 {
		to = end + i
	}
	return from, to
}

// numbers takes the telephone numbers and addresses that are the writer's own.
func (o *offering) numbers() {
	o.asked = o.wishes()
	for _, f := range o.taken() {
		of, ok := map[Kind]Way{Phone: ByPhone, Mail: ByMail}[f.kind]
		if !ok || !hasContent(o.text[f.start:f.end]) {
			continue
		}
		from, to := o.sentence(f.start, f.end)
		if mine, sure := o.whose(f, from, to); mine {
			o.ways = append(o.ways, way{f, of, sure || o.asked})
		}
	}
}

// whose says whether a number in the sentence text[from:to] is the writer's, and whether they say so.
func (o *offering) whose(f span, from, to int) (mine, sure bool) {
	tail := strings.ToValidUTF8(o.text[max(from, f.start-90):f.start], "")
	after := strings.TrimLeft(o.text[f.end:to], " ")
	called := within(o.said, f.end, to)
	switch {
	case mineExpr().MatchString(tail) && !called:
		return true, true
	case theirsExpr().MatchString(after), called:
		return false, false
	case toMeExpr().MatchString(after) && (wishExpr().MatchString(after) || strings.Contains(after, "願い")), isMineExpr().MatchString(after):
		return true, true
	case within(o.others, from, f.start), within(o.others, f.end, to):
		return false, false
	case slices.ContainsFunc(askingEnds, func(e string) bool { return strings.HasSuffix(after, e) }):
		return false, false
	}
	return true, labelExpr().MatchString(tail)
}

// wishes reports whether the writer asks to be called, in their own name: nobody said so to them.
func (o *offering) wishes() bool {
	for _, m := range wishExpr().FindAllStringIndex(o.text, -1) {
		from, to := o.sentence(m[0], m[1])
		if !within(o.said, m[1], to) && !within(o.others, from, to) {
			return true
		}
	}
	return false
}

// taken are the spans of what was found, each once; the longest where several overlap.
func (s *source) taken() []span {
	all := slices.Clone(s.found)
	slices.SortStableFunc(all, func(a, b span) int { return (b.end - b.start) - (a.end - a.start) })
	var out []span
	for _, f := range all {
		if !slices.ContainsFunc(out, f.overlaps) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.start - b.start })
	return out
}

// free reports whether nothing was taken of text[start:end] yet.
func (o *offering) free(start, end int) bool {
	here := span{start: start, end: end}
	return !o.has(func(w way) bool { return here.overlaps(w.span) }) && !slices.ContainsFunc(o.found, here.overlaps)
}

// offer puts together what was read.
func (o *offering) offer() Offer {
	slices.SortStableFunc(o.ways, func(a, b way) int { return a.start - b.start })
	out := Offer{Only: o.only(), Call: o.asked}
	reachable := o.has(way.reaches)
	asOnACard := reachable && out.Only && o.gives(ByName) // a name and a number and no more
	sure := asOnACard || o.has(func(w way) bool { return w.reaches() && w.sure })
	var b strings.Builder
	pos := 0
	for _, w := range o.ways {
		if w.of == ByCompany && !sure && !out.Only { // a story may be about any company
			continue
		}
		out.Given = append(out.Given, Given{w.of, strings.Trim(o.text[w.start:w.end], " \t\r\n、,「」"), sure && (w.sure || out.Only || !w.reaches())})
		label, ok := wayLabels[w.of]
		if !ok {
			continue
		}
		start, end := o.from[w.start], o.to[w.end-1]
		if start < pos {
			continue
		}
		b.WriteString(o.orig[pos:start])
		b.WriteString(string(label))
		pos = end
	}
	b.WriteString(o.orig[pos:])
	out.Text = b.String()
	if !reachable && !out.Only { // a time alone, in a story, says when something happened
		out.Given = slices.DeleteFunc(out.Given, func(g Given) bool { return g.Way == AtTime })
	}
	return out
}

// fillers are words that say nothing beside what is given.
var fillers = pattern(`(?i){{reach-fillers}}|{{reach-labels}}`)

// leftOver is how many characters may be left of a text that only gives something.
const leftOver = 3

// only reports whether nothing is said besides what is given.
func (o *offering) only() bool {
	var b strings.Builder
	pos := 0
	for _, w := range o.ways {
		if w.start < pos {
			continue
		}
		b.WriteString(o.text[pos:w.start])
		b.WriteByte('\n')
		pos = w.end
	}
	b.WriteString(o.text[pos:])
	rest := wishExpr().ReplaceAllString(b.String(), "")
	rest = fillers().ReplaceAllString(rest, "")
	n := 0
	for _, r := range rest {
		if isHan(r) || isLatin(r) || isKatakana(r) {
			n++
		}
	}
	return n <= leftOver && runes(strings.TrimSpace(rest)) <= 12
}
