package mask

import (
	"regexp"
	"strings"
)

var (
	legalExpr  = find("legal-forms")
	tailExpr   = find("company-tails")
	shaExpr    = pattern(`([ァ-ヿA-Za-z0-9&.\-]{2,})社`)
	toiuCue    = cue{find("toiu"), pattern(`^[^\s、。「」\n` + opaqueStr + `]{0,14}?{{company-heads}}`)}
	headCue    = cue{find("company-heads"), pattern(`^(?:名|社)?(?:は|が|の|:|：|、)?_?[「『"“(]([^「」『』"“”()\n]{1,30})[」』"”)]`)}
	labelCue   = cue{find("company-labels"), pattern(`^(名|者)?_?(は|が|の|:|：|=|_)?_?[「『]?`)}
	quotedName = pattern(`[「『"“]([^「」『』"“”\n]{1,30})[」』"”]_?(?:という|といった|と称する|と名乗る|なる)[^\s、。「」\n]{0,14}?{{company-heads}}`)
)

// companies finds the names of companies and of other bodies that are not public.
func companies(s *source) {
	s.legalForms()
	s.companyTails()
	s.introduced()
	s.labelled()
	s.foreign()
	s.bankForms()
	s.quotedShops()
	for _, m := range firmOf().FindAllStringSubmatchIndex(s.text, -1) {
		if !s.plainKatakana(m[2], m[3]) {
			s.company(m[2], m[3], m[2], m[3])
		}
	}
	for _, m := range nationalExpr().FindAllStringIndex(s.text, -1) {
		if s.nounsOrKana(m[0], m[1]) {
			s.company(m[0], m[1], m[0], m[1])
		}
	}
	for _, t := range s.tokens() {
		known := t.Is("名詞", "固有名詞", "組織") && t.Known && runes(t.Surface) >= 2
		if known && !s.partOfKatakana(t) && s.weak(t.Start, t.Start+len(t.Surface), Company) {
			s.remember(t.Surface, Company)
		}
	}
}

// company adds a name with what belongs to it, and remembers the bare name.
func (s *source) company(start, end, nameStart, nameEnd int) {
	nameStart, nameEnd = s.trim(nameStart, nameEnd)
	letter := nameEnd-nameStart == 1 // A社
	if nameStart >= nameEnd || letter || s.stays(nameStart, nameEnd) || !hasContent(s.text[nameStart:nameEnd]) || s.onlyPlaces(start, end) {
		return
	}
	s.strong(start, end, Company)
	s.remember(s.text[nameStart:nameEnd], Company)
}

// onlyPlaces is true where the dictionary sees nothing but places: what places masks, or leaves.
func (s *source) onlyPlaces(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if !t.Is("名詞", "固有名詞", "地域") && !t.Is("名詞", "接尾", "地域") {
			return false
		}
	}
	return a < b
}

// legalForms: 株式会社X, X(株).
func (s *source) legalForms() {
	for _, w := range legalExpr().all(s.text) {
		m := [2]int{w.start, w.end}
		bracket := s.text[m[0]] == '('
		next := m[1]
		if r := s.after(next); r == ' ' || r == '「' || r == '『' || r == '・' || r == ':' {
			next += len(string(r))
		}
		end := s.runForward(next, 10)
		hard := !bracket || s.text[m[0]:m[1]] == "(株)" || s.text[m[0]:m[1]] == "(有)"
		if end == next && isHiragana(s.after(next)) && hard {
			end = s.hiraganaName(next)
		}
		start := s.runBack(m[0], 8)
		if start == m[0] && end == next && hard {
			start = s.hiraganaBack(m[0])
		}
		if !hard {
			if !(end > m[1] && s.proper(m[1], end)) {
				end = next
			}
			if !(start < m[0] && s.proper(start, m[0])) {
				start = m[0]
			}
		}
		if end > next {
			s.company(m[0], end, next, end)
		}
		if start < m[0] {
			s.company(start, m[1], start, m[0])
		}
	}
}

