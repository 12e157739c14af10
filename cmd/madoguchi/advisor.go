package main

import (
	"fmt"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/knowledge/base"
	"madoguchi/knowledge/match"
)

// wallClock is the machine's clock; tests set it wrong.
var wallClock = time.Now

// newAdvisor makes what consultations are taken with. now is a fixed clock, or zero for the real one.
func newAdvisor(e *bot.Edition, desk deskSettings, now time.Time) (*loop.Advisor, error) {
	calendar, err := desk.calendar()
	if err != nil {
		return nil, err
	}
	clock := wallClock
	if !now.IsZero() {
		clock = func() time.Time { return now }
	}
	a := loop.NewAdvisor(e, calendar, desk.about(), clock)
	a.Session = time.Duration(desk.Session) * time.Hour
	return a, nil
}

// embeddedAdvisor is for the commands that need no store: chat, ask and eval run on the base in the
// binary. Of the desk they know what the environment says, as a server does.
func embeddedAdvisor(p process, at string) (*loop.Advisor, *match.Index, error) {
	now, err := fixedClock(p, at)
	if err != nil {
		return nil, nil, err
	}
	if _, err := base.Embedded(); err != nil {
		return nil, nil, err
	}
	s := defaultSettings()
	s.Desk.readEnvironment(p)
	s.tidy()
	if err := s.Desk.checkShapes(); err != nil {
		return nil, nil, err
	}
	a, err := newAdvisor(embeddedEdition(), s.Desk, now)
	return a, embeddedLearnt().Index(), err
}

// embeddedLearnt learns once, after base.Embedded was found good.
var embeddedLearnt = sync.OnceValue(func() match.Learnt {
	b, _ := base.Embedded()
	return learnOnce(b)
})

// embeddedEdition is the base in the binary with what is learnt from it.
func embeddedEdition() *bot.Edition {
	b, _ := base.Embedded()
	return editionOf(b, embeddedLearnt())
}

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
