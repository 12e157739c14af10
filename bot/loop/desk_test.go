package loop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

// platform is a fake that keeps books: tokens work once, a retry key counts once.
type platform struct {
	mu     sync.Mutex
	saw    map[bot.ConversationID][]string // what reached each consulter, in order
	tokens map[string]bool                 // used ones
	keys   map[string]bool
	calls  int
	fail   func(call int, d bot.Delivery) error // decides over an attempt; errTaken: it was taken, but the answer was lost
}

var errTaken = errors.New("taken, but the answer was lost")

func newPlatform() *platform {
	return &platform{saw: map[bot.ConversationID][]string{}, tokens: map[string]bool{}, keys: map[string]bool{}}
}

func (p *platform) Send(_ context.Context, d bot.Delivery) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	var verdict error
	if p.fail != nil {
		verdict = p.fail(p.calls, d)
	}
	if verdict != nil && !errors.Is(verdict, errTaken) {
		return verdict
	}
	switch {
	case d.ReplyTo.Token != "" && p.tokens[d.ReplyTo.Token]:
		return &bot.SendError{Failure: bot.Fallback, Err: errors.New("invalid reply token")}
	case d.ReplyTo.Token != "":
		p.tokens[d.ReplyTo.Token] = true
	case p.keys[d.ID]:
		return nil
	default:
		p.keys[d.ID] = true
	}
	for _, m := range d.Messages {
		p.saw[d.Conversation] = append(p.saw[d.Conversation], m.Text)
	}
	if verdict != nil {
		return &bot.SendError{Failure: bot.Retry, Unknown: true, Err: verdict}
	}
	return nil
}

func (p *platform) read(conv bot.ConversationID) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.saw[conv])
}

// board is a fake desk.
type board struct {
	mu      sync.Mutex
	notices []bot.Notice
}

func (d *board) Tell(_ context.Context, n bot.Notice) (map[string]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notices = append(d.notices, n)
	return map[string]string{fmt.Sprint(n.Kind, len(d.notices)): "ref"}, nil
}

func (d *board) kinds() (out []bot.NoticeKind) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range d.notices {
		out = append(out, n.Kind)
	}
	return out
}

func (d *board) last(kind bot.NoticeKind) bot.Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range slices.Backward(d.notices) {
		if n.Kind == kind {
			return n
		}
	}
	return bot.Notice{}
}

// wallClock is a clock that tests turn.
type wallClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *wallClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *wallClock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// office is a bot with a platform "post", a desk and a clock.
type office struct {
	*Loop
	platform *platform
	board    *board
	clock    *wallClock
	n        int
	setup    setup
}

// setup is what an office is made of.
type setup struct {
	Options
	channels map[bot.Channel]bot.Endpoint
	desk     bot.Desk
}

func newOffice(t *testing.T, change ...func(*setup)) *office {
	t.Helper()
	o := &office{platform: newPlatform(), board: &board{}, clock: &wallClock{now: sunday}}
	b := newBot(t, store.Memory(), nil)
	a := newAdvisor(t)
	a.Now = o.clock.Now
	s := setup{
		Options:  Options{Engine: b.o.Engine, Sealer: b.o.Sealer, Advisor: a, Log: slog.New(slog.NewTextHandler(io.Discard, nil))},
		channels: map[bot.Channel]bot.Endpoint{"post": {Sender: o.platform, Metered: true}}, desk: o.board,
	}
	for _, c := range change {
		c(&s)
	}
	var err error
	if o.Loop, err = Open(s.Options); err != nil {
		t.Fatal(err)
	}
	if err := o.wakeMorning(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.Loop.clock.steady = o.clock.Now // the clock is right, unless a test says otherwise
	o.start(s.channels, s.desk)
	o.setup = s
	return o
}

// event is a text with a token, some seconds after the last one.
func (o *office) event(words string) bot.Event {
	o.n++
	o.clock.turn(5 * time.Second)
	id := fmt.Sprintf("e%d", o.n)
	return bot.Event{
		ID: bot.EventID(id), Conversation: "post-a", At: o.clock.Now(),
		ReplyTo: bot.ReplyTo{Channel: "post", Token: "token-" + id, Until: o.clock.Now().Add(50 * time.Second)},
		Event:   dialog.Event{Kind: dialog.Text, Message: "m-" + id, Text: words},
	}
}

func (o *office) hear(t *testing.T, words string) {
	t.Helper()
	accept(t, o.Loop, o.event(words))
}

// ticket is the office's only open ticket.
func (o *office) ticket(t *testing.T) bot.Ticket {
	t.Helper()
	all := tickets(t, o.Loop)
	if len(all) != 1 {
		t.Fatalf("%d tickets, want 1", len(all))
	}
	return all[0]
}

var tanuki, kitsune = bot.Staff{ID: "post/1", Name: "田貫"}, bot.Staff{ID: "post/2", Name: "木津"}

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

// TestEventsInThePlatformsOrder accepts a batch whose events come in another order than they
// happened.
func TestEventsInThePlatformsOrder(t *testing.T) {
	o := newOffice(t)
	var batch []bot.Event
	for i := range 9 {
		batch = append(batch, o.event(fmt.Sprintf("その%d", i)))
	}
	slices.Reverse(batch)
	accept(t, o.Loop, batch...)
	var heard []string
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			heard = append(heard, l.Text)
		}
	}
	if !slices.IsSorted(heard) || len(heard) != 9 {
		t.Errorf("heard %v", heard)
	}
}