// hiraganaName gives the end of a name that begins in hiragana, which the tokenizer takes for verbs and endings: what
// follows up to the next particle. A particle right behind the form means that no name follows.
func (s *source) hiraganaName(pos int) int {
	toks := s.tokens()
	first := s.tokenAt(pos)
	if kana := s.wordEnd(pos, isHiragana); first < len(toks) && !toks[first].Is("助詞") && !toks[first].Is("助動詞") && runes(s.text[pos:kana]) >= 3 {
		if n := tailExpr().at(s.text, kana); n > 0 {
			return kana + n
		}
	}
	end := pos
	for i := first; i < len(toks) && toks[i].Start == end; i++ {
		t := toks[i]
		particle := t.Is("助詞", "格助詞") || t.Is("助詞", "係助詞") || t.Is("助詞", "連体化") || t.Is("助詞", "接続助詞") || t.Is("助詞", "副助詞")
		if particle || end == pos && (t.Is("助詞") || t.Is("助動詞")) || !all(t.Surface, isHiragana) && !nounish(t) {
			break
		}
		end += len(t.Surface)
	}
	if runes(s.text[pos:end]) < 3 {
		return pos
	}
	return end
}

// hiraganaBack gives the start of a name in hiragana that ends at pos, before a legal form; pos where verbs and endings
// stand there.
func (s *source) hiraganaBack(pos int) int {
	toks := s.tokens()
	i := s.tokenAt(pos) - 1
	start := pos
	for ; i >= 0 && toks[i].Start+len(toks[i].Surface) == start && all(toks[i].Surface, isHiragana); i-- {
		if t := toks[i]; t.Is("動詞") || t.Is("助動詞") || t.Is("助詞", "格助詞") || t.Is("助詞", "係助詞") || t.Is("助詞", "連体化") || t.Is("連体詞") {
			break
		}
		start = toks[i].Start
	}
	if runes(s.text[start:pos]) < 3 {
		return pos
	}
	return start
}

// companyTails: X商会, X大学, X社; the part before the tail must hold a proper name or an unknown word.
func (s *source) companyTails() {
	for _, w := range tailExpr().all(s.text) {
		m := [2]int{w.start, w.end}
		tail := s.text[m[0]:m[1]]
		_, last := s.covering(m[0], m[1])
		if t := s.tokens()[last-1]; t.Start+len(t.Surface) != m[1] || runes(tail) == 1 && t.Surface != tail || isKatakana(s.before(m[1])) && isKatakana(s.after(m[1])) {
			continue
		}
		head := m[0]
		if a, _ := s.covering(m[0], m[1]); s.tokens()[a].Start < m[0] {
			if t := s.tokens()[a]; t.Known && !t.Is("名詞", "固有名詞") {
				continue
			}
			head = s.tokens()[a].Start
		}
		start := s.runBack(head, 8)
		if word := s.katakanaRun(m[1]); word < m[0] && word >= start && s.plainKatakana(word, m[1]) {
			continue // インタネット is no company
		}
		if start == m[0] || !s.tailFits(start, m[0], tail) {
			continue
		}
		s.company(start, m[1], start, m[1])
	}
	for _, m := range shaExpr().FindAllStringSubmatchIndex(s.text, -1) {
		if strings.ContainsRune("員長内会外団名宅用屋史是則交保主債葬", s.after(m[1])) {
			continue
		}
		if w := s.text[m[2]:m[3]]; !notFirms()[w] && !s.stays(m[2], m[3]) && s.proper(m[2], m[3]) {
			s.company(m[0], m[1], m[2], m[3])
		}
	}
}

