package loop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
	"madoguchi/knowledge"
	"madoguchi/store"
)

func TestAnswersArriveOnceAndInOrder(t *testing.T) {
	errNow := func(after time.Duration) error {
		return &bot.SendError{Failure: bot.Retry, After: after, Err: errors.New("busy")}
	}
	expired := &bot.SendError{Failure: bot.Fallback, Err: errors.New("invalid reply token")}
	for _, tt := range []struct {
		name  string
		fail  func(int, bot.Delivery) error
		calls int
	}{
		{"nothing fails", func(int, bot.Delivery) error { return nil }, 3},
		{"busy once", func(n int, _ bot.Delivery) error {
			if n == 1 {
				return errNow(time.Millisecond)
			}
			return nil
		}, 4},
		{"the token is too old", func(_ int, d bot.Delivery) error {
			if d.ReplyTo.Token != "" {
				return expired
			}
			return nil
		}, 6},
		{"taken by token, and the answer lost", func(n int, d bot.Delivery) error {
			if n == 1 {
				return errTaken
			}
			return nil
		}, 4},
		{"never arrived, and nobody knows", func(n int, d bot.Delivery) error {
			if n == 1 {
				return &bot.SendError{Failure: bot.Retry, Unknown: true, Err: errors.New("timeout")}
			}
			return nil
		}, 4},
		{"pushed, and the answer lost", func(n int, d bot.Delivery) error {
			if d.ReplyTo.Token != "" {
				return expired
			}
			if n == 2 {
				return errTaken
			}
			return nil
		}, 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t)
			o.platform.fail = tt.fail
			for _, words := range []string{"こんにちは", "偽の警告が出ました", "パソコンは3台です"} {
				if err := o.Accept(t.Context(), o.event(words)); err != nil {
					t.Fatal(err)
				}
			}
			settle(t, o.Loop)
			var said []string
			for _, l := range transcript(t, o.Loop, "post-a") {
				if l.From == bot.FromBot {
					said = append(said, l.Text)
				}
			}
			if got := o.platform.read("post-a"); !slices.Equal(got, said) {
				t.Errorf("the consulter saw\n%s\nthe transcript says\n%s", strings.Join(got, "\n"), strings.Join(said, "\n"))
			}
			if o.platform.calls != tt.calls {
				t.Errorf("%d calls, want %d", o.platform.calls, tt.calls)
			}
		})
	}
}

// TestUndelivered: what will never arrive is not tried again, and who blocks the account is left in
// peace.
func TestUndelivered(t *testing.T) {
	for _, tt := range []struct {
		failure bot.Failure
		calls   int
		held    int
	}{{bot.Permanent, 1, 0}, {bot.Blocked, 1, 0}, {bot.Quota, 1, 1}} {
		t.Run(string(tt.failure), func(t *testing.T) {
			o := newOffice(t)
			o.platform.fail = func(int, bot.Delivery) error { return &bot.SendError{Failure: tt.failure, Err: errors.New("no")} }
			e := o.event("人と話したい")
			e.ReplyTo.Token = ""
			accept(t, o.Loop, e)
			if o.platform.calls != tt.calls {
				t.Errorf("%d calls, want %d", o.platform.calls, tt.calls)
			}
			if kinds := o.board.kinds(); !slices.Contains(kinds, bot.NotTaken) {
				t.Errorf("the desk was told %v, want that it did not arrive", kinds)
			}
			o.platform.fail = nil
			o.hear(t, "届いていますか")
			got := strings.Join(o.platform.read("post-a"), "\n")
			if has := strings.Contains(got, o.phrases.Text("held")); has != (tt.failure == bot.Quota) {
				t.Errorf("what there was no budget for came with the next answer: %v\n%s", has, got)
			}
		})
	}
}

