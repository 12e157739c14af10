package reading

import (
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"
)

func re(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

// lastMatch is where the last match begins and ends, or -1.
func lastMatch(re *regexp.Regexp, s string) (from, to int) {
	all := re.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return -1, -1
	}
	return all[len(all)-1][0], all[len(all)-1][1]
}

// occurrencesOf yields where a word begins in a text, one after the other.
func occurrencesOf(word, text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from := 0; ; from += len(word) {
			i := strings.Index(text[from:], word)
			if i < 0 || !yield(from+i) {
				return
			}
			from += i
		}
	}
}

// lastRunes are the last n characters of s.
func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// firstRunes are the first n characters of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// wordEnds reports whether a name that ends at i is not the beginning of a longer word or number:
// mac in machine, 10 in 100, マック in マックスバリュ. Names in kana may be followed by another
// (アンドロイドスマホ), only マック is too short.
func wordEnds(text string, i int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[:i])
	next, _ := utf8.DecodeRuneInString(text[i:])
	switch {
	case isLetter(last):
		return !isLetter(next)
	case isDigit(last):
		return !isDigit(next) && !versionGoesOn.MatchString(text[i:])
	case last == 'ク' && next >= 'ァ' && next <= 'ー':
		return kanaComputer.MatchString(text[i:])
	}
	return true
}

var (
	versionGoesOn = re(`^\.[0-9]`)
	kanaComputer  = re(`^(?:ノート|パソコン|ブック)`)
)

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }
func isDigit(r rune) bool  { return r >= '0' && r <= '9' }

// finished is where a sentence ends that is set off by a blank or a line alone:
// つぶれたらどうしよう お客さんの情報が漏れた. What is short may belong to it: 送っちゃった
// 免許証の写真.
var finished = re(`((?:ました|ません|でした|です|ます|しまった|ちゃった|てる|とる|ている|どうしよう?|どうしたら|[っいしけれせめげ]た|[んい]だ)(?:わ|よ|ね|の|ん|んや|ねん|んです|のよ|けん)?) ([^ 。]{7})`)

// withStops puts a full stop where a sentence ends without one.
func withStops(text string) string {
	if !strings.Contains(text, " ") {
		return text
	}
	return finished.ReplaceAllString(text, "$1。$2")
}

// holdsAny reports whether one of the words stands in the text. It is asked before a regexp is
// tried: most are not about what the text is about, and this is fifty times as fast.
func holdsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
