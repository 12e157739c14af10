package table

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// How long a standard answer may be: as long as a person reads out on the telephone, or writes in a short mail.
const (
	maxAnswer     = 700
	leastSteps    = 3
	maxDoNot      = 3
	maxPrevention = 2
)

// standardAnswer is what the entry tells somebody with the case's facts: first aid, what to do now, the steps, what not to do, the duty to
// report. Where it grows too long, the last steps are left out, never first aid, warnings or duties.
func standardAnswer(b *knowledge.Base, f *knowledge.FAQ, facts knowledge.Facts) string {
	now := knowledge.FirstLine(f.Now, facts)
	first := append(firstAid(b, f, facts, now), now)
	doNot := knowledge.LinesFor(f.DoNot, facts)
	doNot = doNot[:min(maxDoNot, len(doNot))]
	duty := duties(f, facts)
	tail := section(desk().Words["do_not"], doNot) + section(desk().Words["legal"], duty)

	steps := numbered(knowledge.LinesFor(f.Steps, facts))
	room := maxAnswer - utf8.RuneCountInString(strings.Join(first, "\n")+tail)
	n := 0
	for n < len(steps) {
		room -= utf8.RuneCountInString(steps[n]) + 1
		if room < 0 && n >= leastSteps {
			break
		}
		n++
	}
	out := strings.Join(first, "\n") + section(desk().Words["steps"], steps[:n]) + tail
	if f.UrgencyFor(facts) != knowledge.High {
		prevention := knowledge.LinesFor(f.Prevention, facts)
		more := section(desk().Words["prevention"], prevention[:min(maxPrevention, len(prevention))])
		if utf8.RuneCountInString(out+more) <= maxAnswer {
			out += more
		}
	}
	return out
}

// firstAid is what comes before everything else: the aid for what was done, then the entry's own, neither said twice.
func firstAid(b *knowledge.Base, f *knowledge.FAQ, facts knowledge.Facts, now string) []string {
	var out []string
	said := now
	if f.UrgencyFor(facts) == knowledge.High {
		for _, line := range knowledge.LinesFor(f.FirstAid, facts) {
			if !strings.Contains(said, line) {
				out = append(out, line)
				said += line
			}
		}
	}
	var deeds []string
	for _, d := range b.Deeds {
		if !d.Urgent || !d.Happened(facts) || len(deeds) == maxDeeds || !about(f, d) {
			continue
		}
		aid := knowledge.FirstLine(d.Aid, facts)
		if aid != "" && !slices.ContainsFunc(append([]string{now}, out...), d.SaidIn) {
			deeds = append(deeds, aid)
		}
	}
	return append(deeds, out...)
}

// about reports whether an entry knows of what a deed hangs on. What a long text seems to tell of besides its matter is left alone: it may be
// another's deed, or one that is only feared.
func about(f *knowledge.FAQ, d *knowledge.Deed) bool {
	slots := d.When.Tests()
	for _, a := range f.Ask {
		if _, ok := slots[a.Slot]; ok {
			return true
		}
	}
	for _, c := range f.Conditions {
		for slot := range c.Tests() {
			if _, ok := slots[slot]; ok {
				return true
			}
		}
	}
	return false
}

// maxDeeds is for how many deeds a standard answer says first aid of their own.
const maxDeeds = 2

// duties are the entry's legal lines. A duty that hangs on whether personal data are concerned is said unless they are not: the heading
// says that it does.
func duties(f *knowledge.FAQ, facts knowledge.Facts) []string {
	if facts.Known("personal_data") {
		return knowledge.LinesFor(f.Legal, facts)
	}
	return knowledge.LinesFor(f.Legal, facts.With("personal_data", knowledge.Yes))
}

func section(title string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "\n\n" + title + "\n" + strings.Join(lines, "\n")
}

func numbered(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = fmt.Sprintf("%d. %s", i+1, l)
	}
	return out
}
