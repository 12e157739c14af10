package base

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Limits of what consulters read, in characters. A bubble holds a heading and one or more lines.
const (
	maxLineLength    = 110
	maxTitleLength   = 34
	maxMeaningLength = 40
	maxPhraseLength  = 220
	maxEasyLength    = 330 // readings in brackets count, and are not read twice
	maxChoiceLength  = 20  // LINE cuts longer labels
	leastExamples    = 5   // with fewer an entry is never found
	goodExamples     = 25  // an alert that must go out today may have fewer
)

// An example is clearly taken for another category when that is believed so much, and so many times
// more than its own.
const (
	clearBelief   = 0.7
	clearlyBetter = 20
)

// Problem is something that is wrong with a base for those who read it.
type Problem struct {
	Where   string
	What    string
	Warning bool // somebody should look; the base may be published

	Form string // What before anything was filled in: by it another language says the same
	Args []any  // what was filled in
}

func (p Problem) String() string {
	if p.Warning {
		return "warning: " + p.Where + ": " + p.What
	}
	return p.Where + ": " + p.What
}

// Fresh are the problems that were not known before: what an edit has caused. Where in a file they
// stand does not matter, since it moves.
func Fresh(all, known []Problem) (out []Problem) {
	before := map[string]int{}
	for _, p := range known {
		before[p.moving()]++
	}
	for _, p := range all {
		if before[p.moving()]--; before[p.moving()] < 0 {
			out = append(out, p)
		}
	}
	return out
}

// line is a place in a file.
var line = regexp.MustCompile(`(?:, line |:|\[)[0-9]+(?::[0-9]+)?\]?`)

func (p Problem) moving() string { return line.ReplaceAllString(p.String(), "") }

// banned holds, a line each, a phrase that no answer may contain and, behind a tab, why.
//
//go:embed banned.txt
var banned string

// shorteners are hosts of addresses that hide where they lead.
//
//go:embed shorteners.txt
var shorteners string

// Lint returns what is wrong with a base that Check lets pass, its Wording included, and without
// Examples, for which somebody must learn. now decides which reviews are due.
func Lint(b *knowledge.Base, now time.Time) []Problem {
	l := &linter{base: b, now: now, banned: readBanned(), examples: map[string]string{}}
	defer l.remembers()()
	for _, c := range b.Categories {
		if !slices.ContainsFunc(b.FAQs, func(f *knowledge.FAQ) bool { return f.Category == c.ID }) {
			l.fault("category "+c.ID, "no entry answers it")
		}
	}
	for _, f := range b.FAQs {
		l.faq(f)
	}
	l.followups()
	for _, d := range b.Deeds {
		for _, line := range d.Aid {
			l.text("deed "+d.ID, line.Text, maxLineLength)
		}
	}
	for _, t := range slices.Concat(b.Terms, b.Firms) {
		for _, line := range slices.Concat(t.What, t.How) {
			l.text("term "+t.Names[0], line.Text, maxLineLength)
		}
	}
	for _, v := range b.Voices {
		for _, line := range said(v) {
			l.text("voice "+v.ID, line, maxLineLength)
		}
	}
	for _, c := range b.Contacts {
		if !c.Sure() && !l.named(c) {
			continue // nobody reads it; it is there for whoever confirms it
		}
		l.texts("contact "+c.ID, maxLineLength, map[string]string{"name": c.Name, "for": c.For, "phone_note": c.PhoneNote, "hours_note": c.HoursNote})
	}
	for key, text := range b.Phrases {
		l.text("phrase "+key, text, maxPhraseLength)
		l.filledIn("phrase "+key, text, own().Phrases[key])
	}
	for key, text := range b.Easy {
		l.text("easy phrase "+key, text, maxEasyLength)
		l.filledIn("easy phrase "+key, text, own().Phrases[key])
	}
	for _, s := range b.Slots {
		l.slot(s)
	}
	l.languages()
	l.easy()
	l.found = append(l.found, Wording(b)...)
	l.found = append(l.found, Contacts(b, now)...)
	return l.inOrder()
}

