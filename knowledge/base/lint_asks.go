package base

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// maxOpening is how many characters an urgent entry may say at first, headings and contacts not
// counted: about what is read on a telephone without scrolling on. Measured when it was set: the
// median of the urgent entries is 250, the longest 300.
const maxOpening = 300

// saysAgain is from which share of its pairs of letters a line repeats another. Lines that name the
// same thing share a third or less; one said over in other words, half or more.
const saysAgain = 0.6

// A walk goes through everything that a consulter of an entry can be asked and can answer, as the
// flow asks it.
type walk struct {
	base    *knowledge.Base
	entry   *knowledge.FAQ
	asked   map[string]bool // slots that some consulter is asked for
	matters map[string]bool // slots whose answer changes something for somebody
	longest int             // characters that an urgent answer begins with
	when    knowledge.Facts // for whom
	again   string          // a line to do now that repeats first aid
}

// walk asks everybody what the entry asks.
func (l *linter) walk(f *knowledge.FAQ) walk {
	w := walk{base: l.base, entry: f, asked: map[string]bool{}, matters: map[string]bool{}}
	w.from(knowledge.Facts{}, 0)
	return w
}

func (w *walk) from(facts knowledge.Facts, asked int) {
	w.measure(facts)
	next := w.next(facts)
	if next == nil || asked == knowledge.MaxQuestions {
		return
	}
	w.asked[next.Name] = true
	w.from(facts.With(next.Name, knowledge.Unknown), asked+1)
	for _, c := range next.Choices {
		w.from(facts.With(next.Name, c.Value), asked+1)
	}
}

// next is what a consulter with these facts is asked for, or nil.
func (w *walk) next(facts knowledge.Facts) (next *knowledge.Slot) {
	for _, a := range w.entry.Ask {
		slot := w.base.Slot(a.Slot)
		if slot == nil || facts.Answered(a.Slot) || !a.When.Holds(facts) || !w.entry.DependsOn(slot, facts) {
			continue
		}
		w.matters[a.Slot] = true
		if next == nil {
			next = slot
		}
	}
	return next
}

// measure looks at what a consulter with these facts is told first.
func (w *walk) measure(facts knowledge.Facts) {
	if w.entry.UrgencyFor(facts) != knowledge.High {
		return
	}
	o := w.entry.Opening(facts, func(string) bool { return false })
	n := utf8.RuneCountInString(o.Now)
	for _, lines := range [][]string{o.Steps, o.DoNot, o.Legal} {
		n += utf8.RuneCountInString(strings.Join(lines, ""))
	}
	if n > w.longest {
		w.longest, w.when = n, facts
	}
	for _, aid := range knowledge.LinesFor(w.entry.FirstAid, facts) {
		if w.again == "" && knowledge.PairsOf(o.Now).In(knowledge.PairsOf(aid)) >= saysAgain {
			w.again = o.Now
		}
	}
}

// asks checks what an entry asks for and how it begins.
func (l *linter) asks(where string, f *knowledge.FAQ) {
	w := l.walk(f)
	for _, a := range f.Ask {
		switch {
		case w.asked[a.Slot]:
		case w.matters[a.Slot]:
			l.fault(where, "never asks for %s: %d other questions come before it", a.Slot, knowledge.MaxQuestions)
		default:
			l.fault(where, "asks for %s, but no answer to it changes what is said", a.Slot)
		}
	}
	if w.longest > maxOpening {
		l.fault(where, "begins with %d characters where %s, limit %d: shorten what is to be done now, the first steps, do_not or legal", w.longest, shown(w.when), maxOpening)
	}
	if w.again != "" {
		l.fault(where, "says as what to do now what its first aid said: 「%s」", w.again)
	}
}

// shown is some facts as a condition would write them.
func shown(f knowledge.Facts) string {
	if len(f) == 0 {
		return "nothing is known"
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		out = append(out, name+" == "+f[name])
	}
	return strings.Join(out, " and ")
}
