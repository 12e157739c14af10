package main

import (
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/loop"
	"madoguchi/knowledge/table"
)

// TestExportTickets: a ticket that is closed becomes a row of the desk's table, with what was done
// in its column and nobody's name, while a server has the store open or not. One that is open is
// none.
func TestExportTickets(t *testing.T) {
	k := newKept(t)
	staff := bot.Staff{ID: "web/sato", Name: "佐藤"}
	numbers := map[string]string{}
	k.with(func(b *loop.Loop) {
		for _, conv := range []bot.ConversationID{"web-c", "web-d"} {
			k.sayTo(b, conv, "p", "人と話したい")
		}
		open, err := b.OpenTickets(t.Context())
		if err != nil || len(open) != 2 {
			t.Fatalf("%d tickets: %v", len(open), err)
		}
		for _, o := range open {
			numbers[string(o.Conversation)] = o.Number
		}
		end := bot.Close{Number: numbers["web-c"], By: staff, End: bot.Solved, Outcome: "山田様に、再起動を案内した（090-1234-5678）。\n=直った", Confirmed: true}
		if err := b.Act(t.Context(), end.Number, end); err != nil {
			t.Fatal(err)
		}
	})
	check := func(how string) {
		t.Helper()
		out, code := k.command("export", "--tickets", "--format", "jsonl")
		cases, err := table.ReadJSONL(strings.NewReader(out))
		if code != 0 || err != nil || len(cases) != 1 || cases[0].Receipt != numbers["web-c"] {
			t.Fatalf("%s: %v, %+v", how, err, cases)
		}
		if a := cases[0].Answer; !strings.Contains(a, "再起動を案内した") || strings.Contains(a, "山田") || strings.Contains(a, "1234") {
			t.Errorf("%s: what was done: %q", how, a)
		}
	}
	check("by itself")
	k.with(func(b *loop.Loop) {
		l, err := listenControl(k.settings)
		if err != nil {
			t.Fatal(err)
		}
		defer serveHandler(t, l, controlRoutes(k.engine, nil, b, nil, drill{}))()
		check("beside a server")
	})
}
