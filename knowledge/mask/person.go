package mask

import (
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge/ja"
)

var (
	plainSurnames = setOf("plain-surnames")
	postList      = setOf("posts")
	ranks         = setOf("ranks")
	titleExpr     = find("honorifics", "posts")
	saidExpr      = pattern(`(?:と名乗|を名乗|と名のる|と称する|と申し|ともうし|と申す|と言います|といいます|なる(?:人物|者|男|女))`)
	compoundExpr  = pattern(`^と申し[出込立上受]`) // applications and requests, whoever makes them
	toiuWho       = pattern(`(?:という|といった|と言う|とかいう|っていう|って)(?:名前の|名の|方の|人の)?(?:者|人|男|女|方|人物|男性|女性|社員|従業員|担当者|担当|外国人|営業マン|営業|オペレーター|技術者|弁護士|刑事|警察官|名前|名義|氏名|業者の人|お客|客|サポート)`)
	toExpr        = pattern(`(?:宛て|宛|あて|名義)`)
	roleCue       = cue{find("roles"), pattern(`^(は|が|の|:|：|=|、|・|_|\(|「)?_?`)}
	sureCue       = cue{find("sure-roles"), pattern(`^(?:名|人)?(?:は|の|:|：|=|_|「|\()+`)}
	latinName     = pattern(`(?:アカウント名|ユーザー名|ユーザ名|名前|氏名|差出人|送信者|名義|担当|担当者|代表|代表者|From)名?(?:は|が|の|:|_|「)*([A-Z][a-z]+_[A-Z][a-z]+(?:_[A-Z][a-z]+)?)`)
	kinCue        = cue{find("kin"), pattern(`^の`)}
	meExpr        = pattern(`(?:私|わたし|わたくし|当方|こちら)(?:は|、|の名前は)_?`)
	readingExpr   = pattern(`([\p{Han}ヶ々]{1,4}[ ・]?[\p{Han}々ぁ-ん]{0,4})(?:氏|様|さん)?_?[(:/、]_?([ァ-ヿー]{2,8}(?:[ ・]?[ァ-ヿー]{2,8})?|[ぁ-んー]{2,8}(?:[ ・]?[ぁ-んー]{2,8})?)_?(?:\)|$|\n|様|さん|氏|と)`)
)

// persons finds the names of persons, with and without titles.
func persons(s *source) {
	s.taggedNames(false)
	s.titledNames(false)
	s.rolesAndCues()
	s.formedNames()
	s.kanaNames()
	s.selfNames()
	s.readings()
	s.wholeNames()
}

// surePersons finds names only where there is no doubt: a known family name before an honorific or a post, and what
// somebody says is a name. Only the clauses that hold such a cue are cut into words: that is what takes time.
func surePersons(s *source) {
	start := 0
	clause := func(end int) {
		if part := s.text[start:end]; titleExpr().any(part) || sureCue.words().any(part) || saidExpr().MatchString(part) || saysSelf(part) && selfExpr().MatchString(part) {
			sub := &source{text: part, keep: findKeepers(part)}
			sub.taggedNames(true)
			sub.titledNames(true)
			sub.saidNames(true)
			sub.sureRoles()
			sub.kanaNames()
			sub.readings()
			sub.selfNames()
			for _, f := range sub.found {
				s.strong(start+f.start, start+f.end, f.kind)
			}
			s.names = append(s.names, sub.names...)
		}
		start = end
	}
	for pos, r := range s.text {
		if strings.ContainsRune("。、\n!?！？」", r) {
			clause(pos + utf8.RuneLen(r))
		}
	}
	clause(len(s.text))
}

// person adds a name and, when it is worth it, remembers it.
func (s *source) person(start, end int) {
	start, end = s.trim(start, end)
	if start < end && s.add(start, end, Person) {
		s.remember(s.text[start:end], Person)
	}
}

func isFamily(t ja.Token) bool { return t.Is("名詞", "固有名詞", "人名", "姓") }
func isGiven(t ja.Token) bool  { return t.Is("名詞", "固有名詞", "人名", "名") }

