package mask

import (
	"strings"
	"unicode/utf8"
)

// rolesAndCues finds names that only their context gives away: Xと名乗る, X宛, 担当X, 名義はX.
func (s *source) rolesAndCues() {
	s.saidNames(false)
	for _, m := range toiuWho().FindAllStringIndex(s.text, -1) {
		s.cuedBack(m[0], true)
	}
	for _, m := range toExpr().FindAllStringIndex(s.text, -1) {
		s.cuedBack(m[0], isKatakana(s.before(m[0])))
	}
	roleCue.each(s.text, func(_ span, m []int) {
		s.afterRole(m[1], m[2] >= 0)
		if m[2] >= 0 && s.text[m[2]:m[3]] == ":" {
			s.unknownAfter(m[1])
		}
	})
	s.sureRoles()
	for _, m := range latinName().FindAllStringSubmatchIndex(s.text, -1) {
		if !s.touchesKept(m[2], m[3]) {
			s.person(m[2], m[3])
		}
	}
	kinCue.each(s.text, func(_ span, m []int) {
		end := s.wordEnd(m[1], isHan)
		a, b := s.covering(m[1], end)
		if n := runes(s.text[m[1]:end]); n >= 2 && n <= 3 && b-a >= 2 && allSingle(s.tokens(), m[1], end) && !roleEnd(s.before(end)) && !counts(s.tokens()[a:], end) {
			s.person(m[1], end)
		}
	})
}

// saidNames: Xと名乗る, Xと申します; sure wants the politer form, which only people use of themselves.
func (s *source) saidNames(sure bool) {
	for _, m := range saidExpr().FindAllStringIndex(s.text, -1) {
		if compoundExpr().MatchString(s.text[m[0]:]) {
			continue
		}
		if said := s.text[m[0]:m[1]]; sure && !strings.HasPrefix(said, "と申") && !strings.HasPrefix(said, "ともう") {
			s.calledName(m[0])
			continue
		}
		s.cuedBack(m[0], true)
		if said := s.text[m[0]:m[1]]; said != "と申す" && strings.HasSuffix(said, "ます") || strings.HasPrefix(said, "と申し") {
			s.introducedName(m[0])
		}
	}
	for _, m := range meExpr().FindAllStringIndex(s.text, -1) {
		i := s.tokenAt(m[1])
		if t := s.tokens(); i < len(t) && t[i].Start == m[1] && isFamily(t[i]) && t[i].Known && runes(t[i].Surface) >= 2 {
			s.person(m[1], m[1]+len(t[i].Surface))
		}
	}
}

// calledName takes the family name that somebody goes by; what they say they are, a bank or a policeman, is none.
func (s *source) calledName(end int) {
	i := s.tokenAt(end) - 1
	if i < 0 {
		return
	}
	t := s.tokens()[i]
	if t.Start+len(t.Surface) == end && isFamily(t) && t.Known && all(t.Surface, isHan) && runes(t.Surface) >= 2 && !s.touchesKept(t.Start, end) {
		s.person(t.Start, end)
	}
}

// introducedName takes the one word that somebody gives as their own name, though it is an ordinary word.
func (s *source) introducedName(end int) {
	i := s.tokenAt(end) - 1
	toks := s.tokens()
	if i < 0 || toks[i].Start+len(toks[i].Surface) != end {
		return
	}
	t := toks[i]
	n := runes(t.Surface)
	if all(t.Surface, isHan) && n >= 2 && n <= 4 && !plain()[t.Surface] && !stops()[t.Surface] && !roleEnd(s.before(end)) && (i == 0 || !isHan(s.before(t.Start))) {
		s.person(t.Start, end)
	}
}

// cuedBack takes the words before pos for a name unless they are plain.
func (s *source) cuedBack(pos int, said bool) {
	end := pos
	for strings.ContainsRune("」』\"” ", s.before(end)) && end > 0 {
		end -= utf8.RuneLen(s.before(end))
	}
	start := s.runBack(end, 5)
	if isKatakana(s.before(end)) {
		start = end
		for isKatakana(s.before(start)) || s.before(start) == '・' || s.before(start) == ' ' && isKatakana(s.before(start-1)) {
			start -= utf8.RuneLen(s.before(start))
		}
	}
	for start < end { // a role before the name is no part of it
		w, _ := s.firstToken(start)
		if !plain()[w] && !stops()[w] && !postList()[w] {
			break
		}
		start += len(w)
	}
	if start < end && (s.canBeName(start, end) || said && s.saidToBeName(start, end)) {
		s.person(start, end)
	}
}

