package knowledge

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold brings text to the one form in which it is compared: NFKC (ＰＣ→PC, ｳｲﾙｽ→ウイルス), lower case, dashes and
// waves after kana made ー, runs of white space made one space. It is for matching only; what people read keeps its
// original form.
func Fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	var b strings.Builder
	b.Grow(len(s))
	var prev rune
	for _, r := range s {
		switch {
		case isDash(r) && isKana(prev):
			r = 'ー'
		case isDash(r):
			r = '-'
		case r == '\u3000' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0':
			r = ' '
		}
		if r == ' ' && prev == ' ' || r == 'ー' && prev == 'ー' {
			continue
		}
		b.WriteRune(r)
		prev = r
	}
	return strings.TrimSpace(b.String())
}

func isDash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '〜', '~':
		return true
	}
	return false
}

func isKana(r rune) bool { return r >= 'ぁ' && r <= 'ヿ' }