// taggedNames goes by the dictionary: a family name with a given name, and, in thorough masking, either alone.
func (s *source) taggedNames(sure bool) {
	toks := s.tokens()
	for i, t := range toks {
		if !isFamily(t) && !isGiven(t) || !t.Known || plain()[t.Surface] || katakana()[t.Surface] {
			continue
		}
		end := t.Start + len(t.Surface)
		if isFamily(t) && i+1 < len(toks) {
			j := i + 1
			if strings.TrimSpace(toks[j].Surface) == "" && j+1 < len(toks) && !strings.Contains(toks[j].Surface, "\n") || toks[j].Surface == "・" && j+1 < len(toks) {
				j++
			}
			if g := toks[j]; isGiven(g) && g.Known && !notGiven(g) && fullName(t, g, j > i+1) {
				s.person(t.Start, g.Start+len(g.Surface))
				if all(t.Surface, isHan) {
					s.remember(t.Surface, Person)
				}
				continue
			}
			if k := s.spacedGiven(end); k > end && all(t.Surface, isHan) {
				s.person(t.Start, k)
				continue
			}
		}
		if !sure && s.aloneIsName(i) && s.weak(t.Start, end, Person) {
			s.remember(t.Surface, Person)
		}
	}
}

// spacedGiven gives the end of one to three Chinese characters behind a blank at pos, which with the family name before
// it are a full name; pos where there are none.
func (s *source) spacedGiven(pos int) int {
	if s.after(pos) != ' ' {
		return pos
	}
	end := s.wordEnd(pos+1, isHan)
	if n := runes(s.text[pos+1 : end]); n < 1 || n > 3 || plain()[s.text[pos+1:end]] || honorifics()[s.text[pos+1:end]] || postList()[s.text[pos+1:end]] {
		return pos
	}
	return end
}

// fullName is true of a family name and a given name that are together long enough not to be an accident.
func fullName(family, given ja.Token, spaced bool) bool {
	n := runes(family.Surface) + runes(given.Surface)
	if all(family.Surface+given.Surface, isHan) {
		return n >= 3 || spaced
	}
	if all(family.Surface, isHan) {
		return n >= 4
	}
	return n >= 5 && !all(given.Surface, isHiragana)
}

func notGiven(t ja.Token) bool {
	return plain()[t.Surface] && runes(t.Surface) == 1 && t.Surface != "明" && t.Surface != "学" && t.Surface != "誠" || t.Surface == "等"
}

// placeFollows is true where the word at pos makes a place of the name before it.
func (s *source) placeFollows(pos int) bool {
	for _, w := range []string{"警察", "署", "暑", "駅", "市", "区", "町", "村", "郡", "県", "交番", "通り", "管内"} {
		if strings.HasPrefix(s.text[pos:], w) {
			return true
		}
	}
	return false
}

// aloneIsName is true of a family or given name in Chinese characters that nothing makes part of another word.
func (s *source) aloneIsName(i int) bool {
	toks := s.tokens()
	t := toks[i]
	if runes(t.Surface) < 2 || !all(t.Surface, isHan) {
		return false
	}
	if s.placeFollows(t.Start + len(t.Surface)) {
		return false
	}
	if isGiven(t) && i > 0 && isHan(s.before(t.Start)) && !isFamily(toks[i-1]) {
		return false
	}
	return true
}

// titledNames looks before every honorific and post.
func (s *source) titledNames(sure bool) {
	for _, w := range titleExpr().all(s.text) {
		m := [2]int{w.start, w.end}
		title := s.text[m[0]:m[1]]
		pos := m[0]
		spaced := false
		if s.before(pos) == ' ' && !sure {
			pos, spaced = pos-1, true
		}
		if !s.isTitle(m[0], m[1], title) {
			continue
		}
		start := s.nameBack(pos, title, sure)
		if start == pos || spaced && s.before(start) != 0 && !isBreak(s.before(start)) && !s.strongName(start, pos) {
			continue
		}
		s.person(start, pos)
	}
}

func isBreak(r rune) bool { return strings.ContainsRune(" \n、。(「『・:：", r) }

// isTitle is false where the word of a title is part of something else: 氏名, 様子, 仕様, 主任務.
func (s *source) isTitle(start, end int, title string) bool {
	i := s.tokenAt(start)
	toks := s.tokens()
	if i >= len(toks) || toks[i].Start != start {
		return false
	}
	t := toks[i]
	if postList()[title] {
		return len(t.Surface) <= len(title) || strings.HasPrefix(t.Surface, title)
	}
	if t.Start+len(t.Surface) > end {
		return false
	}
	switch title {
	case "様", "氏", "君", "殿", "嬢":
		return !isHan(s.after(end)) || t.Is("名詞", "接尾", "人名")
	}
	return true
}

