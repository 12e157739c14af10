package mask

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"madoguchi/knowledge/ja"
)

// span is a part of the folded text, in bytes.
type span struct {
	start, end int
	kind       Kind
}

func (a span) overlaps(b span) bool { return a.start < b.end && b.start < a.end }

// source is one text on its way through a round: its folded form, on which all rules work, and the way back.
type source struct {
	orig  string
	text  string // folded: NFKC by segments, labels made opaque
	from  []int  // for each byte of text, where its original segment starts
	to    []int  // for each byte of text, where its original segment ends
	toks  []ja.Token
	ready bool
	keep  []span // what stays, as whole entries of data/stays.txt
	found []span
	runs  []span // stretches of letters, digits and their signs
	names []name // recognised names, to be looked for everywhere
}

var labels = regexp.MustCompile("〔(?:氏名|会社名|電話番号|メール|URL|住所|番号|秘密|カード番号|マイナンバー|機微な情報)〕")

// newSource folds valid UTF-8 text.
func newSource(text string) *source {
	s := &source{orig: text}
	var b strings.Builder
	b.Grow(len(text) + len(text)/4)
	add := func(folded string, start, end int) {
		b.WriteString(folded)
		for range len(folded) {
			s.from = append(s.from, start)
			s.to = append(s.to, end)
		}
	}
	pos := 0
	for _, m := range labels.FindAllStringIndex(text, -1) {
		foldInto(text, pos, m[0], add)
		add(opaqueStr, m[0], m[1])
		pos = m[1]
	}
	foldInto(text, pos, len(text), add)
	s.text = b.String()
	s.keep = findKeepers(s.text)
	return s
}

// foldInto folds text[start:end] segment by segment, so that every folded byte knows its original segment.
func foldInto(text string, start, end int, add func(folded string, start, end int)) {
	var it norm.Iter
	it.InitString(norm.NFKC, text[start:end])
	for !it.Done() {
		p := start + it.Pos()
		seg := string(it.Next())
		q := start + it.Pos()
		if raw := text[p:q]; keepsForm(raw) {
			seg = raw
		}
		if invisible(seg) {
			continue // what stands on both sides of it reads as one
		}
		seg = strings.ReplaceAll(seg, opaqueStr, "\uFFFD")
		add(seg, p, q)
	}
}

// invisible is true of a segment of which nothing is to be seen.
func invisible(seg string) bool {
	return all(seg, func(r rune) bool { return r == '\u00AD' || unicode.Is(unicode.Cf, r) })
}

// keepsForm is true of signs whose folded form would melt into their neighbours: ① before a telephone number, ….
func keepsForm(seg string) bool {
	r, _ := utf8.DecodeRuneInString(seg)
	return r >= 0x2460 && r <= 0x24FF || r == '…' || r == '‥' || r == '½' || r == '²' || r == '³'
}

func foldWord(w string) string { return strings.ToLower(norm.NFKC.String(w)) }

// findKeepers marks the entries of data/stays.txt in folded text, from the left, the longest first.
func findKeepers(text string) []span {
	var out []span
	index := keepers()
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		end := 0
		for _, w := range index[unicode.ToLower(r)] {
			if i+len(w) <= len(text) && strings.EqualFold(text[i:i+len(w)], w) && standsAlone(text, i, i+len(w)) {
				end = i + len(w)
				break
			}
		}
		if end == 0 {
			i += n
			continue
		}
		out = append(out, span{start: i, end: end})
		i = end
	}
	return out
}

// standsAlone is false where a Latin or katakana word is only part of a longer one.
func standsAlone(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	switch {
	case isLatin(first) && isLatin(before), isLatin(last) && isLatin(after):
		return false
	case isKatakana(first) && isKatakana(before) && start > 0:
		return false
	}
	return true
}

// tokens cuts the folded text on first use.
func (s *source) tokens() []ja.Token {
	if !s.ready {
		s.toks, s.ready = tokenize(s.text), true
		s.keep = slices.DeleteFunc(s.keep, s.cutsName)
	}
	return s.toks
}

// longestRun bounds the katakana or letters that the tokenizer gets in one piece: its time grows with the square of such a run.
const longestRun = 40

