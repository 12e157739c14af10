package mask

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cardExpr is 13 to 19 digits, in groups or not.
var cardExpr = pattern(`\d{4}(?:\.\d{4}){3}|\d(?:[-‐‑–—―−ー－・ ]{0,2}\d){12,18}`)

// cards finds payment card numbers by their first digit and the Luhn check; next to a cue word also mistyped ones.
func cards(s *source) {
	if !strings.ContainsAny(s.text, "23456") {
		return
	}
	s.inRuns(cardExpr, 13, func(m []int) {
		d := digits(s.text[m[0]:m[1]])
		cued := s.cueBefore(m[0], "card-cues", 24)
		if issued(d) && luhn(d) && (cued || len(d) >= 14) || cued && len(d) >= 14 && len(d) <= 16 {
			s.strong(m[0], m[1], Card)
		}
	})
}

// issued is true of digits that begin as payment cards do: 2 only from 2221 to 2720, so that dates are none.
func issued(d string) bool {
	switch d[0] {
	case '2':
		return d[:4] >= "2221" && d[:4] <= "2720"
	case '3':
		return d[1] == '0' || d[1] >= '4'
	}
	return d[0] >= '4' && d[0] <= '6'
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

var fourByFour = pattern(`^\d{4}[-‐‑–—―−ー－・ ]\d{4}[-‐‑–—―−ー－・ ]\d{4}$`)

var myNumberExpr = pattern(`\d(?:[-‐‑–—―−ー－・ ]?\d){11}`)

// myNumbers finds the Individual Number by its check digit, and any twelve digits after its cue word.
func myNumbers(s *source) { s.individual(false) }

// strictMyNumbers wants a cue word, the groups in which the card shows the number, or a message that is nothing but the
// number: other things have twelve digits, too.
func strictMyNumbers(s *source) { s.individual(true) }

func (s *source) individual(strict bool) {
	s.inRuns(myNumberExpr, 12, func(m []int) {
		if b, a := s.before(m[0]), s.after(m[1]); unicode.IsDigit(b) || unicode.IsDigit(a) || s.groupAt(m[1], 1) || s.groupAt(m[0], -1) || b == '-' || isMoney(s.text[m[1]:]) {
			return
		}
		valid := checkDigit(digits(s.text[m[0]:m[1]]))
		alone := strings.TrimSpace(s.text) == s.text[m[0]:m[1]] || fourByFour().MatchString(s.text[m[0]:m[1]])
		if !s.cueBefore(m[0], "mynumber-cues", 30) && s.cueBefore(m[0], "number-cues", 16) {
			return // it says what it is
		}
		switch cued := s.cueBefore(m[0], "mynumber-cues", 30); {
		case cued && valid, valid && (alone || !strict):
			s.strong(m[0], m[1], MyNumber)
		case cued:
			s.strong(m[0], m[1], Number)
		}
	})
}

// checkDigit verifies the twelfth digit of an Individual Number.
func checkDigit(d string) bool {
	sum := 0
	for n := 1; n <= 11; n++ {
		q := n + 1
		if n >= 7 {
			q = n - 5
		}
		sum += int(d[11-n]-'0') * q
	}
	want := 0
	if r := sum % 11; r > 1 {
		want = 11 - r
	}
	return int(d[11]-'0') == want
}

// cueBefore is true where a word of the list stands shortly before pos, in the same sentence.
func (s *source) cueBefore(pos int, list string, within int) bool {
	window := s.text[:pos]
	if i := strings.LastIndexAny(window, "。\n"); i >= 0 {
		window = window[i:]
	}
	for i, n := len(window), 0; i > 0; i-- {
		if window[i-1]&0xC0 != 0x80 {
			if n++; n == within {
				window = window[i-1:]
				break
			}
		}
	}
	for _, w := range words(list) {
		if strings.Contains(window, w) {
			return true
		}
	}
	return false
}

const secretValue = `(\d{1,4}(?: \d{1,4}){1,4}|[!-~]{3,256})`

var (
	secretCue   = cue{findFold("secret-cues"), pattern(`^(?:番号|コード)?_?(?:の?\d桁)?(_?[:：=＝→⇒]_?[「『"'【\[]?|(?:は|が|を|の|に|って|には|、| is| was| é| era| là|是|為|为| ay|은|는|이)?_?(?:ずっと|いつも|全部|以前から|たしか|確か|たぶん|多分)?_?[「『"'【\[(]?)_?` + secretValue)}
	secretQuote = cue{findFold("secret-cues"), pattern(`^(?:は|が|に|:|：|=)_?[「『]([^「」『』\n、。]{2,24})[」』]_?(?:です|でした|だ|で[、。す]|に(?:し|変|設定|なっ)|という|。|$)`)}
	secretPair  = pattern(`(?i)ID_?(?:/|と|、|・|&)_?{{secret-cues}}(?:は|:|：|=|_|「)+([!-~]{3,40})(?:_|、|/|と)+([!-~]{3,40})`)
	secretAfter = pattern(`([!-~]{4,64})[」』"'】]?_?(?:が|という|といった|というのが|って|っていう|と言う|の)_?(?:新しい|古い|今の|届いた|その)?$`)
)

// manyWords are a password of several words, as far as it is written with blanks.
var manyWords = pattern(`^(?:_[!-~]{2,40}){2,24}(?:です|でした|だ|」|』|。|$|\n)`)

// secrets finds passwords, PINs and codes after (or before) their cue words.
func secrets(s *source) {
	s.toldCodes()
	hits := secretCue.words().all(s.text)
	if len(hits) == 0 {
		return
	}
	secretCue.each(s.text, func(w span, m []int) {
		if !s.cutsLatin(w.start, w.end) || !isLatin(s.before(w.start)) && strings.ContainsAny(s.text[m[4]:m[5]], "0123456789") {
			link := s.text[m[2]:m[3]]
			if pins()[strings.ToLower(s.text[w.start:w.end])] {
				link = ":" // three digits behind it are one
			}
			if more := manyWords().FindStringIndex(s.text[m[5]:]); more != nil && w.isOurs(s.text) {
				s.strong(m[4], s.wordsEnd(m[5]), Secret)
			}
			s.secret(m[4], m[5], link)
		}
	})
	secretQuote.each(s.text, func(_ span, m []int) {
		if !s.stays(m[2], m[3]) && s.nounsOnly(m[2], m[3]) {
			s.strong(m[2], m[3], Secret)
		}
	})
	for _, w := range hits {
		from := max(0, w.start-96)
		if m := secretAfter().FindStringSubmatchIndex(s.text[from:w.start]); m != nil && !s.cutsLatin(w.start, w.end) {
			s.secret(from+m[2], from+m[3], "を")
		}
	}
	if strings.Contains(s.text, "ID") || strings.Contains(s.text, "id") {
		for _, m := range secretPair().FindAllStringSubmatchIndex(s.text, -1) {
			s.strong(m[2], m[3], Number)
			s.strong(m[4], m[5], Secret)
		}
	}
}

var (
	pins      = setOf("pin-cues")
	codeTopic = find("code-topics")
	codeTold  = pattern(`(?:^|[^\d.,])(\d{4,8}|\d{2,4}(?:[ -]\d{2,4}){1,3})[」』"')]?(?:_?(?:という|といった|っていう|って)_?(?:\d桁の?)?(?:コード|番号|数字)|_?(?:を|と|って|も|で)?_?(?:(?:電話|メール|口頭|LINE|SMS|チャット|画面)(?:で|に)|相手に|向こうに|そのまま)?_?(?:答え|伝え|教え|読み上げ|読みあげ|入れ|入力|打ち|打っ|送信|送っ|返信|言っ|言い))`)
	bareCode  = pattern(`(?:^|[^ァ-ヿA-Za-z\p{Han}])コード(?:は|が|:|=|_|「|\()+(\d{4,8})`)
)

// toldCodes finds the digits that somebody says they told or typed in, where the talk is of codes that come by message.
func (s *source) toldCodes() {
	if !codeTopic().any(s.text) {
		return
	}
	start := 0
	sentence := func(end int) {
		if codeTopic().any(s.text[start:end]) {
			for _, expr := range []regex{codeTold, bareCode} {
				for _, m := range expr().FindAllStringSubmatchIndex(s.text[start:end], -1) {
					from, to := start+m[2], start+m[3]
					if n := countDigits(s.text[from:to]); n >= 4 && n <= 10 && !isDate(s.text[from:to]) && !s.touchesKept(from, to) && !isUnit(s.text[to:]) && !isMoney(s.text[to:]) {
						s.strong(from, to, Secret)
					}
				}
			}
		}
		start = end
	}
	for pos, r := range s.text {
		if r == '。' || r == '\n' {
			sentence(pos + utf8.RuneLen(r))
		}
	}
	sentence(len(s.text))
}

// example is behind what is no secret of anybody's.
var example = regexp.MustCompile(`^[」』"')]?(?:みたい|のよう|など|とか)`)

// secret adds one value when it can be a secret: the weaker the link to the cue word, the more it must look like one.
func (s *source) secret(start, end int, link string) {
	if part := s.text[start:end]; strings.Contains(part, " ") && !isUnit(s.text[end:]) && countDigits(part) >= 4 {
		s.strong(start, end, Secret)
		return
	}
	value := strings.TrimRight(s.text[start:end], `)]}"'.,;:`)
	if i := strings.IndexAny(value, `"'`); i > 2 {
		value = value[:i]
	}
	end = start + len(value)
	hasDigit := strings.ContainsAny(value, "0123456789")
	letters := strings.IndexFunc(value, func(r rune) bool { return r > 127 || unicode.IsLetter(r) }) >= 0
	firm := strings.ContainsAny(link, ":=「『\"'(【[→⇒") || strings.Contains(link, "：") || strings.HasPrefix(link, "は")
	switch {
	case len(value) < 3, s.stays(start, end), isCue(value), strings.Contains(value, "://"), strings.Contains(value, "@"):
	case !letters && !hasDigit: // ****
	case !letters && (isUnit(s.text[end:]) || example.MatchString(s.text[end:])), isMoney(s.text[end:]):
	case !letters && len(digits(value)) >= 10 && value[0] == '0' && strings.Contains(value, "-"): // a telephone number
	case hasDigit && isProduct(value):
	case hasDigit && (letters || len(digits(value)) >= 4 || firm):
		s.strong(start, end, Secret)
	case !hasDigit && firm && len(value) >= 5 && !isWordAfter(s.after(end)):
		s.strong(start, end, Secret)
	case !hasDigit && strings.ContainsAny(value, "!#$%&*+?@_^") && len(value) >= 6:
		s.strong(start, end, Secret)
	}
}

// isCue is true of another cue word in the place of a value: ID/PW.
func isCue(v string) bool {
	v = strings.ToUpper(strings.Trim(v, "/()-"))
	for _, w := range []string{"ID", "PW", "PASS", "PASSWORD", "PIN", "USER", "LOGIN", "MAIL", "SMS", "NAS", "PC", "USB", "EXCEL", "WIFI", "WI-FI", "CLICK", "RESET", "RESETTING", "MANAGER", "CHATGPT", "BITWARDEN", "1PASSWORD", "LASTPASS", "KEEPASS"} {
		if v == w {
			return true
		}
	}
	return strings.HasPrefix(v, "ID/") || strings.HasSuffix(v, "/ID")
}

// isUnit is true where digits are followed by a counter: 8文字, 4桁, 3回, 2024年.
func isUnit(rest string) bool {
	for _, u := range []string{"文字", "桁", "ケタ", "けた", "回", "個", "つ", "年", "月", "日", "時", "分", "秒", "度", "種類", "段階", "番目", "件", "人", "名", "台", "社", "ヶ", "か月", "カ月", "週", "要素", "%", "割", "通", "以上", "以下", "行"} {
		if strings.HasPrefix(rest, u) {
			return true
		}
	}
	return false
}

func isWordAfter(r rune) bool { return isKatakana(r) || isHan(r) || isLatin(r) }

// nounsOnly is true where text[start:end] holds no particle, verb or auxiliary: a name or a password, not a sentence.
func (s *source) nounsOnly(start, end int) bool {
	a, b := s.covering(start, end)
	for _, t := range s.tokens()[a:b] {
		if t.Is("助詞", "格助詞") || t.Is("助詞", "係助詞") || t.Is("助動詞") || t.Is("動詞") && t.Known && !all(t.Surface, isKatakana) {
			return false
		}
	}
	return a < b
}

// isOurs is true of a cue word that is no English: after an English one words may be a sentence.
func (w span) isOurs(text string) bool {
	r, _ := utf8.DecodeRuneInString(text[w.start:])
	return !isLatin(r)
}

// wordsEnd is where a row of words of ASCII that begins before pos ends.
func (s *source) wordsEnd(pos int) int {
	for pos < len(s.text) && s.text[pos] >= ' ' && s.text[pos] <= '~' {
		pos++
	}
	return pos
}