// nameBack gives the start of the name that ends at pos, before a title; pos when there is none.
func (s *source) nameBack(pos int, title string, sure bool) int {
	toks := s.tokens()
	i := s.tokenAt(pos) - 1
	if i < 0 || toks[i].Start+len(toks[i].Surface) != pos {
		return pos
	}
	t := toks[i]
	if ranks()[title] && all(t.Surface, isHan) && !stops()[t.Surface] && !notStations()[t.Surface] && !isHan(s.before(t.Start)) && runes(t.Surface) <= 4 && !s.touchesKept(t.Start, pos) {
		return t.Start
	}
	honorific := !postList()[title]
	switch {
	case t.Surface == opaqueStr, plain()[t.Surface] && runes(t.Surface) > 1, s.touchesKept(t.Start, pos):
		return pos
	case isFamily(t) && t.Known, isGiven(t) && t.Known && honorific:
		start := t.Start
		if i > 0 && isGiven(t) {
			if p := toks[i-1]; isFamily(p) && p.Start+len(p.Surface) == start {
				start = p.Start
			} else if i > 1 && strings.TrimSpace(p.Surface) == "" && isFamily(toks[i-2]) {
				start = toks[i-2].Start
			}
		}
		if all(s.text[start:pos], isHan) || honorific && !katakana()[t.Surface] {
			return s.katakanaBefore(start)
		}
		return pos
	case honorific && !sure && s.wordForName(t, title):
		return t.Start
	case plainSurnames()[t.Surface] && !isHan(s.before(t.Start)) && (honorific || !sure):
		return t.Start
	case sure:
		if honorific && isHan(s.before(pos)) {
			if start := s.hanNameBack(pos, t, false); start < pos && s.unknownName(start, pos) {
				return start
			}
		}
		if honorific && t.Known && t.Is("名詞", "固有名詞", "地域", "一般") && !prefs()[t.Surface] && all(t.Surface, isHan) && runes(t.Surface) >= 2 {
			return t.Start
		}
		return pos
	}
	return s.unknownNameBack(pos, t, honorific)
}

// unknownName is true of Chinese characters of which the dictionary knows a part as a family name and not the whole, or
// nothing at all: 五味渕. Something else must stand before them.
func (s *source) unknownName(start, end int) bool {
	if isHan(s.before(start)) || roleEnd(s.before(end)) || s.touchesKept(start, end) || plain()[s.text[start:end]] {
		return false
	}
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if isFamily(t) || !t.Known {
			return true
		}
	}
	return false
}

// wordForName is true of a common word of two characters that, right before an honorific, can only be a name: 帯刀先生. What
// people are by trade or are to somebody is plain or ends as such words do.
func (s *source) wordForName(t ja.Token, title string) bool {
	if title == "君" || title == "殿" || title == "嬢" || title == "先生" && roleEnd([]rune(t.Surface)[0]) {
		return false
	}
	before := s.before(t.Start)
	return t.Known && t.Is("名詞") && !t.Is("名詞", "接尾") && !t.Is("名詞", "数") && !t.Is("名詞", "固有名詞", "組織") && !t.Is("名詞", "副詞可能") && !t.Is("名詞", "代名詞") && runes(t.Surface) == 2 && all(t.Surface, isHan) &&
		!isHan(before) && !isKatakana(before) && !strings.ContainsRune("ごお御", before) && !roleEnd(s.before(t.Start+len(t.Surface))) &&
		!plain()[t.Surface] && !stops()[t.Surface] && !prefs()[t.Surface] && !s.touchesKept(t.Start, t.Start+len(t.Surface))
}

