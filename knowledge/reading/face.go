package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Nobody can list all faces that are made of signs. What tells them from words is that they hold
// hardly any: between their outlines, which are brackets or the same sign twice, stand signs and at
// most single letters, drawn for a mouth.

const (
	maxFace  = 16 // runes between the brackets of a face
	maxLimbs = 6  // runes of arms and hands on one side of it
)

// faceless is a text without faces.
func faceless(text string) string {
	if !strings.ContainsFunc(text, outlines) {
		return text
	}
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	for i := 0; i < len(runes); {
		end := faceAt(runes, i)
		if end == i {
			out = append(out, runes[i])
			i++
			continue
		}
		for n := 0; len(out) > 0 && n < maxLimbs && limb(out, len(out)-1); n++ {
			out = out[:len(out)-1]
		}
		out = out[:len(out)-mimed(out, true)]
		end += mimed(runes[end:], false)
		for n := 0; end < len(runes) && n < maxLimbs && limb(runes, end); n++ {
			end++
		}
		i = end
	}
	return string(out)
}

// outlines are what a face may begin with.
func outlines(r rune) bool {
	return strings.ContainsRune("(（꒰ʕ", r) || strings.ContainsRune(eyes, r) || drawn(r)
}

// Eyes that stand twice around a mouth, without brackets: T_T, =_=, ;-;, QAQ. Letters may be those
// of a name: X-X, a.a.
const (
	eyes    = "^＾>＜<;；=＝・°ಠ*＊@◕•-TtoOQXx"
	letters = "TtoOQXx"
	mouths  = "_^ωДд∀﹏▽"
	spoken  = ".AovV-ー" // what is a mouth only between signs
)

// faces of letters alone.
var lettered = []string{"ToT", "QAQ", "TAT", "OvO", "T.T"}

// faceAt is where a face ends that begins at i, or i.
func faceAt(t []rune, i int) int {
	switch r := t[i]; {
	case r == '(' || r == '（':
		return bracketed(t, i)
	case drawn(r):
		end := i
		for end < len(t) && (drawn(t[end]) || strings.ContainsRune("_ﾟ･・.:*｡^°﹏•", t[end])) {
			end++
		}
		if end-i > 1 || r == '彡' || !unicode.IsLetter(r) {
			return end
		}
	case i+2 < len(t) && t[i+2] == r && t[i+1] != r && strings.ContainsRune(eyes, r) && looks(r, t[i+1]) && alone(t, i, i+3):
		return i + 3
	}
	return i
}

// looks reports whether an eye twice, with a mouth between, is a face.
func looks(eye, mouth rune) bool {
	switch {
	case strings.ContainsRune(letters, eye) && slices.Contains(lettered, string([]rune{eye, mouth, eye})):
		return true
	case eye == '-':
		return mouth == '_'
	case strings.ContainsRune(mouths, mouth):
		return true
	}
	return !strings.ContainsRune(letters, eye) && strings.ContainsRune(spoken, mouth)
}

// bracketed is where a face in brackets ends that begins at i, or i.
func bracketed(t []rune, i int) int {
	for end := i + 1; end < len(t) && end-i <= maxFace+1; end++ {
		switch r := t[end]; {
		case r == ')' || r == '）':
			if isFace(t[i+1 : end]) {
				return end + 1
			}
			return i
		case r == '(' || r == '（' || r == '\n':
			return i
		case strings.ContainsRune("?？ゞ", r) && end-i >= 3 && onlyOutlined(t[i+1:end]) && (end+1 == len(t) || !closes(t[end+1:])):
			return end + 1 // (・・? is never closed
		}
	}
	return i
}

func closes(t []rune) bool {
	for n, r := range t {
		if r == ')' || r == '）' {
			return true
		}
		if n > 4 || word(r) {
			return false
		}
	}
	return false
}

// isFace reports whether what stands between brackets draws a face: no words and no number, but two
// signs at least, one of which is neither a stop nor a part of a list.
func isFace(t []rune) bool {
	if string(t) == "ツ" || len(t) == 3 && t[0] == t[2] && looks(t[0], t[1]) {
		return true
	}
	signs, telling, found := 0, 0, 0
	for n, r := range t {
		switch {
		case unicode.IsSpace(r):
		case word(r):
			if found++; n > 0 && word(t[n-1]) || digit(r) && !mouthed(t, n) {
				return false
			}
		default:
			signs++
			if !strings.ContainsRune(".,、。/・:;+-=!?！？…%％#&¥$@*~〜", r) {
				telling++
			}
		}
	}
	first, last := t[:min(1, len(t))], t[max(0, len(t)-1):]
	switch {
	case len(t) < 2 || found > 3:
		return false
	case found == 0 && signs >= 2: // (._.), (;-;), but no (!?) and no (…)
		return telling > 0 || !strings.ContainsFunc(string(t), func(r rune) bool { return !strings.ContainsRune(".:;+-=@*・", r) })
	case telling > 0 && signs >= 2:
		return !word(first[0]) || !word(last[0]) || first[0] == last[0]
	case signs >= 2:
		return !word(first[0]) && !word(last[0]) && !strings.ContainsAny(string(t), ",、/%#&¥$!?！？…")
	}
	return found == 2 && signs == 1 && first[0] == last[0] && strings.ContainsAny(string(t), "_.▽ω∀Дд^")
}

