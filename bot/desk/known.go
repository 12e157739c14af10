package desk

import (
	"slices"
	"strings"
	"sync"

	"madoguchi/bot"
	"madoguchi/knowledge"
)

// source is the sentence from which a fact is known.
type source struct {
	Line  uint64
	Words string
}

// maxSources bounds how many messages are read for it: a page must not wait.
const maxSources = 60

// sources finds for each slot that is known the consulter's latest words that say it: the label that
// they pressed, or a message that states it. What staff wrote down, or what was concluded, has none.
func (c *Console) sources(t bot.Ticket, entries []bot.Entry) map[string]source {
	out := map[string]source{}
	read := 0
	for _, e := range slices.Backward(entries) {
		if e.From != bot.FromConsulter || e.Unsent || e.Text == "" {
			continue
		}
		if read++; read > maxSources || len(out) == len(t.Facts) {
			break
		}
		stated := c.stated.of(e.Text, func(text string) knowledge.Facts { return c.Edition().Reader().At(c.Now())(text).Stated })
		for slot := range t.Facts {
			if _, found := out[slot]; !found && (c.pressed(slot, t.Facts, e.Text) || says(stated, t.Facts, slot)) {
				out[slot] = source{e.N, plain(brief(e.Text))}
			}
		}
	}
	return out
}

// pressed reports whether a text is the label of a value that a slot holds.
func (c *Console) pressed(slot string, known knowledge.Facts, text string) bool {
	s := c.Base().Slot(slot)
	return s != nil && slices.ContainsFunc(s.Choices, func(ch knowledge.Choice) bool {
		return knowledge.Fold(ch.Label) == knowledge.Fold(text) && known.Is(slot, ch.Value)
	})
}

// says reports whether a text states what a slot holds.
func says(stated, known knowledge.Facts, slot string) bool {
	return slices.ContainsFunc(stated.Values(slot), func(v string) bool { return known.Is(slot, v) })
}

// readings are what texts state: a page that looks again by itself does not read them again. They
// are kept by what they say, in memory only.
type readings struct {
	mu  sync.Mutex
	all map[string]knowledge.Facts
}

// maxReadings bounds how many are kept.
const maxReadings = 2000

func (r *readings) of(text string, read func(string) knowledge.Facts) knowledge.Facts {
	r.mu.Lock()
	f, ok := r.all[text]
	r.mu.Unlock()
	if ok {
		return f
	}
	f = read(text)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil || len(r.all) >= maxReadings {
		r.all = map[string]knowledge.Facts{}
	}
	r.all[text] = f
	return f
}

// know writes a fact down: "paid=card", or "paid=" where it is not known after all.
func (c *Console) know(v *visit) (answer, error) {
	slot, value, _ := strings.Cut(v.PostFormValue("fact"), "=")
	return c.done(v, "wrote down", slot, func(n string, by bot.Staff) error {
		return c.Tickets.Act(v.Context(), n, bot.Know{Number: n, By: by, Slot: slot, Value: value})
	})
}

// askable are the slots of which staff can write down what they know.
func (c *Console) askable() (out []*knowledge.Slot) {
	for _, s := range c.Base().Slots {
		if s.Name != knowledge.SlotSymptom && s.Name != knowledge.SlotTopic && len(s.Choices) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// suggestion is an entry that may fit, and why.
type suggestion struct {
	*knowledge.FAQ
	Like  string   // the example that is most like what the consulter said; empty: none is
	Lines []string // what it says to somebody of whom so much is known
}

// likeEnough is how much of their pairs of characters two texts must share to be called alike.
const likeEnough = 0.2

func (c *Console) suggestion(f *knowledge.FAQ, t bot.Ticket) suggestion {
	out := suggestion{FAQ: f, Lines: answerLines(f, t.Facts)}
	best := likeEnough
	said := knowledge.PairsOf(told(t))
	for _, e := range f.Examples {
		if n := said.Like(knowledge.PairsOf(e)); n > best {
			best, out.Like = n, e
		}
	}
	return out
}

// answerLines are what an entry says to do, with its conditions applied to what is known.
func answerLines(f *knowledge.FAQ, known knowledge.Facts) (lines []string) {
	if now := knowledge.FirstLine(f.Now, known); now != "" {
		lines = append(lines, now)
	}
	return append(lines, knowledge.LinesFor(f.Steps, known)...)
}