// unknownNameBack takes what no dictionary has as a person's name for a name, when it stands before a title.
func (s *source) unknownNameBack(pos int, t ja.Token, honorific bool) int {
	r := s.before(pos)
	start := pos
	switch {
	case isKatakana(r):
		for isKatakana(s.before(start)) || s.before(start) == '・' {
			start -= utf8.RuneLen(s.before(start))
		}
		start = s.katakanaBefore(start)
		if !honorific || runes(s.text[start:pos]) < 2 || s.plainKatakana(start, pos) || s.stays(start, pos) {
			return pos
		}
	case isLatin(r):
		for isLatin(s.before(start)) {
			start -= utf8.RuneLen(s.before(start))
		}
		if w := s.text[start:pos]; !honorific || len(w) < 3 || digits(w) != "" || strings.ToUpper(w) == w && len(w) < 5 || s.touchesKept(start, pos) {
			return pos
		}
	case isHan(r):
		return s.hanNameBack(pos, t, honorific)
	case isHiragana(r):
		if !honorific || runes(t.Surface) < 2 || t.Known && !t.Is("名詞", "固有名詞") || !all(t.Surface, isHiragana) {
			return pos
		}
		start = t.Start
	default:
		return pos
	}
	return start
}

// katakanaBefore takes in the family name in katakana that stands, with a blank, before a given name in katakana.
func (s *source) katakanaBefore(start int) int {
	first := start - 1
	if start < 2 || !isKatakana(s.after(start)) || s.before(start) != ' ' || !isKatakana(s.before(first)) {
		return start
	}
	for isKatakana(s.before(first)) {
		first -= utf8.RuneLen(s.before(first))
	}
	if s.plainKatakana(first, start-1) || s.touchesKept(first, start-1) {
		return start
	}
	return first
}

// hanNameBack: Chinese characters before a title are a name when a proper or an unknown word is among them and no
// ordinary one ends them.
func (s *source) hanNameBack(pos int, t ja.Token, honorific bool) int {
	toks := s.tokens()
	i := s.tokenAt(pos) - 1
	start, odd := pos, false
	for ; i >= 0 && toks[i].Start+len(toks[i].Surface) == start && all(toks[i].Surface, isHan) && runes(s.text[toks[i].Start:pos]) <= 5; i-- {
		k := toks[i]
		if runes(k.Surface) > 1 && (plain()[k.Surface] || stops()[k.Surface]) || s.touchesKept(k.Start, start) || k.Is("名詞", "代名詞") || k.Is("名詞", "副詞可能") || k.Is("連体詞") || k.Is("名詞", "接尾", "地域") {
			break
		}
		if k.Is("名詞", "固有名詞") && !k.Is("名詞", "固有名詞", "地域", "国") && !k.Is("名詞", "固有名詞", "組織") || !k.Known {
			odd = true
		}
		start = k.Start
	}
	n := runes(s.text[start:pos])
	single := allSingle(toks, start, pos)
	switch {
	case odd && n >= 2, odd && plainSurnames()[s.text[start:pos]], single && n >= 2 && n <= 3 && !counts(toks[i+1:], pos),
		honorific && n >= 2 && n <= 4 && toks[i+1].Start+len(toks[i+1].Surface) < pos && !roleEnd(s.before(pos)):
		if t.Is("名詞", "固有名詞", "地域") && !honorific && prefs()[t.Surface] {
			return pos
		}
		return start
	}
	return pos
}

// counts is true where the tokens up to pos are only numbers and prefixes: 第二.
func counts(toks []ja.Token, pos int) bool {
	for _, t := range toks {
		if t.Start >= pos {
			break
		}
		if !t.Is("名詞", "数") && !t.Is("接頭詞") && !t.Is("名詞", "接尾", "助数詞") {
			return false
		}
	}
	return true
}

// roleEnd is true of the last character of words for what somebody is, not who: 担当者, 銀行員, 代理店.
func roleEnd(r rune) bool {
	return strings.ContainsRune("者員官師士人社店局署部課係長隊団屋所庁省体会先業校院園館客手主方等達氏様性女男子業界科室班", r)
}

// allSingle is true where the tokenizer found only single characters: it knows no such word.
func allSingle(toks []ja.Token, start, end int) bool {
	for _, t := range toks {
		if t.Start >= start && t.Start < end && runes(t.Surface) > 1 {
			return false
		}
	}
	return true
}

// strongName is true where text[start:end] is tagged as a name, or as a place that may be one.
func (s *source) strongName(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if isFamily(t) || isGiven(t) || t.Is("名詞", "固有名詞", "地域", "一般") && !prefs()[t.Surface] {
			return true
		}
	}
	return false
}
