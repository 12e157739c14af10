package reading

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/knowledge"
)

// Heard is what a text in another language tells.
type Heard struct {
	Language string   // the language, or ""
	Strength int      // how much speaks for it
	Matters  []string // what is told, in the order of the base
	Near     []string // what may be meant: some words of these stand there
	Concepts []string // the concepts that stand there
	First    []string // those that it begins with
	Asks     bool     // something is asked
	Talk     []string // what is asked back or said beside a matter, what says most first
}

// Holds reports whether a concept stands in the text.
func (h Heard) Holds(concept string) bool { return slices.Contains(h.Concepts, concept) }

// Concepts that the rules of hearing know.
const (
	conceptNot     = "not"     // denies the deed that stands near
	conceptIf      = "if"      // supposes, or asks whether to do, the deed that follows
	conceptDemand  = "demand"  // somebody else wants the deed that follows
	conceptPrevent = "prevent" // asks how to be prepared
)

// Concepts of what may be wished for at any time, besides a person.
const (
	WantsErased = "erase" // all that they wrote
	WantsShown  = "mine"  // what is kept of them
)

// doing are the concepts of what somebody does, which can be denied, supposed and demanded. The
// others are events.
var doing = []string{"give", "pay", "transfer", "buy", "open", "install"}

// otherwise is the language for who writes in one that the desk does not know.
const otherwise = "en"

// sureHan is how much must speak for Chinese where all is written in 漢字.
const sureHan = 4

// abroad hears a text in the language in which it is written, if that is another than Japanese.
func (rd Reader) abroad(folded string) Heard {
	if len(rd.Base.Languages) == 0 {
		return Heard{}
	}
	l, strength := rd.language(folded)
	if l == nil {
		return Heard{}
	}
	return rd.hear(l, folded, strength)
}

// language is the language of a text and how much speaks for it, or nil for Japanese and for what
// may be any.
func (rd Reader) language(folded string) (*knowledge.Language, int) {
	w := charactersOf(folded)
	if w.kana > 3 || w.kana > 0 && w.letters < 12 {
		return nil, 0
	}
	bare := isBare(folded)
	var best *knowledge.Language
	most, signs := 0, 0
	for _, l := range rd.Base.Languages {
		n := wordsIn(l, folded, bare, l.Signs) + lettersIn(l, folded)
		all := n
		for _, words := range l.Words {
			all += wordsIn(l, folded, bare, words)
		}
		if (n > 0 || all > 1) && 2*n+all > most {
			best, most, signs = l, 2*n+all, n
		}
	}
	foreign := w.hangul+w.letters >= 12 && w.kana == 0 && w.han == 0 && strings.Count(folded, " ") >= 2 || otherScript(folded)
	switch {
	case best == nil && foreign:
		return rd.Base.Language(otherwise), 1
	case w.han > 0 && w.kana == 0 && w.letters < w.han && (signs == 0 || most < sureHan):
		return nil, 0 // 不正送金被害: Japanese may do without kana
	}
	return best, most
}

// wordsIn is how many of some words stand in a text; bare says that it has no marks on its letters.
func wordsIn(l *knowledge.Language, folded string, bare bool, words knowledge.Words) int {
	n := 0
	for _, w := range words {
		if len(w.Places(folded, bare, l.Run)) > 0 {
			n++
		}
	}
	return n
}

// lettersIn is how many letters of a text are only the language's.
func lettersIn(l *knowledge.Language, folded string) int {
	if l.Letters == "" {
		return 0
	}
	n := 0
	for _, r := range folded {
		if unicode.Is(unicode.Han, r) && strings.ContainsRune(l.Letters, r) {
			n++
		}
	}
	return n
}

// isBare reports whether a text has no marks on its letters.
func isBare(folded string) bool { return knowledge.Bare(folded) == folded }

// otherScript reports whether a text is written in letters that are neither Latin nor Japanese.
func otherScript(folded string) bool {
	n := 0
	for _, r := range folded {
		if unicode.In(r, unicode.Hangul, unicode.Devanagari, unicode.Thai, unicode.Myanmar, unicode.Arabic, unicode.Cyrillic, unicode.Bengali, unicode.Sinhala, unicode.Khmer, unicode.Tamil) {
			n++
		}
	}
	return n > 2
}

// HeardIn hears the text as one in a certain language.
func (r Reading) HeardIn(language string) Heard {
	if language == r.Heard.Language {
		return r.Heard
	}
	if l := r.base.Language(language); l != nil {
		return Reader{Base: r.base}.hear(l, r.Folded, 0)
	}
	return Heard{}
}

// hear finds the concepts of a text, sentence by sentence, and what they tell together.
func (rd Reader) hear(l *knowledge.Language, folded string, strength int) Heard {
	out := Heard{Language: l.ID, Strength: strength}
	told, near := map[string]bool{}, map[string]bool{}
	for i, s := range sentencesAbroad(folded) {
		all, real, first, asks := conceptsIn(l, s)
		if out.Asks = out.Asks || asks; i == 0 {
			out.First = first
		}
		for c := range all {
			if !out.Holds(c) {
				out.Concepts = append(out.Concepts, c)
			}
		}
		here := map[string]bool{}
		for _, m := range rd.Base.Matters {
			for _, combination := range m.Hear {
				here[m.ID] = here[m.ID] || holdsAll(combination, real)
				near[m.ID] = near[m.ID] || holdsSome(combination, all)
			}
		}
		for _, m := range rd.Base.Matters {
			if here[m.ID] {
				for _, less := range m.Within {
					here[less] = false
				}
			}
		}
		for id, yes := range here {
			told[id] = told[id] || yes
		}
	}
	slices.Sort(out.Concepts)
	out.Matters = rd.ranked(told)
	for _, m := range rd.Base.Matters {
		if near[m.ID] {
			out.Near = append(out.Near, m.ID)
		}
	}
	out.Talk = out.talk()
	return out
}

