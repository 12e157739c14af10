package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/desk"
	"madoguchi/dialog"
	"madoguchi/written"
)

//go:embed samples.yaml
var sampleFile []byte

// sample is a consultation with which a demo begins.
type sample struct {
	Say   []string `yaml:"say"`
	Then  string   `yaml:"then"` // claim, reply or close; nothing: it waits
	Reply string   `yaml:"reply"`
}

// demoLogin is who signs in to a demo's console.
const demoLogin = "demo"

// colleague does what others at the desk do in the samples.
var colleague = bot.Staff{ID: "desk/mihon", Name: "佐藤（見本）"}

// letIn gives whoever tries the demo an account, and returns its password: a new one at each start.
func (d *service) letIn(ctx context.Context) (string, error) {
	password := desk.NewPassword()
	err := d.people.Add(ctx, desk.Account{Login: demoLogin, Name: "見本の担当者", Roles: desk.Roles()}, password, "")
	if err == nil || errors.Is(err, desk.ErrTaken) {
		err = d.people.SetPassword(ctx, demoLogin, password, demoLogin)
	}
	return password, err
}

// addSamples fills a store without tickets with the samples, while the loop runs.
func (d *service) addSamples(ctx context.Context) error {
	all, err := d.loop.Tickets(ctx)
	if err != nil || len(all) > 0 {
		return err
	}
	learnt := make(chan struct{})
	go func() { // a step in hand while the base is learnt would hold up a stop
		d.advisor.Current().Match("")
		close(learnt)
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-learnt:
	}
	var list []sample
	if err := written.Decode(sampleFile, &list); err != nil {
		return fmt.Errorf("samples.yaml: %w", err)
	}
	for i, s := range list {
		if err := d.hold(ctx, bot.ConversationID(fmt.Sprintf("web-sample-%d", i+1)), s); err != nil {
			return fmt.Errorf("sample %d: %w", i+1, err)
		}
	}
	return nil
}

// hold holds a sample's consultation.
func (d *service) hold(ctx context.Context, conv bot.ConversationID, s sample) error {
	for i, text := range s.Say {
		id := fmt.Sprint("sample-", i)
		before, err := d.loop.Transcript(ctx, conv, 0)
		if err != nil {
			return err
		}
		err = d.loop.Accept(ctx, bot.Event{
			Conversation: conv, ID: bot.EventID(id), ReplyTo: bot.ReplyTo{Channel: "web"}, Event: dialog.Event{Kind: dialog.Text, Message: id, Text: text},
		})
		if err != nil {
			return err
		}
		if err := d.answered(ctx, conv, len(before)); err != nil {
			return err
		}
	}
	open, err := d.loop.OpenTickets(ctx)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Conversation != conv {
			continue
		}
		switch s.Then {
		case "claim":
			return d.loop.Claim(ctx, t.Number, colleague)
		case "reply":
			return d.loop.Answer(ctx, t.Number, bot.Reply{By: colleague, Text: s.Reply, Confirmed: true})
		case "close":
			return d.loop.Close(ctx, t.Number, colleague, bot.Referred)
		}
	}
	return nil
}

// answered waits until a conversation has more than so many lines.
func (d *service) answered(ctx context.Context, conv bot.ConversationID, lines int) error {
	for {
		now, err := d.loop.Transcript(ctx, conv, 0)
		if err != nil || len(now) > lines {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
