package mask

import (
	"strings"
	"unicode/utf8"
)

var (
	kanaSurnames = setOf("kana-surnames")
	foreignTitle = pattern(`\b(?:Mrs?\b\.?|(?:Ms|Dr|Prof)\.)_{0,2}([A-Z][A-Za-z'\-]+(?:_[A-Z][A-Za-z'\-]+){0,2})`)
	foreignGiven = cue{find("foreign-given"), pattern(`^(?:_[A-Z]\.)?_([A-Z][A-Za-z'\-]+)`)}
	postedName   = cue{find("roles", "posts"), pattern(`^[ :]{1,2}(\p{Han}{1,4}_\p{Han}{1,3})(?:[^\p{Han}]|$)`)}
	bracketRole  = cue{find("roles", "posts"), pattern(`^\((\p{Han}{1,4})\)`)}
	readAsExpr   = pattern(`(\p{Han}{1,5})_?\(([ァ-ヿ]{2,8}|[ぁ-んー]{2,8})\)と(?:読|いう名|いう姓|いう苗)`)
	selfExpr     = pattern(`(?:^|[たのは、])(\p{Han}{2,4}|[ぁ-ん]{3,6}|[ァ-ヿ]{3,6})(?:です|でございます)[。、!]?$`)
)

// formedNames finds names by their form, where no dictionary has them: Mr. X, 乾 in 社員(乾), 梅 津 様, kana.
func (s *source) formedNames() {
	s.inRuns(foreignTitle, 0, func(m []int) {
		s.strong(m[0], m[1], Person)
		s.remember(s.text[m[2]:m[3]], Person)
	})
	foreignGiven.each(s.text, func(w span, m []int) {
		if !isLatin(s.before(w.start)) && !s.touchesKept(w.start, m[1]) {
			s.person(w.start, m[1])
		}
	})
	for _, w := range titleExpr().all(s.text) {
		s.person(s.spacedBack(w.start), w.start)
	}
	postedName.each(s.text, func(_ span, m []int) {
		if blank := m[2] + strings.IndexAny(s.text[m[2]:m[3]], " \t"); !s.commonWord(m[2], blank) && !plain()[s.text[blank+1:m[3]]] && !roleEnd(s.before(m[3])) {
			s.person(m[2], m[3])
		}
	})
	bracketRole.each(s.text, func(_ span, m []int) {
		if s.bracketedName(m[2], m[3]) {
			s.person(m[2], m[3])
		}
	})
	if strings.Contains(s.text, ")と") { // the expression is slow
		for _, m := range readAsExpr().FindAllStringSubmatchIndex(s.text, -1) {
			s.person(m[2], m[3])
			s.person(m[4], m[5])
		}
	}
}

// spacedBack gives the start of a name before pos whose characters are written apart: 梅 津 様; pos where there is none.
func (s *source) spacedBack(pos int) int {
	start, n := pos, 0
	for start > 0 && (start == pos || s.before(start) == ' ') {
		next := start
		if s.before(next) == ' ' {
			next--
		}
		r := s.before(next)
		if !isHan(r) || isHan(s.before(next-utf8.RuneLen(r))) {
			break
		}
		start = next - utf8.RuneLen(r)
		n++
	}
	if n < 2 {
		return pos
	}
	return start
}

// bracketedName is true of what in brackets behind a role or a post can only be who it is: 社員(乾), not 社員(男).
func (s *source) bracketedName(start, end int) bool {
	w := s.text[start:end]
	if plain()[w] || stops()[w] || s.touchesKept(start, end) {
		return false
	}
	if runes(w) == 1 {
		return plainSurnames()[w] && !strings.Contains("上下中前後今向所奥門角境東西南北白青黒赤平高仲", w)
	}
	a, b := s.covering(start, end)
	t := s.tokens()[a]
	return b-a == 1 && isFamily(t) && t.Known || b-a > 1 && allSingle(s.tokens(), start, end) && !roleEnd(s.before(end)) && !counts(s.tokens()[a:b], end)
}

// commonWord is true of what the dictionary has as one common word, and of what stays.
func (s *source) commonWord(start, end int) bool {
	a, b := s.covering(start, end)
	w := s.text[start:end]
	t := s.tokens()[a]
	return plain()[w] || stops()[w] || s.touchesKept(start, end) || b-a == 1 && t.Known && !t.Is("名詞", "固有名詞") && runes(w) > 1
}

// kanaNames finds common family names that are written in kana before a title or where somebody says who they are.
func (s *source) kanaNames() {
	for _, w := range titleExpr().all(s.text) {
		if honorifics()[s.text[w.start:w.end]] {
			s.person(s.kanaSurname(w.start), w.start)
		}
	}
	for _, m := range saidExpr().FindAllStringIndex(s.text, -1) {
		s.person(s.kanaSurname(m[0]), m[0])
	}
}

