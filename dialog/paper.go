package dialog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// slotPaper asks which paper is meant.
const slotPaper = "paper"

// maxPaperBubble is how many runes of a paper stand in a bubble: it is copied, not read on the way.
const maxPaperBubble = 900

// PaperOf drafts a paper from what is known of a consultation: its facts, its steps and their times.
// What is not known is marked; the consulter's own words stand in it only where a form has room for
// them.
func PaperOf(s State, form *knowledge.Form, w World) knowledge.Paper {
	sp := w.speaker(false)
	facts := s.Facts.Clone()
	if entry := w.Base.FAQ(s.FAQ); entry != nil {
		facts[knowledge.SlotCategory] = entry.Category
	}
	return form.Fill(facts, sp.blanks(s, facts), sp.phrase("paper.unknown"))
}

// blanks is what is known, by the names that forms have for it.
func (s speaker) blanks(c State, facts knowledge.Facts) map[string]string {
	out := map[string]string{}
	for _, slot := range s.base.Slots {
		if facts.Known(slot.Name) {
			out[slot.Name] = s.valueLabel(slot, facts[slot.Name])
		}
	}
	first := noticed(facts, c.Begun, s.now.Location())
	if facts.Known("since") {
		out["noticed"] = fullDay(s, first)
	}
	due := func(days int) string { return s.day(termEnd(s.calendar, first, days)) }
	out["due_latest"], out["due_full"], out["due_ill_will"] = due(firstReportLast), due(fullReport), due(fullReportIll)
	if entry := s.base.FAQ(c.FAQ); entry != nil {
		out["matter"] = entry.Title
	}
	words, _, _ := strings.Cut(c.Words, "\n")
	done, open := s.taskLines(c.Matter)
	if len(done) == 0 {
		open = tasksOf(c.Matter, false)
	}
	told := toldTo(c.Log)
	for _, id := range c.Called {
		if x := s.base.Contact(id); x != nil && !slices.ContainsFunc(told, func(t string) bool { return strings.Contains(x.Name, t) }) {
			told = append(told, x.Name)
		}
	}
	out["today"], out["begun"] = fullDay(s, s.now), s.phrase("paper.begun", fullDay(s, c.Begun), c.Begun.Hour(), c.Begun.Minute())
	out["number"], out["desk"], out["words"] = c.Ticket, s.desk.Name, oneLine(words)
	out["happened"] = strings.Join(happened(s.base, facts), "、")
	out["amounts"], out["told_to"] = strings.Join(amountsIn(c.Log), "、"), strings.Join(told, "、")
	out["people"] = strings.Join(allIn(c.Log, reading.People), "、")
	out["done"], out["open"], out["course"] = bulleted(done), bulleted(open), strings.Join(s.courseLines(c.Log), "\n")
	return out
}

// happened are the titles of the deeds that the facts tell of, the most pressing first.
func happened(base *knowledge.Base, f knowledge.Facts) (out []string) {
	for _, d := range deeds(base, f) {
		if d.Title != "" && !sharper(out, d, f) {
			out = append(out, d.Title)
		}
	}
	return out
}

// courseLines are what the consulter told, in order, with the time of each.
func (s speaker) courseLines(log []Note) (out []string) {
	for _, n := range log {
		if n.Who == "consulter" && !slices.ContainsFunc(s.base.Forms, func(f *knowledge.Form) bool { return f.Label == n.Text }) {
			out = append(out, minuteOf(s, n.At)+" "+oneLine(n.Text))
		}
	}
	return out
}

// fullDay is a date with its year.
func fullDay(s speaker, d time.Time) string {
	d = d.In(s.now.Location())
	return s.phrase("date.full", d.Year(), s.day(d))
}

// paperBubbles is a paper as text, in bubbles: a field has a heading, a paragraph an empty line.
func paperBubbles(s speaker, p knowledge.Paper) []string {
	lines := []string{p.Title}
	for _, part := range p.Parts {
		heading := ""
		if part.Label != "" {
			heading = s.phrase("paper.part", part.Label)
		}
		lines = append(lines, strings.Join(slices.Concat([]string{heading}, part.Lines), "\n"))
	}
	return sheetsOf(lines, maxPaperBubble)
}

// wantsPaper drafts the paper that is asked for, or asks which is meant. Where none is named it is
// the one that the law wants of this consulter.
func wantsPaper(f flow, r reading.Reading) {
	c := f.c
	form, wanted := c.world.Base.FormIn(r.Folded), wantedPapers(c)
	if form == nil && len(wanted) == 1 {
		form = wanted[0]
	}
	switch {
	case c.state.Words == "" && len(c.state.Facts) == 0:
		c.say(Plain, "paper.none")
		f.repeat()
	case form == nil:
		putPaper(c)
	case c.state.Slot == slotPaper:
		paperChosen(f, form.ID)
	default:
		tellPaper(f, form)
		if c.state.Slot != "" {
			f.repeat()
		}
	}
}

// wantedPapers are the forms that the law wants of this consulter.
func wantedPapers(c *consultation) []*knowledge.Form {
	return slices.DeleteFunc(slices.Clone(c.world.Base.Forms), func(form *knowledge.Form) bool {
		return form.Duty.Always() || !form.Duty.Holds(c.state.Facts)
	})
}

// offerPapers says once, beside what the law wants, that the paper for it can be drafted; where no
// bubble has room for it, another time.
func (c *consultation) offerPapers() {
	for _, form := range wantedPapers(c) {
		offer := c.out.phrase("paper.offer", form.Label)
		beside := -1
		for i, m := range c.out.messages {
			room := utf8.RuneCountInString(m.Text+offer)+2 <= maxBubble
			if room && (m.Kind == Plain || m.Kind == Warning && (beside < 0 || c.out.messages[beside].Kind == Warning)) {
				beside = i
			}
		}
		if beside < 0 || slices.Contains(c.state.Papers, form.ID) {
			continue
		}
		c.state.addPaper(form.ID)
		c.out.messages[beside].Text += "\n\n" + offer
	}
}

// addPaper keeps that a paper was offered or drafted.
func (m *Matter) addPaper(id string) {
	if !slices.Contains(m.Papers, id) {
		m.Papers = append(slices.Clone(m.Papers), id)
	}
}

// putPaper asks which paper is meant.
func putPaper(c *consultation) {
	var choices []Choice
	for _, form := range c.world.Base.Forms {
		choices = append(choices, Choice{Label: form.Label, Value: form.ID})
	}
	c.put(slotPaper, Message{Kind: Asking, Text: c.out.phrase("paper.which"), Choices: choices})
}

// paperChosen drafts the paper that was chosen.
func paperChosen(f flow, value string) {
	f.c.state.clear()
	if form := f.c.world.Base.Form(value); form != nil {
		tellPaper(f, form)
	}
	f.askOn()
}

// tellPaper says a draft.
func tellPaper(f flow, form *knowledge.Form) {
	c := f.c
	c.state.addPaper(form.ID)
	paper := PaperOf(c.state, form, c.world)
	c.out.tell(Plain, strings.Join(paper.Lead, "\n"))
	for _, sheet := range paperBubbles(c.out.speaker, paper) {
		c.out.tell(Plain, sheet)
	}
	c.because("was asked for a paper: " + form.ID)
}
