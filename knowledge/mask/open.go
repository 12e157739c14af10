package mask

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Open is what a message leaves open: the kind of secret of which the next one may be the rest. It
// is made of words of ours, never of what was said, and may be stored.
type Open string

// What messages leave open. The first of a pair expects the secret itself; the second was only
// talked of, and what comes next must look the more like one.
const (
	openPassword  Open = "パスワードは"
	aboutPassword Open = "パスワードを教えました"
	openCode      Open = "認証コードは"
	aboutCode     Open = "認証コードを教えました"
	openCard      Open = "カード番号は"
	aboutCard     Open = "カード番号を教えました"
	openNumber    Open = "マイナンバーは"
	aboutNumber   Open = "マイナンバーを教えました"
)

// After is Chat for a message that comes after one which left something open, and says what it
// leaves open itself.
func After(before Open, text string) (masked string, found Counts, next Open) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	masked, found = Chat(text)
	if before != "" {
		head := string(before) + "\n"
		all, counts := settle([]string{head + text}, chatRules)
		if rest, whole := strings.CutPrefix(all[0], head); whole {
			masked, found = rest, counts
		}
	}
	return masked, found, leaves(before, text, found)
}

// leaves says what a message leaves open.
func leaves(before Open, text string, found Counts) Open {
	s := newSource(text)
	o := s.openedBy(0, len(s.text))
	switch {
	case o == "" && found[Card] > 0 && s.part(16):
		return openCard
	case found[MyNumber] > 0 && s.part(12):
		return openNumber
	case o == "" && found.Total() == 0 && runes(strings.TrimSpace(text)) <= 6:
		return before // ええと
	case found[Secret]+found[Card]+found[MyNumber] > 0:
		return ""
	}
	return o
}

// part is true of a text whose digits are fewer than the number they belong to has.
func (s *source) part(whole int) bool {
	n := len(anyDigits(s.text))
	return n > 0 && n < whole
}

var (
	opening   = regexp.MustCompile(`^(?:番号|コード|キー)?[\p{Pe}\p{Pf}"']?(?:は|:|=|が|も|って|\?|です|ですが|ですけど|なんですが|は?(?:以下|次|下記|こちら|これ|下)(?:の(?:通り|とおり|もの|番号))?(?:です|になります)?|を?(?:送り|書き|教え|伝え|言い|いい|貼り|載せ|打ち|お知らせし|お伝えし)(?:ます|ますね|るね|る|ておきます)?| is| was| are| follows|、|。|…|\.| )*$`)
	openings  = findFold("secret-cues", "card-cues", "mynumber-cues")
	numbers12 = setOf("mynumber-cues")
	cards16   = setOf("card-cues")
)

// openedBy says what the last cue word of s.text[start:end] leaves open at its end.
func (s *source) openedBy(start, end int) Open {
	text := s.text[start:end]
	cues := openings().all(text)
	for len(cues) > 0 && s.cutsLatin(start+cues[len(cues)-1].start, start+cues[len(cues)-1].end) {
		cues = cues[:len(cues)-1]
	}
	if len(cues) == 0 {
		return ""
	}
	last := cues[len(cues)-1]
	said, rest := text[last.start:last.end], text[last.end:]
	awaits := opening.MatchString(strings.TrimSpace(rest))
	if !awaits && runes(rest) > 2*near {
		return ""
	}
	pick := func(open, about Open) Open {
		if awaits {
			return open
		}
		return about
	}
	switch {
	case numbers12()[said]:
		return pick(openNumber, aboutNumber)
	case cards16()[said]:
		return pick(openCard, aboutCard)
	case codeCues()[strings.ToLower(said)]:
		return pick(openCode, aboutCode)
	}
	return pick(openPassword, aboutPassword)
}

var alone = pattern(`^[ \t「『"'(\[]*(?:それは|えっと|ええと|えーと|あの|たしか|確か|たぶん|多分|答えは|it is |it's |番号は|→|・|-)?[、,: ]*` +
	`([!-~]{3,256}|[0-9〇零○一二三四五六七八九①-⑨⓪](?:[-‐‑–ー 、,.\x5F/]{0,3}[0-9〇零○一二三四五六七八九①-⑨⓪]){2,22})` +
	`[ \t」』"')\]]*(?:です|でした|だ|だった|だよ|ですね|ですが|だと|になります|となります|と(?:いう|言う|いった)(?:番号|数字|コード|もの)?(?:です|でした)?|(?:と|って|を)?(?:、)?(?:相手に|電話で|そのまま)?(?:言い|伝え|送り|入れ|入力し|打ち|教え|答え|返し)(?:ました|てしまいました|ちゃいました)|って(?:言っ|送っ|伝え|教え|打っ)(?:た|ちゃった|てしまった|てしまいました))?[。.!、]*(?:$|[。\n])`)

// nextLine finds a secret that stands alone on the line behind the one that speaks of it.
func nextLine(s *source) {
	start := 0
	for start < len(s.text) {
		end := start + strings.IndexByte(s.text[start:]+"\n", '\n')
		next := end
		for next < len(s.text) && strings.IndexByte(" \t\r\n", s.text[next]) >= 0 {
			next++
		}
		if o := s.openedBy(start, end); o != "" && next < len(s.text) {
			s.answers(o, next)
		}
		start = end + 1
	}
}

// answers takes what stands alone from pos on when it is what was left open.
func (s *source) answers(o Open, pos int) {
	m := alone().FindStringSubmatchIndex(s.text[pos:])
	if m == nil {
		return
	}
	start, end := trimWord(s.text, pos+m[2], pos+m[3])
	value := s.text[start:end]
	if opaqueIn(value) || s.stays(start, end) || isCue(value) || isUnit(s.text[end:]) || isMoney(s.text[end:]) {
		return
	}
	d := anyDigits(value)
	n := len(d)
	letters := strings.ContainsFunc(value, func(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) })
	amount := n >= 4 && strings.HasSuffix(d, "000") || n == 4 && (strings.HasPrefix(d, "19") || strings.HasPrefix(d, "20"))
	switch {
	case letters && strange(value), letters && o == openPassword && len(value) >= 4 && !isProduct(value) && !fileName.MatchString(value):
		s.strong(start, end, Secret)
	case letters || isDate(value):
	case (o == openCard || o == aboutCard && n >= 8) && n%4 <= 2 && n >= 4 && n <= 16:
		s.strong(start, end, Card)
	case (o == openNumber || o == aboutNumber && n >= 8) && n%4 == 0 && n <= 12:
		s.strong(start, end, MyNumber)
	case o == openCode && n >= 3 && n <= 10, (o == aboutCode || o == aboutPassword) && n >= 4 && n <= 8 && !amount, o == openPassword && n >= 4 && n <= 16:
		s.strong(start, end, Secret)
	}
}