// TestLateEvents: a text that comes late is acted upon, an old press of a button is written down
// only.
func TestLateEvents(t *testing.T) {
	o := newOffice(t)
	text, press, old := o.event("お金を払ってしまいました"), o.event("いいえ"), o.event("昔の話です")
	press.Kind, press.Choice = dialog.Choose, "no"
	o.hear(t, "偽の警告が出ました")
	old.At = old.At.Add(-48 * time.Hour)
	for _, e := range []bot.Event{press, text, old} {
		accept(t, o.Loop, e)
	}
	late := map[string]bool{}
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			late[l.Text] = l.Late
		}
	}
	want := map[string]bool{"偽の警告が出ました": false, "いいえ": true, "お金を払ってしまいました": false, "昔の話です": true}
	if fmt.Sprint(late) != fmt.Sprint(want) {
		t.Errorf("too late: %v, want %v", late, want)
	}
	if paid := stateOf(t, o.Loop, "post-a").Facts["paid"]; paid != "yes" {
		t.Errorf("paid is %q: the late text was not acted upon", paid)
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

// TestOverdue turns the clock until the desk has let a ticket lie.
func TestOverdue(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "人と話したい")
	fire(t, o)
	if slices.Contains(o.board.kinds(), bot.Overdue) {
		t.Fatal("reminded at once")
	}
	o.clock.now = time.Date(2026, 11, 24, 11, 30, 0, 0, sunday.Location()) // the desk opened at nine
	fire(t, o)
	if !slices.Contains(o.board.kinds(), bot.Overdue) || !slices.Contains(o.board.kinds(), bot.Ledger) {
		t.Errorf("the desk was told %v, want a ledger and that a ticket is overdue", o.board.kinds())
	}
	if text := o.board.last(bot.Ledger).Text; !strings.Contains(text, "1001") {
		t.Errorf("the ledger says %q", text)
	}
	if got := o.platform.read("post-a"); !strings.Contains(got[len(got)-1], "1001") {
		t.Errorf("the consulter was told %q", got[len(got)-1])
	}
	if err := o.Claim(t.Context(), "1001", tanuki); err != nil {
		t.Fatal(err)
	}
	n := len(o.board.kinds())
	for range 20 {
		o.clock.turn(10 * time.Minute)
		fire(t, o)
	}
	idle := 0
	for _, kind := range o.board.kinds()[n:] {
		if kind == bot.Overdue {
			idle++
		}
	}
	if idle == 0 || idle > bot.MaxReminders {
		t.Errorf("reminded %d times of a ticket that was claimed and not answered", idle)
	}
}

