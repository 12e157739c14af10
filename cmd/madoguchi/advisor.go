package main

import (
	"fmt"
	"sync"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/knowledge"
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
	a.Session, a.Chat = time.Duration(desk.Session)*time.Hour, desk.Chat
	return a, nil
}

// baseFlags say what single questions are judged with and as which desk. Without them nothing is needed: no store, no
// configuration, no network.
type baseFlags struct {
	Base   string `type:"path" placeholder:"FOLDER" help:"A folder of data files, to try it; without it the base in the program."`
	Store  string `placeholder:"STORE" help:"The base in force in a store, bolt:PATH or etcd://HOST:PORT/PREFIX, also while it is served."`
	Config string `type:"path" placeholder:"FILE" help:"A configuration file: which desk it is."`
}

// load finds the base and the desk.
func (f baseFlags) load(p process) (*knowledge.Base, deskSettings, error) {
	if f.Base != "" && f.Store != "" {
		return nil, deskSettings{}, fmt.Errorf("%w: --base and --store each name a base; leave one out", errUsage)
	}
	if f.Store != "" {
		s, err := settingFlags{Config: f.Config, Store: f.Store}.load(p)
		if err == nil && !stored(s) {
			err = fmt.Errorf("there is no store %s; without --store the base in the program answers", s.Store)
		}
		if err != nil {
			return nil, deskSettings{}, err
		}
		b, err := baseOf(s)
		return b, s.Desk, err
	}
	desk, err := f.desk(p)
	if err != nil {
		return nil, desk, err
	}
	if f.Base != "" {
		b, err := folderBase(f.Base)
		return b, desk, err
	}
	b, err := base.Embedded()
	return b, desk, err
}

// desk is what a configuration file and the environment say of the desk. Secrets that a server needs may be missing.
func (f baseFlags) desk(p process) (deskSettings, error) {
	s := defaultSettings()
	if err := s.readFile(f.Config); err != nil {
		return s.Desk, err
	}
	s.Desk.readEnvironment(p)
	s.tidy()
	return s.Desk, s.Desk.checkShapes()
}

// advisor is for the commands that need no server: chat, ask and eval.
func (f baseFlags) advisor(p process, at string) (*loop.Advisor, *match.Index, error) {
	now, err := fixedClock(p, at)
	if err != nil {
		return nil, nil, err
	}
	b, desk, err := f.load(p)
	if err != nil {
		return nil, nil, err
	}
	learnt := learntOf(b)
	a, err := newAdvisor(editionOf(b, learnt), desk, now)
	return a, learnt.Index(), err
}

// embeddedLearnt learns once, after base.Embedded was found good.
var embeddedLearnt = sync.OnceValue(func() match.Learnt {
	b, _ := base.Embedded()
	return learnOnce(b)
})

// learntOf is what is learnt from a base.
func learntOf(b *knowledge.Base) match.Learnt {
	if carried, err := base.Embedded(); err == nil && carried == b {
		return embeddedLearnt()
	}
	return learnOnce(b)
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
