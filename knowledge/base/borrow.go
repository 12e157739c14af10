package base

import (
	"maps"
	"slices"
	"sync"

	"madoguchi/knowledge"
	"madoguchi/written"
)

// A base that was published for an earlier program borrows from this one what there was not yet,
// as far as its own slots, contacts and entries bear it.

// own is what may be borrowed of this program. A phrase whose arguments change gets another key.
var own = sync.OnceValue(func() *knowledge.Base {
	l, b := newLoader(knowledge.Files, written.Decode), &knowledge.Base{}
	l.yaml("phrases.yaml", &b.Phrases)
	l.yaml("phrases-easy.yaml", &b.Easy)
	l.yaml("deeds.yaml", &b.Deeds)
	b.Voices = l.voices("voices/*.yaml")
	b.Answers = named[knowledge.Answers](l, "answers/*.yaml")
	b.Told = named[map[string]knowledge.Wordings](l, "told/*.yaml")
	return b
})

// ownLanguages are its languages and matters, which take longer to read than all of own.
var ownLanguages = sync.OnceValue(func() *knowledge.Base {
	l, b := newLoader(knowledge.Files, written.Decode), &knowledge.Base{}
	b.Languages, b.Matters = l.languages()
	return b
})

// completed adds the program's phrases that a base does not have: one that a desk published for an
// earlier program must not leave a consulter with the name of a phrase.
func completed(phrases, own map[string]string) map[string]string {
	out := maps.Clone(own)
	maps.Copy(out, phrases)
	return out
}

// holds reports whether a base has a slot that may hold some values.
func holds(b *knowledge.Base, slot string, values ...string) bool {
	s := b.Slot(slot)
	return s != nil && !slices.ContainsFunc(values, func(v string) bool { return !s.Allows(v) })
}

// knownContacts are those of some contacts that a base has.
func knownContacts(b *knowledge.Base, ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return b.Contact(id) == nil })
}

// fittingDeeds are the deeds that a base has slots for, without questions and contacts that it does
// not have.
func fittingDeeds(deeds []*knowledge.Deed, b *knowledge.Base) []*knowledge.Deed {
	var out []*knowledge.Deed
	for _, d := range deeds {
		fits := true
		for slot, values := range d.When.Tests() {
			fits = fits && holds(b, slot, values...)
		}
		if !fits {
			continue
		}
		its := *d
		its.Ask = slices.DeleteFunc(slices.Clone(d.Ask), func(s string) bool { return b.Slot(s) == nil })
		its.Contacts = knownContacts(b, d.Contacts)
		out = append(out, &its)
	}
	return out
}

// fittingVoices are the voices without contacts that a base does not have.
func fittingVoices(voices []*knowledge.Voice, b *knowledge.Base) []*knowledge.Voice {
	out := slices.Clone(voices)
	for i, v := range out {
		its := *v
		its.Contacts = knownContacts(b, v.Contacts)
		out[i] = &its
	}
	return out
}

// fittingAnswers are the wordings for slots that the base has with the same values.
func fittingAnswers(answers map[string]knowledge.Answers, b *knowledge.Base) map[string]knowledge.Answers {
	out := maps.Clone(answers)
	maps.DeleteFunc(out, func(slot string, a knowledge.Answers) bool { return badAnswers(b, slot, a) != "" })
	return out
}

// fittingTold are the tellings of facts that the base has slots for.
func fittingTold(told knowledge.Told, b *knowledge.Base) knowledge.Told {
	out := knowledge.Told{}
	for slot, values := range told {
		its := maps.Clone(values)
		maps.DeleteFunc(its, func(value string, _ knowledge.Wordings) bool { return !holds(b, slot, value) })
		if len(its) > 0 {
			out[slot] = its
		}
	}
	return out
}

// fittingMatters are the matters that a base has slots for, without contacts, entries and other
// matters that it does not have.
func fittingMatters(matters []*knowledge.Matter, b *knowledge.Base) []*knowledge.Matter {
	var out []*knowledge.Matter
	for _, m := range matters {
		fits := true
		for slot, value := range m.Facts {
			fits = fits && holds(b, slot, value)
		}
		if !fits {
			continue
		}
		its := *m
		its.Contacts = knownContacts(b, m.Contacts)
		if b.FAQ(m.Entry) == nil {
			its.Entry = ""
		}
		out = append(out, &its)
	}
	for _, m := range out {
		gone := func(id string) bool {
			return !slices.ContainsFunc(out, func(o *knowledge.Matter) bool { return o.ID == id })
		}
		m.Without = slices.DeleteFunc(slices.Clone(m.Without), gone)
		m.Within = slices.DeleteFunc(slices.Clone(m.Within), gone)
	}
	return out
}
