package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The names in what somebody gives for being reached, and when it suits them.

var (
	nameLabel  = pattern(`(?i)(?:^|[、。,\n\t ・／/(])(?:私の|わたしの)?(?:お?名前|氏名|なまえ|お?なまえ|姓名|name|my_name_is|this_is)(?:は|が|:|=|_)+`)
	postLabel  = pattern(`(?:^|[、。,\n\t ・／/(])(?:担当者?名?|代表者?名?)(?:は|が|:|=|_)+`)
	selfSaid   = pattern(`(?:です|でございます|ですが|と申します|ともうします|と申す者|といいます|と言います|と申しますが)`)
	firmLabel  = pattern(`(?i)(?:^|[、。,\n\t ・／/(])(?:会社名?|社名|勤務先|勤め先|屋号|店名|法人名|company)(?:は|が|:|=|_)+`)
	nameEnd    = pattern(`(?:です|でございます|と申|といい|と言い|ともうし|だ$|より|[、。,\n(（/／・「]|_{2}|電話|携帯|TEL|tel|Tel|連絡|メール|\d|_(?:お?名前|氏名|担当|会社|住所))`)
	timeExpr   = pattern(`(?:{{reach-times}}|\d{1,2}(?:時|:\d\d))`)
	suitsExpr  = pattern(`(?:{{reach-suits}})`)
	pastExpr   = pattern(`(?:ました|でした|した$|していた|[来出あ]った|から、?.{0,6}(?:電話|着信|連絡)が)`)
	waitsExpr  = pattern(`待(?:[たてちつ]|っ[てた])`) // 月曜まで待たないとだめですか is about the wait
	chunkSplit = pattern(`[\s、,。・/／:|()]+`)
)

// longestName is how many characters a name has that is taken by its label alone.
const longestName = 20

// names takes what the writer says of who they are.
func (o *offering) names() {
	if !o.brief() && len(o.ways) == 0 {
		return
	}
	o.labelledNames(nameLabel, ByName, false)
	o.labelledNames(postLabel, ByName, true)
	o.saidNames()
	o.bareNames()
	o.labelledNames(firmLabel, ByCompany, false)
	o.firms()
}

// give adds a place that gives something, once.
func (o *offering) give(start, end int, of Way, sure bool) {
	start, end = o.trim(start, end)
	if start < end && o.free(start, end) && !strings.ContainsRune(o.text[start:end], opaque) {
		o.ways = append(o.ways, way{span{start, end, wayLabels[of]}, of, sure})
	}
}

// labelledNames takes what stands behind a label: 名前は…, 会社名：…. Behind some of them (person) it
// must surely be a name of a person: 担当は不在です gives none.
func (o *offering) labelledNames(labels regex, of Way, person bool) {
	for _, m := range labels().FindAllStringIndex(o.text, -1) {
		from, to := o.sentence(m[0], m[1])
		if from > m[1] {
			from = m[0]
		}
		if within(o.others, from, m[1]) {
			continue
		}
		end := to
		if e := nameEnd().FindStringIndex(o.text[m[1]:to]); e != nil {
			end = m[1] + e[0]
		}
		said := o.text[m[1]:end]
		switch {
		case said == "", runes(said) > longestName, strings.ContainsAny(said, "はをにがへ?"):
		case of == ByName && strings.ContainsAny(said, "のと"):
		case person && !o.personal(o.trim(m[1], end)):
		default:
			o.give(m[1], end, of, true)
		}
	}
}

// saidNames takes who somebody says they are: 山田です, 山田と申します.
func (o *offering) saidNames() {
	for _, m := range selfSaid().FindAllStringIndex(o.text, -1) {
		start := o.nameBefore(m[0], !strings.HasPrefix(o.text[m[0]:], "で"))
		if start < m[0] {
			o.give(start, m[0], ByName, true)
		}
	}
}

// nameBefore gives the start of the name that ends at end; end where there is none. introduced is
// true where it is said to be a name.
func (o *offering) nameBefore(end int, introduced bool) int {
	start := end
	for start > 0 && runes(o.text[start:end]) < 12 {
		r := o.before(start)
		if !isHan(r) && !isKatakana(r) && !isHiragana(r) && r != 'ー' && r != ' ' && !(isLatin(r) && r > '9') || r == 'の' || r == 'は' {
			break
		}
		start -= utf8.RuneLen(r)
	}
	word := o.text[start:end]
	if i := strings.LastIndexAny(word, " "); i >= 0 && !o.personal(start, end) {
		start += i + 1
	}
	if start, _ = o.trim(start, end); o.personal(start, end) {
		return start
	}
	for at := start; at < end; { // 経理の山田, 受付の山田: what stands before may be written without の
		_, n := utf8.DecodeRuneInString(o.text[at:])
		if at += n; at < end && o.personal(at, end) && !isHan(o.before(at)) {
			return at
		}
	}
	if n := runes(o.text[start:end]); introduced && n >= 2 && n <= 8 && !plain()[o.text[start:end]] && !roleEnd(o.before(end)) {
		return start
	}
	return end
}

// personal reports whether text[start:end] is wholly a name of a person: a family name, with or
// without a given one. What begins a sentence is read by itself too: after another sentence the
// dictionary takes many a family name for a place or a thing (山田, 山口).
func (o *offering) personal(start, end int) bool {
	if start >= end {
		return false
	}
	if o.tagged(start, end) {
		return true
	}
	from, to := o.sentence(start, end)
	return from == start && from > 0 && (&offering{source: newSource(o.text[from:to])}).tagged(0, end-start)
}

