package match

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sync"

	"madoguchi/knowledge"
)

// Followups finds what is asked after an answer, among what the base has for the entry in hand, for its sisters (the entries of
// its category), and for any matter. It is safe for concurrent use.
type Followups struct {
	base       *knowledge.Base
	vocabulary *vocabulary
	intents    []string
	intent     *model // which intent a text has, whatever the matter; the last class: it tells of a matter
	places     []place
	spaces     []*space
	of         map[string][]int // by entry: places
	wording    map[string][]int // by what is said in kana: places with that wording
}

// place is one follow-up with what it is compared by.
type place struct {
	entry  string
	n      int
	intent int      // -1: none
	asks   [][]term // these and the keys of all its texts only while it is learnt
	keys   []uint64
	say    []term
	at     []vector // in each space
}

// leastTexts is in how many of so many texts a feature must occur: with less the finder holds more
// and takes longer to learn.
func leastTexts(texts int) int { return 2 + texts/13_000 }

// spacesLearnt is how many spaces are learnt, each with other chance: what they agree on carries further.
const spacesLearnt = 4

// NewFollowups learns from the follow-ups of a base. It is deterministic.
func NewFollowups(base *knowledge.Base) *Followups {
	x := newFollowups(base)
	x.learn()
	return x
}

// newFollowups knows the follow-ups of a base and has learnt nothing.
func newFollowups(base *knowledge.Base) *Followups {
	x := &Followups{base: base, of: map[string][]int{}, wording: map[string][]int{}}
	for _, id := range slices.Sorted(maps.Keys(base.Followups)) {
		for n, f := range base.Followups[id] {
			if f.Intent != "" && !slices.Contains(x.intents, f.Intent) {
				x.intents = append(x.intents, f.Intent)
			}
			x.of[id] = append(x.of[id], len(x.places))
			x.places = append(x.places, place{entry: id, n: n, intent: slices.Index(x.intents, f.Intent)})
		}
	}
	said := each(x.places, func(p place) []string { return each(x.followup(p).Ask, bare) })
	for i, list := range said {
		for _, key := range list {
			x.wording[key] = append(x.wording[key], i)
		}
	}
	return x
}

func (x *Followups) followup(p place) *knowledge.Followup { return &x.base.Followups[p.entry][p.n] }

func (x *Followups) learn() {
	var texts []string // of each follow-up: the wordings, the reply
	for _, p := range x.places {
		f := x.followup(p)
		texts = append(append(texts, f.Ask...), reply(f))
	}
	split := each(append(texts, sampleMatters(x.base)...), followFeatures)
	x.vocabulary = vocabularyOf(split, leastTexts(len(split)))
	rows := each(split, x.vocabulary.terms)
	rest, keys := rows, x.vocabulary.keys(rows)
	for i := range x.places {
		p := &x.places[i]
		n := len(x.followup(*p).Ask)
		p.asks, p.say, rest = rest[:n:n], rest[n], rest[n+1:]
		p.keys, keys = keys[:n+1], keys[n+1:]
	}
	x.learnSpaces()
	x.learnIntents(rest)
	for i := range x.places {
		x.places[i].asks, x.places[i].keys = nil, nil
	}
}

func reply(f *knowledge.Followup) string {
	var s string
	for _, l := range f.Say {
		s += l.Text + "\n"
	}
	return s
}

// mattersPerEntry is from how many examples of each entry, besides the answers to questions, it is learnt what is no follow-up.
const mattersPerEntry = 10

func sampleMatters(base *knowledge.Base) []string {
	var out []string
	for _, f := range base.FAQs {
		for i := range min(mattersPerEntry, len(f.Examples)) {
			out = append(out, f.Examples[i*len(f.Examples)/mattersPerEntry%len(f.Examples)])
		}
	}
	for _, s := range base.Slots {
		for _, c := range s.Choices {
			out = append(out, c.Label)
		}
	}
	return out
}

func (x *Followups) learnIntents(matters [][]term) {
	var rows [][]term
	var class []int
	for i := range x.places {
		if p := &x.places[i]; p.intent >= 0 {
			for _, a := range p.asks {
				rows, class = append(rows, a), append(class, p.intent)
			}
		}
	}
	for _, m := range matters {
		rows, class = append(rows, m), append(class, len(x.intents))
	}
	x.intent = trainTimes(2, material{texts: rows, class: class, urgent: make([]bool, len(x.intents)+1)}, x.vocabulary, 0)
}