// saidToBeName is true of what can only be a name because somebody goes by it, though the dictionary knows its parts.
func (s *source) saidToBeName(start, end int) bool {
	w := s.text[start:end]
	if plain()[w] || stops()[w] || katakana()[w] || s.touchesKept(start, end) {
		return false
	}
	if all(w, isKatakana) {
		return runes(w) >= 3 && !madeOf(w)
	}
	a, b := s.covering(start, end)
	return all(w, isHan) && runes(w) >= 2 && runes(w) <= 5 && b-a >= 2 && !roleEnd(s.before(end))
}

func (s *source) firstToken(pos int) (string, bool) {
	i := s.tokenAt(pos)
	if t := s.tokens(); i < len(t) && t[i].Start == pos {
		return t[i].Surface, true
	}
	return s.text[pos : pos+utf8.RuneLen(s.after(pos))], false
}

// canBeName is true of one word, or a few, that can be a person's name: no company, no product, nothing plain.
func (s *source) canBeName(start, end int) bool {
	w := s.text[start:end]
	switch {
	case s.touchesKept(start, end), plain()[w], stops()[w], katakana()[w], runes(w) < 2 && !plainSurnames()[w], runes(w) > 14:
		return false
	case isLatin(s.after(start)):
		return strings.Contains(w, " ") && digits(w) == "" && w[0] >= 'A' && w[0] <= 'Z' && strings.ToUpper(w) != w
	}
	a, b := s.covering(start, end)
	last := s.tokens()[b-1]
	if plain()[last.Surface] || tails()[last.Surface] || last.Is("名詞", "サ変接続") && last.Known {
		return false
	}
	for _, t := range s.tokens()[a:b] {
		if t.Is("名詞", "固有名詞", "地域", "国") || t.Is("名詞", "数") {
			return false
		}
	}
	return s.proper(start, end)
}

// afterRole: 担当佐藤, 店長の佐藤; the word must be tagged as a name, or a place that no suffix makes a place.
func (s *source) afterRole(pos int, linked bool) {
	i := s.tokenAt(pos)
	toks := s.tokens()
	if i >= len(toks) || toks[i].Start != pos {
		return
	}
	t := toks[i]
	end := pos + len(t.Surface)
	place := t.Is("名詞", "固有名詞", "地域", "一般") && t.Known && all(t.Surface, isHan) && !prefs()[t.Surface]
	place = place || t.Is("名詞", "固有名詞", "一般") && all(t.Surface, isHan) && runes(t.Surface) >= 2 && linked && !s.touchesKept(pos, end)
	home := t.Is("名詞", "固有名詞", "地域", "一般") && prefs()[t.Surface] && !linked
	if i+1 < len(toks) && (toks[i+1].Is("名詞", "接尾", "地域") || toks[i+1].Is("名詞", "一般")) {
		place, home = false, false
	}
	if isFamily(t) && t.Known && runes(t.Surface) >= 2 && !plain()[t.Surface] && !katakana()[t.Surface] || place || home {
		if i+1 < len(toks) && isGiven(toks[i+1]) && !notGiven(toks[i+1]) {
			end += len(toks[i+1].Surface)
		}
		s.person(pos, end)
	}
}

// unknownAfter takes two to four Chinese characters at pos that no dictionary knows for a name.
func (s *source) unknownAfter(pos int) {
	end := s.wordEnd(pos, isHan)
	n := runes(s.text[pos:end])
	if n >= 2 && n <= 4 && allSingle(s.tokens(), pos, end) && !roleEnd(s.before(end)) && !s.touchesKept(pos, end) {
		s.person(pos, end)
	}
}

// sureRoles: 氏名：X, 名義はX; here even words that no dictionary knows are names.
func (s *source) sureRoles() {
	sureCue.each(s.text, func(w span, m []int) {
		s.unknownAfter(m[1])
		if n := s.spacedOut(m[1]); n > m[1] {
			s.person(m[1], n)
			return
		}
		if label := s.text[w.start:w.end]; strings.HasSuffix(label, "がな") || strings.HasSuffix(label, "ガナ") || strings.HasSuffix(label, "仮名") || strings.HasSuffix(label, "読み方") && strings.ContainsAny(s.text[m[0]:m[1]], "「:(") {
			if end := s.kanaEnd(m[1]); !s.saidOfReading(m[1], end) {
				s.person(m[1], end)
			}
			return
		}
		end := s.runForward(m[1], 4)
		if isKatakana(s.after(m[1])) || isHiragana(s.after(m[1])) && all(s.text[m[1]:s.wordEnd(m[1], isHiragana)], isHiragana) && strings.HasSuffix(s.text[m[0]:m[1]], ":") {
			end = s.kanaEnd(m[1])
		} else if s.after(end) == ' ' {
			if more := s.runForward(end+1, 2); more > end+1 && runes(s.text[end+1:more]) <= 4 && s.strongName(end+1, more) {
				end = more
			}
		}
		if end > m[1] && s.canBeName(m[1], end) {
			s.person(m[1], end)
		}
	})
}

