package mask

import (
	"unicode/utf8"

	"madoguchi/knowledge/ja"
)

var (
	plain     = setOf("plain")
	stops     = setOf("company-stops")
	notFirms  = setOf("not-companies")
	tails     = setOf("company-tails")
	weakTails = setOf("weak-tails")
	prefs     = setOf("prefectures")
	notPlaces = setOf("not-places")
)

// nounish is true of tokens of which names are made.
func nounish(t ja.Token) bool {
	switch {
	case t.Surface == opaqueStr, stops()[t.Surface]:
		return false
	case t.Is("名詞", "代名詞"), t.Is("名詞", "非自立"), t.Is("名詞", "副詞可能"), t.Is("名詞", "接尾", "人名"), t.Is("名詞", "接尾", "助動詞語幹"), t.Is("名詞", "接尾", "副詞可能"):
		return false
	case t.Is("名詞"), t.Is("接頭詞", "名詞接続"):
		return !isPunctuation(t.Surface)
	case t.Surface == "・", t.Surface == "&", t.Surface == "-", t.Surface == ".", t.Surface == "ー":
		return true
	}
	return !t.Known && !isPunctuation(t.Surface) || all(t.Surface, isKatakana)
}

func isPunctuation(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return !isLatin(r) && !isHan(r) && !isKatakana(r) && !isHiragana(r)
}

// runBack gives the start of the run of noun-like tokens that ends at pos.
func (s *source) runBack(pos, most int) int {
	toks := s.tokens()
	i := s.tokenAt(pos)
	if i > 0 && toks[i-1].Start+len(toks[i-1].Surface) > pos {
		return pos // pos is inside a token
	}
	start := pos
	for n := 0; i > 0 && n < most; n++ {
		t := toks[i-1]
		if t.Start+len(t.Surface) != start || !nounish(t) && !s.headOfName(t, start, pos) {
			break
		}
		start = t.Start
		i--
	}
	for start < pos && joins(s.after(start)) {
		start += utf8.RuneLen(s.after(start))
	}
	return start
}

// headOfName is true of a single character such as 新 that would end a run, where single characters go on behind it:
// the dictionary does not know the name.
func (s *source) headOfName(t ja.Token, start, pos int) bool {
	w, ok := s.firstToken(start)
	return start < pos && ok && stops()[t.Surface] && runes(t.Surface) == 1 && runes(w) == 1 && isHan(s.after(start))
}

// runForward gives the end of the run of noun-like tokens that starts at pos.
func (s *source) runForward(pos, most int) int {
	toks := s.tokens()
	i := s.tokenAt(pos)
	end := pos
	for n := 0; i < len(toks) && n < most; n++ {
		t := toks[i]
		if t.Start != end || !nounish(t) || honorifics()[t.Surface] {
			break
		}
		end += len(t.Surface)
		i++
	}
	for end > pos && joins(s.before(end)) {
		end -= utf8.RuneLen(s.before(end))
	}
	return end
}

func joins(r rune) bool { return r == '・' || r == '&' || r == '-' || r == '.' }

// proper is true where text[start:end] holds something that is no plain word: a proper name of the dictionary or a
// word that it lacks.
func (s *source) proper(start, end int) bool {
	a, b := s.covering(start, end)
	toks := s.tokens()[a:b]
	for i, t := range toks {
		from, to := max(t.Start, start), min(t.Start+len(t.Surface), end)
		w := s.text[from:to]
		switch {
		case s.stays(from, to), plain()[w], stops()[w]:
		case all(w, isKatakana):
			if i > 0 && isKatakana(s.before(from)) && from > start {
				continue // judged with the head of its run
			}
			runEnd := from
			for runEnd < end && isKatakana(s.after(runEnd)) && runEnd-from < 2*longestWord {
				runEnd += utf8.RuneLen(s.after(runEnd))
			}
			if !s.plainKatakana(from, runEnd) {
				return true
			}
		case isLatin(s.after(from)):
			if len(w) >= 2 && !notFirms()[w] && digits(w) != w {
				return true
			}
		case t.Is("名詞", "固有名詞") && t.Known:
			if !t.Is("名詞", "固有名詞", "一般") && (runes(w) >= 2 || t.Is("名詞", "固有名詞", "人名", "姓")) && !notPlaces()[w] {
				return true
			}
			if t.Is("名詞", "固有名詞", "一般") && runes(w) >= 2 {
				return true
			}
		case !t.Known && !isPunctuation(w) && runes(w) >= 2:
			return true
		}
	}
	return false
}

// katakanaRun gives the start of the run of katakana that ends at pos.
func (s *source) katakanaRun(pos int) int {
	for first := pos; isKatakana(s.before(pos)) && first-pos < longestWord; {
		pos -= utf8.RuneLen(s.before(pos))
	}
	return pos
}

// plainKatakana is true of a katakana run that the dictionary has as one ordinary noun, or that is made of plain words.
func (s *source) plainKatakana(start, end int) bool {
	a, b := s.covering(start, end)
	if b-a == 1 {
		if t := s.tokens()[a]; t.Known && t.Start == start && t.Start+len(t.Surface) == end && !t.Is("名詞", "固有名詞") {
			return true
		}
	}
	return madeOf(s.text[start:end])
}

// longestWord bounds, in bytes, how far one katakana word is followed.
const longestWord = 90

// madeOf is true of a katakana run that is made of plain words.
func madeOf(w string) bool {
	reach := make([]bool, len(w)+1)
	reach[0] = true
	for i := range len(w) {
		for j := i + 1; reach[i] && j <= min(len(w), i+longestWord); j++ {
			if part := w[i:j]; plain()[part] || katakana()[part] || tails()[part] || keeperSet()[part] {
				reach[j] = true
			}
		}
	}
	return reach[len(w)]
}

var (
	katakana   = setOf("katakana")
	honorifics = setOf("honorifics")
)
