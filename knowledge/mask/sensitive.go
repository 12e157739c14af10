package mask

import "strings"

var (
	health     = cue{find("health"), pattern(`^(?:の?(?:患者|持ち|手帳|診断|薬|治療|通院))?(?:\d級|[一二三]級)?`)}
	obscene    = cue{findFold("obscene"), pattern(`^(?:を[^、。」』\n]{1,8})?`)}
	healthExpr = pattern(`障害(?:者)?(?:手帳)?(?:\d級|[一二三]級)|精神的(?:に|な)(?:不安定|おかし|病ん|病気|追い詰められ)[いでなさ]?|精神(?:的な)?(?:の)?(?:病|疾患)|(?:コロナ|インフルエンザ|ノロ)に(?:感染|かか|罹)`)
)

// sensitive finds what is said of a person's health or disability, and obscene words with the verb that goes with them.
func sensitive(s *source) {
	health.each(s.text, func(w span, m []int) {
		if !isKatakana(s.after(w.start)) || !isKatakana(s.before(w.start)) {
			s.strong(w.start, m[1], Sensitive)
		}
	})
	if strings.Contains(s.text, "障害") || strings.Contains(s.text, "精神") || strings.Contains(s.text, "に") {
		for _, m := range healthExpr().FindAllStringIndex(s.text, -1) {
			s.strong(m[0], m[1], Sensitive)
		}
	}
	obscene.each(s.text, func(w span, m []int) {
		first, last, before, after := s.after(w.start), s.before(w.end), s.before(w.start), s.after(w.end)
		if isLatin(first) && (isLatin(before) || isLatin(after)) || isKatakana(last) && (isKatakana(before) || isKatakana(after)) {
			return
		}
		if before == '男' || before == '女' {
			w.start -= len("男")
		}
		s.strong(w.start, m[1], Sensitive)
	})
}
