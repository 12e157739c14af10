package mask

import (
	"regexp"
	"strings"
)

var (
	halfCard   = regexp.MustCompile(`^\s*([3-6]\d{3} {1,3}\d{4})\s*$`)
	cuedPart   = cue{find("mynumber-cues"), pattern(`^(?:は|が|:|=|_|「)*(\d{4}[- ]?\d{4})(?:$|[^\d年月円-])`)}
	expires    = pattern(`(?:有効期限|期限|期日|exp(?:iry|ires)?)(?:は|が|:|_|date)*(\d{2}_?/_?\d{2,4})`)
	back       = pattern(`裏面?(?:の(?:番号|数字|コード|[3三]桁))?(?:は|が|:|_)+(\d{3,4})(?:$|[^\d桁年円])`)
	codeTalk   = pattern(`(?i)\bcode\b[^.\n0-9]{0,28}?\b(\d{3,5}[- ]?\d{0,5})\b`)
	noCode     = regexp.MustCompile(`(?i)(?:error|zip|postal|stop|country|area|product|exit|status|bar|qr|source)[ -]?$`)
	prefixed   = pattern(`\b([A-Z]-\d{5,8})\b`)
	loginPair  = pattern(`(?:ログイン情報|アカウント情報|ログイン|ID|アカウント)(?:とパスワード|とパス|とPW|/PW|/PASS)?(?:は|が|:|=|_)+([!-~]{3,60}?)(?:_?[/、,と]_?|_+)([!-~]{4,60})`)
	quotedWord = cue{secretCues, pattern(`^(?:番号|コード)?_?[「『"'【]([^「」『』【】"'\n、。]{3,40})[」』"'】]`)}
)

// pieces finds what is only a part of a secret, or stands beside one.
func pieces(s *source) {
	if m := halfCard.FindStringSubmatchIndex(s.text); m != nil {
		s.strong(m[2], m[3], Card)
	}
	cuedPart.each(s.text, func(_ span, m []int) { s.strong(m[2], m[3], MyNumber) })
	if strings.Contains(s.text, "カード") || strings.ContainsRune(s.text, opaque) {
		for _, m := range back().FindAllStringSubmatchIndex(s.text, -1) {
			s.strong(m[2], m[3], Secret)
		}
		for _, m := range expires().FindAllStringSubmatchIndex(s.text, -1) {
			s.strong(m[2], m[3], Secret)
		}
	}
	for _, m := range codeTalk().FindAllStringSubmatchIndex(s.text, -1) {
		if n := countDigits(s.text[m[2]:m[3]]); n >= 4 && n <= 8 && !noCode.MatchString(s.text[max(0, m[0]-16):m[0]]) && !isDate(s.text[m[2]:m[3]]) {
			s.strong(m[2], m[3], Secret)
		}
	}
	for _, m := range prefixed().FindAllStringSubmatchIndex(s.text, -1) {
		if codeTopic().any(s.text) || strings.Contains(s.text, "コード") && !otherThings().any(s.text[max(0, m[0]-3*near):m[0]]) {
			s.strong(m[2], m[3], Secret)
		}
	}
	for _, m := range loginPair().FindAllStringSubmatchIndex(s.text, -1) {
		if v := s.text[m[4]:m[5]]; strange(v) {
			s.strong(m[2], m[3], Number)
			s.strong(m[4], m[5], Secret)
		}
	}
	quotedWord.each(s.text, func(w span, m []int) {
		v := s.text[m[2]:m[3]]
		if !s.cutsLatin(w.start, w.end) && countDigits(v) >= 2 && !unitInside(v) && !s.stays(m[2], m[3]) && !isProduct(v) && s.nounsOnly(m[2], m[3]) {
			s.strong(m[2], m[3], Secret)
		}
	})
}

// unitInside is true where digits inside a text count something: 8文字以上.
func unitInside(t string) bool {
	for pos, r := range t {
		if r >= '0' && r <= '9' && isUnit(t[pos+1:]) {
			return true
		}
	}
	return false
}
