package loop

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/dialog"
)

// TestDeliveredOnce: what the crash tests of the command have found, or could have.
func TestDeliveredOnce(t *testing.T) {
	lost := &bot.SendError{Failure: bot.Retry, Unknown: true, Err: errors.New("no answer")}
	refused := &bot.SendError{Failure: bot.Fallback, Err: errors.New("invalid reply token")}
	for name, fail := range map[string]func(o *office, call int, d bot.Delivery) error{
		"pushed since the token is too old, the answer lost, and the token works still": func(o *office, call int, d bot.Delivery) error {
			switch call {
			case 1:
				o.clock.Advance(55 * time.Second)
				return &bot.SendError{Failure: bot.Retry, Err: errors.New("busy")}
			case 2:
				return errTaken
			}
			return nil
		},
		"nothing arrived, the clock is put back, the token has run out": func(o *office, call int, d bot.Delivery) error {
			if call == 1 {
				o.clock.Advance(-time.Hour)
				return lost
			}
			if d.ReplyTo.Token != "" {
				return refused
			}
			return nil
		},
		"the token is refused at once, and nobody knows of the push": func(_ *office, call int, d bot.Delivery) error {
			if d.ReplyTo.Token != "" {
				return refused
			}
			if call == 2 {
				return lost
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.platform.fail = func(call int, d bot.Delivery) error { return fail(o, call, d) }
			o.hear(t, "こんにちは")
			if got, want := o.platform.read("post-a"), o.said(t); !slices.Equal(got, want) {
				t.Errorf("the consulter saw %q, the transcript says %q", got, want)
			}
		})
	}
}

// said is what the desk's lines of the transcript say.
func (o *office) said(t *testing.T) (said []string) {
	t.Helper()
	for _, l := range transcript(t, o.Loop, "post-a") {
		if l.From != bot.FromConsulter {
			said = append(said, l.Text)
		}
	}
	return said
}

// TestRecordingFails: what a platform has taken is not sent again, however long the store does not
// take the note of it.
func TestRecordingFails(t *testing.T) {
	for name, staff := range map[string]bool{"an answer": false, "a reply by staff": true} {
		t.Run(name, func(t *testing.T) {
			var e *faulty
			o := newOffice(t, func(o *setup) { e = &faulty{Engine: o.Engine}; o.Engine = e })
			if staff {
				o.hear(t, "担当者と話したいです")
				if err := o.Claim(t.Context(), o.ticket(t).Number, tanuki); err != nil {
					t.Fatal(err)
				}
				settle(t, o.Loop)
			}
			before := o.platform.calls
			o.platform.fail = func(call int, d bot.Delivery) error {
				if call == before+1 {
					e.fail(errors.New("the disk is full"))
					time.AfterFunc(time.Second, func() { e.fail(nil) })
				}
				o.clock.Advance(2 * time.Minute)
				return nil
			}
			if staff {
				if err := o.Answer(t.Context(), o.ticket(t).Number, bot.Reply{By: tanuki, ID: "r1", Text: "お待たせしました"}); err != nil {
					t.Fatal(err)
				}
				settle(t, o.Loop)
			} else {
				o.hear(t, "こんにちは")
			}
			if got, want := o.platform.read("post-a"), o.said(t); !slices.Equal(got, want) || o.platform.calls != before+1 {
				t.Errorf("%d calls; the consulter saw %q, the transcript says %q", o.platform.calls-before, got, want)
			}
		})
	}
}

// TestUnsentBeforeItCame: a message that was taken back may be delivered late. Its words are not
// kept then, and not answered.
func TestUnsentBeforeItCame(t *testing.T) {
	for name, known := range map[string]bool{"known": true, "the first that is heard of somebody": false} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			if known {
				o.hear(t, "こんにちは")
			}
			late := o.event("偽の警告が出ました")
			unsend := o.event("")
			unsend.Event = dialog.Event{Kind: dialog.Unsend, Message: late.Message}
			accept(t, o.Loop, unsend)
			calls := o.platform.calls
			accept(t, o.Loop, late)
			lines := transcript(t, o.Loop, "post-a")
			l := lines[len(lines)-1]
			if l.Of != late.Message || !l.Unsent || l.Text != o.phrases.Text("unsent") || o.platform.calls != calls {
				t.Errorf("%+v after %d calls", l, o.platform.calls-calls)
			}
		})
	}
}