type linter struct {
	base     *knowledge.Base
	now      time.Time
	banned   [][2]string
	examples map[string]string // folded example → its entry
	found    []Problem

	wasClean, clean map[examined]bool // the last time, and now
}

// inOrder is what was found, by its place: phrases and entries come in any order.
func (l *linter) inOrder() []Problem {
	slices.SortStableFunc(l.found, func(a, b Problem) int { return strings.Compare(a.Where, b.Where) })
	return l.found
}

func (l *linter) fault(where, format string, args ...any) {
	l.found = append(l.found, Problem{Where: where, What: fmt.Sprintf(format, args...), Form: format, Args: args})
}

func (l *linter) warn(where, format string, args ...any) {
	l.found = append(l.found, Problem{Where: where, What: fmt.Sprintf(format, args...), Warning: true, Form: format, Args: args})
}

func (l *linter) faq(f *knowledge.FAQ) {
	where := "faq " + f.ID
	l.text(where+", title", f.Title, maxTitleLength)
	l.text(where+", meaning", f.Meaning, maxMeaningLength)
	for field, lines := range f.Texts {
		for i, line := range lines {
			at := fmt.Sprintf("%s, %s %d", where, field, i+1)
			l.text(at, line.Text, maxLineLength)
			if _, found := l.names(line.Text); found.Total() > 0 && !l.holds(at) {
				l.warn(at, "may name somebody: %v", found)
			}
		}
	}
	l.asks(where, f)
	switch n := len(f.Examples); {
	case n < leastExamples:
		l.fault(where, "has %d examples; matching needs %d", n, leastExamples)
	case n < goodExamples:
		l.warn(where, "has %d examples and is found by few wordings; write %d as soon as there is time", n, goodExamples)
	}
	for i, e := range f.Examples {
		l.example(fmt.Sprintf("%s, example %d", where, i+1), f.ID, e)
	}
	if !f.ReviewBy.IsZero() && f.ReviewBy.Before(l.now) {
		l.warn(where, "is past its review date %s", f.ReviewBy.Format(time.DateOnly))
	}
}

// named reports whether an entry refers to a contact.
func (l *linter) named(c *knowledge.Contact) bool {
	return slices.ContainsFunc(l.base.FAQs, func(f *knowledge.FAQ) bool {
		return slices.ContainsFunc(f.Contacts, func(r knowledge.Referral) bool { return r.ID == c.ID })
	})
}

// example checks a question that consulters never read, but that stays in the base.
func (l *linter) example(where, id, text string) {
	if masked, found := l.private(text); len(found) > 0 {
		l.fault(where, "holds what looks private or secret: %s", masked)
	}
	if strings.HasPrefix(text, toFill) {
		l.fault(where, "still holds %s of the template: write what consulters write", toFill)
	}
	folded := knowledge.Fold(text)
	if other, twice := l.examples[folded]; twice {
		l.fault(where, "stands in %s, too; an example belongs to one entry, once", other)
	}
	l.examples[folded] = id
}

func (l *linter) slot(s *knowledge.Slot) {
	l.texts("slot "+s.Name, maxLineLength, map[string]string{"question": s.Question, "again": s.Again})
	l.texts("slot "+s.Name, maxEasyLength, map[string]string{"easy_question": s.EasyQuestion, "easy_again": s.EasyAgain})
	for _, c := range s.Choices {
		l.text("slot "+s.Name+", choice "+c.Value, c.Label, maxChoiceLength)
	}
}

// filledIn checks that a phrase has the places in which this program fills something in, in the
// same order; own is how the program's own base has it.
func (l *linter) filledIn(where, text, own string) {
	has, needs := placeholders.FindAllString(text, -1), placeholders.FindAllString(own, -1)
	if own != "" && !slices.Equal(has, needs) {
		l.fault(where, "is filled in at %q, and the program fills in %q: keep their number and order", has, needs)
	}
}

// opinions is how many matchers must agree that an example is misleading. A short text may fall to
// one side in one training and to the other in the next; nobody should be kept from publishing by
// that.
const opinions = 3

