package reading

import (
	"strconv"
	"strings"
)

// numeral matches a count as people write it, in folded text.
const numeral = `(?:[0-9][0-9,]*(?:[、,~-]\s?[0-9]+)?|[一二三四五六七八九][、,-]\s?[一二三四五六七八九]十?|[一二三四五六七八九十百千]+[数]?[十百]?|数[十百]?|十数)`

var kanjiDigits = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

// parseNumber reads a numeral; a span (2、3 or 10-20) counts as its upper end, 数 as five.
func parseNumber(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, false
	}
	if i := strings.LastIndexAny(s, "~-"); i > 0 {
		return parseNumber(s[i+1:])
	}
	if a, b, ok := strings.Cut(s, "、"); ok && a != "" {
		return parseNumber(b)
	}
	if c := s[0]; c >= '0' && c <= '9' {
		if a, b, ok := strings.Cut(s, ","); ok && len(strings.TrimSpace(b)) < 3 { // 2,3台 is a span, 1,000 is not
			_ = a
			return parseNumber(b)
		}
		n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
		return n, err == nil && n < 1_000_000
	}
	return parseKanjiNumber(s)
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