// mouthed reports whether a digit is a mouth: (:3, (゜0゜).
func mouthed(t []rune, n int) bool {
	return n > 0 && (strings.ContainsRune(":ε", t[n-1]) || n+1 < len(t) && t[n-1] == t[n+1] && strings.ContainsRune("゜ﾟ°・", t[n-1]))
}

func digit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// onlyOutlined reports whether there are eyes and nothing else.
func onlyOutlined(t []rune) bool {
	for _, r := range t {
		if !strings.ContainsRune("・^＾。_･ｰ-;；´`｀ω￣", r) {
			return false
		}
	}
	return true
}

// word reports whether a rune may be a part of a word or a number.
func word(r rune) bool {
	switch {
	case strings.ContainsRune("ノツヽヾゝゞシﾉｼﾂ人一皿口益彡艸", r), drawn(r):
		return false
	case r >= 'ｦ' && r <= 'ﾟ':
		return r < 'ﾞ' && r != 'ｰ'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// drawn reports whether a rune is of a script, or of signs, that here only faces are drawn with:
// phonetic signs, accents, letters of Kannada or the Yi, frames, marks of half width.
func drawn(r rune) bool {
	switch {
	case r >= 0x0250 && r <= 0x02FF, r >= 0x1D00 && r <= 0x1DBF, r >= 0x0C80 && r <= 0x0CFF, r >= 0xA490 && r <= 0xA4CF, r >= 0x1400 && r <= 0x167F:
		return true
	case r >= 0x2500 && r <= 0x257F && r != '─' && r != '━' && r != '│' && r != '┃':
		return true
	case r == '┻' || r == '彡' || r == '︵' || r == '︶' || r == '﹏':
		return true
	}
	return false
}

// limb reports whether the rune at i may be an arm, a hand, sweat or a kiss beside a face: a sign that
// is no stop, or a single letter.
func limb(t []rune, i int) bool {
	switch r := t[i]; {
	case strings.ContainsRune("。、，．,.！!？?…：:「」『』【】[]［］(（\n\t 　・", r):
		return false
	case r == 'ー', r >= 'ぁ' && r <= 'ん', r >= 'ァ' && r <= 'ヶ' && !strings.ContainsRune("ノツシ", r), unicode.Is(unicode.Han, r) && r != '彡':
		return false
	case word(r) || r == 'シ':
		return lonely(t, i)
	}
	return true
}

// lonely reports whether the letter at i is none of a word: none of its script stands beside it.
func lonely(t []rune, i int) bool {
	with := func(r rune) bool {
		switch {
		case t[i] < utf8.RuneSelf:
			return r < utf8.RuneSelf && unicode.IsLetter(r)
		case t[i] == 'シ':
			return unicode.Is(unicode.Katakana, r)
		}
		return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) && !unicode.Is(unicode.Hiragana, r) && !drawn(r)
	}
	return (!digit(t[i]) || t[i] == '3' && i > 0 && t[i-1] == '=') && (i == 0 || !with(t[i-1]) || t[i] == '3') && (i+1 >= len(t) || !with(t[i+1]))
}

// mimes are sounds and gestures that stand beside a face in kana of half width.
var mimes = strings.Fields("ﾍﾟｺﾘ ﾍﾟｺ ﾎﾟｶｰﾝ ｳﾌﾌ ｷﾀ ｱｾｱｾ ｱｾ ｶﾞｸｶﾞｸ ｶﾞｸﾌﾞﾙ ﾌﾞﾙﾌﾞﾙ ｼｸｼｸ ｸﾞｽﾝ ｴｰﾝ ｶﾞｰﾝ ﾎﾛﾘ ﾄﾞｷﾄﾞｷ ｳｯ ｳｩ ﾊｧ ﾊｯ ﾋﾟｯ ｷﾘｯ ﾆｺｯ ﾆｺﾆｺ ﾃﾍ ﾃﾍｯ ﾜｰｲ ｵﾛｵﾛ ｿﾜｿﾜ")

// mimed is how many runes at the end of a text, or at its beginning, mime what a face says.
func mimed(t []rune, atEnd bool) (n int) {
	for _, m := range mimes {
		l := utf8.RuneCountInString(m)
		if l > n && l <= len(t) && (atEnd && string(t[len(t)-l:]) == m || !atEnd && string(t[:l]) == m) {
			n = l
		}
	}
	return n
}

// alone reports whether letters from one place to another are no part of a longer word or of a line
// of signs.
func alone(t []rune, from, to int) bool {
	touches := func(r rune) bool { return r < utf8.RuneSelf && (unicode.IsLetter(r) || r == t[from]) }
	return (from == 0 || !touches(t[from-1])) && (to == len(t) || !touches(t[to]) && !unicode.IsDigit(t[to]))
}
