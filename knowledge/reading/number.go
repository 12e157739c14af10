package reading

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// numeral matches a count as people write it, in folded text.
const numeral = `(?:[0-9][0-9,]*(?:[、,~-]\s?[0-9]+)?|[一二三四五六七八九十百千]+[、,~-]\s?[一二三四五六七八九]十?|[一二三四五六七八九十百千]+[数]?[十百]?|数[十百]?|十数)`

var kanjiDigits = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// parseNumber reads a numeral; a span (2、3 or 10-20) counts as its upper end, 数 as five.
func parseNumber(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, false
	}
	if a, b, ok := cutAny(s, "+足プ"); ok { // 3+2
		m, one := parseNumber(a)
		n, other := parseNumber(strings.TrimLeft(b, "すラス "))
		return m + n, one && other
	}
	if i := strings.LastIndexAny(s, "~-"); i > 0 {
		return upperEnd(s[:i], s[i+1:])
	}
	if a, b, ok := strings.Cut(s, "、"); ok && a != "" {
		return upperEnd(a, b)
	}
	if c := s[0]; c >= '0' && c <= '9' {
		if a, b, ok := strings.Cut(s, ","); ok && len(strings.TrimSpace(b)) < 3 { // 2,3台 is a span, 1,000 is not
			return upperEnd(a, b)
		}
		n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
		return n, err == nil && n < 1_000_000
	}
	if a, b, ok := strings.Cut(s, ","); ok {
		return upperEnd(a, b)
	}
	return parseKanjiNumber(s)
}

// cutAny cuts a text at the first of some signs.
func cutAny(s, signs string) (before, after string, found bool) {
	i := strings.IndexAny(s, signs)
	if i <= 0 {
		return s, "", false
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+size:], true
}

// upperEnd is the upper end of a span, which may say only what it has of its own: 十二、三 is 13.
func upperEnd(from, to string) (int, bool) {
	b, ok := parseNumber(to)
	a, known := parseNumber(from)
	for p := 10; ok && known && b < a && p <= 1000; p *= 10 {
		if b < p && a-a%p+b > a {
			return a - a%p + b, true
		}
	}
	return b, ok
}

// parseKanjiNumber reads 五, 十二, 百三十, 十数, 数十, and two digits in a row (二三) as a span.
func parseKanjiNumber(s string) (int, bool) {
	total, current := 0, 0
	for _, r := range s {
		switch r {
		case '数':
			current = 5
		case '十', '百', '千':
			unit := map[rune]int{'十': 10, '百': 100, '千': 1000}[r]
			total += max(current, 1) * unit
			current = 0
		default:
			d, ok := kanjiDigits[r]
			if !ok {
				return 0, false
			}
			current = d
		}
	}
	return total + current, total+current > 0
}