// saidOfReading is true of hiragana that say something about a reading and are none: ふりがなは「いらない」, 「つけて」,
// 「むずかしい」. A common family name at the beginning is a name whatever the dictionary makes of the rest.
func (s *source) saidOfReading(start, end int) bool {
	w := s.text[start:end]
	if !all(w, isHiragana) || beginsWithSurname(w) {
		return false
	}
	a, b := s.covering(start, end)
	toks := s.tokens()[a:b]
	for len(toks) > 1 && sentenceEnds()[toks[len(toks)-1].Surface] {
		toks = toks[:len(toks)-1]
	}
	last := toks[len(toks)-1]
	return last.Is("形容詞") || last.Is("動詞") || last.Is("助動詞") && denials()[last.Surface] || toks[0].Is("副詞") && runes(toks[0].Surface) >= 2
}

// spacedOut gives the end of a name at pos whose characters are written apart: 山 田 太 郎; pos where there is none.
func (s *source) spacedOut(pos int) int {
	end, n := pos, 0
	for isHan(s.after(end)) && !isHan(s.after(end+utf8.RuneLen(s.after(end)))) {
		end += utf8.RuneLen(s.after(end))
		n++
		if s.after(end) != ' ' {
			break
		}
		end++
	}
	if n < 2 {
		return pos
	}
	return end
}

// kanaEnd gives the end of a kana name of one or two parts.
func (s *source) kanaEnd(pos int) int {
	is := isKatakana
	if isHiragana(s.after(pos)) {
		is = isHiragana
	}
	end := s.wordEnd(pos, is)
	if r := s.after(end); (r == ' ' || r == '・') && is(s.after(end+utf8.RuneLen(r))) {
		end = s.wordEnd(end+utf8.RuneLen(r), is)
	}
	return end
}

func (s *source) wordEnd(pos int, is func(rune) bool) int {
	for is(s.after(pos)) || s.after(pos) == 'ー' {
		pos += utf8.RuneLen(s.after(pos))
	}
	return pos
}

// namesAmong is true where text[start:end] holds a person's name or a place that could be one, or is written in two.
func (s *source) namesAmong(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if isFamily(t) || isGiven(t) || t.Is("名詞", "固有名詞", "地域", "一般") || !t.Known && all(t.Surface, isHan) {
			return true
		}
	}
	return strings.Contains(s.text[start:end], " ") || s.found != nil && s.covered(start, end)
}

// covered is true where a person found before lies in text[start:end].
func (s *source) covered(start, end int) bool {
	for _, f := range s.found {
		if f.kind == Person && f.start >= start && f.end <= end {
			return true
		}
	}
	return false
}

// readsAs is true of kana that read a name: a common family name begins them, or they are too long for a remark.
func readsAs(kana string) bool {
	family, _, _ := strings.Cut(strings.ReplaceAll(toHiragana(kana), "・", " "), " ")
	return beginsWithSurname(family) || runes(kana) >= 5 && !strings.Contains(kana, "です")
}

// beginsWithSurname is true of hiragana that a common family name begins.
func beginsWithSurname(kana string) bool {
	for n := len(kana); n >= 6; n -= 3 {
		if kanaSurnames()[kana[:n]] {
			return true
		}
	}
	return false
}

// sentenceEnds are words with which a sentence in hiragana ends, denials those that deny or wish before them.
var sentenceEnds, denials = setOf("sentence-ends"), setOf("denials")

// remarks are short words in hiragana that stand in brackets behind a name and are no reading.
var remarks = setOf("remarks")

// readings: the kana in brackets behind a name.
func (s *source) readings() {
	for _, m := range readingExpr().FindAllStringSubmatchIndex(s.text, -1) {
		kana := s.text[m[4]:m[5]]
		if isKatakana(s.after(m[4])) && s.plainKatakana(m[4], m[5]) || !s.namesAmong(m[2], m[3]) || keeperSet()[foldWord(kana)] || s.touchesKept(m[2], m[3]) {
			continue
		}
		titled := titleExpr().at(s.text, m[1]) > 0
		if !titled && !s.covered(m[2], m[3]) && (isHiragana(s.after(m[4])) || runes(kana) < 4) && !readsAs(kana) || remarks()[kana] {
			continue
		}
		s.person(m[2], m[3])
		s.person(m[4], m[5])
	}
}