// kanaSurname gives the start of a common family name in kana that ends at pos, pos when there is none. In hiragana a
// particle may stand before it, since nothing else parts words there.
func (s *source) kanaSurname(pos int) int {
	is := isHiragana
	if isKatakana(s.before(pos)) {
		is = isKatakana
	}
	best, start := pos, pos
	for n := 0; n < 7 && is(s.before(start)); n++ {
		start -= utf8.RuneLen(s.before(start))
		r := s.before(start)
		alone := !is(r) || is('あ') && strings.ContainsRune("はがのとにをでもへ", r)
		if alone && kanaSurnames()[toHiragana(s.text[start:pos])] {
			best = start
		}
	}
	return best
}

func toHiragana(w string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ァ' && r <= 'ヶ' {
			return r - 'ァ' + 'ぁ'
		}
		return r
	}, w)
}

// saysSelf is true of a clause that may say who writes; it spares the others the slow expression.
func saysSelf(clause string) bool {
	clause = strings.TrimRight(clause, "。、! \n")
	return strings.HasSuffix(clause, "です") || strings.HasSuffix(clause, "でございます")
}

// selfNames: at the end of a clause, a family name with です: who writes says who they are.
func (s *source) selfNames() {
	if !saysSelf(s.text) {
		return
	}
	m := selfExpr().FindStringSubmatchIndex(strings.TrimRight(s.text, " \n"))
	if m == nil {
		return
	}
	if w := s.text[m[2]:m[3]]; kanaSurnames()[toHiragana(w)] {
		s.person(m[2], m[3])
	} else if a, b := s.covering(m[2], m[3]); b-a == 1 && isFamily(s.tokens()[a]) && s.tokens()[a].Known && !s.touchesKept(m[2], m[3]) {
		s.person(m[2], m[3])
	}
}

// surnameEnds are the last characters of family names of which the dictionary may know only the beginning: 久保塚.
const surnameEnds = "塚田川村山野原沢澤崎島本井口谷木林森橋場瀬浦尾岡池内寺"

// wholeNames takes in what belongs to a found name: its last character, and what follows it behind a blank, as given
// names in forms do: 朝比奈 克己, グエン ヴァン ナム. A proper name that a dot joins to it is one, too.
func (s *source) wholeNames() {
	for i := range s.found {
		if s.found[i].kind != Person {
			continue
		}
		if f := &s.found[i]; isHan(s.before(f.end)) && strings.ContainsRune(surnameEnds, s.after(f.end)) && !isHan(s.after(f.end+3)) {
			f.end += 3
		}
		if f := s.found[i]; s.before(f.start) == '・' {
			if a, _ := s.covering(f.start-3, f.start); a > 0 {
				if t := s.tokens()[a-1]; t.Is("名詞", "固有名詞", "地域", "一般") && all(t.Surface, isHan) && !prefs()[t.Surface] && !isHan(s.before(t.Start)) {
					s.person(t.Start, f.start-3)
				}
			}
		}
		for end := s.givenBehind(s.found[i].end); end > s.found[i].end; end = s.givenBehind(end) {
			s.remember(s.text[s.found[i].end+1:end], Person)
			s.found[i].end = end
		}
	}
}

// givenBehind gives the end of a further part of the name that ends at pos, pos where there is none.
func (s *source) givenBehind(pos int) int {
	is := isHan
	if isKatakana(s.before(pos)) {
		is = isKatakana
	} else if !isHan(s.before(pos)) {
		return pos
	}
	if s.after(pos) != ' ' {
		return pos
	}
	end := s.wordEnd(pos+1, is)
	w := s.text[pos+1 : end]
	if w == "" || plain()[w] || stops()[w] || honorifics()[w] || postList()[w] || s.touchesKept(pos+1, end) {
		return pos
	}
	if is('ア') {
		if runes(w) < 2 || runes(w) > 8 || s.plainKatakana(pos+1, end) {
			return pos
		}
		return end
	}
	if s.ordinary(pos+1, end) {
		return pos
	}
	return end
}

// ordinary is true of Chinese characters that no given name is: a word that the dictionary has as a common one, or
// too many of them.
func (s *source) ordinary(start, end int) bool {
	w := s.text[start:end]
	switch n := runes(w); {
	case n > 3, strings.Contains("他等宛様殿氏印済内外迄分用計件名人回台社円年月日時", w):
		return true
	case n == 1:
		return isHiragana(s.after(end)) && !strings.ContainsRune("のはがとにをもへよさ", s.after(end))
	}
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if t.Is("名詞", "固有名詞") || !t.Known {
			return false
		}
	}
	return !allSingle(s.tokens(), start, end) || counts(s.tokens()[a:b], end)
}
