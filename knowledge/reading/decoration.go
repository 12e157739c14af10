package reading

import (
	"regexp"
	"strings"
	"unicode"
)

// Decoration stands around what is said and changes nothing of it: pictographs, faces made of
// signs, laughs, stamps written out.

var (
	// A face stands in brackets that hold no word: (^^;, (´・ω・`), m(_ _)m. So do (笑) and (汗).
	face  = regexp.MustCompile(`[mｍ＼\\ヽ٩o]?[(（][ 　]?(?:[^()（）ぁ-んァ-ヶ一-龠々a-zA-Z0-9０-９.,。、/@#&+=~%\n]{1,14}|[^()（）\n]?[\^´` + "`" + `>＞TtoO0;；・_＿ω∀゜▽°\-‐=・ー皿д益Д◕ ]{2,12}[^()（）\n]?|(?:笑|爆|汗|泣|涙|怒|照|苦笑|爆笑|大汗|冷汗|号泣|滝汗|焦|悲|嬉|謝|礼|ぺこ|ぺこり|ペコリ|しくしく|わら|w+|ｗ+)+)[)）][mｍ/／ﾉノシo;；]?`)
	stamp = regexp.MustCompile(`(?i)[\[［【(（<＜](?:line)?(?:スタンプ|絵文字|ステッカー|顔文字|sticker|stamp|emoji|emoticon)[^\]］】)）>＞\n]{0,12}[\]］】)）>＞]`)
	code  = regexp.MustCompile(`(^|[^0-9A-Za-z:/.\\])(?::[a-z][a-z0-9_+\-]{1,30}:)+`)

	// Laughs and bare faces stand behind Japanese words, at the end or before a sign.
	laugh = regexp.MustCompile(`([ぁ-んァ-ヶー一-龠々。、!！?？…\s])(?:[wWｗＷ]+|笑+|わら|草|爆笑|苦笑|大汗|泣)([。、!！?？…\s]|$)`)
	bare  = regexp.MustCompile(`(?:[\^＾][_\-oо.]?[\^＾]|[>＞][_.]?[<＜]|T[_.]?T|;[_.]?;|；[_＿]?；|[oO]rz|OTL|ORZ|[_＿]\|￣\|[○◯0]|[ﾟ･*:.｡☆★]{5,})[;；'’]*`)
	sweat = regexp.MustCompile(`([ぁ-もゆ-んー。、!！?？…\s])汗([。、!！?？…\s]|$)`) // not 冷や汗
	cheer = regexp.MustCompile(`(^|[^0-9A-Za-z])[Xx]D+([^0-9A-Za-z]|$)`)
	chose = regexp.MustCompile(`^(\s*[0-9０-９]{1,2})(?:[wWｗＷ]{2,}|[ｗＷ笑草汗泣]+|爆笑|苦笑|:[a-z_]{3,30}:(?::[a-z_]{3,30}:)*)([。!！\s]*)$`) // a choice, and a laugh
)

// undecorated is a text without decoration; one of decoration alone stays as it is.
func undecorated(text string) string {
	out := rid(text, "[［【(（<＜", stamp, "")
	out = rid(out, ":", code, "$1")
	out = faceless(out)
	out = rid(out, "(（", face, "")
	out = rid(out, "^＾>＞T;；oO_＿ﾟ｡X", bare, "")
	out = rid(out, "Xx", cheer, "$1$2")
	out = strings.Map(func(r rune) rune {
		if pictograph(r) {
			return -1
		}
		return r
	}, out)
	out = chose.ReplaceAllString(out, "$1$2")
	out = rid(out, "汗", sweat, "$1$2")
	for range 2 { // one may end where the next begins
		out = rid(out, "wWｗＷ笑わ草", laugh, "$1$2")
	}
	if !strings.ContainsFunc(out, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return text
	}
	return out
}

// rid puts something in the place of what an expression finds, in which one of some signs
// stands: most texts have none of them.
func rid(text, signs string, what *regexp.Regexp, by string) string {
	if !strings.ContainsAny(text, signs) {
		return text
	}
	return what.ReplaceAllString(text, by)
}

// pictograph reports whether a rune is an emoji, a part of one, or a sign such as ♪ that only adorns.
func pictograph(r rune) bool {
	switch {
	case r == '☎' || r == '☏':
		return false // it stands for a word
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF, r >= 0xE0020 && r <= 0xE007F:
		return true
	case r == 0xFE0F || r == 0xFE0E || r == 0x20E3 || r == 0x200D || r == 0x231A || r == 0x231B || r == 0x23F0 || r == 0x23F3 || r == 0x3030 || r == 0x303D:
		return true
	case r >= 0x10FC00: // what LINE's oldest programs write
		return true
	}
	return false
}
