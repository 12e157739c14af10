package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"madoguchi/bot/desk"
	"madoguchi/bot/line"
	"madoguchi/bot/slack"
	"madoguchi/store"
)

type doctorCmd struct {
	settingFlags `embed:""`
}

// doctorTakes bounds the whole visit.
const doctorTakes = time.Minute

// Run looks at everything the desk needs from outside and says how to mend what is wrong. It sends
// nothing to anybody.
func (c doctorCmd) Run(p process) error {
	s, err := c.load(p)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), doctorTakes)
	defer cancel()
	broken := 0
	tell := func(at, check, level, found, do, page string) {
		fmt.Fprintf(p.out, "%-7s %-8s %s: %s\n", level, at, check, found)
		if do != "" {
			fmt.Fprintf(p.out, "        → %s\n", do)
		}
		if page != "" {
			fmt.Fprintf(p.out, "        → %s\n", page)
		}
		if level == string(line.Broken) {
			broken++
		}
	}
	c.lookAtStore(ctx, s, tell)
	lookAtKey(s, tell)
	for _, l := range s.LINE {
		o := lineOptions(l, slog.New(slog.DiscardHandler))
		for _, f := range line.Doctor(ctx, o) {
			tell(string(o.Name), f.Check, string(f.Level), f.Found, f.Do, f.Page)
		}
	}
	if s.Slack.used() {
		for _, f := range slack.Doctor(ctx, slackOptions(s.Slack, slog.New(slog.DiscardHandler))) {
			level := string(line.Fine)
			if !f.OK {
				level = string(line.Broken)
			}
			tell("slack", "app", level, f.What, f.Mend, "")
		}
	}
	if s.Mail.used() {
		lookAtMail(ctx, s, tell)
	}
	if len(s.LINE) == 0 && !s.Slack.used() {
		fmt.Fprintln(p.out, "neither LINE nor Slack is configured; the web chat needs nothing from outside")
	}
	if broken > 0 {
		return fmt.Errorf("%d things need mending", broken)
	}
	return nil
}

// teller prints one finding.
type teller func(at, check, level, found, do, page string)

func (c doctorCmd) lookAtStore(ctx context.Context, s settings, tell teller) {
	if !s.inEtcd() && !stored(s) {
		tell("store", "store", "advice", s.Store+" does not exist yet; serve makes it", "", "")
		lookAtStaff(s, nil, tell)
		return
	}
	engine, err := openExisting(ctx, s)
	if errors.Is(err, store.ErrLocked) { // by a server, which is no fault
		out, err := askControl[staffAnswer](ctx, s, "staff", staffAsk{Do: "list"})
		if err != nil {
			tell("store", "store", "broken", err.Error(), "", "")
			return
		}
		tell("store", "store", "ok", s.Store+" is in use by the server that runs, which answers", "", "")
		lookAtStaff(s, out.List, tell)
		return
	}
	if err != nil {
		tell("store", "store", "broken", err.Error(), "", "")
		return
	}
	defer engine.Close()
	tell("store", "store", "ok", s.Store+" opens", "", "")
	list, err := staffAsk{Do: "list"}.in(ctx, &desk.Accounts{Engine: engine})
	if err != nil {
		tell("desk", "staff", "broken", err.Error(), "", "")
		return
	}
	lookAtStaff(s, list, tell)
}

// lookAtStaff looks for somebody who can answer: consulters are promised a person.
func lookAtStaff(s settings, list []staffLine, tell teller) {
	advisers := advisersIn(list)
	switch {
	case advisers > 0:
		tell("desk", "staff", "ok", fmt.Sprintf("%d may answer at /desk", advisers), "", "")
	case s.Slack.DeskChannel == "":
		tell("desk", "staff", "advice", nobodyReads, nobodyMend, "")
	}
}

// advisersIn counts those who may answer.
func advisersIn(list []staffLine) (n int) {
	for _, a := range list {
		if slices.Contains(a.Roles, string(desk.Adviser)) {
			n++
		}
	}
	return n
}

func lookAtKey(s settings, tell teller) {
	if s.sealKey() == "" {
		return // serve says so
	}
	key, err := openDeskKey(s)
	if err != nil {
		err = mendKey(s, err)
	} else {
		err = tryKey(key)
	}
	if err != nil {
		tell("store", "seal key", "broken", err.Error(), "", "")
		return
	}
	tell("store", "seal key", "ok", s.sealKey()+" can be used", "", "")
}
