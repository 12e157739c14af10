package reading

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// occurrence is a fact that phrases tell by themselves: the groups event.X of patterns/events.txt.
type occurrence struct {
	slot, value string
	lines       []*pattern // each line by itself, so that only those are tried whose words stand in the text
	unless      *pattern   // nil: nothing takes it back
}

var occurrences = func() []occurrence {
	var out []occurrence
	for _, g := range patterns.inFile["events.txt"] {
		name, ok := strings.CutPrefix(string(g), happen)
		if !ok {
			continue
		}
		o := occurrence{unless: patterns.groups["-"+g]}
		o.slot, o.value, _ = strings.Cut(name, ".")
		for _, l := range patterns.groups[g].lines {
			expr := patterns.groups[g].framed([]alternative{l})
			o.lines = append(o.lines, &pattern{re: re(expr), words: needles(expr)})
		}
		out = append(out, o)
	}
	return out
}()

// readOccurrences collects what phrases tell, sentence by sentence.
func readOccurrences(sentences []Sentence, out *happenings) {
	for i := range occurrences {
		o := &occurrences[i]
		for _, s := range sentences {
			if o.in(s.tells()) {
				out.add(o.slot, o.value, len(deeds)+i)
				break
			}
		}
	}
}

func (o *occurrence) in(sentence string) bool {
	for _, l := range o.lines {
		if len(l.words) > 0 && !holdsAny(sentence, l.words) {
			continue
		}
		at := l.re.FindStringIndex(sentence)
		if at == nil {
			continue
		}
		before, behind := sentence[:at[0]], sentence[at[1]:]
		if supposed(before) || onlyAskedAbout(behind) || byOthers(sentence[:at[1]], behind) {
			continue
		}
		return o.unless == nil || !o.unless.re.MatchString(sentence)
	}
	return false
}

// readHappenings adds what was done and what has happened.
func readHappenings(text string, sentences []Sentence, out knowledge.Facts) {
	h := &happenings{done: map[string][]happening{}, undone: map[string]bool{}}
	readDeeds(text, func(at int) bool { return !moodAt(sentences, at).real() }, h)
	readOccurrences(sentences, h)
	readConjunctions(sentences, h)
	if slices.ContainsFunc(h.done["did"], func(o happening) bool { return o.value == "on_phone" }) {
		h.add("called", knowledge.Yes, 0)
	}
	h.tell(out)
}

// conjunction is a fact that is told by things which stand together in a sentence: a line of patterns/deeds/events.txt.
type conjunction struct {
	slot, value string
	things      []*pattern
	unless      []*pattern
	examples    []string
}

var conjunctions = func() []conjunction {
	var out []conjunction
	for _, e := range lexiconFile("events.txt") {
		c := conjunction{examples: e.examples}
		c.slot, c.value, _ = strings.Cut(e.group, "=")
		needed, others, _ := strings.Cut(e.text, " ! ")
		var err error
		if c.things, err = groupsNamed(thing, strings.Fields(needed)); err != nil {
			panic(err)
		}
		if c.unless, err = groupsNamed(thing, strings.Fields(others)); err != nil {
			panic(err)
		}
		out = append(out, c)
	}
	return out
}()

// readConjunctions collects what things that stand together tell.
func readConjunctions(sentences []Sentence, out *happenings) {
	for i := range conjunctions {
		c := &conjunctions[i]
		for _, s := range sentences {
			if c.in(s.tells()) {
				out.add(c.slot, c.value, len(deeds)+i)
				break
			}
		}
	}
}

func (c *conjunction) in(sentence string) bool {
	for _, p := range c.things {
		if len(p.words) > 0 && !holdsAny(sentence, p.words) {
			return false
		}
	}
	last := 0
	for _, p := range c.things {
		at := p.re.FindStringIndex(sentence)
		if at == nil {
			return false
		}
		last = max(last, at[1])
	}
	if anyHolds(c.unless, sentence) {
		return false
	}
	behind := sentence[last:]
	return !supposed(sentence[:last]) && !onlyAskedAbout(behind) && !byOthers(sentence[:last], behind)
}
