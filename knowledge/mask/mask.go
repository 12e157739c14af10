package mask

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Table masks text of the desk's case table thoroughly: what names or locates a person or a company
// goes, public bodies and products stay. The text that stays keeps its original form. Masking a
// masked text changes nothing.
func Table(text string) (string, Counts) {
	out, counts := Row([]string{text})
	return out[0], counts
}

// Row masks the cells of one row as Table does; a name recognised in one cell goes from all of
// them.
func Row(cells []string) ([]string, Counts) { return settle(cells, tableRules) }

// Chat masks what nobody should have typed into a chat: cards, My Number, passwords and codes, mail
// addresses, private telephone numbers, and names where they are sure. It leaves everything that
// the facts of a consultation are read from: amounts, counts, versions, dates, public numbers.
func Chat(text string) (string, Counts) {
	out, counts := settle([]string{text}, chatRules)
	return out[0], counts
}

// Load makes ready what masking needs and what takes a moment at its first use: the dictionary, and
// the expressions.
func Load() { Chat("山田様、パスワードは二つあります。") }

// rule adds candidates to a source.
type rule func(*source)

var tableRules = []rule{mails, handles, urls, cards, myNumbers, looseGroups, secrets, nearby, nextLine, pieces, keys, phones, numbers, sensitive, places, stations, buildings, companies, persons, signatures}

var chatRules = []rule{mails, links, cards, strictMyNumbers, strictGroups, secrets, nearby, nextLine, pieces, keys, phones, accounts, surePersons}

// settle repeats rounds until none changes anything.
func settle(cells []string, rules []rule) ([]string, Counts) {
	counts := Counts{}
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = strings.ToValidUTF8(c, "\uFFFD")
	}
	for round(texts, rules, counts) {
	}
	return texts, counts
}

// round masks once, in place, and reports whether anything changed. A cell that no name of another
// cell could change is not looked at again once it is still.
func round(texts []string, rules []rule, counts Counts) bool {
	sources := make([]*source, len(texts))
	var names []name
	for i, t := range texts {
		sources[i] = newSource(t)
		for _, r := range rules {
			r(sources[i])
		}
		names = append(names, sources[i].names...)
	}
	slices.SortFunc(names, func(a, b name) int { return strings.Compare(a.text, b.text) })
	names = slices.CompactFunc(names, func(a, b name) bool { return a.text == b.text })
	changed := false
	for i, s := range sources {
		s.echo(names)
		if out, ok := s.rebuild(counts); ok {
			texts[i], changed = out, true
		}
	}
	return changed
}

// name is a recognised name, to be looked for everywhere in the row.
type name struct {
	text string
	kind Kind
}

// remember keeps a recognised name when it is long and strange enough to be looked for inside
// longer strings.
func (s *source) remember(n string, k Kind) {
	n = strings.Trim(n, " \n\t")
	least := 3
	if all(n, isHan) {
		least = 2
	}
	isNumber := digits(n) == n
	if runes(n) < least || isNumber || strings.ContainsRune(n, opaque) || keeperSet()[foldWord(n)] || plain()[n] || stops()[n] {
		return
	}
	s.names = append(s.names, name{n, k})
}

// echo adds every occurrence of the names, also inside longer strings, but not inside what stays.
func (s *source) echo(names []name) {
	for _, n := range names {
		for pos := 0; ; {
			i := strings.Index(s.text[pos:], n.text)
			if i < 0 {
				break
			}
			start := pos + i
			pos = start + len(n.text)
			if !s.touchesKept(start, pos) && !s.cutsLatin(start, pos) {
				s.strong(start, pos, n.kind)
			}
		}
	}
}

// cutsLatin is true where a Latin name is only a part of a Latin word.
func (s *source) cutsLatin(start, end int) bool {
	return isLatin(s.after(start)) && isLatin(s.before(start)) || isLatin(s.before(end)) && isLatin(s.after(end))
}

// rebuild replaces the found spans by labels; ok is false when there is nothing to replace.
func (s *source) rebuild(counts Counts) (string, bool) {
	spans := s.resolve()
	if len(spans) == 0 {
		return s.orig, false
	}
	var b strings.Builder
	b.Grow(len(s.orig))
	pos := 0
	for _, sp := range spans {
		b.WriteString(s.orig[pos:sp.start])
		if !strings.HasSuffix(b.String(), string(sp.kind)) { // two of a kind in a row are one
			b.WriteString(string(sp.kind))
		}
		counts[sp.kind]++
		pos = sp.end
		if strings.HasPrefix(s.orig[pos:], string(sp.kind)) {
			pos += len(sp.kind)
		}
	}
	b.WriteString(s.orig[pos:])
	return b.String(), true
}

// resolve merges overlapping candidates, the longer one giving the kind, and maps them to the
// original text. A candidate made only of labels and signs is nothing.
func (s *source) resolve() []span {
	f := slices.DeleteFunc(s.found, func(sp span) bool { return !hasContent(s.text[sp.start:sp.end]) })
	slices.SortStableFunc(f, func(a, b span) int {
		if a.start != b.start {
			return a.start - b.start
		}
		if a.end != b.end {
			return b.end - a.end
		}
		return a.kind.rank() - b.kind.rank()
	})
	var merged []span
	longest := 0
	for _, sp := range f {
		n := len(merged) - 1
		if n < 0 || sp.start >= merged[n].end {
			merged = append(merged, sp)
			longest = sp.end - sp.start
			continue
		}
		if l := sp.end - sp.start; l > longest {
			longest, merged[n].kind = l, sp.kind
		}
		merged[n].end = max(merged[n].end, sp.end)
	}
	for i, sp := range merged {
		merged[i].start, merged[i].end = s.from[sp.start], s.to[sp.end-1]
	}
	return distinct(merged)
}

// distinct drops what the way back to the original text made overlap: two spans in one original
// sign such as ㍿.
func distinct(spans []span) []span {
	out := spans[:0]
	for _, sp := range spans {
		if n := len(out) - 1; n >= 0 && sp.start < out[n].end {
			out[n].end = max(out[n].end, sp.end)
			continue
		}
		out = append(out, sp)
	}
	return out
}

func hasContent(t string) bool {
	for _, r := range t {
		if r != opaque && r != ' ' && r != '\n' && r != utf8.RuneError {
			return true
		}
	}
	return false
}
