package dialog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// maxBubbles is how many bubbles a turn may have; LINE sends no more on one reply token.
const maxBubbles = 5

// sheets makes the bubbles of an entry for this consulter: those for the answer, with at most n of advice, and the rest.
func (s speaker) sheets(entry *knowledge.FAQ, f knowledge.Facts, n int) (shown, rest []Message) {
	told, later := s.advice(entry, f), []Message(nil)
	if s.brief(entry, f) {
		told, later = s.opening(entry, f)
	}
	near, far := s.entryReferrals(entry, f)
	n = min(n, len(told))
	shown = append(shown, told[:n]...)
	if len(near) > 0 {
		shown = append(shown, s.referralSheet(near))
	}
	rest = append(append(rest, told[n:]...), later...)
	rest = append(rest, s.section(Plain, "answer.prepare", knowledge.LinesFor(entry.Prepare, f))...)
	rest = append(rest, s.section(Plain, "answer.prevention", knowledge.LinesFor(entry.Prevention, f))...)
	for len(far) > 0 {
		n := s.together(far)
		rest, far = append(rest, s.referralSheet(far[:n])), far[n:]
	}
	return shown, append(rest, s.background(entry)...)
}

// brief reports whether an answer begins short: where it is urgent, or where something has happened of which the law wants a report
// within days, which would not be seen behind all the steps.
func (s speaker) brief(entry *knowledge.FAQ, f knowledge.Facts) bool {
	return presses(s.base, entry, f) || entry.UrgencyFor(f) == knowledge.Normal && slices.ContainsFunc(knowledge.LinesFor(entry.Legal, f), reading.LineTerm.In)
}

// opening is such an answer: what to do, and what not to do and what the law wants, in two bubbles where they fit; and what is said of
// the entry to who asks for more.
func (s speaker) opening(entry *knowledge.FAQ, f knowledge.Facts) (shown, rest []Message) {
	o := openingOf(s.base, entry, f)
	todo, steps := s.phrase(s.nowKey(), s.line(o.Now)), s.lines(slices.Concat(o.Steps, o.Rest.Steps))
	from := 1
	for n := len(o.Steps); n > 0; n-- { // as many of the first steps as the bubble holds
		with := todo + "\n\n" + s.phrase("answer.steps", numbered(steps[:n], 1))
		if utf8.RuneCountInString(with) <= maxBubble || n == 1 && utf8.RuneCountInString(with) <= maxBubble+maxBubble/10 {
			todo, steps, from = with, steps[n:], n+1
			break
		}
	}
	doNot, legal := s.section(Warning, "answer.do_not", o.DoNot), s.legal(f, o.Legal)
	shown = []Message{{Kind: Steps, Text: todo}}
	if len(legal) > 1 { // the dates of the report say what the lines beside them say
		legal, rest = legal[:1], legal[1:]
	}
	switch both := texts(doNot, legal); {
	case len(doNot)+len(legal) > 1 && utf8.RuneCountInString(both) <= maxBubble:
		shown = append(shown, Message{Kind: Warning, Text: both})
	default: // the law first: its days run
		shown = append(append(shown, legal...), doNot...)
	}
	for _, group := range split(steps, 8) {
		rest = append(rest, Message{Kind: Steps, Text: s.phrase("answer.steps.more", numbered(group, from))})
		from += len(group)
	}
	rest = append(rest, s.section(Warning, "answer.do_not", o.Rest.DoNot)...)
	return shown, append(rest, s.section(Plain, "answer.legal", o.Rest.Legal)...)
}

// openingOf is what such an answer says: not what was said already as first aid of a deed.
func openingOf(base *knowledge.Base, entry *knowledge.FAQ, f knowledge.Facts) knowledge.Opening {
	return entry.Opening(f, func(line string) bool { return aided(base, f, line) })
}

// nowLine is what an answer says is to be done now.
func (s speaker) nowLine(entry *knowledge.FAQ, f knowledge.Facts) string {
	if s.brief(entry, f) {
		return openingOf(s.base, entry, f).Now
	}
	return knowledge.FirstLine(entry.Now, f)
}

