package base

import (
	"regexp"
	"slices"

	"madoguchi/knowledge"
)

// maxEasyLine is how long a line in easy Japanese may be: it is short, and its readings are not
// read twice.
const maxEasyLine = 230

// Kanji that have no reading behind them. Names of the days are known to everybody.
var unread = regexp.MustCompile(`[\p{Han}々]+(?:[^\p{Han}々（]|$)`)

// easySteps is how many of an entry's steps are there in easy Japanese at least.
const easySteps = 2

// easy looks at the lines in easy Japanese: those that are stale, those without readings, and what
// an urgent entry lacks.
func (l *linter) easy() {
	made := map[string]string{}
	for id, lines := range l.base.EasyLines {
		of := l.linesOf(id)
		for _, e := range lines {
			where := "easy " + id
			if !slices.Contains(of, e.Plain) {
				l.warn(where, "is stale; the line is not there any more: 「%s」", e.Plain)
			}
			if other, ok := made[e.Plain]; ok && other != e.Easy {
				l.fault(where, "the same line is put otherwise elsewhere: 「%s」", e.Plain)
			}
			made[e.Plain] = e.Easy
			l.text(where, e.Easy, maxEasyLine)
			if at := unread.FindString(e.Easy); at != "" {
				l.fault(where, "「%s」 has no reading: 「%s」", at, e.Easy)
			}
		}
	}
	if len(l.base.EasyLines) == 0 {
		return // a base that has none says everything in plain Japanese
	}
	for _, f := range l.base.FAQs {
		if f.Urgency == knowledge.High {
			for _, line := range neededInEasy(f) {
				if made[line] == "" {
					l.warn("easy "+f.ID, "lacks 「%s」", line)
				}
			}
		}
	}
	for _, line := range l.linesOf(knowledge.EasyDeeds) {
		if made[line] == "" {
			l.warn("easy "+knowledge.EasyDeeds, "lacks 「%s」", line)
		}
	}
}

// neededInEasy are the lines of an urgent entry that do not wait for anybody to look up a word.
func neededInEasy(f *knowledge.FAQ) []string {
	return slices.Concat(plainTexts(f.FirstAid), plainTexts(f.Now), plainTexts(f.Steps[:min(easySteps, len(f.Steps))]))
}

// linesOf are all lines that an easy file may put in other words.
func (l *linter) linesOf(id string) []string {
	var out []string
	if id == knowledge.EasyDeeds {
		for _, d := range l.base.Deeds {
			out = append(out, plainTexts(d.Aid)...)
		}
	}
	if f := l.base.FAQ(id); f != nil {
		for _, lines := range f.Texts {
			out = append(out, plainTexts(lines)...)
		}
	}
	return out
}
