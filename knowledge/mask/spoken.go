package mask

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// near is how many characters may stand between a cue word and what cannot be but its secret.
const near = 24

var (
	stopSign    = regexp.MustCompile(`[。\n!?]`)
	asciiWord   = pattern(`[!-~]{4,256}`)
	spokenCode  = pattern(`[0-9〇零○一二三四五六七八九①-⑨⓪](?:[-‐‑–ー 、,]?[0-9〇零○一二三四五六七八九①-⑨⓪]){2,9}`)
	cueAnywhere = findFold("secret-cues", "key-cues")
	secretCues  = findFold("secret-cues")
	codeCues    = setOf("code-cues")
	otherThings = findFold("other-things")
	shortcut    = regexp.MustCompile(`(?i)^(?:ctrl|alt|shift|win|cmd|fn)\+`)
	fileName    = regexp.MustCompile(`(?i)\.(?:exe|docx?|xlsx?|pptx?|pdf|zip|lnk|js|html?|png|jpe?g|txt|csv|com|net|jp|org|dll|iso|msi|bat|lockbit)$`)
	wifiWords   = regexp.MustCompile(`(?i)^(?:wi-?fi\d?|sms|2fa|mfa|id/?|e-?mail|wpa\d?|aes)$`)
)

// nearby finds what stands in the sentence of a cue word and can hardly be anything but its secret,
// whatever is said between the two.
func nearby(s *source) {
	for _, w := range cueAnywhere().all(s.text) {
		if s.cutsLatin(w.start, w.end) || s.inKatakana(w) {
			continue
		}
		end := min(len(s.text), w.end+near*3+256)
		rest := s.text[w.end:end]
		if i := sentenceBreak(rest); i >= 0 {
			rest = rest[:i]
		}
		for _, m := range asciiWord().FindAllStringIndex(rest, -1) {
			if runes(rest[:m[0]]) > near || otherThings().any(rest[:m[0]]) {
				break
			}
			if from, to := trimWord(rest, m[0], m[1]); strange(rest[from:to]) && !s.stays(w.end+from, w.end+to) && !opaqueIn(rest[from:to]) {
				s.strong(w.end+from, w.end+to, Secret)
			}
		}
		if codeCues()[strings.ToLower(s.text[w.start:w.end])] {
			s.codeIn(w.end, rest)
		}
	}
}

// sentenceBreak is where a sentence ends; a sign of ASCII ends one only before a blank or at the end,
// as passwords hold such signs.
func sentenceBreak(t string) int {
	for _, m := range stopSign.FindAllStringIndex(t, -1) {
		if r, _ := utf8.DecodeRuneInString(t[m[1]:]); t[m[0]] > 127 || t[m[0]] == '\n' || m[1] == len(t) || r == ' ' {
			return m[0]
		}
	}
	return -1
}

// codeIn finds digits of a code, in any script, shortly behind its cue word.
func (s *source) codeIn(at int, rest string) {
	for _, m := range spokenCode().FindAllStringIndex(rest, -1) {
		if runes(rest[:m[0]]) > near || otherThings().any(rest[:m[0]]) {
			return
		}
		if s.isCode(at+m[0], at+m[1]) && !strings.HasPrefix(rest[m[1]:], "から") {
			s.strong(at+m[0], at+m[1], Secret)
			return
		}
	}
}

// isCode is true of digits that stand for themselves: no date, no amount, no telephone number.
func (s *source) isCode(start, end int) bool {
	t, rest := s.text[start:end], s.text[end:]
	n := len(anyDigits(t))
	after, before := s.after(end), s.before(start)
	_, goesOn := digitOf(after)
	_, wentOn := digitOf(before)
	switch {
	case n < 4 || n > 8, goesOn, wentOn, isDate(t), isUnit(rest), isMoney(rest), s.touchesKept(start, end):
		return false
	case strings.ContainsRune(":/.-,", after) && hasDigitAt(rest[1:]), strings.ContainsRune("./:#-¥$", before), isLatin(before), isLatin(after):
		return false
	}
	return true
}

func hasDigitAt(t string) bool { return t != "" && t[0] >= '0' && t[0] <= '9' }

// inKatakana is true of キー in キーボード.
func (s *source) inKatakana(w span) bool {
	last, _ := utf8.DecodeLastRuneInString(s.text[w.start:w.end])
	first, _ := utf8.DecodeRuneInString(s.text[w.start:])
	return isKatakana(last) && isKatakana(s.after(w.end)) || w.end-w.start <= 9 && isKatakana(first) && isKatakana(s.before(w.start))
}

// trimWord takes brackets and stops off the ends of text[start:end].
func trimWord(text string, start, end int) (int, int) {
	t := strings.TrimLeft(text[start:end], "([{\"'`<=:,;")
	start = end - len(t)
	return start, start + len(strings.TrimRight(t, ")]}\"'`>.,:;"))
}

func opaqueIn(t string) bool { return strings.ContainsRune(t, opaque) }

// strange is true of a word that only a password or a key is: letters with digits, or with signs
// that no product and no file has.
func strange(t string) bool {
	d, signs := strings.ContainsAny(t, "0123456789"), strings.ContainsAny(t, "#$%&*!?^@~")
	letters := strings.IndexFunc(t, unicode.IsLetter) >= 0
	switch {
	case len(t) < 6, !letters, !d && !(signs && len(t) >= 8), isProduct(t), isDate(t), isCue(t), wifiWords.MatchString(t):
		return false
	case strings.Contains(t, "://"), strings.Contains(t, "@") && strings.Contains(t, "."), fileName.MatchString(t), shortcut.MatchString(t):
		return false
	case strings.Count(t, ":") >= 3 || strings.Count(t, ".") >= 3 && strings.Trim(t, "0123456789.") == "":
		return false // addresses of the net
	}
	return true
}