// texts are the texts of messages, with a line between them.
func texts(lists ...[]Message) string {
	var out []string
	for _, m := range slices.Concat(lists...) {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n\n")
}

// advice is what to do, what not to do and what the law wants, in bubbles.
func (s speaker) advice(entry *knowledge.FAQ, f knowledge.Facts) []Message {
	first := s.phrase(s.nowKey(), s.line(knowledge.FirstLine(entry.Now, f)))
	doNot := s.section(Warning, "answer.do_not", knowledge.LinesFor(entry.DoNot, f))
	var out []Message
	if len(doNot) == 1 && utf8.RuneCountInString(first)+utf8.RuneCountInString(doNot[0].Text) <= maxBubble {
		out = []Message{{Kind: Steps, Text: first + "\n\n" + doNot[0].Text}}
	} else {
		out = append([]Message{{Kind: Steps, Text: first}}, doNot...)
	}
	var steps []Message
	from := 1
	for i, group := range split(s.lines(knowledge.LinesFor(entry.Steps, f)), 8) {
		key := "answer.steps"
		if i > 0 {
			key = "answer.steps.more"
		}
		steps = append(steps, Message{Kind: Steps, Text: s.phrase(key, numbered(group, from))})
		from += len(group)
	}
	legal := s.legal(f, knowledge.LinesFor(entry.Legal, f))
	if f.Has("personal_data") && len(steps) > 1 {
		out = append(append(out, steps[0]), legal...)
		return append(out, steps[1:]...)
	}
	return append(append(out, steps...), legal...)
}

// legal is what the law wants, of some of an entry's lines. Where personal data is concerned the
// days are reckoned from the day it was noticed. Lines of the entry that say the same without the
// days are left out then; they tell which of the terms it is.
func (s speaker) legal(f knowledge.Facts, lines []string) []Message {
	dated, others := datedLines(lines)
	if !f.Has("personal_data") || len(dated) == 0 {
		return s.section(Plain, "answer.legal", lines)
	}
	first := noticed(f, s.now, s.now.Location())
	day := func(n int) string { return s.day(termEnd(s.calendar, first, n)) }
	due := s.phrase("answer.legal.due", day(fullReport), day(fullReportIll))
	if terms := fullTerms(dated); len(terms) == 1 {
		due = s.phrase("answer.legal.due.one", day(terms[0]))
	}
	soon, last := day(firstReportSoon), day(firstReportLast)
	text := s.phrase("answer.legal.dates", s.day(first), soon, last, due)
	if soon == last { // both end after the same days off
		text = s.phrase("answer.legal.dates.one", s.day(first), last, due)
	}
	return append([]Message{{Kind: Plain, Text: text}}, s.section(Plain, "answer.legal", others)...)
}

// background is where to read more and how common the matter is. Of past cases only the number is ever shown.
func (s speaker) background(entry *knowledge.FAQ) []Message {
	var lines []string
	if len(entry.Guidebook) > 0 {
		lines = append(lines, s.phrase("answer.guidebook", strings.Join(entry.Guidebook, "、")))
	}
	if n := s.base.SimilarCases(entry); n >= 3 {
		lines = append(lines, s.phrase("answer.similar", n))
	}
	if len(lines) == 0 {
		return nil
	}
	return []Message{{Kind: Plain, Text: strings.Join(lines, "\n")}}
}

// changed are the bubbles of an entry that facts bring and those before did not.
func (s speaker) changed(entry *knowledge.FAQ, before, now knowledge.Facts) []Message {
	all := func(f knowledge.Facts) []Message {
		shown, rest := s.sheets(entry, f, maxBubbles)
		return append(shown, rest...)
	}
	old := all(before)
	fresh := slices.DeleteFunc(all(now), func(m Message) bool {
		return slices.ContainsFunc(old, func(o Message) bool { return o.Text == m.Text })
	})
	if i := slices.IndexFunc(fresh, func(m Message) bool { return m.Kind == Referrals }); i > 1 { // before there is no room left
		contacts := fresh[i]
		fresh = slices.Insert(slices.Delete(fresh, i, i+1), 1, contacts)
	}
	return fresh
}

// newFacts says what facts change, or only added, in the words of the record.
func (s speaker) newFacts(before, now knowledge.Facts) string {
	var out []string
	key := "answer.noted"
	for _, slot := range s.base.Slots {
		v, ok := now[slot.Name]
		if ok && v != before[slot.Name] {
			out = append(out, "「"+slot.Label+"："+s.valueLabel(slot, v)+"」")
			if before.Known(slot.Name) {
				key = "answer.mended"
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return s.phrase(key, strings.Join(out, ""))
}

// room is how many bubbles of advice an answer may have after those that are said already.
func room(entry *knowledge.FAQ, said int) int {
	if entry.Category == knowledge.OutOfScope {
		return 2 // who came to the wrong desk wants the right one, no lecture
	}
	return max(1, maxBubbles-said-2) // one for the contacts, one for the question at the end
}

// nowKey is the heading of what is to be done: now, or if it comes to it.
func (s speaker) nowKey() string {
	if s.supposed {
		return "answer.if.now"
	}
	return "answer.now"
}
