package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/harness"
	"madoguchi/bot/slack/slacktest"
	"madoguchi/dialog"
)

// newSlack is an adapter with a stub in the place of the bot.
func newSlack(t testing.TB, fake *slacktest.Fake, change func(*Options)) *Slack {
	t.Helper()
	o := Options{
		SigningSecret: "8f742231b10e8888abcd99yyyzzz85a5", BotToken: "xoxb-fake-bot-token", DeskChannel: theDesk, Log: harness.Logger(t),
		APIURL: "http://127.0.0.1:1/api", // nobody is there
	}
	if fake != nil {
		o.APIURL, o.BotToken, o.SigningSecret = fake.URL+"/api", fake.BotToken, fake.SigningSecret
	}
	b := &stub{}
	o.Events, o.Tickets = b, b
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.stop()
		s.finish()
	})
	return s
}

func delivery(t testing.TB, id string, to address, texts ...string) bot.Delivery {
	t.Helper()
	raw, err := json.Marshal(to)
	if err != nil {
		t.Fatal(err)
	}
	d := bot.Delivery{ID: id, Conversation: "slack-a", ReplyTo: bot.ReplyTo{Address: raw}}
	for _, text := range texts {
		d.Messages = append(d.Messages, dialog.Message{Kind: dialog.Plain, Text: text})
	}
	return d
}

// stub stands for a loop that takes everything.
type stub struct {
	mu    sync.Mutex
	took  []bot.Event
	known bool // every conversation has been begun
	fail  error
	acts  []string // what staff did
}

func (b *stub) Accept(_ context.Context, events ...bot.Event) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail == nil {
		b.took = append(b.took, events...)
	}
	return b.fail
}

func (b *stub) ConversationID(ch bot.Channel, parts ...string) bot.ConversationID {
	id, _ := json.Marshal(parts)
	return bot.ConversationID(string(ch) + "-" + string(id))
}

func (b *stub) Transcript(context.Context, bot.ConversationID, uint64) ([]bot.Entry, error) {
	if b.known {
		return []bot.Entry{{N: 1}}, nil
	}
	return nil, nil
}

func (b *stub) events() []bot.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]bot.Event(nil), b.took...)
}

func (b *stub) act(what string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.acts = append(b.acts, what)
	return b.fail
}

func (b *stub) Ticket(context.Context, string) (bot.Ticket, error) {
	return bot.Ticket{}, bot.ErrNoTicket
}
func (b *stub) Picture(context.Context, bot.ConversationID, uint64) ([]byte, error) {
	return nil, bot.ErrNoPicture
}
func (b *stub) Act(_ context.Context, n string, in bot.Input) error {
	return b.act(fmt.Sprintf("%T %s", in, n))
}
func (b *stub) Reach(_ context.Context, n string, _ bot.Staff) (bot.Reach, error) {
	return bot.Reach{}, b.act("reach " + n)
}
func (b *stub) Since(context.Context, time.Time) ([]bot.Ticket, error)          { return nil, nil }
func (b *stub) Refs(context.Context, string) (map[string]string, string, error) { return nil, "", nil }
func (b *stub) OpenTickets(context.Context) ([]bot.Ticket, error)               { return nil, nil }
func (b *stub) Claim(_ context.Context, n string, _ bot.Staff) error            { return b.act("claim " + n) }
func (b *stub) PutBack(_ context.Context, n string, _ bot.Staff) error          { return b.act("put back " + n) }
func (b *stub) Raise(_ context.Context, n string, _ bot.Staff) error            { return b.act("raise " + n) }
func (b *stub) Answer(_ context.Context, n string, r bot.Reply) error {
	return b.act("answer " + n + ": " + r.Text)
}
func (b *stub) Assign(_ context.Context, n string, _, _ bot.Staff) error { return b.act("assign " + n) }
func (b *stub) ReturnToBot(_ context.Context, n string, _ bot.Staff) error {
	return b.act("return " + n)
}