// ranked lists matters in the order of the base, without those of which others say more.
func (rd Reader) ranked(found map[string]bool) []string {
	var out []string
	less := map[string]bool{}
	for _, m := range rd.Base.Matters {
		if found[m.ID] && !less[m.ID] {
			out = append(out, m.ID)
			for _, w := range m.Without {
				less[w] = true
			}
		}
	}
	return slices.DeleteFunc(out, func(id string) bool { return less[id] })
}

// hit is a concept at a place.
type hit struct {
	concept  string
	from, to int
}

// conceptsIn finds the concepts of a sentence: all of them, those that it begins with, and those
// that are stated: without what is only asked, and without the deeds that are denied, supposed or
// demanded. What stands within something longer of its layer is a part of that: the card of a gift
// card is none.
func conceptsIn(l *knowledge.Language, s sentenceAbroad) (all, real map[string]bool, first []string, asks bool) {
	bare := isBare(s.text)
	var hits []hit
	for concept, words := range l.Words {
		for _, w := range words {
			for _, p := range w.Places(s.text, bare, l.Run) {
				hits = append(hits, hit{concept, p[0], p[1]})
			}
		}
	}
	hits = slices.DeleteFunc(hits, func(h hit) bool {
		return slices.ContainsFunc(hits, func(o hit) bool {
			return o.from <= h.from && h.to <= o.to && o.to-o.from > h.to-h.from && layer(o.concept) == layer(h.concept)
		})
	})
	asked, asks := s.asked(l, hits)
	all, real = map[string]bool{}, map[string]bool{}
	for _, h := range hits {
		if all[h.concept] = true; strings.TrimSpace(s.text[:h.from]) == "" {
			first = append(first, h.concept)
		}
		if slices.Contains(grave, h.concept) || !asked.holds(h) && !reports(h, hits) && !(slices.Contains(doing, h.concept) && cancelled(l, s.text, h, hits)) {
			real[h.concept] = true
		}
	}
	if all[conceptPrevent] {
		real = map[string]bool{conceptPrevent: true}
	}
	return all, real, first, asks
}

// cancelled reports whether a deed is denied, supposed or only demanded.
func cancelled(l *knowledge.Language, sentence string, deed hit, hits []hit) bool {
	return slices.ContainsFunc(hits, func(h hit) bool {
		var between string
		switch {
		case h.to <= deed.from && !(l.Deny == "after" && h.concept == conceptNot):
			between = sentence[h.to:deed.from]
		case deed.to <= h.from && l.Deny != "before" && h.concept == conceptNot:
			between = sentence[deed.to:h.from]
		case h.concept == conceptNot && h.from < deed.to && deed.from < h.to:
			between = ""
		default:
			return false
		}
		if strings.ContainsAny(between, ",，、") {
			return false
		}
		switch h.concept {
		case conceptNot:
			return utf8.RuneCountInString(between) <= l.Gap
		case conceptIf, conceptDemand:
			return utf8.RuneCountInString(between) <= 3*l.Gap
		}
		return false
	})
}

// holdsAll reports whether the concepts of a combination stand together.
func holdsAll(combination string, concepts map[string]bool) bool {
	for c := range strings.FieldsSeq(combination) {
		absent, must := strings.CutPrefix(c, "!")
		if must == concepts[absent] {
			return false
		}
	}
	return true
}

// holdsSome reports whether one of the concepts of a combination stands there that is no deed: what
// a deed was done with says more.
func holdsSome(combination string, concepts map[string]bool) bool {
	for c := range strings.FieldsSeq(combination) {
		if c[0] != '!' && concepts[c] && !slices.Contains(doing, c) {
			return true
		}
	}
	return false
}

// factsAbroad are the facts of what was heard.
func (rd Reader) factsAbroad(h Heard) knowledge.Facts {
	out := knowledge.Facts{}
	for _, id := range h.Matters {
		for slot, v := range rd.Base.Matter(id).Facts {
			out[slot] = knowledge.Joined(out[slot], v)
		}
	}
	return out
}

// AsksLanguage is the language that the text asks for, or "".
func (r Reading) AsksLanguage() string {
	text := strings.Trim(r.Folded, around+"?？")
	for _, l := range r.base.Languages {
		for _, name := range l.Names {
			if text == knowledge.Fold(name) {
				return l.ID
			}
		}
	}
	return ""
}

// Japanese reports whether the text has kana or a word in Chinese characters: it is no slip of the keys.
func (r Reading) Japanese() bool { has := charactersOf(r.Folded); return has.kana > 0 || has.han > 0 }

// Kana reports whether the text is written with kana, as Japanese is.
func (r Reading) Kana() bool { return charactersOf(r.Folded).kana > 0 }
