package loop

import (
	"context"
	"slices"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/calendar"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/mask"
)

// Advisor is what consultations are taken with: the base in force and earlier ones, the desk's
// hours, the clock. It is safe for concurrent use.
type Advisor struct {
	Calendar *calendar.Calendar
	Desk     knowledge.Desk   // who the desk is
	Now      func() time.Time // the clock
	Rota     *calendar.Rota   // who is on call when nobody is there; nil: nobody
	Console  string           // the address of the staff's console, for mails
	Alone    func() bool      // reports whether nobody reads what is handed over; nil: somebody does
	Session  time.Duration    // the silence after which it is asked whether the old matter goes on; 0: a day

	// Older finds an earlier version of the base, for conversations that began with it. nil, or an
	// error: they go on with the one in force.
	Older func(ctx context.Context, version string) (*bot.Edition, error)

	mu       sync.Mutex
	current  *bot.Edition
	editions []*bot.Edition // those in use, the latest used last

	lately readings
	told   saids
}

// maxEditions is how many versions of the base are kept ready: each takes some ten megabytes.
const maxEditions = 3

// NewAdvisor makes an Advisor.
func NewAdvisor(e *bot.Edition, c *calendar.Calendar, desk knowledge.Desk, now func() time.Time) *Advisor {
	a := &Advisor{Calendar: c, Desk: desk, Now: now}
	a.Publish(e)
	return a
}

// At is an Advisor like this one whose clock stands still.
func (a *Advisor) At(now time.Time) *Advisor {
	at := NewAdvisor(a.Current(), a.Calendar, a.Desk, func() time.Time { return now })
	at.Session, at.Alone, at.Rota, at.Console = a.Session, a.Alone, a.Rota, a.Console
	return at
}

// Publish puts an edition in force: consultations that begin from now on are taken with it.
func (a *Advisor) Publish(e *bot.Edition) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = e
	a.keep(e)
}

func (a *Advisor) keep(e *bot.Edition) {
	a.editions = slices.DeleteFunc(a.editions, func(o *bot.Edition) bool { return o.Base.Version == e.Base.Version })
	a.editions = append(a.editions, e)
	if len(a.editions) > maxEditions {
		a.editions = slices.Delete(a.editions, 0, 1)
	}
}

// Current returns the edition in force.
func (a *Advisor) Current() *bot.Edition {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

// earlier returns an edition that was in force; nil when it was published too long ago.
func (a *Advisor) earlier(version string) *bot.Edition {
	if e := a.kept(version); e != nil || a.Older == nil {
		return e
	}
	e, err := a.Older(context.Background(), version)
	if err != nil || e == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keep(e)
	return e
}

func (a *Advisor) kept(version string) *bot.Edition {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.editions {
		if e.Base.Version == version {
			a.keep(e)
			return e
		}
	}
	return nil
}

// World is what the rules may know, as of now; a loop adds what it alone knows.
func (a *Advisor) World() bot.World {
	desk := a.Desk
	desk.Alone = a.Alone != nil && a.Alone()
	return bot.World{
		Now: a.Now(), Desk: desk, Calendar: a.Calendar, Session: a.Session, Edition: a.Current(), Earlier: a.earlier, Read: a.lately.read, Said: a.told.of,
		Rota: a.Rota, Console: a.Console,
	}
}

// Step takes one step of a consultation with the edition in force, outside any store: for the
// terminal. It returns the text too, as it would be kept.
func (a *Advisor) Step(s dialog.State, e dialog.Event, ticket string) (dialog.Outcome, string) {
	w := a.World()
	came, _ := arrive(bot.Event{Event: e}, w.Now, "", func(string, string) string { return "" }) // it knows no colleague
	event := came.Dialog()
	event.At, event.Came = e.At, e.Came // what a terminal is fed with may come as fast as it is read
	return dialog.Step(s, event, w.Dialog(w.Edition, ticket)), came.Text
}

// Mask takes secrets out of a text as Accept does.
func Mask(text string) string {
	masked, _ := mask.Chat(text)
	return masked
}

// secretIn is what of a text looks like a secret, by its label; empty: nothing.
func secretIn(text string) string {
	_, found := mask.Chat(text)
	for _, kind := range []mask.Kind{mask.Secret, mask.Card, mask.MyNumber} {
		if found[kind] > 0 {
			return string(kind)
		}
	}
	return ""
}
