package match

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"strings"

	"madoguchi/knowledge"
)

// keptHead begins what Learnt.Write writes.
const keptHead = "madoguchi learnt 2\n"

// ErrKept is what Read returns for anything but what Write wrote from the same base.
var ErrKept = errors.New("this is not what was learnt from the base")

// Write writes what was learnt, so that it need not be learnt again: to learn takes seconds, to
// read it takes a few hundredths of one. What follows from the base itself is left out.
func (l Learnt) Write(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	k := &keeper{write: out, sum: crc32.New(crc32.MakeTable(crc32.Castagnoli))}
	k.learnt(l)
	if k.err == nil {
		k.err = binary.Write(out, binary.LittleEndian, k.sum.Sum32())
	}
	if k.err == nil {
		k.err = out.Flush()
	}
	return k.err
}

// Read is Learn by what Write wrote, from the same base and by the same program.
func Read(base *knowledge.Base, r io.Reader) (Learnt, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	k := &keeper{read: in, sum: crc32.New(crc32.MakeTable(crc32.Castagnoli))}
	l := untaught(base)
	k.learnt(l)
	var sum uint32
	if k.err == nil {
		k.err = binary.Read(in, binary.LittleEndian, &sum)
	}
	switch {
	case k.err != nil:
		return Learnt{}, fmt.Errorf("%w: %w", ErrKept, k.err)
	case sum != k.sum.Sum32():
		return Learnt{}, fmt.Errorf("%w: it is damaged", ErrKept)
	case !l.fits():
		return Learnt{}, ErrKept
	}
	return l, nil
}

// keeper writes parts, or reads them: one of the two. What is kept is said once for both.
type keeper struct {
	write io.Writer
	read  io.Reader
	sum   hash.Hash32
	err   error
}

func (k *keeper) learnt(l Learnt) {
	head := []byte(keptHead)
	k.plain(head)
	if string(head) != keptHead {
		k.fail(errors.New("its head is another's"))
		return
	}
	k.vocabulary(&l.index.vocabulary)
	k.model(&l.index.model)
	k.vocabulary(&l.followups.vocabulary)
	k.model(&l.followups.intent)
	k.spaces(&l.followups.spaces)
	for i := range l.followups.places {
		p := &l.followups.places[i]
		k.terms(&p.say)
		slice(k, &p.at)
		for n := range p.at {
			k.plain(p.at[n][:])
		}
	}
	for _, e := range l.voices.ears {
		k.vocabulary(&e.vocabulary)
		k.model(&e.model)
	}
	k.vocabulary(&l.answers.vocabulary)
	for i := range l.answers.slots {
		k.model(&l.answers.slots[i].model)
	}
	k.vocabulary(&l.told.vocabulary)
	k.model(&l.told.model)
}

func (k *keeper) vocabulary(v **vocabulary) {
	if *v == nil {
		*v = &vocabulary{}
	}
	names := []byte(strings.Join((*v).names, "\n"))
	slice(k, &names)
	k.plain(names)
	slice(k, &(*v).rarity)
	k.plain((*v).rarity)
	if k.read != nil {
		(*v).names = strings.Split(string(names), "\n")
		(*v).number()
	}
}

func (k *keeper) model(m **model) {
	if *m == nil {
		*m = &model{}
	}
	slice(k, &(*m).bias)
	k.plain((*m).bias)
	slice(k, &(*m).weight)
	k.plain((*m).weight)
	(*m).classes = len((*m).bias) - 1
}

func (k *keeper) spaces(list *[]*space) {
	slice(k, list)
	for i := range *list {
		if (*list)[i] == nil {
			(*list)[i] = &space{}
		}
		s := (*list)[i]
		slice(k, &s.feature)
		for n := range s.feature {
			k.plain(s.feature[n][:])
		}
	}
}

func (k *keeper) terms(list *[]term) {
	slice(k, list)
	ids, weights := make([]int32, len(*list)), make([]float32, len(*list))
	for i, t := range *list {
		ids[i], weights[i] = t.id, t.weight
	}
	k.plain(ids)
	k.plain(weights)
	for i := range *list {
		(*list)[i] = term{ids[i], weights[i]}
	}
}

// mostKept bounds how long a list may be: a damaged length must not take all memory.
const mostKept = 1 << 26

// slice keeps how long a list is; where it is read, the list is made.
func slice[T any](k *keeper, list *[]T) {
	n := []uint32{uint32(len(*list))}
	k.plain(n)
	switch {
	case k.err != nil || n[0] > mostKept:
		k.fail(fmt.Errorf("a list of %d", n[0]))
		*list = nil
	case k.read != nil:
		*list = make([]T, n[0])
	}
}

func (k *keeper) fail(err error) {
	if k.err == nil {
		k.err = err
	}
}

// plain keeps numbers or bytes as they are.
func (k *keeper) plain(list any) {
	switch {
	case k.err != nil:
	case k.read != nil:
		k.err = binary.Read(io.TeeReader(k.read, k.sum), binary.LittleEndian, list)
	default:
		k.err = binary.Write(io.MultiWriter(k.write, k.sum), binary.LittleEndian, list)
	}
}
