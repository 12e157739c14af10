package loop

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/store"
)

// TestErasedTicketsAreLeftOut: as soon as a conversation's key is gone its tickets are in no list,
// and all others still are.
func TestErasedTicketsAreLeftOut(t *testing.T) {
	o := newOffice(t)
	for _, conv := range []bot.ConversationID{"post-a", "post-b", "post-c"} {
		e := o.event("人と話したい")
		e.Conversation = conv
		accept(t, o.Loop, e)
	}
	lists := func(from time.Time) string {
		var out []string
		for _, list := range []func() ([]bot.Ticket, error){
			func() ([]bot.Ticket, error) { return o.Tickets(t.Context()) },
			func() ([]bot.Ticket, error) { return o.OpenTickets(t.Context()) },
			func() ([]bot.Ticket, error) { return o.Since(t.Context(), from) },
		} {
			all, err := list()
			if err != nil {
				t.Fatal(err)
			}
			for _, ticket := range all {
				out = append(out, ticket.Number)
			}
			out = append(out, "|")
		}
		return fmt.Sprint(out)
	}
	if got, want := lists(time.Time{}), "[1001 1002 1003 | 1001 1002 1003 | 1003 1002 1001 |]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := lists(o.clock.Now()), "[1001 1002 1003 | 1001 1002 1003 | 1003 |]"; got != want {
		t.Errorf("of this moment: %s, want %s", got, want)
	}
	if err := o.update(t.Context(), func(tx store.Txn) error { return o.o.Sealer.Drop(tx, "post-b") }); err != nil {
		t.Fatal(err)
	}
	if got, want := lists(time.Time{}), "[1001 1003 | 1001 1003 | 1003 1001 |]"; got != want {
		t.Errorf("while one is erased: %s, want %s", got, want)
	}
}

// TestOldestFirst: ticket 10000 stands behind 9999.
func TestOldestFirst(t *testing.T) {
	o := newOffice(t)
	err := o.update(t.Context(), func(tx store.Txn) error { return o.records.counters.Put(tx, store.K("ticket"), 9998) })
	if err != nil {
		t.Fatal(err)
	}
	for _, conv := range []bot.ConversationID{"post-a", "post-b"} {
		e := o.event("人と話したい")
		e.Conversation = conv
		accept(t, o.Loop, e)
	}
	open, err := o.OpenTickets(t.Context())
	if err != nil || len(open) != 2 || open[0].Number != "9999" || open[1].Number != "10000" {
		t.Errorf("%+v, %v", open, err)
	}
}