// fire lets all timers that are due do their work.
func fire(t *testing.T, o *office) {
	t.Helper()
	for range 100 {
		due, err := o.dueTimers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(due) == 0 {
			settle(t, o.Loop)
			return
		}
		for _, a := range due {
			if err := o.fire(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Fatal("timers never end")
}

// TestRetention: nothing is left of a conversation that nobody went on with, be it on the disk or
// in the key.
func TestRetention(t *testing.T) {
	o := newOffice(t)
	o.hear(t, "偽の警告が出ました")
	o.clock.turn(o.o.Retention / 2)
	o.hear(t, "まだ困っています")
	o.clock.turn(o.o.Retention/2 + time.Hour)
	fire(t, o)
	if len(transcript(t, o.Loop, "post-a")) == 0 {
		t.Fatal("erased although somebody wrote since")
	}
	o.clock.turn(o.o.Retention)
	fire(t, o)
	for key := range everything(t, o.o.Engine) {
		if strings.Contains(key, "post-a") && !strings.HasPrefix(key, string(store.K("seal", "erased"))) {
			t.Errorf("left: %q", key)
		}
	}
	o.hear(t, "久しぶりです")
	if len(transcript(t, o.Loop, "post-a")) == 0 {
		t.Error("who comes back is not heard")
	}
}

// TestClockJumps: a clock that is months ahead for a moment erases nothing; one that stays there is
// believed after a while; and neither a start nor another replica takes its word for it.
func TestClockJumps(t *testing.T) {
	o := newOffice(t)
	steady := &wallClock{now: sunday}
	o.Loop.clock.steady = steady.Now
	watch := func() {
		t.Helper()
		if err := o.watchClock(t.Context()); err != nil {
			t.Fatal(err)
		}
		fire(t, o)
	}
	kept := func() bool { return len(transcript(t, o.Loop, "post-a")) > 0 }
	watch()
	o.hear(t, "偽の警告が出ました")
	o.clock.turn(91 * 24 * time.Hour)
	fire(t, o)
	watch()
	if !kept() {
		t.Fatal("a jump of the clock has erased a conversation")
	}
	if text := o.board.last(bot.Budget).Text; !strings.Contains(text, "91日") {
		t.Errorf("the desk was told %q", text)
	}
	again, err := Open(o.setup.Options)
	if err != nil {
		t.Fatal(err)
	}
	again.clock.steady = steady.Now
	if err := again.watchClock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, err := again.dueTimers(t.Context()); err != nil || len(due) > 0 {
		t.Errorf("at a start with a wrong clock %d timers are due, %v", len(due), err)
	}
	o.clock.turn(-91 * 24 * time.Hour)
	watch()
	if !kept() {
		t.Fatal("the clock is right again, and a conversation erased")
	}
	o.clock.turn(91 * 24 * time.Hour)
	for range 8 {
		watch()
		o.clock.turn(time.Hour)
		steady.turn(time.Hour)
	}
	watch()
	if kept() {
		t.Error("the clock has stood there for eight hours, and is not believed")
	}
}

// TestClockLies: a clock that was wrong for a moment, ours or a platform's, makes no later press late.
func TestClockLies(t *testing.T) {
	for name, lie := range map[string]func(o *office, e *bot.Event){
		"ours was two days ahead":       func(o *office, e *bot.Event) { e.At = time.Time{} },
		"ours, and the platform's":      func(o *office, e *bot.Event) { e.At = o.clock.Now() },
		"the platform's: the year 9999": func(o *office, e *bot.Event) { e.At = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			if name != "the platform's: the year 9999" {
				o.clock.turn(48 * time.Hour)
			}
			e := o.event("偽の警告が出ました")
			lie(o, &e)
			accept(t, o.Loop, e)
			o.clock.now = sunday.Add(time.Minute)
			press := o.event("いいえ")
			press.Kind, press.Choice = dialog.Choose, "no"
			accept(t, o.Loop, press)
			for _, l := range transcript(t, o.Loop, "post-a") {
				if l.Late {
					t.Errorf("%q counts as late", l.Text)
				}
			}
			if called := stateOf(t, o.Loop, "post-a").Facts["called"]; called != "no" {
				t.Errorf("the press was not acted upon: called is %q", called)
			}
		})
	}
}

// TestOrderOfArrival: what waits keeps its order when the clock is put back meanwhile.
func TestOrderOfArrival(t *testing.T) {
	o := newOffice(t)
	o.steps.close()
	for i, jump := range []time.Duration{0, -time.Hour, 20 * time.Second, -30 * time.Second} {
		o.clock.turn(jump)
		e := o.event(fmt.Sprintf("その%d", i))
		e.At = time.Time{}
		if err := o.Accept(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	o.steps.open()
	o.steps.wake("post-a")
	settle(t, o.Loop)
	var heard []string
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From == bot.FromConsulter {
			heard = append(heard, l.Text)
		}
	}
	if len(heard) != 4 || !slices.IsSorted(heard) {
		t.Errorf("heard %v", heard)
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
