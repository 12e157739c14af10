package loop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/bot"
	"madoguchi/store"
)

func TestAcceptTakesAnEventOnce(t *testing.T) {
	d := newDisk(t)
	b := d.open(t, nil)
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	want := transcript(t, b, "web-a")
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	say(t, b, "web-a", "e1", "別のことを書いても、同じ名前なら同じことです")
	if diff := cmp.Diff(want, transcript(t, b, "web-a")); diff != "" {
		t.Errorf("a repeated event changed the conversation:\n%s", diff)
	}
	d.close(t)
	b = d.open(t, nil)
	say(t, b, "web-a", "e1", "パソコンが3台あります")
	if diff := cmp.Diff(want, transcript(t, b, "web-a")); diff != "" {
		t.Errorf("after opening the file again, a repeated event changed the conversation:\n%s", diff)
	}
	say(t, b, "web-b", "e1", "パソコンが3台あります")
	if len(transcript(t, b, "web-b")) == 0 {
		t.Error("an event's name counts within its conversation only")
	}
	say(t, b, "web-a", "e2", "続きです")
	if len(transcript(t, b, "web-a")) <= len(want) {
		t.Error("the conversation does not go on after opening the file again")
	}
}

// TestDeliveredAgain proves that an event counts once as long as a platform may deliver it again,
// however much was written since.
func TestDeliveredAgain(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	second := time.Now()
	b.clock.steady = func() time.Time { second = second.Add(time.Second); return second } // as fast as is read
	post := func(i int) {
		if err := b.Accept(t.Context(), in("web-a", text(bot.EventID(fmt.Sprint(i)), "こんにちは"))); err != nil {
			t.Fatal(err)
		}
	}
	const many = 2 * seenAlways
	for i := range many {
		post(i)
	}
	settle(t, b)
	before := len(transcript(t, b, "web-a"))
	for i := range many {
		post(i)
	}
	settle(t, b)
	if after := len(transcript(t, b, "web-a")); after != before {
		t.Errorf("%d lines became %d by events delivered again", before, after)
	}
}

func TestAcceptRefusesEventsWithoutNames(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	for _, tt := range []struct {
		conv bot.ConversationID
		id   bot.EventID
	}{{"", "e1"}, {"web-a", ""}} {
		if err := b.Accept(t.Context(), in(tt.conv, text(tt.id, "こんにちは"))); err == nil {
			t.Errorf("conversation %q took event %q", tt.conv, tt.id)
		}
	}
}

