package knowledge

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Values that every slot may hold besides its own. A slot that was asked and answered with 「分からない」 holds Unknown,
// so that it is not asked again; a slot that was never answered is absent.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown"
)

// Names of the slots that the flow itself knows. The others belong to the FAQ entries that ask for them.
const (
	SlotSymptom     = "symptom"
	SlotTopic       = "topic" // the choice between likely meanings
	SlotPCs         = "pcs"
	SlotOS          = "os"
	SlotDevice      = "device"
	SlotWritingFrom = "writing_from"
	SlotFacing      = "facing" // what is demanded or about to be done, and has not been
	SlotDid         = "did"    // deeds and events that no other slot holds
)

// Facts are what is known of a consultation: a value for each slot, or several with commas between them where a slot can
// hold several (Slot.Several).
type Facts map[string]string

// Values returns what a slot holds, none when it was not answered.
func (f Facts) Values(slot string) []string {
	v, ok := f[slot]
	if !ok {
		return nil
	}
	return strings.Split(v, ",")
}

// Is reports whether a value is what the slot holds, or one of them.
func (f Facts) Is(slot, value string) bool { return slices.Contains(f.Values(slot), value) }

// Joined returns what a slot that can hold several holds when more is told: a value known is not lost by another. A yes, a no and
// 「分からない」 add nothing to values that are known, and give way to one.
func Joined(old, more string) string {
	plain := func(v string) bool { return v == "" || v == Yes || v == No || v == Unknown }
	switch {
	case old == Yes && (more == No || more == Unknown):
		return old
	case plain(old):
		return more
	case plain(more):
		return old
	}
	out := strings.Split(old, ",")
	for _, v := range strings.Split(more, ",") {
		if !slices.Contains(out, v) && !plain(v) {
			out = append(out, v)
		}
	}
	return strings.Join(out, ",")
}

// Left returns what a slot that can hold several holds when values turn out not to be so: the others, or No where none is left. Yes stands for
// all of them.
func Left(old, gone string) string {
	if gone == Yes {
		return No
	}
	left := slices.DeleteFunc(strings.Split(old, ","), func(v string) bool { return slices.Contains(strings.Split(gone, ","), v) })
	if len(left) == 0 {
		return No
	}
	return strings.Join(left, ",")
}

// Answered reports whether the slot was answered, be it with Unknown.
func (f Facts) Answered(slot string) bool { _, ok := f[slot]; return ok }

// Known reports whether the slot holds a real answer.
func (f Facts) Known(slot string) bool { v, ok := f[slot]; return ok && v != Unknown }

// Has reports whether the slot is affirmed: answered with something other than no or unknown.
func (f Facts) Has(slot string) bool { return f.Known(slot) && f[slot] != No }

// Number returns the slot as a whole number.
func (f Facts) Number(slot string) (int, bool) {
	n, err := strconv.Atoi(f[slot])
	return n, err == nil
}

// Clone returns an independent copy, never nil.
func (f Facts) Clone() Facts {
	if f == nil {
		return Facts{}
	}
	return maps.Clone(f)
}

// With returns a copy in which slot holds value.
func (f Facts) With(slot, value string) Facts {
	c := f.Clone()
	c[slot] = value
	return c
}
