package loop

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
	"madoguchi/store/bolt"
)

// crowd are invented conversations, by what they were told and what can be done about it.
type crowd struct {
	line         knowledge.LineID
	told         string               // the line
	urgent, calm []bot.ConversationID // who are to be told
	gone, untold []bot.ConversationID
}

// entry is whose line turns out to be wrong; its matter waits for those who have not called.
const wrongEntry = "support-scam"

// newCrowd writes n conversations into a store: of ten, six were told the line (of these two do not
// wait, one by an old program that kept no names of lines, one has left), four were not.
func newCrowd(t *testing.T, l *Loop, n int) *crowd {
	t.Helper()
	base := l.o.Advisor.Current().Base
	entry := base.FAQ(wrongEntry)
	told := entry.Steps[0].Text
	c := &crowd{line: knowledge.LineIn(entry.ID, told), told: told}
	calm := base.FAQ("utm")
	for first := 0; first < n; first += 10 {
		err := l.o.Engine.Update(t.Context(), func(tx store.Txn) error {
			for i := first; i < min(n, first+10); i++ {
				id := bot.ConversationID(fmt.Sprintf("post-%06d", i))
				if err := l.o.Sealer.Ensure(tx, string(id)); err != nil {
					return err
				}
				conv := bot.Conversation{ReplyTo: bot.ReplyTo{Channel: "post"}, Entries: 1, Rev: 1, Active: l.o.Advisor.Now().Add(-time.Duration(i) * time.Second)}
				conv.State = dialog.State{Version: dialog.StateVersion, Begun: conv.Active, Base: "old"}
				conv.State.FAQ, conv.State.Phase = calm.ID, dialog.PhaseDone
				said := "1. " + told
				switch i % 10 {
				case 0, 1: // does not wait
					conv.State.FAQ = entry.ID
					conv.Shown = []bot.LinesTold{{Base: "old", Lines: []knowledge.LineID{c.line}}}
				case 2, 3:
					conv.Shown = []bot.LinesTold{{Base: "old", Lines: []knowledge.LineID{"x/1", c.line}}, {Base: "new", Lines: []knowledge.LineID{"x/2"}}}
				case 4: // of an old program
				case 5:
					conv.Gone = true
					conv.Shown = []bot.LinesTold{{Base: "old", Lines: []knowledge.LineID{c.line}}}
				default:
					said = calm.Steps[0].Text
				}
				at := store.K(string(id))
				if err := l.records.conversations.Put(tx, at, conv); err != nil {
					return err
				}
				if err := l.records.entries.Put(tx, at.Uint(1), bot.Entry{N: 1, From: bot.FromBot, Message: dialog.Message{Kind: dialog.Steps, Text: said}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		id := bot.ConversationID(fmt.Sprintf("post-%06d", i))
		switch i % 10 {
		case 0, 1:
			c.urgent = append(c.urgent, id)
		case 2, 3, 4:
			c.calm = append(c.calm, id)
		case 5:
			c.gone = append(c.gone, id)
		default:
			c.untold = append(c.untold, id)
		}
	}
	return c
}

// TestWrongAdviceIsTakenBack is the drill: of many conversations all that were told a line that
// turns out to be wrong are found, and told what holds, once, those first for whom it does not wait;
// nobody else is. MADOGUCHI_DRILL=100000 says of how many, on a disk.
func TestWrongAdviceIsTakenBack(t *testing.T) {
	n, engine := 2000, store.Memory()
	if many := os.Getenv("MADOGUCHI_DRILL"); many != "" {
		fmt.Sscan(many, &n)
		e, err := bolt.Open(t.TempDir()+"/drill.db", bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		engine = e
	}
	b := newLoop(t, engine, nil)
	o := newOffice(t, func(s *setup) { s.Engine, s.Sealer = b.o.Engine, b.o.Sealer })
	c := newCrowd(t, o.Loop, n)
	x := o.Archive()
	wrong := Wrong{Lines: []knowledge.LineID{c.line}, Forms: []string{c.told}, Base: o.o.Advisor.Current().Base}
	began := time.Now()
	found, err := x.Find(t.Context(), wrong, "m1")
	if err != nil {
		t.Fatal(err)
	}
	looked := time.Since(began)
	if found.Found != n*6/10 || found.Urgent < n*2/10 || found.Gone != n/10 || found.By["post"] != n/2 || found.Unread != 0 {
		t.Fatalf("found %+v of %d", found, n)
	}
	if !slices.IsSortedFunc(found.waiting, func(a, b toldOne) int { return boolInt(b.urgent) - boolInt(a.urgent) }) {
		t.Error("who does not wait is not told first")
	}
	if err := x.Begin(t.Context(), "m1", bot.Mend{Lines: wrong.Lines, Was: c.told, Is: "まず銀行に電話してください。"}, found); err != nil {
		t.Fatal(err)
	}
	if len(o.platform.read(c.urgent[0])) > 0 {
		t.Fatal("somebody was told before anybody served the store")
	}
	o.clock.Advance(time.Duration(n)*mendEvery + time.Second)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go o.tick(ctx)
	wait := func(convs []bot.ConversationID) {
		t.Helper()
		for _, conv := range convs {
			eventually(t, "who was told the line hears of it: "+string(conv), func() bool { return len(o.platform.read(conv)) > 0 })
		}
	}
	wait(c.urgent)
	told := time.Since(began)
	wait(c.calm)
	all := time.Since(began)
	t.Logf("%d conversations: looked through in %v, the %d urgent ones told after %v, all %d after %v; at %v each they fall due within %v",
		n, looked.Round(time.Millisecond), len(c.urgent), told.Round(time.Millisecond), len(c.urgent)+len(c.calm), all.Round(time.Millisecond), mendEvery, time.Duration(n/2)*mendEvery)
	if n >= 100_000 && all+time.Duration(n/2)*mendEvery > 10*time.Minute {
		t.Errorf("it takes %v", all)
	}
	c.toldOnce(t, o)

	again, err := x.Find(t.Context(), wrong, "m1")
	if err != nil || len(again.waiting) != 0 || again.Before != n/2 {
		t.Fatalf("after it %+v, %v", again, err)
	}
	if err := x.Begin(t.Context(), "m1", bot.Mend{Was: c.told, Is: "まず銀行に電話してください。"}, found); err != nil { // begun twice, as after a crash
		t.Fatal(err)
	}
	o.clock.Advance(time.Duration(n)*mendEvery + time.Second)
	eventually(t, "nothing is due any more", func() bool { due, err := o.dueTimers(ctx); return err == nil && len(due) == 0 })
	c.toldOnce(t, o)
}

// toldOnce: everybody who is to be told was told once, with what was wrong and what holds; nobody
// else was told anything.
func (c *crowd) toldOnce(t *testing.T, o *office) {
	t.Helper()
	for _, conv := range slices.Concat(c.urgent, c.calm) {
		saw := o.platform.read(conv)
		if len(saw) != 1 || !strings.Contains(saw[0], c.told) || !strings.Contains(saw[0], "まず銀行に電話してください。") {
			t.Fatalf("%s read %q", conv, saw)
		}
	}
	for _, conv := range slices.Concat(c.gone, c.untold) {
		if saw := o.platform.read(conv); len(saw) > 0 {
			t.Fatalf("%s read %q", conv, saw)
		}
	}
}

// TestWhatWasToldIsKept: which lines a consulter was told is kept by their names, with the release;
// and no words.
func TestWhatWasToldIsKept(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	eventually(t, "an answer", func() bool { return len(o.platform.read("post-a")) > 0 })
	base := o.o.Advisor.Current().Base
	aid := base.FAQ(wrongEntry).FirstAid[0].Text
	var c bot.Conversation
	err := o.o.Engine.View(t.Context(), func(r store.Reader) (err error) {
		c, _, err = o.records.conversations.Get(r, store.K("post-a"))
		return err
	})
	if err != nil || !c.WasTold([]knowledge.LineID{knowledge.LineIn(wrongEntry, aid)}) {
		t.Fatalf("%v: the first aid is not among what was told: %+v", err, c.Shown)
	}
	if c.Shown[0].Base != base.Version {
		t.Errorf("it was told of release %q, which was %q", c.Shown[0].Base, base.Version)
	}
	for _, s := range c.Shown {
		for _, id := range s.Lines {
			if strings.ContainsFunc(string(id), func(r rune) bool { return r > 127 }) {
				t.Errorf("words are kept: %s", id)
			}
		}
	}
	if !strings.Contains(strings.Join(o.platform.read("post-a"), "\n"), aid) {
		t.Error("the test's line was not told: it proves nothing")
	}
}