// TestAcceptCommitsAllOrNothing lets the commit fail after everything was written.
func TestAcceptCommitsAllOrNothing(t *testing.T) {
	errDisk := errors.New("the disk is full")
	f := &faulty{Engine: store.Memory()}
	b := newLoop(t, f, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	for _, words := range []string{"続きを書きます", "人と話したい"} {
		before := everything(t, f)
		f.fail(errDisk)
		for _, e := range []bot.Event{in("web-a", text("e2", words)), in("web-new", text("e1", words))} {
			if err := b.Accept(t.Context(), e); !errors.Is(err, errDisk) {
				t.Fatalf("%s: got %v, want the engine's error", words, err)
			}
		}
		f.fail(nil)
		if diff := cmp.Diff(before, everything(t, f)); diff != "" {
			t.Fatalf("%s: a failed commit left something:\n%s", words, diff)
		}
	}
	say(t, b, "web-a", "e2", "人と話したい")
	tickets := tickets(t, b)
	if len(tickets) != 1 || tickets[0].Number != "1001" {
		t.Errorf("a failed commit used up a ticket's number: %+v", tickets)
	}
}

// TestStepIsTriedAgain lets the commits of steps fail for a while: what was accepted is answered,
// once, when they succeed.
func TestStepIsTriedAgain(t *testing.T) {
	f := &faulty{Engine: store.Memory()}
	b := newLoop(t, f, nil)
	f.failAfter(1, errors.New("the disk is full")) // the first commit takes the event
	if err := b.Accept(t.Context(), in("web-a", text("e1", "人と話したい"))); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a step has failed", func() bool { return f.failed() > 1 })
	if lines := transcript(t, b, "web-a"); len(lines) > 0 {
		t.Fatalf("a failed step left %v", lines)
	}
	f.fail(nil)
	settle(t, b)
	if n := len(tickets(t, b)); n != 1 {
		t.Errorf("%d tickets, want 1", n)
	}
}

// TestAcceptMayRunAgain: an engine runs a transaction again after a conflict.
func TestAcceptMayRunAgain(t *testing.T) {
	f := &faulty{Engine: store.Memory(), twice: true}
	b := newLoop(t, f, nil)
	say(t, b, "web-a", "e1", "人と話したい")
	said := 0
	for _, l := range transcript(t, b, "web-a") {
		if l.From == bot.FromConsulter {
			said++
		}
	}
	if n := len(tickets(t, b)); said != 1 || n != 1 {
		t.Errorf("said %d times, %d tickets; want one of each", said, n)
	}
}

func TestConversationsNeverMix(t *testing.T) {
	d := newDisk(t)
	b := d.open(t, nil)
	names := []bot.ConversationID{"web-a", "web-ab", "web", "web-a\x00"} // some begin like others
	for turn := range 2 {                                                // who is not understood more often is handed over
		for i, c := range names {
			say(t, b, c, bot.EventID(fmt.Sprint(turn)), fmt.Sprintf("合言葉%dの%d", i, turn))
		}
	}
	say(t, b, names[0], "last", "人と話したい")
	for i, c := range names {
		all := fmt.Sprint(transcript(t, b, c)) + fmt.Sprint(stateOf(t, b, c))
		for j := range names {
			if has := strings.Contains(all, fmt.Sprintf("合言葉%dの", j)); has != (i == j) {
				t.Errorf("conversation %q holds the words of %q: %v", c, names[j], has)
			}
		}
		for n, l := range transcript(t, b, c) {
			if l.N != uint64(n+1) {
				t.Errorf("conversation %q, line %d has number %d", c, n+1, l.N)
			}
		}
	}
	if got := tickets(t, b); len(got) != 1 || got[0].Conversation != names[0] {
		t.Errorf("tickets %+v, want one of %q", got, names[0])
	}
}

// TestTicketNumbersAreUnique hands over 50 conversations at once.
func TestTicketNumbersAreUnique(t *testing.T) {
	const n = 50
	for name, open := range map[string]func(*testing.T) *Loop{
		"memory": func(t *testing.T) *Loop { return newLoop(t, store.Memory(), nil) },
		"bolt":   func(t *testing.T) *Loop { return newDisk(t).open(t, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() {
					c := bot.ConversationID(fmt.Sprintf("web-%02d", i))
					if err := b.Accept(t.Context(), in(c, text("e1", "人と話したい"))); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			settle(t, b)
			var numbers, conversations []string
			for _, ticket := range tickets(t, b) {
				numbers = append(numbers, ticket.Number)
				conversations = append(conversations, string(ticket.Conversation))
				if s := stateOf(t, b, ticket.Conversation); s.Ticket != ticket.Number {
					t.Errorf("conversation %s was told number %s, its ticket has %s", ticket.Conversation, s.Ticket, ticket.Number)
				}
			}
			slices.Sort(conversations)
			if len(slices.Compact(conversations)) != n {
				t.Errorf("%d conversations have a ticket, want %d", len(conversations), n)
			}
			for i, got := range numbers {
				if want := fmt.Sprint(firstTicket + i); got != want {
					t.Fatalf("ticket %d has number %s, want %s", i, got, want)
				}
			}
		})
	}
}

func TestTicketSaysWhatIsKnown(t *testing.T) {
	b := newLoop(t, store.Memory(), nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました。パソコンは3台です")
	say(t, b, "web-a", "e2", "人と話したい")
	got := tickets(t, b)
	if len(got) != 1 {
		t.Fatalf("%d tickets, want one", len(got))
	}
	ticket := got[0]
	if ticket.FAQ != "support-scam" || ticket.Facts["pcs"] != "3" || !ticket.Opened.Equal(sunday) || !strings.Contains(strings.Join(ticket.Summary, "\n"), "偽の警告が出ました") {
		t.Errorf("the ticket lacks something: %+v", ticket)
	}
	if want := "2026-11-24T09:00:00+09:00"; ticket.Promised.Format(time.RFC3339) != want {
		t.Errorf("promised %s, want %s", ticket.Promised.Format(time.RFC3339), want)
	}
}

// TestReadErrorIsNoEmptyConversation: what cannot be read must not begin anew, nor look as if
// nothing had been said.
func TestReadErrorIsNoEmptyConversation(t *testing.T) {
	errRead := errors.New("input/output error")
	f := &faulty{Engine: store.Memory()}
	b := newLoop(t, f, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	say(t, b, "web-a", "e2", "人と話したい")
	before := everything(t, f)
	for _, table := range []string{"seen", "seal"} {
		f.unreadable(store.K(table), errRead)
		if err := b.Accept(t.Context(), in("web-a", text("e3", "続き"))); !errors.Is(err, errRead) {
			t.Errorf("%s unreadable: Accept gave %v", table, err)
		}
	}
	for _, table := range []string{"conversation", "counter", "inbox", "ticket"} {
		f.unreadable(store.K(table), errRead)
		if err := b.stepAll(t.Context(), "web-a"); !errors.Is(err, errRead) && table != "counter" && table != "ticket" {
			t.Errorf("%s unreadable: a step gave %v", table, err)
		}
	}
	f.unreadable(store.K("line"), errRead)
	if lines, err := b.Transcript(t.Context(), "web-a", 0); !errors.Is(err, errRead) || lines != nil {
		t.Errorf("lines unreadable: Transcript gave %v, %v", lines, err)
	}
	for _, table := range []string{"ticket", "ticket-number"} {
		f.unreadable(store.K(table), errRead)
		if got, err := b.Tickets(t.Context()); !errors.Is(err, errRead) || got != nil {
			t.Errorf("%s unreadable: Tickets gave %v, %v", table, got, err)
		}
	}
	f.unreadable(nil, nil)
	if diff := cmp.Diff(before, everything(t, f)); diff != "" {
		t.Errorf("a failed read changed the store:\n%s", diff)
	}
}

// TestChangedRecordIsAnError flips a byte of the stored conversation.
func TestChangedRecordIsAnError(t *testing.T) {
	e := store.Memory()
	b := newLoop(t, e, nil)
	say(t, b, "web-a", "e1", "偽の警告が出ました")
	key := b.records.conversations.Key(store.K("web-a"))
	err := e.Update(t.Context(), func(tx store.Txn) error {
		raw, _, err := tx.Get(key)
		if err != nil {
			return err
		}
		raw[len(raw)-1] ^= 1
		return tx.Put(key, raw)
	})
	if err != nil {
		t.Fatal(err)
	}
	say(t, b, "web-a", "e2", "続き")
	if got := tickets(t, b); len(got) != 1 || got[0].Reason != bot.Failed {
		t.Errorf("a conversation that was changed in the store gave tickets %+v, want one that it failed", got)
	}
	told := false
	for _, l := range transcript(t, b, "web-a") {
		told = told || l.From == bot.FromBot && strings.Contains(l.Text, "1001")
	}
	if !told {
		t.Error("the consulter was not told that a person will look")
	}
	raw := everything(t, e)
	kept := false
	for key := range raw {
		kept = kept || strings.HasPrefix(key, string(store.K("damaged", "web-a")))
	}
	if !kept {
		t.Error("the damaged record was not kept")
	}
}

func TestOpenRefusesWhatIsMissing(t *testing.T) {
	full := newLoop(t, store.Memory(), nil).o
	for name, change := range map[string]func(*Options){
		"engine": func(o *Options) { o.Engine = nil }, "sealer": func(o *Options) { o.Sealer = nil },
		"advisor": func(o *Options) { o.Advisor = nil }, "log": func(o *Options) { o.Log = nil },
	} {
		o := full
		change(&o)
		if _, err := Open(o); err == nil {
			t.Errorf("Open takes options without %s", name)
		}
	}
}

// TestWritable: that nothing can be written is known, with its reason, and that it can again.
func TestWritable(t *testing.T) {
	errFull := errors.New("the disk is full")
	f := &faulty{Engine: store.Memory()}
	b := newLoop(t, f, nil)
	for _, step := range []struct {
		commit error
		want   error
	}{{nil, nil}, {errFull, errFull}, {nil, nil}} {
		f.fail(step.commit)
		if err := b.watchClock(t.Context()); !errors.Is(err, step.want) {
			t.Fatalf("watching the clock gave %v", err)
		}
		if err := b.Writable(); !errors.Is(err, step.want) || err != nil != (step.want != nil) {
			t.Errorf("writable: %v, want %v", err, step.want)
		}
	}
	if err := b.Claim(t.Context(), "1001", tanuki); !errors.Is(err, bot.ErrNoTicket) || b.Writable() != nil {
		t.Errorf("what the rules refuse is no fault of the store: %v, %v", err, b.Writable())
	}
}
