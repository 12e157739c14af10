package linetest

import (
	"unicode"
	"unicode/utf16"
)

// utf16Len is the length of a text in UTF-16 code units, in which LINE counts by default (LD/text-character-count).
func utf16Len(s string) int { return len(utf16.Encode([]rune(s))) }

// graphemes is the length of a text in grapheme clusters, in which LINE counts labels. It follows Unicode's rules (UAX #29) for what
// occurs in labels: marks, variation selectors, skin tones, joined emoji, flags, Hangul, CR LF.
func graphemes(s string) int {
	n, flags := 0, 0
	var before, joined rune // joined is the last emoji before a ZWJ
	for i, r := range s {
		attached := false
		switch {
		case i == 0:
		case before == '\r' && r == '\n':
			attached = true
		case unicode.IsControl(before) || unicode.IsControl(r):
		case extends(r):
			attached = true
		case before == zwj && joined != 0 && pictograph(r):
			attached = true
		case flag(before) && flag(r) && flags%2 == 1:
			attached = true
		case hangul(before, r):
			attached = true
		}
		if !attached {
			n++
		}
		switch {
		case pictograph(r):
			joined = r
		case !extends(r):
			joined = 0
		}
		if flag(r) {
			flags++
		} else {
			flags = 0
		}
		before = r
	}
	return n
}

const zwj = '\u200d'

func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == zwj || r == '\u200c' ||
		r >= 0x1f3fb && r <= 0x1f3ff || r >= 0xe0020 && r <= 0xe007f || r == 0xff9e || r == 0xff9f
}

func flag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

func pictograph(r rune) bool {
	switch {
	case r >= 0x1f3fb && r <= 0x1f3ff, flag(r):
		return false
	case r >= 0x1f000 && r <= 0x1faff, r >= 0x2600 && r <= 0x27bf, r >= 0x2190 && r <= 0x21ff, r >= 0x2300 && r <= 0x23ff, r >= 0x2b00 && r <= 0x2bff:
		return true
	}
	return r == 0xa9 || r == 0xae || r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x3030 || r == 0x303d || r == 0x3297 || r == 0x3299
}

// hangul reports whether two runes are of one syllable: L (L|V|LV|LVT), (LV|V) (V|T), (LVT|T) T.
func hangul(a, b rune) bool {
	l := func(r rune) bool { return r >= 0x1100 && r <= 0x115f }
	v := func(r rune) bool { return r >= 0x1160 && r <= 0x11a7 }
	t := func(r rune) bool { return r >= 0x11a8 && r <= 0x11ff }
	syllable := func(r rune) bool { return r >= 0xac00 && r <= 0xd7a3 }
	open := func(r rune) bool { return syllable(r) && (r-0xac00)%28 == 0 }
	return l(a) && (l(b) || v(b) || syllable(b)) || (v(a) || open(a)) && (v(b) || t(b)) || (t(a) || syllable(a)) && t(b)
}
