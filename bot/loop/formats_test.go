package loop

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/store"
	"madoguchi/store/recordtest"
)

// TestRecords: see recordtest.Records. Examples named -v1-1 of conversations, lines and tickets are
// as commit d7939e8 wrote them.
func TestRecords(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	b := newLoop(t, e, nil)
	r, conv, at := b.records, store.K("conv"), store.K("conv").Uint(1)
	all := []recordtest.Record{
		recordtest.Sealed("conversation", r.conversations, conv),
		recordtest.Sealed("inbox", r.inbox, conv.Time(sunday).Str("event")),
		recordtest.Sealed("outbox", r.outbox, at),
		recordtest.Sealed("notice", r.notices, at),
		recordtest.Sealed("line", r.entries, at),
		recordtest.Sealed("ticket", r.tickets, conv.Str("1001")),
		recordtest.Sealed("reach", r.reach, conv),
		recordtest.Sealed("desk-ref", r.refs, conv.Str("1001").Str("thread")),
		recordtest.Sealed("fetch", r.fetches, at),
		recordtest.Sealed("file", r.pieces, at.Uint(0)),
		recordtest.Sealed("dead", r.dead, conv.Time(sunday)),
		recordtest.Sealed("farewell", r.farewells, store.K("desk", "conv")),
		recordtest.Sealed("expects", r.expects, conv),
		recordtest.Plain("tally", r.tallies, store.K("2026-11")),
		recordtest.Plain("seen", r.seen, conv),
		recordtest.Plain("audit", r.audit, store.Key{}.Time(sunday).Str("conv").Str("unsent").Uint(1)),
		recordtest.Plain("ticket-number", r.numbers, store.Key{}.Uint(1001)),
		recordtest.Plain("open", r.open, store.Key{}.Uint(1001)),
		recordtest.Plain("timer", r.timers, timerKey(bot.Timer{At: sunday, Conversation: "conv", Kind: "overdue", Ref: "1001"})),
		recordtest.Plain("counter", r.counters, store.K("ticket")),
		recordtest.Plain("pickup", r.pickups, store.K("all")),
		recordtest.Plain("alias", r.aliases, conv),
		recordtest.Plain("guess", r.guesses, store.K("1001")),
		recordtest.Plain("mend", r.mends, store.K("m1")),
		recordtest.Plain("bulletin", r.bulletins, store.K("now")),
		recordtest.Plain("claim", r.claims, store.K("conv", "step")),
	}
	recordtest.Records(t, e, "testdata/records", all...)

	listed := map[string]bool{}
	for _, record := range all {
		listed[record.Table()] = true
	}
	for name := range Formats() {
		if !listed[name] {
			t.Errorf("records of %q are stored, and have no example: list them here", name)
		}
	}
	if n := reflect.TypeFor[records]().NumField(); n != len(all) || n != len(Formats()) {
		t.Errorf("%d tables, %d of them listed here, %d names: no two may share one", n, len(all), len(Formats()))
	}
}

// TestFormatsName: the versions are those that the tables have.
func TestFormatsName(t *testing.T) {
	if f := Formats(); f["conversation"] != newRecords(nil).conversations.Table.Version || f["timer"] != 1 {
		t.Error(f)
	}
}

// example is the body of a record in testdata.
func example(t *testing.T, name string) (body json.RawMessage) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/records", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var x struct{ Body json.RawMessage }
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	return x.Body
}

// TestOldConversation: a consultation that the seed's program has begun is carried on.
func TestOldConversation(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	b := newLoop(t, e, nil)
	const conv = "web-old"
	err := e.Update(t.Context(), func(tx store.Txn) error {
		s := b.records.conversations.Sealer
		if err := s.Ensure(tx, conv); err != nil {
			return err
		}
		for table, name := range map[string]string{"conversation": "conversation-v1-1", "line": "line-v1-1"} {
			then := store.SealedTable[json.RawMessage]{Table: store.Table[json.RawMessage]{Name: table, Version: 1}, Sealer: s}
			at := store.K(conv)
			if table == "line" {
				at = at.Uint(1)
			}
			if err := then.Put(tx, at, example(t, name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, b, conv)
	if before.FAQ != "lost-usb" || before.Slot != "locked" || before.Facts["personal_data"] != "yes" || len(before.Log) != 3 {
		t.Fatalf("the old state is read as %+v", before)
	}
	say(t, b, conv, "e9", "はい")
	after, lines := stateOf(t, b, conv), transcript(t, b, conv)
	if after.Facts["locked"] != "yes" || after.Facts["personal_data"] != "yes" || after.FAQ != "lost-usb" {
		t.Errorf("the question that was open is not answered: %+v", after)
	}
	if len(lines) < 3 || lines[0].Text != "顧客名簿の入ったUSBを電車でなくしました" || lines[1].From != bot.FromConsulter || lines[1].Text != "はい" || lines[2].From != bot.FromBot {
		t.Errorf("the transcript is not carried on: %+v", lines)
	}
	if lines[1].N != 4 {
		t.Errorf("the first new line has number %d, want 4: three were there", lines[1].N)
	}
	var version string
	err = e.View(t.Context(), func(r store.Reader) error {
		raw, _, err := r.Get(b.records.conversations.Key(store.K(conv)))
		version = string(raw[1:2])
		return err
	})
	if err != nil || version != "\x05" {
		t.Errorf("the record is of version %q now (%v)", version, err)
	}
}

// TestNewerConversation: what a newer program wrote is neither guessed at nor overwritten.
func TestNewerConversation(t *testing.T) {
	e := store.Memory()
	defer e.Close()
	log := harness.Listen(t)
	b := newLoop(t, e, log)
	const conv = "web-new"
	key := b.records.conversations.Key(store.K(conv))
	err := e.Update(t.Context(), func(tx store.Txn) error {
		s := b.records.conversations.Sealer
		if err := s.Ensure(tx, conv); err != nil {
			return err
		}
		next := store.Table[json.RawMessage]{Name: "conversation", Version: Formats()["conversation"] + 1}
		return store.SealedTable[json.RawMessage]{Table: next, Sealer: s}.Put(tx, store.K(conv), json.RawMessage(`{"state":"in another form"}`))
	})
	if err != nil {
		t.Fatal(err)
	}
	before := everything(t, e)[string(key)]
	err = b.Accept(t.Context(), in(conv, text("e1", "こんにちは")))
	if err == nil { // taken, and left in the inbox
		eventually(t, "the log says why", func() bool { return strings.Contains(log.String(), store.ErrNewer.Error()) })
	}
	if everything(t, e)[string(key)] != before {
		t.Error("the record was changed")
	}
	t.Logf("Accept: %v", err)
}
