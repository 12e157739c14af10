package reading

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// occurrence is a fact that phrases tell by themselves: the groups event.X of patterns/events.txt.
type occurrence struct {
	slot, value string
	lines       []alternative
	unless      *pattern // nil: nothing takes it back
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
		o.lines = patterns.groups[g].lines
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
	for i := range o.lines {
		l := &o.lines[i]
		if len(l.words) > 0 && !holdsAny(sentence, l.words) {
			continue
		}
		at := l.re.FindStringIndex(sentence)
		if at == nil {
			continue
		}
		before, behind := sentence[:at[0]], sentence[at[1]:]
		if supposed(before) || onlyAskedAbout(behind) || befellOthers(sentence[:at[1]], behind) {
			continue
		}
		return (o.unless == nil || !o.unless.found(sentence)) && (o.slot != knowledge.SlotDid || !foundNone.says(sentence))
	}
	return false
}

// byHand says that it is people who operate the machine.
var byHand = re(`(?:相手|向こう|あちら|誰か|犯人|人)(?:が|に)[^。]{0,16}(?:操作|動か|いじ)`)

// readHappenings adds what was done and what has happened. quoting is the text with what it quotes.
func readHappenings(text, quoting string, sentences []Sentence, out knowledge.Facts) {
	h := &happenings{done: map[string][]happening{}, undone: map[string]bool{}}
	readDeeds(text, quoting, func(at int) bool { return !moodAt(sentences, at).real() }, h)
	readOccurrences(sentences, h)
	readConjunctions(sentences, h)
	if slices.ContainsFunc(h.done["did"], func(o happening) bool { return o.value == "on_phone" }) {
		h.add("called", knowledge.Yes, 0)
	}
	if byHand.MatchString(text) && slices.ContainsFunc(h.done["did"], func(o happening) bool { return o.value == "operating" }) {
		h.add("remote_control", knowledge.Yes, 0)
	}
	h.tell(out)
}

// conjunction is a fact that is told by things which stand together in a sentence: a line of patterns/deeds/events.txt.
type conjunction struct {
	slot, value string
	things      []*pattern
	unless      []*pattern
}

var conjunctions = func() []conjunction {
	var out []conjunction
	for _, e := range lexiconFile("events.txt") {
		var c conjunction
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
	if anyHolds(c.unless, sentence) || foundNone.says(sentence) {
		return false
	}
	behind := sentence[last:]
	return !supposed(sentence[:last]) && !onlyAskedAbout(behind) && !befellOthers(sentence[:last], behind)
}