func (x *Followups) learnSpaces() {
	x.spaces = make([]*space, spacesLearnt)
	var wg sync.WaitGroup
	for n := range x.spaces {
		wg.Go(func() {
			chance := generator(n+1) << 48
			s := newSpace(x.vocabulary.names, chance+1<<40)
			s.learn(x.groups(chance), chance+2<<40)
			s.steps = nil
			x.spaces[n] = s
		})
	}
	wg.Wait()
	for i := range x.places {
		p := &x.places[i]
		for _, s := range x.spaces {
			p.at = append(p.at, s.center(slices.Concat(p.asks, [][]term{p.say})))
		}
	}
}

// strangers is from how many follow-ups of other entries each is told apart, besides those of its own.
const strangers = 12

func (x *Followups) groups(chance generator) []group {
	ring := each(x.places, func(p place) uint64 { return uint64(chance.of(x.key(p))) })
	order := make([]int, len(x.places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(ring[a], ring[b]) })
	slices.Sort(ring)
	groups := make([]group, len(x.places))
	for i := range x.places {
		p := &x.places[i]
		g := group{texts: slices.Concat(p.asks, [][]term{p.say}), keys: p.keys}
		own := chance.of(x.key(*p))
		for _, j := range x.of[p.entry] {
			if j != i {
				g.among = append(g.among, j)
			}
		}
		for range strangers {
			k, _ := slices.BinarySearch(ring, own.next())
			j := order[k%len(order)]
			if x.places[j].intent != p.intent || p.intent < 0 {
				g.among = append(g.among, j)
			}
		}
		groups[i] = g
	}
	return groups
}

// key is what a place is called, wherever it stands.
func (x *Followups) key(p place) string { return p.entry + " " + x.followup(p).Ask[0] }

// heard is what a text is taken for, before it is held against any follow-up.
type heard struct {
	terms  []term
	belief []float32 // in each intent; the last: it tells of a matter
	at     []vector
	quoted []int // places with this very wording
}

func (x *Followups) hear(text string) *heard {
	h := &heard{terms: x.vocabulary.terms(followFeatures(text)), quoted: x.wording[bare(text)]}
	scores := make([]float32, len(x.intents)+2)
	x.intent.scores(h.terms, scores)
	h.belief = scores[:len(x.intents)+1]
	softmax(h.belief, temperature)
	for _, s := range x.spaces {
		h.at = append(h.at, s.embed(h.terms))
	}
	return h
}

// Find ranks the follow-ups that a text may be after the answer of an entry, the likeliest first. What is missing to a belief of 1 is
// that it is none of them.
func (x *Followups) Find(entry, text string) []knowledge.Found {
	h := x.hear(text)
	among := x.candidates(entry)
	out := make([]knowledge.Found, 0, len(among))
	none := weighNone(x.evidenceOfNone(h))
	top := none
	for i, e := range x.evidence(entry, h, among) {
		p := &x.places[among[i]]
		f := knowledge.Found{Entry: p.entry, N: p.n, Intent: x.name(p.intent), Score: weigh(e)}
		if slices.Contains(h.quoted, among[i]) {
			f.Score += quotedWeight
		}
		top = max(top, f.Score)
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b knowledge.Found) int { return cmp.Compare(b.Score, a.Score) })
	sum := math.Exp(none - top)
	for i := range out {
		out[i].Score = math.Exp(out[i].Score - top)
		sum += out[i].Score
	}
	for i := range out {
		out[i].Score /= sum
	}
	return out
}

func (x *Followups) name(intent int) string {
	if intent < 0 {
		return ""
	}
	return x.intents[intent]
}

// candidates are the places of the entry's own follow-ups, of those that may follow any answer, and of its sisters'.
func (x *Followups) candidates(entry string) []int {
	out := slices.Clone(x.of[entry])
	if entry != "" {
		out = append(out, x.of[""]...)
	}
	f := x.base.FAQ(entry)
	if f == nil {
		return out
	}
	for _, s := range x.base.FAQs {
		if s.Category == f.Category && s.ID != entry {
			out = append(out, x.of[s.ID]...)
		}
	}
	return out
}

// Near returns which of some lines speaks of what a text speaks of, and how near it is: the cosine of their rarest words.
func (x *Followups) Near(text string, lines []string) (line int, near float64) {
	line = -1
	said := x.vocabulary.terms(followFeatures(text))
	for i, l := range lines {
		if s := float64(overlap(said, x.vocabulary.terms(followFeatures(l)))); s > near {
			line, near = i, s
		}
	}
	return line, near
}