// TestInheritedWork: a replica that dies may have sent what another one has made.
func TestInheritedWork(t *testing.T) {
	p := newPlatform()
	s, bots, c := replicas(t, p, 2)
	o := &office{clock: c}
	sending, goOn := make(chan struct{}), make(chan struct{})
	p.fail = func(call int, _ bot.Delivery) error {
		switch call {
		case 1:
			p.mu.Unlock()
			close(sending)
			<-goOn
			p.mu.Lock()
		case 2: // it is taken, and then the replica dies
			bots[0].sends.close()
			s.die(bots[0])
		}
		return nil
	}
	if err := bots[0].Accept(t.Context(), o.event("こんにちは")); err != nil {
		t.Fatal(err)
	}
	<-sending
	accept(t, bots[1], o.event("偽の警告が出ました"))
	close(goOn)
	settle(t, bots[0])
	bots[1].sends.wake("post-a")
	settle(t, bots[1])
	o.Loop = bots[1]
	if got, want := p.read("post-a"), o.said(t); !slices.Equal(got, want) {
		t.Errorf("the consulter saw %q, the transcript says %q", got, want)
	}
}

// TestHangingPlatform: while one platform hangs with more consulters than there are senders,
// another's are answered.
func TestHangingPlatform(t *testing.T) {
	hangs, works := newPlatform(), newPlatform()
	goOn := make(chan struct{})
	hangs.fail = func(int, bot.Delivery) error {
		hangs.mu.Unlock()
		<-goOn
		hangs.mu.Lock()
		return nil
	}
	o := newOffice(t, func(s *setup) {
		s.channels = map[bot.Channel]bot.Endpoint{"hangs": {Sender: hangs}, "works": {Sender: works}}
	})
	said := func(ch bot.Channel, n int) bot.Event {
		e := o.event("こんにちは")
		e.Conversation, e.ReplyTo.Channel = bot.ConversationID(fmt.Sprint(ch, "-", n)), ch
		return e
	}
	waiting := sendersPerCPU*runtime.GOMAXPROCS(0) + 20
	for n := range waiting {
		if err := o.Accept(t.Context(), said("hangs", n)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Accept(t.Context(), said("works", 1)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other platform's consulter is answered", func() bool { return len(works.read("works-1")) > 0 })
	close(goOn)
	settle(t, o.Loop)
	for n := range waiting {
		if conv := bot.ConversationID(fmt.Sprint("hangs-", n)); len(hangs.read(conv)) == 0 {
			t.Fatalf("%s was not answered", conv)
		}
	}
}

// TestOldTokenAsLastResort: where there is no budget for a push, a token that is probably too old
// is tried; what it cannot do either is kept for the consulter's next message.
func TestOldTokenAsLastResort(t *testing.T) {
	for name, works := range map[string]bool{"it works": true, "it is too old": false} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.platform.fail = func(call int, d bot.Delivery) error {
				switch {
				case call == 1: // an outage
					o.clock.Advance(2 * time.Minute)
					return &bot.SendError{Failure: bot.Retry, Err: errors.New("down")}
				case d.ReplyTo.Token == "":
					return &bot.SendError{Failure: bot.Quota, Err: errors.New("no budget")}
				case !works && call == 3:
					return &bot.SendError{Failure: bot.Fallback, Err: errors.New("invalid reply token")}
				}
				return nil
			}
			o.hear(t, "こんにちは")
			if got := o.platform.read("post-a"); len(got) > 0 != works || o.platform.calls != 3 {
				t.Errorf("after %d calls the consulter saw %q", o.platform.calls, got)
			}
			o.hear(t, "届いていますか")
			got := strings.Join(o.platform.read("post-a"), "\n")
			if held := strings.Contains(got, o.phrases.Text("held")); held == works {
				t.Errorf("kept for the next answer: %v\n%s", held, got)
			}
		})
	}
}