// Examples tries a base's examples on matchers that have learnt from them; those that learn gives
// differ in the chance of their training only. One that is nevertheless taken for another category,
// clearly and by all, misleads matching or stands in the wrong entry; a near miss is only worth a
// look.
func Examples(b *knowledge.Base, learn func(chance uint8) knowledge.Matcher) []Problem {
	l := &linter{base: b}
	type miss struct {
		f     *knowledge.FAQ
		n     int // of the example
		best  string
		clear bool
		what  string
	}
	var missed []miss
	match := learn(0)
	for _, f := range l.base.FAQs {
		for n, e := range f.Examples {
			if best, clearly, what := misses(match(e), f, e); best != "" {
				missed = append(missed, miss{f, n, best, clearly, what})
			}
		}
	}
	misleads := func(m miss) bool { return m.clear }
	for chance := uint8(1); chance < opinions && slices.ContainsFunc(missed, misleads); chance++ {
		match = learn(chance)
		for i := range missed {
			if m := &missed[i]; m.clear {
				_, m.clear, _ = misses(match(m.f.Examples[m.n]), m.f, m.f.Examples[m.n])
			}
		}
	}
	near := map[*knowledge.FAQ][]string{}
	for _, m := range missed {
		if m.clear {
			l.fault(fmt.Sprintf("faq %s, example %d", m.f.ID, m.n+1), "%s; say more in it, or move it there", m.what)
		} else {
			near[m.f] = append(near[m.f], fmt.Sprintf("「%s」 (%s)", m.f.Examples[m.n], m.best))
		}
	}
	for f, list := range near {
		l.warn("faq "+f.ID, "%d of %d examples match another category, if narrowly, such as %s", len(list), len(f.Examples), list[0])
	}
	return l.inOrder()
}

// misses reports which entry of another category an example is taken for, whether clearly, and in
// words.
func misses(m knowledge.Match, f *knowledge.FAQ, example string) (best string, clearly bool, what string) {
	c := m.Best()
	if m.None || c.Category == "" || c.Category == f.Category {
		return "", false, ""
	}
	own := m.Belief(f.Category)
	clearly = m.Confidence >= clearlyBetter*own && m.Confidence >= clearBelief
	return c.FAQ, clearly, fmt.Sprintf("matches %s better (%.2f to %.2f): 「%s」", c.FAQ, m.Confidence, own, example)
}

func (l *linter) texts(where string, limit int, fields map[string]string) {
	for field, text := range fields {
		l.text(where+", "+field, text, limit)
	}
}

// holds reports whether a fault was found at a place.
func (l *linter) holds(where string) bool {
	return slices.ContainsFunc(l.found, func(p Problem) bool { return p.Where == where })
}

// text checks one text that consulters read.
func (l *linter) text(where, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		l.fault(where, "has %d characters, limit %d", n, limit)
	}
	if strings.Contains(text, toFill) {
		l.fault(where, "still holds %s of the template: write what belongs there", toFill)
	}
	for _, b := range l.banned {
		if says(text, b[0]) {
			l.fault(where, "says 「%s」: %s", b[0], b[1])
		}
	}
	l.shortened(where, text)
	if _, found := l.private(text); len(found) > 0 {
		l.fault(where, "holds what looks private or secret: %v", found)
	}
}

// shortened finds addresses that hide where they lead.
func (l *linter) shortened(where, text string) {
	for host := range strings.FieldsSeq(shorteners) {
		if strings.Contains(text, "://"+host+"/") {
			l.fault(where, "holds an address of %s, behind which anything may be: write the address that it leads to", host)
		}
	}
}

// says reports whether a sentence of a text holds a phrase; "…" in it stands for any words between.
func says(text, phrase string) bool {
	first, then, gap := strings.Cut(phrase, "…")
	if !gap {
		return strings.Contains(text, phrase)
	}
	for sentence := range strings.SplitSeq(text, "。") {
		if _, rest, found := strings.Cut(sentence, first); found && strings.Contains(rest, then) {
			return true
		}
	}
	return false
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
