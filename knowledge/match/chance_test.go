package match

import (
	"slices"
	"testing"
)

// TestChanceStays: a text more or less, wherever it stands, changes nothing of the chance that the others meet; only then does one
// wording more change little of what is learnt of them.
func TestChanceStays(t *testing.T) {
	texts := [][]string{{"a", "b"}, {"b", "c"}, {"c", "d"}, {"a", "d"}, {"a", "b"}}
	more := slices.Insert(slices.Clone(texts), 1, []string{"0", "a", "c"}) // its new feature moves the number of every other
	before, after := vocabularyOf(texts, 1), vocabularyOf(more, 1)
	if before.id["a"] == after.id["a"] {
		t.Fatal("no feature has another number: the test shows nothing")
	}

	keys, now := before.keys(each(texts, before.terms)), after.keys(each(more, after.terms))
	if keys[0] == keys[4] {
		t.Error("two copies of a text have one key")
	}
	if now = slices.Delete(now, 1, 2); !slices.Equal(keys, now) {
		t.Errorf("the keys were %x and are %x", keys, now)
	}

	own, ownNow := make([]generator, 5), make([]generator, 5)
	if order, again := shuffled(keys, own, 7), shuffled(now, ownNow, 7); !slices.Equal(order, again) || !slices.Equal(own, ownNow) {
		t.Errorf("the texts came as %v and come as %v", order, again)
	}
	if order, other := shuffled(keys, own, 7), shuffled(keys, ownNow, 8); slices.Equal(order, other) && slices.Equal(own, ownNow) {
		t.Error("another chance changes nothing")
	}

	s, wider := newSpace(before.names, 3), newSpace(after.names, 3)
	for name, id := range before.id {
		if s.feature[id] != wider.feature[after.id[name]] {
			t.Errorf("%q begins elsewhere", name)
		}
	}
}
