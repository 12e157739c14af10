package main

import (
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/loop"
)

// TestDrill: invented victims write to a desk that is served, at night only, are told what they need
// and leave nothing behind; they count in no figures.
func TestDrill(t *testing.T) {
	k := newKept(t)
	advisor := func(at string) *loop.Advisor {
		a, _, err := baseFlags{}.advisor(process{env: func(string) (string, bool) { return "", false }}, at)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if out, code := k.command("drill"); code != 1 || !strings.Contains(out, "being served") {
		t.Errorf("nobody serves the store: %d, %s", code, out)
	}
	night, day := advisor("2026-11-22T22:40:00+09:00"), advisor("2026-11-24T10:00:00+09:00")
	k.with(func(l *loop.Loop) {
		before, err := l.Outlines(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		serve := func(a *loop.Advisor) func() {
			socket, err := listenControl(k.settings)
			if err != nil {
				t.Fatal(err)
			}
			return serveHandler(t, socket, controlRoutes(k.engine, nil, nil, l.Archive(), drill{l, a, time.Minute}))
		}
		stop := serve(day)
		if out, code := k.command("drill"); code != 1 || !strings.Contains(out, "the desk is open") {
			t.Errorf("by day: %d, %s", code, out)
		}
		stop()
		defer serve(night)()
		out, code := k.command("drill")
		if code != 0 || !strings.Contains(out, "24 victims") || !strings.Contains(out, "0 were not told what they needed") {
			t.Errorf("%d, %s", code, out)
		}
		if open, err := l.OpenTickets(t.Context()); err != nil || len(open) > 0 {
			t.Errorf("%d tickets are left, %v", len(open), err)
		}
		if out, code := k.command("drill", "--keep", "--json"); code != 0 || strings.Count(out, "\n") != 24 {
			t.Errorf("%d, %s", code, out)
		}
		open, err := l.OpenTickets(t.Context())
		if err != nil || len(open) == 0 {
			t.Fatalf("no ticket was opened: %v", err)
		}
		for _, ticket := range open {
			if ticket.Channel != bot.Drill || !strings.HasPrefix(ticket.Brief, "【訓練】") {
				t.Errorf("ticket %s is not marked: %s", ticket.Number, ticket.Brief)
			}
		}
		if after, err := l.Outlines(t.Context()); err != nil || len(after) != len(before) {
			t.Errorf("the figures count %d conversations, before the drill %d: %v", len(after), len(before), err)
		}
	})
}
