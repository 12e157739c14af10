package main

import (
	"fmt"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
)

// newAdvisor makes what consultations are taken with. now is a fixed clock, or zero for the real one.
func newAdvisor(e *bot.Edition, desk deskSettings, now time.Time) (*bot.Advisor, error) {
	calendar, err := desk.calendar()
	if err != nil {
		return nil, err
	}
	clock := time.Now
	if !now.IsZero() {
		clock = func() time.Time { return now }
	}
	a := bot.NewAdvisor(e, calendar, desk.about(), clock)
	a.Session = time.Duration(desk.Session) * time.Hour
	return a, nil
}

// embeddedAdvisor is for the commands that need no store: chat, ask and eval run on the base in the binary.
func embeddedAdvisor(p process, at string) (*bot.Advisor, *match.Index, error) {
	now, err := fixedClock(p, at)
	if err != nil {
		return nil, nil, err
	}
	if _, err := base.Embedded(); err != nil {
		return nil, nil, err
	}
	a, err := newAdvisor(embeddedEdition(), defaultSettings().Desk, now)
	return a, embeddedIndex(), err
}

// embeddedIndex trains once, after base.Embedded was found good.
var embeddedIndex = sync.OnceValue(func() *match.Index {
	b, _ := base.Embedded()
	return match.New(b)
})

// embeddedEdition learns once, beside the index, what else is to be learnt.
var embeddedEdition = sync.OnceValue(func() *bot.Edition {
	b, _ := base.Embedded()
	e := &bot.Edition{Base: b}
	var wg sync.WaitGroup
	wg.Go(func() { e.Match = embeddedIndex().Match })
	wg.Go(func() {
		x := match.NewFollowups(b)
		e.Follow, e.Near = x.Find, x.Near
	})
	wg.Go(func() { e.Hear = match.NewVoices(b).Hear })
	wg.Wait()
	return e
})

// fixedClock reads a time given by flag or by MADOGUCHI_NOW.
func fixedClock(p process, flag string) (time.Time, error) {
	source, value := "--at", flag
	if value == "" {
		source = "MADOGUCHI_NOW"
		value, _ = p.env(source)
	}
	if value == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %s is %q; write a time as 2026-11-24T09:00:00+09:00", errUsage, source, value)
	}
	return t, nil
}