// TestHeldReply: a reply for which there was no budget goes with the next answer, and the desk is
// told of both.
func TestHeldReply(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	number := o.ticket(t).Number
	if err := o.Claim(t.Context(), number, tanuki); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	o.platform.fail = func(int, bot.Delivery) error { return &bot.SendError{Failure: bot.Quota, Err: errors.New("no")} }
	if err := o.Answer(t.Context(), number, bot.Reply{By: tanuki, ID: "r1", Text: "お待たせしました"}); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	if n := o.board.last(bot.NotTaken); n.Reply != "r1" {
		t.Errorf("the desk was told %+v", n)
	}
	o.platform.fail = nil
	o.hear(t, "まだですか")
	if got := o.platform.read("post-a"); !strings.Contains(strings.Join(got, "\n"), "お待たせしました") {
		t.Errorf("the consulter saw %q", got)
	}
	if n := o.board.last(bot.Taken); n.Reply != "r1" || n.Ticket.Number != number || n.Text != o.phrases.Text("desk_taken_late") {
		t.Errorf("the desk was told %+v", n)
	}
}

// TestTicketLife goes through a hand-off: asked for, claimed, silent, first aid, answered, closed,
// taken up again.
func TestTicketLife(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	o.hear(t, "人と話したい")
	ticket := o.ticket(t)
	if ticket.Status != bot.Waiting || ticket.Channel != "post" {
		t.Fatalf("the ticket is %+v", ticket)
	}
	if n := o.board.last(bot.Opened); len(n.Entries) == 0 || n.Ticket.Number != ticket.Number {
		t.Errorf("the desk was shown %+v", n)
	}
	if err := o.Claim(t.Context(), ticket.Number, tanuki); err != nil {
		t.Fatal(err)
	}
	if err := o.Claim(t.Context(), ticket.Number, kitsune); !errors.Is(err, bot.ErrHeld) {
		t.Errorf("the second to claim got %v", err)
	}
	settle(t, o.Loop)
	before := len(o.platform.read("post-a"))
	o.hear(t, "パソコンは3台です")
	if got := o.platform.read("post-a"); len(got) != before {
		t.Errorf("the bot speaks while a person has the ticket: %q", got[before:])
	}
	if n := o.board.last(bot.Said); len(n.Entries) != 1 || n.Entries[0].Text != "パソコンは3台です" {
		t.Errorf("the desk was shown %+v", n.Entries)
	}
	o.hear(t, "さっき、お金を払ってしまいました")
	if got := o.platform.read("post-a"); len(got) == before {
		t.Error("no first aid on a red flag")
	}
	if n := o.board.last(bot.Said); len(n.Entries) < 2 {
		t.Errorf("the desk does not see that first aid was given: %+v", n.Entries)
	}
	if err := o.Answer(t.Context(), ticket.Number, bot.Reply{ID: "r1", By: kitsune, Text: "横から失礼します"}); !errors.Is(err, bot.ErrHeld) {
		t.Errorf("a colleague's reply gave %v", err)
	}
	for range 2 { // the desk's platform delivers it twice
		if err := o.Answer(t.Context(), ticket.Number, bot.Reply{ID: "r2", By: tanuki, Text: "担当の者です。まず振込先の銀行に電話してください。"}); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, o.Loop)
	got := strings.Join(o.platform.read("post-a"), "\n")
	if n := strings.Count(got, "担当の者です"); n != 1 {
		t.Errorf("the reply arrived %d times", n)
	}
	if n := o.board.last(bot.Taken); n.Reply != "r2" {
		t.Errorf("the desk was told of %q", n.Reply)
	}
	if err := o.Close(t.Context(), ticket.Number, tanuki, bot.Solved); err != nil {
		t.Fatal(err)
	}
	settle(t, o.Loop)
	before = len(o.platform.read("post-a"))
	o.hear(t, "もう一つ質問です")
	if len(o.platform.read("post-a")) == before {
		t.Error("the bot is not back after closing")
	}
	if ticket = o.ticket(t); ticket.Status != bot.Closed || ticket.End != bot.Solved {
		t.Errorf("the ticket is %s, %s", ticket.Status, ticket.End)
	}
	if open, err := o.OpenTickets(t.Context()); err != nil || len(open) > 0 {
		t.Errorf("open tickets %v, %v", open, err)
	}
}

