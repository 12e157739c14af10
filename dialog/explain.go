package dialog

import (
	"cmp"
	"slices"
	"strings"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// explains answers who asks what a word means, how a thing is done, or what the question in hand is good for, and goes on where it was.
// What the matter's own replies say of the word goes before.
func (f flow) explains(r reading.Reading, p retort) bool {
	c := f.c
	if slot := c.world.Base.Slot(c.state.Slot); slot != nil && slot.Why != "" && r.Says(reading.AsksWhy) && r.Length() <= reading.ToDesk {
		c.out.tell(Plain, slot.Why)
		c.because("says why it asks for " + slot.Name)
		f.askOn()
		return true
	}
	if firm := cmp.Or(r.Firm(), r.FirmGiven()); firm != nil && (p.belief < heardSurely || len(firm.In) > 0) && !r.Says(reading.Reached) {
		tellDoor(c, firm)
		f.askOn()
		return true
	}
	term, lines := c.view().explanation(r)
	if len(lines) == 0 || p.belief >= heardSurely && p.mentions(term) || p.belief >= beyondDoubt && p.ownAndSure() {
		return false
	}
	text := strings.Join(lines, "\n")
	c.out.tell(Plain, text)
	c.state.Said = "term#" + term.Names[0]
	c.note("desk", lines[0])
	c.because("explains " + term.Names[0])
	f.askOn()
	return true
}

// explanation is what there is to say to a text that asks about a word and nothing else: the steps for who asks how, else what it is.
func (v view) explanation(r reading.Reading) (*knowledge.Term, []string) {
	term, how := r.Term()
	if term == nil {
		return nil, nil
	}
	place := "term#" + term.Names[0]
	steps := knowledge.LinesFor(term.How, v.matter.Facts)
	if how && len(steps) > 0 || v.said == place { // asked again: what it is was not enough
		return term, steps
	}
	return term, knowledge.LinesFor(term.What, v.matter.Facts)
}

// mentions reports whether a retort speaks of a word.
func (p retort) mentions(t *knowledge.Term) bool {
	text := knowledge.Fold(p.text())
	return slices.ContainsFunc(t.Names, func(name string) bool { return strings.Contains(text, knowledge.Fold(name)) })
}

// maxSources is how many bodies are named with which advice can be checked.
const maxSources = 2

// sourced answers 「それ本当？」 and 「どこに書いてある？」, asked of what was advised: on what it rests, when it was read again and
// in which role, and where it can be checked. It reports whether that was asked.
func sourced(f flow, r reading.Reading) bool {
	c := f.c
	entry := c.entry()
	if entry == nil || !r.Says(reading.AsksSource) {
		return false
	}
	on := entry.ReviewedOn
	lines := []string{c.out.phrase("source.entry", on.Year(), int(on.Month()), on.Day())}
	if entry.ReviewedBy != "" {
		lines = append(lines, c.out.phrase("source.by", entry.ReviewedBy))
	} else {
		lines = append(lines, c.out.phrase("source.by_none"))
	}
	for _, s := range restsOn(c, entry) {
		lines = append(lines, knowledge.LinesFor(s.What, c.state.Facts)...)
		if s.Page != "" && !slices.Contains(lines, s.Page) {
			lines = append(lines, s.Page)
		}
	}
	if len(entry.Guidebook) > 0 {
		lines = append(lines, c.out.phrase("answer.guidebook", strings.Join(entry.Guidebook, "、")))
	}
	near, far := c.out.entryReferrals(entry, c.state.Facts)
	var pages []string
	for _, x := range slices.Concat(near, far) {
		if x.URL != "" && len(pages) < maxSources {
			pages = append(pages, x.Name+" "+x.URL)
		}
	}
	if len(pages) > 0 {
		lines = append(lines, c.out.phrase("source.check")+"\n"+bulleted(pages))
	}
	c.out.tell(Plain, strings.Join(lines, "\n"))
	c.because("was asked where it is written")
	f.askOn()
	return true
}

// confirmed answers 「それでええんか」: that it goes on as was advised, and what of it is still to be done;
// that all is safe then nobody can say. It reports whether that was asked of something that was advised.
func confirmed(f flow, r reading.Reading) bool {
	c := f.c
	if c.entry() == nil || !r.Says(reading.AsksSure) || len(c.state.Aid)+len(c.state.Flags) == 0 && !c.state.Answered || c.view().retort(r).ownAndSure() {
		return false
	}
	c.note("consulter", r.Text)
	c.say(Plain, "confirm.as_told")
	sayOpen(c)
	c.because("was asked whether what was advised is right")
	f.askOn()
	return true
}

// latestLines is how many of the desk's last lines are looked at for what they rest on.
const latestLines = 3

// restsOn are the sources of what was said last, and of what the law wants of the matter once that
// was said.
func restsOn(c *consultation, entry *knowledge.FAQ) []*knowledge.Term {
	var said []string
	for _, n := range slices.Backward(c.state.Log) {
		if n.Who == "desk" && len(said) < latestLines {
			said = append(said, n.Text)
		}
	}
	if c.state.Answered {
		said = append(said, knowledge.LinesFor(entry.Legal, c.state.Facts)...)
	}
	found := knowledge.AllNamedIn(knowledge.Fold(strings.Join(said, "\n")), c.world.Base.Sources)
	return found[:min(len(found), maxSources)]
}
