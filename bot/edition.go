package bot

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Edition is one version of the base, ready to be used.
type Edition struct {
	Base *knowledge.Base
	knowledge.Senses

	lately readings
}

// Reader reads what consulters write with this edition.
func (e *Edition) Reader() reading.Reader {
	return reading.Reader{Base: e.Base, Senses: e.Senses}
}

// Read is Reader's Read at a certain time, each text once: a step asks several times what a message
// says, and the next one what was told before it.
func (e *Edition) Read(now time.Time) func(text string) reading.Reading {
	read := e.Reader().At(now)
	return func(text string) reading.Reading { return e.lately.of(text, now, read) }
}

// readings are those of texts that were read within the same minute: 「5分前」 is not read otherwise
// meanwhile, and nobody's words are remembered for longer.
type readings struct {
	mu     sync.Mutex
	minute time.Time
	known  map[string]reading.Reading
}

// maxReadings bounds how many are known; one takes some ten kilobytes.
const maxReadings = 2000

func (r *readings) of(text string, now time.Time, read func(string) reading.Reading) reading.Reading {
	minute := now.Truncate(time.Minute)
	if known, ok := r.get(minute, text); ok {
		return known
	}
	fresh := read(text)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.minute == minute && len(r.known) < maxReadings {
		r.known[text] = fresh
	}
	return fresh
}

// get finds what was read, and forgets it all when another minute has begun.
func (r *readings) get(minute time.Time, text string) (reading.Reading, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.minute != minute {
		r.minute, r.known = minute, map[string]reading.Reading{}
	}
	known, ok := r.known[text]
	return known, ok
}

// sameMatter is how long a silence may last before the next message begins with the base then in
// force.
const sameMatter = 24 * time.Hour

// edition returns what a conversation is taken with: while a matter is in hand the edition that it
// began with, so that what was said before still holds.
func (w World) edition(s dialog.State) *Edition {
	inHand := (s.Words != "" || s.FAQ != "") && w.Now.Sub(s.Last) < sameMatter
	if inHand && s.Base != "" && s.Base != w.Edition.Base.Version && w.Earlier != nil {
		if e := w.Earlier(s.Base); e != nil {
			return e
		}
	}
	return w.Edition
}

// Dialog is what the dialog may know when it steps with an edition; a ticket opened now would have
// this number.
func (w World) Dialog(e *Edition, ticket string) dialog.World {
	now := w.Calendar.In(w.Now)
	return dialog.World{
		SessionEnds: w.Session, Base: e.Base, Read: e.Read(now), Calendar: w.Calendar, Now: now, Ticket: ticket, Desk: w.Desk,
	}
}

// evidence is what staff may want to look at: entries that may fit, and past cases of the likeliest
// categories that share most words with this one.
func (e *Edition) evidence(s dialog.State) (suggested []string, similar []Similar) {
	if s.Words == "" {
		return nil, nil
	}
	candidates := e.Match(s.Words).Given(e.Base, s.Facts).ByCategory(maxSuggested)
	likely := map[string]bool{}
	if f := e.Base.FAQ(s.FAQ); f != nil {
		suggested, likely[f.Category] = append(suggested, f.ID), true
	}
	for _, c := range candidates {
		if likely[c.Category] = true; len(suggested) < maxSuggested && !slices.Contains(suggested, c.FAQ) {
			suggested = append(suggested, c.FAQ)
		}
	}
	type near struct {
		c     knowledge.Case
		score float64
	}
	words := pairs(s.Words)
	var found []near
	for _, c := range e.Base.Cases {
		if likely[c.Category] {
			found = append(found, near{c, overlap(words, pairs(c.Content))})
		}
	}
	slices.SortStableFunc(found, func(x, y near) int { return cmp.Compare(y.score, x.score) })
	for _, n := range found[:min(maxSimilar, len(found))] {
		similar = append(similar, Similar{Row: n.c.Row, Category: n.c.Category, Text: clip(n.c.Content, 300), Answer: clip(n.c.Answer, 300)})
	}
	return suggested, similar
}

// pairs are the pairs of neighbouring runes of a text.
func pairs(text string) map[string]bool {
	out := map[string]bool{}
	r := []rune(knowledge.Fold(text))
	for i := range len(r) - 1 {
		out[string(r[i:i+2])] = true
	}
	return out
}

// overlap is the share of two texts' pairs that both have.
func overlap(a, b map[string]bool) float64 {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return float64(2*both) / float64(len(a)+len(b)+1)
}

func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n]) + "…"
	}
	return text
}
