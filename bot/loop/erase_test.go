package loop

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

// hearsErasure is an office that hears one voice: somebody wants everything erased.
func hearsErasure(t *testing.T) *office {
	return newOffice(t, func(s *setup) {
		e := *s.Advisor.Current()
		at := slices.IndexFunc(e.Base.Voices, func(v *knowledge.Voice) bool { return v.ID == "desk.erase" })
		if at < 0 {
			t.Fatal("the base has no such voice")
		}
		erase := e.Base.Voices[at]
		e.Senses.Hear = func(while knowledge.Span, text string) (*knowledge.Voice, float64) {
			if while == "" && strings.Contains(text, "消してください") {
				return erase, 1
			}
			return nil, 0
		}
		a := NewAdvisor(&e, s.Advisor.Calendar, s.Advisor.Desk, s.Advisor.Now)
		s.Advisor = a
	})
}

func (o *office) presses(t *testing.T, value string) {
	t.Helper()
	e := o.event("")
	e.Kind, e.Choice = dialog.Choose, value
	accept(t, o.Loop, e)
}

// about are the keys of all that is kept of a conversation, but for the notes of erasures.
func about(t *testing.T, o *office, conv string) (out []string) {
	t.Helper()
	for key := range everything(t, o.o.Engine) {
		if strings.Contains(key, conv) && !strings.HasPrefix(key, string(store.K("seal", "erased"))) && !strings.HasPrefix(key, string(store.K("audit"))) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// TestForgottenOnRequest is the whole way: asked once, told, done, confirmed; the desk's platform is
// told to forget, and nothing but the confirmation is left.
func TestForgottenOnRequest(t *testing.T) {
	for _, held := range []bool{false, true} {
		o := hearsErasure(t)
		o.hear(t, "偽の警告が出ました。合言葉はツチノコです")
		o.hear(t, "人と話したい")
		number := tickets(t, o.Loop)[0].Number
		if held {
			if err := o.Claim(t.Context(), number, bot.Staff{ID: "slack/U1", Name: "山田"}); err != nil {
				t.Fatal(err)
			}
			settle(t, o.Loop)
		}
		said := len(transcript(t, o.Loop, "post-a"))
		o.hear(t, "私の記録を全部消してください")
		asked := transcript(t, o.Loop, "post-a")[said:]
		last := asked[len(asked)-1]
		if len(last.Choices) != 2 || !strings.Contains(fmtEntries(asked), number) {
			t.Fatalf("held %v: not asked, with the ticket named: %s", held, fmtEntries(asked))
		}
		o.presses(t, "forget.yes")
		if told := transcript(t, o.Loop, "post-a"); !strings.Contains(told[len(told)-1].Text+told[len(told)-2].Text, "1時間以内") {
			t.Errorf("not told by when: %s", fmtEntries(told[len(told)-2:]))
		}
		if ticket, err := o.Ticket(t.Context(), number); err != nil || !ticket.Over() {
			t.Errorf("staff may go on with a ticket that is about to go: %v, %v", ticket.Status, err)
		}
		told := len(transcript(t, o.Loop, "post-a"))
		o.presses(t, "forget.yes") // again
		if n := len(transcript(t, o.Loop, "post-a")); n != told+1 {
			t.Errorf("a second press comes to %d entries besides itself", n-told-1)
		}
		before := len(o.platform.read("post-a"))
		o.clock.Advance(2 * time.Minute)
		fire(t, o)
		left := transcript(t, o.Loop, "post-a")
		if len(left) != 1 || !strings.Contains(left[0].Text, "すべて消しました") {
			t.Fatalf("held %v: left is %s", held, fmtEntries(left))
		}
		if left[0].N <= last.N {
			t.Error("a page that has shown more would not show the confirmation")
		}
		if sent := o.platform.read("post-a"); len(sent) != before+1 {
			t.Errorf("confirmed by %d deliveries, want one", len(sent)-before)
		}
		if len(tickets(t, o.Loop)) != 0 {
			t.Error("the ticket is there still")
		}
		kinds := o.board.kinds()
		if kinds[len(kinds)-1] != bot.Erased {
			t.Errorf("the desk's platform is not told to forget: %v", kinds)
		}
		o.board.mu.Lock()
		if n := o.board.notices[len(o.board.notices)-1]; len(n.Refs) == 0 || n.Ticket.Number != number {
			t.Errorf("the desk's platform does not know what to forget: %+v", n)
		}
		o.board.mu.Unlock()
		kept, err := json.Marshal([]any{left, stateOf(t, o.Loop, "post-a")})
		if err != nil || strings.Contains(string(kept), "ツチノコ") {
			t.Errorf("kept: %s, %v", kept, err)
		}

		o.clock.Advance(25 * time.Hour) // the confirmation itself goes
		fire(t, o)
		if left := about(t, o, "post-a"); len(left) != 0 {
			t.Errorf("left after a day: %q", left)
		}
	}
}

func fmtEntries(list []bot.Entry) string {
	var out []string
	for _, e := range list {
		out = append(out, e.Text)
	}
	return strings.Join(out, " | ")
}

// TestNotForgotten: who says no, or goes on with something else, loses nothing; a press of the
// button afterwards does nothing.
func TestNotForgotten(t *testing.T) {
	for _, answer := range []string{"いいえ", "やっぱりやめます", "消さない", "偽の警告が出ました"} {
		o := hearsErasure(t)
		o.hear(t, "偽の警告が出ました")
		o.hear(t, "記録を消してください")
		o.hear(t, answer)
		o.presses(t, "forget.yes")
		o.clock.Advance(time.Hour)
		fire(t, o)
		if n := len(transcript(t, o.Loop, "post-a")); n < 5 {
			t.Errorf("after %q %d entries are left", answer, n)
		}
	}
}

// TestNobodyErasesForOthers: where others write too, staff see to it.
func TestNobodyErasesForOthers(t *testing.T) {
	o := hearsErasure(t)
	for _, words := range []string{"偽の警告が出ました", "記録を消してください", "はい"} {
		e := o.event(words)
		e.ReplyTo.Public = true
		accept(t, o.Loop, e)
	}
	o.clock.Advance(time.Hour)
	fire(t, o)
	if n := len(transcript(t, o.Loop, "post-a")); n < 6 {
		t.Errorf("%d entries are left", n)
	}
	if len(tickets(t, o.Loop)) != 1 {
		t.Error("staff are not told")
	}
}

// TestForgetWaitsForThePlatform: what was said last goes out before its address is erased, but for no
// longer than was promised.
func TestForgetWaitsForThePlatform(t *testing.T) {
	o := hearsErasure(t)
	o.hear(t, "偽の警告が出ました")
	o.hear(t, "記録を消してください")
	o.platform.mu.Lock()
	o.platform.fail = func(int, bot.Delivery) error {
		return &bot.SendError{Failure: bot.Retry, After: time.Hour, Err: errors.New("busy")}
	}
	o.platform.mu.Unlock()
	e := o.event("はい")
	if err := o.Accept(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the answer waits", func() bool { return o.steps.load() == 0 })
	look := func() {
		due, err := o.dueTimers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range due {
			if err := o.fire(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.clock.Advance(2 * time.Minute)
	look()
	if len(transcript(t, o.Loop, "post-a")) < 3 {
		t.Fatal("erased before it was sent")
	}
	o.clock.Advance(bot.ForgetWithin)
	look()
	look()
	if left := transcript(t, o.Loop, "post-a"); len(left) > 1 {
		t.Errorf("kept beyond what was promised: %s", fmtEntries(left))
	}
}

// TestEraseCase is what an administrator does, in a running loop and in a store nobody serves.
func TestEraseCase(t *testing.T) {
	for _, running := range []bool{true, false} {
		o := newOffice(t)
		o.hear(t, "偽の警告が出ました。合言葉はツチノコです")
		o.hear(t, "人と話したい")
		number := tickets(t, o.Loop)[0].Number
		x := o.Eraser()
		if !running {
			var err error
			if x, err = NewEraser(o.o.Engine, o.o.Sealer, o.clock.Now); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := x.Kept(t.Context(), number)
		if err != nil || kept.Entries < 4 || kept.Shown == 0 || !slices.Equal(kept.Tickets, []string{number}) || kept.Channel != "post" {
			t.Fatalf("%+v, %v", kept, err)
		}
		if len(transcript(t, o.Loop, "post-a")) == 0 {
			t.Fatal("looking has erased it")
		}
		if _, err := x.Case(t.Context(), number, false); err != nil {
			t.Fatal(err)
		}
		if left := about(t, o, "post-a"); len(left) != 0 {
			t.Errorf("left: %q", left)
		}
		o.tells.wake(bot.TheDesk)
		settle(t, o.Loop)
		if kinds := o.board.kinds(); kinds[len(kinds)-1] != bot.Erased {
			t.Errorf("the desk's platform is not told to forget: %v", kinds)
		}
		if _, err := x.Kept(t.Context(), number); err == nil {
			t.Error("an erased case is found")
		}
	}
}

// TestWordDuringAnErasure: what somebody writes while the rest is being deleted is kept and answered.
func TestWordDuringAnErasure(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました。合言葉はツチノコです")
	x := o.Eraser()
	if err := x.update(t.Context(), func(tx store.Txn) error { _, err := x.drop(tx, "post-a", false); return err }); err != nil {
		t.Fatal(err)
	}
	if err := o.Accept(t.Context(), o.event("新しい話です")); err != nil {
		t.Fatal(err)
	}
	if err := x.clearAll(t.Context(), "post-a"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the new word is answered", func() bool { return len(transcript(t, o.Loop, "post-a")) > 1 })
	left := fmtEntries(transcript(t, o.Loop, "post-a"))
	if !strings.Contains(left, "新しい話です") || strings.Contains(left, "ツチノコ") {
		t.Errorf("left is %s", left)
	}
}
