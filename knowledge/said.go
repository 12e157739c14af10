package knowledge

import (
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// LineID names a line that consulters may be told: where it stands, and a hash of its text. The same
// line has the same name in every release.
type LineID string

// Places of lines that belong to no entry.
const (
	InDeeds  = "deeds"
	InVoices = "voices"
	InTerms  = "terms"
	InAbroad = "abroad" // in another language
)

// LineIn names a line of an entry, or of one of the places.
func LineIn(place, text string) LineID {
	h := fnv.New32a()
	h.Write([]byte(text))
	return LineID(place + "/" + strconv.FormatUint(uint64(h.Sum32()), 16))
}

// Place is the entry, or the place, in which the line stands.
func (id LineID) Place() string {
	place, _, _ := strings.Cut(string(id), "/")
	return place
}

// EachLine yields every line that consulters may be told, with the place where it stands.
func (b *Base) EachLine(yield func(place, text string) bool) {
	ok := true
	tell := func(place string, texts ...string) {
		for _, text := range texts {
			ok = ok && (text == "" || yield(place, text))
		}
	}
	lines := func(place string, list []Line) {
		for _, l := range list {
			tell(place, l.Text)
		}
	}
	for _, f := range b.FAQs {
		for _, list := range f.Texts {
			lines(f.ID, list)
		}
	}
	for id, list := range b.Followups {
		if id == "" {
			id = InVoices
		}
		for _, f := range list {
			lines(id, f.Say)
			lines(id, f.Calm)
		}
	}
	for _, d := range b.Deeds {
		lines(InDeeds, d.Aid)
	}
	for _, v := range b.Voices {
		for _, reply := range v.Replies() {
			tell(InVoices, reply...)
		}
	}
	for _, t := range slices.Concat(b.Terms, b.Firms, b.Sources) {
		lines(InTerms, t.What)
		lines(InTerms, t.How)
	}
	for _, l := range b.Languages {
		for _, m := range l.Matters {
			tell(InAbroad, m.Say...)
			tell(InAbroad, slices.Collect(maps.Values(m.Talk))...)
		}
		tell(InAbroad, slices.Collect(maps.Values(l.Talk))...)
	}
}

// Said finds the lines of a base in what was said.
type Said struct{ at map[string][]LineID }

// NewSaid makes one.
func NewSaid(b *Base) *Said {
	s := &Said{map[string][]LineID{}}
	add := func(text string, id LineID) {
		if text = row(text); text != "" && !slices.Contains(s.at[text], id) {
			s.at[text] = append(s.at[text], id)
		}
	}
	easy := map[string]string{}
	for _, list := range b.EasyLines {
		for _, l := range list {
			easy[l.Plain] = l.Easy
		}
	}
	for place, text := range b.EachLine {
		id := LineIn(place, text)
		add(text, id)
		add(easy[text], id)
	}
	return s
}

// In names the lines that stand in a text. A line that stands in several places is taken for that of
// the entry in hand, if it is one of them.
func (s *Said) In(text, entry string) (out []LineID) {
	for part := range strings.Lines(text) {
		ids := s.at[row(part)]
		if i := slices.IndexFunc(ids, func(id LineID) bool { return id.Place() == entry }); i >= 0 {
			ids = ids[i : i+1]
		}
		for _, id := range ids {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// row is the first row of a text without what marks it as one of a list.
func row(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	text = strings.TrimPrefix(text, "・")
	if number, rest, ok := strings.Cut(text, ". "); ok && len(number) <= 2 && strings.Trim(number, "0123456789") == "" {
		text = rest
	}
	return strings.TrimSpace(text)
}
