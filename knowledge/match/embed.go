package match

import (
	"cmp"
	"math"
	"slices"
)

// dims is the number of dimensions of the space of meanings.
const dims = 32

type vector [dims]float32

func (v *vector) dot(o *vector) float32 {
	var a, b, c, d float32
	for i := 0; i < dims; i += 4 {
		a += v[i] * o[i]
		b += v[i+1] * o[i+1]
		c += v[i+2] * o[i+2]
		d += v[i+3] * o[i+3]
	}
	return a + b + c + d
}

func (v *vector) add(o *vector, by float32) {
	for i := range v {
		v[i] += by * o[i]
	}
}

func (v *vector) scale(by float32) {
	for i := range v {
		v[i] *= by
	}
}

// space lays texts near to each other that ask for the same: a text lies where its features lie on the average, and the features are
// moved until a text lies nearer to the others of its group than to those of other groups.
type space struct {
	feature []vector
	steps   []float32 // how far each feature has been moved, squared (AdaGrad)
}

// newSpace lays the features where their names and the chance say.
func newSpace(features []string, chance generator) *space {
	s := &space{feature: make([]vector, len(features)), steps: make([]float32, len(features))}
	for i, name := range features {
		own := chance.of(name)
		for k := range s.feature[i] {
			s.feature[i][k] = (float32(own.next()>>40)/(1<<23) - 1) * 0.6 / float32(math.Sqrt(dims))
		}
	}
	return s
}

// embed is where a text lies. Four features at a time: that is most of the work of training.
func (s *space) embed(text []term) (v vector) {
	for ; len(text) >= 4; text = text[4:] {
		t := text[:4]
		a, b, c, d := &s.feature[t[0].id], &s.feature[t[1].id], &s.feature[t[2].id], &s.feature[t[3].id]
		for i := range v {
			v[i] += t[0].weight*a[i] + t[1].weight*b[i] + t[2].weight*c[i] + t[3].weight*d[i]
		}
	}
	for _, t := range text {
		v.add(&s.feature[t.id], t.weight)
	}
	return v
}

// How long and how fast a space is learnt, and how sharply nearness tells. Chosen on wordings held out.
const (
	spaceEpochs = 8
	spaceRate   = 0.25
	spaceSharp  = 8

	spaceSeen     = 2 // one of so many features of a text is seen each time, and weighs as much more
	spaceSeenLong = 6 // the same of a long text, a reply: they are a third of all that is to be read
	longText      = 120
)

// group is texts that mean the same; among are the groups from which it must be told apart. The keys of the
// texts decide the chance that each meets: a text more or less changes little of how the others are learnt.
type group struct {
	texts [][]term
	keys  []uint64
	among []int
}

// center is the mean of where texts lie.
func (s *space) center(texts [][]term) (c vector) {
	for _, t := range texts {
		v := s.embed(t)
		c.add(&v, 1/float32(len(texts)))
	}
	return c
}

func (s *space) learn(groups []group, chance generator) {
	st := newStepper(s, groups, chance)
	for epoch := range spaceEpochs {
		for i := range st.lessons {
			st.lessons[i].turn = st.lessons[i].chance.next()
		}
		slices.SortFunc(st.lessons, func(a, b *lesson) int { return cmp.Compare(a.turn, b.turn) })
		st.rate = spaceRate / (1 + 0.15*float32(epoch))
		for _, l := range st.lessons {
			st.take(l)
		}
	}
}

// lesson is a text of a group.
type lesson struct {
	group  int
	text   []term
	at     vector // where it lay when it was looked at last
	chance generator
	turn   uint64 // when it is looked at
}

// stepper moves the features of one text after another.
type stepper struct {
	*space
	groups  []group
	lessons []*lesson
	sums    []vector // of where each group's texts lie
	rate    float32
	seen    []term
	belief  []float32
}

func newStepper(s *space, groups []group, chance generator) *stepper {
	st := &stepper{space: s, groups: groups, sums: make([]vector, len(groups))}
	for g := range groups {
		for i, t := range groups[g].texts {
			at := s.embed(t)
			st.sums[g].add(&at, 1)
			if len(groups[g].texts) > 1 {
				st.lessons = append(st.lessons, &lesson{group: g, text: t, at: at, chance: chance.at(groups[g].keys[i])})
			}
		}
	}
	return st
}

// take goes a step with a text of which a part is left out: nearer to the center of the others of its group, away from those of the
// groups for which it could be taken.
func (st *stepper) take(l *lesson) {
	st.seen = st.seen[:0]
	of := uint64(spaceSeen)
	if len(l.text) > longText {
		of = spaceSeenLong
	}
	for _, t := range l.text {
		if l.chance.next()%of == 0 {
			st.seen = append(st.seen, term{t.id, t.weight * float32(of)})
		}
	}
	v := st.embed(st.seen)
	others := st.move(l, &v)
	back := st.back(l, &v, &others)
	size := back.dot(&back) / dims
	for _, t := range st.seen {
		st.steps[t.id] += t.weight * t.weight * size
		st.feature[t.id].add(&back, -st.rate*t.weight/(1e-3+float32(math.Sqrt(float64(st.steps[t.id])))))
	}
}

// move notes where a text lies, by what is seen of it: to look at all of it takes twice the time and is no better. It returns the
// center of the others of its group.
func (st *stepper) move(l *lesson, at *vector) vector {
	sum := &st.sums[l.group]
	sum.add(&l.at, -1)
	others := *sum
	sum.add(at, 1)
	l.at = *at
	others.scale(1 / float32(len(st.groups[l.group].texts)-1))
	return others
}

// back is the direction in which a text at v is not to be.
func (st *stepper) back(l *lesson, v, others *vector) (back vector) {
	among := st.groups[l.group].among
	st.belief = append(st.belief[:0], spaceSharp*v.dot(others))
	for _, o := range among {
		st.belief = append(st.belief, spaceSharp*v.dot(&st.sums[o])/float32(len(st.groups[o].texts)))
	}
	softmax(st.belief, 1)
	back.add(others, spaceSharp*(st.belief[0]-1))
	const negligible = 0.003
	for k, o := range among {
		if b := st.belief[k+1]; b > negligible {
			back.add(&st.sums[o], spaceSharp*b/float32(len(st.groups[o].texts)))
		}
	}
	return back
}
