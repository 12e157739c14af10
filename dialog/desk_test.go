package dialog_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/mask"
	"madoguchi/knowledge/match"
	"madoguchi/knowledge/reading"
)

// desk is what the tests take consultations with: the base that the binary carries, and hours of its own.
type desk struct {
	Base *knowledge.Base
	knowledge.Senses
}

// advisor is made once: training takes a second. What was matched before is remembered: tests say the same over and over.
var advisor = sync.OnceValue(func() desk {
	b, err := base.Embedded()
	if err != nil {
		panic(err)
	}
	var known sync.Map
	learnt := match.Learn(b)
	senses := learnt.Senses()
	senses.Match = func(text string) knowledge.Match {
		if m, ok := known.Load(text); ok {
			return m.(knowledge.Match)
		}
		m := learnt.Match(text)
		known.Store(text, m)
		return m
	}
	return desk{b, senses}
})

var tokyo = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		panic(err)
	}
	return zone
})

// world is what a step may know at a moment.
func (d desk) world(now time.Time) dialog.World {
	w := dialog.World{Base: d.Base, Calendar: hours{}, Now: now.In(tokyo()), Ticket: "1001", Desk: knowledge.Desk{Name: "相談窓口", Area: "東京都"}}
	w.Read = reading.Reader(d).At(w.Now)
	return w
}

// matching is a world in which texts are matched otherwise.
func matching(w dialog.World, m knowledge.Matcher) dialog.World {
	w.Read = reading.Reader{Base: w.Base, Senses: knowledge.Senses{Match: m}}.At(w.Now)
	return w
}

// step takes a step at a time, secrets taken out before as the bot does it.
func step(s dialog.State, e dialog.Event, now time.Time) dialog.Outcome {
	return advisor().step(s, e, now)
}

func (d desk) step(s dialog.State, e dialog.Event, now time.Time) dialog.Outcome {
	return dialog.Step(s, masked(e), d.world(now))
}

func masked(e dialog.Event) dialog.Event {
	type seen struct {
		text    string
		secrets bool
	}
	known, ok := maskedBefore.Load(e.Text)
	if !ok {
		text, found := mask.Chat(e.Text)
		known = seen{text, found[mask.Secret]+found[mask.Card]+found[mask.MyNumber] > 0}
		maskedBefore.Store(e.Text, known)
	}
	e.Text, e.Secrets = known.(seen).text, known.(seen).secrets
	return e
}

var maskedBefore sync.Map // tests say the same over and over

// hours are the test desk's: weekdays from 9 to 12 and from 13 to 17, but not on its days off.
type hours struct{}

// daysOff are the holidays of the weeks in which the tests' conversations take place.
var daysOff = []string{"2026-11-03", "2026-11-23", "2027-01-11"}

func (hours) Holiday(t time.Time) bool {
	t = t.In(tokyo())
	turn := t.Month() == time.December && t.Day() >= 29 || t.Month() == time.January && t.Day() <= 3
	return turn || slices.Contains(daysOff, t.Format(time.DateOnly))
}

func (h hours) NextReading(at time.Time) time.Time {
	for at = at.In(tokyo()); ; at = time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, tokyo()) {
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		switch hour := at.Hour(); {
		case weekend || h.Holiday(at) || hour >= 17:
		case hour < 9:
			return time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, tokyo())
		case hour == 12:
			return time.Date(at.Year(), at.Month(), at.Day(), 13, 0, 0, 0, tokyo())
		default:
			return at
		}
	}
}

func TestHoursOfTheTests(t *testing.T) {
	at := time.Date(2026, 11, 20, 17, 0, 0, 0, tokyo()) // Friday before a holiday on Monday
	if got, want := (hours{}).NextReading(at), time.Date(2026, 11, 24, 9, 0, 0, 0, tokyo()); !got.Equal(want) {
		t.Errorf("next reading %s, want %s", got, want)
	}
}
