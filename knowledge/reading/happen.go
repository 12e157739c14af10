package reading

import (
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
			if o.toldIn(s, &has[n]) && !(sentences[n].known && ofCall(o.slot, o.value)) {
				out.add(o.slot, o.value, len(deeds)+i)
				break
			}
		}
	}
}

// occurrence is what phrases tell by themselves: a group event.X of patterns/events.txt.
type occurrence struct {
	*pattern
	did bool // a deed or event that no other slot holds
}

var occurrences = func() []occasion {
	var out []occasion
	for _, g := range patterns.inFile["events.txt"] {
		name, ok := strings.CutPrefix(string(g), happen)
		if !ok {
			continue
		}
		slot, value, _ := strings.Cut(name, ".")
		value, _, _ = strings.Cut(value, ".") // event.paid.card.noun: of one fact there may be several groups, each with what takes it back
		o := occurrence{patterns.groups[g], slot == knowledge.SlotDid}
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

// implied is what a fact tells of another slot: a line of patterns/deeds/implied.txt.
type implied struct{ slot, value, ofSlot, of string }

var implications = func() []implied {
	var out []implied
	for _, e := range lexiconFile("implied.txt") {
		var i implied
		i.slot, i.value, _ = strings.Cut(e.group, "=")
		i.ofSlot, i.of, _ = strings.Cut(e.text, "=")
		out = append(out, i)
	}
	return out
}()

// imply adds what the facts tell of slots of which the text says nothing.
func imply(out knowledge.Facts) {
	for _, i := range implications {
		if out.Is(i.ofSlot, i.of) && !out.Answered(i.slot) {
			out[i.slot] = i.value
		}
	}
}

// readHappenings adds what was done and what has happened, and returns what is denied and what
// people one knows did. quoting is the text with what it quotes.
func readHappenings(text, quoting string, sentences []Sentence, out knowledge.Facts) (denied, theirs knowledge.Facts) {
	h := &happenings{done: map[string][]happening{}, undone: map[string][]string{}, theirs: knowledge.Facts{}}
	readDeeds(text, quoting, sentences, h)
	takeBack(sentences, h)
	readOccasions(occurrences, sentences, h)
	readOccasions(conjunctions, sentences, h)
	h.tell(out)
	imply(out)
	return h.denied(), h.theirs
}

// conjunction is what things tell that stand together in a sentence: a line of
// patterns/deeds/events.txt.
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