// tokenize cuts text into words, piecewise where it holds an endless run of them.
func tokenize(text string) []ja.Token {
	var toks []ja.Token
	start, run := 0, 0
	piece := func(end int) {
		for _, t := range ja.Tokenize(text[start:end]) {
			t.Start += start
			toks = append(toks, t)
		}
		start, run = end, 0
	}
	for pos, r := range text {
		if run++; !isKatakana(r) && !isLatin(r) {
			run = 0
		}
		if run > longestRun {
			piece(pos)
		}
	}
	piece(len(text))
	return toks
}

// cutsName is true of a short entry that is only a part of a name that the dictionary knows: 東海 in 東海林.
func (s *source) cutsName(k span) bool {
	w := s.text[k.start:k.end]
	if !all(w, isHan) || runes(w) > 2 {
		return false
	}
	a, b := s.covering(k.start, k.end)
	t := s.toks[a]
	return b-a == 1 && t.Is("名詞", "固有名詞") && len(t.Surface) > len(w)
}

// tokenAt is the index of the first token that starts at or after pos.
func (s *source) tokenAt(pos int) int {
	t := s.tokens()
	return sort.Search(len(t), func(i int) bool { return t[i].Start >= pos })
}

// covering gives the indices [a, b) of the tokens that touch text[start:end].
func (s *source) covering(start, end int) (a, b int) {
	t := s.tokens()
	a = sort.Search(len(t), func(i int) bool { return t[i].Start+len(t[i].Surface) > start })
	b = sort.Search(len(t), func(i int) bool { return t[i].Start >= end })
	return a, b
}

// protect adds text[start:end] to what stays.
func (s *source) protect(start, end int) {
	kept := slices.DeleteFunc(s.keep, func(k span) bool { return k.start < end && k.end > start })
	i := sort.Search(len(kept), func(i int) bool { return kept[i].start >= end })
	s.keep = slices.Insert(kept, i, span{start: start, end: end})
}

// stays is true where text[start:end] is, apart from blanks, made only of what stays.
func (s *source) stays(start, end int) bool {
	for start < end {
		i := sort.Search(len(s.keep), func(i int) bool { return s.keep[i].end > start })
		if i < len(s.keep) && s.keep[i].start <= start {
			start = s.keep[i].end
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[start:])
		if r != ' ' && r != '・' && r != '/' {
			return false
		}
		start += n
	}
	return true
}

// touchesKept is true where text[start:end] shares a character with something that stays.
func (s *source) touchesKept(start, end int) bool {
	i := sort.Search(len(s.keep), func(i int) bool { return s.keep[i].end > start })
	return i < len(s.keep) && s.keep[i].start < end
}

// strong adds a candidate whose shape alone says what it is, whatever words it holds.
func (s *source) strong(start, end int, k Kind) {
	if start < end {
		s.found = append(s.found, span{start, end, k})
	}
}

// add adds a candidate unless it is nothing but what stays; trims blanks at its ends.
func (s *source) add(start, end int, k Kind) bool {
	start, end = s.trim(start, end)
	if start >= end || s.stays(start, end) {
		return false
	}
	s.strong(start, end, k)
	return true
}

// weak adds a candidate that gives way wherever something that stays is near.
func (s *source) weak(start, end int, k Kind) bool {
	return !s.touchesKept(start, end) && s.add(start, end, k)
}

func (s *source) trim(start, end int) (int, int) {
	const blank = " \t\r\n\u3000・"
	cut := strings.TrimLeft(s.text[start:end], blank)
	start = end - len(cut)
	return start, start + len(strings.TrimRight(cut, blank))
}

// before and after give the neighbouring runes of a position, 0 at the ends.
func (s *source) before(pos int) rune {
	if pos == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(s.text[:pos])
	return r
}

func (s *source) after(pos int) rune {
	if pos >= len(s.text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s.text[pos:])
	return r
}

func isLatin(r rune) bool    { return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
func isHan(r rune) bool      { return unicode.Is(unicode.Han, r) || r == '々' || r == 'ヶ' || r == '〆' }
func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヿ' && r != '・' }
func isHiragana(r rune) bool { return r >= 'ぁ' && r <= 'ゖ' }

func all(w string, is func(rune) bool) bool {
	for _, r := range w {
		if !is(r) {
			return false
		}
	}
	return w != ""
}

func digits(t string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, t)
}

func runes(t string) int { return utf8.RuneCountInString(t) }
