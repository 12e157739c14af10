package dialog

import (
	"time"

	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// On LINE a sentence comes in several messages: 「ペイペイで3万送ってって」「送った」. The verb alone has lost its
// object, which stands in the message before.

// soonAfter is how long after a message another still goes on with its sentence.
const soonAfter = 10 * time.Minute

// joined is a text that is no more than a deed, with what it tells behind the message before it.
func joined(c *consultation, r reading.Reading) reading.Reading {
	if r.OnlyCuts() && (r.Says(reading.Question) || c.state.Slot == "") && onTheCall(c) {
		return r.As(c.read(reading.OfTheCall(r.Text)))
	}
	if len(r.Mends(c.state.Facts)) > 0 { // it goes on with nothing, it puts right what was said
		return r
	}
	if !r.OnlyDeed() || ofDeedsAny(c.world.Base, r.Stated) {
		return r
	}
	before := saidBefore(c)
	if before == "" {
		return r
	}
	known := c.read(before).Stated
	both := c.read(reading.Behind(before, r.Text)).Stated
	news := knowledge.Facts{}
	for slot, v := range both {
		if v != known[slot] && ofDeeds(c.world.Base, slot) && (both.Has(slot) || !c.state.Facts.Has(slot)) {
			news[slot] = v
		}
	}
	return r.Telling(news)
}

// onTheCall reports whether what is cut off without a name is the call: whatever was spoken of
// last, or what goes on.
func onTheCall(c *consultation) bool {
	f := c.state.Facts
	if f.Is(knowledge.SlotDid, "on_phone") || f.Has(knowledge.SlotFacing) {
		return true
	}
	for i := len(c.state.Log) - 1; i >= 0; i-- {
		switch text := c.state.Log[i].Text; {
		case reading.LineCutsNet.In(text):
			return false
		case reading.LineCutsCall.In(text):
			return true
		}
	}
	return false
}

// saidBefore is the last message of the consulter, if it has just been written.
func saidBefore(c *consultation) string {
	for i := len(c.state.Log) - 1; i >= 0; i-- {
		if n := c.state.Log[i]; n.Who == "consulter" {
			if c.world.Now.Sub(n.At) > soonAfter || n.Message == c.message && c.message != "" {
				return ""
			}
			return n.Text
		}
	}
	return ""
}

// ofDeedsAny reports whether facts tell of a deed.
func ofDeedsAny(base *knowledge.Base, f knowledge.Facts) bool {
	for slot := range f {
		if ofDeeds(base, slot) {
			return true
		}
	}
	return false
}