func TestClaimedByOne(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	number := o.ticket(t).Number
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 20 {
		wg.Go(func() {
			if o.Claim(t.Context(), number, bot.Staff{ID: fmt.Sprint("post/", i), Name: "だれか"}) == nil {
				mu.Lock()
				defer mu.Unlock()
				won++
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d have claimed it", won)
	}
}

func TestReplyIsAskedAbout(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	other := o.event("人と話したい")
	other.Conversation = "post-b"
	accept(t, o.Loop, other)
	for _, words := range []string{"パスワードは Tanuki2026! です", "受付番号1002の方の件ですが"} {
		r := bot.Reply{ID: "r", By: tanuki, Text: words}
		if err := o.Answer(t.Context(), "1001", r); !errors.Is(err, bot.ErrDoubtful) {
			t.Errorf("%s: got %v", words, err)
		}
	}
	if err := o.Answer(t.Context(), "1001", bot.Reply{ID: "r", By: tanuki, Text: "受付番号1001の件ですが"}); err != nil {
		t.Error(err)
	}
	if err := o.Answer(t.Context(), "1001", bot.Reply{ID: "s", By: tanuki, Text: "受付番号1002の件でもあります", Confirmed: true}); err != nil {
		t.Error(err)
	}
	if err := o.Answer(t.Context(), "999999", bot.Reply{ID: "s", By: tanuki, Text: "だれもいません"}); !errors.Is(err, bot.ErrNoTicket) {
		t.Errorf("an unknown ticket gave %v", err)
	}
}

// TestUnsentIsGone looks for an unsent message everywhere.
func TestUnsentIsGone(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	secret := o.event("合言葉はツチノコです")
	accept(t, o.Loop, secret)
	e := o.event("")
	e.Kind, e.Message, e.ReplyTo.Token = dialog.Unsend, secret.Message, ""
	accept(t, o.Loop, e)
	if all := fmt.Sprint(transcript(t, o.Loop, "post-a"), stateOf(t, o.Loop, "post-a"), tickets(t, o.Loop)); strings.Contains(all, "ツチノコ") {
		t.Errorf("what was unsent is kept: %s", all)
	}
	if n := o.board.last(bot.Withdrawn); len(n.Entries) != 1 || !n.Entries[0].Unsent || strings.Contains(n.Entries[0].Text, "ツチノコ") {
		t.Errorf("the desk was told %+v", n)
	}
	audit := 0
	for key, value := range everything(t, o.o.Engine) {
		if strings.HasPrefix(key, string(store.K("audit"))) {
			if audit++; strings.Contains(value, "ツチノコ") {
				t.Error("the audit holds the words")
			}
		}
	}
	if audit != 1 {
		t.Errorf("%d lines in the audit", audit)
	}
}

// TestDeadLetter lets the matcher panic on one text.
func TestDeadLetter(t *testing.T) {
	o := newOffice(t)
	e := o.o.Advisor.Current()
	match := e.Match
	senses := e.Senses
	senses.Match = func(words string) knowledge.Match {
		if strings.Contains(words, "毒") {
			panic("poison")
		}
		return match(words)
	}
	o.o.Advisor.Publish(&bot.Edition{Base: e.Base, Senses: senses})
	o.hear(t, "これは毒です、困りました")
	if ticket := o.ticket(t); ticket.Reason != bot.Failed {
		t.Errorf("the ticket's reason is %s", ticket.Reason)
	}
	if got := o.platform.read("post-a"); len(got) != 1 || !strings.Contains(got[0], "1001") {
		t.Errorf("the consulter saw %q", got)
	}
	o.hear(t, "偽の警告が出ました")
	if got := o.platform.read("post-a"); len(got) < 2 {
		t.Error("the conversation does not go on")
	}
}
