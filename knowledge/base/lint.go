package base

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// Limits of what consulters read, in characters. A bubble holds a heading and one or more lines.
const (
	maxLineLength    = 110
	maxTitleLength   = 34
	maxMeaningLength = 40
	leastExamples    = 20
)

// Problem is something that is wrong with a base for those who read it.
type Problem struct {
	Where   string
	What    string
	Warning bool // somebody should look; the base may be published
}

func (p Problem) String() string {
	if p.Warning {
		return "warning: " + p.Where + ": " + p.What
	}
	return p.Where + ": " + p.What
}

// banned holds, a line each, a phrase that no answer may contain and, behind a tab, why.
//
//go:embed banned.txt
var banned string

// Lint returns what is wrong with a base that Check lets pass. now decides which reviews are due.
func Lint(b *knowledge.Base, now time.Time) []Problem {
	l := &linter{base: b, now: now, banned: readBanned()}
	for _, c := range b.Categories {
		if !slices.ContainsFunc(b.FAQs, func(f *knowledge.FAQ) bool { return f.Category == c.ID }) {
			l.fault("category "+c.ID, "no entry answers it")
		}
	}
	for _, f := range b.FAQs {
		l.faq(f)
	}
	for key, text := range b.Phrases {
		l.text("phrase "+key, text, 220)
	}
	for _, s := range b.Slots {
		l.text("slot "+s.Name, s.Question, maxLineLength)
	}
	return l.found
}

type linter struct {
	base   *knowledge.Base
	now    time.Time
	banned [][2]string
	found  []Problem
}

func (l *linter) fault(where, format string, args ...any) {
	l.found = append(l.found, Problem{Where: where, What: fmt.Sprintf(format, args...)})
}

func (l *linter) faq(f *knowledge.FAQ) {
	where := "faq " + f.ID
	l.text(where+", title", f.Title, maxTitleLength)
	l.text(where+", meaning", f.Meaning, maxMeaningLength)
	for field, lines := range f.Texts {
		for i, line := range lines {
			l.text(fmt.Sprintf("%s, %s %d", where, field, i+1), line.Text, maxLineLength)
		}
	}
	if n := len(f.Examples); n < leastExamples {
		l.fault(where, "has %d examples; matching needs %d", n, leastExamples)
	}
	if !f.ReviewBy.IsZero() && f.ReviewBy.Before(l.now) {
		l.found = append(l.found, Problem{where, "is past its review date " + f.ReviewBy.Format(time.DateOnly), true})
	}
	for _, r := range f.Contacts {
		if c := l.base.Contact(r.ID); c.Who == "person" && r.When.Always() && len(f.Contacts) == 1 {
			l.found = append(l.found, Problem{where, "names only a contact that takes no businesses: " + r.ID, true})
		}
	}
}

// text checks one text that consulters read.
func (l *linter) text(where, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		l.fault(where, "has %d characters, limit %d", n, limit)
	}
	for _, b := range l.banned {
		if strings.Contains(text, b[0]) {
			l.fault(where, "says 「%s」: %s", b[0], b[1])
		}
	}
	if _, found := mask.Chat(text); len(found) > 0 {
		l.fault(where, "holds what looks private or secret: %v", found)
	}
}

func readBanned() [][2]string {
	var out [][2]string
	for line := range strings.Lines(banned) {
		phrase, why, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && phrase != "" && !strings.HasPrefix(phrase, "#") {
			out = append(out, [2]string{phrase, why})
		}
	}
	return out
}