// tailFits is true where the run before a tail makes it a name.
func (s *source) tailFits(start, end int, tail string) bool {
	if s.stays(start, end) || s.stays(start, end+len(tail)) || notFirms()[s.text[start:end]] {
		return false
	}
	if national.MatchString(s.text[start:end]) && bodyTail.MatchString(tail) || tail == "工業会" && runes(s.text[start:end]) >= 3 {
		return true
	}
	if !weakTails()[tail] {
		return s.proper(start, end) || strings.ContainsAny(s.text[start:end], "日米英中韓") && s.oneCountry(start, end)
	}
	a, b := s.covering(start, end)
	t := s.tokens()[b-1]
	from := t.Start
	for from > start && end-from < longestWord && isKatakana(s.after(from)) && isKatakana(s.before(from)) {
		from -= 3
	}
	w := s.text[from:end]
	switch {
	case a == b, prefs()[w], t.Is("名詞", "固有名詞", "地域", "国"), t.Is("名詞", "接尾"), t.Is("名詞", "数"):
		return false
	case isLatin(s.after(from)) && (len(w) <= 4 || notFirms()[w]):
		return tail == "社" && len(w) >= 2 && !notFirms()[w]
	case runes(tail) == 1 && t.Is("名詞", "固有名詞", "人名", "名"):
		return false
	}
	return s.proper(from, end)
}

// A body that calls itself national is one: 全日本X協会.
var (
	national = regexp.MustCompile(`^(?:全日本|日本|全国|国際|東日本|西日本)[^語人円製]`)
	bodyTail = regexp.MustCompile(`^(?:協会|連盟|連合会|組合|協同組合|協議会|振興会|財団|工業会)$`)
)

// firmOf is a company of a stated kind with its name: 警備会社のXから.
var firmOf = pattern(`\p{Han}{2}(?:会社|業者)の([ァ-ヿー]{4,})(?:から|より|が来|と契約|に依頼|に頼)`)

var (
	nationalExpr = pattern(`(?:全日本|全国|日本)[\p{Han}ァ-ヿーぁ-ん]{2,12}?(?:協会|連盟|工業会|協同組合|振興会)(?:連合会)?`)
	foreignExpr  = pattern(`[A-Z][A-Za-z0-9&\-]*(?: [A-Z][A-Za-z0-9&\-]*){0,3},? ?(?:Inc|Ltd|LLC|Corp|Corporation|Co\., ?Ltd|Co|GmbH|Company|Limited)\b\.?`)
)

// foreign: X Inc., X Co., Ltd.
func (s *source) foreign() {
	s.inRuns(foreignExpr, 0, func(m []int) {
		name := s.text[m[0]:m[1]]
		if i := strings.IndexAny(name, " ,"); i > 0 {
			s.company(m[0], m[1], m[0], m[0]+i)
		}
	})
}

var (
	bankBefore = pattern(`(?:^|[^ァ-ヿ])((?:カ|ユ|ド|シヤ|ザイ|フク|イ|ガク)\)|カブシキ[ガカ]イシャ|ユウゲン[ガカ]イシャ|ゴウドウ[ガカ]イシャ)_?([ァ-ヿ・.]{3,}(?:_[ァ-ヿ・.]{3,})?)`)
	bankAfter  = pattern(`([ァ-ヿ・.]{3,})_?\((?:カ|ユ|ド)(?:\)|$|_)`)
	shopExpr   = cue{find("company-heads"), pattern(`^_?[「『"“]([^「」『』"“”\n、。]{2,16}(?:店|屋|堂|亭|園|庵|舗|房|軒|館|荘|商会|商店|食堂|酒場|工房))[」』"”]`)}
)

// bankForms: how banks write the legal form in kana: カ)フタバサンギョウ.
func (s *source) bankForms() {
	if !strings.ContainsAny(s.text, "カユドイク") || !strings.Contains(s.text, ")") && !strings.Contains(s.text, "(") && !strings.Contains(s.text, "イシャ") {
		return // the expressions are slow
	}
	for _, m := range bankBefore().FindAllStringSubmatchIndex(s.text, -1) {
		s.company(m[2], m[5], m[4], m[5])
	}
	for _, m := range bankAfter().FindAllStringSubmatchIndex(s.text, -1) {
		s.company(m[0], m[1], m[2], m[3])
	}
}