// tagged reports whether the dictionary, or a list, takes text[start:end] for a name of a person.
func (o *offering) tagged(start, end int) bool {
	word := strings.ReplaceAll(o.text[start:end], " ", "")
	if kanaSurnames()[toHiragana(word)] {
		return true
	}
	if plain()[word] || stops()[word] || honorific(word) {
		return false
	}
	a, b := o.covering(start, end)
	toks := o.tokens()[a:b]
	if len(toks) == 0 || toks[0].Start < start || toks[len(toks)-1].Start+len(toks[len(toks)-1].Surface) > end {
		return false
	}
	family := false
	for i, t := range toks {
		switch {
		case strings.TrimSpace(t.Surface) == "":
		case isFamily(t) && t.Known:
			family = true
		case isGiven(t) && t.Known && !plain()[t.Surface]:
			family = family || len(toks) == 1 && all(t.Surface, isHan) && runes(t.Surface) >= 2
		case i > 0 && family && runes(o.text[t.Start:end]) <= 3 && (!t.Known || t.Is("名詞", "固有名詞") || t.Is("名詞") && runes(t.Surface) == 1 && !t.Is("名詞", "接尾")): // a given name that no dictionary has
		default:
			return false
		}
	}
	return family
}

func honorific(word string) bool {
	return slices.ContainsFunc([]string{"さん", "様", "さま", "氏", "先生", "くん", "ちゃん", "殿"}, func(h string) bool { return strings.HasSuffix(word, h) })
}

// bareNames takes a name that stands by itself, on a line or between blanks, in a short text.
func (o *offering) bareNames() {
	if !o.brief() || o.gives(ByName) || pastExpr().MatchString(o.text) {
		return
	}
	pos := 0
	for _, m := range append(chunkSplit().FindAllStringIndex(o.text, -1), []int{len(o.text), len(o.text)}) {
		start, end := pos, m[0]
		pos = m[1]
		if start >= end || !o.personal(start, end) {
			continue
		}
		if m[1]-m[0] == 1 && o.text[m[0]] == ' ' { // the given name may stand apart
			next := len(o.text)
			if i := strings.IndexAny(o.text[pos:], "\n、,・/／:| "); i >= 0 {
				next = pos + i
			}
			if next > pos && runes(o.text[pos:next]) <= 4 && o.personal(start, next) {
				end = next
			}
		}
		o.give(start, end, ByName, false)
		return
	}
}

// firms takes the writer's company: one with its legal form, or named before the writer's own name.
func (o *offering) firms() {
	if o.gives(ByCompany) {
		return
	}
	sub := &source{text: o.text, keep: o.keep}
	companies(sub)
	for _, f := range sub.taken() {
		if f.kind != Company {
			continue
		}
		from, to := o.sentence(f.start, f.end)
		mine := strings.HasPrefix(strings.TrimLeft(o.text[f.end:], " "), "の") || o.has(func(w way) bool {
			return w.of == ByName && w.start >= f.end && strings.TrimLeft(o.text[f.end:w.start], " 、\n") == ""
		}) || strings.TrimSpace(strings.Trim(o.text[from:to], "、,")) == strings.TrimSpace(o.text[f.start:f.end]) || strings.HasPrefix(o.text[f.end:], "です")
		named := o.has(func(w way) bool { return w.of == ByName && w.start >= f.end && w.start-f.end < 40 })
		if mine && (named || strings.HasPrefix(o.text[f.end:], "です") || o.brief()) && !within(o.others, from, to) {
			o.give(f.start, f.end, ByCompany, true)
		}
	}
}

// times takes when it suits: 夕方なら出られます, 平日の9時から17時まで.
func (o *offering) times() {
	pos := 0
	for pos < len(o.text) {
		_, to := o.sentence(pos, pos)
		o.timesIn(pos, to)
		_, n := utf8.DecodeRuneInString(o.text[min(to, len(o.text)):])
		pos = to + max(n, 1)
	}
}

// timesIn takes from a sentence the parts between commas that say when, and that it suits.
func (o *offering) timesIn(from, to int) {
	sentence := o.text[from:to]
	if !timeExpr().MatchString(sentence) || pastExpr().MatchString(sentence) || waitsExpr().MatchString(sentence) || within(o.others, from, to) {
		return
	}
	start, end, at := -1, -1, from
	for _, part := range strings.FieldsFunc(sentence, func(r rune) bool { return r == '、' || r == ',' || r == ' ' || r == '\t' }) {
		at = at + strings.Index(o.text[at:], part)
		partEnd := at + len(part)
		says := timeExpr().MatchString(part) || start >= 0 && suitsExpr().MatchString(part)
		if says && o.free(at, partEnd) {
			if start < 0 {
				start = at
			}
			end = partEnd
		} else if says && start < 0 { // a number stands in the same part: what follows it may say when
			for _, w := range o.ways {
				if w.start >= at && w.end < partEnd && timeExpr().MatchString(o.text[w.end:partEnd]) {
					start, end = w.end, partEnd
				}
			}
		}
		at = partEnd
	}
	if start < 0 || !o.free(start, end) {
		return
	}
	start += len(o.text[start:end]) - len(strings.TrimLeft(o.text[start:end], "にではへ "))
	if said := o.text[start:end]; suitsExpr().MatchString(said) || runes(said) <= 16 && len(o.ways) > 0 {
		o.give(start, end, AtTime, true)
	}
}
