package bot

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/reading"
)

// Edition is one version of the base, ready to be used.
type Edition struct {
	Base   *knowledge.Base
	Match  knowledge.Matcher
	Follow knowledge.Finder // nil: follow-ups are not found
	Near   knowledge.Nearer // nil: no line is near to what is said
	Hear   knowledge.Hearer // nil: nothing is heard but the matter
}

// Reader reads what consulters write with this edition.
func (e *Edition) Reader() reading.Reader {
	return reading.Reader{Base: e.Base, Match: e.Match, Follow: e.Follow, Near: e.Near, Hear: e.Hear}
}

// Advisor is what consultations are taken with: the base in force and earlier ones, the desk's hours, the clock. It is safe
// for concurrent use.
type Advisor struct {
	Calendar *Calendar
	Desk     knowledge.Desk   // who the desk is
	Now      func() time.Time // the clock
	Session  time.Duration    // the silence after which it is asked whether the old matter goes on; 0: a day

	// Older finds an earlier version of the base, for conversations that began with it. nil, or an error: they go on with
	// the one in force.
	Older func(ctx context.Context, version string) (*Edition, error)

	mu       sync.Mutex
	current  *Edition
	editions []*Edition // those in use, the latest used last
}

// maxEditions is how many versions of the base are kept ready: each takes some ten megabytes.
const maxEditions = 3

// NewAdvisor makes an Advisor.
func NewAdvisor(e *Edition, c *Calendar, desk knowledge.Desk, now func() time.Time) *Advisor {
	a := &Advisor{Calendar: c, Desk: desk, Now: now}
	a.Publish(e)
	return a
}

// At is an Advisor like this one whose clock stands still.
func (a *Advisor) At(now time.Time) *Advisor {
	at := NewAdvisor(a.Current(), a.Calendar, a.Desk, func() time.Time { return now })
	at.Session = a.Session
	return at
}

// Publish puts an edition in force: consultations that begin from now on are taken with it.
func (a *Advisor) Publish(e *Edition) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = e
	a.keep(e)
}

func (a *Advisor) keep(e *Edition) {
	a.editions = slices.DeleteFunc(a.editions, func(o *Edition) bool { return o.Base.Version == e.Base.Version })
	a.editions = append(a.editions, e)
	if len(a.editions) > maxEditions {
		a.editions = slices.Delete(a.editions, 0, 1)
	}
}

// Current returns the edition in force.
func (a *Advisor) Current() *Edition {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

// sameMatter is how long a silence may last before the next message begins with the base then in force.
const sameMatter = 24 * time.Hour

// edition returns what a conversation is taken with: while a matter is in hand the edition that it began with, so that what
// was said before still holds.
func (a *Advisor) edition(s dialog.State, now time.Time) (*Edition, error) {
	current := a.Current()
	inHand := (s.Words != "" || s.FAQ != "") && now.Sub(s.Last) < sameMatter
	if !inHand || s.Base == "" || s.Base == current.Base.Version {
		return current, nil
	}
	a.mu.Lock()
	for _, e := range a.editions {
		if e.Base.Version == s.Base {
			a.keep(e)
			a.mu.Unlock()
			return e, nil
		}
	}
	a.mu.Unlock()
	if a.Older == nil {
		return current, nil
	}
	e, err := a.Older(context.Background(), s.Base)
	if err != nil || e == nil {
		return current, nil // it was published too long ago
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(e)
	return e, nil
}

// Step takes one step of a consultation with the edition in force, outside any store: for the terminal.
func (a *Advisor) Step(s dialog.State, e dialog.Event, ticket string) (dialog.Outcome, string) {
	arrived := arrive(Event{Event: e}, a.Now())
	event := arrived.event()
	event.At, event.Came = e.At, e.Came // what a terminal is fed with may come as fast as it is read
	return dialog.Step(s, event, a.world(a.Current(), ticket)), arrived.Text
}

// Mask takes secrets out of a text as Accept does.
func Mask(text string) string {
	return arrive(Event{Event: dialog.Event{Text: text}}, time.Time{}).Text
}

func (a *Advisor) world(e *Edition, ticket string) dialog.World {
	now := a.Calendar.In(a.Now())
	return dialog.World{SessionEnds: a.Session, Base: e.Base, Read: e.Reader().At(now), Calendar: a.Calendar, Now: now, Ticket: ticket, Desk: a.Desk}
}

// evidence is what staff may want to look at: entries that may fit, and past cases of the likeliest categories that share most
// words with this one.
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
