package mask

import (
	"slices"
	"strings"
)

// sep is anything that people put between the groups of a telephone number; the long vowel sign and the dash of a
// Japanese keyboard are among them.
const sep = `(?:_{0,2}[-‐‑‒–—―−ーｰ－~〜・.･\x5F]_{0,2}|_{1,2}|_?[()]_?)`

var (
	phoneExpr  = pattern(`(?:\+?81_?[-‐−ー]?_?(?:\(0\))?_?\d{1,4}|\(0\d{1,5}\)|0\d{1,5})` + sep + `?\d{1,4}` + sep + `?\d{3,4}(?:` + sep + `?\d{1,4})?`)
	spacedExpr = pattern(`0(?:[-‐‑–—―−ー－・ ]{1,3}\d){9,10}\b`)
	slashExpr  = pattern(`0\d{1,4}/\d{1,4}/\d{3,4}`)
	abroadExpr = pattern(`(?:\+|\b(?:00|010)[-‐ー ]?)\d{1,3}` + sep + `?(?:\d{2,5}` + sep + `?){2,4}|\b1?[-‐ー ]?\(?8(?:00|33|44|55|66|77|88)\)?[-‐ー ]\d{3}[-‐ー ]\d{4}`)
	localCue   = cue{find("phone-cues"), pattern(`^(?:番号)?(?:は|が|:|：|_|\.|\(|の)*(\d{2,4}` + sep + `\d{4})`)}
	kanjiExpr  = pattern(`[〇零○]([〇零○一二三四五六七八九]{1,4})[-‐―ー－−の・ ]?([〇零○一二三四五六七八九]{2,4})[-‐―ー－−の・ ]?([〇零○一二三四五六七八九]{3,4})`)
	extension  = cue{find("extensions"), pattern(`^(?:番号)?(?:は|:|_)*(\d{2,6})`)}
)

// phones finds telephone numbers in every width and separator, except public ones.
func phones(s *source) {
	if strings.ContainsAny(s.text, "〇零○") {
		for _, m := range kanjiExpr().FindAllStringIndex(s.text, -1) {
			if n := runes(s.text[m[0]:m[1]]); n >= 10 {
				s.strong(m[0], m[1], Phone)
			}
		}
	}
	if !strings.ContainsAny(s.text, "0123456789") {
		return
	}
	s.inRuns(phoneExpr, 9, func(m []int) { s.phone(m[0], m[1], 10, 11) })
	s.inRuns(slashExpr, 9, func(m []int) { s.phone(m[0], m[1], 10, 11) })
	s.inRuns(spacedExpr, 9, func(m []int) { s.phone(m[0], m[1], 10, 11) })
	s.inRuns(abroadExpr, 9, func(m []int) { s.phone(m[0], m[1], 9, 15) })
	localCue.each(s.text, func(w span, m []int) {
		if !strings.HasSuffix(s.text[:w.start], "郵便") {
			s.phone(m[2], m[3], 6, 8)
		}
	})
	extension.each(s.text, func(_ span, m []int) { s.strong(m[2], m[3], Phone) })
}

// phone adds one candidate of the right number of digits that is no public number.
func (s *source) phone(start, end, least, most int) {
	end = start + len(strings.TrimRight(s.text[start:end], " -‐‑–—―−ー~〜・._/("))
	t := s.text[start:end]
	d := digits(t)
	domestic := strings.TrimPrefix(d, "81")
	if domestic != d && !strings.HasPrefix(domestic, "0") {
		domestic = "0" + domestic
	}
	if domestic != d {
		d = domestic
	}
	if len(d) > most && least == 10 {
		return
	}
	before, after := s.before(start), s.after(end)
	if least == 10 && (strings.HasPrefix(d, "00") || !strings.HasPrefix(d, "0")) {
		return
	}
	switch {
	case s.touchesKept(start, end), s.groupAt(end, 1) || s.groupAt(start, -1):
	case len(d) < least || len(d) > most:
	case before >= '0' && before <= '9' || after >= '0' && after <= '9':
	case isLatin(before) && before > '9' && !phoneWord(s.text[:start]) || isLatin(after):
	case before == '.' || before == ',' && least == 10, strings.ContainsRune(t, '\n'):
	case isMoney(s.text[end:]):
	case publicNumbers()[d]:
	default:
		s.strong(start, end, Phone)
	}
}

// phoneWord is true where the text ends with TEL or FAX.
func phoneWord(text string) bool {
	tail := strings.ToLower(text[max(0, len(text)-5):])
	return strings.HasSuffix(tail, "tel") || strings.HasSuffix(tail, "fax") || strings.HasSuffix(tail, "phone")
}

// groupAt is true where another group of digits goes on beyond a position.
func (s *source) groupAt(pos, step int) bool {
	near := s.text[pos:min(len(s.text), pos+8)]
	if step < 0 {
		near = reverse(s.text[max(0, pos-8):pos])
	}
	near = strings.TrimLeft(near, "\uFFFD")
	for _, r := range near {
		if r >= '0' && r <= '9' {
			return true
		}
		if !strings.ContainsRune("-‐‑–—―−ー－", r) {
			return false
		}
	}
	return false
}

func reverse(t string) string {
	r := []rune(t)
	slices.Reverse(r)
	return string(r)
}

// isMoney is true where a number is followed by a unit, and so is an amount.
func isMoney(rest string) bool {
	for _, u := range []string{"円", "ドル", "万", "億", "件", "台", "人", "名", "個", "回", "通", "ウォン", "元", "ユーロ", "バイト", "KB", "MB", "GB"} {
		if strings.HasPrefix(rest, u) {
			return true
		}
	}
	return false
}
