package reading

import (
	"slices"
	"strings"

	"madoguchi/knowledge"
)

// occasion is a fact that a sentence may tell without a verb of the deeds.
type occasion struct {
	slot, value string
	toldIn      func(sentence string, has *runeSet) bool
}

// readOccasions collects the facts that sentences tell, each once.
func readOccasions(all []occasion, sentences []Sentence, out *happenings) {
	told, has := make([]string, len(sentences)), make([]runeSet, len(sentences))
	for i, s := range sentences {
		told[i] = s.tells()
		has[i] = runeSetOf(told[i])
	}
	for i, o := range all {
		for n, s := range told {
			if o.toldIn(s, &has[n]) {
				out.add(o.slot, o.value, len(deeds)+i)
				break
			}
		}
	}
}

// occurrence is what phrases tell by themselves: a group event.X of patterns/events.txt.
type occurrence struct {
	lines  []alternative
	unless *pattern // nil: nothing takes it back
	did    bool     // a deed or event that no other slot holds
}

var occurrences = func() []occasion {
	var out []occasion
	for _, g := range patterns.inFile["events.txt"] {
		name, ok := strings.CutPrefix(string(g), happen)
		if !ok {
			continue
		}
		slot, value, _ := strings.Cut(name, ".")
		o := occurrence{patterns.groups[g].lines, patterns.groups["-"+g], slot == knowledge.SlotDid}
		out = append(out, occasion{slot, value, o.toldIn})
	}
	return out
}()

func (o occurrence) toldIn(sentence string, has *runeSet) bool {
	for i := range o.lines {
		l := &o.lines[i]
		if !l.mayBeIn(sentence, has) {
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
		return (o.unless == nil || !o.unless.foundIn(sentence, has)) && (!o.did || !foundNone.saysIn(sentence, has))
	}
	return false
}

// byHand says that it is people who operate the machine.
var byHand = re(`(?:相手|向こう|あちら|誰か|犯人|人)(?:が|に)[^。]{0,16}(?:操作|動か|いじ)`)

// readHappenings adds what was done and what has happened. quoting is the text with what it quotes.
func readHappenings(text, quoting string, sentences []Sentence, out knowledge.Facts) {
	h := &happenings{done: map[string][]happening{}, undone: map[string]bool{}}
	readDeeds(text, quoting, func(at int) bool { return !moodAt(sentences, at).real() }, h)
	takeBack(sentences, h)
	readOccasions(occurrences, sentences, h)
	readOccasions(conjunctions, sentences, h)
	if slices.ContainsFunc(h.done["did"], func(o happening) bool { return o.value == "on_phone" }) {
		h.add("called", knowledge.Yes, 0)
	}
	if byHand.MatchString(text) && slices.ContainsFunc(h.done["did"], func(o happening) bool { return o.value == "operating" }) {
		h.add("remote_control", knowledge.Yes, 0)
	}
	h.tell(out)
}

// conjunction is what things tell that stand together in a sentence: a line of patterns/deeds/events.txt.
type conjunction struct {
	things []*pattern
	unless []*pattern
}

var conjunctions = func() []occasion {
	var out []occasion
	for _, e := range lexiconFile("events.txt") {
		var c conjunction
		slot, value, _ := strings.Cut(e.group, "=")
		needed, others, _ := strings.Cut(e.text, " ! ")
		var err error
		if c.things, err = groupsNamed(thing, strings.Fields(needed)); err != nil {
			panic(err)
		}
		if c.unless, err = groupsNamed(thing, strings.Fields(others)); err != nil {
			panic(err)
		}
		out = append(out, occasion{slot, value, c.toldIn})
	}
	return out
}()

func (c conjunction) toldIn(sentence string, has *runeSet) bool {
	for _, p := range c.things {
		if len(p.words) > 0 && !anyIn(sentence, has, p.words) {
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
	if anyHolds(c.unless, sentence) || foundNone.saysIn(sentence, has) {
		return false
	}
	behind := sentence[last:]
	return !supposed(sentence[:last]) && !onlyAskedAbout(behind) && !befellOthers(sentence[:last], behind)
}