// quotedShops: ショップ「ことり雑貨店」: in quotes behind what kind of shop it is, ordinary words are a name.
func (s *source) quotedShops() {
	shopExpr.each(s.text, func(_ span, m []int) {
		if w := s.text[m[2]:m[3]]; runes(w) >= 4 && runes(w) <= 12 && !plain()[w] && !strings.ContainsAny(w, "はがをにへ 、") && !strings.ContainsRune("おこそあどご", s.after(m[2])) {
			s.company(m[2], m[3], m[2], m[3])
		}
	})
}

// nounsOrKana is true where text[start:end] holds no particle but what hiragana nouns look like.
func (s *source) nounsOrKana(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if t.Is("助詞") || t.Is("助動詞") || t.Is("動詞", "自立") && !all(t.Surface, isHiragana) {
			return false
		}
	}
	return true
}

// oneCountry is true where the dictionary sees a country in a single character that other characters follow: it does
// not know the name.
func (s *source) oneCountry(start, end int) bool {
	a, b := s.covering(start, end)
	for i, t := range s.tokens()[a:b] {
		if t.Is("名詞", "固有名詞", "地域", "国") && runes(t.Surface) == 1 && a+i+1 < b {
			return true
		}
	}
	return false
}

// introduced: Xという会社, 会社「X」.
func (s *source) introduced() {
	toiuCue.each(s.text, func(w span, _ []int) {
		start := s.runBack(w.start, 6)
		if start < w.start && s.nameBeforeToiu(start, w.start) {
			s.company(start, w.start, start, w.start)
		}
	})
	for _, m := range quotedName().FindAllStringSubmatchIndex(s.text, -1) {
		if s.nounsOnly(m[2], m[3]) && !plain()[s.text[m[2]:m[3]]] {
			s.company(m[2], m[3], m[2], m[3])
		}
	}
	headCue.each(s.text, func(_ span, m []int) {
		w := s.text[m[2]:m[3]]
		if s.before(m[2]) == '(' && (strings.ContainsAny(w, " 0123456789の、,/") || s.touchesKept(m[2], m[3])) {
			return
		}
		if s.nounsOnly(m[2], m[3]) && !plain()[w] && !stops()[w] && s.proper(m[2], m[3]) {
			s.company(m[2], m[3], m[2], m[3])
		}
	})
}

// nameBeforeToiu: before という会社 an ordinary word is a name, too (タイヤという会社), unless it says what kind of
// company it is.
func (s *source) nameBeforeToiu(start, end int) bool {
	w := s.text[start:end]
	if plain()[w] || notFirms()[w] || s.stays(start, end) {
		return false
	}
	if s.proper(start, end) {
		return true
	}
	return all(w, isKatakana) && runes(w) >= 3 && !katakana()[w]
}

// labelled: 社名はX, 運営会社X.
func (s *source) labelled() {
	labelCue.each(s.text, func(w span, m []int) {
		quoted := s.before(m[1]) == '「' || s.before(m[1]) == '『'
		if quoted {
			if i := strings.IndexAny(s.text[m[1]:], "」』、。\n"); i > 0 && i <= 60 && strings.ContainsRune("」』", s.after(m[1]+i)) && !plain()[s.text[m[1]:m[1]+i]] {
				s.company(m[1], m[1]+i, m[1], m[1]+i)
				return
			}
		}
		end := s.runForward(m[1], 8)
		if end == m[1] || !s.proper(m[1], end) {
			return
		}
		label := s.text[w.start:w.end]
		if linked := m[4] >= 0 || quoted; linked || strings.HasPrefix(label, "運営") || strings.HasPrefix(label, "販売") {
			s.company(m[1], end, m[1], end)
		}
	})
}
